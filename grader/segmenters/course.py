"""The course of a text: the step of each passage and how sure it is; and the segments that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.schema.segmentation import STEPS, Segment, Step
from grader.text.annotated import AnnotatedDocument


@dataclass(frozen=True, slots=True)
class Course:
    """What a segmenter concludes: one step a passage, and the probability of every step, ``[passages, steps]``."""

    steps: list[Step]
    probabilities: NDArray[np.float64]


SURE = 0.9
"""How sure a text that is no interview is of being none of it."""


def no_interview(course: Course) -> Course:
    """The course of a text that is no interview at all: all of it is `other`."""
    count = len(course.steps)
    probabilities = np.full((count, len(STEPS)), (1 - SURE) / (len(STEPS) - 1))
    probabilities[:, STEPS.index("other")] = SURE
    return Course(["other"] * count, probabilities)


def whole(course: Course, kept: Sequence[int], count: int) -> Course:
    """The course of a document of ``count`` passages from that of these of them: all others are `other`."""
    if len(kept) == count:
        return course
    steps: list[Step] = ["other"] * count
    for n, step in zip(kept, course.steps, strict=True):
        steps[n] = step
    probabilities = np.tile(np.eye(len(STEPS))[STEPS.index("other")], (count, 1))
    probabilities[list(kept)] = course.probabilities
    return Course(steps, probabilities)


def segments(annotated: AnnotatedDocument, course: Course) -> tuple[Segment, ...]:
    """Runs of one step, together the whole text; white space between two belongs to the first."""
    passages, length = annotated.passages, len(annotated.document.text)
    if not passages:
        return (Segment(step="other", start=0, end=length, confidence=0.0),) if length else ()
    firsts = [n for n, step in enumerate(course.steps) if n == 0 or step != course.steps[n - 1]]
    found = []
    for first, following in zip(firsts, [*firsts[1:], len(passages)], strict=True):
        step = course.steps[first]
        sure = course.probabilities[first:following, STEPS.index(step)]
        found.append(
            Segment(
                step=step,
                start=0 if first == 0 else passages[first].start,
                end=length if following == len(passages) else passages[following].start,
                start_time=passages[first].start_time,
                end_time=passages[following - 1].end_time,
                confidence=round(float(sure.mean()), 3),
            )
        )
    return tuple(found)


def steps_of(course: Sequence[int]) -> list[Step]:
    """Names of the steps with these numbers."""
    return [STEPS[n] for n in course]
