"""Sets of sentences as whole numbers: bit n is set where sentence n is meant. -1 is every sentence."""

from __future__ import annotations

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


def stretch(first: int, last: int) -> int:
    """The mask of the sentences ``[first, last)``."""
    return (1 << last) - (1 << first)
