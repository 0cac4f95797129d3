"""How steady each rater is: distance from the others, own error, spread and drift.

People are held against other people, what each adds taken away; the machine is held against people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from grader.calibration.marks import Marks
from grader.calibration.sheets import Sheet
from grader.calibration.statistics.intervals import LEVEL, Estimate, Figure, Resamples, interval
from grader.calibration.statistics.steadiness import own_variances
from grader.evaluation.agreement import over

Numbers = NDArray[np.float64]

NEEDS_THREE = "needs interviews that three have marked"
_MOST = 150
"""People up to which own errors have intervals; of more it would take minutes."""
_FEWEST_IN_TIME = 10


@dataclass(frozen=True)
class Level:
    """Marks, and what is taken away from them so that all are equally harsh."""

    sheets: Sequence[Sheet]
    machine: Numbers
    """[interview, criterion]."""
    added: Numbers
    """[person]: what he adds, NaN where he cannot be compared."""
    held: Numbers
    """[person]: the same where it is known well enough to judge the machine by, else 0."""
    machines: float
    """What the machine adds."""


def apart(level: Level, people: int) -> Iterator[tuple[int, int, Numbers]]:
    """Of each interview and rater, the machine the last: his marks less the mean of the others'."""
    for i, who, marks in level.sheets:
        own = marks - np.nan_to_num(level.added[who])[:, None]
        there = ~np.isnan(own)
        count, total = there.sum(axis=0), np.where(there, own, 0.0).sum(axis=0)
        for k, rater in enumerate(who):
            of = there[k] & (count > 1)
            if of.any():
                yield i, int(rater), own[k, of] - (total[of] - own[k, of]) / (count[of] - 1)
        of = ~np.isnan(level.machine[i]) & (count > 0)
        if of.any():
            mean = np.where(there, marks - level.held[who][:, None], 0.0).sum(axis=0)[of] / count[of]
            yield i, people, level.machine[i, of] - level.machines - mean


def scatter(
    found: Sequence[tuple[int, int, Numbers]], size: int, raters: int, resamples: Resamples, alone: Sequence[str]
) -> list[Estimate]:
    """Root of the mean square of what `apart` found. Of two it is the same for both."""
    sums = np.zeros((raters, size, 2))
    for i, rater, d in found:
        sums[rater, i] = len(d), float((d**2).sum())
    figure: Figure = lambda s: np.sqrt(over(s[..., 1], s[..., 0]))  # noqa: E731
    return [_resampled(sums[n], figure, resamples, alone[n]) for n in range(raters)]


def errors(level: Level, people: int, size: int, resamples: Resamples) -> list[Estimate]:
    """Standard deviation of each person's own errors, from marks that three or more people gave."""
    pairs: dict[tuple[int, int], int] = {}
    rows: list[tuple[int, int, float, float]] = []
    inside = np.zeros((people, size), np.bool_)
    for i, who, marks in level.sheets:
        own = marks - np.nan_to_num(level.added[who])[:, None]
        of = (~np.isnan(own)).sum(axis=0) > 2
        if not of.any():
            continue
        own = own[:, of]
        inside[who, i] = (~np.isnan(own)).any(axis=1)
        for a, b in combinations(range(len(who)), 2):
            d = own[a] - own[b]
            there = ~np.isnan(d)
            if there.any():
                pair = pairs.setdefault((int(who[a]), int(who[b])), len(pairs))
                rows.append((i, pair, float(there.sum()), float((d[there] ** 2).sum())))
    taking = np.flatnonzero(inside.any(axis=1))
    nothing = [Estimate(None, why=NEEDS_THREE)] * people
    if not rows:
        return nothing
    at = {int(rater): n for n, rater in enumerate(taking)}
    ends = np.array([[at[a], at[b]] for a, b in pairs])
    sums = np.zeros((2, size, len(pairs)))
    for i, pair, count, squares in rows:
        sums[:, i, pair] = count, squares

    def deviations(s: Numbers) -> Numbers:
        return np.sqrt(own_variances(s[0], s[1], ends, len(taking)))

    whole = sums.sum(axis=1, keepdims=True)
    value = deviations(whole)[0]
    drawn = without = None
    if len(taking) <= _MOST:
        drawn, without = deviations(resamples.weights @ sums), deviations(whole - sums)
    found = list(nothing)
    for n, rater in enumerate(taking):
        there = inside[rater]
        number = int(there.sum())
        low, high, why = None, None, f"more than {_MOST} people: no interval"
        if drawn is not None and without is not None:
            low, high, why = interval(float(value[n]), drawn[:, n], without[there, n], number)  # type: ignore[assignment]
        found[rater] = Estimate(float(value[n]), low, high, number, why)
    return found


def spread(level: Level, size: int, people: int, resamples: Resamples, alone: Sequence[str]) -> list[Estimate]:
    """Over all criteria: marks against the others' on the same, each around its own mean."""
    sums = np.zeros((people + 1, size, 5))
    for i, who, marks in level.sheets:
        there = ~np.isnan(marks)
        count, total = there.sum(axis=0), np.where(there, marks, 0.0).sum(axis=0)
        square = np.where(there, marks**2, 0.0).sum(axis=0)
        for k, rater in enumerate(who):
            of = there[k] & (count > 1)
            own, n = marks[k, of], count[of] - 1
            # The mean of the others' squares, so that one of many is held against one of many.
            sums[rater, i] = _both(own, (total[of] - own) / n, (square[of] - own**2) / n)
        of = ~np.isnan(level.machine[i]) & (count > 0)
        sums[people, i] = _both(level.machine[i, of], total[of] / count[of], square[of] / count[of])

    def ratio(s: Numbers) -> Numbers:
        n = s[..., 0]
        own = over(s[..., 2], n) - over(s[..., 1], n) ** 2
        others = over(s[..., 4], n) - over(s[..., 3], n) ** 2
        return np.sqrt(over(np.maximum(own, 0), np.where(others > 1e-12, others, 0)))

    return [
        _resampled(s, ratio, resamples, "the others' marks are all alike" if s.any() else alone[n])
        for n, s in enumerate(sums)
    ]


def _both(own: Numbers, others: Numbers, squares: Numbers) -> tuple[float, float, float, float, float]:
    return float(len(own)), float(own.sum()), float((own**2).sum()), float(others.sum()), float(squares.sum())


def _resampled(sums: Numbers, figure: Figure, resamples: Resamples, why: str) -> Estimate:
    n = int((sums[:, 0] > 0).sum())
    found = resamples.estimates(sums, {"it": figure}, n)["it"]
    return found if found.value is not None else replace(found, why=why)


def drifts(marks: Marks, found: Sequence[tuple[int, int, Numbers]], alone: Sequence[str]) -> list[Estimate]:
    """Of each rater, from what `apart` found."""
    p = marks.papers
    when = {(int(r), int(i)): float(t) for r, i, t in zip(p.rater, p.interview, p.at, strict=True)}
    own: list[list[tuple[float, float]]] = [[] for _ in alone]
    for i, rater, d in found:
        own[rater].append((when.get((rater, i), np.nan), float(d.mean())))
    return [_drift(of) if of else Estimate(None, why=alone[n]) for n, of in enumerate(own)]


def _drift(own: Sequence[tuple[float, float]]) -> Estimate:
    """Slope over the order in time, from a rater's first interview to his last; errors by HC3, which makes no
    assumption of how chance changes.
    """
    timed = sorted((t, d) for t, d in own if not np.isnan(t))
    n = len(timed)
    if n < _FEWEST_IN_TIME:
        return Estimate(None, n=n, why="no times" if not n else f"{n} interviews with a time are too few")
    times, rises = np.array([t for t, _ in timed]), np.array([d for _, d in timed])
    _, rank, counts = np.unique(times, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    at = (ends - (counts + 1) / 2)[rank] / (n - 1) - 0.5
    at = at - at.mean()
    whole = float((at**2).sum())
    if whole < 1e-12:
        return Estimate(None, n=n, why="all at the same time")
    slope = float((at * rises).sum() / whole)
    left = rises - rises.mean() - slope * at
    hat = 1 / n + at**2 / whole
    if hat.max() > 1 - 1e-9:
        return Estimate(slope, n=n, why="all but one at the same time")
    error = float(np.sqrt(((at * left / (1 - hat)) ** 2).sum())) / whole
    from scipy.special import stdtrit

    away = float(stdtrit(n - 2, (1 + LEVEL) / 2)) * error
    return Estimate(slope, slope - away, slope + away, n)
