"""Submissions that a person should look at, each with the reason in words. What was not graded is in another table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.reporters.table import Table
from grader.reporters.wording import number
from grader.runs.report.figures import Figures
from grader.runs.tables.overall import KINDS, NOT_AN_INTERVIEW
from grader.schema.rubric import Rubric

MOST = 50
"""Submissions in the table."""
FAR = 3.5
"""Robust z from which a total is far from the others: one in two thousand of a normal distribution."""
_ENOUGH = 8
"""Submissions of a kind below which nothing is said of what is usual."""
_NEAR = 1.0
"""Points from a band's edge."""
_ROBUST = 1.4826
"""Times the median distance from the median is the standard deviation, of a normal distribution."""
_SHARE = 0.05
"""Of the submissions, at the most, are called the least certain: some always are."""

_Reason = tuple[int, str]
"""Index of a submission and why to look at it."""


@dataclass(frozen=True, slots=True)
class Outlier:
    """A submission by its index in `Figures`, and why to look at it."""

    index: int
    reasons: tuple[str, ...]


def outliers_of(figures: Figures, rubric: Rubric, most: int = MOST) -> list[Outlier]:
    """At most so many. Each kind of reason has its turn, with its strongest case that is left, until there are enough;
    they come by their first kind of reason, the strongest first.
    """
    found = [list(look(figures, rubric, most)) for look in _LOOKS]
    chosen: set[int] = set()
    for place in range(max(map(len, found))):
        for reasons in found:
            if place < len(reasons) and len(chosen) < most:
                chosen.add(reasons[place][0])
    why: dict[int, list[str]] = {}
    for index, reason in (one for reasons in found for one in reasons if one[0] in chosen):
        why.setdefault(index, []).append(reason)
    return [Outlier(index, tuple(reasons)) for index, reasons in why.items()]


def outliers(figures: Figures, rubric: Rubric) -> Table:
    """`outliers_of` as a table."""
    bands = [b.id for b in sorted(rubric.bands, key=lambda b: b.at_least)]
    rows = []
    for one in outliers_of(figures, rubric):
        n = one.index
        kind = KINDS[figures.kinds[n]] if figures.kinds[n] >= 0 else None
        total = round(float(figures.totals[n]), 1) if figures.applicable[n] else None
        band = bands[figures.bands[n]] if figures.bands[n] >= 0 else None
        rows.append((figures.names[n], kind, total, band, "; ".join(one.reasons)))
    return Table("outliers", "To look at by hand", ("submission", "kind", "total", "band", "why"), tuple(rows))


def _far(figures: Figures, _rubric: Rubric, most: int) -> Iterator[_Reason]:
    """Totals far from those of the same kind, by the median and the median distance from it."""
    scores, middles = np.zeros(figures.size), np.zeros(figures.size)
    for kind in range(len(KINDS)):
        of = figures.applicable & (figures.kinds == kind)
        if of.sum() < _ENOUGH:
            continue
        middle = float(np.median(figures.totals[of]))
        usual = float(np.median(np.abs(figures.totals[of] - middle))) * _ROBUST
        if usual > 0:
            scores[of] = (figures.totals[of] - middle) / usual
            middles[of] = middle
    for n in _strongest(-np.abs(scores), np.abs(scores) >= FAR, most):
        name, way = KINDS[figures.kinds[n]], "above" if scores[n] > 0 else "below"
        total, median = number(float(figures.totals[n])), number(float(middles[n]))
        yield n, f"the total {total} is far {way} that of other {name}s (median {median}, robust z {scores[n]:.1f})"


def _capped(figures: Figures, _rubric: Rubric, most: int) -> Iterator[_Reason]:
    for n in _strongest(-figures.totals, figures.applicable & figures.capped, most):
        yield n, f"a cap of the rubric holds the total at {number(float(figures.totals[n]))}"


def _near(figures: Figures, rubric: Rubric, most: int) -> Iterator[_Reason]:
    """Half a level more or less, and it would have another band."""
    edges = sorted((b.at_least, b.id) for b in rubric.bands if b.at_least > 0)
    if not edges or not figures.size:
        return
    away = np.stack([np.round(figures.totals - at, 6) for at, _ in edges], axis=1)
    nearest = np.argmin(np.where(np.isnan(away), np.inf, np.abs(away)), axis=1)
    distance = away[np.arange(figures.size), nearest]
    within = figures.applicable & ~figures.capped & (np.abs(distance) <= _NEAR)
    for n in _strongest(np.abs(distance), within, most):
        at, band = edges[nearest[n]]
        off = number(abs(float(distance[n])))
        where = f"{off} points above" if distance[n] > 0 else f"{off} points below" if distance[n] < 0 else "just at"
        yield n, f"the total is {where} the edge of the band {band} ({number(at)})"


def _unsure(figures: Figures, _rubric: Rubric, most: int) -> Iterator[_Reason]:
    known = figures.applicable & ~np.isnan(figures.certainty)
    some = min(most, int(known.sum() * _SHARE))
    for n in _strongest(figures.certainty, known, some):
        yield n, f"its levels are among the least certain (mean {figures.certainty[n]:.2f})"


def _other(figures: Figures, _rubric: Rubric, most: int) -> Iterator[_Reason]:
    """The longest first: of those one would expect a grade. A few are enough: a run may be full of them."""
    for n in _strongest(-figures.words, figures.graded & ~figures.applicable, max(1, most // 5)):
        yield n, f"is {NOT_AN_INTERVIEW}, and has no band"


_LOOKS: Sequence[Callable[[Figures, Rubric, int], Iterator[_Reason]]] = (_far, _capped, _near, _unsure, _other)


def _strongest(order: NDArray[np.generic], among: NDArray[np.bool_], most: int) -> list[int]:
    """Indices of the smallest of ``order``; of equals the first by name."""
    found = np.flatnonzero(among)
    return [int(n) for n in found[np.argsort(order[found], kind="stable")][:most]]
