"""What a table or a picture needs of one graded submission: small, and enough to add it up anew."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import Any, NamedTuple

from grader.reporters.next_steps import Plan, next_steps
from grader.schema.assessment import Assessment, Scorecard
from grader.schema.record import Record
from grader.schema.rubric import Rubric
from grader.schema.segmentation import STEPS, Step


class Level(NamedTuple):
    """A finding without its words."""

    criterion: str
    level: int | None
    max_level: int
    credit: float
    not_probed: bool
    expected: float | None = None


class NextStep(NamedTuple):
    """What to do next: a criterion, and the points of 100 that it would add."""

    criterion: str
    gain: float


class Row(Record):
    """One graded submission."""

    kind: str
    format: str
    language: str | None
    words: int
    dimensions: dict[str, float | None]
    levels: tuple[Level, ...]
    shares: dict[Step, float]
    """Of the words of the four steps, 0 to 1."""
    minutes: dict[Step, float] | None
    """What each step took; None where the text has no times."""
    warnings: tuple[str, ...]
    """Their codes."""
    caps: tuple[str, ...]
    """Why the total is held down."""
    next_steps: tuple[NextStep, ...]
    certainty: float | None
    """Mean of the findings' confidence; None where patterns alone judged."""

    @classmethod
    def of(cls, a: Assessment, rubric: Rubric) -> Row:
        """The row of an assessment by this rubric."""
        sure = [f.confidence for f in a.findings if f.confidence is not None]
        return cls(
            kind=a.submission.kind,
            format=a.submission.format,
            language=a.submission.language,
            words=a.submission.words,
            levels=tuple(
                Level(f.criterion, f.level, f.max_level, round(f.credit, 6), f.not_probed, f.expected)
                for f in a.findings
            ),
            shares=_shares(a),
            minutes=_minutes(a),
            warnings=tuple(dict.fromkeys(w.code for w in a.warnings)),
            certainty=round(fmean(sure), 4) if sure else None,
            **totalled(a.scorecard, next_steps(a, rubric)),
        )


def totalled(card: Scorecard, plan: Plan) -> dict[str, Any]:
    """The fields of a row that weights, caps and points decide."""
    return {
        "dimensions": card.dimensions,
        "caps": tuple(c.reason for c in card.caps),
        "next_steps": tuple(NextStep(s.finding.criterion, round(s.gain, 1)) for s in plan.steps),
    }


def _shares(a: Assessment) -> dict[Step, float]:
    """By characters, where a design has no count of words by step."""
    if a.talk is not None:
        return {s.step: round(s.share, 4) for s in a.talk.steps}
    sizes = _sizes([(s.step, s.end - s.start) for s in a.segments if s.step in STEPS])
    whole = sum(sizes.values())
    return {step: round(size / whole, 4) for step, size in sizes.items()} if whole else {}


def _sizes(parts: Sequence[tuple[Step, int]]) -> dict[Step, int]:
    sizes: dict[Step, int] = {}
    for step, size in parts:
        sizes[step] = sizes.get(step, 0) + size
    return sizes


def _minutes(a: Assessment) -> dict[Step, float] | None:
    if a.talk is None or all(s.minutes is None for s in a.talk.steps):
        return None
    return {s.step: round(s.minutes, 2) for s in a.talk.steps if s.minutes is not None}
