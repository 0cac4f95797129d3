"""Parts of the interviews and groups of people in them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader.calibration.subgroups import BAND, KIND, NO_GROUP, OF_TOTALS, UNKNOWN, columns, impacts, parts
from tests.calibration.simulated import World, simulate


def grouped(n=60, seed=1, **groups):
    marks = simulate(World(severity=(0.0, 0.2)), n, seed)
    return replace(marks, groups={k: tuple(v) for k, v in groups.items()})


def with_totals(marks, totals):
    return replace(marks, machine=replace(marks.machine, totals=np.array(totals, np.float64)))


def test_bands_come_first_in_their_order_then_kinds_then_columns():
    marks = grouped(country=["b", "a", None] * 20)
    found = parts(marks, 50, 1)
    names = list(dict.fromkeys(p.column for p in found))
    assert names == [BAND, KIND, "country"]
    order = [p.group for p in found if p.column == BAND]
    assert order == [b for b in ("poor", "fair", "good") if b in order]
    assert [p.group for p in found if p.column == "country"] == ["a", "b"]
    assert sum(p.interviews for p in found if p.column == BAND) == 60
    assert sum(p.interviews for p in found if p.column == "country") == 40


def test_a_band_is_that_of_the_mean_of_both_totals():
    marks = grouped()
    p = marks.papers
    marks = replace(marks, ratings=_without(marks.ratings, 0))
    found = columns(marks)[BAND]
    names = np.array(["poor", "fair", "good"])
    assert found[0] is None
    for i in range(1, 60):
        total = (p.totals[p.interview == i].mean() + marks.machine.totals[i]) / 2
        assert found[i] == names[np.searchsorted([40, 70], round(float(total), 1), side="right")]


def test_by_band_there_is_nothing_that_totals_that_are_low_by_chance_would_make():
    """A machine as good as a person and with the same mean: by bands of people it looked lenient to the weak."""
    found = [p for p in parts(simulate(World(noise=1.0, machine_noise=1.0), 200, 1), 50, 1) if p.column == BAND]
    assert len(found) == 3
    for p in found:
        assert p.exact.ends is not None
        assert p.adjacent.ends is not None
        assert {e.value for e in (p.qwk, p.bias, p.points, p.difference)} == {None}
        assert {e.why for e in (p.qwk, p.bias, p.points, p.difference)} == {OF_TOTALS}


def _without(ratings, interview):
    kept = ratings.interview != interview
    return replace(
        ratings, **{k: getattr(ratings, k)[kept] for k in ("rater", "interview", "criterion", "level", "at")}
    )


def test_a_parts_figures_are_those_of_its_interviews_alone():
    marks = grouped(country=["b", "a", "a"] * 20)
    (a,) = [p for p in parts(marks, 50, 1) if (p.column, p.group) == ("country", "a")]
    own = marks.take(np.arange(60) % 3 > 0)
    pairs = [
        (own.machine.levels[i, c], x)
        for i, c, x in zip(own.ratings.interview, own.ratings.criterion, own.ratings.level, strict=True)
    ]
    x, y = np.array(pairs).T
    assert (a.interviews, a.pairs) == (40, len(pairs))
    assert a.adjacent.value == pytest.approx((np.abs(x - y) < 2).mean())
    assert a.exact.value == pytest.approx((x == y).mean())
    assert a.bias.value == pytest.approx((x - y).mean())
    papers = own.papers
    assert a.points.value == pytest.approx((own.machine.totals[papers.interview] - papers.totals).mean())


def test_the_difference_of_a_group_is_of_z_values_of_all_pairs():
    marks = grouped(country=["b", "a", "a"] * 20)
    p = marks.papers
    own, theirs = marks.machine.totals[p.interview], p.totals
    of = p.interview % 3 > 0
    z = [(v[of].mean() - v.mean()) / v.std(ddof=1) for v in (own, theirs)]
    (a,) = [part for part in parts(marks, 50, 1) if (part.column, part.group) == ("country", "a")]
    assert a.difference.value == pytest.approx(z[0] - z[1])
    (whole,) = [q for q in parts(grouped(all=["x"] * 60), 50, 1) if q.column == "all"]
    assert whole.difference.value == pytest.approx(0, abs=1e-12)


def test_what_the_machine_does_to_everybody_is_no_difference_between_groups():
    marks = grouped(country=["b", "a", "a"] * 20)
    shifted = replace(marks, machine=replace(marks.machine, credits=np.full(marks.machine.levels.shape, 0.5)))
    assert (shifted.papers.machine_totals < marks.papers.machine_totals).any()
    one, two = ({(p.column, p.group): p.difference for p in parts(m, 50, 1)} for m in (marks, shifted))
    for key in [k for k in one if k[0] == "country"]:
        assert one[key].value == pytest.approx(two[key].value)


def test_undefined_differences_say_why():
    marks = grouped()
    marks = replace(marks, machine=replace(marks.machine, levels=np.ones_like(marks.machine.levels)))
    found = [p.difference for p in parts(marks, 50, 1) if p.column == KIND]
    assert {(d.value, d.why) for d in found} == {(None, "no totals, or all alike")}


def test_impact_ratios_by_hand():
    """Twelve of a with totals 5 to 60 by fives, ten of b with 62 to 80 by twos, three of c with 90, two unknown. The
    median of the 25 with a group is 62: above it are 0 of 12, 9 of 10 and 3 of 3; c is too small to be held against."""
    totals = [*range(5, 65, 5), *range(62, 82, 2), 90, 90, 90, 99, 1]
    marks = with_totals(grouped(27, of=["a"] * 12 + ["b"] * 10 + ["c"] * 3 + [None] * 2), totals)
    found = [i for i in impacts(marks, 50, 1) if i.of == "machine"]
    assert [(i.group, i.n, i.above, i.rate) for i in found] == [
        ("a", 12, 0, 0.0),
        ("b", 10, 9, 0.9),
        ("c", 3, 3, 1.0),
        (UNKNOWN, 2, None, None),
    ]
    assert [(i.ratio.value, i.ratio.why) for i in found] == [
        (0.0, None),
        (1.0, "the group with the highest rate"),
        (None, "3 interviews are too few for a ratio"),
        (None, NO_GROUP),
    ]
    assert {(i.reference, i.reference_n) for i in found[:3]} == {("b", 10)}


def test_without_a_group_of_ten_there_is_no_ratio():
    found = impacts(with_totals(grouped(18, of=["a"] * 9 + ["b"] * 9), range(18)), 50, 1)
    assert {(i.ratio.value, i.ratio.why, i.reference) for i in found} == {
        (None, "9 interviews are too few for a ratio", None)
    }


def test_an_interval_of_a_ratio_holds_the_truth_about_as_often_as_it_says():
    """Two groups of one kind: the ratio of the smaller to the best is drawn anew with the best and the median."""
    held = 0
    of = ["a"] * 60 + ["b"] * 60
    marks = grouped(120, of=of)
    for seed in range(40):
        totals = np.random.default_rng(seed).normal(50, 10, 120) + 6 * (np.arange(120) < 60)
        (b,) = [i for i in impacts(with_totals(marks, totals), 200, seed) if (i.of, i.group) == ("machine", "b")]
        # Above the median of both, which is 53, are 62 of 100 of a and 38 of b.
        held += b.ratio.low <= 0.382 / 0.618 <= b.ratio.high
    assert 34 <= held <= 40


def test_of_many_groups_the_largest_are_looked_at_and_the_others_counted():
    of = [f"g{k // 2:02d}" for k in range(100)] + [f"x{k}" for k in range(7)] + ["g00"]
    marks = grouped(108, of=of)
    found = [i for i in impacts(marks, 20, 1) if i.of == "machine"]
    assert [i.group for i in found[:50]] == [f"g{k:02d}" for k in range(50)]
    assert [(i.group, i.n, i.ratio.why) for i in found[50:]] == [
        ("7 more groups", 7, "left out: only the 50 largest groups are looked at")
    ]
    last = [p for p in parts(marks, 20, 1) if p.column == "of"][50:]
    assert [(p.group, p.interviews, p.pairs, p.exact.why) for p in last] == [
        ("7 more groups", 7, 0, "left out: only the 50 largest groups are looked at")
    ]


def test_the_highest_rate_is_what_others_are_held_against():
    totals = [*range(1, 41)]
    of = ["low"] * 15 + ["high"] * 15 + ["low"] * 10
    found = {i.group: i for i in impacts(with_totals(grouped(40, of=of), totals), 400, 1) if i.of == "machine"}
    # The median is 20.5: of "high" 10 of 15 are above it, of "low" 10 of 25.
    assert (found["high"].rate, found["low"].rate) == (pytest.approx(2 / 3), 0.4)
    assert found["low"].ratio.value == pytest.approx(0.6)
    assert found["low"].ratio.low < 0.6 < found["low"].ratio.high
    assert found["high"].ratio.value == 1
    assert not any(i.small for i in found.values())


def test_a_score_that_is_the_median_is_not_above_it():
    last = 0.1 + 0.2 + 59.7  # 60.00000000000001 where one adds in another order
    marks = with_totals(grouped(20, of=["a", "b"] * 10), [60, 60, last, *[60] * 17])
    assert {(i.above, i.rate, i.ratio.value, i.ratio.why) for i in impacts(marks, 50, 1) if i.of == "machine"} == {
        (0, 0.0, None, "nobody is above the median")
    }


def test_a_group_of_less_than_2_in_100_is_small():
    marks = grouped(120, of=["few", "few", *["many"] * 118])
    assert {(i.group, i.small) for i in impacts(marks, 20, 1)} == {("few", True), ("many", False)}
    marks = grouped(100, of=["few", "few", *["many"] * 98])
    assert {(i.group, i.small) for i in impacts(marks, 20, 1)} == {("few", False), ("many", False)}


def test_bands_and_kinds_are_no_groups_of_people_and_nobody_known_is_none():
    assert impacts(grouped(), 20, 1) == []
    assert {(i.group, i.n, i.ratio.why) for i in impacts(grouped(of=[None] * 60), 20, 1)} == {(UNKNOWN, 60, NO_GROUP)}


def test_the_same_seed_gives_the_same():
    marks = grouped(country=["b", "a", None] * 20)
    assert parts(marks, 50, 3) == parts(marks, 50, 3)
    assert impacts(marks, 50, 3) == impacts(marks, 50, 3)
