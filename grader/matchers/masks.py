"""Sets of sentences as whole numbers: bit n is set where sentence n is meant. -1 is every sentence."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np

EVERY: Final = -1
_FEW: Final = 24
"""Sentences up to which one after another is faster than a step over an array of all."""


def numbers(mask: int) -> list[int]:
    """The sentences of a mask that is not `EVERY`, in order."""
    if mask.bit_count() > _FEW:
        bits = np.frombuffer(mask.to_bytes(mask.bit_length() // 8 + 1, "little"), dtype=np.uint8)
        found: list[int] = np.unpackbits(bits, bitorder="little").nonzero()[0].tolist()
        return found
    found = []
    while mask:
        n = mask.bit_length() - 1
        found.append(n)
        mask ^= 1 << n
    found.reverse()
    return found


def mask_of(sentences: Collection[int], count: int) -> int:
    """The mask of these sentences out of ``count``, in time linear in both."""
    if len(sentences) <= _FEW:
        mask = 0
        for n in sentences:
            mask |= 1 << n
        return mask
    bits = bytearray(count // 8 + 1)
    for n in sentences:
        bits[n >> 3] |= 1 << (n & 7)
    return int.from_bytes(bits, "little")


def stretch(first: int, last: int) -> int:
    """The mask of the sentences ``[first, last)``."""
    return (1 << last) - (1 << first)
