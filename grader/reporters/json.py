"""The assessment as JSON, for tools."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.schema.assessment import Assessment
    from grader.schema.rubric import Rubric


class JsonReporter:
    """One JSON object and a line end; what `Assessment.to_json_dict` has, in the same order."""

    name = "json"

    def __init__(self, *, compact: bool = False) -> None:
        """``compact`` puts all on one line, for JSON Lines; otherwise two spaces a level."""
        self._indent = None if compact else 2

    def render(self, assessment: Assessment, rubric: Rubric) -> str:
        """The object; ValueError if a number is not finite, which JSON could only say as a wrong null."""
        card = assessment.scorecard
        numbers = [card.total, *card.dimensions.values(), *(c.limit for c in card.caps)]
        numbers += [n for s in assessment.segments for n in (s.confidence, s.start_time, s.end_time)]
        numbers += [n for b in assessment.document.blocks for n in (b.start_time, b.end_time)]
        numbers += [f.confidence for f in assessment.findings]
        numbers += [n for p in assessment.left_out for n in (p.start_time, p.end_time)]
        if assessment.talk is not None:
            numbers += [assessment.talk.minutes, assessment.talk.interview]
            numbers += [n for s in assessment.talk.steps for n in (s.minutes, s.began, s.share)]
        if not all(n is None or math.isfinite(n) for n in numbers):
            raise ValueError("an assessment with a number that is not finite has no JSON")
        # pydantic writes it natively: the standard encoder is ten times slower as soon as it indents.
        return assessment.model_dump_json(indent=self._indent) + "\n"
