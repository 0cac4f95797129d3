"""How harsh and how steady raters are: what was put in comes out, and nothing is said of whom nothing is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader.calibration.marks import Marks, Ratings
from grader.calibration.severity import ALONE, ITSELF, NO_PAIR, fair_averages, rater_figures
from grader.calibration.statistics.intervals import Resamples
from grader.calibration.steady import NEEDS_THREE
from tests.calibration.rubrics import rubric_of
from tests.calibration.simulated import World, simulate

nan = np.nan


def figures(marks, number=50):
    return rater_figures(marks, Resamples(marks.size, number, 1))


def test_harsh_raters_are_called_so_and_the_machine_comes_last():
    found = figures(simulate(World(severity=(0.6, -0.6, 0.0), machine_bias=0.8), 120, 1))
    assert [(f.rater, f.stands) for f in found] == [
        ("rater 0", "harsh"),
        ("rater 1", "lenient"),
        ("rater 2", "as the others"),
        ("machine", "lenient"),
    ]
    weight = [f.interviews for f in found[:-1]]
    assert np.average([f.lenience.value for f in found[:-1]], weights=weight) == pytest.approx(0, abs=1e-9)
    assert all(f.drift.why == "no times" for f in found)


@pytest.mark.parametrize("weak_first", [True, False])
def test_who_shares_no_interview_with_a_person_is_not_judged_by_the_machine(weak_first):
    """Two who are equally harsh; the one has the weak candidates and the other the strong ones, whom the machine draws
    to the middle, as machines do."""
    rng = np.random.default_rng(1)
    level = np.full((2, 80), nan)
    level[0, :40] = rng.integers(0, 2, 40) if weak_first else rng.integers(2, 4, 40)
    level[1, 40:] = rng.integers(2, 4, 40) if weak_first else rng.integers(0, 2, 40)
    given = np.nansum(level, axis=0)
    a, b, machine = figures(_marks(level, machine=np.clip(np.round(0.5 * given + 0.75), 0, 3)))
    for one in (a, b):
        assert (one.lenience.value, one.lenience.why, one.stands) == (None, ALONE, "not known")
        assert (one.points.why, one.scatter.why, one.spread.why, one.drift.why) == (ALONE,) * 4
        assert one.error.why == NEEDS_THREE
        assert one.against_machine.ends is not None
    assert a.against_machine.value * b.against_machine.value < 0
    own = np.clip(np.round(0.5 * given + 0.75), 0, 3) - given
    assert machine.lenience.value == pytest.approx(own.mean())
    assert machine.against_machine.why == ITSELF


def test_the_machines_points_are_of_what_both_marked():
    marks = simulate(World(severity=(0.3, -0.2, 0.0)), 40, 1)
    gaps = marks.machine.levels.copy()
    gaps[:20, 0] = nan
    with_gaps = replace(marks, machine=replace(marks.machine, levels=gaps))
    p = with_gaps.papers
    rough = (p.machine_totals - p.totals).mean()
    plain, found = figures(marks), figures(with_gaps)
    assert found[-1].points.value == pytest.approx(rough, abs=0.5)
    assert [f.points for f in found[:-1]] == [f.points for f in plain[:-1]]  # the machine's gaps judge nobody


def test_against_the_machine_is_the_mean_difference_of_the_same_marks():
    rng = np.random.default_rng(2)
    level, own = rng.integers(0, 4, (1, 30)).astype(float), rng.integers(0, 4, 30).astype(float)
    a, _ = figures(_marks(level, machine=own))
    d = level[0] - own
    error = d.std(ddof=1) / np.sqrt(30)
    assert a.against_machine.value == pytest.approx(d.mean())
    assert a.against_machine.high - d.mean() == pytest.approx(2.0452 * error, rel=1e-4)


def test_what_people_add_is_taken_away_before_the_machine_is_judged():
    """B gives one level more than A; alone, B marked most of the rest. The machine is where A is."""
    level = np.full((2, 52), nan)
    level[:, :12] = [[0, 1, 2, 1] * 3, [1, 2, 3, 2] * 3]
    level[1, 12:] = 2
    own = np.array([0, 1, 2, 1] * 3 + [1] * 40)
    a, b, machine = figures(_marks(level, machine=own))
    assert (a.lenience.value, b.lenience.value) == (pytest.approx(-0.5), pytest.approx(0.5))
    assert machine.lenience.value == pytest.approx(-0.5)  # half a level below the mean of the two


def test_a_newcomer_moves_nobody_far():
    """Two who agree, and a third who was three levels away, once: before, that moved both by half a level."""
    level = np.full((3, 40), nan)
    level[:2, :39] = np.arange(39) % 3
    level[[0, 2], 39] = [0, 3]
    a, b, newcomer, _ = figures(_marks(level))
    assert abs(a.lenience.value) < 0.05
    assert abs(b.lenience.value) < 0.05
    assert (a.stands, b.stands) == ("as the others", "as the others")
    assert a.lenience.high - a.lenience.low > 0.05  # where zero lies is uncertain too
    assert (newcomer.lenience.ends, newcomer.stands) == (None, "not known")
    assert newcomer.lenience.why == "1 interview shared with people: too few for an interval"


def test_nine_interviews_are_too_few_to_call_anybody_harsh():
    for n, stands in ((9, "not known"), (10, "harsh")):
        a, b, _ = figures(_marks([[0, 1] * (n // 2) + [0] * (n % 2), [2, 3] * (n // 2) + [2] * (n % 2)]))
        assert (a.lenience.value, a.stands) == (pytest.approx(-1), stands)
        assert (b.lenience.ends is None) == (n < 10)


def test_a_difference_that_is_certain_and_too_small_to_matter_is_none():
    level = np.tile([[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 2]], 40)
    a, b, _ = figures(_marks(level))
    assert b.lenience.value == pytest.approx(1 / 12)
    assert b.sure[0] > 0
    assert (a.stands, b.stands) == ("as the others", "as the others")


def test_the_interval_for_all_at_once_is_wider():
    for one in figures(simulate(World(severity=(0.0,) * 6), 80, 3))[:-1]:
        low, high = one.sure
        assert low < one.lenience.low < one.lenience.high < high


def _accused(team: int, interviews: int, sets: int) -> int:
    found = 0
    for seed in range(sets):
        marks = simulate(World(severity=(0.0,) * team), interviews, seed)
        found += any(f.stands in ("harsh", "lenient") for f in figures(marks, 1)[:-1])
    return found


def test_where_all_are_alike_hardly_any_team_has_anybody_accused():
    assert _accused(5, 40, 20) <= 3


@pytest.mark.slow
@pytest.mark.parametrize(("team", "interviews"), [(5, 30), (20, 110), (20, 200)])
def test_at_most_5_teams_in_100_have_anybody_wrongly_accused(team, interviews):
    # Of 200 with 5 % each, 17 or more come about in 1 of 50.
    assert _accused(team, interviews, 200) <= 16


def test_scatter_and_spread_by_hand():
    """Two people and no machine. A: 0 2 0 2, B: 1 1 1 3. Differences A - B: -1 1 -1 -1, mean -1/2. Around it: -1/2 3/2
    -1/2 -1/2, whose squares have the mean 3/4. Variances: A 1, B 3/4."""
    a, b, machine = figures(_marks([[0, 2, 0, 2], [1, 1, 1, 3]]))
    assert a.lenience.value == pytest.approx(-0.25)
    assert b.lenience.value == pytest.approx(0.25)
    assert a.scatter.value == pytest.approx(np.sqrt(0.75))
    assert b.scatter.value == pytest.approx(np.sqrt(0.75))
    assert (a.error.value, a.error.why) == (None, NEEDS_THREE)
    assert a.spread.value == pytest.approx(np.sqrt(4 / 3))
    assert b.spread.value == pytest.approx(np.sqrt(3 / 4))
    assert a.scatter.ends is None
    assert "too few" in a.scatter.why
    assert (machine.lenience.value, machine.lenience.why, machine.stands) == (None, NO_PAIR, "not known")


def test_three_tell_who_is_unsteady():
    rng = np.random.default_rng(4)
    true = rng.integers(0, 4, 60)
    level = np.clip(
        true + (rng.random((3, 60)) < np.array([[0.05], [0.05], [0.6]])) * rng.choice([-1, 1], (3, 60)), 0, 3
    )
    a, b, noisy, _ = figures(_marks(level), 300)
    assert a.error.high < noisy.error.low
    assert b.error.high < noisy.error.low
    assert noisy.error.value == pytest.approx(np.sqrt(0.5), abs=0.2)
    # Of two alone nobody could: their distances from each other are the same.
    x, y, _ = figures(_marks(level[1:]))
    assert x.scatter.value == pytest.approx(y.scatter.value)
    assert x.error.why == y.error.why == NEEDS_THREE


def test_the_machine_makes_nobody_unsteady_and_nobody_drift():
    rng = np.random.default_rng(5)
    level = np.tile(rng.integers(0, 4, 20), (2, 1))
    plain = figures(_marks(level, at=np.arange(20.0)))
    beside = figures(_marks(level, at=np.arange(20.0), machine=np.arange(20) % 4))
    for one, other in zip(plain[:2], beside[:2], strict=True):
        assert one.scatter == other.scatter
        assert one.drift == other.drift
        assert one.spread == other.spread
    assert beside[2].scatter.value > 0.5


def test_a_rater_who_gets_milder_drifts():
    level = [[0.0] * 12, [0.0] * 6 + [1.0] * 6]
    a, b, _ = figures(_marks(level, at=np.arange(12.0)))
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
    for one in figures(marks)[:2]:
        assert (one.drift.ends, one.drift.why) == (None, why)
        assert one.drift.low is one.drift.high is None
        assert one.drift.value is None or np.isfinite(one.drift.value)


def test_a_fair_average_takes_away_what_its_raters_add():
    """One criterion of four levels, 0 to 3, so that a level is 33.3 points. B gives one level more than A wherever both
    are; C shares nothing with anybody."""
    level = np.full((3, 13), nan)
    level[:2, :12] = [[0, 1, 2, 1] * 3, [1, 2, 3, 2] * 3]
    level[2, 12] = 1
    found = {f.name: f for f in fair_averages(_marks(level, machine=[0, 1, 2, 1] * 3 + [1]))}
    assert (found["i0"].plain, found["i0"].fair) == (pytest.approx(100 / 6), pytest.approx(100 / 6))
    assert (found["i0"].raters, found["i0"].adjusted) == (2, 2)
    assert (found["i12"].plain, found["i12"].fair) == (pytest.approx(100 / 3), pytest.approx(100 / 3))
    assert (found["i12"].raters, found["i12"].adjusted, found["i12"].machine) == (1, 0, pytest.approx(100 / 3))


def test_a_fair_average_is_adjusted_only_as_far_as_it_is_certain():
    rng = np.random.default_rng(6)
    level = np.full((2, 31), nan)
    level[:, :30] = rng.integers(0, 4, (2, 30))
    level[0, 30] = 2
    marks = _marks(level)
    points = figures(marks)[0].points
    error = (points.high - points.value) / 2.0452
    (alone,) = [f for f in fair_averages(marks) if f.name == "i30"]
    shrunk = max(0, 1 - (error / points.value) ** 2) * points.value
    assert alone.fair == pytest.approx(alone.plain - shrunk, abs=1e-3)
    assert abs(alone.plain - alone.fair) < abs(points.value)


def test_few_shared_interviews_adjust_nothing_and_no_total_leaves_the_scale():
    level = np.array([[0] * 9 + [nan], [3] * 9 + [3]])
    assert all(f.fair == pytest.approx(f.plain) and f.adjusted == 0 for f in fair_averages(_marks(level)))
    level = np.full((2, 14), nan)
    level[:, :12] = [[0] * 12, [3] * 12]
    level[0, 12], level[1, 13] = 3, 0
    found = {f.name: f for f in fair_averages(_marks(level))}
    assert (found["i12"].fair, found["i13"].fair) == (100, 0)


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
