"""A lecture in a talk without names: a long stretch with hardly a sign of a second voice, in which somebody else talks.

What an interviewer sets out for ten minutes is worded as a candidate's answer would be. But no labelled candidate
speaks so long without a word from the other side, and the little words of the stretch are not his: they stand farther
from what he says elsewhere than his own stretches stand from each other (Burrows's Delta, 2002).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grader.voices.habits import Habits
from grader.voices.learned import Heard
from grader.voices.sound import Sound

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]

STRETCH = 1300
"""Words: the longest labelled turn of a candidate has 948."""
SEAMS = 9.0
"""Changes of voice to be expected in a stretch; talks have 9 to 80."""
FAINT = 0.15
"""Chance of a change below which a seam is none."""
CLEAR = 0.3
"""Chance of a change at which a stretch may begin or end, at most `REACH` words farther on."""
REACH = 250
STRANGE = 1.2
"""How much farther than usual the stretch must stand from the rest of what the candidate says."""
MOST = 3
"""Lectures looked for."""


def lectures(sound: Sound, heard: Heard, chances: Numbers) -> Mask:
    """Of each piece whether it belongs to somebody's lecture; ``chances`` are those of being the candidate's."""
    found = np.zeros(len(chances), dtype=np.bool_)
    if heard.voices is None:
        return found
    sizes = sound.sizes.astype(np.float64)
    seams = heard.seams()
    for _ in range(MOST):
        stretch = _quietest(np.where(seams > FAINT, seams, 0.0), sizes, found)
        if stretch is None:
            break
        inside = np.zeros(len(chances), dtype=np.bool_)
        inside[_widened(stretch, seams, sizes)] = True
        his = (chances > 0.5) & ~inside & ~found
        if not _strange(heard.voices, sizes, inside, his):
            break
        found |= inside
    return found


def _quietest(seams: Numbers, sizes: Numbers, found: Mask) -> slice | None:
    """The stretch with the fewest changes of voice, if they are few; none that holds what is found already."""
    before = np.concatenate([[0.0], np.cumsum(sizes)])
    changes = np.concatenate([[0.0], np.cumsum(seams + 1e3 * found)])
    ends = np.searchsorted(before, before[:-1] + STRETCH)
    starts = np.flatnonzero(ends < len(before))
    if not len(starts):
        return None
    count = changes[ends[starts]] - changes[starts + 1]
    best = int(np.argmin(count))
    return slice(int(starts[best]), int(ends[starts[best]])) if count[best] < SEAMS else None


def _widened(stretch: slice, seams: Numbers, sizes: Numbers) -> slice:
    """The stretch up to where the voice changes more clearly, if that is near."""
    first, last = stretch.start, stretch.stop
    at, words = first, 0.0
    while at > 0 and words < REACH:
        if seams[at] >= CLEAR:
            first = at
            break
        at -= 1
        words += sizes[at]
    at, words = last, 0.0
    while at < len(seams) and words < REACH:
        if seams[at] >= CLEAR:
            last = at
            break
        words += sizes[at]
        at += 1
    return slice(first, last)


def _strange(voices: Habits, sizes: Numbers, inside: Mask, his: Mask) -> bool:
    """Does the stretch stand farther from the candidate's other words than his own stretches do?"""
    own = np.flatnonzero(his)
    before = np.cumsum(sizes[own])
    count = int(before[-1] // STRETCH) if len(own) else 0
    part = np.minimum((before // STRETCH).astype(int), count)
    if not any((part != k).any() for k in range(count)):
        return False
    said = voices.rows(slice(None)) * sizes[:, None]

    def distance(one: NDArray[np.intp], other: NDArray[np.intp]) -> float:
        """Mean difference of how often each little word stands in the two, in its spreads."""
        means = [said[which].sum(axis=0) / sizes[which, None].sum(axis=0) for which in (one, other)]
        return float(np.abs(means[0] - means[1]).mean())

    usual = [distance(own[part == k], own[part != k]) for k in range(count) if (part != k).any()]
    return distance(np.flatnonzero(inside), own) > STRANGE * float(np.median(usual))
