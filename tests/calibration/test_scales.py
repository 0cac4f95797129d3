"""Criteria with three levels beside criteria with four: each by its own scale."""

from __future__ import annotations

import numpy as np
import pytest

from grader.calibration.comparisons import comparisons, criterion_comparison
from grader.calibration.figures import FIGURES
from grader.calibration.marks import Marks, Ratings
from grader.calibration.points import Points
from grader.calibration.statistics import categories
from grader.calibration.statistics.intervals import Resamples
from grader.schema.rubric import Rubric
from tests.calibration.rubrics import rubric_of
from tests.calibration.simulated import World, simulate


def with_a_criterion_of_more_levels(marks: Marks) -> Marks:
    """The same marks and one more criterion, of four levels, that everybody marks alike and in turn."""
    rubric = marks.rubric
    last = rubric_of(1, levels=3).criteria[0].model_copy(update={"id": "more", "dimension": "d0"})
    wider = Rubric.model_validate(rubric.model_copy(update={"criteria": (*rubric.criteria, last)}).model_dump())
    level = np.arange(marks.size) % 4.0
    m, r = marks.machine, marks.ratings
    levels = np.column_stack([m.levels, level])
    machine = type(m)(
        m.names,
        levels,
        np.column_stack([m.expected, np.full(marks.size, np.nan)]),
        np.ones_like(levels),
        Points.of(wider).dimensions(levels),
        Points.of(wider).totals(Points.of(wider).dimensions(levels)),
        m.kinds,
        m.words,
        m.certainty,
    )
    pairs = sorted({(int(a), int(b)) for a, b in zip(r.rater, r.interview, strict=True)})
    who, where = (np.array(x) for x in zip(*pairs, strict=True))
    ratings = Ratings(
        np.concatenate([r.rater, who]),
        np.concatenate([r.interview, where]),
        np.concatenate([r.criterion, np.full(len(who), len(rubric.criteria))]),
        np.concatenate([r.level, level[where]]),
        np.concatenate([r.at, np.full(len(who), np.nan)]),
        {},
    )
    return Marks(wider, marks.raters, machine, ratings, {}, {})


@pytest.mark.parametrize("severity", [(0.0, 0.3), (0.0, 0.3, -0.2)])
def test_another_criterions_scale_changes_no_figure(severity):
    marks = simulate(World(criteria=4, severity=severity), 60, 3)
    wider = with_a_criterion_of_more_levels(marks)
    drawn = Resamples(60, 50, 1)
    for n in range(4):
        one, two = criterion_comparison(marks, n, drawn), criterion_comparison(wider, n, drawn)
        for figure in FIGURES:
            assert two.machine[figure] == one.machine[figure] or _near(two.machine[figure], one.machine[figure]), figure
        for figure in one.people:
            assert _near(two.people[figure], one.people[figure]), figure


def size(figure, value):
    """Of differences the mean is one of sizes: too high here does not make up for too low there."""
    return abs(value) if value is not None and figure in ("smd", "bias") else value


def test_the_mean_over_criteria_is_the_mean_of_their_own_figures():
    wider = with_a_criterion_of_more_levels(simulate(World(criteria=4), 60, 3))
    found = comparisons(wider, Resamples(60, 50, 1))
    criteria = [c for c in found if c.sort == "criterion"]
    mean = next(c for c in found if c.sort == "mean")
    for figure in FIGURES:
        values = [size(figure, c.machine[figure].value) for c in criteria]
        assert mean.machine[figure].value == pytest.approx(np.mean([v for v in values if v is not None]), abs=1e-12)
    for figure, found in mean.people.items():
        values = [size(figure, c.people[figure].value) for c in criteria if c.people[figure].value is not None]
        assert (found.value is None) == (not values)
        if values:
            assert found.value == pytest.approx(np.mean(values), abs=1e-12), figure


def test_levels_that_are_not_there_do_not_count_and_those_that_nobody_uses_do():
    table = np.array([[5.0, 1, 0], [2, 6, 0], [0, 0, 0]])
    wide = np.zeros((4, 4))
    wide[:3, :3] = table
    assert categories.ac2(wide, levels=np.asarray(3.0)) == pytest.approx(categories.ac2(table), abs=1e-15)
    two = np.stack([wide, wide])
    assert categories.ac2(two, levels=np.array([3.0, 4.0])).tolist() == pytest.approx(
        [float(categories.ac2(table)), float(categories.ac2(wide))], abs=1e-15
    )
    assert categories.ac2(table) > categories.ac2(table[:2, :2])


def _near(one, two):
    if one.value is None or two.value is None:
        return (one.value, one.why) == (two.value, two.why)
    near = abs(one.value - two.value) < 1e-12
    return near and (one.ends is None or np.allclose(one.ends, two.ends, atol=1e-9))
