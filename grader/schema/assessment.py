"""What is concluded about a submission. The field names are the JSON contract that tools rely on."""

from __future__ import annotations

from typing import Any, Literal

from grader.schema.document import Document, DocumentKind, Notice
from grader.schema.record import Record
from grader.schema.segmentation import Segment, Step
from grader.schema.talk import LeftOut, Talk

SCHEMA_VERSION = "1"


How = Literal["volunteered", "after_question", "after_hint", "interviewer"]
"""How evidence came: by the candidate alone, after an interviewer asked, or after he had said it himself; or it is what
an interviewer said, which earns nothing."""


class Evidence(Record):
    """A quote and its place. Made by `Evidence.at` alone, so that the words are always in the text."""

    quote: str
    start: int
    end: int
    line: int | None = None
    page: int | None = None
    time: float | None = None
    speaker: str | None = None
    step: Step
    how: How | None = None
    """None in a written design, where nobody asks."""
    share: float = 1.0
    """Of its level's points what it earns, 0 to 1: the rubric's for ``how``, and less where the voice is uncertain."""

    @classmethod
    def at(
        cls, document: Document, start: int, end: int, step: Step, how: How | None = None, share: float = 1.0
    ) -> Evidence:
        """The evidence ``document.text[start:end]``; ValueError for an empty span or one outside the text."""
        if not 0 <= start < end <= len(document.text):
            raise ValueError(f"no evidence at [{start}, {end}) of {len(document.text)} characters")
        p = document.place(start)
        quote = document.text[start:end]
        return cls(
            quote=quote,
            start=start,
            end=end,
            line=p.line,
            page=p.page,
            time=p.time,
            speaker=p.speaker,
            step=step,
            how=how,
            share=share,
        )


class Finding(Record):
    """The level one criterion reaches. ``level`` is None exactly when ``unassessed`` gives the reason."""

    criterion: str
    title: str
    dimension: str
    step: Step
    """The criterion's home step, not where evidence was found."""
    level: int | None
    max_level: int
    unassessed: str | None = None
    descriptor: str = ""
    """The rubric's words for the level that was reached."""
    advice: str | None = None
    """What was missing and how to show it; None where the criterion is fully met or unassessed."""
    evidence: tuple[Evidence, ...] = ()
    kinds: tuple[str, ...] = ()
    """Kinds of the thing shown, where the rubric tells kinds apart (one-way control, two-way ...)."""
    confidence: float | None = None
    expected: float | None = None
    """Mean of the levels that the learned weights think possible, 0 to 2; the rubric's cuts make a level of it. None
    where patterns alone decided."""
    credit: float = 1.0
    """Share of the level's points that count: that of its best evidence."""
    said_by_interviewer: tuple[Evidence, ...] = ()
    """What an interviewer said that would have been evidence, where the candidate falls short. It earns nothing."""
    not_probed: bool = False
    """Not shown, and not given room: its step never came and nobody asked for it."""


class Observation(Record):
    """Something worth saying that earns and costs no points."""

    code: str
    message: str
    evidence: tuple[Evidence, ...] = ()


class Cap(Record):
    """A cap of the rubric that took hold."""

    limit: float
    reason: str


class Scorecard(Record):
    """Points, computed from findings and rubric by arithmetic alone."""

    status: Literal["graded", "not_applicable"]
    total: float
    """0 to 100."""
    dimensions: dict[str, float | None]
    """0 to 100 by dimension; None where none of its criteria could be assessed."""
    band: str | None
    caps: tuple[Cap, ...] = ()


class Submission(Record):
    """The file that was graded."""

    path: str
    sha256: str
    format: str
    kind: DocumentKind
    language: str | None = None
    encoding: str | None = None
    words: int


class Assessment(Record):
    """All conclusions on one submission."""

    schema_version: str = SCHEMA_VERSION
    signature: str
    """What made the numbers: version, rubric id, version and digest, reader, segmenter and model digests."""
    submission: Submission
    document: Document
    segments: tuple[Segment, ...]
    findings: tuple[Finding, ...]
    observations: tuple[Observation, ...] = ()
    scorecard: Scorecard
    warnings: tuple[Notice, ...] = ()
    talk: Talk | None = None
    """Time and voices; None for a written design."""
    left_out: tuple[LeftOut, ...] = ()
    """What is not the interview or the design, in order."""

    def to_json_dict(self) -> dict[str, Any]:
        """The contract's JSON as plain values: keys in a fixed order, no key left out in findings or segments."""
        return self.model_dump(mode="json")
