"""What holds of every table and of all scores."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from grader.calibration.statistics import categories, groups, numbers, truth
from grader.evaluation.agreement import accuracy, kappa, qwk
from tests.calibration.statistics.examples import table

tables = st.integers(2, 5).flatmap(lambda q: arrays(np.float64, (q, q), elements=st.integers(0, 9).map(float)))
levels = st.integers(2, 5).flatmap(
    lambda q: st.tuples(
        st.just(q), st.lists(st.tuples(st.integers(0, q - 1), st.integers(0, q - 1)), min_size=2, max_size=40)
    )
)
scores = st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=2, max_size=40)


def same(one, two):
    assert np.asarray(one) == pytest.approx(np.asarray(two), abs=1e-9, nan_ok=True)


@given(tables)
def test_who_comes_first_does_not_matter(t):
    for figure in (accuracy, kappa, qwk, categories.adjacent, categories.ac2):
        same(figure(t), figure(t.T))
    same(categories.alpha(t + t.T), categories.alpha(t.T + t))


@given(tables)
def test_turning_the_scale_around_changes_nothing(t):
    for figure in (accuracy, kappa, qwk, categories.adjacent, categories.ac2):
        same(figure(t), figure(t[::-1, ::-1]))
    same(categories.alpha(t + t.T), categories.alpha((t + t.T)[::-1, ::-1]))


@given(tables)
def test_identical_marks_are_1(t):
    assume(t.diagonal().sum() > 0)
    d = np.diag(t.diagonal())
    assert (accuracy(d), categories.adjacent(d), categories.ac2(d)) == (1, 1, pytest.approx(1))
    several = np.count_nonzero(d) > 1
    for found in (kappa(d), qwk(d), categories.alpha(2 * d)):
        same(found, 1 if several else np.nan)


@given(tables)
def test_no_figure_is_above_1_and_shares_are_not_below_0(t):
    for figure in (kappa, qwk, categories.ac2, lambda x: categories.alpha(x + x.T)):
        found = float(figure(t))
        assert np.isnan(found) or found <= 1 + 1e-12
    if t.sum():
        assert 0 <= accuracy(t) <= categories.adjacent(t) <= 1


@given(tables)
def test_a_level_that_nobody_uses_at_the_end_changes_all_but_ac2_in_nothing(t):
    q = len(t)
    wide = np.zeros((q + 1, q + 1))
    wide[:q, :q] = t
    for figure in (accuracy, kappa, qwk, categories.adjacent, lambda x: categories.alpha(x + x.T)):
        same(figure(t), figure(wide))
    same(categories.ac2(t), categories.ac2(wide, levels=np.asarray(float(q))))


@given(tables, st.integers(2, 5))
def test_ten_times_the_same_is_the_same_but_for_small_samples_of_alpha(t, times):
    for figure in (accuracy, kappa, qwk, categories.adjacent, categories.ac2):
        same(figure(t), figure(times * t))


@given(st.lists(tables, min_size=1, max_size=4))
def test_stacks_are_their_tables(ts):
    ts = [t for t in ts if t.shape == ts[0].shape]
    for figure in (accuracy, kappa, qwk, categories.adjacent, categories.ac2, categories.alpha):
        same(figure(np.stack(ts)), [figure(t) for t in ts])


@given(levels)
def test_concordance_of_levels_is_qwk_and_sums_of_a_table_are_those_of_its_pairs(of):
    q, pairs = of
    x, y = np.array(pairs, np.float64).T
    counts = table(x, y, q)
    raw = numbers.sums(x, y).sum(axis=0)
    same(numbers.from_table(counts), raw)
    same(numbers.concordance(raw), qwk(counts))
    same(numbers.bias(raw), np.mean(x) - np.mean(y))


@given(scores)
def test_figures_of_sums_are_those_of_the_pairs(pairs):
    x, y = np.array(pairs, np.float64).T / 10
    s = numbers.sums(x, y).sum(axis=0)
    # numpy finds some variance in marks all alike that are no whole numbers; test_undefined.py is about those.
    assume(all(np.ptp(v) or v[0] % 1 == 0 for v in (x, y)))
    with np.errstate(all="ignore"):
        both = np.var(x) + np.var(y) + (x.mean() - y.mean()) ** 2
        same(numbers.bias(s), x.mean() - y.mean())
        same(numbers.concordance(s), 2 * np.cov(x, y, ddof=0)[0, 1] / both if both else np.nan)
        if np.ptp(x) and np.ptp(y):
            same(numbers.correlation(s), np.corrcoef(x, y)[0, 1])
        pooled = np.sqrt((np.var(x, ddof=1) + np.var(y, ddof=1)) / 2)
        same(numbers.smd(s), (x.mean() - y.mean()) / pooled if pooled else np.nan)
        all_ = np.concatenate([x, y])
        expected = 2 * np.var(all_, ddof=1)
        found = numbers.interval_alpha(numbers.both_orders(s))
        same(found, 1 - ((x - y) ** 2).mean() / expected if expected else np.nan)


@given(scores, st.integers(-50, 50), st.integers(1, 9))
def test_another_scale_for_both_changes_only_bias(pairs, shift, stretch):
    x, y = np.array(pairs, np.float64).T
    one = numbers.sums(x, y).sum(axis=0)
    two = numbers.sums(x * stretch + shift, y * stretch + shift).sum(axis=0)
    for figure in (numbers.concordance, numbers.correlation, numbers.smd):
        assert figure(two) == pytest.approx(float(figure(one)), abs=1e-6, nan_ok=True)
    same(numbers.bias(two), stretch * numbers.bias(one))


@given(scores)
def test_turned_around(pairs):
    x, y = np.array(pairs, np.float64).T
    one, two = numbers.sums(x, y).sum(axis=0), numbers.sums(y, x).sum(axis=0)
    same(numbers.concordance(one), numbers.concordance(two))
    same(numbers.correlation(one), numbers.correlation(two))
    same(numbers.smd(one), -numbers.smd(two))
    same(numbers.bias(one), -numbers.bias(two))


@given(scores)
def test_concordance_is_never_above_correlation(pairs):
    s = numbers.sums(*np.array(pairs, np.float64).T).sum(axis=0)
    one, two = float(numbers.concordance(s)), float(numbers.correlation(s))
    assert np.isnan(two) or abs(one) <= abs(two) + 1e-9


@given(st.lists(st.tuples(st.lists(st.integers(0, 100), min_size=1, max_size=4), st.integers(0, 100)), min_size=3))
def test_truth_of_the_machine_that_says_what_people_say_on_average(interviews):
    """Its error against the truth is that of their mean, and comes out as 1 at least."""
    count = np.array([len(r) for r, _ in interviews], np.float64)
    total = np.array([sum(r) for r, _ in interviews], np.float64)
    squares = np.array([sum(x * x for x in r) for r, _ in interviews], np.float64)
    found = float(truth.prmse(truth.sums(count, total, squares, total / count).sum(axis=0)))
    assert np.isnan(found) or found >= 1 - 1e-9


@given(st.lists(st.sampled_from([0.0, 1.5, 2.0, 60.1, 99.0]), min_size=1, max_size=12), st.integers(0, 99))
def test_ratios_of_resamples_are_those_of_the_interviews_drawn(totals, seed):
    n = len(totals)
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, n, (4, n))
    weights = np.array([np.bincount(d, minlength=n) for d in drawn], np.float64)
    of = rng.integers(0, 3, n)
    members, eligible = np.eye(3)[of], np.array([True, True, False])
    found = groups.impact_ratios(np.array(totals), members, eligible, weights)
    for row, d in zip(found, drawn, strict=True):
        t, g = np.array(totals)[d], of[d]
        above = t > np.median(t)
        rates = np.array([above[g == k].mean() if (g == k).any() else np.nan for k in range(3)])
        best = max([rates[k] for k in (0, 1) if not np.isnan(rates[k])], default=0)
        assert row == pytest.approx(rates / best if best > 0 else np.full(3, np.nan), nan_ok=True)
