"""What is worth saying beside the score: it earns and costs no points."""

from __future__ import annotations

from collections.abc import Sequence

from grader.checking.pace import pace
from grader.schema.assessment import Evidence, Observation
from grader.schema.segmentation import STEP_TITLES, Segment, Step
from grader.schema.talk import Talk
from grader.segmenters.course import Course
from grader.text.annotated import AnnotatedDocument

EARLY_SHARE = 0.08
"""Share of the interview's words that may go into details before there is a design to go into."""
EARLY_WORDS = 60


def observe(
    annotated: AnnotatedDocument, course: Course, segments: Sequence[Segment], talk: Talk | None
) -> tuple[Observation, ...]:
    """Details before a design, steps that are missing, and of a talk what its time and voices show."""
    found = [o for o in (_details_first(annotated, course),) if o is not None]
    there = {s.step for s in segments}
    if there - {"other"}:
        missing: list[Step] = [s for s in ("scope", "high_level", "deep_dive", "wrap_up") if s not in there]
        found += [
            Observation(code="step_missing", message=f"Nothing in the text belongs to the step '{STEP_TITLES[s]}'.")
            for s in missing
        ]
    return (*found, *(pace(talk) if talk else ()))


def _details_first(annotated: AnnotatedDocument, course: Course) -> Observation | None:
    interview = sum(p.words for p, s in zip(annotated.passages, course.steps, strict=True) if s != "other")
    early: list[int] = []
    for n, step in enumerate(course.steps):
        if step == "high_level":
            break
        if step == "deep_dive":
            early.append(n)
    words = sum(annotated.passages[n].words for n in early)
    if not early or words < EARLY_WORDS or words < EARLY_SHARE * interview:
        return None
    first = next(n for n in early if annotated.passages[n].kind != "heading" or n == early[-1])
    p = annotated.passages[first]
    sentence = annotated.sentences[p.first_sentence]
    quote = Evidence.at(
        annotated.document, sentence.start, min(sentence.end, sentence.start + 280), course.steps[first]
    )
    share = round(100 * words / interview)
    return Observation(
        code="details_before_design",
        message=(
            f"Details come before there is a high-level design: {share} % of the interview's words go deep "
            "before the main parts are on the table."
        ),
        evidence=(quote,),
    )
