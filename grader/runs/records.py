"""The values that pass between a run's store, its engine and its workers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

State = Literal["waiting", "graded", "graded_with_warnings", "refused", "failed", "timed_out"]
"""Where a submission stands. All but ``waiting`` are ends: refused is its own fault, failed a fault of ours."""
STATES: tuple[State, ...] = get_args(State)
GRADED: tuple[State, ...] = ("graded", "graded_with_warnings")
ERRORS: tuple[State, ...] = ("refused", "failed", "timed_out")

Place = dict[str, Any]
"""Where a submission's bytes are, as plain values that JSON can hold: ``kind`` and what that kind needs."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A submission as a listing finds it, before anything of it is read."""

    identity: str
    """Where it is, however it was named: an absolute path or an address."""
    name: str
    """What reports call it: as it was named on the command line."""
    place: Place
    size: int
    """Bytes, as far as the listing can tell."""
    stamp: str
    """What a change of its content would change."""


@dataclass(frozen=True, slots=True)
class Task:
    """A submission to be graded. ``content`` is there where the one who asks has read it already."""

    id: int
    name: str
    place: Place
    size: int
    stamp: str = ""
    """Of the listing."""
    content: bytes | None = None
    alone: bool = False
    """It has taken a worker with it before: nothing else may be lost with it."""


@dataclass(frozen=True, slots=True)
class Grade:
    """What is kept of a graded submission."""

    sha256: str
    signature: str
    status: str
    total: float
    band: str | None
    row: str
    """JSON of a `grader.runs.row.Row`: all that tables and pictures need."""
    detail: bytes
    """Packed JSON of what a page shows of it: levels with their quotes."""
    assessment: bytes
    """Packed JSON of the whole `Assessment`."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended. ``reason`` is one line where there is no grade."""

    id: int
    state: State
    reason: str | None = None
    grade: Grade | None = None
    name: str = ""
    """Of the submission, where the one who waited for the outcome has put it in."""


@dataclass(frozen=True, slots=True)
class Died:
    """The worker ended while it graded this; ``reason`` says how."""

    id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the store has of a submission that a listing finds again."""

    id: int
    place: str
    stamp: str
    state: State
    sha256: str | None
    """Of the content that was graded."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A submission as the store has it; the fields of a grade are None where there is none."""

    id: int
    name: str
    identity: str
    state: State
    reason: str | None
    sha256: str | None
    signature: str | None
    status: str | None
    total: float | None
    band: str | None
    row: str | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many submissions are in each state."""

    counts: dict[State, int] = field(default_factory=dict)

    def __getitem__(self, state: State) -> int:
        return self.counts.get(state, 0)

    @property
    def all(self) -> int:
        """Submissions of the run."""
        return sum(self.counts.values())

    @property
    def waiting(self) -> int:
        """Those that have no end yet."""
        return self["waiting"]

    @property
    def graded(self) -> int:
        """Those with a grade."""
        return sum(self[s] for s in GRADED)

    @property
    def errors(self) -> int:
        """Those that ended without a grade."""
        return sum(self[s] for s in ERRORS)


def compact(value: object) -> str:
    """JSON without spaces, its keys in the order they came; in ASCII, which also holds names that are no UTF-8."""
    return json.dumps(value, separators=(",", ":"))
