"""Points of criteria and weights of dimensions: what the total must be made of to say what people say of the whole.

Each criterion's share of the total is multiplied by a factor between a tenth and ten; factors are found by least
squares that hold on to 1. What people say of the whole is their grade of it, each rater brought to mean 0 and deviation
1, where they gave any; otherwise their totals by the rubric as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.calibration.marks import Marks

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

_LEAST, _MOST = 0.1, 10.0
_FEWEST_GRADES = 5
"""Grades of a rater from which on they can be brought to a common scale."""


@dataclass(frozen=True)
class Weights:
    """``factors [criterion]`` of their shares, and the line from such a total to what people say."""

    factors: Numbers
    floor: float
    slope: float


class WeightTuner:
    """A tuner of `Weights`."""

    strengths: tuple[float, ...] = (3.0, 1.0, 0.3, 0.1, 0.03)

    def __init__(self, marks: Marks) -> None:
        points = marks.points
        whole = points.shares.sum(axis=0)
        # A dimension without a criterion has no score, and so no part in the total.
        weights = np.where(whole > 0, points.weights, 0.0)
        own = points.shares / np.where(whole > 0, whole, 1.0) * (weights / weights.sum())
        self.shares: Numbers = own.sum(axis=1)
        earned = marks.machine.levels / points.most * marks.machine.credits
        with np.errstate(invalid="ignore"):
            usual = np.array([np.nanmean(x) if not np.isnan(x).all() else 0.0 for x in earned.T])
        self.earned: Numbers = np.where(np.isnan(earned), usual, earned)
        self.by_grades, self.target = _said(marks)
        self.known = np.flatnonzero(~np.isnan(self.target))

    def fit(self, interviews: Whole, strength: float) -> Weights:
        """For these interviews."""
        of = interviews[~np.isnan(self.target[interviews])]
        x, y = self.earned[of], self.target[of]
        plain = x @ self.shares
        spread = float(((plain - plain.mean()) ** 2).sum()) if len(of) else 0.0
        if spread < 1e-12:
            return Weights(np.ones(len(self.shares)), float(y.mean()) if len(y) else 0.0, 0.0)
        slope = float(((plain - plain.mean()) * (y - y.mean())).sum() / spread)
        if np.isinf(strength) or slope <= 0:
            return Weights(np.ones(len(self.shares)), float(y.mean() - slope * plain.mean()), slope)
        from scipy.optimize import lsq_linear

        # In units of what one factor explains, so that a strength means the same on every scale of grades.
        parts = slope * (x - x.mean(axis=0)) * self.shares
        unit = float(np.sqrt((parts**2).sum(axis=0).mean())) or 1.0
        hold = np.sqrt(strength) * unit * np.eye(len(self.shares))
        left = np.concatenate([parts, hold])
        right = np.concatenate([y - y.mean(), hold @ np.ones(len(self.shares))])
        factors = lsq_linear(left, right, (_LEAST, _MOST)).x
        floor = float(y.mean() - slope * (x.mean(axis=0) * self.shares) @ factors)
        return Weights(np.asarray(factors, np.float64), floor, slope)

    def loss(self, fitted: Weights, interviews: Whole) -> Numbers:
        """Squared distance of the line from what people say."""
        y = self.target[interviews]
        said = fitted.floor + fitted.slope * (self.earned[interviews] * self.shares) @ fitted.factors
        there = ~np.isnan(y)
        return np.stack([np.where(there, (np.nan_to_num(y) - said) ** 2, 0.0), there.astype(np.float64)], axis=1)


def _said(marks: Marks) -> tuple[bool, Numbers]:
    """Whether grades of the whole are what people say, and [interview] their mean; NaN where there is none."""
    total, number = np.zeros(marks.size), np.zeros(marks.size)
    by: dict[int, list[tuple[int, float]]] = {}
    for (rater, i), grade in marks.grades.items():
        by.setdefault(rater, []).append((i, grade))
    usable = {r: g for r, g in by.items() if len(g) >= _FEWEST_GRADES and np.std([x for _, x in g]) > 0}
    for grades in usable.values():
        values = np.array([g for _, g in grades])
        for i, grade in grades:
            total[i] += (grade - values.mean()) / values.std()
            number[i] += 1
    if not usable:
        p = marks.papers
        of = ~np.isnan(p.totals)
        np.add.at(total, p.interview[of], p.totals[of])
        np.add.at(number, p.interview[of], 1)
    return bool(usable), np.where(number > 0, total / np.maximum(number, 1), np.nan)
