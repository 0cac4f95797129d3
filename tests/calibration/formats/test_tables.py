"""Tables: what is a column of what, RSMTool's, times and subgroups; CSV and its separators."""

from __future__ import annotations

import pytest

from grader.calibration.ratings import Placed, RatingsError, placed
from tests.calibration.formats.made import brief, read, wrong
from tests.runs.made import RUBRIC


def test_rsmtool_keeps_raters_apart_and_rates_the_whole(tmp_path):
    text = "spkitemid,SC1,sc2,candidate,GROUP,length,date\nc-1,4,3,k1,native,310,2026-04-01\nc-2,n/a,,k2,,9,\n"
    file = read(tmp_path, text, by=("GROUP",))
    assert brief(file) == [
        ("c-1", "sc1", "overall", 4.0),
        ("c-1", "sc2", "overall", 3.0),
        ("c-2", "sc1", "overall", None),
    ]
    assert [r.groups for r in file.ratings] == [(("GROUP", "native"),), (("GROUP", "native"),), ()]
    assert [r.at for r in file.ratings] == [1775001600.0, 1775001600.0, None]
    assert file.format == "CSV, RSMTool"
    assert [r.criterion for r in read(tmp_path, text, criterion="scale").ratings] == ["scale"] * 3


def test_rsmtool_by_its_scores_alone(tmp_path):
    assert brief(read(tmp_path, "id\tsc1\tsc12\ta\n7\t2\t1\tx\n")) == [
        ("7", "sc1", "overall", 2.0),
        ("7", "sc12", "overall", 1.0),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("spkitemid,score\na,1\n", "r: has no column of scores; RSMTool calls them sc1, sc2 ..."),
        ("spkitemid,sc1\n,1\n", "r:2: has no submission; its data need a field 'doc_id'"),
        ("spkitemid,sc1\na,x\n", "r:2: 'x' is no score of overall"),
        ("spkitemid,sc1,sc1\na,1,2\n", "r: two columns are called 'sc1'"),
        ("spkitemid,sc1,date\na,1,x\n", "r:2: 'x' is no time"),
    ],
)
def test_rsmtool_that_is_wrong(tmp_path, text, says):
    assert wrong(tmp_path, text) == [says]


def test_rename_skip_and_words(tmp_path):
    text = "doc,grader,Est,candidate,verdict\na,i,2,k1,Hire\nb,i,,k2,No\nc,i,1,,\n"
    how = {"rename": {"est": "users", "verdict": "overall"}, "values": {"HIRE": 3, "no": None}}
    file = read(tmp_path, text, skip=frozenset({"Candidate"}), **how)
    assert brief(file) == [
        ("a", "i", "users", 2.0),
        ("a", "i", "overall", 3.0),
        ("b", "i", "overall", None),
        ("c", "i", "users", 1.0),
    ]
    assert file.left_out == {"skipped criterion": 2}
    assert read(tmp_path, text, by=("candidate",), **how).ratings[0].groups == (("candidate", "k1"),)
    assert wrong(tmp_path, text, **how) == ["r:2: 'k1' is no score of candidate", "r:3: 'k2' is no score of candidate"]


def test_a_column_that_is_no_criterion_is_a_problem_of_the_rubric(tmp_path):
    file = read(tmp_path, "doc,grader,users,minutes\na,i,1,40\n")
    with pytest.raises(RatingsError, match=r"r\.csv:2: the rubric has no criterion 'minutes'"):
        placed("r.csv", file.ratings, ["a"], RUBRIC)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("2026-04-01", 1775001600.0),
        ("20260401", 1775001600.0),
        ("2026-04-01T02:00:00+02:00", 1775001600.0),
        ("2026-04-01 00:00:00 UTC", 1775001600.0),
        ("2026-04-01T00:00:00.25Z", 1775001600.25),
        ("1775001600", 1775001600.0),
        ("1775001600.5", 1775001600.5),
        ("1775001600500", 1775001600.5),
        ("", None),
    ],
)
@pytest.mark.parametrize("column", ["date", "Created_At", "timestamp", "inserted_at", "at", "time"])
def test_times(tmp_path, said, at, column):
    for text in (f"doc,score,{column}\na,1,{said}\n", f"doc,users,{column}\na,1,{said}\n"):
        assert [(r.criterion, r.at) for r in read(tmp_path, text, criterion="users").ratings] == [("users", at)]


@pytest.mark.parametrize(
    "said", ["3", "-1775001600", "1e99", "nan", "2026-13-01", "1900-01-01", "15:00", "9" * 400, "x" * 400]
)
def test_what_is_no_time(tmp_path, said):
    (line,) = wrong(tmp_path, f"doc,users,date\nb,1,\na,1,{said}\n")
    assert line.startswith("r:3: '")
    assert line.endswith("' is no time")


def test_a_criterion_may_be_called_as_a_time_is(tmp_path):
    file = read(tmp_path, "doc,users,time,date\na,1,2,2026-04-01\n", rename={"time": "pace"})
    assert [(r.criterion, r.score, r.at) for r in file.ratings] == [
        ("users", 1.0, 1775001600.0),
        ("pace", 2.0, 1775001600.0),
    ]


def test_scores_without_a_column_of_criteria_are_of_the_one_that_is_said(tmp_path):
    file = read(tmp_path, "doc,grader,score\na,i,1\n", criterion="users")
    assert (brief(file), file.format) == ([("a", "i", "users", 1.0)], "CSV, a rating a row")


@pytest.mark.parametrize(
    "said", ["inf", "-Infinity", "NaN", "1e10", "1_0", "٣", "0x1", "1,5", "true", "9" * 99, "1e", "--1"]
)
def test_what_is_no_score(tmp_path, said):
    (line,) = wrong(tmp_path, f'doc,users\na,"{said}"\n')
    assert line.startswith("r:2: '")
    assert line.endswith("' is no score of users")


@pytest.mark.parametrize(
    ("said", "score"), [("2", 2.0), (" 2.50 ", 2.5), ("-0", 0.0), ("+1e2", 100.0), ("N/A", None), ("n.a.", None)]
)
def test_scores(tmp_path, said, score):
    (rating,) = read(tmp_path, f"doc,users\na,{said}\n").ratings
    assert (rating.score, str(rating.score)) == (score, str(score))


def test_not_applicable_is_not_nothing(tmp_path):
    assert brief(read(tmp_path, "doc,users,shards\na,N/A,0\n")) == [
        ("a", "r", "users", None),
        ("a", "r", "shards", 0.0),
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_the_one_that_makes_columns_that_are_known(tmp_path, separator):
    text = separator.join(["doc", "grader", '"a,b;c\td,e;f\tg"', "score", "criterion"]) + "\n"
    text += separator.join(["x", "i", "z", "1", '"users"']) + "\n"
    file = read(tmp_path, text, by=("a,b;c\td,e;f\tg",))
    assert (brief(file), file.ratings[0].groups[0][1]) == ([("x", "i", "users", 1.0)], "z")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"doc,grader,users\na,\xff,1\n", "r: is not UTF-8 (byte 19); save it as UTF-8"),
        ("doc,users\na,1\n".encode("utf-16"), "r: is not UTF-8 (byte 0); save it as UTF-8"),
        ('"doc"x,users\na,1\n', "r: is no CSV (',' expected after '\"')"),
        (
            "doc,users\n" + "x" * 1001 + ",1\n",
            f"r:2: '{'x' * 39}…' is no name of a submission: it has more than 1,000 characters",
        ),
        ("doc,users,\x1b[31mbad\na,1,\x07x\x1b[0m\n", "r:2: 'x' is no score of bad"),
        ("doc,users\na,\x00\n", "r:2: '' is no score of users"),
        ("doc,users\na," + "1" * 200_000 + "\n", "r:2: is no CSV (field larger than field limit (131072))"),
        ("doc," + ",".join(f"c{n}" for n in range(2000)) + "\n", "r: has more than 2,000 columns"),
        ("", "r: has no column of submissions; call one of them 'doc'"),
        ("\ufeff", "r: has no column of submissions; call one of them 'doc'"),
        ("{doc,users}\n", "r: is no JSON (Expecting property name enclosed in double quotes at line 1, column 2)"),
    ],
)
def test_a_table_that_is_wrong(tmp_path, content, says):
    assert wrong(tmp_path, content) == [says]


def test_all_problems_are_said_by_line(tmp_path):
    assert wrong(tmp_path, "doc,grader,users,date\n,i,1,\na,,1,\na,i,x,\na,i,1,x\na,i,1,,\nb,i,1,\n") == [
        "r:2: has no submission",
        "r:3: has no rater",
        "r:4: 'x' is no score of users",
        "r:5: 'x' is no time",
        "r:6: has 5 cells, and there are 4 columns",
    ]


def test_nothing_is_lost_when_ratings_are_placed(tmp_path):
    text = "doc,grader,criterion,score,note,date,GROUP\na,i,users,1,why,2026-04-01,native\n"
    file = read(tmp_path, text, by=("GROUP",))
    found = placed("r.csv", file.ratings, ["a"], RUBRIC)
    assert found == [Placed(0, "i", 0, 1.0, "why", 1775001600.0, (("GROUP", "native"),), 2)]
