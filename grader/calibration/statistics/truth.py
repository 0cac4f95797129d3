"""How well marks predict the mean of all raters there might be: PRMSE, proportional reduction in mean squared error.

Agreement with a rater has a ceiling that the rater sets, who errs too. PRMSE takes that error away, as far as raters
who rated the same interviews show how large it is (Loukina, Madnani, Cahill, Yao, Johnson, Riordan and McCaffrey 2020,
Using PRMSE to evaluate automated scoring systems in the presence of label noise). 1 is perfect, 0 no better than giving
everybody the mean; noise can bring an estimate above 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grader.calibration.statistics.numbers import ROUNDING
from grader.evaluation.agreement import over

Numbers = NDArray[np.float64]

SUMS = 9


def sums(count: Numbers, total: Numbers, squares: Numbers, machine: Numbers) -> Numbers:
    """What each interview adds, ``[interview, 9]``, from how many people rated it, their marks' sum, the sum of their
    squares, and the machine's mark. An interview that nobody rated, or the machine did not, adds nothing.
    """
    there = (count > 0) & ~np.isnan(machine)
    c = np.where(there, count, 0.0)
    t, q, m = (np.where(there, v, 0.0) for v in (total, squares, machine))
    mean = np.divide(t, c, out=np.zeros_like(t), where=c > 0)
    within = np.where(c > 1, np.maximum(q - t * mean, 0.0), 0.0)
    parts = (
        there.astype(np.float64),
        c,
        c * c,
        t,
        t * mean,
        within,
        np.maximum(c - 1, 0.0),
        c * (mean - m) ** 2,
        (c > 1).astype(np.float64),
    )
    return np.stack(parts, axis=-1)


def error_variance(s: Numbers) -> Numbers:
    """Variance of one person's mark around the mean of all who might rate; NaN where nothing was rated twice."""
    return over(s[..., 5], s[..., 6])


def true_variance(s: Numbers) -> Numbers:
    """Variance between interviews of the mean that all raters would give."""
    n, ratings, squares, total, means = (s[..., k] for k in range(5))
    between = means - over(total**2, ratings)
    return over(between - (n - 1) * error_variance(s), ratings - over(squares, ratings))


def prmse(s: Numbers) -> Numbers:
    """1 less the mean squared error against that mean, over its variance; NaN where that is not above a twentieth of
    the variance of people's errors: then there is nothing between interviews to foretell.
    """
    error = over(s[..., 7] - s[..., 0] * error_variance(s), s[..., 1])
    variance = true_variance(s)
    # Where people's means are all alike, rounding may still leave something, and dividing by it says nothing.
    least = np.maximum(ROUNDING * over(s[..., 4], s[..., 1]), error_variance(s) / 20)
    return np.asarray(1 - over(error, np.where(variance > least, variance, 0.0)))
