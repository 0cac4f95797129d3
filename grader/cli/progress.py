"""How far a batch is: a line that moves on a terminal, lines of JSON for machines, nothing in a pipe."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from grader.cli.console import say, write
from grader.reporters.wording import count
from grader.runs.records import ERRORS, STATES

if TYPE_CHECKING:
    from grader.runs.records import Outcome, Tally

_RECENT = 60.0
"""Seconds that the rate is taken over: a cold start should not tell of the end."""


class Progress(Protocol):
    """Is told what happens."""

    def listed(self, seen: int) -> None:
        """So many submissions have been found so far."""

    def begin(self, tally: Tally) -> None:
        """Grading begins."""

    def committed(self, outcomes: Sequence[Outcome], tally: Tally) -> None:
        """These are done, and in the store."""

    def waits(self) -> None:
        """Nothing has happened for a moment."""

    def note(self, line: str) -> None:
        """Something that a person should know now."""

    def end(self, tally: Tally | None) -> None:
        """No more will be graded in this go; None where it was cut short."""


def progress(as_json: bool, quiet: bool) -> Progress:
    """The kind that fits where it is shown."""
    if as_json:
        return Lines()
    if quiet or not sys.stderr.isatty():
        return Silent()
    return Bar()


class Silent:
    """Shows no progress."""

    def listed(self, seen: int) -> None:
        """Nothing."""

    def begin(self, tally: Tally) -> None:
        """Nothing."""

    def committed(self, outcomes: Sequence[Outcome], tally: Tally) -> None:
        """Nothing."""

    def waits(self) -> None:
        """Nothing."""

    def note(self, line: str) -> None:
        """A line on stderr."""
        say(line)

    def end(self, tally: Tally | None) -> None:
        """Nothing."""


class Lines(Silent):
    """One JSON object a line on stdout, its ``event`` ``begin``, ``done`` (one a submission), ``progress`` or ``end``.

    A ``done`` is said after its commit: what is said is kept.
    """

    def begin(self, tally: Tally) -> None:
        """How all stand at the start."""
        self._say({"event": "begin", **_numbers(tally)})

    def committed(self, outcomes: Sequence[Outcome], tally: Tally) -> None:
        """A line for each, and one for all."""
        lines = []
        for o in outcomes:
            total, band = (o.grade.total, o.grade.band) if o.grade else (None, None)
            lines.append(
                {
                    "event": "done",
                    "id": o.id,
                    "name": o.name,
                    "state": o.state,
                    "total": total,
                    "band": band,
                    "reason": o.reason,
                }
            )
        self._say(*lines, {"event": "progress", **_numbers(tally)})

    def end(self, tally: Tally | None) -> None:
        """How all stand at the end."""
        if tally is not None:
            self._say({"event": "end", **_numbers(tally)})

    @staticmethod
    def _say(*events: dict[str, object]) -> None:
        write("".join(json.dumps(e) + "\n" for e in events))
        sys.stdout.flush()


class Bar:
    """A line on stderr that is written over."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.live import Live
        from rich.text import Text

        self._text = Text
        self._live = Live(console=Console(stderr=True), refresh_per_second=4, transient=True)
        self._marks: list[tuple[float, int]] = []
        self._tally: Tally | None = None

    def listed(self, seen: int) -> None:
        """How many there are so far."""
        self._show(f"Looking for submissions: {seen:,}")

    def begin(self, tally: Tally) -> None:
        """Take the time from here."""
        self._tally, self._marks = tally, [(time.monotonic(), tally.all - tally.waiting)]
        self._show(said(tally, None))

    def committed(self, outcomes: Sequence[Outcome], tally: Tally) -> None:
        """Move on."""
        self._tally = tally
        now = time.monotonic()
        self._marks.append((now, tally.all - tally.waiting))
        while len(self._marks) > 2 and now - self._marks[1][0] > _RECENT:
            self._marks.pop(0)
        self._show(said(tally, self._rate()))

    def waits(self) -> None:
        """The time left goes on."""
        if self._tally is not None:
            self._show(said(self._tally, self._rate()))

    def note(self, line: str) -> None:
        """Above the line that moves, which would write over it."""
        self._live.console.print(self._text(line))

    def end(self, tally: Tally | None) -> None:
        """Leave no line behind."""
        self._live.stop()

    def _rate(self) -> float | None:
        (began, at), (_, done) = self._marks[0], self._marks[-1]
        seconds = time.monotonic() - began
        return (done - at) / seconds if done > at and seconds > 0 else None

    def _show(self, line: str) -> None:
        if not self._live.is_started:
            self._live.start()
        self._live.update(self._text(line, overflow="ellipsis", no_wrap=True))


def said(tally: Tally, rate: float | None) -> str:
    """``1,200 of 10,000 · 38 a second · 4 min left · 3 refused``."""
    parts = [f"{tally.all - tally.waiting:,} of {tally.all:,}"]
    if rate:
        parts.append(f"{rate:.3g} a second")
        if tally.waiting:
            parts.append(f"{duration(tally.waiting / rate)} left")
    return " · ".join((*parts, *errors(tally)))


def errors(tally: Tally) -> list[str]:
    """``3 refused``, ``1 failed``: the kinds of error there are."""
    return [f"{tally[state]:,} {state.replace('_', ' ')}" for state in ERRORS if tally[state]]


def standing(tally: Tally) -> str:
    """``10,000 submissions: 9,990 graded (120 with warnings), 3 refused``."""
    warned = tally["graded_with_warnings"]
    parts = [f"{tally.graded:,} graded" + (f" ({warned:,} with warnings)" if warned else ""), *errors(tally)]
    if tally.waiting:
        parts.append(f"{tally.waiting:,} waiting")
    return f"{count(tally.all, 'submission')}: {', '.join(parts)}"


def duration(seconds: float) -> str:
    """``40 s``, ``12 min``, ``3 h 5 min``."""
    whole = round(seconds)
    if whole < 90:
        return f"{whole} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def _numbers(tally: Tally) -> dict[str, int]:
    return {"submissions": tally.all, **{s: tally[s] for s in STATES}}
