"""Points of criteria and weights of dimensions: what the total must be made of to say what people say of the whole.

Each criterion's share of the total is multiplied by a factor between a third and three; factors are found by least
squares that hold on to 1. What people say of the whole is their grade of it, each rater brought to mean 0 and deviation
1. Totals of their levels are no such thing: they are made by the weights that are to be tuned.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.calibration.fitting.changes import Change, with_changes
from grader.calibration.fitting.nested import INNER, folds
from grader.calibration.marks import Marks
from grader.calibration.statistics import numbers
from grader.calibration.statistics.intervals import Figure
from grader.evaluation.agreement import over
from grader.schema.rubric import Rubric

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

UNCHANGED = float("inf")
_LEAST, _MOST = 1 / 3, 3.0
_ERRORS = 2.0
"""Standard errors that a gain must be above."""
_FEWEST_GRADES = 5
"""Grades of a rater from which on they can be brought to a common scale."""


@dataclass(frozen=True)
class Weights:
    """``factors [criterion]`` of their shares, and the line from such a total to what people say."""

    factors: Numbers
    floor: float
    slope: float
    usual: Numbers
    """[criterion]: what is taken to be earned where nothing is known, the mean of the interviews fitted to."""


class WeightTuner:
    """A tuner of `Weights`. A strength is how firmly it holds to what is."""

    strengths: tuple[float, ...] = (3.0, 1.0, 0.3, 0.1, 0.03)

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        points = marks.points
        whole = points.shares.sum(axis=0)
        # A dimension without a criterion has no score, and so no part in the total.
        weights = np.where(whole > 0, points.weights, 0.0)
        own = points.shares / np.where(whole > 0, whole, 1.0) * (weights / weights.sum())
        self.shares: Numbers = own.sum(axis=1)
        self.earned: Numbers = marks.machine.levels / points.most * marks.machine.credits
        self.target = _said(marks)
        self.known = np.flatnonzero(~np.isnan(self.target))
        self._totals: dict[tuple[Change, ...], Numbers] = {}

    def plain(self, interviews: Whole) -> Weights:
        """As it is, with the line of these interviews."""
        return self.fitted(interviews, UNCHANGED)

    def fit(self, interviews: Whole, seed: int) -> Weights:
        """As firmly as comes nearest on parts held out in turn; as it is where that gains no more than chance."""
        losses: dict[float, list[Numbers]] = {s: [] for s in (UNCHANGED, *self.strengths)}
        of = interviews[~np.isnan(self.target[interviews])]
        for part in folds(of, INNER, seed):
            rest = np.setdiff1d(of, part)
            for strength, found in losses.items():
                found.append(self.losses(self.fitted(rest, strength), part))
        together = {s: np.concatenate(found) for s, found in losses.items()}
        best, most = UNCHANGED, 0.0
        for strength, loss in together.items():
            gains = together[UNCHANGED] - loss
            if len(gains) < 2:
                continue
            gain, error = float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(len(gains)))
            if gain > _ERRORS * error and gain > most:
                best, most = strength, gain
        return self.fitted(interviews, best)

    def fitted(self, interviews: Whole, strength: float) -> Weights:
        """For these interviews."""
        of = interviews[~np.isnan(self.target[interviews])]
        usual = _means(self.earned[of])
        x, y = self._filled(of, usual), self.target[of]
        plain = x @ self.shares
        ones = np.ones(len(self.shares))
        spread = float(((plain - plain.mean()) ** 2).sum()) if len(of) else 0.0
        if spread < 1e-12:
            return Weights(ones, float(y.mean()) if len(y) else 0.0, 0.0, usual)
        slope = float(((plain - plain.mean()) * (y - y.mean())).sum() / spread)
        if np.isinf(strength) or slope <= 0:
            return Weights(ones, float(y.mean() - slope * plain.mean()), slope, usual)
        from scipy.optimize import lsq_linear

        # In units of what one factor explains, so that a strength means the same on every scale of grades.
        parts = slope * (x - x.mean(axis=0)) * self.shares
        unit = float(np.sqrt((parts**2).sum(axis=0).mean())) or 1.0
        hold = np.sqrt(strength) * unit * np.eye(len(self.shares))
        left = np.concatenate([parts, hold])
        right = np.concatenate([y - y.mean(), hold @ ones])
        factors = np.asarray(lsq_linear(left, right, (_LEAST, _MOST)).x, np.float64)
        floor = float(y.mean() - slope * (x.mean(axis=0) * self.shares) @ factors)
        return Weights(factors, floor, slope, usual)

    def losses(self, fitted: Weights, interviews: Whole) -> Numbers:
        """[interview]: squared distance of the line from what people say; NaN where they say nothing."""
        said = fitted.floor + fitted.slope * (self._filled(interviews, fitted.usual) * self.shares) @ fitted.factors
        return np.asarray((self.target[interviews] - said) ** 2)

    def changes(self, fitted: Weights) -> tuple[Change, ...]:
        """Points and weights."""
        if (fitted.factors == 1).all():
            return ()
        return tuple(_of_shares(self.marks.rubric, self.shares * fitted.factors))

    def sums(self, fitted: Weights, interviews: Whole) -> Numbers:
        """Losses, then sums of the total and what people say, then of the total and people's totals."""
        losses, target = self.losses(fitted, interviews), self.target[interviews]
        changes = self.changes(fitted)
        if changes not in self._totals:
            self._totals[changes] = _sums_of_totals(with_changes(self.marks, changes) if changes else self.marks)
        total, both = self._totals[changes][interviews, 0], self._totals[changes][interviews, 1:]
        there = ~np.isnan(losses)
        pairs = numbers.sums(np.nan_to_num(total), np.nan_to_num(target), there & ~np.isnan(total))
        return np.concatenate([np.nan_to_num(losses)[:, None], there[:, None], pairs, both], axis=1)

    @property
    def figures(self) -> Mapping[str, Figure]:
        """Of the total."""
        size = numbers.SUMS
        return {
            "loss": lambda s: over(s[..., 0], s[..., 1])[..., None],
            "r": lambda s: numbers.correlation(s[..., 2 : 2 + size])[..., None],
            "qwk": lambda s: numbers.concordance(s[..., 2 + size :])[..., None],
            "smd": lambda s: np.abs(numbers.smd(s[..., 2 + size :]))[..., None],
        }

    def _filled(self, interviews: Whole, usual: Numbers) -> Numbers:
        x = self.earned[interviews]
        return np.asarray(np.where(np.isnan(x), usual, x))


def _means(values: Numbers) -> Numbers:
    """Of each column's numbers; 0 where it has none."""
    there = ~np.isnan(values)
    return np.asarray(np.where(there, values, 0.0).sum(axis=0) / np.maximum(there.sum(axis=0), 1))


def _sums_of_totals(marks: Marks) -> Numbers:
    """[interview, 1 + 6]: the machine's total, and the sums of it and people's."""
    p, own = marks.papers, marks.machine.totals
    found = np.zeros((marks.size, 1 + numbers.SUMS))
    found[:, 0] = own
    of = ~np.isnan(p.totals) & ~np.isnan(own[p.interview])
    pairs = numbers.sums(own[p.interview[of]], p.totals[of])
    for k in range(numbers.SUMS):
        found[:, 1 + k] = np.bincount(p.interview[of], pairs[:, k], minlength=marks.size)
    return found


def _of_shares(rubric: Rubric, shares: Numbers) -> Iterator[Change]:
    """Weights and points from shares of the total; what they add up to stays, and what rounding alone would change."""
    used = {c.dimension for c in rubric.criteria}
    whole = sum(d.weight for d in rubric.dimensions if d.id in used)
    shares = shares / shares.sum()
    for d in rubric.dimensions:
        own = [n for n, c in enumerate(rubric.criteria) if c.dimension == d.id]
        if not own:
            continue
        share = float(shares[own].sum())
        new = max(round(whole * share, 1), 0.1)
        if abs(whole * share - d.weight) > 0.05 and new != d.weight:
            yield Change(("dimensions", d.id, "weight"), (d.weight,), (new,))
        points = sum(rubric.criteria[n].points for n in own)
        for n in own:
            old, exact = rubric.criteria[n].points, points * float(shares[n]) / share
            if abs(exact - old) > 0.005 and old != (point := max(round(exact, 2), 0.01)):
                yield Change(("criteria", rubric.criteria[n].id, "points"), (old,), (point,))


def _said(marks: Marks) -> Numbers:
    """[interview]: the mean of people's grades of the whole; NaN where there is none that can be used."""
    total, number = np.zeros(marks.size), np.zeros(marks.size)
    by: dict[int, list[tuple[int, float]]] = {}
    for (rater, i), grade in marks.grades.items():
        by.setdefault(rater, []).append((i, grade))
    for grades in by.values():
        values = np.array([g for _, g in grades])
        if len(values) < _FEWEST_GRADES or not values.std() > 0:
            continue
        for i, grade in grades:
            total[i] += (grade - values.mean()) / values.std()
            number[i] += 1
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)
