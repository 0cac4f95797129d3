"""How numbers lie: what a table says of many values."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from grader.reporters.table import Cell

SPREAD = ("n", "mean", "sd", "min", "q1", "median", "q3", "max")
"""The columns of `spread`."""
QUARTILES = ("q1", "median", "q3")
DECIMALS = 4
"""Of shares. More would be noise, and differ between machines."""


def spread(values: NDArray[np.floating], decimals: int = 2) -> tuple[Cell, ...]:
    """The cells under `SPREAD`, of the values that are numbers. ``sd`` is that of a sample, and needs two values;
    quartiles are interpolated between neighbours. What is undefined is None.
    """
    there = _there(values)
    if not len(there):
        return (0, *[None] * (len(SPREAD) - 1))
    deviation = float(there.std(ddof=1)) if len(there) > 1 else math.nan
    low, q1, median, q3, high = np.percentile(there, [0, 25, 50, 75, 100])
    numbers = (float(there.mean()), deviation, low, q1, median, q3, high)
    return len(there), *(rounded(x, decimals) for x in numbers)


def quartiles(values: NDArray[np.floating], decimals: int = 2) -> tuple[Cell, ...]:
    """The cells under `QUARTILES`."""
    there = _there(values)
    if not len(there):
        return (None,) * len(QUARTILES)
    return tuple(rounded(x, decimals) for x in np.percentile(there, [25, 50, 75]))


def share(part: float, whole: float) -> Cell:
    """0 to 1; None of nothing."""
    return rounded(part / whole, DECIMALS) if whole else None


def rounded(value: float, decimals: int) -> Cell:
    """The number with so many decimals, never -0; None for NaN."""
    return None if math.isnan(value) else round(float(value), decimals) + 0.0


def _there(values: NDArray[np.floating]) -> NDArray[np.float64]:
    wide = np.asarray(values, np.float64)
    return wide[~np.isnan(wide)]
