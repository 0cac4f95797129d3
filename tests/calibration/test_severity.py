"""How harsh raters are: what was put in comes out, and nothing is said of whom nothing is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader.calibration.marks import Marks, Ratings
from grader.calibration.severity import ALONE, effects, fair_averages, rater_figures
from grader.calibration.statistics.intervals import Resamples
from tests.calibration.rubrics import rubric_of
from tests.calibration.simulated import World, simulate

SEVERITY = np.array([0.5, -0.25, 0.0, -0.25])
"""Of four people; their mean is 0."""
MACHINE = 0.7
nan = np.nan


def sheets(rng, interviews, who_of, criteria=5, noise=0.0, machine=True):
    """Marks of each interview: what it deserves, what each rater adds, and chance."""
    found = []
    for i in range(interviews):
        who = np.array(who_of(i))
        deserved = rng.normal(2, 1, criteria)
        added = np.append(SEVERITY[who], MACHINE)
        values = deserved + added[:, None] + noise * rng.standard_normal((len(added), criteria))
        if not machine:
            values[-1] = nan
        found.append((i, np.append(who, 4), values))
    return found


def test_what_raters_add_is_found_exactly_where_nothing_else_disturbs():
    rng = np.random.default_rng(1)
    found = effects(sheets(rng, 12, lambda i: [i % 4, (i + 1) % 4]), 5)
    assert found.values == pytest.approx([*SEVERITY, MACHINE], abs=1e-12)
    assert found.errors == pytest.approx(0, abs=1e-12)
    assert found.interviews.tolist() == [6, 6, 6, 6, 12]


def test_the_machine_links_people_who_have_no_interview_in_common():
    rng = np.random.default_rng(2)
    found = effects(sheets(rng, 12, lambda i: [i % 4]), 5)
    assert found.values == pytest.approx([*SEVERITY, MACHINE], abs=1e-12)


def test_marks_that_are_missing_and_interviews_that_deserve_less_disturb_nothing():
    rng = np.random.default_rng(3)
    made = sheets(rng, 16, lambda i: [i % 4, (i + 1 + i // 4) % 4] if i % 4 != (i + 1 + i // 4) % 4 else [i % 4])
    for _, who, values in made:
        values[:] -= 3.0 * (0 in who)  # the first sees weak candidates
        values[rng.integers(len(who)), rng.integers(5)] = nan
    assert effects(made, 5).values == pytest.approx([*SEVERITY, MACHINE], abs=1e-12)


def test_raters_whom_nothing_links_are_compared_with_those_they_are_linked_with():
    """The first two and the machine, and the other two where the machine gave nothing: how lenient the machine is must
    not make the other two lenient."""
    rng = np.random.default_rng(4)
    made = sheets(rng, 6, lambda i: [0, 1]) + sheets(rng, 6, lambda i: [2, 3], machine=False)
    found = effects(made, 5)
    first = SEVERITY[:2].mean()
    assert found.values[[0, 1, 4]] == pytest.approx([0.375, -0.375, MACHINE - first], abs=1e-12)
    assert found.values[[2, 3]] == pytest.approx([0.125, -0.125], abs=1e-12)


def test_a_rater_alone_and_one_who_marked_nothing_are_not_compared():
    rng = np.random.default_rng(5)
    made = sheets(rng, 6, lambda i: [0, 1]) + sheets(rng, 3, lambda i: [2], machine=False)
    found = effects(made, 5)
    assert np.isnan(found.values).tolist() == [False, False, True, True, False]
    assert np.isnan(found.errors).tolist() == [False, False, True, True, False]
    assert found.interviews.tolist() == [6, 6, 0, 0, 6]


def test_the_machine_alone_disturbs_nobody():
    rng = np.random.default_rng(6)
    found = effects(sheets(rng, 6, lambda i: [0, 1, 2, 3], machine=False), 5)
    assert found.values[:4] == pytest.approx(SEVERITY, abs=1e-12)
    assert np.isnan(found.values[4])


def test_standard_errors_are_about_those_of_a_bootstrap_of_interviews():
    rng = np.random.default_rng(7)
    made = []
    for i, who, values in sheets(rng, 80, lambda i: [i % 4, (i + 1 + i % 3) % 4], noise=0.4):
        # What one interview has in common for a rater: errors of one mark alone would be far too small.
        made.append((i, who, values + 0.5 * rng.standard_normal((len(who), 1))))
    found = effects(made, 5)
    drawn = [effects([(n, *made[k][1:]) for n, k in enumerate(rng.integers(0, 80, 80))], 5).values for _ in range(300)]
    assert found.errors == pytest.approx(np.std(drawn, axis=0), rel=0.2)
    assert (np.abs(found.values - [*SEVERITY, MACHINE]) < 4 * found.errors).all()


def test_an_interval_holds_the_truth_about_as_often_as_it_says():
    held = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        found = effects(sheets(rng, 30, lambda i: [i % 4, (i + 1) % 4], noise=0.5), 5)
        held += int((np.abs(found.values - [*SEVERITY, MACHINE]) < 2.1 * found.errors).sum())
    assert 0.88 < held / 500 < 0.99


def test_harsh_raters_are_called_so_and_the_machine_comes_last():
    marks = simulate(World(severity=(0.6, -0.6, 0.0), machine_bias=0.8), 120, 1)
    found = rater_figures(marks, Resamples(120, 200, 1))
    assert [(f.rater, f.stands) for f in found] == [
        ("rater 0", "harsh"),
        ("rater 1", "lenient"),
        ("rater 2", "as the others"),
        ("machine", "lenient"),
    ]
    assert sum(f.lenience.value for f in found[:-1]) == pytest.approx(0, abs=1e-9)
    assert all(f.drift.why == "no times" for f in found)
    assert found[0].marks == int((marks.ratings.rater == 0).sum())


def test_scatter_and_spread_by_hand():
    """Two people and no machine. A: 0 2 0 2, B: 1 1 1 3. Differences A - B: -1 1 -1 -1, mean -1/2. Around it: -1/2 3/2
    -1/2 -1/2, whose squares have the mean 3/4. Variances: A 1, B 3/4."""
    marks = _marks([[0, 2, 0, 2], [1, 1, 1, 3]])
    a, b, machine = rater_figures(marks, Resamples(4, 50, 1))
    assert a.lenience.value == pytest.approx(-0.25)
    assert b.lenience.value == pytest.approx(0.25)
    assert a.scatter.value == pytest.approx(np.sqrt(0.75))
    assert b.scatter.value == pytest.approx(np.sqrt(0.75))
    assert a.spread.value == pytest.approx(np.sqrt(4 / 3))
    assert b.spread.value == pytest.approx(np.sqrt(3 / 4))
    assert a.scatter.ends is None
    assert "too few" in a.scatter.why
    assert (machine.lenience.value, machine.lenience.why, machine.stands) == (None, ALONE, "not known")


def test_a_rater_who_gets_milder_drifts():
    level = [[0.0] * 12, [0.0] * 6 + [1.0] * 6]
    a, b, _ = rater_figures(_marks(level, at=np.arange(12.0)), Resamples(12, 50, 1))
    # Ranks from -1/2 to 1/2; b rises by 1 in the middle, a does by comparison fall. Slope of a step over even times:
    # sum of ranks of the upper half, 36 / 22, over the sum of squares of all, 143 / 121.
    assert b.drift.value == pytest.approx((36 / 22) / (143 / 121))
    assert a.drift.value == pytest.approx(-b.drift.value)
    assert b.drift.low > 0


@pytest.mark.parametrize(
    ("at", "why"),
    [
        ([5.0] * 12, "all at the same time"),
        ([5.0] * 11 + [9.0], "all but one at the same time"),
        ([1.0, 2, 3, 4, 5, 6, 7, 8, 9] + [nan] * 3, "9 interviews with a time are too few"),
    ],
)
def test_a_drift_that_nothing_tells_has_a_reason_and_no_interval(at, why):
    rng = np.random.default_rng(8)
    marks = _marks(rng.integers(0, 4, (2, 12)), at=np.array(at))
    for one in rater_figures(marks, Resamples(12, 50, 1))[:2]:
        assert (one.drift.ends, one.drift.why) == (None, why)
        assert one.drift.low is one.drift.high is None
        assert one.drift.value is None or np.isfinite(one.drift.value)


def test_two_interviews_are_too_few_to_call_anybody_harsh():
    a, _, _ = rater_figures(_marks([[0, 0], [3, 3]]), Resamples(2, 50, 1))
    assert (a.lenience.value, a.lenience.ends, a.stands) == (pytest.approx(-1.5), None, "not known")


def test_a_fair_average_takes_away_what_its_raters_add():
    """One criterion of four levels, 0 to 3, so that a level is 33.3 points. B gives one level more than A wherever both
    are; C, whom only the machine compares, is where A is."""
    level = [[0, 1, 2, 1, nan], [1, 2, 3, 2, nan], [nan, nan, nan, nan, 1]]
    marks = _marks(level, machine=[0, 1, 2, 1, 1])
    # The machine is where A is, and so is C: they add 0, 1 and 0, whose mean is 1/3.
    found = {f.name: f for f in fair_averages(marks)}
    assert found["i0"].plain == pytest.approx(100 / 6)
    assert found["i0"].fair == pytest.approx(100 / 6 - 100 / 3 * (1 / 2 - 1 / 3))
    assert (found["i4"].raters, found["i4"].machine) == (1, pytest.approx(100 / 3))
    assert found["i4"].plain == pytest.approx(100 / 3)
    assert found["i4"].fair == pytest.approx(100 / 3 + 100 / 9)


def _marks(level, at=None, machine=None) -> Marks:
    """One criterion; ``level [rater, interview]``, NaN for none; ``at [interview]``."""
    level = np.array(level, np.float64)
    raters, n = level.shape
    marks = simulate(World(criteria=1, severity=(0.0,) * raters), n, 1, rubric_of(1, 1, 3))
    own = np.full(n, nan) if machine is None else np.array(machine, np.float64)
    who, where = np.nonzero(~np.isnan(level))
    times = np.full(len(who), nan) if at is None else at[where]
    ratings = Ratings(who, where, np.zeros(len(who), np.int64), level[who, where], times, {})
    m = replace(
        marks.machine,
        names=tuple(f"i{k}" for k in range(n)),
        levels=own[:, None],
        dimensions=100 * own[:, None] / 3,
        totals=100 * own / 3,
    )
    return replace(marks, machine=m, ratings=ratings)
