"""Bootstrap intervals over interviews."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import bootstrap

from grader.calibration.statistics import numbers
from grader.calibration.statistics.intervals import FEWEST, Estimate, Resamples, interval


def mean(s):
    return s[..., 1] / s[..., 0]


def sums_of(values):
    return np.stack([np.ones(len(values)), values], axis=1)


def test_ends_are_those_of_scipys_bca():
    """Other resamples of the same size, so near and not the same."""
    values = np.random.default_rng(1).exponential(1, 40)
    ours = Resamples(40, 20000, 1).estimates(sums_of(values), {"it": mean})["it"]
    theirs = bootstrap((values,), np.mean, n_resamples=20000, method="BCa", rng=np.random.default_rng(2))
    assert ours.value == pytest.approx(values.mean())
    assert ours.ends == pytest.approx(
        (theirs.confidence_interval.low, theirs.confidence_interval.high), abs=0.02 * values.std()
    )


def test_ends_of_a_correlation_are_those_of_scipys_bca():
    rng = np.random.default_rng(3)
    x = rng.standard_normal(50)
    y = x + rng.standard_normal(50)
    ours = Resamples(50, 20000, 1).estimates(numbers.sums(x, y), {"it": numbers.correlation})["it"]
    theirs = bootstrap(
        (x, y), lambda a, b: np.corrcoef(a, b)[0, 1], n_resamples=4000, paired=True, vectorized=False, method="BCa",
        rng=rng,
    )  # fmt: skip
    assert ours.ends == pytest.approx((theirs.confidence_interval.low, theirs.confidence_interval.high), abs=0.02)


def test_ends_by_hand():
    """Values 0 to 999 of resamples, the figure 400: below it lie 400 and it lies among them once, so that 400.5 of 1000
    are below; z0 = -0.2521. Those left out are symmetric, so that nothing is accelerated: the ends are at the shares
    Phi(2 z0 - 1.96) = 0.00687 and Phi(2 z0 + 1.96) = 0.92729 of 0 to 999."""
    low, high, why = interval(400.0, np.arange(1000.0), np.array([399.0, 400, 401]), 30)
    assert (low, high) == (pytest.approx(6.863, abs=0.01), pytest.approx(926.36, abs=0.02))
    assert why is None


@pytest.mark.slow
def test_95_of_100_intervals_hold_the_truth():
    held = 0
    for seed in range(400):
        values = np.random.default_rng(seed).normal(1, 1, 40)
        e = Resamples(40, 500, seed).estimates(sums_of(values), {"it": mean})["it"]
        held += e.low <= 1 <= e.high
    assert 0.91 <= held / 400 <= 0.98


@pytest.mark.parametrize(
    ("drawn", "n", "why"),
    [
        (np.arange(100.0), FEWEST - 1, "9 interviews are too few for an interval"),
        (np.where(np.arange(100) < 11, np.nan, np.arange(100.0)), 30, "undefined in many resamples: too little varies"),
        (np.full(100, 3.0), 30, "no interview differs from the others: nothing says how certain it is"),
    ],
)
def test_no_interval_has_a_reason(drawn, n, why):
    assert interval(3.0, drawn, np.arange(5.0), n) == (None, None, why)


def test_a_few_undefined_resamples_are_passed_over():
    drawn = np.where(np.arange(100) < 9, np.nan, np.arange(100.0))
    low, high, why = interval(50.0, drawn, np.arange(5.0), 30)
    assert why is None
    assert 9 <= low < 50 < high <= 99


def test_a_figure_at_the_end_of_all_resamples_has_finite_ends():
    for value in (-1.0, 2000.0):
        low, high, _ = interval(value, np.arange(1000.0), np.array([1.0, 2, 9]), 30)
        assert np.isfinite([low, high]).all()


def test_resamples_draw_all_interviews_alike_and_from_a_seed():
    one, two, three = Resamples(20, 3000, 1), Resamples(20, 3000, 1), Resamples(20, 3000, 2)
    assert (one.weights == two.weights).all()
    assert (one.weights != three.weights).any()
    assert (one.weights.sum(axis=1) == 20).all()
    assert one.weights.mean(axis=0) == pytest.approx(1, abs=0.1)
    assert one.weights.var(axis=0) == pytest.approx(19 / 20, abs=0.15)


def test_no_interviews():
    found = Resamples(0, 10, 1).estimates(np.zeros((0, 2)), {"it": lambda s: numbers.over(s[..., 1], s[..., 0])})
    assert found["it"] == Estimate(None, n=0)
