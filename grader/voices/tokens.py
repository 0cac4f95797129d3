"""What stands between white space in a text, and the words in it: found in one pass over its characters as numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]

_WORD: Final = re.compile(r"[a-z0-9']+")
_OTHER, _SPACE, _OF_WORD = range(3)
_SPACED: Final = bytes(n if n < 128 and _WORD.match(chr(n)) else ord(" ") for n in range(256))
"""Of each byte itself if it is one of a word, else a space."""
_LAST_SPACE: Final = 0x3000
"""No character after this one is white space, or one of a word."""


def _kind(character: str) -> int:
    return _SPACE if character.isspace() else _OF_WORD if _WORD.match(character) else _OTHER


_KINDS: Final = np.asarray([*(_kind(chr(n)) for n in range(_LAST_SPACE + 1)), _OTHER], dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Tokens:
    """A row a token: a run of characters that are no white space."""

    starts: Counts
    """``[start, end)`` in characters of the text."""
    ends: Counts
    last: Counts
    """Its last character."""
    words: list[str]
    """All words of the text, in lower case, with their apostrophes."""
    before: Counts
    """How many of the words stand before each token, and at the end how many there are."""

    @classmethod
    def of(cls, text: str) -> Tokens:
        """The tokens of a text and their words."""
        low = text.lower().replace("’", "'")
        characters = _numbers(low)
        kinds = _KINDS.take(characters, mode="clip")
        starts, ends = _runs(kinds != _SPACE)
        last = characters[ends - 1].astype(np.int64)
        before = np.searchsorted(_runs(kinds == _OF_WORD)[0], np.append(starts, len(low)))
        if len(low) != len(text):  # lower case can be longer, but a token stays one
            starts, ends = _runs(_KINDS.take(_numbers(text), mode="clip") != _SPACE)
        words = low.encode("ascii", "replace").translate(_SPACED).decode("ascii").split()
        return cls(starts, ends, last, words, before)


def _numbers(text: str) -> NDArray[np.unsignedinteger[Any]]:
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), dtype=np.uint8)
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _runs(there: Mask) -> tuple[Counts, Counts]:
    """First of each run of characters, and the one after its last."""
    edges = np.flatnonzero(np.diff(there, prepend=False, append=False))
    return edges[::2], edges[1::2]
