"""Where to put cut-offs: found by looking at every choice there is, on grids small enough for that."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.calibration.fitting.bands import BandTuner
from grader.calibration.fitting.cuts import CutTuner
from grader.calibration.fitting.edges import Scale
from tests.calibration.rubrics import rubric_of
from tests.calibration.simulated import World, simulate

INF = float("inf")


def cost(scale: Scale, column: int, edges: np.ndarray, interviews: np.ndarray, strength: float) -> float:
    """Straight from the docstring: squared differences of all who gave a step, and the moves."""
    total = 0.0
    for i in interviews:
        value, n = scale.values[i, column], scale.people[i, column]
        if np.isnan(value) or not n:
            continue
        step = 0 if scale.fixed[i, column] else sum(value >= e for e in edges)
        total += n * step**2 - 2 * step * scale.total[i, column] + scale.square[i, column]
    moved = (((edges - scale.old[column]) / scale.unit) ** 2).sum()
    return total + strength * max(1, scale.people[interviews, column].sum()) * moved


@st.composite
def scales(draw):
    n, columns, edges = draw(st.integers(1, 12)), draw(st.integers(1, 2)), draw(st.integers(1, 3))
    grid = np.array(sorted(draw(st.sets(st.integers(1, 20), min_size=edges, max_size=7)))) / 4
    seed = draw(st.integers(0, 10**6))
    rng = np.random.default_rng(seed)
    given_steps = [[rng.integers(0, edges + 1, rng.integers(0, 4)) for _ in range(columns)] for _ in range(n)]
    values = rng.integers(0, 21, (n, columns)) / 4
    values[rng.random((n, columns)) < 0.15] = np.nan
    old = np.stack([np.sort(rng.choice(grid, edges, replace=False)) for _ in range(columns)])
    return Scale(
        values,
        np.array([[len(g) for g in row] for row in given_steps], np.float64),
        np.array([[g.sum() for g in row] for row in given_steps], np.float64),
        np.array([[(g**2).sum() for g in row] for row in given_steps], np.float64),
        rng.random((n, columns)) < 0.15,
        old,
        grid,
        0.25,
    )


@settings(max_examples=150, deadline=None)
@given(scales(), st.sampled_from([0.0, 0.003, 0.1, 3.0]))
def test_no_other_edges_cost_less(scale, strength):
    interviews = np.arange(len(scale.values))[:: 1 if len(scale.values) < 4 else 2]
    found = scale.fit(interviews, strength)
    assert found.shape == scale.old.shape
    assert np.isin(found, scale.grid).all()
    assert (np.diff(found, axis=1) > 0).all()
    for column in range(found.shape[0]):
        best = min(
            cost(scale, column, np.array(edges), interviews, strength)
            for edges in combinations(scale.grid, found.shape[1])
        )
        assert cost(scale, column, found[column], interviews, strength) == pytest.approx(best, abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(scales())
def test_steps_and_loss_are_what_they_say(scale):
    interviews = np.arange(len(scale.values))
    loss = scale.loss(scale.old, interviews)
    for i in interviews:
        columns = [k for k in range(scale.values.shape[1]) if not np.isnan(scale.values[i, k]) and scale.people[i, k]]
        n = sum(scale.people[i, k] for k in columns)
        expected = sum(cost(scale, k, scale.old[k], np.array([i]), 0) for k in columns) / n if n else 0.0
        assert loss[i].tolist() == pytest.approx([expected, float(n > 0)])
    assert scale.fit(interviews, INF).tolist() == scale.old.tolist()


def test_an_edge_that_gains_nothing_stays():
    marks = simulate(World(noise=0.0, machine_noise=0.0), 60, 2)
    tuner = CutTuner(marks)
    found = tuner.fit(np.arange(60), 1.0)
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


def test_bands_of_grades_and_of_totals():
    marks = simulate(World(), 30, 1)
    assert not BandTuner(marks).by_grades
    totals = marks.papers
    people = BandTuner(marks).scale
    assert people.people[:, 0].tolist() == np.bincount(totals.interview, minlength=30).tolist()
    bands = marks.points.bands(totals.totals)
    assert people.total[:, 0].tolist() == np.bincount(totals.interview, bands, minlength=30).tolist()
    marks.grades.update({(0, 3): 1.0, (1, 3): 3.0, (0, 4): 2.0})
    graded = BandTuner(marks)
    assert graded.by_grades
    assert (graded.scale.people[3:5, 0].tolist(), graded.scale.total[3:5, 0].tolist()) == ([2, 1], [2, 1])
    assert graded.scale.square[3, 0] == 4
    marks.grades[0, 5] = 2.5  # no number of a band
    assert not BandTuner(marks).by_grades


def test_bands_move_to_where_people_see_them():
    marks = simulate(World(noise=0.2, machine_noise=0.2, machine_bias=0.6), 200, 3)
    tuner = BandTuner(marks)
    found = tuner.fit(np.arange(200), 0.01)
    assert (found > tuner.edges).all()  # the machine is lenient
    assert (np.diff(found) > 0).all()
    old, new = (tuner.loss(e, np.arange(200))[:, 0].mean() for e in (tuner.edges[None], found))
    assert new < old
