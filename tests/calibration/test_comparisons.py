"""Figures of whole calibrations, against second implementations and definitions, and what must not change them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import pearsonr
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa

from grader.calibration import comparisons as c
from grader.calibration.comparisons import comparisons, criterion_comparison
from grader.calibration.figures import FIGURES
from grader.calibration.marks import Marks, by_interview
from grader.calibration.statistics.intervals import Estimate, Resamples
from tests.calibration import direct
from tests.calibration.gaps import THREE, TWO, estimates, found_in, with_gaps
from tests.calibration.rubrics import rubric_of
from tests.calibration.simulated import World, simulate


def rated_on(marks: Marks, n: int):
    """[interview] the levels that people gave, by rater."""
    r = marks.ratings
    of = (r.criterion == n) & ~np.isnan(r.level)
    found = [{} for _ in range(marks.size)]
    for who, where, level in zip(r.rater[of], r.interview[of], r.level[of], strict=True):
        found[where][int(who)] = float(level)
    return found


@pytest.mark.parametrize("world", [TWO, THREE])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_criterions_machine_against_people(world, seed):
    marks = with_gaps(simulate(world, 50, seed), seed)
    all_ = found_in(marks)
    for n, criterion in enumerate(marks.rubric.criteria):
        rated, own = rated_on(marks, n), marks.machine.levels[:, n]
        pairs = [(own[i], v) for i, of in enumerate(rated) for v in of.values() if not np.isnan(own[i])]
        x, y = map(list, zip(*pairs, strict=True))
        found = {k: e.value for k, e in all_[criterion.id].machine.items()}
        expected = {
            "exact": direct.exact(pairs),
            "adjacent": direct.adjacent(pairs),
            "kappa": cohen_kappa_score(x, y, labels=[0, 1, 2]),
            "qwk": cohen_kappa_score(x, y, labels=[0, 1, 2], weights="quadratic"),
            "ac2": direct.ac2([list(p) for p in pairs], 3),
            "alpha": direct.alpha([list(p) for p in pairs], direct.ordinal([list(p) for p in pairs])),
            "correlation": pearsonr(x, y).statistic,
            "smd": direct.smd(x, y),
            "bias": np.mean(x) - np.mean(y),
            "prmse": direct.prmse([list(of.values()) for of in rated], own),
        }
        assert found == pytest.approx(expected, abs=1e-9)
        table = np.array(all_[criterion.id].pairs_table, np.float64)
        assert table.sum() == len(pairs) == all_[criterion.id].pairs
        assert found["kappa"] == pytest.approx(cohens_kappa(table, return_results=False), abs=1e-9)
        weighted = cohens_kappa(table, weights=np.arange(3), wt="quadratic", return_results=False)
        assert found["qwk"] == pytest.approx(weighted, abs=1e-9)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_criterions_two_people(seed):
    marks = with_gaps(simulate(TWO, 50, seed), seed)
    all_ = found_in(marks)
    for n, criterion in enumerate(marks.rubric.criteria):
        rated = rated_on(marks, n)
        pairs = [(of[0], of[1]) for of in rated if len(of) == 2]
        x, y = map(list, zip(*pairs, strict=True))
        as_lists = [list(of.values()) for of in rated]
        found = {k: e.value for k, e in all_[criterion.id].people.items()}
        assert found == pytest.approx(
            {
                "exact": direct.exact(pairs),
                "adjacent": direct.adjacent(pairs),
                "kappa": cohen_kappa_score(x, y, labels=[0, 1, 2]),
                "qwk": cohen_kappa_score(x, y, labels=[0, 1, 2], weights="quadratic"),
                "ac2": direct.ac2(as_lists, 3),
                "alpha": direct.alpha(as_lists, direct.ordinal(as_lists)),
                "correlation": pearsonr(x, y).statistic,
                "smd": direct.smd(x, y),
                "bias": np.mean(x) - np.mean(y),
            },
            abs=1e-9,
        )
        assert all_[criterion.id].twice == len(pairs)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_criterions_several_people_some_of_them_missing(seed):
    world = World(severity=(0.0, 0.3, -0.2, 0.1), raters_each=3, twice=0.8)
    marks = with_gaps(simulate(world, 40, seed), seed, 0.25)
    all_ = found_in(marks)
    for n, criterion in enumerate(marks.rubric.criteria):
        rated = [list(of.values()) for of in rated_on(marks, n)]
        found = all_[criterion.id].people
        assert found["ac2"].value == pytest.approx(direct.ac2(rated, 3), abs=1e-9)
        assert found["alpha"].value == pytest.approx(direct.alpha(rated, direct.ordinal(rated)), abs=1e-9)
        for figure in ("smd", "bias"):
            assert (found[figure].value, found[figure].why) == (None, c.ANY_ORDER)
        # Each interview's pairs weigh as its ratings, as in Krippendorff's coincidences.
        several = [r for r in rated if len(r) > 1]
        shares = [direct.exact(direct.pairs_of([r])) for r in several]
        expected = np.average(shares, weights=[len(r) for r in several])
        assert found["exact"].value == pytest.approx(expected, abs=1e-9)


def test_kappa_of_raters_who_all_rate_everything_is_fleiss():
    marks = simulate(World(severity=(0.0, 0.3, -0.2), raters_each=3), 40, 4)
    level = marks.counts[:, 0]
    found = found_in(marks)["c0"].people["kappa"].value
    assert found == pytest.approx(fleiss_kappa(level), abs=1e-9)
    columns = np.array([list(of.values()) for of in rated_on(marks, 0)])
    assert found == pytest.approx(fleiss_kappa(aggregate_raters(columns)[0]), abs=1e-9)


@pytest.mark.parametrize("world", [TWO, THREE])
def test_totals_and_dimensions(world):
    marks = with_gaps(simulate(world, 60, 5), 5, 0.03)
    all_, papers = found_in(marks), marks.papers
    columns = [("total", papers.machine_totals, papers.totals)]
    columns += [("d0", papers.machine_dimensions[:, 0], papers.dimensions[:, 0])]
    for name, machines, theirs in columns:
        both = ~np.isnan(theirs) & ~np.isnan(machines)
        x, y = machines[both], theirs[both]
        own = by_interview(np.where(both, machines, np.nan), papers.interview, 60)
        machine = {k: e.value for k, e in all_[name].machine.items()}
        assert len(x) == all_[name].pairs > 20
        rated = [theirs[(papers.interview == i) & ~np.isnan(theirs)].tolist() for i in range(60)]
        expected = {
            "qwk": direct.concordance(x, y),
            "correlation": pearsonr(x, y).statistic,
            "smd": direct.smd(x, y),
            "bias": np.mean(x) - np.mean(y),
            "alpha": direct.alpha([list(p) for p in zip(x, y, strict=True)], direct.squared),
            "prmse": direct.prmse(rated, own),
        }
        assert {k: machine[k] for k in expected} == pytest.approx(expected, abs=1e-9)
        assert all_[name].machine["exact"].why == c.NO_LEVELS
        people = all_[name].people
        assert people["alpha"].value == pytest.approx(direct.alpha(rated, direct.squared), abs=1e-9)
        if world is TWO:
            pair = np.array([r for r in rated if len(r) == 2]).T
            assert people["qwk"].value == pytest.approx(direct.concordance(*pair), abs=1e-9)
            assert people["smd"].value == pytest.approx(direct.smd(*pair), abs=1e-9)


def test_pooled_is_of_all_pairs_and_the_drop_is_of_both():
    marks = with_gaps(simulate(TWO, 50, 6), 6)
    all_ = found_in(marks)
    x, y = [], []
    for n in range(len(marks.rubric.criteria)):
        for i, of in enumerate(rated_on(marks, n)):
            own = marks.machine.levels[i, n]
            x += [own] * len(of) if not np.isnan(own) else []
            y += list(of.values()) if not np.isnan(own) else []
    qwk = cohen_kappa_score(x, y, labels=[0, 1, 2], weights="quadratic")
    assert all_["pooled"].machine["qwk"].value == pytest.approx(qwk, abs=1e-9)


def test_the_drop_is_of_interviews_that_two_people_marked():
    """Those that one person marked are all right by the machine, those that two marked are not."""
    marks = with_gaps(simulate(replace(TWO, twice=0.5), 80, 6), 6)
    for n, criterion in enumerate(marks.rubric.criteria):
        twice = np.array([len(of) > 1 for of in rated_on(marks, n)])
        of_these = criterion_comparison(marks.take(twice), n, Resamples(int(twice.sum()), 50, 1))
        found = criterion_comparison(marks, n, Resamples(80, 50, 1))
        assert found.machine["qwk"].value != of_these.machine["qwk"].value
        apart = of_these.people["qwk"].value - of_these.machine["qwk"].value
        assert found.drop.value == pytest.approx(apart, abs=1e-12), criterion.id


def test_machine_and_person_are_added_up_over_the_same_criteria():
    """What only one of both gave a level is in neither total: a person's zeros where the machine says that nothing
    applies cost nothing."""
    marks = simulate(World(criteria=5), 40, 2)
    levels = marks.machine.levels.copy()
    levels[:, 4] = np.nan
    plain = replace(marks, machine=replace(marks.machine, levels=levels))
    harsh = replace(plain, ratings=replace(plain.ratings, level=plain.ratings.level.copy()))
    harsh.ratings.level[harsh.ratings.criterion == 4] = 0
    one, two = found_in(plain), found_in(harsh)
    assert one["total"].machine == two["total"].machine
    assert one["c4"].only_people == len(plain.ratings.level) // 5
    gone = replace(plain, ratings=replace(plain.ratings, level=plain.ratings.level.copy()))
    gone.ratings.level[gone.ratings.criterion == 0] = np.nan
    assert found_in(gone)["c0"].only_machine == len(plain.ratings.level) // 5


def sound(estimate: Estimate) -> bool:
    numbers = [x for x in (estimate.value, estimate.low, estimate.high) if x is not None]
    there = estimate.value is not None and estimate.ends is not None
    return bool(np.isfinite(numbers).all()) and (there or bool(estimate.why))


@settings(max_examples=50, deadline=None)
@given(
    st.integers(1, 25),
    st.integers(0, 10**6),
    st.integers(1, 3),
    st.integers(1, 4),
    st.sampled_from([0.0, 0.3, 0.9, 1.0]),
    st.sampled_from([None, 0, 1, "machine"]),
)
def test_whatever_is_undefined_says_why_and_is_no_nan(n, seed, raters, levels, gaps, alike):
    rubric = rubric_of(3, 2, levels)
    cuts = tuple(np.linspace(-0.5, 0.5, levels))
    world = World(severity=(0.0,) * raters, cuts=cuts, raters_each=raters, twice=0.5)
    with np.errstate(divide="ignore"):  # expected levels of one cut, which nothing here looks at
        marks = simulate(world, n, seed, rubric)
    if isinstance(alike, int):
        marks.ratings.level[:] = alike
    if alike == "machine":
        own = np.ones_like(marks.machine.levels)
        dimensions = marks.points.dimensions(own)
        totals = marks.points.totals(dimensions)
        marks = replace(marks, machine=replace(marks.machine, levels=own, dimensions=dimensions, totals=totals))
    with np.errstate(all="raise"):
        for one in comparisons(with_gaps(marks, seed, gaps), Resamples(n, 30, 1)):
            assert set(one.machine) == set(FIGURES)
            for name, estimate in estimates(one):
                assert sound(estimate), (one.name, name, estimate)


def test_reasons():
    marks = simulate(World(criteria=2, severity=(0.0, 0.0), raters_each=1), 20, 1)
    one = found_in(marks)["c0"]
    assert one.people["qwk"].why == one.drop.why == one.machine["prmse"].why == c.NOT_TWICE
    machine = replace(marks.machine, levels=np.full_like(marks.machine.levels, np.nan))
    two = found_in(replace(simulate(World(criteria=2, severity=(0.0, 0.0)), 20, 1), machine=machine))["c0"]
    assert two.machine["qwk"].why == two.machine["prmse"].why == two.drop.why == c.NO_PAIR
    assert two.people["qwk"].value is not None
    alike = simulate(World(criteria=2, severity=(0.0, 0.0)), 20, 1)
    alike.ratings.level[:] = 1
    three = found_in(alike)["c0"]
    assert three.people["qwk"].why == three.people["alpha"].why == c.ALIKE
    assert three.machine["prmse"].why == c.NO_TRUTH
    assert three.people["exact"].value == three.people["ac2"].value == 1


def test_two_people_of_interviews_that_the_machine_did_not_mark_tell_no_truth():
    marks = simulate(World(criteria=1, severity=(0.0, 0.0), twice=0.5), 30, 1)
    twice = marks.counts[:, 0].sum(axis=1) == 2
    levels = np.where(twice[:, None], np.nan, marks.machine.levels)
    one = found_in(replace(marks, machine=replace(marks.machine, levels=levels)))["c0"]
    assert one.twice == twice.sum() > 0
    assert (one.machine["prmse"].value, one.machine["prmse"].why) == (None, c.NOT_TWICE)


def test_everybody_alike_is_1():
    marks = simulate(World(noise=0.0, machine_noise=0.0, severity=(0.0, 0.0, 0.0)), 40, 2)
    for one in comparisons(marks, Resamples(40, 30, 1)):
        for name, estimate in estimates(one):
            if estimate.value is not None:
                expected = 0 if name in ("drop", "smd", "bias") else 1
                assert estimate.value == pytest.approx(expected, abs=1e-9), (one.name, name)


def test_the_mean_drop_is_over_criteria_that_both_sides_have() -> None:
    """People agree on a criterion that the machine marks all alike: no figure of the machine, so no part in the drop."""
    marks = simulate(World(criteria=3), 60, 4)
    levels = marks.machine.levels.copy()
    levels[:, 2] = np.nan
    marks = replace(marks, machine=replace(marks.machine, levels=levels))
    found = {(c.sort, c.name): c for c in comparisons(marks, Resamples(marks.size, 200, 1))}
    both = [found["criterion", name].drop.value for name in ("c0", "c1")]
    assert found["criterion", "c2"].drop.value is None
    assert found["mean", "mean"].drop.value == pytest.approx(np.mean(both))
