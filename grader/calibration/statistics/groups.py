"""Groups of interviews against all of them, as functions of sums over interviews."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grader.calibration.statistics.numbers import SUMS, variance
from grader.evaluation.agreement import over

Numbers = NDArray[np.float64]


def standardised_difference(s: Numbers) -> Numbers:
    """Difference of standardised means, of sums ``[..., 12]``: the pairs of all, then those of the group, each as
    `numbers.sums` has them. The machine's marks and people's are each brought to mean 0 and deviation 1 over all; above
    0, the machine puts the group higher than people do (RSMTool's DSM). Unlike a plain difference of a group's means it
    leaves out what the machine does to everybody.
    """
    whole, group = s[..., :SUMS], s[..., SUMS:]
    n, of = whole[..., 0], group[..., 0]
    found = []
    for first, square in ((1, 3), (2, 4)):
        mean = over(whole[..., first], n)
        deviation = np.sqrt(variance(over(whole[..., square], n), mean) * over(n, n - 1))
        found.append(over(over(group[..., first], of) - mean, deviation))
    return np.asarray(found[0] - found[1])


def above_median(totals: Numbers, weights: Numbers) -> NDArray[np.bool_]:
    """[row, interview]: which totals are above the median of all, of rows of weights ``[row, interview]``: how often
    each interview is there.
    """
    order = np.argsort(totals, kind="stable")
    rising, below = totals[order], np.cumsum(weights[:, order], axis=1)
    number = below[:, -1:]
    # As numpy has it, the mean of the two in the middle.
    lower = (below > (number - 1) // 2).argmax(axis=1)
    upper = (below > number // 2).argmax(axis=1)
    median = (rising[lower] + rising[upper]) / 2
    # Two totals that are the same may differ in the last bit.
    return np.asarray(totals > median[:, None] + 1e-9)


def impact_ratios(totals: Numbers, members: Numbers, eligible: NDArray[np.bool_], weights: Numbers) -> Numbers:
    """Each group's share of totals above the median of all, over the highest share, for rows of weights ``[row,
    interview]``; ``members [interview, group]`` are 1 or 0. The median and the group with the highest share are each
    row's own. New York City's Local Law 144 has it so.
    """
    return to_highest(over((weights * above_median(totals, weights)) @ members, weights @ members), eligible)


def to_highest(rates: Numbers, eligible: NDArray[np.bool_]) -> Numbers:
    """Rates ``[..., group]`` over the highest of the ``eligible [group]``; NaN where those are 0 or unknown."""
    best = np.where(eligible & ~np.isnan(rates), rates, 0.0).max(axis=-1, keepdims=True, initial=0.0)
    return over(rates, best)
