"""Where a figure is undefined, it is NaN and nothing else: rounding must not make a number of it."""

from __future__ import annotations

import numpy as np
import pytest

from grader.calibration.statistics import categories, groups, numbers, truth
from grader.evaluation.agreement import accuracy, kappa, qwk

FIGURES = [
    numbers.concordance,
    numbers.correlation,
    numbers.smd,
    lambda s: numbers.interval_alpha(numbers.both_orders(s)),
]


@pytest.mark.parametrize("figure", FIGURES)
def test_scores_that_are_all_alike(figure):
    rng = np.random.default_rng(3)
    for value in [*rng.uniform(0, 100, 200), 100 / 3, 73.3, 0.1]:
        n = int(rng.integers(2, 60))
        assert np.isnan(figure(numbers.sums(np.full(n, value), np.full(n, value)).sum(axis=0))), (value, n)


@pytest.mark.parametrize("figure", FIGURES)
def test_resamples_in_which_scores_are_all_alike(figure):
    """As a product of matrices, which adds in another order."""
    rng = np.random.default_rng(4)
    for value in rng.uniform(0, 100, 50):
        weights = rng.multinomial(40, [1 / 40] * 40, size=20).astype(float)
        assert np.isnan(figure(weights @ numbers.sums(np.full(40, value), np.full(40, value)))).all()


def test_scores_that_differ_little_are_no_rounding():
    x, y = np.full(1000, 73.3), np.full(1000, 73.3)
    x[0] = y[0] = 73.4
    s = numbers.sums(x, y).sum(axis=0)
    assert [float(f(s)) for f in FIGURES] == pytest.approx([1, 1, 0, 1], abs=1e-3)


def test_truth_where_people_say_the_same_of_everybody():
    rng = np.random.default_rng(5)
    for value in rng.uniform(1, 100, 200):
        n = int(rng.integers(3, 60))
        two = np.full(n, 2.0)
        total = np.full(n, 2 * value)
        assert np.isnan(truth.prmse(truth.sums(two, total, total * value, rng.uniform(0, 100, n)).sum(axis=0)))


def test_truth_without_a_second_rating_or_with_one_interview():
    one = np.ones(5)
    marks = np.arange(5.0)
    assert np.isnan(truth.prmse(truth.sums(one, marks, marks**2, marks).sum(axis=0)))
    alone = truth.sums(np.array([2.0]), np.array([3.0]), np.array([5.0]), np.array([1.0])).sum(axis=0)
    assert np.isnan(truth.prmse(alone))


def test_groups_of_nobody_and_of_the_only_score():
    s = numbers.sums([1.0, 2, 3], [2.0, 2, 4]).sum(axis=0)
    assert np.isnan(groups.standardised_difference(np.concatenate([s, np.zeros(6)])))
    alike = numbers.sums([61.7] * 3, [61.7] * 3).sum(axis=0)
    assert np.isnan(groups.standardised_difference(np.concatenate([alike, alike])))
    assert np.isnan(groups.to_highest(np.array([0.0, np.nan, 0.5]), np.array([True, True, False]))).all()
    assert groups.to_highest(np.array([np.nan, 0.6]), np.array([True, True])) == pytest.approx([np.nan, 1], nan_ok=True)


@pytest.mark.parametrize("figure", [accuracy, kappa, qwk, categories.adjacent, categories.ac2, categories.alpha])
@pytest.mark.parametrize("q", [1, 2, 3])
def test_empty_tables(figure, q):
    assert np.isnan(figure(np.zeros((q, q))))
    assert np.isnan(figure(np.zeros((4, q, q)))).all()


def test_a_table_of_one_level_and_one_of_one_pair():
    one = np.zeros((3, 3))
    one[1, 1] = 7
    assert (accuracy(one), categories.adjacent(one), categories.ac2(one)) == (1, 1, 1)
    assert np.isnan([kappa(one), qwk(one), categories.alpha(2 * one)]).all()
    pair = np.zeros((3, 3))
    pair[0, 1] = 1
    # One pair, a level apart. Kappa: chance is as much as is seen. Alpha: both values stand in one pair, so that what
    # is expected is what is seen. AC2: seen 3/4; weights add up to 6 of 9, shares are a half and a half, so that chance
    # is 6 / 6 * (1/4 + 1/4) = 1/2.
    assert (accuracy(pair), categories.adjacent(pair), kappa(pair), qwk(pair)) == (0, 1, 0, 0)
    assert categories.alpha(pair + pair.T) == pytest.approx(0)
    weights = 3 + 4 * 0.75
    chance = weights / 6 * 0.5
    assert categories.ac2(pair) == pytest.approx((0.75 - chance) / (1 - chance))
