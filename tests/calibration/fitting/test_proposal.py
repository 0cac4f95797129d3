"""What is worth changing, as a rubric and as marks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import yaml

from grader.calibration.comparisons import comparisons
from grader.calibration.fitting import proposal as proposal_module
from grader.calibration.fitting.changes import Change, changed, with_changes
from grader.calibration.fitting.cuts import CutTuner
from grader.calibration.fitting.nested import judged, splits
from grader.calibration.fitting.proposal import EVERYTHING, LOSSES, propose
from grader.calibration.fitting.weights import WeightTuner
from grader.calibration.fitting.writing import rewritten
from grader.calibration.points import Points, rounded
from grader.calibration.statistics.intervals import Resamples
from grader.calibration.tables.consequences import tuning
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
    marks = replace(marks, grades={(0, i): float(t) for i, t in enumerate(marks.machine.totals)})
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
    cared = (marks.counts @ np.arange(3))[:, 1] / marks.counts.sum(axis=2)[:, 1]
    marks = replace(marks, rubric=rubric, grades={(0, i): float(g) for i, g in enumerate(cared)})
    found = propose(marks, ("weights",), Resamples(150, 200, 1), 1)
    assert found.changes
    assert all(np.isfinite(c.new).all() and c.where[1] != "empty" for c in found.changes)
    assert sum(d.weight for d in found.rubric.dimensions[:2]) == pytest.approx(3, abs=0.11)


def test_what_comes_later_is_held_out_of_what_was_taken_before(lenient, monkeypatch):
    """Cuts fitted on all interviews were applied before bands were judged on interviews that had no part in them."""
    seen = {}

    def spied(tuners, divided, resamples):
        seen[type(tuners[0]).__name__] = tuners
        return judged(tuners, divided, resamples)

    monkeypatch.setattr(proposal_module, "judged", spied)
    found = propose(lenient, EVERYTHING, Resamples(240, 100, 1), 1)
    assert found.tuned[0].taken
    cuts = CutTuner(lenient)
    of_all = with_changes(lenient, found.tuned[0].changes)
    differ = 0
    for split, weights, bands in zip(splits(240, 1), seen["WeightTuner"], seen["BandTuner"], strict=True):
        changes = cuts.changes(cuts.fit(split.training, split.seed))
        own = with_changes(lenient, changes)
        assert weights.marks.machine.levels.tolist() == own.machine.levels.tolist()
        tuner = WeightTuner(own)
        if found.tuned[1].taken:
            own = with_changes(own, tuner.changes(tuner.fit(split.training, split.seed)))
        assert bands.scale.values[:, 0] == pytest.approx(rounded(own.machine.totals))
        differ += own.machine.levels.tolist() != of_all.machine.levels.tolist()
    assert differ > 0


def test_a_machine_that_says_nothing_is_left_alone():
    """With least squares everybody got the middle, which is nearer to people and agrees with none of them."""
    marks = simulate(World(), 120, 3)
    order = np.random.default_rng(3).permutation(120)
    m = marks.machine
    machine = replace(m, levels=m.levels[order], expected=m.expected[order], totals=m.totals[order])
    found = propose(replace(marks, machine=machine), ("cuts", "bands"), Resamples(120, 200, 1), 1)
    assert found.changes == ()


def test_weights_are_tuned_to_grades_of_the_whole_alone():
    """Without any they were tuned to totals that the same weights had made."""
    marks = simulate(World(machine_bias=0.5), 60, 1)
    (found,) = propose(marks, ("weights",), Resamples(60, 50, 1), 1).tuned
    assert (found.says, found.taken) == ("people gave no grade of the whole to tune to", False)
    few = replace(marks, grades={(0, i): float(i) for i in range(10)})
    (found,) = propose(few, ("weights",), Resamples(60, 50, 1), 1).tuned
    assert found.says == "10 interviews have a grade of the whole that can be used, 30 are needed"


def test_grades_are_bands_only_where_that_is_said():
    """Those of 1 to 4 were taken for bands, here upside down."""
    marks = simulate(World(noise=0.2, machine_noise=0.2), 80, 1)
    bands = marks.points.bands(marks.machine.totals)
    upside_down = replace(marks, grades={(0, i): float(3 - b) for i, b in enumerate(bands)})
    drawn = Resamples(80, 100, 1)
    one, two = (propose(m, ("bands",), drawn, 1).tuned[0] for m in (marks, upside_down))
    assert one == two
    told = propose(upside_down, ("bands",), drawn, 1, grades_are_bands=True).tuned[0]
    assert told.judged.qwk[0] < 0 < one.judged.qwk[0]
    none = propose(marks, ("bands",), drawn, 1, grades_are_bands=True).tuned[0]
    assert none.says == "people gave no grade of the whole that is a band's number, 1 to 3"


def test_the_table_says_what_is_measured(lenient, proposal):
    table, *_ = tuning(SimpleNamespace(marks=lenient), proposal)
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    for row, one in zip(rows, proposal.tuned, strict=True):
        assert row["measured by"] == LOSSES[one.what]
        assert [row["QWK as it is"], row["QWK tuned"]] == pytest.approx(one.judged.qwk, abs=1e-4)
        assert [row["SMD as it is"], row["SMD tuned"]] == pytest.approx(one.judged.smd, abs=1e-4)
    assert rows[0]["QWK tuned"] > rows[0]["QWK as it is"] + 0.05
    assert rows[0]["SMD tuned"] < rows[0]["SMD as it is"]
    assert "from a line fitted to the total on the other interviews" in rows[1]["measured by"]
    assert "r 0." in rows[1]["says"]


def test_as_it_is_agrees_as_the_comparison_says(lenient, proposal):
    """Held out or not, what is not changed is the same."""
    found = {one.sort: one for one in comparisons(lenient, Resamples(240, 10, 1))}
    cuts = proposal.tuned[0].judged
    assert cuts.qwk[0] == pytest.approx(found["mean"].machine["qwk"].value)
    (bands,) = propose(lenient, ("bands",), Resamples(240, 50, 1), 1).tuned
    assert bands.judged.qwk[0] == pytest.approx(found["band"].machine["qwk"].value)
    assert bands.judged.smd[0] == pytest.approx(abs(found["band"].machine["smd"].value))
