"""Groups of what was rated, by one column and by two together."""

from __future__ import annotations

import numpy as np
import pytest

from grader.calibration.entered import columns_of, entered
from grader.calibration.ratings import Placed
from grader.errors import UsageError

PLACED = [
    Placed(0, "ann", 0, 1.0, groups=(("team", "red"), ("site", "x"))),
    Placed(1, "ann", 0, 1.0, groups=(("team", "red"), ("site", "y"))),
    Placed(2, "ann", 0, 1.0, groups=(("team", "red"),)),
    Placed(2, "bob", 0, 1.0, groups=()),
]


def found(*by, placed=PLACED):
    return entered(placed, np.ones(3, np.bool_), ["a", "b", "c"], by).groups


def test_two_columns_make_groups_of_both():
    assert found("team", "team,site") == {"team": ("red",) * 3, "team,site": ("red / x", "red / y", None)}
    assert found("site , team")["site , team"] == ("x / red", "y / red", None)


def test_the_columns_that_a_file_is_read_by():
    assert columns_of(["team,site", "team", " seat"]) == ("team", "site", "seat")
    assert columns_of([]) == ()


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("team,band", "--by team,band: every calibration is by band already"),
        ("kind", "--by kind: every calibration is by kind already"),
        ("team,", "--by team,: write two columns with a comma between"),
    ],
)
def test_names_that_mean_nothing(by, said):
    with pytest.raises(UsageError, match=said):
        found(by)


def test_two_groups_of_the_same_column_are_refused_also_of_two_columns():
    placed = [*PLACED, Placed(0, "bob", 0, 1.0, groups=(("team", "blue"),))]
    with pytest.raises(UsageError, match=r"'a' is in two groups of team: 'red' and 'blue'; say which"):
        found("team,site", placed=placed)
