"""What must change no figure, and what must change its sign."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader.calibration.comparisons import comparisons
from grader.calibration.marks import Marks
from grader.calibration.statistics.intervals import Resamples
from tests.calibration.gaps import THREE, TWO, estimates, found_in, with_gaps
from tests.calibration.simulated import simulate


def permuted(marks: Marks, order) -> Marks:
    return marks.take(np.asarray(order))


@pytest.mark.parametrize("world", [TWO, THREE])
def test_another_order_of_interviews_changes_nothing(world):
    marks = with_gaps(simulate(world, 40, 7), 7)
    order = np.random.default_rng(1).permutation(40)
    one, two = found_in(marks), found_in(permuted(marks, order))
    assert_same(one, two)


def test_other_names_of_raters_change_nothing():
    marks = with_gaps(simulate(THREE, 40, 8), 8)
    r = marks.ratings
    other = np.array([2, 0, 1])
    two = replace(marks, ratings=replace(r, rater=other[r.rater]))
    assert_same(found_in(marks), found_in(two), intervals=True)


def test_two_raters_turned_around_turn_bias_and_smd_around():
    marks = with_gaps(simulate(TWO, 40, 9), 9)
    one, two = found_in(marks), found_in(replace(marks, ratings=replace(marks.ratings, rater=1 - marks.ratings.rater)))
    for name, of in one.items():
        for figure, estimate in of.people.items():
            sign = -1 if figure in ("bias", "smd") and name != "mean" else 1
            if estimate.value is not None:
                assert two[name].people[figure].value == pytest.approx(sign * estimate.value, abs=1e-12)


def test_the_same_seed_gives_the_same_and_another_other_intervals():
    marks = simulate(THREE, 40, 10)
    one, two, three = found_in(marks, 1), found_in(marks, 1), found_in(marks, 2)
    assert one == two
    assert three["total"].machine["qwk"].value == one["total"].machine["qwk"].value
    assert three["total"].machine["qwk"].ends != one["total"].machine["qwk"].ends


@pytest.mark.parametrize("world", [TWO, THREE])
def test_an_interval_holds_its_figure(world):
    for one in comparisons(simulate(world, 80, 11), Resamples(80, 400, 1)):
        for name, e in estimates(one):
            if e.ends is not None:
                assert e.low < e.value < e.high, (one.name, name)


def assert_same(one, two, intervals=False):
    for name, of in one.items():
        assert (of.interviews, of.pairs, of.twice) == (two[name].interviews, two[name].pairs, two[name].twice)
        for (figure, a), (_, b) in zip(estimates(of), estimates(two[name]), strict=True):
            assert (a.value is None) == (b.value is None), (name, figure)
            if a.value is not None:
                assert a.value == pytest.approx(b.value, abs=1e-11), (name, figure)
            if intervals and a.ends is not None:
                assert a.ends == pytest.approx(b.ends, abs=1e-9), (name, figure)
