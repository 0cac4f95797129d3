"""A first Ctrl-C lets what is in hand be finished, a second one does not."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.runs.engines import Stop


@contextmanager
def heard(stop: Stop, note: Callable[[str], None]) -> Iterator[None]:
    """Inside, Ctrl-C and SIGTERM ask for a stop, and ``note`` says so; a second one raises KeyboardInterrupt."""

    def hear(_number: int, _frame: FrameType | None) -> None:
        if stop.soon:
            stop.now = True
            raise KeyboardInterrupt
        stop.soon = True
        with suppress(RuntimeError):  # the line that moves was just being written
            note("Finishing what is in hand; once more ends at once, and loses nothing that is finished.")

    old = {number: signal.signal(number, hear) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
