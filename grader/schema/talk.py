"""How a talk went, and what of a text is not the interview: measured sizes that earn and cost no points."""

from __future__ import annotations

from typing import Literal

from grader.schema.document import Role
from grader.schema.record import Record
from grader.schema.segmentation import Step

Times = Literal["exact", "coarse", "none"]


def clock(seconds: float) -> str:
    """A time of the recording: ``12:34``, ``1:02:03``."""
    whole = max(0, int(seconds))
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


class StepTime(Record):
    """What one of the four steps took, all its segments together."""

    step: Step
    budget: float | None
    """Minutes that the rubric gives it; None where it gives none."""
    minutes: float | None
    """Minutes it took; None where the talk has no times. Of coarse times a whole number, by the words between marks."""
    began: float | None
    """Seconds of the recording at which it first began; None where it is not there or the talk has no times."""
    words: int
    share: float
    """Of the words of all four steps, 0 to 1."""
    questions: int | None = None
    """The candidate's; None where they cannot be counted, or nobody is known to be the candidate."""


class VoiceShare(Record):
    """One voice in the interview proper."""

    role: Role
    name: str | None
    words: int
    share: float
    """Of the words of the interview proper, 0 to 1."""
    questions: int | None
    """Sentences that ask; None where the transcript has no question marks, so that they cannot be counted."""
    turns: int
    """How often it takes the word."""


class Silence(Record):
    """Seconds of the recording between which nobody speaks, inside the interview."""

    start_time: float
    end_time: float


class LeftOut(Record):
    """A part of the text that is not the interview, ``[start, end)`` in characters; its words are never evidence."""

    start: int
    end: int
    start_time: float | None
    """Seconds of the recording; None where they are not known."""
    end_time: float | None
    words: int
    what: str
    """What it is in plain words, as far as that can be told: by its place, and by what is said in it."""


class Talk(Record):
    """Time and voices of a transcript."""

    times: Times
    """``coarse``: many turns stand under one mark, or marks are whole minutes, so sizes are about right and no more."""
    minutes: float | None
    """Of the whole recording, from the first word to the last."""
    interview: float | None
    """Of the interview proper: the four steps together."""
    steps: tuple[StepTime, ...]
    """The four steps in their order, those that are missing too."""
    voices: tuple[VoiceShare, ...] = ()
    """Most words first; empty where nobody's role is known."""
    silences: tuple[Silence, ...] = ()
    """In order; empty too where the ends of what is said are not known, or times are coarse."""
