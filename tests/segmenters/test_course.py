"""From a course of steps to segments, and the shipped segmenter on small texts."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.pipeline import SHIPPED_MODEL
from grader.readers import read_text
from grader.schema.document import Document
from grader.schema.segmentation import STEPS, Step
from grader.segmenters.course import Course, segments
from grader.segmenters.features import course_features, heading_steps, mean_around, step_features
from grader.segmenters.learned import LearnedSegmenter
from grader.segmenters.seen import see
from grader.text.annotated import annotate
from grader.text.embeddings import shipped

SHIPPED = LearnedSegmenter.load(SHIPPED_MODEL / "steps.npz")


@given(st.lists(st.sampled_from(STEPS), min_size=1, max_size=12))
def test_segments_are_runs_of_one_step_and_all_of_the_text(steps: list[Step]) -> None:
    a = annotate(read_text("\n\n".join(f"Passage {n} of it." for n in range(len(steps))), kind="design"), shipped())
    chances = np.full((len(steps), 5), 0.1)
    for n, step in enumerate(steps):
        chances[n, STEPS.index(step)] = 0.6
    found = segments(a, Course(steps, chances))
    assert found[0].start == 0
    assert found[-1].end == len(a.document.text)
    assert all(x.end == y.start for x, y in pairwise(found))
    assert all(x.step != y.step for x, y in pairwise(found))
    assert all(s.confidence == pytest.approx(0.6) for s in found)
    by_segment = [next(s.step for s in found if s.start <= p.start < s.end) for p in a.passages]
    assert by_segment == steps


def test_an_empty_text_has_no_segment() -> None:
    a = annotate(Document(kind="design", format="text", text="", blocks=()), shipped())
    course = SHIPPED.segment(a)
    assert course.steps == []
    assert segments(a, course) == ()


def test_a_text_of_blanks_is_one_segment() -> None:
    a = annotate(Document(kind="design", format="text", text=" \n ", blocks=()), shipped())
    (only,) = segments(a, SHIPPED.segment(a))
    assert (only.step, only.start, only.end, only.confidence) == ("other", 0, 3, 0.0)


DESIGN = """# Requirements

Users upload photos and see those of their friends. Ten million daily users, 500 uploads per second.
Search is out of scope. It should be available even when a data centre is lost.

# High-level design

The client sends POST /photos to the API gateway, which stores the photo in the object store and a row in the photos table.

| table | fields |
|---|---|
| photos | id, owner, created |

# Deep dive

Fan-out on write costs a lot for people with many followers. Alternatively we merge on read. We choose a hybrid, because few have many followers.
If the cache node fails, reads go to the replica and the cache is filled again.

# Wrap up

To summarise, uploads go to the object store and the feed is merged on read. The first bottleneck will be the photos table. With more time I would add search.
"""


def test_a_design_with_plain_headings() -> None:
    a = annotate(read_text(DESIGN, kind="design"), shipped())
    course = SHIPPED.segment(a)
    assert [s.step for s in segments(a, course)] == ["scope", "high_level", "deep_dive", "wrap_up"]
    assert course.probabilities.sum(axis=1) == pytest.approx(np.ones(len(a.passages)))


def test_headings_name_steps() -> None:
    a = annotate(read_text(DESIGN, kind="design"), shipped())
    rows = heading_steps(see(a))
    deep = next(n for n, p in enumerate(a.passages) if a.plain[p.start :].startswith("fan-out"))
    assert rows[deep, STEPS.index("deep_dive")] == 1
    assert rows[deep, STEPS.index("scope")] == 0


def test_features_are_finite_and_as_many_as_the_weights() -> None:
    for text in (DESIGN, "x", "Interviewer: Why?\nCandidate: Because.\n"):
        seen = see(annotate(read_text(text), shipped()))
        rows = step_features(seen)
        assert rows.shape == (len(seen.words), SHIPPED.first.shape[0])
        assert np.isfinite(rows).all()
        course = course_features(SHIPPED.by_itself(seen), seen)
        assert course.shape == (len(seen.words), SHIPPED.second.shape[0])
        assert np.isfinite(course).all()


def test_mean_of_neighbours_by_hand() -> None:
    rows = np.array([[0.0], [3.0], [6.0], [3.0]], dtype=np.float32)
    assert mean_around(rows, 1).ravel().tolist() == [1.5, 3.0, 4.0, 4.5]
    assert mean_around(rows, 9).ravel().tolist() == [3.0] * 4


def test_what_is_saved_segments_alike(tmp_path: Path) -> None:
    SHIPPED.save(tmp_path / "steps.npz")
    again = LearnedSegmenter.load(tmp_path / "steps.npz")
    a = annotate(read_text(DESIGN, kind="design"), shipped())
    assert again.segment(a).steps == SHIPPED.segment(a).steps
    (tmp_path / "other").mkdir()
    again.save(tmp_path / "other" / "steps.npz")
    assert (tmp_path / "other" / "steps.npz").read_bytes() == (tmp_path / "steps.npz").read_bytes()
