"""Fit the weights on labelled texts. scikit-learn fits; what is kept are numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader.checking.features import Hits
from grader.checking.learned import LearnedJudge, judged
from grader.errors import UsageError
from grader.schema.rubric import Rubric
from grader.schema.segmentation import STEPS
from grader.segmenters.course import Course
from grader.segmenters.learned import LearnedSegmenter
from grader.training.lessons import Lesson
from grader.training.levels import fit_levels
from grader.training.steps import fit_steps


@dataclass(frozen=True)
class Fitted:
    """Both learned parts, and what the judge was fitted on: by text the course and the matches."""

    segmenter: LearnedSegmenter
    judge: LearnedJudge
    courses: dict[str, Course]
    hits: dict[str, Hits]

    def save(self, folder: Path) -> None:
        """Write ``steps.npz`` and ``levels.npz`` into a folder, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        self.segmenter.save(folder / "steps.npz")
        self.judge.save(folder / "levels.npz")


def fit(lessons: Sequence[Lesson], rubric: Rubric) -> Fitted:
    """Both parts, from labelled texts and the rubric whose levels they carry.

    What is taken for no interview is left out, since the models never see such a text.
    """
    shown = [t for t in lessons if t.interview]
    # A text that is none of the four steps throughout has no course to learn; it teaches what earns no level.
    taught = [t for t in shown if (t.steps != STEPS.index("other")).any()]
    if len({t.author for t in taught}) < 2 or len(set(np.concatenate([t.steps for t in taught]).tolist())) < 3:
        raise UsageError(
            "a fit needs interviews or designs of two authors or more, with three steps or more between them"
        )
    criteria = [c.id for c in rubric.criteria]
    if {0, 1, 2} - {t.levels.get(c) for t in shown for c in criteria}:
        raise UsageError("a fit needs labels of all three levels")
    segmenter, courses = fit_steps(taught)
    courses.update({t.id: segmenter.course(t.seen) for t in shown if t.id not in courses})
    courses.update({t.id: t.course for t in shown if t.course is not None})
    hits = {t.id: t.find(courses[t.id]) for t in shown}
    return Fitted(segmenter, fit_levels(shown, courses, hits, criteria, judged(rubric)), courses, hits)
