"""How often something is taken where nothing can be gained, and where something can; and what it is worth afterwards."""

from __future__ import annotations

import pytest

from grader.calibration.fitting.changes import with_changes
from grader.calibration.fitting.proposal import EVERYTHING, Proposal, propose
from grader.calibration.statistics.intervals import Resamples
from tests.calibration.fitting.worlds import agreement, data


def proposed(kind, interviews, seed) -> Proposal:
    return propose(data(kind, interviews, seed), EVERYTHING, Resamples(interviews, 400, seed), seed)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["noise", "best"])
@pytest.mark.parametrize("interviews", [60, 200])
def test_where_nothing_can_be_gained_nothing_is_taken(kind, interviews):
    """In hundreds of such data sets something was taken in one to three of a hundred."""
    taken = sum(bool(proposed(kind, interviews, seed).changes) for seed in range(40))
    assert taken <= 4


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "what", "most"), [("biased", "cuts", 0.04), ("weighted", "weights", 0.1)])
def test_what_is_wrong_is_mended_and_holds_on_fresh_interviews(kind, what, most):
    fresh = data(kind, 3000, 10**6)
    before = agreement(fresh)[what]
    taken = 0
    for seed in range(6):
        one = next(t for t in proposed(kind, 200, seed).tuned if t.what == what)
        if one.taken:
            taken += 1
            assert agreement(with_changes(fresh, one.changes))[what] > before + most
    assert taken >= 5
