"""Bootstrap intervals over interviews: bias-corrected and accelerated (Efron 1987), from sums an interview.

The interview is what is drawn, with all that people and the machine say of it, for marks of one interview are not
independent of each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Figure = Callable[[Numbers], Numbers]
"""From sums ``[..., k]`` to a figure ``[...]``; NaN where it is undefined."""

LEVEL = 0.95
FEWEST = 10
"""Interviews below which no interval is given."""
ALL_ONE = "no interview differs from the others: nothing says how certain it is"
"""Why a figure has no interval where all agree, or all disagree alike."""
_DEFINED = 0.9
"""Share of the resamples in which a figure must be defined for it to have an interval."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval. Each is None where it is undefined, and ``why`` says so."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    """Interviews that it is from."""
    why: str | None = None

    @property
    def ends(self) -> tuple[float, float] | None:
        """Both ends of the interval, where there is one."""
        return None if self.low is None or self.high is None else (self.low, self.high)


class Resamples:
    """How often each of ``n`` interviews is in each of so many resamples, ``[resample, interview]``, from a seed."""

    def __init__(self, n: int, number: int, seed: int) -> None:
        self.n, self.number = n, number
        rng = np.random.default_rng(seed)
        drawn = rng.integers(0, max(n, 1), size=(number, n)) if n else np.zeros((number, 0), np.int64)
        at = drawn + np.arange(number)[:, None] * max(n, 1)
        counts = np.bincount(at.ravel(), minlength=number * max(n, 1))
        self.weights: Numbers = counts.reshape(number, max(n, 1))[:, :n].astype(np.float64)

    def estimates(self, sums: Numbers, figures: Mapping[str, Figure], counted: int = -1) -> dict[str, Estimate]:
        """Each figure of ``sums [interview, k]`` with its interval. ``counted`` is the interviews that take part, where
        some add nothing.
        """
        whole = sums.sum(axis=0)
        drawn = self.weights @ sums
        without = whole - sums
        n = self.n if counted < 0 else counted
        takes_part = np.any(sums != 0, axis=1)
        return {
            name: _estimate(float(of(whole)), of(drawn), of(without)[takes_part], n) for name, of in figures.items()
        }


def _estimate(value: float, drawn: Numbers, without: Numbers, n: int) -> Estimate:
    if np.isnan(value):
        return Estimate(None, n=n)
    low, high, why = interval(value, drawn, without, n)
    return Estimate(value, low, high, n, why)


def interval(value: float, drawn: Numbers, without: Numbers, n: int) -> tuple[float | None, float | None, str | None]:
    """The ends that hold the truth in 95 of 100, or None and why there are none.

    ``drawn`` are the figure's values in resamples, ``without`` those that leave out one interview each. Resamples in
    which it is undefined are passed over, unless they are many.
    """
    if n < FEWEST:
        return None, None, f"{n} interviews are too few for an interval"
    there = drawn[~np.isnan(drawn)]
    if len(there) < _DEFINED * len(drawn):
        return None, None, "undefined in many resamples: too little varies"
    left = without[~np.isnan(without)]
    if not len(left) or np.ptp(there) < 1e-12:
        return None, None, ALL_ONE
    from scipy.special import ndtr, ndtri

    below = (np.count_nonzero(there < value - 1e-12) + np.count_nonzero(there < value + 1e-12)) / (2 * len(there))
    shift = float(ndtri(np.clip(below, 1 / (2 * len(there)), 1 - 1 / (2 * len(there)))))
    off = left.mean() - left
    spread = float((off**2).sum())
    speed = float((off**3).sum()) / (6 * spread**1.5) if spread > 0 else 0.0
    ends = []
    for p in ((1 - LEVEL) / 2, (1 + LEVEL) / 2):
        z = shift + float(ndtri(p))
        ends.append(float(ndtr(shift + z / max(1 - speed * z, 0.1))))
    low, high = np.quantile(there, ends)
    return float(low), float(high), None
