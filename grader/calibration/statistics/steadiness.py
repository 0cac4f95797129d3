"""Each rater's own error, from how far raters are from each other (Grubbs 1948, On estimating precision of measuring
instruments).

The mean square of two raters' differences is the sum of both their error variances: of two alone nobody can tell whose
it is, of three and more one can. Where the variances of least squares would be below 0 they are 0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_CHUNK = 4_000_000
"""Numbers that are held at once."""


def own_variances(count: Numbers, squares: Numbers, pairs: NDArray[np.int64], raters: int) -> Numbers:
    """Error variances ``[row, rater]`` of rows of sums ``[row, pair]``: how many differences a pair of raters has, and
    the sum of their squares; ``pairs [pair, 2]``. NaN where pairs do not tell.
    """
    found = np.full((len(count), raters), np.nan)
    step = max(1, _CHUNK // max(1, raters * raters))
    for start in range(0, len(count), step):
        of = slice(start, start + step)
        found[of] = _variances(count[of], squares[of], pairs, raters)
    return found


def _variances(count: Numbers, squares: Numbers, pairs: NDArray[np.int64], raters: int) -> Numbers:
    rows, (a, b) = len(count), pairs.T
    normal, right = np.zeros((rows, raters, raters)), np.zeros((rows, raters))
    normal[:, a, b] = count
    normal[:, b, a] = count
    for rater in range(raters):
        of = (a == rater) | (b == rater)
        normal[:, rater, rater] = count[:, of].sum(axis=1)
        right[:, rater] = squares[:, of].sum(axis=1)
    absent = np.einsum("rkk->rk", normal) <= 0
    at = np.arange(raters)
    zero = absent.copy()
    found = np.zeros((rows, raters))
    left = np.arange(rows)
    while len(left):
        fixed = zero[left]
        own = np.where(fixed[:, :, None] | fixed[:, None, :], 0.0, normal[left])
        own[:, at, at] += fixed
        # Of one pair, or pairs that hang together like a chain, many variances would do.
        told = np.linalg.matrix_rank(own, hermitian=True) == raters
        found[left[~told]] = np.nan
        left, own, fixed = left[told], own[told], fixed[told]
        solved = np.linalg.solve(own, np.where(fixed, 0.0, right[left])[:, :, None])[:, :, 0]
        found[left] = np.maximum(solved, 0.0)
        below = (solved < -1e-12) & ~fixed
        zero[left] |= below
        left = left[below.any(axis=1)]
    found[absent] = np.nan
    return found
