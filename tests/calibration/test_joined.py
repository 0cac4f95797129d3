"""The ratings of several files as one table."""

from __future__ import annotations

import pytest

from grader.calibration.formats import RatingsFile
from grader.calibration.joined import doubles, long_csv, named
from grader.calibration.ratings import Rating
from grader.errors import UsageError


def file_of(path, unit, *names):
    return RatingsFile(path, "x", tuple(Rating(*name, 1.0, "", n) for n, name in enumerate(names, 2)), {}, unit)


def test_what_is_there_twice_is_said_with_both_places():
    files = [
        file_of("a.csv", "line", ("d", "i", "users"), ("d", "i", "cost"), ("d", "i", "Users")),
        file_of("b.json", "task", ("d", "o", "users"), ("d", "i", "COST")),
    ]
    assert doubles(files, [[named(r) for r in f.ratings] for f in files]) == [
        "a.csv:4: 'i' has rated 'd' on 'Users' before, in a.csv:2; keep one of them",
        "b.json: task 3: 'i' has rated 'd' on 'COST' before, in a.csv:3; keep one of them",
    ]


def test_of_many_the_first_are_said():
    file = file_of("a.csv", "line", *[("d", "i", "users")] * 101)
    said = doubles([file], [[named(r) for r in file.ratings]])
    assert (len(said), said[-1]) == (21, "a.csv: and 80 problems more")


def test_one_table():
    ratings = [
        Rating("d", "@i", "users", 2.0, "- a\n- b", 1, 1775055600.25, (("GROUP", "native"),)),
        Rating("d", "o", "users", None, "", 2),
        Rating("d", "o", "overall", 0.1 + 0.2, "", 2),
    ]
    assert long_csv(ratings, ("GROUP", "=x")).decode() == (
        "doc,grader,criterion,score,comment,at,GROUP,'=x\n"
        "d,'@i,users,2,\"'- a\n- b\",2026-04-01T15:00:00.250000Z,native,\n"
        "d,o,users,N/A,,,,\n"
        "d,o,overall,0.30000000000000004,,,,\n"
    )


@pytest.mark.parametrize("by", [("Score",), ("GROUP", "group "), ("at",)])
def test_a_subgroup_is_not_called_as_another_column(by):
    with pytest.raises(UsageError, match="the table has another column of this name"):
        long_csv([], by)
