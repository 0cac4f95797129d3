"""Words, and runs between white space, counted in any stretches of a text by one look at its characters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Places = NDArray[np.intp]

WORD: Final = re.compile(r"[^\W_]+")
_LAST_SPACE: Final = 0x3000
"""No character after this one is white space."""


@lru_cache(maxsize=1)
def _kinds() -> tuple[Mask, Mask]:
    """Of each character up to the last white space whether it is one of a word, and whether it is no white space."""
    signs = [chr(n) for n in range(_LAST_SPACE + 1)]
    return np.asarray([c.isalnum() for c in signs]), np.asarray([not c.isspace() for c in signs] + [True])


class Runs:
    """Where runs of some characters begin in a text."""

    def __init__(self, inside: Mask) -> None:
        before = np.append(False, inside[:-1])[: len(inside)]
        self._begun = np.append(0, np.cumsum(inside & ~before))
        self._cut = np.append(inside & before, False)
        """Does a stretch that begins here begin within a run?"""

    @classmethod
    def of(cls, text: str) -> tuple[Self | None, Self]:
        """Of a text its words, None where they are of letters too far beyond ASCII, and what white space parts."""
        if text.isascii():
            characters: NDArray[np.unsignedinteger] = np.frombuffer(text.encode("ascii"), dtype=np.uint8)
        else:
            characters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        of_word, solid = _kinds()
        near = not len(characters) or int(characters.max()) <= _LAST_SPACE
        return cls(of_word[characters]) if near else None, cls(solid.take(characters, mode="clip"))

    def between(self, starts: Iterable[int], ends: Iterable[int]) -> list[int]:
        """How many there are in each stretch ``[start, end)`` of the text."""
        most = len(self._begun) - 1
        first = np.minimum(np.fromiter(starts, dtype=np.intp), most)
        last = np.minimum(np.fromiter(ends, dtype=np.intp), most)
        counts = self._begun[last] - self._begun[first] + (self._cut[first] & (first < last))
        found: list[int] = counts.tolist()
        return found
