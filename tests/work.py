"""How much a piece of code works, counted and not timed: the same on every machine, however busy it is."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from types import FrameType

from grader.errors import InputError


def calls(work: Callable[[], object]) -> int:
    """Calls of Python and C functions that ``work`` makes until it returns or refuses its input."""
    count = 0

    def noted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(noted)
    try:
        with contextlib.suppress(InputError):
            work()
    finally:
        sys.setprofile(before)
    return count
