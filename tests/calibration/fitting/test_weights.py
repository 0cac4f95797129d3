"""Points and weights: least squares that hold on to what is, inside bounds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.calibration.comparisons import comparisons
from grader.calibration.fitting.changes import with_changes
from grader.calibration.fitting.weights import Weights, WeightTuner
from grader.calibration.statistics.intervals import Resamples
from grader.schema.rubric import Dimension
from tests.calibration.rubrics import rubric_of
from tests.calibration.simulated import World, simulate

INF = float("inf")


def graded(marks, of, raters=(0, 1)):
    """The marks with grades of the whole: ``of [interview]``, on another scale for each rater."""
    grades = {(r, i): float(g * (1 + r) + 5 * r) for r in raters for i, g in enumerate(of) if not np.isnan(g)}
    return replace(marks, grades=grades)


def test_unchanged_is_a_line_of_the_total():
    marks = simulate(World(), 50, 1)
    target = 3 + 0.02 * marks.machine.totals
    tuner = WeightTuner(graded(marks, target, (0,)))
    assert tuner.earned @ tuner.shares * 100 == pytest.approx(marks.machine.totals)
    found = tuner.fitted(np.arange(50), INF)
    assert found.factors.tolist() == [1.0] * 6
    assert tuner.losses(found, np.arange(50)) == pytest.approx(0, abs=1e-20)


def test_without_bounds_in_reach_it_is_the_ridge_by_hand():
    marks = simulate(World(criteria=4), 60, 2)
    rng = np.random.default_rng(1)
    tuner = WeightTuner(graded(marks, marks.machine.totals / 20 + rng.normal(0, 0.2, 60), (0,)))
    interviews = np.arange(0, 60, 2)
    for strength in (3.0, 0.3):
        found = tuner.fitted(interviews, strength)
        x, y = tuner.earned[interviews], tuner.target[interviews]
        plain = x @ tuner.shares
        slope = np.polyfit(plain, y, 1)[0]
        parts = slope * (x - x.mean(axis=0)) * tuner.shares
        weight = strength * (parts**2).sum(axis=0).mean()
        expected = np.linalg.solve(parts.T @ parts + weight * np.eye(4), parts.T @ (y - y.mean()) + weight)
        assert (expected > 0.1).all()
        assert found.factors == pytest.approx(expected, abs=1e-6)
        residuals = y - found.floor - found.slope * (x * tuner.shares) @ found.factors
        assert residuals.mean() == pytest.approx(0, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([3.0, 0.03, 1e-6]), st.integers(2, 30))
def test_factors_stay_in_bounds_and_numbers_are_finite(seed, strength, n):
    marks = simulate(World(criteria=5), 30, seed)
    rng = np.random.default_rng(seed)
    marks.machine.levels[rng.random((30, 5)) < 0.2] = np.nan
    tuner = WeightTuner(graded(marks, rng.normal(0, 1, 30), (0,)))
    found = tuner.fitted(np.sort(rng.choice(30, n, replace=False)), strength)
    assert (found.factors >= 0.1).all()
    assert (found.factors <= 10).all()
    assert np.isfinite([found.floor, found.slope]).all()
    assert np.isfinite(tuner.losses(found, np.arange(30))).all()


def test_a_criterion_that_people_do_not_care_for_loses():
    marks = simulate(World(criteria=4, general=0.1), 300, 3)
    cared = marks.machine.levels[:, :3].sum(axis=1)
    tuner = WeightTuner(graded(marks, cared))
    found = tuner.fitted(np.arange(300), 0.03)
    assert found.factors[3] < 0.4
    assert found.factors[:3].min() > 2 * found.factors[3]


def test_grades_of_each_rater_are_brought_to_one_scale():
    marks = simulate(World(), 20, 1)
    of = np.linspace(1, 4, 20)
    one, two = WeightTuner(graded(marks, of, (0,))), WeightTuner(graded(marks, of))
    assert two.target == pytest.approx(one.target)
    assert two.target == pytest.approx((of - of.mean()) / of.std())


def test_totals_do_not_take_the_place_of_grades():
    """They are made by the weights that are to be tuned."""
    marks = simulate(World(), 20, 1)
    for grades in ({}, {(0, i): float(i) for i in range(4)}, {(0, i): 3.0 for i in range(20)}):
        assert np.isnan(WeightTuner(replace(marks, grades=grades)).target).all()


def test_what_is_not_known_is_the_mean_of_the_interviews_fitted_to():
    """It was the mean of all, those held out among them."""
    marks = simulate(World(), 60, 1)
    marks.machine.levels[:, 2] = np.where(np.arange(60) < 30, 0.0, 2.0)
    marks.machine.levels[[5, 50], 2] = np.nan
    marks = graded(marks, np.arange(60.0), (0,))
    for interviews, usual in ((np.arange(30), 0.0), (np.arange(30, 60), 1.0)):
        tuner = WeightTuner(marks)
        found = tuner.fitted(interviews, 0.3)
        assert found.usual[2] == usual
        filled = marks.machine.levels.copy()
        filled[[5, 50], 2] = 2 * usual
        whole = replace(marks, machine=replace(marks.machine, levels=filled))
        assert tuner.losses(found, np.arange(60)) == pytest.approx(WeightTuner(whole).losses(found, np.arange(60)))


def test_sums_are_of_the_total_that_the_changed_rubric_gives():
    marks = simulate(World(criteria=4, general=0.1), 120, 3)
    tuner = WeightTuner(graded(marks, marks.machine.levels[:, :2].sum(axis=1)))
    everybody = np.arange(120)
    found = tuner.fit(everybody, 1)
    after = with_changes(tuner.marks, tuner.changes(found))
    sums = tuner.sums(found, everybody).sum(axis=0)
    assert tuner.figures["loss"](sums)[0] == pytest.approx(tuner.losses(found, everybody).mean())
    assert tuner.figures["r"](sums)[0] == pytest.approx(np.corrcoef(after.machine.totals, tuner.target)[0, 1])
    whole = comparisons(after, Resamples(120, 1, 1))[0]
    assert tuner.figures["qwk"](sums)[0] == pytest.approx(whole.machine["qwk"].value)
    assert tuner.figures["smd"](sums)[0] == pytest.approx(abs(whole.machine["smd"].value))


def test_what_is_not_moved_makes_no_changes():
    marks = simulate(World(), 40, 1)
    rubric = marks.rubric.model_copy(
        update={"dimensions": tuple(d.model_copy(update={"weight": 12.25}) for d in marks.rubric.dimensions)}
    )
    tuner = WeightTuner(graded(replace(marks, rubric=rubric), np.arange(40.0)))
    plain = tuner.plain(np.arange(40))
    assert tuner.changes(plain) == ()
    slightly = replace(plain, factors=plain.factors * 1.001 + 1e-6)
    assert tuner.changes(slightly) == ()  # 12.25 is not rounded


def test_nothing_that_varies_gives_a_constant():
    marks = simulate(World(), 20, 1)
    marks.machine.levels[:] = 1
    tuner = WeightTuner(graded(marks, np.arange(20.0)))
    found = tuner.fitted(np.arange(20), 0.3)
    assert (found.slope, found.floor) == (0, pytest.approx(tuner.target.mean()))
    assert tuner.fitted(np.arange(0), 0.3) == Weights(pytest.approx(np.ones(6)), 0.0, 0.0, pytest.approx(np.zeros(6)))


def test_a_dimension_without_a_criterion_has_no_part():
    """`grader rubric lint` warns of one and nothing refuses it; it never has a score."""
    plain = simulate(World(), 40, 1)
    rubric = rubric_of(6)
    with_empty = rubric.model_copy(
        update={"dimensions": (Dimension(id="empty", title="Empty", weight=5), *rubric.dimensions)}
    )
    marks = simulate(World(), 40, 1, with_empty)
    one, two = (WeightTuner(graded(m, np.arange(40.0) % 7)) for m in (plain, marks))
    assert two.shares == pytest.approx(one.shares)
    assert two.fitted(np.arange(40), 0.3).factors == pytest.approx(one.fitted(np.arange(40), 0.3).factors)
