"""Numbers by which voices are told apart: what a piece and its neighbourhood sound like, what stands at its seam."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from grader.voices.pieces import OPENERS
from grader.voices.sound import Small, Sound

Numbers = NDArray[np.float64]
T = TypeVar("T", bound=np.generic)
Counted = NDArray[np.unsignedinteger[Any]]

CUE_REACH = (1, 3, 8, 20, 50)
"""Pieces to each side over which cues are gathered."""
PERSON_REACH = (1, 4, 12)
LITTLE_REACH = 12
"""Pieces to each side over which little words are counted."""
LEAN_REACH = (1, 3, 8, 20, 60)
SEAM_REACH = (1, 3, 8)
_FARTHEST = max(*LEAN_REACH, *SEAM_REACH)
MOST = 6.0
"""Log-odds beyond which a piece leans no further."""
MARKING = 0.004
"""Share of the pieces that must be marked as a new voice for a captioner to be one who marks voices."""
POINTED = 0.15
"""Share that must end a sentence for the words to have punctuation."""


def word_features(sound: Sound) -> Numbers:
    """``[pieces, features]``: who would say this, by its words and those around it."""
    cues, persons, sizes = sound.cues, sound.persons, sound.sizes[:, None]
    n = len(sizes)
    middle = (np.cumsum(sizes) - sizes[:, 0] / 2) / max(float(sizes.sum()), 1.0)
    columns = [np.minimum(cues, 2), np.minimum(persons, 3), _opening(sound)]
    columns += [10 * np.sqrt(summed(cues, reach) / (summed(sizes, reach) + 5)) for reach in CUE_REACH]
    columns += [5 * summed(persons, reach) / summed(sizes, reach) for reach in PERSON_REACH]
    columns.append(np.stack([np.exp(-middle * 20), np.exp(-(1 - middle) * 15), middle], axis=1).reshape(n, 3))
    return np.hstack(columns)


def little_features(sound: Sound) -> Numbers:
    """``[pieces, features]``: how much more often than usual in the talk the little words stand around a piece, so that
    neither topic nor recorder counts.
    """
    usual = sound.little.sum(axis=0) / max(float(sound.sizes.sum()), 1.0)
    words = summed(sound.sizes[:, None], LITTLE_REACH)
    rows: Numbers = usual * words  # of a long talk too large to be laid out again at every step
    np.subtract(summed(sound.little, LITTLE_REACH), rows, out=rows)
    rows *= 4.5
    rows /= np.sqrt(words + 5)
    return rows


def courses(leanings: Sequence[Numbers], sound: Sound) -> Numbers:
    """The course of each of several leanings, side by side."""
    return np.hstack([course_features(leaning, sound) for leaning in leanings])


def course_features(leaning: Numbers, sound: Sound) -> Numbers:
    """``[pieces, features]`` from how much each piece by itself leans to the candidate (log-odds): the same around it,
    before it and after it.
    """
    sizes = sound.sizes.astype(np.float64)
    lean = np.clip(leaning, -MOST, MOST)
    leans, words = _Running(lean * sizes), _Running(sizes)
    columns = [lean]
    for reach in LEAN_REACH:
        columns += [
            leans.around(reach) / words.around(reach),
            leans.before(reach) / np.maximum(words.before(reach), 1),
            leans.after(reach) / np.maximum(words.after(reach), 1),
        ]
    return np.stack(columns, axis=1)


def seam_features(leaning: Numbers, sound: Sound) -> Numbers:
    """``[pieces, features]``: does the voice change just before this piece?"""
    n = len(leaning)
    sizes = sound.sizes.astype(np.float64)
    lean = np.clip(leaning, -MOST, MOST)
    leans, words = _Running(lean * sizes), _Running(sizes)
    marked, ended, asked, inside = sound.flags.T
    marking = float(marked.sum() >= MARKING * n + 2)
    pointed = float(ended.mean() > POINTED) if n else 0.0
    gaps = np.log1p(sound.gaps / 10)
    first, cues, persons = _first_word(sound), np.minimum(sound.cues, 1), np.minimum(sound.persons, 2)
    columns = [
        np.stack(
            [
                marked,
                marking * (1 - marked),
                marking * marked,
                ended,
                np.full(n, pointed),
                pointed * (1 - ended),
                asked,
                gaps,
                inside,
                gaps > 0.5,
            ],
            axis=1,
        ),
        first,
        first * asked[:, None],
        first * ended[:, None],
    ]
    for reach in SEAM_REACH:
        left = leans.before(reach) / np.maximum(words.before(reach), 1)
        right = leans.after(reach) / np.maximum(words.after(reach), 1)
        turn = right - left
        columns.append(np.stack([np.abs(turn), left * right, np.maximum(turn, 0), np.maximum(-turn, 0)], axis=1))
    columns += [_moved(persons, 1), persons, np.log1p(sizes)[:, None]]
    columns += [cues, _moved(cues, 1), _moved(cues, 2), _moved(cues, -1), lean[:, None], _moved(lean[:, None], 1)]
    return np.hstack(columns)


def _opening(sound: Sound) -> Numbers:
    """Flags of the first word, the size, and whether the piece asks."""
    first = _first_word(sound)
    asks = np.append(sound.flags[1:, 2], 0)[: len(first)]
    return np.hstack([first, np.log1p(sound.sizes.astype(np.float64))[:, None], asks[:, None]])


def _first_word(sound: Sound) -> Small:
    return np.eye(len(OPENERS) + 1, dtype=np.uint8)[sound.openers][:, 1:]


def summed(rows: Counted, reach: int) -> Counted:
    """Sum of each row and at most 128 rows to each side, made of sums over 1, 2, 4, 8 … rows."""
    n = len(rows)
    power = np.zeros((n + 2 * reach, rows.shape[1]), dtype=np.uint16 if rows.dtype == np.uint8 else np.uint32)
    power[reach : reach + n] = rows
    found = power[:n].copy()
    size, there, left = 1, 1, reach
    while left:
        power = power[:-size] + power[size:]
        size *= 2
        if left % 2:
            found += power[there : there + n]
            there += size
        left //= 2
    return found


class _Running:
    """Sums over neighbouring values, of one running total."""

    def __init__(self, values: Numbers) -> None:
        self._total = np.concatenate([np.zeros(_FARTHEST + 1), np.cumsum(values)])
        # Beyond its ends the total stays as it is there, so that sums of any reach are differences of two slices.
        self._total = np.append(self._total, np.full(_FARTHEST + 1, self._total[-1]))
        self._n = len(values)

    def before(self, reach: int) -> Numbers:
        """Of each value the sum of so many before it."""
        return np.asarray(self._until(0) - self._until(-reach))

    def after(self, reach: int) -> Numbers:
        """Of each value the sum of it and those after it, so many together."""
        return np.asarray(self._until(reach) - self._until(0))

    def around(self, reach: int) -> Numbers:
        """Of each value the sum of it and so many to each side."""
        return np.asarray(self._until(reach + 1) - self._until(-reach))

    def _until(self, by: int) -> Numbers:
        return self._total[_FARTHEST + by :][: self._n]


def _moved(rows: NDArray[T], by: int) -> NDArray[T]:
    """Rows moved down (up where ``by`` is negative), zeros moved in."""
    out = np.zeros_like(rows)
    if by > 0:
        out[by:] = rows[:-by]
    else:
        out[:by] = rows[-by:]
    return out
