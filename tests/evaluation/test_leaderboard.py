"""The leaderboard of a small data set: every row is there, and the figures are figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.evaluation.leaderboard import COLUMNS, leaderboard
from grader.rubric import default_rubric
from grader.training.labelled import load

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_what_each_part_earns() -> None:
    table = leaderboard(load(ROOT / "datasets" / "samples"), default_rubric(), 4)
    assert table.columns == COLUMNS
    rows = {row[0]: row[1:] for row in table.rows}
    assert len(rows) == 14
    for name, values in rows.items():
        assert all(v == "" or -1 <= float(v) <= 1 for v in values), name
    assert all(v != "" for v in rows["all"])
    assert rows["levels: patterns alone"][0] == ""
