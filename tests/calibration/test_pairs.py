"""From marks to sums, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader.calibration import pairs
from grader.calibration.comparisons import criterion_comparison
from grader.calibration.marks import Ratings
from grader.calibration.statistics.intervals import Resamples
from tests.calibration.gaps import THREE, with_gaps
from tests.calibration.simulated import World, simulate
from tests.calibration.statistics.examples import rated

_ = None


def cells(table):
    return {(int(a), int(b)): table[a, b] for a, b in zip(*np.nonzero(table), strict=True)}


def test_several_people_of_each_interview():
    """Interview 0: 0 1 1; 1: 2 alone; 2: 2 2; 3: nobody; the machine 1, 2, none, 0."""
    of = pairs.criterion(rated([[0, 2, _, _], [1, _, 2, _], [1, _, 2, _]], 3, 0, [1, 2, _, 0]), 0)
    # Each person is a pair with the machine.
    assert [cells(t) for t in of.machine] == [{(1, 0): 1, (1, 1): 2}, {(2, 2): 1}, {}, {}]
    # Six ordered pairs of three ratings weigh 1/2 each, and add up to three ratings.
    assert [cells(t) for t in of.people] == [{(0, 1): 1, (1, 0): 1, (1, 1): 1}, {}, {(2, 2): 2}, {}]
    third = pytest.approx(1 / 3)
    assert [cells(t) for t in of.shared] == [{(0, 1): third, (1, 0): third, (1, 1): third}, {}, {(2, 2): 1}, {}]
    assert of.given.tolist() == [[third, pytest.approx(2 / 3), 0], [0, 0, 1], [0, 0, 1], [0, 0, 0]]
    # Truth is of those that the machine marked too.
    assert of.truth[:, 0].tolist() == [1, 1, 0, 0]
    assert of.truth[0].tolist() == pytest.approx([1, 3, 9, 2, 4 / 3, 2 / 3, 2, 1 / 3, 1])
    assert of.used == 3


def test_two_raters_keep_their_rows_and_columns():
    of = pairs.criterion(rated([[0, 2, 1], [1, _, 1]], 3, 0), 0)
    assert [cells(t) for t in of.people] == [{(0, 1): 1}, {}, {(1, 1): 1}]
    assert [cells(t) for t in of.shared] == [{(0, 1): 0.5, (1, 0): 0.5}, {}, {(1, 1): 1}]


def test_scores_of_several_and_of_two():
    marks = rated([[0, 2, _], [3, _, 2], [3, _, 1]], 4, 0, [1, 2, _])
    r = marks.ratings
    of = pairs.scores(marks.machine.levels[r.interview, 0], r.rater, r.interview, r.level, marks)
    # The machine 1 with 0, 3 and 3.
    assert of.machine[0].tolist() == [3, 3, 6, 3, 18, 6]
    assert of.machine[2].tolist() == [0] * 6
    # Ordered pairs of 0 3 3, a half each: 03 03 30 30 33 33.
    assert of.people[0].tolist() == [3, 6, 6, 18, 18, 9]
    assert of.people[1].tolist() == [0] * 6
    assert of.people[2].tolist() == [2, 3, 3, 5, 5, 4]
    two = rated([[0, 2, _], [3, _, 2]], 4, 0, [1, 2, _])
    r = two.ratings
    of = pairs.scores(two.machine.levels[r.interview, 0], r.rater, r.interview, r.level, two)
    assert of.people.tolist() == [[1, 0, 3, 0, 9, 0], [0] * 6, [0] * 6]


def test_what_does_not_apply_is_no_level():
    marks = rated([[0, 1, 2], [0, 1, 2]], 3, 0, [0, 1, 2])
    level = marks.ratings.level.copy()
    level[4] = np.nan
    of = pairs.criterion(replace(marks, ratings=replace(marks.ratings, level=level)), 0)
    assert of.machine.sum(axis=(1, 2)).tolist() == [2, 1, 2]
    assert of.people.sum(axis=(1, 2)).tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    ("values", "machine", "q", "people", "ours"),
    [
        # One level only, and all agree.
        ([[1, 1, 1], [1, 1, 1]], [1, 1, 1], 3, (1, 1, _, _, 1), (1, 1, _, _, 1)),
        # All agree on two levels of three; one is never used.
        ([[0, 2, 2], [0, 2, 2]], [0, 2, 2], 3, (1, 1, 1, 1, 1), (1, 1, 1, 1, 1)),
        # One pair, both ends of the scale. People's shares are a half and a half: AC2's chance is 6/6 * 1/2.
        ([[0], [2]], [2], 3, (0, 0, 0, 0, -1), (0.5, 0.5, 0, 0, (0.5 - 0.375) / 0.625)),
        # Nobody twice.
        ([[0, _], [_, 1]], [0, 1], 2, (_, _, _, _, _), (1, 1, 1, 1, 1)),
        # Two levels: 4 of 6 agree; margins 3 3 and 3 3, chance 1/2; AC1 = kappa where margins are even.
        (
            [[0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 1, 0]],
            [0] * 6,
            2,
            (2 / 3, 1, 1 / 3, 1 / 3, 1 / 3),
            (0.5, 1, 0, 0, 0.2),
        ),
    ],
)
def test_a_table_of_edge_cases(values, machine, q, people, ours):
    """Exact, adjacent, kappa, QWK and AC2.

    The third: the machine's 2 with 0 and with 2. Seen is (0 + 1)/2; the table's margins are 2 and 0 for level 2 of the
    machine, 1 and 1 of people, so that shares are 1/4 and 3/4 and chance is 2 * 3/16 = 3/8. Kappa is 0, for the machine
    gives one level. The last: twelve pairs, half of them agree; shares of 0 and 1 are 3/4 and 1/4, chance is 3/8, and
    (1/2 - 3/8) / (5/8) = 1/5.
    """
    found = criterion_comparison(rated(values, q, 0, machine), 0, Resamples(len(machine), 20, 1))
    for of, expected in ((found.people, people), (found.machine, ours)):
        for figure, value in zip(("exact", "adjacent", "kappa", "qwk", "ac2"), expected, strict=True):
            if value is None:
                assert of[figure].value is None, figure
                assert of[figure].why, figure
            else:
                assert of[figure].value == pytest.approx(value, abs=1e-12), figure


def test_counts_and_papers():
    marks = simulate(World(criteria=4, severity=(0.0, 0.0)), 3, 1)
    r = Ratings(
        np.array([1, 1, 1, 1, 0, 0, 0]),
        np.array([2, 2, 2, 2, 2, 0, 0]),
        np.array([0, 1, 2, 3, 0, 0, 2]),
        np.array([2.0, 1, 0, np.nan, 2, 1, 2]),
        np.array([9.0, 8, np.nan, 10, np.nan, 5, 4]),
        {3: "no", 6: "yes"},
    )
    marks = replace(marks, ratings=r)
    assert marks.counts[2, 0].tolist() == [0, 0, 2]
    assert marks.counts[2, 3].tolist() == [0, 0, 0]
    p = marks.papers
    assert list(zip(p.interview.tolist(), p.rater.tolist(), strict=True)) == [(0, 0), (2, 0), (2, 1)]
    # Points: c0 1 and c2 3 of d0, c1 2 and c3 1 of d1. Rater 0 marked all of d0 in interview 0 and nothing of d1.
    assert p.dimensions[0].tolist() == pytest.approx([100 * (0.5 + 3) / 4, np.nan], nan_ok=True)
    # A fifth of d0's points in interview 2 is too little.
    assert np.isnan(p.dimensions[1]).all()
    # c3 does not apply: d1 is c1 alone, half; d0 is 1 of 4. Weights 1 and 2.
    assert p.dimensions[2].tolist() == [25, 50]
    assert p.totals.tolist() == pytest.approx([np.nan, np.nan, (25 + 2 * 50) / 3], nan_ok=True)
    assert p.at.tolist() == pytest.approx([4, np.nan, 8], nan_ok=True)
    one = marks.take([2, 0])
    assert one.ratings.interview.tolist() == [0, 0, 0, 0, 0, 1, 1]
    assert one.ratings.comments == {3: "no", 6: "yes"}
    assert marks.take(np.array([True, False, False])).ratings.comments == {1: "yes"}


def test_taking_keeps_what_belongs_together():
    marks = with_gaps(simulate(THREE, 20, 1), 1)
    marks = replace(
        marks,
        grades={(0, i): float(i) for i in range(20)},
        groups={"of": tuple(f"g{i}" for i in range(20))},
    )
    order = [7, 3, 19]
    taken = marks.take(order)
    assert taken.machine.names == tuple(marks.machine.names[i] for i in order)
    assert taken.groups == {"of": ("g7", "g3", "g19")}
    assert taken.grades == {(0, 0): 7.0, (0, 1): 3.0, (0, 2): 19.0}
    for new, old in enumerate(order):
        assert (taken.counts[new] == marks.counts[old]).all()
        assert np.array_equal(taken.machine.levels[new], marks.machine.levels[old], equal_nan=True)
    assert marks.take([]).size == 0
