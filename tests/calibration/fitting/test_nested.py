"""Nested cross-validation: nobody is judged by what was fitted to him."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader.calibration.fitting.nested import DRAWS, OUTER, Judged, folds, judged, splits
from grader.calibration.statistics.intervals import Estimate, Resamples
from grader.evaluation.agreement import over


class Recorder:
    """A tuner of one number, the mean, in place of 0; it remembers whom it was given."""

    def __init__(self, values):
        self.values = np.asarray(values, np.float64)
        self.fitted: list[frozenset[int]] = []
        self.judged: list[tuple[frozenset[int], frozenset[int]]] = []

    def plain(self, interviews):
        return frozenset(interviews.tolist()), 0.0

    def fit(self, interviews, seed):
        own = frozenset(interviews.tolist())
        self.fitted.append(own)
        there = self.values[interviews][~np.isnan(self.values[interviews])]
        return own, float(there.mean())

    def changes(self, fitted):
        return (fitted[1],)

    def sums(self, fitted, interviews):
        own, at = fitted
        self.judged.append((own, frozenset(interviews.tolist())))
        there = ~np.isnan(self.values[interviews])
        return np.stack([np.where(there, (np.nan_to_num(self.values[interviews]) - at) ** 2, 0), there], axis=1)

    @property
    def figures(self):
        loss = {"loss": lambda s: over(s[..., 0], s[..., 1])[..., None]}
        return loss | {"qwk": lambda s: -loss["loss"](s), "smd": lambda s: np.full((*s.shape[:-1], 2), np.nan)}


def of(values, seed=1, number=300):
    tuner = Recorder(values)
    divided = splits(len(values), seed)
    return tuner, *judged([tuner] * len(divided), divided, Resamples(len(values), number, 1))


def test_no_interview_that_is_judged_had_a_part_in_the_fit():
    tuner, found, suggested = of(np.random.default_rng(1).normal(1, 1, 60))
    assert all(not own & part for own, part in tuner.judged)
    assert len(tuner.judged) == 2 * OUTER * DRAWS  # as it is and changed
    assert {(len(own), len(part)) for own, part in tuner.judged} == {(48, 12)}
    for draw in range(DRAWS):
        parts = [part for _, part in tuner.judged[2 * OUTER * draw : 2 * OUTER * (draw + 1)]]
        assert frozenset().union(*parts) == frozenset(range(60))
    assert [own for own, _ in tuner.judged[1::2]] == tuner.fitted
    assert len({frozenset(part) for _, part in tuner.judged}) == OUTER * DRAWS  # each draw divides otherwise
    assert len(suggested) == OUTER * DRAWS
    assert found.worth_it


def test_the_gain_is_that_of_each_interview_by_its_own_parts():
    values = np.random.default_rng(2).normal(1, 1, 50)
    _, found, suggested = of(values, 7)
    after = np.zeros(50)
    for split, (mean,) in zip(splits(50, 7), suggested, strict=True):
        assert mean == pytest.approx(values[split.training].mean())
        after[split.held] += (values[split.held] - mean) ** 2 / DRAWS
    assert found.before.value == pytest.approx((values**2).mean())
    assert found.after.value == pytest.approx(after.mean())
    assert found.gain.value == pytest.approx((values**2).mean() - after.mean())
    assert found.gain.low < found.gain.value < found.gain.high
    assert found.qwk == (pytest.approx(-found.before.value), pytest.approx(-found.after.value))
    assert found.qwk_gain.value == pytest.approx(found.gain.value)
    assert found.smd == (None, None)
    assert found.r == (None, None)


def test_chance_is_not_worth_a_change():
    worth = sum(of(np.random.default_rng(seed).normal(0, 1, 40), seed, 200)[1].worth_it for seed in range(30))
    assert worth <= 2


def test_interviews_of_which_nothing_is_known_do_not_count():
    values = np.random.default_rng(3).normal(2, 1, 60)
    values[::3] = np.nan
    _, found, _ = of(values)
    assert found.gain.n == 40
    assert found.before.value == pytest.approx(np.nanmean(values**2))


def test_the_same_seed_judges_the_same():
    values = np.random.default_rng(4).normal(1, 1, 40)
    one, two, other = (of(values, s)[1] for s in (5, 5, 6))
    assert one == two
    assert one.after != other.after


SURE, UNSURE, NONE = Estimate(0.1, 0.05, 0.2, 50), Estimate(0.1, -0.05, 0.2, 50), Estimate(0.0, n=50)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({}, None),
        ({"gain": NONE}, "nothing is gained"),
        ({"gain": UNSURE}, "no certain gain on interviews that had no part in it, 0.100 [-0.050, 0.200]"),
        # Least squares gain by giving everybody the middle.
        ({"qwk_gain": UNSURE, "qwk": (0.652, 0.647)}, "agreement does not certainly rise, QWK 0.652 to 0.647"),
        ({"qwk_gain": Estimate(None)}, "agreement does not certainly rise, QWK undefined to undefined"),
        ({"smd": (0.1, 0.12)}, None),
        ({"smd": (0.1, 0.121)}, "the machine leans more, SMD 0.100 to 0.121"),
        # Of weights r with the grades decides.
        ({"qwk_gain": UNSURE, "r": (0.5, 0.5)}, None),
        ({"r": (0.5, 0.49)}, "r does not hold, 0.500 to 0.490"),
        ({"r": (0.5, 0.6), "smd": (0.0, 0.5)}, "the machine leans more"),
    ],
)
def test_what_speaks_against_a_change(more, says):
    found = replace(Judged(SURE, SURE, SURE, SURE), **more)
    assert found.worth_it == (says is None)
    assert says is None or says in str(found.objection)


@pytest.mark.parametrize(("n", "number"), [(30, 5), (31, 5), (3, 4), (24, 4)])
def test_folds_divide_all_into_parts_of_nearly_equal_size(n, number):
    parts = folds(np.arange(n) * 2, number, 1)
    assert sorted(np.concatenate(parts).tolist()) == list(range(0, 2 * n, 2))
    assert max(map(len, parts)) - min(map(len, parts)) <= 1
    assert all((np.diff(p) > 0).all() for p in parts)
