"""A hundred kills, at random times and at every named point. ``make torture`` does a thousand."""

from __future__ import annotations

import pytest

from tests.runs.killed import POINTS
from tests.runs.kills import torture


@pytest.mark.slow
def test_a_hundred_kills_lose_nothing_and_count_nothing_twice(tmp_path):
    done = torture(tmp_path, 100, seed=20)
    assert done.all >= 100
    assert set(POINTS) <= set(done.counts), sorted(set(POINTS) - set(done.counts))
