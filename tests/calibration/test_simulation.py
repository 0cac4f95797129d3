"""Whether intervals hold what is true, on simulated graders; `make simulate` does the same ten times over."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import pytest

from tests.calibration.simulation.sets import measured
from tests.calibration.simulation.study import Covered, advice, coverage
from tests.calibration.simulation.worlds import THREE, Truth, severity, truth

pytestmark = pytest.mark.slow

SETS, INTERVIEWS, RESAMPLES = 160, 200, 500
LEVEL, ALLOWED, ERRORS = 0.95, 0.02, 3.5
"""Of 95 % intervals 93 to 97 of 100 should hold; and so many standard errors of a share of so many sets."""
CONSERVATIVE = {"criterion, people, adjacent"}
"""Of some hundred pairs four are apart; the interval of so few cannot be as short as it should be."""


@pytest.fixture(scope="module")
def known() -> Truth:
    return truth(THREE, 100_000)


@pytest.fixture(scope="module")
def study(known: Truth) -> tuple[list[Covered], int]:
    return coverage(THREE, known, INTERVIEWS, SETS, RESAMPLES)


def outside(found: list[Covered], level: float = LEVEL) -> list[str]:
    """Figures whose intervals hold the truth too rarely, or too often."""
    away = ALLOWED + ERRORS * sqrt(level * (1 - level) / SETS)
    low = [c.name for c in found if c.share < level - away]
    return low + [c.name for c in found if c.share > level + away and c.name not in CONSERVATIVE]


def test_all_figures_are_there(study: tuple[list[Covered], int]) -> None:
    found, _ = study
    assert len(found) == len({c.name for c in found}) == 57
    for c in found:
        assert c.sets >= 0.95 * SETS, c.name
        assert c.width > 0, c.name


def test_intervals_hold_the_truth(study: tuple[list[Covered], int]) -> None:
    found, _ = study
    assert outside(found) == []
    # All figures together say more than each by itself.
    agreement = [c.share for c in found if not c.name.startswith(("lenience", "drift"))]
    assert 0.93 <= sum(agreement) / len(agreement) <= 0.97


def test_severity_is_recovered_and_nobody_is_said_to_drift(study: tuple[list[Covered], int]) -> None:
    found, _ = study
    graders = [c for c in found if c.name.startswith(("lenience", "drift"))]
    assert len(graders) == 11
    least = 0.90 - ERRORS * sqrt(0.9 * 0.1 / SETS)
    assert [c.name for c in graders if c.share < least] == []
    away = {c.name: c.bias / c.width for c in graders}
    assert {name: x for name, x in away.items() if abs(x) > 0.1} == {}


def test_the_broken_criterion_is_named_first(study: tuple[list[Covered], int]) -> None:
    _, first = study
    assert first >= (0.95 - ERRORS * sqrt(0.95 * 0.05 / SETS)) * SETS


def test_a_wrong_truth_is_noticed(known: Truth) -> None:
    """The other tests cannot pass whatever intervals are like: moved by half of an interval's width, they miss."""
    few = 24
    found, _ = coverage(THREE, known, INTERVIEWS, few, RESAMPLES)
    moved = replace(known, values={c.name: c.truth + 0.6 * c.width for c in found})
    again, _ = coverage(THREE, moved, INTERVIEWS, few, RESAMPLES)
    names = {c.name for c in again if c.share > 0.9}
    assert names <= CONSERVATIVE


def test_the_truth_of_graders_is_what_large_samples_come_to() -> None:
    """Worked out by itself, it is what the model finds with thousands of interviews."""
    of, exact = measured(THREE, 6000, 1, 200), severity(THREE)
    for name, value in exact.items():
        e = of.figures[name]
        assert e.value is not None
        assert e.ends is not None
        assert abs(e.value - value) < 0.75 * (e.ends[1] - e.ends[0]), name


def test_nothing_is_gained_from_noise_and_something_from_what_is_wrong() -> None:
    sets = 60
    found = advice(INTERVIEWS, sets, RESAMPLES)
    assert len(found) == 9
    for a in found:
        if a.kind == "wrong":
            assert a.gain > ERRORS * a.error, a
            assert a.taken > 0.6 * sets, a
        else:
            assert a.gain < ERRORS * a.error, a
            assert a.taken <= (0.05 + ERRORS * sqrt(0.05 * 0.95 / sets)) * sets, a
