"""``grader rescore``: a finished run by a changed rubric."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.console import MISSED, say, write
from grader.cli.group import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.runs.manifest import Manifest
    from grader.runs.rescore import Change
    from grader.runs.store import Store
    from grader.schema.rubric import Rubric

_NAMED = 10
"""Submissions named where they must be checked again; --list names all."""


@click.command(context_settings=SETTINGS)
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN")
@click.option("--rubric", metavar="FILE|NAME", required=True, help="The changed rubric.")
@click.option("--out", type=click.Path(path_type=Path), metavar="RUN", help="Keep the result as a run of its own.")
@click.option("--list", "list_all", is_flag=True, help="Name every submission that must be checked again.")
def rescore(run: Path, rubric: str, out: Path | None, list_all: bool) -> int:
    """Total the submissions of RUN anew by a changed rubric, without reading them again.

    That can be done where only weights, points, caps, bands or words have changed. Where more has, it says what, and
    which submissions must be checked again, and ends with 1. Nothing is written unless --out names a new folder.

    \b
    Example:
      grader rescore reports/run-1 --rubric changed.yaml --out reports/run-2
    """
    from grader.cli.rubrics import rubric_named
    from grader.runs.rescore import changes, manifest_by, must_check
    from grader.runs.spec import rubric_of
    from grader.runs.store import Store

    new = rubric_named(rubric)
    with Store.open(run) as store, store.snapshot():
        found = changes(rubric_of(store.manifest.settings), new)
        names = must_check(store.all(), found)
        if names:
            _check_again(store, found.judgement, names, rubric, list_all)
            return MISSED
        manifest = manifest_by(store.manifest, new)
        if out is not None:
            _keep(store, out, new, manifest)
        _say(store, new, manifest.signature, [*found.arithmetic, *(change.says for change in found.judgement)])
    if out is not None:
        say(f"Kept: {out}; compare: grader compare {shlex.quote(str(run))} {shlex.quote(str(out))}")
    return 0


def _check_again(store: Store, judgement: Sequence[Change], names: list[str], rubric: str, list_all: bool) -> None:
    from grader.reporters.wording import count, one_line

    for change in judgement:
        say(f"needs the texts: {change.says}")
    say(f"{count(len(names), 'submission')} must be checked again:")
    for name in names if list_all else names[:_NAMED]:
        write(one_line(name) + "\n")
    if not list_all and len(names) > _NAMED:
        say(f"and {len(names) - _NAMED:,} more; --list names all")
    say(f"To check them: {_command(store, rubric)}")


def _command(store: Store, rubric: str) -> str:
    """The line that grades the run's sources by the changed rubric, as the run did it, from any folder."""
    manifest = store.manifest
    given = {**manifest.settings.model_dump(exclude={"rubric"}), **manifest.reading.model_dump(), "rubric": rubric}
    words = [os.path.join(s.at, s.words) for s in manifest.sources]  # noqa: PTH118  keeps a pattern as it is
    for name, value in given.items():
        if isinstance(value, dict):
            value = ",".join(f"{who}={part}" for who, part in value.items())  # noqa: PLW2901
        for one in value if isinstance(value, tuple | list) else (value,):
            words += [] if one is None else [f"--{name.replace('_', '-')}", str(one)]
    return f"grader batch {shlex.join(words)} --out NEW-RUN"


def _keep(store: Store, out: Path, rubric: Rubric, manifest: Manifest) -> None:
    from grader.runs.folders import MARK, staged
    from grader.runs.manifest_file import write_manifest
    from grader.runs.opening import empty_folder
    from grader.runs.rescore import rescored

    empty_folder(out)
    grades = (
        (r.signature, r.card.total, r.card.band, r.row.model_dump_json(), r.id)
        for k in store.all()
        if (r := rescored(k, rubric, manifest.signature)) is not None
    )
    with staged(out) as draft:
        (draft / MARK).unlink()  # a run must not be taken for a report, which the next report may replace
        with store.copy_to(draft) as copy:
            copy.rescored(manifest, grades)
            write_manifest(copy)


def _say(store: Store, rubric: Rubric, made_of: str, changed: list[str]) -> None:
    from collections import Counter

    from grader.cli.tables import show
    from grader.reporters.table import Cell, Table
    from grader.runs.rescore import rescored

    moved: list[tuple[Cell, ...]] = []
    bands: Counter[tuple[str, str]] = Counter()
    number, total = 0, 0.0
    for kept in store.all():
        r = rescored(kept, rubric, made_of)
        if r is None:
            continue
        number += 1
        by = round(r.card.total - r.before[0], 1)
        total += by
        if by or r.card.band != r.before[1]:
            moved.append((r.name, r.before[0], r.card.total, by, r.before[1], r.card.band))
        if r.card.band != r.before[1]:
            bands[r.before[1] or "", r.card.band or ""] += 1
    moved.sort(key=lambda m: (-abs(float(m[3] or 0)), str(m[0])))
    said = ", ".join(changed) or "nothing that counts"
    mean = f", on average by {total / number:+.2f}" if number else ""
    lines = [f"Changed: {said}", f"{number:,} re-totalled, {len(moved):,} moved{mean}"]
    columns = ("submission", "before", "after", "change", "band before", "band after")
    tables = [Table("moved", "Who moved", columns, tuple(moved))] if moved else []
    if bands:
        rows = tuple((a, b, n) for (a, b), n in sorted(bands.items()))
        tables.insert(0, Table("bands", "From band to band", ("before", "after", "submissions"), rows))
    show(lines, tables)
