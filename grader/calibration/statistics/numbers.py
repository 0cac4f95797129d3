"""Agreement on scores, from sums over pairs: ``[..., 6]``, the number of pairs, the sums of the one's values ``x`` and
the other's ``y``, of their squares, and of their products. All work on whole stacks.

``x`` is the machine, or the one rater; ``y`` the person, or the other rater.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from grader.evaluation.agreement import over

Numbers = NDArray[np.float64]

SUMS = 6
ROUNDING = 1e-11
"""Share of a mean square within which rounding may lie. Totals up to 100 have squares of which the last digit that a
float holds is already 1e-12, so no absolute bound does."""


def sums(x: ArrayLike, y: ArrayLike, weight: ArrayLike = 1.0) -> Numbers:
    """What each pair adds: ``[pair, 6]``."""
    a, b = np.asarray(x, np.float64), np.asarray(y, np.float64)
    w = np.broadcast_to(np.asarray(weight, np.float64), a.shape)
    return np.stack([w, w * a, w * b, w * a * a, w * b * b, w * a * b], axis=-1)


def from_table(table: Numbers) -> Numbers:
    """The sums of a table of counts ``[..., x, y]``."""
    at = np.arange(table.shape[-1], dtype=np.float64)
    rows, columns = table.sum(axis=-1), table.sum(axis=-2)
    parts = (rows.sum(axis=-1), rows @ at, columns @ at, rows @ at**2, columns @ at**2, (table @ at) @ at)
    return np.stack(parts, axis=-1)


def concordance(s: Numbers) -> Numbers:
    """Quadratic weighted kappa of scores: 2 cov / (var x + var y + (mean x - mean y)^2), with variances of the whole.
    On levels it is QWK; Lin (1989) calls it the concordance correlation. Haberman (2019) and RSMTool have it so.
    """
    _, x, y, xx, yy, xy = _parts(s)
    apart = variance(xx, x) + variance(yy, y) + _beyond_rounding((x - y) ** 2, xx + yy)
    return over(2 * (xy - x * y), apart)


def correlation(s: Numbers) -> Numbers:
    """Pearson's."""
    _, x, y, xx, yy, xy = _parts(s)
    return over(xy - x * y, np.sqrt(variance(xx, x) * variance(yy, y)))


def bias(s: Numbers) -> Numbers:
    """Mean of ``x`` less that of ``y``."""
    _, x, y, *_ = _parts(s)
    return np.asarray(x - y)


def smd(s: Numbers) -> Numbers:
    """Standardised mean difference: the bias over the root of the mean of both variances, each that of a sample
    (Williamson, Xi and Breyer 2012).
    """
    n, x, y, xx, yy, _ = _parts(s)
    grown = over(n, n - 1)
    return over(x - y, np.sqrt((variance(xx, x) + variance(yy, y)) / 2 * grown))


def both_orders(s: Numbers) -> Numbers:
    """The sums of the pairs and of the same pairs turned around."""
    n, x, y, xx, yy, xy = (s[..., k] for k in range(SUMS))
    return np.stack([2 * n, x + y, x + y, xx + yy, xx + yy, 2 * xy], axis=-1)


def interval_alpha(s: Numbers) -> Numbers:
    """Krippendorff's alpha for scores. Pairs come in both orders; those of an interview with several ratings weigh
    1 / (ratings - 1), so that the weights add up to the ratings that can be paired.
    """
    n, x, y, xx, yy, xy = _parts(s)
    mean, square = (x + y) / 2, (xx + yy) / 2
    expected = 2 * variance(square, mean) * over(n, n - 1)
    return np.asarray(1 - over(xx + yy - 2 * xy, expected))


def variance(square: Numbers, mean: Numbers) -> Numbers:
    """From the mean square and the mean; 0 where rounding alone makes it differ from 0, as of marks all alike."""
    return _beyond_rounding(square - mean * mean, square)


def _parts(s: Numbers) -> tuple[Numbers, ...]:
    """The number of pairs, and the means."""
    n = s[..., 0]
    return n, *(over(s[..., k], n) for k in range(1, SUMS))


def _beyond_rounding(values: Numbers, squares: Numbers) -> Numbers:
    """What is no more than rounding makes of sums of such squares is nothing."""
    return np.asarray(np.where(values > ROUNDING * squares, values, 0.0))
