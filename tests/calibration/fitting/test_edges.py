"""Where to put cut-offs: found by looking at every choice there is, on grids small enough for that."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.calibration.fitting.bands import BandTuner
from grader.calibration.fitting.choosing import chosen
from grader.calibration.fitting.cuts import CutTuner
from grader.calibration.fitting.edges import Scale, rising
from tests.calibration.rubrics import rubric_of
from tests.calibration.simulated import World, simulate


def agreed(scale: Scale, column: int, edges: np.ndarray, interviews: np.ndarray) -> float:
    """QWK straight from pairs; NaN where nothing differs."""
    own, people = [], []
    for i in interviews:
        if np.isnan(scale.values[i, column]):
            continue
        step = 0 if scale.fixed[i, column] else sum(scale.values[i, column] >= e for e in edges)
        for k, n in enumerate(scale.given[i, column]):
            own += [step] * int(n)
            people += [k] * int(n)
    if not own:
        return np.nan
    x, y = np.array(own, np.float64), np.array(people, np.float64)
    chance = ((x[:, None] - y[None, :]) ** 2).mean()
    return 1 - ((x - y) ** 2).mean() / chance if chance > 0 else np.nan


def moved(scale: Scale, column: int, edges: np.ndarray) -> float:
    return float((((edges - scale.old[column]) / scale.unit) ** 2).sum())


@st.composite
def scales(draw):
    n, columns, edges = draw(st.integers(1, 12)), draw(st.integers(1, 2)), draw(st.integers(1, 3))
    grid = np.array(sorted(draw(st.sets(st.integers(1, 20), min_size=edges, max_size=7)))) / 4
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    values = rng.integers(0, 21, (n, columns)) / 4
    values[rng.random((n, columns)) < 0.15] = np.nan
    old = np.stack([np.sort(rng.choice(grid, edges, replace=False)) for _ in range(columns)])
    given_steps = rng.integers(0, 3, (n, columns, edges + 1)).astype(np.float64)
    given_steps[rng.random((n, columns)) < 0.2] = 0
    return Scale(values, given_steps, rng.random((n, columns)) < 0.15, old, grid, 0.25)


@settings(max_examples=150, deadline=None)
@given(scales())
def test_no_other_edges_agree_better(scale):
    interviews = np.arange(len(scale.values))[:: 1 if len(scale.values) < 4 else 2]
    found = scale.fit(interviews, (0.0,))[0]
    assert found.shape == scale.old.shape
    assert np.isin(found, scale.grid).all()
    assert (np.diff(found, axis=1) > 0).all()
    for column in range(found.shape[0]):
        every = [agreed(scale, column, np.array(e), interviews) for e in combinations(scale.grid, found.shape[1])]
        if np.isnan(agreed(scale, column, scale.old[column], interviews)):
            assert found[column].tolist() == scale.old[column].tolist()
        else:
            assert agreed(scale, column, found[column], interviews) == pytest.approx(np.nanmax(every), abs=1e-9)


@settings(max_examples=80, deadline=None)
@given(scales(), st.sampled_from([0.003, 0.1, 3.0]))
def test_a_move_gains_what_it_must(scale, strength):
    interviews = np.arange(len(scale.values))
    for column, edges in enumerate(scale.fit(interviews, (1.0, strength))[1]):
        if edges.tolist() != scale.old[column].tolist():
            gain = agreed(scale, column, edges, interviews) - agreed(scale, column, scale.old[column], interviews)
            assert gain > strength * moved(scale, column, edges) - 1e-9


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 3), st.integers(3, 7), st.integers(0, 10**6))
def test_rising_places_of_the_least_cost(edges, places, seed):
    cost = np.random.default_rng(seed).integers(-5, 6, (edges, 2, places)).astype(np.float64)
    for column, found in enumerate(rising(cost)):
        assert (np.diff(found) > 0).all()
        of = [sum(cost[k, column, p] for k, p in enumerate(c)) for c in combinations(range(places), edges)]
        assert sum(cost[k, column, p] for k, p in enumerate(found)) == min(of)


@settings(max_examples=50, deadline=None)
@given(scales())
def test_steps_and_tables_are_what_they_say(scale):
    interviews = np.arange(len(scale.values))[::-1]
    tables = scale.tables(scale.old, interviews)
    for row, i in enumerate(interviews):
        for k in range(len(scale.old)):
            expected = np.zeros(tables.shape[2:])
            if not np.isnan(scale.values[i, k]):
                step = 0 if scale.fixed[i, k] else sum(scale.values[i, k] >= e for e in scale.old[k])
                expected[step] = scale.given[i, k]
            assert tables[row, k].tolist() == expected.tolist()


def test_marks_that_say_nothing_are_not_all_brought_to_the_middle():
    """Least squares do that, and the machine then agrees with nobody."""
    rng = np.random.default_rng(1)
    marks = simulate(World(criteria=3), 200, 1)
    order = rng.permutation(200)
    marks.machine.expected[:], marks.machine.levels[:] = marks.machine.expected[order], marks.machine.levels[order]
    tuner = CutTuner(marks)
    found = tuner.scale.fit(np.arange(200), (0.0,))[0]
    steps = tuner.scale.steps(found, np.arange(200))
    assert (steps.std(axis=0) > 0.3).all()


def test_an_edge_that_gains_nothing_stays():
    marks = simulate(World(noise=0.0, machine_noise=0.0), 60, 2)
    tuner = CutTuner(marks)
    found = tuner.scale.fit(np.arange(60), (1.0,))[0]
    assert np.abs(found - tuner.scale.old).max() <= 0.1  # 0.47 and 1.47 tell the machine's own levels at 0.5 and 1.5


def test_cuts_are_for_criteria_of_two_levels_that_weights_judged():
    rubric = rubric_of(4, levels=2)
    three = rubric_of(1, levels=3).criteria[0].levels
    rubric = rubric.model_copy(
        update={
            "criteria": (
                rubric.criteria[0],
                rubric.criteria[1].model_copy(update={"levels": three}),
                rubric.criteria[2].model_copy(update={"cuts": (0.375, 1.5)}),
                rubric.criteria[3],
            )
        }
    )
    marks = simulate(World(criteria=4), 40, 1, rubric)
    marks.machine.expected[:, 3] = np.nan
    tuner = CutTuner(marks)
    assert tuner.criteria == [0, 2]
    assert tuner.scale.old.tolist() == [[0.47, 1.47], [0.375, 1.5]]
    assert {0.375, 0.47, 0.05, 1.95} <= set(tuner.scale.grid.tolist())


def test_a_level_that_nothing_quotes_stays_0():
    marks = simulate(World(criteria=1), 40, 1)
    marks.machine.expected[:, 0] = 1.2
    marks.machine.levels[:20, 0] = 0
    marks.machine.levels[20:, 0] = 1
    tuner = CutTuner(marks)
    steps = tuner.scale.steps(np.array([[0.1, 0.2]]), np.arange(40))
    assert steps[:, 0].tolist() == [0.0] * 20 + [2.0] * 20


def test_only_criteria_that_gain_by_themselves_are_moved():
    """All cuts were tuned together, and those of criteria that lost by it moved too."""
    marks = simulate(World(criteria=6, noise=0.3, machine_noise=0.3), 200, 4)
    marks.machine.expected[:, 2] = np.clip(marks.machine.expected[:, 2] + 0.6, 0, 2)
    marks.machine.levels[:, 2] = (marks.machine.expected[:, 2, None] >= [0.47, 1.47]).sum(axis=1)
    tuner = CutTuner(marks)
    changes = tuner.changes(tuner.fit(np.arange(200), 1))
    assert [c.where for c in changes] == [("criteria", "c2", "cuts")]
    assert changes[0].new > changes[0].old == (0.47, 1.47)


def test_too_few_to_hold_out_change_nothing():
    tuner = CutTuner(simulate(World(machine_bias=1.0), 30, 1))
    assert chosen(tuner.scale, np.arange(3), tuner.strengths, 1).tolist() == tuner.scale.old.tolist()
    assert tuner.fit(np.arange(0), 1).tolist() == tuner.scale.old.tolist()


def test_bands_are_those_of_totals_unless_told_otherwise():
    """Grades from 1 to 4 were taken for bands, although 1 may be the best of a scale of somebody's own."""
    marks = simulate(World(), 30, 1)
    p = marks.papers
    bands = marks.points.bands(p.totals)
    expected = np.zeros((30, 3))
    np.add.at(expected, (p.interview, bands), 1)
    marks.grades.update({(0, 3): 1.0, (1, 3): 3.0, (0, 4): 2.0, (0, 5): 2.5, (1, 5): 4.0})
    assert BandTuner(marks).scale.given[:, 0].tolist() == expected.tolist()
    graded = BandTuner(marks, grades_are_bands=True).scale.given[:, 0]
    assert graded[3].tolist() == [1, 0, 1]
    assert graded[4].tolist() == [0, 1, 0]
    assert graded.sum() == 3  # 2.5 and 4 are no numbers of a band


def test_bands_move_to_where_people_see_them():
    marks = simulate(World(noise=0.2, machine_noise=0.2, machine_bias=0.6), 200, 3)
    tuner = BandTuner(marks)
    found = tuner.fit(np.arange(200), 1)
    assert (found > tuner.edges).all()  # the machine is lenient
    assert (np.diff(found) > 0).all()
    everybody = np.arange(200)
    old, new = (tuner.sums(e, everybody).sum(axis=0) for e in (tuner.plain(everybody), found))
    for name, better in (("loss", -1), ("qwk", 1), ("smd", -1)):
        assert better * (tuner.figures[name](new)[0] - tuner.figures[name](old)[0]) > 0
    assert [c.where for c in tuner.changes(found)] == [("bands", "fair", "at_least"), ("bands", "good", "at_least")]
