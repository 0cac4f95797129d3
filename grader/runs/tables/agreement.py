"""The grades of a run held against the ratings of people.

Pairs are levels of one submission on one criterion that both the grader and the rater gave. A criterion that a rater
calls not applicable is no pair, nor is one that the grader could not assess; both are counted beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.calibration.ratings import Placed
from grader.evaluation.agreement import accuracy, bias, qwk, spearman
from grader.reporters.table import Cell, Table
from grader.runs.report.figures import Figures
from grader.runs.tables.spread import DECIMALS, rounded
from grader.schema.rubric import Rubric

ALL = "all raters"
POOLED = "all criteria"
COLUMNS = (
    "criterion",
    "title",
    "rater",
    "n",
    "share exact",
    "share adjacent",
    "qwk",
    "bias",
    "only rater",
    "only grader",
    "undefined",
)
"""``share adjacent``: at most one level apart. ``bias``: the grader's mean level less the rater's. ``only ...``: pairs
that are none, because the other gave no level. ``undefined``: why a figure is empty."""


@dataclass
class _Counts:
    """Of one criterion and one rater; rows the grader's levels, columns the rater's."""

    pairs: NDArray[np.float64]
    only_rater: int = 0
    only_grader: int = 0

    def add(self, other: _Counts) -> None:
        self.pairs += other.pairs
        self.only_rater += other.only_rater
        self.only_grader += other.only_grader


def agreement_of(figures: Figures, rubric: Rubric, ratings: Sequence[Placed]) -> list[Table]:
    """By criterion and rater, all criteria together first; and grades of the whole, where there are any."""
    tables = [_levels(figures, rubric, ratings)]
    whole = [r for r in ratings if r.criterion is None and r.score is not None]
    return [*tables, _whole(figures, whole)] if whole else tables


def _levels(figures: Figures, rubric: Rubric, ratings: Sequence[Placed]) -> Table:
    size = max(c.max_level for c in rubric.criteria) + 1
    found: dict[tuple[int, str], _Counts] = {}
    for rating in ratings:
        if rating.criterion is None:
            continue
        counts = found.setdefault((rating.criterion, rating.rater), _Counts(np.zeros((size, size))))
        level = int(figures.levels[rating.submission, rating.criterion])
        given = level >= 0 and bool(figures.applicable[rating.submission])
        if rating.score is None:
            counts.only_grader += given
        elif not given:
            counts.only_rater += 1
        else:
            counts.pairs[min(level, size - 1), int(rating.score)] += 1
    raters = sorted({rater for _, rater in found})
    together = len(raters) > 1 and ALL not in raters  # a rater may be called as all are: then he is one
    by_rater: dict[str, _Counts] = {}
    by_criterion: dict[int, _Counts] = {}
    whole = _Counts(np.zeros((size, size)))
    for (criterion, rater), counts in found.items():
        for sums in (
            by_rater.setdefault(rater, _Counts(np.zeros((size, size)))),
            by_criterion.setdefault(criterion, _Counts(np.zeros((size, size)))),
            whole,
        ):
            sums.add(counts)
    rows: list[tuple[Cell, ...]] = [("", POOLED, r, *_cells(by_rater[r])) for r in raters]
    rows += [("", POOLED, ALL, *_cells(whole))] if together else []
    for n, one in enumerate(rubric.criteria):
        rows += [(one.id, one.title, r, *_cells(found[n, r])) for r in raters if (n, r) in found]
        if together and n in by_criterion:
            rows.append((one.id, one.title, ALL, *_cells(by_criterion[n])))
    return Table("agreement", "Agreement with raters", COLUMNS, tuple(rows))


def _cells(counts: _Counts) -> tuple[Cell, ...]:
    pairs = counts.pairs
    n, size = int(pairs.sum()), len(pairs)
    near = np.abs(np.arange(size)[:, None] - np.arange(size)[None, :]) <= 1
    adjacent = float((pairs * near).sum()) / n if n else float("nan")
    figures = (float(accuracy(pairs)), adjacent, float(qwk(pairs)), float(bias(pairs)))
    why = None
    if not n:
        why = "no pair"
    elif np.isnan(figures[2]):
        why = f"QWK: {'the only pair agrees' if n == 1 else f'all {n} pairs are of one and the same level'}"
    return n, *(rounded(f, DECIMALS) for f in figures), counts.only_rater, counts.only_grader, why


def _whole(figures: Figures, ratings: Sequence[Placed]) -> Table:
    """Grades of the whole have a scale of their own: only their order is compared with that of totals."""
    rows: list[tuple[Cell, ...]] = []
    for rater in sorted({r.rater for r in ratings}):
        of = [r for r in ratings if r.rater == rater]
        both = [r for r in of if figures.applicable[r.submission]]
        grades = [r.score for r in both if r.score is not None]
        totals = [float(figures.totals[r.submission]) for r in both]
        found = spearman(totals, grades) if len(both) > 1 else float("nan")
        why = "too few" if len(both) < 2 else "all grades, or all totals, are the same" if np.isnan(found) else None
        rows.append((rater, len(both), rounded(found, DECIMALS), len(of) - len(both), why))
    columns = ("rater", "n", "rank correlation", "only rater", "undefined")
    return Table("agreement-overall", "Totals and raters' grades of the whole", columns, tuple(rows))
