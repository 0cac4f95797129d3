"""Groups of interviews against all of them, as functions of sums over interviews."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grader.calibration.statistics.categories import over
from grader.calibration.statistics.numbers import SUMS, variance

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


def rate(s: Numbers) -> Numbers:
    """Share of a group that is selected, of sums ``[..., 2]``: its members, and those selected."""
    return over(s[..., 1], s[..., 0])


def impact_ratio(s: Numbers) -> Numbers:
    """A group's rate over that of the group with the highest, of sums ``[..., 4]``: members and selected of the one,
    then of the other. New York City's Local Law 144 calls a score above the median of all a selection.
    """
    return over(rate(s[..., :2]), rate(s[..., 2:]))
