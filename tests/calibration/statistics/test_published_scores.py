"""Figures of scores, of truth and of groups against what is printed elsewhere, to the digits printed."""

from __future__ import annotations

import numpy as np
import pytest

from grader.calibration import pairs
from grader.calibration.statistics import groups, numbers, truth
from tests.calibration.statistics.examples import (
    ABSTRACTORS,
    FOUR_OBSERVERS,
    MINI,
    RSMTOOL,
    RSMTOOL_RAW,
    THREE_CODERS,
    WRIGHT,
    articles,
    rated,
    spread,
    table,
)

SCALED = {language: spread(counts) for language, counts in RSMTOOL.items()}
ALL = np.concatenate(list(SCALED.values()))
RAW = spread(RSMTOOL_RAW)


def of(x, y):
    return numbers.sums(x, y).sum(axis=0)


@pytest.mark.parametrize(
    ("source", "x", "y", "printed"),
    [
        ("RSMTool test_quadratic_weighted_kappa", [9, 4, 5, 12], [8, 4, 6, 3], -0.09210526315789469),
        ("Keras concordance_correlation, first row", [0.1, 0.9, 0.5], [0, 1, 0.5], 0.97560976),
        ("Keras concordance_correlation, second row", [1, 0.9, 0.2], [1, 1, 0.2], 0.98765432),
        ("RSMTool lr_with_h2_eval, raw_trim_round", RAW[:, 2], RAW[:, 0], 0.7074074074074074),
    ],
)
def test_concordance_which_lin_1989_haberman_2019_and_rsmtool_have(source, x, y, printed):
    assert numbers.concordance(of(x, y)) == pytest.approx(printed, abs=1e-8)


def test_concordance_of_the_two_peak_flow_meters():
    # By hand: means 450.353 and 452.471, variances over 17 of 12732.82 and 12042.37, covariance 11680.42, so that
    # 2 * 11680.42 / (12732.82 + 12042.37 + 2.118^2) = 23360.84 / 24779.67.
    assert numbers.concordance(of(WRIGHT, MINI)) == pytest.approx(23360.84 / 24779.67, abs=1e-6)


@pytest.mark.parametrize(
    ("source", "x", "y", "printed"),
    [
        ("Bland and Altman 1986", WRIGHT, MINI, 0.94),
        ("scipy.stats.pearsonr", [1, 2, 3, 4, 5, 6, 7], [10, 9, 2.5, 6, 4, 3, 2], -0.828503883588428),
        ("RSMTool lr_with_h2_eval, raw_trim_round", RAW[:, 2], RAW[:, 0], 0.7326164215926239),
        ("RSMTool lr_with_h2_eval, scale_trim_round", ALL[:, 2], ALL[:, 0], 0.7831550493332693),
        ("RSMTool lr_with_h2_consistency", ALL[:, 1], ALL[:, 0], 0.8366627923660599),
    ],
)
def test_pearsons_correlation(source, x, y, printed):
    digits = 2 if printed == 0.94 else 13
    assert round(float(numbers.correlation(of(x, y))), digits) == round(printed, digits)


@pytest.mark.parametrize(
    ("source", "x", "y", "printed", "digits"),
    [
        ("Bland and Altman 1986: mean difference", WRIGHT, MINI, -2.1, 1),
        ("RSMTool lr_with_h2_eval: 3.485 less 3.5", RAW[:, 2], RAW[:, 0], -0.015, 12),
        ("RSMTool lr_with_h2_consistency: 3.425 less 3.5", ALL[:, 1], ALL[:, 0], -0.075, 12),
    ],
)
def test_bias(source, x, y, printed, digits):
    assert round(float(numbers.bias(of(x, y))), digits) == printed


def test_standardised_mean_difference():
    # RSMTool lr_with_h2_consistency, the second human against the first, both variances pooled.
    assert numbers.smd(of(ALL[:, 1], ALL[:, 0])) == pytest.approx(-0.08250634887978765, abs=1e-13)
    # RSMTool test_standardized_mean_difference: means 8 and 9, both deviations 4.
    assert numbers.smd(_sums_of(100, (9, 4), (8, 4))) == pytest.approx(1 / 4, abs=1e-12)
    # RSMTool test_standardized_mean_difference_pooled, with variances over n; ours are over n - 1.
    four = float(numbers.smd(of([9, 4, 5, 12], [8, 4, 6, 3])))
    assert four * np.sqrt(4 / 3) == pytest.approx(0.8523247028586811, abs=1e-13)


def _sums_of(n: int, x: tuple[float, float], y: tuple[float, float]):
    """Sums of n pairs with these means and deviations of a sample, and no covariance that matters."""
    parts = [n, n * x[0], n * y[0], *(m * m * n + d * d * (n - 1) for m, d in (x, y)), 0.0]
    return np.array(parts, np.float64)


@pytest.mark.parametrize(
    ("source", "values", "q", "lowest", "printed"),
    [
        ("Krippendorff 2011, part C, interval", FOUR_OBSERVERS, 5, 1, "0.849"),
        ("Wikipedia, Krippendorff's alpha, interval", THREE_CODERS, 4, 1, "0.811"),
        ("Grill's program on Hayes and Krippendorff 2007", articles(), 4, 0, "0.757"),
    ],
)
def test_alpha_of_scores(source, values, q, lowest, printed):
    marks = rated(values, q, lowest)
    r = marks.ratings
    people = pairs.scores(np.full(len(r), np.nan), r.rater, r.interview, r.level, marks).people.sum(axis=0)
    assert f"{numbers.interval_alpha(people):.3f}" == printed


def test_alpha_of_the_scores_of_two_raters():
    # Gwet 2014 in irrCAC, cont3x3abstractors, Krippendorff's alpha with quadratic weights.
    assert f"{numbers.interval_alpha(numbers.both_orders(numbers.from_table(ABSTRACTORS))):.3f}" == "0.893"


def _truth(humans, system):
    humans = np.asarray(humans, np.float64)
    count = (~np.isnan(humans)).sum(axis=1).astype(np.float64)
    return truth.sums(count, np.nansum(humans, axis=1), np.nansum(humans**2, axis=1), np.asarray(system, np.float64))


@pytest.mark.parametrize(
    ("source", "rows", "variance", "prmse"),
    [
        ("RSMTool lr_with_h2_true_score_eval, raw_trim_round", RAW, 0.6898869346733668, 0.6593644723663844),
        ("RSMTool lr_with_h2_true_score_eval, scale_trim_round", ALL, 0.6898869346733668, 0.6666120367841208),
    ],
)
def test_prmse(source, rows, variance, prmse):
    s = _truth(rows[:, :2], rows[:, 2]).sum(axis=0)
    assert truth.error_variance(s) == pytest.approx(0.13750000000000004, abs=1e-13)
    assert truth.true_variance(s) == pytest.approx(variance, abs=1e-13)
    assert truth.prmse(s) == pytest.approx(prmse, abs=1e-12)


@pytest.mark.parametrize(
    ("source", "s", "error", "variance", "prmse"),
    [
        (
            "TestPrmseJohnsonData, four ratings of each",
            [10000, 40000, 160000, 84585, 215017.75, 15281.25, 30000, 19352.2511, 10000],
            0.509375,
            0.7765515,
            0.5409673,
        ),
        (
            "TestPrmseJohnsonData, one to four ratings",
            [10000, 18500, 39640, 39024, 101707.75, 4378.25, 8500, 11719.847, 6579],
            0.5150882,
            0.769816,
            0.538748,
        ),
    ],
)
def test_prmse_of_johnsons_ten_thousand_responses(source, s, error, variance, prmse):
    """RSMTool tests/test_utils_prmse.py, which has them from the author of the derivation: here by their sums."""
    s = np.array(s, np.float64)
    assert truth.error_variance(s) == pytest.approx(error, abs=5e-8)
    assert truth.true_variance(s) == pytest.approx(variance, abs=5e-8)
    assert truth.prmse(s) == pytest.approx(prmse, abs=5e-8)


def test_prmse_of_single_ratings_with_a_known_error():
    # RSMTool test_prmse_single_human_ve: three responses, one human each, variance of errors 0.5 from elsewhere.
    s = _truth([[2], [3], [5]], [1, 2, 5]).sum(axis=0)
    s[5], s[6] = 0.5, 1
    assert truth.prmse(s) == pytest.approx(0.9090909090909091, abs=1e-15)


def test_standardised_difference_of_a_group():
    # RSMTool test_difference_of_standardized_means_with_all_values: the whole has means 5.1 (system) and 4.5 (human),
    # deviations 1.8 and 1.2.
    s = np.concatenate([_sums_of(1000, (5.1, 1.8), (4.5, 1.2)), of([9, 4, 5, 12], [8, 4, 6, 3])])
    assert groups.standardised_difference(s) == pytest.approx(0.7083333333333336, abs=1e-9)


@pytest.mark.parametrize(
    ("language", "system", "second"),
    [
        ("Esperanto", -0.0644664305542544, -0.02176335043048715),
        ("Klingon", 0.014901382664615713, 0.03204017006642527),
        ("Navi", 0.02237993477725382, 0.022746004306722502),
        ("Vulcan", 0.014566608739413537, -0.02737237613405136),
    ],
)
def test_standardised_differences_of_rsmtools_four_languages(language, system, second):
    """RSMTool lr_subgroups_with_h2: DSM of scale_trim_round in eval_by_L1, of the second human in consistency_by_L1."""
    own = SCALED[language]
    for column, printed in ((2, system), (1, second)):
        s = np.concatenate([of(ALL[:, column], ALL[:, 0]), of(own[:, column], own[:, 0])])
        assert groups.standardised_difference(s) == pytest.approx(printed, abs=1e-12)


@pytest.mark.parametrize(
    ("group", "n", "above", "rate", "ratio"),
    [
        ("Male", 92, 50, "54.3%", "1.00"),
        ("Female", 76, 34, "44.7%", "0.82"),
        ("Hispanic or Latino", 28, 18, "64.3%", "1.00"),  # the rule cuts 64.29 off at 64.2
        ("White", 40, 15, "37.5%", "0.58"),
        ("Black or African American", 32, 16, "50.0%", "0.78"),
        ("Native Hawaiian or Pacific Islander", 8, 5, "62.5%", "0.97"),
        ("Asian", 24, 10, "41.7%", "0.65"),
    ],
)
def test_impact_ratios_of_new_york_city_6_rcny_5_301_example_of_scoring_rates(group, n, above, rate, ratio):
    best = (92, 50) if group in ("Male", "Female") else (28, 18)
    rates = np.array([above / n, best[1] / best[0]])
    assert f"{rates[0]:.1%}" == rate
    assert f"{groups.to_highest(rates, np.array([True, True]))[0]:.2f}" == ratio


@pytest.mark.parametrize(("rate", "ratio"), [(45, 0.75), (48, 0.80), (51, 0.85)])
def test_impact_ratios_of_the_uniform_guidelines_questions_and_answers_1979(rate, ratio):
    """Selection rates of 45, 48 and 51 in a hundred against the highest, 60."""
    found = groups.to_highest(np.array([rate, 60]) / 100, np.array([True, True]))
    assert found == pytest.approx([ratio, 1], abs=1e-12)


def test_a_table_and_its_pairs_are_the_same_sums():
    x, y = ALL[:, 2] - 1, ALL[:, 0] - 1
    assert numbers.from_table(table(x, y, 5)) == pytest.approx(of(x, y))
