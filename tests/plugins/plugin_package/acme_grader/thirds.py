"""A segmenter that gives the first third of the passages to the scope, and the rest to the high-level design."""

import numpy as np

from grader.schema.segmentation import STEPS
from grader.segmenters.course import Course
from grader.text.annotated import AnnotatedDocument


class ThirdsSegmenter:
    name = "acme.thirds"

    def segment(self, annotated: AnnotatedDocument) -> Course:
        count = len(annotated.passages)
        steps = ["scope" if n < count / 3 else "high_level" for n in range(count)]
        return Course(steps, np.eye(len(STEPS))[[STEPS.index(s) for s in steps]].reshape(count, len(STEPS)))
