"""Parts of the interviews and groups of people in them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader.calibration.subgroups import BAND, KIND, columns, impacts, parts
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


def test_a_band_is_that_of_peoples_mean_total_or_of_the_machines():
    marks = grouped()
    p = marks.papers
    marks = replace(marks, ratings=_without(marks.ratings, 0))
    found = columns(marks)[BAND]
    names = np.array(["poor", "fair", "good"])
    for i in range(60):
        total = p.totals[p.interview == i].mean() if i else marks.machine.totals[0]
        assert found[i] == names[np.searchsorted([40, 70], round(float(total), 1), side="right")]


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
    assert a.interviews == 40
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
    shifted = with_totals(marks, 0.5 * marks.machine.totals + 30)
    one, two = ({(p.column, p.group): p.difference for p in parts(m, 50, 1)} for m in (marks, shifted))
    for key in [k for k in one if k[0] == "country"]:
        assert one[key].value == pytest.approx(two[key].value)


def test_undefined_differences_say_why():
    marks = with_totals(grouped(), [61.7] * 60)
    assert {(p.difference.value, p.difference.why) for p in parts(marks, 50, 1)} == {(None, "no totals, or all alike")}


def test_impact_ratios_by_hand():
    """Six of a with totals 10 20 30 60 70 80, four of b with 40 50 65 90, one unknown with 99. The median of those with
    a group is 55: above it are 3 of 6 and 2 of 4, and of people's totals as many as there are."""
    totals = [10, 20, 30, 60, 70, 80, 40, 50, 65, 90, 99]
    marks = with_totals(grouped(11, of=["a"] * 6 + ["b"] * 4 + [None]), totals)
    machine = [i for i in impacts(marks, 50, 1) if i.of == "machine"]
    assert [(i.group, i.n, i.above, i.rate) for i in machine] == [("a", 6, 3, 0.5), ("b", 4, 2, 0.5)]
    # Of two groups with the same rate the larger is what the other is held against.
    assert [(i.ratio.value, i.ratio.why) for i in machine] == [
        (1.0, "the group with the highest rate"),
        (1.0, "4 interviews are too few for an interval"),
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
    marks = with_totals(grouped(6, of=["a", "a", "a", "b", "b", "b"]), [60, 60, last, 60, 60, 60])
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
    assert impacts(grouped(of=[None] * 60), 20, 1) == []


def test_the_same_seed_gives_the_same():
    marks = grouped(country=["b", "a", None] * 20)
    assert parts(marks, 50, 3) == parts(marks, 50, 3)
    assert impacts(marks, 50, 3) == impacts(marks, 50, 3)
