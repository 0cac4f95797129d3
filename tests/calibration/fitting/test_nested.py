"""Nested cross-validation: nobody is judged by what was fitted to him."""

from __future__ import annotations

import numpy as np
import pytest

from grader.calibration.fitting.nested import UNCHANGED, folds, judged
from grader.calibration.statistics.intervals import Resamples


class Recorder:
    """A tuner of one number, the mean; it remembers whom it was given. A strength draws the number to 0."""

    strengths = (1.0, 0.1)

    def __init__(self, values):
        self.values = np.asarray(values, np.float64)
        self.fitted: list[tuple[frozenset[int], float]] = []
        self.judged: list[tuple[frozenset[int], frozenset[int], float]] = []

    def fit(self, interviews, strength):
        own = frozenset(interviews.tolist())
        self.fitted.append((own, strength))
        there = self.values[interviews][~np.isnan(self.values[interviews])]
        at = 0.0 if strength == UNCHANGED or not len(there) else there.mean() / (1 + strength)
        return own, strength, at

    def loss(self, fitted, interviews):
        own, strength, at = fitted
        self.judged.append((own, frozenset(interviews.tolist()), strength))
        there = ~np.isnan(self.values[interviews])
        return np.stack([np.where(there, (np.nan_to_num(self.values[interviews]) - at) ** 2, 0), there], axis=1)


def test_no_interview_that_is_judged_had_a_part_in_the_fit():
    tuner = Recorder(np.random.default_rng(1).normal(1, 1, 60))
    interviews = np.arange(60)
    found, fitted = judged(tuner, interviews, Resamples(60, 200, 1), 1)
    assert all(not own & part for own, part, _ in tuner.judged)
    outer = [(own, part) for own, part, _ in tuner.judged if len(own) == 48]
    assert len(outer) == 10  # five parts, as it is and changed
    assert {len(part) for _, part in outer} == {12}
    assert frozenset().union(*(part for _, part in outer)) == frozenset(range(60))
    # Inside a part's other interviews, strengths are chosen on them alone.
    wholes = [own for own, _ in outer]
    for own, part, _ in tuner.judged:
        if len(own) < 45:
            assert any(own | part == whole for whole in wholes)
    # What is proposed is from all, with one of the strengths.
    assert fitted[0] == frozenset(range(60))
    assert set(found.strengths) <= {UNCHANGED, *tuner.strengths}
    assert len(found.strengths) == 5


def test_the_gain_is_that_of_each_interview_by_its_own_part():
    values = np.random.default_rng(2).normal(1, 1, 50)
    tuner = Recorder(values)
    found, _ = judged(tuner, np.arange(50), Resamples(50, 500, 1), 7)
    after = np.zeros(50)
    for part, strength in zip(folds(np.arange(50), 5, 7), found.strengths, strict=True):
        rest = np.setdiff1d(np.arange(50), part)
        at = 0.0 if strength == UNCHANGED else values[rest].mean() / (1 + strength)
        after[part] = (values[part] - at) ** 2
    assert found.before.value == pytest.approx((values**2).mean())
    assert found.after.value == pytest.approx(after.mean())
    assert found.gain.value == pytest.approx((values**2).mean() - after.mean())
    assert found.worth_it
    assert found.gain.low < found.gain.value < found.gain.high


def test_chance_is_not_worth_a_change():
    worth = 0
    for seed in range(30):
        tuner = Recorder(np.random.default_rng(seed).normal(0, 1, 40))
        found, (_, strength, _) = judged(tuner, np.arange(40), Resamples(40, 200, seed), seed)
        worth += found.worth_it
        if strength == UNCHANGED and set(found.strengths) == {UNCHANGED}:
            assert found.gain.value == 0
            assert not found.worth_it
    assert worth <= 2


def test_interviews_of_which_nothing_is_known_do_not_count():
    values = np.random.default_rng(3).normal(2, 1, 60)
    values[::3] = np.nan
    found, _ = judged(Recorder(values), np.arange(60), Resamples(60, 200, 1), 1)
    assert found.gain.n == 40
    assert found.before.value == pytest.approx(np.nanmean(values**2))


def test_the_same_seed_judges_the_same():
    values = np.random.default_rng(4).normal(1, 1, 40)
    one, two, other = (judged(Recorder(values), np.arange(40), Resamples(40, 200, s), s)[0] for s in (5, 5, 6))
    assert one == two
    assert one.after != other.after


@pytest.mark.parametrize(("n", "number"), [(30, 5), (31, 5), (3, 4), (24, 4)])
def test_folds_divide_all_into_parts_of_nearly_equal_size(n, number):
    parts = folds(np.arange(n) * 2, number, 1)
    assert sorted(np.concatenate(parts).tolist()) == list(range(0, 2 * n, 2))
    assert max(map(len, parts)) - min(map(len, parts)) <= 1
    assert all((np.diff(p) > 0).all() for p in parts)
