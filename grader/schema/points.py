"""What levels are worth: caps on the total, and credit by how evidence came."""

from __future__ import annotations

from pydantic import Field

from grader.schema.record import Record


class CapRule(Record):
    """The total is at most ``total_at_most`` while the dimension's score is below ``below``."""

    dimension: str
    below: float = Field(gt=0, le=100)
    total_at_most: float = Field(ge=0, le=100)
    reason: str


class Credit(Record):
    """What share of a criterion's points its level earns, by how the candidate came to show it."""

    volunteered: float = Field(default=1, ge=0, le=1)
    after_question: float = Field(default=1, ge=0, le=1)
    """An interviewer had asked."""
    after_hint: float = Field(default=0.5, ge=0, le=1)
    """An interviewer had said it first."""
