"""The likeliest course, against trying every course there is."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from grader.segmenters.decode import Scores, decode, posteriors


@st.composite
def problems(draw: st.DrawFn) -> tuple[Scores, Scores, Scores, Scores]:
    """At most four steps and five passages, log-scores between -4 and 0."""
    k, n = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    numbers = st.floats(-4, 0, allow_nan=False, width=32)
    shapes = ((n, k), (k, k), (k,), (k,))
    return tuple(draw(arrays(np.float64, shape, elements=numbers)) for shape in shapes)  # type: ignore[return-value]


def worth(path: tuple[int, ...], scores: Scores, transitions: Scores, start: Scores, end: Scores) -> float:
    """Log-score of one course."""
    total = start[path[0]] + end[path[-1]] + sum(scores[i, s] for i, s in enumerate(path))
    return float(total + sum(transitions[a, b] for a, b in pairwise(path)))


@given(problems())
def test_no_course_is_better(problem: tuple[Scores, Scores, Scores, Scores]) -> None:
    n, k = problem[0].shape
    best = max(worth(p, *problem) for p in product(range(k), repeat=n))
    found = decode(*problem)
    assert len(found) == n
    assert worth(tuple(found), *problem) == pytest.approx(best)


@given(problems())
def test_probabilities_are_those_of_all_courses_together(problem: tuple[Scores, Scores, Scores, Scores]) -> None:
    n, k = problem[0].shape
    weights = {p: np.exp(worth(p, *problem)) for p in product(range(k), repeat=n)}
    total = sum(weights.values())
    found = posteriors(*problem)
    assert found.sum(axis=1) == pytest.approx(np.ones(n))
    for i in range(n):
        for s in range(k):
            expected = sum(w for p, w in weights.items() if p[i] == s) / total
            assert found[i, s] == pytest.approx(expected, abs=1e-6)


def test_nothing_to_decode() -> None:
    assert decode(np.zeros((0, 3)), np.zeros((3, 3)), np.zeros(3), np.zeros(3)) == []


def test_a_dear_change_smooths_one_odd_passage() -> None:
    scores = np.log([[0.9, 0.1], [0.4, 0.6], [0.9, 0.1]])
    dear = np.log([[0.95, 0.05], [0.05, 0.95]])
    flat = np.zeros(2)
    assert decode(scores, dear, flat, flat) == [0, 0, 0]
    assert decode(scores, np.zeros((2, 2)), flat, flat) == [0, 1, 0]


def test_a_step_may_come_back() -> None:
    scores = np.log([[0.99, 0.01], [0.01, 0.99], [0.01, 0.99], [0.99, 0.01]])
    dear = np.log([[0.9, 0.1], [0.1, 0.9]])
    assert decode(scores, dear, np.zeros(2), np.zeros(2)) == [0, 1, 1, 0]


def test_two_thousand_passages_do_not_run_out_of_numbers() -> None:
    rng = np.random.default_rng(7)
    scores = rng.normal(-30, 20, (2000, 5))
    transitions = np.full((5, 5), -40.0) + 40 * np.eye(5)
    found = posteriors(scores, transitions, np.zeros(5), np.zeros(5))
    assert np.isfinite(found).all()
    assert found.sum(axis=1) == pytest.approx(np.ones(2000))


def test_hopeless_numbers_are_still_probabilities() -> None:
    scores = np.array([[0.0, -800.0], [-800.0, 0.0]])
    transitions = np.array([[0.0, -800.0], [-800.0, 0.0]])
    found = posteriors(scores, transitions, np.zeros(2), np.zeros(2))
    assert np.isfinite(found).all()
