"""How harsh and how steady each rater is, the machine beside them.

People are held against people: only marks of the same interview on the same criterion are compared, and the machine
takes no part, so that nobody is judged by its errors. Who shares no interview with another person is not compared; nor
are people whom no such interviews link. The machine is held against people, what each adds taken away where that is
known. It is the additive counterpart of a many-facet Rasch model, in levels rather than log-odds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from grader.calibration import steady
from grader.calibration.marks import MACHINE, Marks
from grader.calibration.sheets import Sheet, beside_machine, of_levels, of_totals
from grader.calibration.statistics.additive import Effects, effects, jackknife
from grader.calibration.statistics.intervals import FEWEST, LEVEL, Estimate, Resamples

Numbers = NDArray[np.float64]

LEAST = 0.1
"""Levels: a lenience nearer to 0 is none that anybody would notice."""
ALONE = "shares no interview with another person"
NO_PAIR = "no interview has a mark of both"
ITSELF = "is the machine"


@dataclass(frozen=True)
class RaterFigures:
    """One rater: a person against the other people who marked the same, the machine against people."""

    rater: str
    interviews: int
    """With marks that another person gave one beside; of the machine, that a person did."""
    marks: int
    lenience: Estimate
    """Levels that the rater gives more than people do on average whom he is linked with; below 0: harsh."""
    points: Estimate
    """The same in points of the total."""
    against_machine: Estimate
    """Levels that a person gives more than the machine does to the same. No verdict on a person: the machine errs."""
    scatter: Estimate
    """Root of the mean squared difference from the others' mean, in levels, once lenience is taken away: their errors
    are in it as much as his own."""
    error: Estimate
    """Standard deviation of the rater's own errors in levels, which three who marked the same tell apart."""
    spread: Estimate
    """Standard deviation of the rater's marks over that of the others' on the same: below 1, he keeps to the middle."""
    drift: Estimate
    """Levels by which the rater's marks rise from his first interview to his last, against the others'."""
    sure: tuple[float, float] | None = field(default=None)
    """Interval of lenience that holds the truth for all people at once in 95 of 100."""

    @property
    def stands(self) -> str:
        """Harsh, lenient or neither, as far as it is certain and enough to matter."""
        value = self.lenience.value
        if value is None or self.sure is None:
            return "not known"
        low, high = self.sure
        if abs(value) < LEAST:
            return "as the others"
        return "harsh" if high < 0 else "lenient" if low > 0 else "as the others"


@dataclass(frozen=True)
class FairAverage:
    """An interview's total as people gave it, and as they would have if all were equally harsh."""

    name: str
    raters: int
    adjusted: int
    """Raters of whom it is known how harsh they are; what the others gave is left as it is."""
    plain: float
    fair: float
    machine: float | None


def rater_figures(marks: Marks, resamples: Resamples) -> list[RaterFigures]:
    """Of each rater by name, the machine last."""
    number, size = len(marks.raters), marks.size
    sheets, own = of_levels(marks), marks.machine.levels
    levels = effects(sheets, number, size)
    held = _held(levels)
    lenience = [*_people(levels), _machine(sheets, list(own), levels, held)]
    by_points = effects(of_totals(marks), number, size)
    points = [*_people(by_points), _machine(*beside_machine(marks), by_points, _held(by_points))]
    machine = lenience[-1].value
    level = steady.Level(sheets, own, levels.values, held, 0.0 if machine is None else machine)
    apart = list(steady.apart(level, number))
    alone = [ALONE] * number + [NO_PAIR]
    scatter = steady.scatter(apart, size, number + 1, resamples, alone)
    errors = [*steady.errors(level, number, size, resamples), Estimate(None, why="PRMSE says how far the machine errs")]
    spread = steady.spread(level, size, number, resamples, alone)
    drift = steady.drifts(marks, apart, alone)
    against = [*_against(sheets, own, number, size), Estimate(None, why=ITSELF)]
    given = [*np.bincount(marks.ratings.rater, minlength=number).tolist(), int((~np.isnan(own)).sum())]
    sure = [*_sure(levels), lenience[-1].ends]
    return [
        RaterFigures(
            name,
            lenience[n].n,
            given[n],
            lenience[n],
            points[n],
            against[n],
            scatter[n],
            errors[n],
            spread[n],
            drift[n],
            sure[n],
        )
        for n, name in enumerate((*marks.raters, MACHINE))
    ]


def fair_averages(marks: Marks) -> list[FairAverage]:
    """Of each interview that has totals of people, by name.

    What a rater adds is taken away as far as it is certain: with the weight 1 - (error / value)^2, and not at all where
    it has no interval.
    """
    found = effects(of_totals(marks), len(marks.raters), marks.size)
    known = found.interviews >= FEWEST
    ratio = np.divide(found.errors, found.values, out=np.ones_like(found.values), where=known & (found.values != 0))
    added = np.where(known, np.maximum(0, 1 - ratio**2) * np.nan_to_num(found.values), 0.0)
    rows = []
    for i, who, values in of_totals(marks):
        there = ~np.isnan(values[:, 0])
        if there.any():
            totals, raters = values[there, 0], who[there]
            machine = float(marks.machine.totals[i])
            rows.append(
                FairAverage(
                    marks.machine.names[i],
                    len(raters),
                    int(known[raters].sum()),
                    float(totals.mean()),
                    float(np.clip((totals - added[raters]).mean(), 0, 100)),
                    None if np.isnan(machine) else machine,
                )
            )
    return sorted(rows, key=lambda f: f.name)


def _held(found: Effects) -> Numbers:
    """[rater]: what he adds, as far as it is known well enough to be taken away from his marks; 0 where it is not."""
    return np.where(found.interviews >= FEWEST, np.nan_to_num(found.values), 0.0)


def _people(found: Effects) -> list[Estimate]:
    return [
        _estimate(float(found.values[n]), float(found.errors[n]), int(found.interviews[n]), ALONE)
        for n in range(len(found.values))
    ]


def _estimate(value: float, error: float, n: int, alone: str) -> Estimate:
    if not n:
        return Estimate(None, n=0, why=alone)
    if n < FEWEST:
        what = "interviews shared with people" if n > 1 else "interview shared with people"
        return Estimate(value, n=n, why=f"{n} {what}: too few for an interval")
    away = _times(n, 1) * error
    return Estimate(value, value - away, value + away, n)


def _times(n: int, together: int) -> float:
    """Errors to either side that hold the truth in 95 of 100 for so many at once."""
    from scipy.special import stdtrit

    return float(stdtrit(n - 1, 1 - (1 - LEVEL) / 2 / together))


def _sure(found: Effects) -> list[tuple[float, float] | None]:
    """Intervals that together hold the truth (Bonferroni)."""
    known = found.interviews >= FEWEST
    ends: list[tuple[float, float] | None] = []
    for n, there in enumerate(known):
        away = _times(int(found.interviews[n]), int(known.sum())) * float(found.errors[n]) if there else 0.0
        value = float(found.values[n])
        ends.append((value - away, value + away) if there else None)
    return ends


def _machine(sheets: Sequence[Sheet], own: Sequence[Numbers], people: Effects, held: Numbers) -> Estimate:
    """The machine's marks, ``own`` beside each sheet, less the mean of people's, what those add taken away. Its error
    has that of theirs in it: each interview is left out of both.
    """
    size, number = people.without.shape
    apart, count, share = np.zeros(size), np.zeros(size), np.zeros((size, number))
    for (i, who, values), machines in zip(sheets, own, strict=True):
        there = ~np.isnan(values) & ~np.isnan(machines)
        given = there.sum(axis=0)
        apart[i] = (np.where(there, machines - values, 0.0).sum(axis=0) / np.maximum(given, 1)).sum()
        count[i] = (given > 0).sum()
        share[i, who] = (there / np.maximum(given, 1)).sum(axis=1)
    n, whole = int((count > 0).sum()), count.sum()
    if not n:
        return Estimate(None, n=0, why=NO_PAIR)
    value = (apart.sum() + share.sum(axis=0) @ held) / whole
    known = people.interviews >= FEWEST
    others = np.where(known, np.nan_to_num(people.without), 0.0)
    added = ((share.sum(axis=0) - share) * others).sum(axis=1)
    without = (apart.sum() - apart + added) / np.maximum(whole - count, 1)
    return _estimate(float(value), float(jackknife(value, without, np.array(float(size)))), n, NO_PAIR)


def _against(sheets: Sequence[Sheet], own: Numbers, number: int, size: int) -> list[Estimate]:
    """Of each person: the mean of his marks less the machine's of the same."""
    apart, count = np.zeros((size, number)), np.zeros((size, number))
    for i, who, values in sheets:
        there = ~np.isnan(values) & ~np.isnan(own[i])
        apart[i, who] = np.where(there, values - np.nan_to_num(own[i]), 0.0).sum(axis=1)
        count[i, who] = there.sum(axis=1)
    n, whole = (count > 0).sum(axis=0), count.sum(axis=0)
    value = apart.sum(axis=0) / np.maximum(whole, 1)
    without = (apart.sum(axis=0) - apart) / np.maximum(whole - count, 1)
    errors = jackknife(value, np.where(count > 0, without, value), n.astype(np.float64))
    found = []
    for k in range(number):
        e = _estimate(float(value[k]), float(errors[k]), int(n[k]), NO_PAIR)
        few = f"{e.n} interviews with a mark of the machine: too few for an interval"
        found.append(e if e.value is None or e.ends is not None else Estimate(e.value, n=e.n, why=few))
    return found
