"""What raters add, by least squares: what was put in comes out, with errors as large as they are."""

from __future__ import annotations

import numpy as np
import pytest

from grader.calibration.statistics import additive
from grader.calibration.statistics.additive import effects

SEVERITY = np.array([0.5, -0.25, 0.0, -0.25])
"""Of four people; their mean is 0."""
nan = np.nan


def sheets(rng, interviews, who_of, criteria=5, noise=0.0):
    """Marks of each interview: what it deserves, what each rater adds, and chance."""
    found = []
    for i in range(interviews):
        who = np.array(who_of(i))
        values = rng.normal(2, 1, criteria) + SEVERITY[who][:, None]
        found.append((i, who, values + noise * rng.standard_normal((len(who), criteria))))
    return found


def two(i):
    return [i % 4, (i + 1) % 4]


def test_what_raters_add_is_found_exactly_where_nothing_else_disturbs():
    found = effects(sheets(np.random.default_rng(1), 12, two), 4, 12)
    assert found.values == pytest.approx(SEVERITY, abs=1e-12)
    # Where zero lies is all that changes without an interview.
    assert np.ptp(found.without - found.values, axis=1) == pytest.approx(0, abs=1e-9)
    assert found.interviews.tolist() == [6, 6, 6, 6]


def test_marks_that_are_missing_and_interviews_that_deserve_less_disturb_nothing():
    rng = np.random.default_rng(3)
    made = sheets(rng, 16, two)
    for _, who, values in made:
        values[:] -= 3.0 * (0 in who)  # the first sees weak candidates
        values[rng.integers(len(who)), rng.integers(5)] = nan
    assert effects(made, 4, 16).values == pytest.approx(SEVERITY, abs=1e-12)


def test_raters_whom_nothing_links_are_compared_with_those_they_are_linked_with():
    found = effects(sheets(np.random.default_rng(4), 12, lambda i: [0, 1] if i % 2 else [2, 3]), 4, 12)
    assert found.values == pytest.approx([0.375, -0.375, 0.125, -0.125], abs=1e-12)


def test_a_rater_alone_and_one_who_marked_nothing_are_not_compared():
    made = sheets(np.random.default_rng(5), 9, lambda i: [0, 1] if i < 6 else [2])
    found = effects(made, 4, 9)
    for of in (found.values, found.errors, found.without[0]):
        assert np.isnan(of).tolist() == [False, False, True, True]
    assert found.interviews.tolist() == [6, 6, 0, 0]


def test_zero_is_the_mean_by_shared_interviews():
    made = sheets(np.random.default_rng(6), 13, lambda i: [0, 1] if i < 12 else [1, 2])
    found = effects(made, 3, 13)
    assert found.values @ [12, 13, 1] == pytest.approx(0, abs=1e-12)
    assert found.values[0] - found.values[1] == pytest.approx(0.75)


def bridged(i):
    return [0, 1] if i < 6 else [2, 3] if i < 12 else [1, 2]


@pytest.mark.parametrize("who_of", [two, bridged])
def test_without_an_interview_is_as_if_it_had_not_been(who_of):
    made = sheets(np.random.default_rng(7), 13, who_of, noise=0.5)
    found = effects(made, 4, 13)
    for i in range(13):
        assert found.without[i] == pytest.approx(effects(made[:i] + made[i + 1 :], 4, 13).values, abs=1e-9)
    apart = found.without - found.values
    assert found.errors == pytest.approx(np.sqrt(12 / 13 * (apart**2).sum(axis=0)))


def test_of_many_raters_only_what_is_certain_by_making_is_left_in(monkeypatch):
    made = sheets(np.random.default_rng(8), 21, lambda i: [i % 3, (i + 1) % 3] if i < 20 else [0, 3], noise=0.5)
    exact = effects(made, 4, 21)
    monkeypatch.setattr(additive, "_MOST", 0)
    found = effects(made, 4, 21)
    assert found.without[:20] == pytest.approx(exact.without[:20])
    assert found.errors[:3] == pytest.approx(exact.errors[:3], rel=0.1)


def test_standard_errors_are_about_those_of_a_bootstrap_of_interviews():
    rng = np.random.default_rng(7)
    made = []
    for i, who, values in sheets(rng, 80, lambda i: [i % 4, (i + 1 + i % 3) % 4], noise=0.4):
        # What one interview has in common for a rater: errors of one mark alone would be far too small.
        made.append((i, who, values + 0.5 * rng.standard_normal((len(who), 1))))
    found = effects(made, 4, 80)
    drawn = []
    for _ in range(200):
        of = [(n, *made[k][1:]) for n, k in enumerate(rng.integers(0, 80, 80))]
        drawn.append(effects(of, 4, 80).values)
    assert found.errors == pytest.approx(np.std(drawn, axis=0), rel=0.25)


def test_an_interval_holds_the_truth_about_as_often_as_it_says():
    held = 0
    for seed in range(100):
        found = effects(sheets(np.random.default_rng(seed), 30, two, noise=0.5), 4, 30)
        held += int((np.abs(found.values - SEVERITY) < 2.145 * found.errors).sum())  # t of 14
    assert 0.92 < held / 400 < 0.99
