"""Figures of levels against what is printed in the literature and by other programs, to the digits printed."""

from __future__ import annotations

import numpy as np
import pytest

from grader.calibration import pairs
from grader.calibration.comparisons import criterion_comparison
from grader.calibration.statistics import categories
from grader.calibration.statistics.intervals import Resamples
from grader.evaluation.agreement import accuracy, kappa, qwk
from tests.calibration.statistics.examples import (
    ABSTRACTORS,
    ANXIETY,
    DIAGNOSIS,
    FOUR_OBSERVERS,
    RSMTOOL,
    RSMTOOL_RAW,
    SAS,
    THREE_CODERS,
    Rated,
    articles,
    diagnoses,
    rated,
    spread,
    table,
)

ANXIETY_2_3 = table(ANXIETY[1] - 1, ANXIETY[2] - 1, 6)
SCALED = np.concatenate([spread(counts) for counts in RSMTOOL.values()]).T - 1
RAW = spread(RSMTOOL_RAW).T - 1
# scikit-learn's documentation of cohen_kappa_score: negative, neutral, positive.
SKLEARN = table([0, 2, 0, 1, 2], [0, 2, 0, 1, 0], 3)


def people(values: Rated, q: int, lowest: int):
    """What people say of each other, from ratings to figure."""
    return criterion_comparison(rated(values, q, lowest), 0, Resamples(len(values[0]), 20, 1)).people


@pytest.mark.parametrize(
    ("source", "counts", "printed"),
    [
        ("scikit-learn, cohen_kappa_score", SKLEARN, "0.6875"),
        ("SAS proc freq, in statsmodels' tests", SAS, "0.4842"),
        ("irr 0.84, kappa2(anxiety[,2:3])", ANXIETY_2_3, "-0.006289308"),
        ("Gwet 2014 in irrCAC, cont3x3abstractors", ABSTRACTORS, "0.796"),
        ("Gwet 2014 in irrCAC, cont4x4diagnosis", DIAGNOSIS, "0.432"),
        ("RSMTool lr_with_h2_eval, raw_trim_round", table(RAW[2], RAW[0], 5), "0.3862885997281025"),
        ("RSMTool lr_with_h2_eval, scale_trim_round", table(SCALED[2], SCALED[0], 5), "0.4694178334561533"),
        ("RSMTool lr_with_h2_consistency", table(SCALED[0], SCALED[1], 5), "0.5914577530176417"),
    ],
)
def test_cohens_kappa(source, counts, printed):
    assert shown(kappa(counts), printed) == printed


def test_kappa_of_many_raters_is_fleiss_1971():
    # irr 0.84, kappam.fleiss(diagnoses), as statsmodels' tests quote it; Fleiss himself prints 0.430.
    found = people(diagnoses().T.tolist(), 5, 0)["kappa"].value
    assert shown(found, "0.4302445") == "0.4302445"


@pytest.mark.parametrize(
    ("source", "counts", "printed"),
    [
        ("irr 0.84, kappa2(anxiety[,2:3], 'squared'), which leaves out level 4", ANXIETY_2_3, None),
        ("Gwet 2014 in irrCAC, cont3x3abstractors", ABSTRACTORS, "0.892"),
        ("Gwet 2014 in irrCAC, cont4x4diagnosis", DIAGNOSIS, "0.383"),
        ("RSMTool test_quadratic_weighted_kappa", table([5, 1, 3, 0], [6, 1, 2, 9], 10), "-0.0921052631578947"),
        ("RSMTool lr_with_h2_eval, raw_trim_round", table(RAW[2], RAW[0], 5), "0.7074074074074074"),
        ("RSMTool lr_with_h2_eval, scale_trim_round", table(SCALED[2], SCALED[0], 5), "0.7821229050279329"),
        ("RSMTool lr_with_h2_consistency", table(SCALED[0], SCALED[1], 5), "0.8333333333333334"),
    ],
)
def test_quadratic_weighted_kappa(source, counts, printed):
    if printed is None:
        # irr numbers the values that occur, so that 6 is one step above 4. On its table of five levels it is ours.
        used = [0, 1, 2, 3, 5]
        assert shown(qwk(counts[np.ix_(used, used)]), "0.2520325") == "0.2520325"
        return
    assert shown(qwk(counts), printed) == printed


@pytest.mark.parametrize(
    ("source", "counts", "exact", "adjacent"),
    [
        ("RSMTool lr_with_h2_eval, raw_trim_round", table(RAW[2], RAW[0], 5), 60.5, 100.0),
        ("RSMTool lr_with_h2_eval, scale_trim_round", table(SCALED[2], SCALED[0], 5), 64.0, 99.0),
        ("RSMTool lr_with_h2_consistency", table(SCALED[0], SCALED[1], 5), 72.5, 100.0),
    ],
)
def test_exact_and_adjacent_agreement(source, counts, exact, adjacent):
    assert 100 * accuracy(counts) == pytest.approx(exact, abs=1e-12)
    assert 100 * categories.adjacent(counts) == pytest.approx(adjacent, abs=1e-12)


@pytest.mark.parametrize(
    ("language", "exact", "kappa_printed", "adjacent"),
    [
        ("Esperanto", "64.28571428571429", "0.4943820224719101", "100.0"),
        ("Klingon", "63.04347826086957", "0.46438356164383554", "97.82608695652173"),
        ("Navi", "70.0", "0.5318352059925093", "100.0"),
        ("Vulcan", "59.67741935483871", "0.3992248062015502", "98.38709677419355"),
    ],
)
def test_groups_of_rsmtools_lr_subgroups_with_h2_eval_by_l1(language, exact, kappa_printed, adjacent):
    first, _, system = spread(RSMTOOL[language]).T - 1
    counts = table(system, first, 5)
    assert 100 * accuracy(counts) == pytest.approx(float(exact), abs=1e-11)
    assert 100 * categories.adjacent(counts) == pytest.approx(float(adjacent), abs=1e-11)
    assert kappa(counts) == pytest.approx(float(kappa_printed), abs=1e-13)


@pytest.mark.parametrize(
    ("source", "counts", "printed"),
    [
        ("Gwet 2014 in irrCAC, cont3x3abstractors, quadratic weights", ABSTRACTORS, "0.940"),
        ("Gwet 2014 in irrCAC, cont4x4diagnosis, quadratic weights", DIAGNOSIS, "0.299"),
    ],
)
def test_ac2_of_two_raters(source, counts, printed):
    assert shown(categories.ac2(counts), printed) == printed


def test_ac2_of_several_raters_with_missing_ratings():
    """Gwet 2014 in irrCAC, raw_4raters with quadratic weights: pa 0.97538, pe 0.7137, AC2 0.914.

    Unit 12 has one rating. It says nothing of agreement, and counts in how often each level was given, as in Gwet's
    chapter.
    """
    of = pairs.criterion(rated(FOUR_OBSERVERS, 5, 1), 0)
    shared, given = of.shared.sum(axis=0), of.given.sum(axis=0)
    weights = 1 - (np.arange(5)[:, None] - np.arange(5)) ** 2 / 16
    assert f"{(weights * shared).sum() / shared.sum():.5f}" == "0.97538"
    share = given / given.sum()
    assert f"{weights.sum() / 20 * (share * (1 - share)).sum():.4f}" == "0.7137"
    assert shown(people(FOUR_OBSERVERS, 5, 1)["ac2"].value, "0.914") == "0.914"


@pytest.mark.parametrize(
    ("source", "values", "q", "lowest", "printed"),
    [
        ("Krippendorff 2011, part C, ordinal", FOUR_OBSERVERS, 5, 1, "0.815"),
        ("Hayes and Krippendorff 2007, table 1, ordinal", articles(), 4, 0, "0.7598"),
    ],
)
def test_alpha_of_ordered_levels(source, values, q, lowest, printed):
    assert shown(people(values, q, lowest)["alpha"].value, printed) == printed


@pytest.mark.parametrize(
    ("source", "values", "q", "lowest", "printed"),
    [
        ("Krippendorff 2011, part C, nominal", FOUR_OBSERVERS, 5, 1, "0.743"),
        ("Wikipedia, Krippendorff's alpha, nominal", THREE_CODERS, 4, 1, "0.691"),
    ],
)
def test_the_coincidences_are_krippendorffs(source, values, q, lowest, printed):
    """Alpha without order is not among our figures; it shows that the coincidences that go into ours are right."""
    coincidences = pairs.criterion(rated(values, q, lowest), 0).people.sum(axis=0)
    n, margins = coincidences.sum(), coincidences.sum(axis=0)
    expected = (n**2 - (margins**2).sum()) / (n - 1)
    assert shown(1 - (n - np.trace(coincidences)) / expected, printed) == printed


def shown(value: float | None, as_in: str) -> str:
    """The value with as many decimals as are printed there; what stands beyond the thirteenth is rounding."""
    assert value is not None
    decimals = len(as_in.partition(".")[2])
    return as_in if decimals > 13 and abs(value - float(as_in)) < 1e-13 else f"{float(value):.{decimals}f}"
