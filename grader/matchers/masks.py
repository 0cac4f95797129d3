"""Sets of sentences as whole numbers: bit n is set where sentence n is meant. -1 is every sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

EVERY: Final = -1


def numbers(mask: int) -> list[int]:
    """The sentences of a mask that is not `EVERY`, in order."""
    digits = bin(mask)[:1:-1]
    found = []
    n = digits.find("1")
    while n >= 0:
        found.append(n)
        n = digits.find("1", n + 1)
    return found


def mask_of(sentences: Iterable[int], count: int) -> int:
    """The mask of these sentences out of ``count``, in time linear in both."""
    bits = bytearray(count // 8 + 1)
    for n in sentences:
        bits[n >> 3] |= 1 << (n & 7)
    return int.from_bytes(bits, "little")


def stretch(first: int, last: int) -> int:
    """The mask of the sentences ``[first, last)``."""
    return (1 << last) - (1 << first)
