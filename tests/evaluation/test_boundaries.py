"""Pk, WindowDiff and minutes, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.evaluation.boundaries import by_word, minutes_off, pk, window, window_diff


def course(text: str) -> np.ndarray:
    return np.asarray([int(c) for c in text])


def test_a_step_is_that_of_each_of_its_words() -> None:
    assert by_word([0, 2], [2, 3]).tolist() == [0, 0, 2, 2, 2]


def test_the_window_is_half_the_mean_segment() -> None:
    assert window(course("00001111")) == 2
    assert window(course("0123")) == 1


def test_a_boundary_two_words_late() -> None:
    reference, late = course("00001111"), course("00000011")
    # Windows of 2: starts 0 to 5; the reference differs across 2 and 3, the other across 4 and 5.
    assert pk(reference, late) == pytest.approx(4 / 6)
    assert window_diff(reference, late) == pytest.approx(4 / 6)


def test_window_diff_counts_a_step_in_between_that_pk_overlooks() -> None:
    reference, other = course("000000111111"), course("000001011111")
    assert window(reference) == 3
    assert window_diff(reference, other) > pk(reference, other)


@given(st.lists(st.integers(0, 4), min_size=4, max_size=60))
def test_the_same_course_is_no_distance_away(steps: list[int]) -> None:
    words = np.asarray(steps)
    if len(words) > window(words):
        assert pk(words, words) == window_diff(words, words) == 0


def test_a_text_shorter_than_its_window_has_no_figure() -> None:
    assert np.isnan(pk(course("0"), course("0")))


def test_minutes_to_the_nearest_boundary() -> None:
    times = [0.0, 60.0, 120.0, 180.0, 240.0]
    # The rater changes step at 1 and 3 minutes, the grader at 2: one off from each, and from it one to the nearest.
    assert minutes_off([0, 1, 1, 2, 2], [0, 0, 1, 1, 1], times) == pytest.approx(1.0)
    assert np.isnan(minutes_off([0, 1], [0, 1], [None, None]))
    assert np.isnan(minutes_off([0, 0, 0], [0, 1, 1], times))
