"""How harsh and how steady each rater is, the machine among them.

The model is additive: a mark is what the interview deserves on that criterion, plus what this rater always adds or
takes away, plus chance. Only marks of the same interview on the same criterion are compared, so that a rater who saw
weak candidates is not called harsh. Marks are linked through the machine, which sees all interviews, where people have
none in common; raters whom nothing links are compared with those alone whom they are linked with. Standard errors hold
whatever the marks of one interview have to do with each other (a sandwich by interview). It is the additive counterpart
of a many-facet Rasch model, in levels rather than log-odds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from grader.calibration.marks import MACHINE, Marks
from grader.calibration.statistics.categories import over
from grader.calibration.statistics.intervals import LEVEL, Estimate, Resamples

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Sheet = tuple[int, Whole, Numbers]
"""An interview, the raters who marked it, and their marks [rater, what is marked]; NaN where one gave none."""

FEWEST = 3
"""Interviews shared with others below which nothing is said of a rater."""
_FEWEST_IN_TIME = 10
ALONE = "shares no mark with anybody"


@dataclass(frozen=True)
class RaterFigures:
    """One rater. Everything is against the others who marked the same interviews."""

    rater: str
    interviews: int
    marks: int
    lenience: Estimate
    """Levels that the rater gives more than people do on average whom he is linked with; below 0: harsh."""
    points: Estimate
    """The same in points of the total."""
    scatter: Estimate
    """Root of the mean squared difference from the others' mean, in levels, once lenience is taken away."""
    spread: Estimate
    """Standard deviation of the rater's marks over that of the others' on the same: below 1, he keeps to the middle."""
    drift: Estimate
    """Levels by which the rater's marks rise from his first interview to his last."""

    @property
    def stands(self) -> str:
        """Harsh, lenient or neither, as far as it is certain."""
        low, high = self.lenience.low, self.lenience.high
        if low is None or high is None:
            return "not known"
        return "harsh" if high < 0 else "lenient" if low > 0 else "as the others"


@dataclass(frozen=True)
class FairAverage:
    """An interview's total as people gave it, and as they would have if all were equally harsh."""

    name: str
    raters: int
    plain: float
    fair: float
    machine: float | None


@dataclass(frozen=True)
class Effects:
    """What raters add: ``values [rater]`` with standard errors, NaN for who cannot be compared."""

    values: Numbers
    errors: Numbers
    interviews: Whole


def rater_figures(marks: Marks, resamples: Resamples) -> list[RaterFigures]:
    """Of each rater by name, the machine last."""
    number = len(marks.raters) + 1
    by_level, by_points = list(_levels(marks)), list(_totals(marks))
    levels, points = effects(by_level, number), effects(by_points, number)
    apart = list(_apart(by_level, levels.values))
    scatter = _scatter(apart, marks.size, number, resamples)
    spread = _spread(by_level, marks.size, number, resamples)
    when = _when(marks)
    given = np.bincount(marks.ratings.rater, minlength=number)
    given[-1] = int((~np.isnan(marks.machine.levels)).sum())
    found = []
    for n, name in enumerate((*marks.raters, MACHINE)):
        own = [(when.get((n, i), np.nan), float(d.mean())) for i, who, d in apart if who == n]
        found.append(
            RaterFigures(
                name,
                int(levels.interviews[n]),
                int(given[n]),
                _estimate(levels, n),
                _estimate(points, n),
                scatter[n],
                spread[n],
                _drift(own),
            )
        )
    return found


def fair_averages(marks: Marks) -> list[FairAverage]:
    """Of each interview that has totals of people, by name."""
    found = effects(list(_totals(marks)), len(marks.raters) + 1).values
    p = marks.papers
    rows = []
    for i in range(marks.size):
        of = (p.interview == i) & ~np.isnan(p.totals)
        if of.any():
            taken = np.nan_to_num(found[p.rater[of]])
            own = float(marks.machine.totals[i])
            machine = None if np.isnan(own) else own
            plain, fair = float(p.totals[of].mean()), float((p.totals[of] - taken).mean())
            rows.append(FairAverage(marks.machine.names[i], int(of.sum()), plain, fair, machine))
    return sorted(rows, key=lambda f: f.name)


def effects(sheets: list[Sheet], raters: int) -> Effects:
    """Least squares of the additive model; the last rater is the machine. The mean of people who are linked is 0."""
    normal, right = np.zeros((raters, raters)), np.zeros(raters)
    parts = []
    interviews = np.zeros(raters, np.int64)
    for _, who, values in sheets:
        there = ~np.isnan(values)
        shared = there & (there.sum(axis=0) > 1)
        size = np.maximum(shared.sum(axis=0), 1)
        if not shared.any():
            continue
        mean = np.where(shared, values, 0.0).sum(axis=0) / size
        own = np.diag(shared.sum(axis=1).astype(np.float64)) - (shared / size) @ shared.T
        side = np.where(shared, values - mean, 0.0).sum(axis=1)
        normal[np.ix_(who, who)] += own
        right[who] += side
        interviews[who] += shared.any(axis=1)
        parts.append((who, own, side))
    inverse = np.linalg.pinv(normal, hermitian=True)
    # Against the mean of people; the machine is measured by them and not they by it.
    people = _linked(normal)
    people[:, -1] = 0
    inverse = inverse - people / np.maximum(people.sum(axis=1, keepdims=True), 1) @ inverse
    values = inverse @ right
    middle = np.zeros((raters, raters))
    for who, own, side in parts:
        left = side - own @ values[who]
        middle[np.ix_(who, who)] += np.outer(left, left)
    grown = len(parts) / max(1, len(parts) - 1)
    errors = np.sqrt(np.maximum(np.diag(inverse @ middle @ inverse.T) * grown, 0))
    alone = interviews == 0
    values[alone], errors[alone] = np.nan, np.nan
    return Effects(values, errors, interviews)


def _linked(normal: Numbers) -> Numbers:
    """[rater, rater]: 1 where marks of the same things lead from the one to the other, through whomever."""
    near = (normal != 0) | np.eye(len(normal), dtype=np.bool_)
    while True:
        farther = (near.astype(np.float64) @ near) > 0
        if (farther == near).all():
            return np.asarray(near, np.float64)
        near = farther


def _estimate(found: Effects, n: int) -> Estimate:
    interviews = int(found.interviews[n])
    if not interviews:
        return Estimate(None, n=0, why=ALONE)
    value, error = float(found.values[n]), float(found.errors[n])
    if interviews < FEWEST:
        return Estimate(value, n=interviews, why=f"{interviews} interviews shared with others are too few")
    from scipy.special import stdtrit

    away = float(stdtrit(interviews - 1, (1 + LEVEL) / 2)) * error
    return Estimate(value, value - away, value + away, interviews)


def _levels(marks: Marks) -> Iterator[Sheet]:
    """Levels by interview, the machine's last."""
    r, number, width = marks.ratings, len(marks.raters), len(marks.rubric.criteria)
    order = np.argsort(r.interview, kind="stable")
    starts = np.searchsorted(r.interview[order], np.arange(marks.size + 1))
    for i in range(marks.size):
        of = order[starts[i] : starts[i + 1]]
        who, which = np.unique(r.rater[of], return_inverse=True)
        values = np.full((len(who) + 1, width), np.nan)
        values[which, r.criterion[of]] = r.level[of]
        values[-1] = marks.machine.levels[i]
        yield i, np.append(who, number), values


def _totals(marks: Marks) -> Iterator[Sheet]:
    p, number = marks.papers, len(marks.raters)
    starts = np.searchsorted(p.interview, np.arange(marks.size + 1))
    for i in range(marks.size):
        of = slice(starts[i], starts[i + 1])
        values = np.append(p.totals[of], marks.machine.totals[i])
        yield i, np.append(p.rater[of], number), values[:, None]


def _apart(sheets: list[Sheet], values: Numbers) -> Iterator[tuple[int, int, Numbers]]:
    """Of each interview and rater: his marks less the mean of the others', lenience of all taken away."""
    for i, who, marks in sheets:
        level = marks - np.nan_to_num(values[who])[:, None]
        there = ~np.isnan(level)
        count = there.sum(axis=0)
        total = np.where(there, level, 0.0).sum(axis=0)
        for k, rater in enumerate(who):
            of = there[k] & (count > 1)
            if of.any():
                others = (total[of] - level[k, of]) / (count[of] - 1)
                yield i, int(rater), level[k, of] - others


def _scatter(apart: list[tuple[int, int, Numbers]], size: int, raters: int, resamples: Resamples) -> list[Estimate]:
    sums = np.zeros((raters, size, 2))
    for i, rater, d in apart:
        sums[rater, i] = len(d), float((d**2).sum())
    return [_resampled(sums[n], lambda s: np.sqrt(over(s[..., 1], s[..., 0])), resamples, ALONE) for n in range(raters)]


def _spread(sheets: list[Sheet], size: int, raters: int, resamples: Resamples) -> list[Estimate]:
    """Over all criteria: marks against the mean of the others' on the same, each around its own mean."""
    sums = np.zeros((raters, size, 5))
    for i, who, marks in sheets:
        there = ~np.isnan(marks)
        count, total = there.sum(axis=0), np.where(there, marks, 0.0).sum(axis=0)
        square = np.where(there, marks**2, 0.0).sum(axis=0)
        for k, rater in enumerate(who):
            of = there[k] & (count > 1)
            own, n = marks[k, of], count[of] - 1
            # The mean of the others' squares, so that one of many is held against one of many.
            others, squares = (total[of] - own) / n, (square[of] - own**2) / n
            sums[rater, i] = of.sum(), own.sum(), (own**2).sum(), others.sum(), squares.sum()

    def ratio(s: Numbers) -> Numbers:
        n = s[..., 0]
        own = over(s[..., 2], n) - over(s[..., 1], n) ** 2
        others = over(s[..., 4], n) - over(s[..., 3], n) ** 2
        return np.sqrt(over(np.maximum(own, 0), np.where(others > 1e-12, others, 0)))

    return [_resampled(sums[n], ratio, resamples, "the others' marks are all alike") for n in range(raters)]


def _resampled(sums: Numbers, figure: object, resamples: Resamples, why: str) -> Estimate:
    n = int((sums[:, 0] > 0).sum())
    found = resamples.estimates(sums, {"it": figure}, n)["it"]  # type: ignore[dict-item]
    return found if found.value is not None else replace(found, why=why)


def _when(marks: Marks) -> dict[tuple[int, int], float]:
    p = marks.papers
    return {(int(r), int(i)): float(t) for r, i, t in zip(p.rater, p.interview, p.at, strict=True)}


def _drift(own: list[tuple[float, float]]) -> Estimate:
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
