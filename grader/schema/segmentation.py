"""The four steps of an interview, and which part of a text is which."""

from __future__ import annotations

from typing import Literal, get_args

from grader.schema.record import Record

Step = Literal["scope", "high_level", "deep_dive", "wrap_up", "other"]
STEPS: tuple[Step, ...] = get_args(Step)

STEP_TITLES: dict[str, str] = {
    "scope": "Understand the problem",
    "high_level": "High-level design",
    "deep_dive": "Deep dive",
    "wrap_up": "Wrap up",
    "other": "Not the interview",
}


class Segment(Record):
    """A run of the text that belongs to one step; the segments of a text partition it, and a step may come back."""

    step: Step
    start: int
    end: int
    start_time: float | None = None
    end_time: float | None = None
    confidence: float
    """How sure the boundary at ``start`` and the step are, 0 to 1."""
