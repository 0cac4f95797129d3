"""How far apart two courses of steps lie: Pk and WindowDiff over words, and minutes where times are known.

Pk: Beeferman, Berger and Lafferty 1999. WindowDiff: Pevzner and Hearst 2002. Both slide a window of half the rater's
mean segment over the text; 0 is perfect, and what knows nothing comes to about a half.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]


def by_word(steps: Sequence[int], sizes: Sequence[int]) -> Whole:
    """The step of each word."""
    return np.repeat(np.asarray(steps, dtype=np.int64), np.asarray(sizes, dtype=np.int64))


def _segments(words: Whole) -> Whole:
    """Number of the segment of each word: a segment ends where the step changes."""
    return np.concatenate([[0], np.cumsum(words[1:] != words[:-1])]) if len(words) else words


def window(reference: Whole) -> int:
    """Half the mean length of the reference's segments, at least 1."""
    return max(1, round(len(reference) / (int(_segments(reference)[-1]) + 1) / 2)) if len(reference) else 1


def pk(reference: Whole, other: Whole) -> float:
    """Share of pairs of words, a window apart, that one course has in the same segment and the other has not."""
    k = window(reference)
    a, b = _segments(reference), _segments(other)
    if len(a) <= k:
        return float("nan")
    return float(np.mean((a[k:] == a[:-k]) != (b[k:] == b[:-k])))


def window_diff(reference: Whole, other: Whole) -> float:
    """Share of windows in which the two courses have a different number of boundaries."""
    k = window(reference)
    a, b = _segments(reference), _segments(other)
    if len(a) <= k:
        return float("nan")
    return float(np.mean((a[k:] - a[:-k]) != (b[k:] - b[:-k])))


def minutes_off(reference: Sequence[int], other: Sequence[int], times: Sequence[float | None]) -> float:
    """Mean time from a boundary of either course to the nearest of the other, in minutes.

    NaN where times are missing or a course has no boundary.
    """
    one, two = _boundary_times(reference, times), _boundary_times(other, times)
    if not len(one) or not len(two):
        return float("nan")
    apart = np.abs(one[:, None] - two[None, :])
    return float((apart.min(axis=1).mean() + apart.min(axis=0).mean()) / 2 / 60)


def _boundary_times(steps: Sequence[int], times: Sequence[float | None]) -> NDArray[np.float64]:
    found = [t for n, t in enumerate(times) if n and n < len(steps) and t is not None and steps[n] != steps[n - 1]]
    return np.asarray(found, dtype=np.float64)
