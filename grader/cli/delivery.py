"""Where reports go: to stdout as each is made, or when all are made, into one file or a folder of pages."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from grader.cli.console import colourful, columns, write
from grader.errors import UsageError
from grader.reporters import BUILT_IN, reporter
from grader.reporters.index import IndexRow
from grader.reporters.write import write_whole

if TYPE_CHECKING:
    from grader.protocols import Reporter
    from grader.schema.assessment import Assessment
    from grader.schema.rubric import Rubric

_ENDINGS = {"html": ".html", "markdown": ".md", "json": ".json", "terminal": ".txt"}
_PIPED, _LEAST, _MOST = 100, 60, 120
"""Columns: of a pipe, and of a terminal at the least and at the most."""


class Delivery(Protocol):
    """Takes assessments one by one."""

    def take(self, assessment: Assessment, rubric: Rubric) -> None:
        """Report on it."""

    def finish(self, rubric: Rubric) -> None:
        """Nothing more will come: write what was held back."""


def delivery(name: str, out: Path | None, files: Sequence[str], width: int | None, no_color: bool) -> Delivery:
    """The way of delivery that the options ask for; `UsageError` where it cannot work, before anything is graded."""
    several = len(files) > 1
    colour = out is None and not no_color and colourful()
    chosen = _reporter(name, several, width or _width(out), colour)
    if out is None:
        if several and name not in ("terminal", "json"):
            raise UsageError(f"{len(files)} reports of the format {name} need a folder: give --out DIR")
        return _Stdout(chosen, several, width or _width(out), colour)
    if out.is_dir() or (several and name not in ("terminal", "json")):
        _check_folder(out)
        return _Folder(chosen, name, out, files)
    _check_file(out, files)
    return _File(chosen, out, several, width or _PIPED)


def _reporter(name: str, several: bool, width: int, colour: bool) -> Reporter:
    if name == "terminal":
        from grader.reporters.terminal import TerminalReporter

        return TerminalReporter(width=width, colour=colour)
    if name == "json":
        from grader.reporters.json import JsonReporter

        return JsonReporter(compact=several)
    if name in BUILT_IN:
        return reporter(name)
    from grader.plugins import load

    return cast("Reporter", load("reporters", name, BUILT_IN))


def _width(out: Path | None) -> int:
    return _PIPED if out is not None else columns(_PIPED, _LEAST, _MOST)


class _Stdout:
    def __init__(self, chosen: Reporter, several: bool, width: int, colour: bool) -> None:
        self._reporter, self._width, self._colour = chosen, width, colour
        self._summed = several and chosen.name == "terminal"
        self._rows: list[IndexRow] = []

    def take(self, assessment: Assessment, rubric: Rubric) -> None:
        write(self._reporter.render(assessment, rubric))
        if self._summed:
            self._rows.append(IndexRow.of(assessment))

    def finish(self, rubric: Rubric) -> None:
        if self._summed and self._rows:
            from grader.cli.summary import summary

            write(summary(self._rows, rubric, self._width, self._colour))


class _File:
    def __init__(self, chosen: Reporter, out: Path, several: bool, width: int) -> None:
        self._reporter, self._out, self._width = chosen, out, width
        self._summed = several and chosen.name == "terminal"
        self._parts: list[str] = []
        self._rows: list[IndexRow] = []

    def take(self, assessment: Assessment, rubric: Rubric) -> None:
        self._parts.append(self._reporter.render(assessment, rubric))
        self._rows.append(IndexRow.of(assessment))

    def finish(self, rubric: Rubric) -> None:
        if not self._parts:
            return
        if self._summed:
            from grader.cli.summary import summary

            self._parts.append(summary(self._rows, rubric, self._width, False))
        write_whole(self._out, "".join(self._parts).encode("utf-8", "replace"))


class _Folder:
    def __init__(self, chosen: Reporter, name: str, out: Path, files: Sequence[str]) -> None:
        self._reporter, self._name, self._out, self._files = chosen, name, out, files
        self._ending = _ENDINGS.get(name, "." + "".join(c for c in name.rpartition(".")[2] if c.isalnum()))
        self._pages: dict[str, bytes] = {}
        self._rows: list[IndexRow] = []

    def take(self, assessment: Assessment, rubric: Rubric) -> None:
        from grader.cli.pages import page_name

        page = page_name(assessment.submission.path, self._ending, self._pages)
        self._pages[page] = self._reporter.render(assessment, rubric).encode("utf-8", "replace")
        self._rows.append(IndexRow.of(assessment, page))

    def finish(self, rubric: Rubric) -> None:
        if not self._pages:
            return
        if self._name in ("html", "markdown"):
            from grader.reporters import index

            render = index.html_index if self._name == "html" else index.markdown_index
            self._pages["index" + self._ending] = render(self._rows, rubric).encode("utf-8", "replace")
        for page in self._pages:
            _check_file(self._out / page, self._files, parent=False)
        from grader.cli.pages import write_all

        write_all(self._out, self._pages)


def _check_folder(out: Path) -> None:
    """Refuse what cannot become a folder, before the work and not after it."""
    there = next((p for p in (out, *out.parents) if os.path.lexists(p)), None)
    if there is not None and not there.is_dir():
        raise UsageError(f"{out}: cannot be made a folder: {there} is a file; choose another --out")


def _check_file(out: Path, files: Sequence[str], parent: bool = True) -> None:
    if parent and not out.parent.is_dir():
        raise UsageError(f"{out}: cannot be written: {out.parent} is no folder; make it first, or choose another --out")
    for name in files:
        if out.exists() and Path(name).exists() and out.samefile(name):
            raise UsageError(f"{out}: would be written over the submission; choose another --out")
