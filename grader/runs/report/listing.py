"""The list of all submissions: its columns, its first rows as they stand in the page, and what its script knows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.reporters.wording import one_line, shorten
from grader.runs.records import STATES, State
from grader.runs.report.data import DETAILS, NAMES, Column, columns_of, shown_name
from grader.runs.report.figures import INTERVIEW, Figures
from grader.runs.report.pictures import bands_of
from grader.schema.rubric import Rubric
from grader.schema.segmentation import STEP_TITLES

PAGE = 200
"""Rows of a page of the list."""
_TITLE = 120
_ADVICE = 400
STATE_TITLES: dict[State, str] = {
    "waiting": "Waiting",
    "graded": "Graded",
    "graded_with_warnings": "With warnings",
    "refused": "Refused",
    "failed": "Failed",
    "timed_out": "Timed out",
}
KINDS = ("Transcript", "Design")


@dataclass(frozen=True, slots=True)
class Head:
    """A column that is seen. ``words`` are what its numbers stand for."""

    column: Column
    title: str
    words: Sequence[str] | None = None

    def cell(self, row: int) -> str:
        """As the page's script writes it too."""
        value = int(self.column.values[row])
        if value < 0:
            return "–"
        if self.words is not None:
            return self.words[value]
        decimals = {1: 0, 10: 1, 100: 2}[self.column.per]
        return f"{value / self.column.per:.{decimals}f}" if decimals else f"{value:,}"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the list may be narrowed to: a label and, of each value, its number, words and how many there are."""

    name: str
    title: str
    options: tuple[tuple[int, str, int], ...]


class Listing:
    """The list of a run."""

    def __init__(self, figures: Figures, rubric: Rubric, pages: Sequence[int]) -> None:
        columns, self._combinations = columns_of(figures)
        self._figures, self._rubric = figures, rubric
        self._pages = frozenset(pages)
        self._of = {c.name: c for c in columns}
        self._states = [STATE_TITLES[s] for s in STATES]
        self._bands = [title for title, _ in bands_of(rubric)]
        self.heads = [
            Head(self._of["state"], "State", self._states),
            Head(self._of["band"], "Band", self._bands),
            Head(self._of["total"], "Total"),
            *(Head(self._of[f"d{n}"], shorten(d.title, 40)) for n, d in enumerate(rubric.dimensions)),
            Head(self._of["words"], "Words"),
            *([] if np.isnan(figures.certainty).all() else [Head(self._of["certainty"], "Certainty")]),
        ]

    @property
    def rows(self) -> list[tuple[str, str | None, list[str]]]:
        """Of the first page: name, address of its report, cells."""
        return [
            (shown_name(self._figures.names[n]), self.page_of(n), [head.cell(n) for head in self.heads])
            for n in range(min(PAGE, self._figures.size))
        ]

    def page_of(self, row: int) -> str | None:
        """The address of the full report of a submission, where it has one."""
        return page_name(row) if row in self._pages else None

    @property
    def choices(self) -> list[Choice]:
        """Those of which there are two to choose from."""
        made = [
            self._choice("state", "State", self._states),
            self._choice("band", "Band", self._bands),
            self._choice("kind", "Kind", KINDS),
        ]
        counts = np.bincount(self._of["warnings"].values, minlength=len(self._combinations))
        with_code = [
            (n, one_line(code), sum(int(c) for c, codes in zip(counts, self._combinations, strict=True) if n in codes))
            for n, code in enumerate(self._figures.warning_codes)
        ]
        warning = Choice("warning", "Warning", tuple(sorted(with_code, key=lambda option: option[1])))
        return [c for c in made if len(c.options) > 1] + ([warning] if with_code else [])

    def _choice(self, name: str, title: str, words: Sequence[str]) -> Choice:
        values = self._of[name].values
        counts = np.bincount(values[values >= 0], minlength=len(words))
        return Choice(name, title, tuple((n, words[n], int(count)) for n, count in enumerate(counts) if count))

    @property
    def script_knows(self) -> str:
        """JSON for the page's script, in which nothing can end the element that holds it."""
        order = {d.id: n for n, d in enumerate(self._rubric.dimensions)}
        about: dict[str, Any] = {
            "size": self._figures.size,
            "names": NAMES,
            "details": DETAILS,
            "page": PAGE,
            "columns": [
                {"id": h.column.name, "per": h.column.per, "words": list(h.words) if h.words is not None else None}
                for h in self.heads
            ],
            "combinations": self._combinations,
            "dimensions": [shorten(d.title, _TITLE) for d in self._rubric.dimensions],
            "criteria": {
                c.id: {
                    "title": shorten(c.title, _TITLE),
                    "dimension": order[c.dimension],
                    "most": c.max_level,
                    "advice": {str(a.level): shorten(a.say, _ADVICE) for a in c.advice},
                }
                for c in self._rubric.criteria
            },
            "steps": {s: STEP_TITLES[s] for s in INTERVIEW},
            "pages": sorted(self._pages) if len(self._pages) < self._figures.graded.sum() else "all",
        }
        return json.dumps(about, separators=(",", ":")).replace("<", "\\u003c").replace("&", "\\u0026")


def page_name(row: int) -> str:
    """Address of the full report of a submission: by its place in the list, for a name may be anything."""
    return f"pages/{row + 1}.html"
