"""What is worth changing, as a rubric and as marks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from grader.calibration.fitting.proposal import Change, changed, propose, with_changes
from grader.calibration.fitting.writing import rewritten
from grader.calibration.points import Points
from grader.calibration.statistics.intervals import Resamples
from grader.rubric import parse_rubric
from grader.schema.rubric import Dimension
from tests.calibration.rubrics import rubric_of
from tests.calibration.simulated import World, simulate


@pytest.fixture(scope="module")
def lenient():
    """A machine that sees everything too good, and people who grade the whole by the first criteria alone."""
    marks = simulate(World(criteria=4, noise=0.25, machine_noise=0.25, machine_bias=0.7, general=0.1), 240, 5)
    cared = marks.counts @ np.arange(3)
    mean = cared[:, :2].sum(axis=1) / marks.counts.sum(axis=2)[:, 0]
    grades = {(r, i): float(g) for r in (0, 1) for i, g in enumerate(mean)}
    return replace(marks, grades=grades)


@pytest.fixture(scope="module")
def proposal(lenient):
    return propose(lenient, ("bands", "weights", "cuts"), Resamples(240, 300, 1), 1)


def test_everything_is_tuned_in_one_order_and_taken_where_it_is_certain(proposal):
    assert [t.what for t in proposal.tuned] == ["cuts", "weights", "bands"]
    cuts, weights, _ = proposal.tuned
    assert cuts.taken
    assert weights.taken
    for one in proposal.tuned:
        assert one.taken == (one.judged.worth_it and bool(one.changes))
        assert all(c.old != c.new for c in one.changes)
    assert proposal.changes == tuple(c for t in proposal.tuned if t.taken for c in t.changes)


def test_cuts_rise_where_the_machine_is_lenient(proposal):
    for c in proposal.tuned[0].changes:
        assert c.new[0] >= c.old[0]
        assert 0 < c.new[0] < c.new[1] <= 2


def test_what_points_and_weights_add_up_to_stays(lenient, proposal):
    old, new = lenient.rubric, proposal.rubric
    assert sum(d.weight for d in new.dimensions) == pytest.approx(sum(d.weight for d in old.dimensions), abs=0.11)
    for d in old.dimensions:
        whole = [sum(c.points for c in r.criteria if c.dimension == d.id) for r in (old, new)]
        assert whole[0] == pytest.approx(whole[1], abs=0.021)
    points = {c.id: c.points for c in new.criteria}
    assert points["c0"] > points["c2"]
    assert points["c1"] > points["c3"]


def test_several_parts_make_one_new_version_that_can_be_written(lenient, proposal):
    """Each part raised the version by itself, and then no file read back as what was proposed."""
    assert sum(t.taken for t in proposal.tuned) >= 2
    assert proposal.rubric.version == "1.1.0"
    assert proposal.rubric == changed(lenient.rubric, proposal.changes)
    text = yaml.safe_dump(lenient.rubric.model_dump(mode="json", exclude_defaults=True), sort_keys=False)
    assert parse_rubric(text, "r.yaml") == lenient.rubric
    assert parse_rubric(rewritten(text, Path("r.yaml"), proposal.changes, proposal.rubric), "r.yaml") == proposal.rubric


def test_movers_are_those_whose_total_or_band_changes(lenient, proposal):
    after = lenient
    for one in proposal.tuned:
        if one.taken:
            after = with_changes(after, one.changes)
    names = {m.name for m in proposal.movers}
    old, new = (np.round(m.machine.totals, 1) for m in (lenient, after))
    bands = [m.points.bands(m.machine.totals) for m in (lenient, after)]
    moved = (old != new) | (bands[0] != bands[1])
    assert names == {lenient.machine.names[i] for i in np.flatnonzero(moved)}
    bands_change = [m.before[1] != m.after[1] for m in proposal.movers]
    assert bands_change == sorted(bands_change, reverse=True)


def test_a_machine_that_is_right_is_left_alone():
    marks = simulate(World(noise=0.3, machine_noise=0.3), 80, 2)
    found = propose(marks, ("cuts", "weights", "bands"), Resamples(80, 200, 1), 1)
    assert found.changes == ()
    assert found.movers == ()
    assert found.rubric == marks.rubric
    assert all(t.says.endswith("it stays as it is") for t in found.tuned)


@pytest.mark.parametrize("what", ["cuts", "weights", "bands"])
def test_too_few_interviews_tune_nothing(what):
    marks = simulate(World(), 29, 1)
    (found,) = propose(marks, (what,), Resamples(29, 50, 1), 1).tuned
    assert not found.taken
    assert found.says == "29 interviews are too few to tune anything, 30 are needed"


def test_patterns_alone_leave_no_cuts_to_tune():
    marks = simulate(World(), 40, 1)
    marks.machine.expected[:] = np.nan
    (found,) = propose(marks, ("cuts",), Resamples(40, 50, 1), 1).tuned
    assert found.says == "patterns alone decided: there are no expected levels to cut"


def test_changed_cuts_change_levels_and_what_nothing_quotes_stays():
    marks = simulate(World(criteria=2), 4, 1)
    marks.machine.expected[:, 0] = [0.3, 0.6, 1.0, 1.6]
    marks.machine.levels[:, 0] = [0, 1, 0, 2]  # of the third nothing could be quoted
    marks.machine.credits[3, 0] = 0.5
    change = Change(("criteria", "c0", "cuts"), (0.47, 1.47), (0.25, 0.6))
    after = with_changes(marks, [change])
    assert after.machine.levels[:, 0].tolist() == [1, 2, 0, 2]
    assert after.machine.levels[:, 1].tolist() == marks.machine.levels[:, 1].tolist()
    assert after.rubric.criteria[0].cuts == (0.25, 0.6)
    points = Points.of(after.rubric)
    dimensions = points.dimensions(after.machine.levels, credit=after.machine.credits)
    assert after.machine.dimensions == pytest.approx(dimensions)
    assert after.machine.dimensions[3, 0] == 50
    assert marks.machine.levels[:, 0].tolist() == [0, 1, 0, 2]  # the old marks are as they were


def test_cuts_that_stay_are_not_rounded():
    """Three decimals of a rubric stay three: rounding moved a cut that nothing had moved."""
    rubric = rubric_of(1, 1)
    rubric = rubric.model_copy(update={"criteria": (rubric.criteria[0].model_copy(update={"cuts": (0.475, 1.475)}),)})
    marks = simulate(World(criteria=1, noise=0.2, machine_noise=0.2), 200, 4, rubric)
    # People see the second level late and the first where it is: only the second cut is worth moving.
    marks.ratings.level[(marks.ratings.level == 2) & (marks.machine.expected[marks.ratings.interview, 0] < 1.9)] = 1
    marks = replace(marks)
    (found,) = propose(marks, ("cuts",), Resamples(200, 200, 1), 1).tuned
    (change,) = found.changes
    assert change.old == (0.475, 1.475)
    assert change.new[1] > 1.475
    assert change.new[0] == 0.475 or round(change.new[0], 2) == change.new[0]
    assert change.new[0] != 0.48


def test_a_dimension_without_a_criterion_keeps_its_weight():
    marks = simulate(World(criteria=4, noise=0.25, machine_noise=0.25, general=0.1), 150, 5)
    empty = Dimension(id="empty", title="Empty", weight=7)
    rubric = marks.rubric.model_copy(update={"dimensions": (*marks.rubric.dimensions, empty)})
    cared = (marks.counts @ np.arange(3))[:, 0] / marks.counts.sum(axis=2)[:, 0]
    marks = replace(marks, rubric=rubric, grades={(0, i): float(g) for i, g in enumerate(cared)})
    found = propose(marks, ("weights",), Resamples(150, 200, 1), 1)
    assert found.changes
    assert all(np.isfinite(c.new).all() and c.where[1] != "empty" for c in found.changes)
    assert sum(d.weight for d in found.rubric.dimensions[:2]) == pytest.approx(3, abs=0.11)
