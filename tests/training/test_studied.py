"""What a lesson holds: labels laid on passages, and features that tell what they are of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from grader.readers import read_text
from grader.rubric import default_rubric
from grader.schema.segmentation import STEPS
from grader.segmenters.features import course_features, feature_kinds, named_steps, step_features
from grader.segmenters.seen import KINDS, MARK_NAMES, chain, see
from grader.text.annotated import annotate
from grader.text.embeddings import shipped
from grader.training.lessons import Lesson
from grader.training.steps import fit_steps
from grader.training.train import lessons_of

DATASETS = Path(__file__).parents[2] / "datasets"
CRITERIA = [c.id for c in default_rubric().criteria]

DESIGN = """# Feed

## Requirements

### Users

People read it.

## Wrap up

Done.
"""
TALK = (
    "Interviewer: Let's get started. I'd like you to design a feed.\n"
    "Candidate: We keep posts in a table.\n"
    "Interviewer: We're out of time. How do you think it went? My feedback: you did really well.\n"
)


@pytest.fixture(scope="module")
def lessons() -> list[Lesson]:
    return lessons_of(DATASETS / "samples", None, default_rubric())


def test_headings_are_a_chain() -> None:
    seen = see(annotate(read_text(DESIGN, kind="design"), shipped()))
    kinds = [KINDS[k] for k in seen.kinds]
    assert kinds == ["heading", "heading", "heading", "paragraph", "heading", "paragraph"]
    assert chain(seen, 3) == [2, 1, 0]
    assert chain(seen, 5) == [4, 0]
    steps = named_steps(seen)
    assert STEPS[int(steps[3].argmax())] == "scope"
    assert STEPS[int(steps[5].argmax())] == "wrap_up"
    assert steps[0].sum() == 0


def test_a_talk_is_marked_where_it_begins_and_ends() -> None:
    seen = see(annotate(read_text(TALK, kind="transcript"), shipped()))
    marks = dict(zip(MARK_NAMES, seen.marks.T.astype(int), strict=True))
    assert marks["opens"][0] > 0
    assert marks["closes"][-1] > 0
    assert marks["debrief"][-1] > 0
    assert marks["we"][1] == 1
    assert marks["you"][-1] >= 2
    assert marks["debrief"][:2].sum() == 0


def test_a_design_has_no_marks_of_a_talk() -> None:
    seen = see(annotate(read_text("My feedback: you did really well.", kind="design"), shipped()))
    assert course_features(np.zeros((1, 5)), seen)[:, -10:].sum() == 0


def test_every_feature_is_of_a_kind(lessons: list[Lesson]) -> None:
    kinds = feature_kinds(lessons[0].seen)
    assert set(kinds) == {"words", "headings", "cues", "place", "form"}
    assert len(kinds) == step_features(lessons[0].seen).shape[1]


def test_a_design_without_its_headings_shows_none(lessons: list[Lesson]) -> None:
    design = next(t for t in lessons if t.id == "parcel-tracking")
    kinds = np.asarray(feature_kinds(design.seen))
    assert step_features(design.seen)[:, kinds == "headings"].any()
    assert not step_features(design.seen, "unheaded")[:, kinds == "headings"].any()
    told = step_features(design.seen, "talk")
    assert not told[:, kinds == "headings"].any()
    assert told[:, kinds == "words"].any()


def test_labels_lie_on_passages(lessons: list[Lesson]) -> None:
    for t in lessons:
        assert len(t.steps) == len(t.unit_of) == len(t.seen.words)
        assert t.evidence(CRITERIA).shape == (len(t.steps), len(CRITERIA))
        assert set(np.unique(t.evidence(CRITERIA))) <= {0.0, 0.7, 1.0}
        assert set(t.levels) == set(CRITERIA)


def test_a_text_is_given_a_course_by_a_model_that_has_not_seen_it(lessons: list[Lesson]) -> None:
    _, courses = fit_steps(lessons)
    assert set(courses) == {t.id for t in lessons}
    for t in lessons:
        assert len(courses[t.id].steps) == len(t.steps)
