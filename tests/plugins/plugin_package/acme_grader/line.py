"""A reporter of one line."""

from grader.schema.assessment import Assessment
from grader.schema.rubric import Rubric


class LineReporter:
    name = "acme.line"

    def render(self, assessment: Assessment, rubric: Rubric) -> str:
        return f"{assessment.submission.path}: {assessment.scorecard.total:.1f} by {rubric.title}\n"
