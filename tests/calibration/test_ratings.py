"""Files of ratings: what they say, and what is wrong with them, by line."""

from __future__ import annotations

import pytest

from grader.calibration.formats import read_ratings
from grader.calibration.ratings import Placed, RatingsError, placed
from grader.errors import UsageError
from tests.runs.made import RUBRIC

NAMES = ["in/a.md", "in/b.md", "other/b.md", "in/c.txt", "in/c.md", "in/t.csv#cand-7", "in/t.csv#8"]


def read(tmp_path, text, names=NAMES):
    path = tmp_path / "r.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [brief(p) for p in placed("r.csv", read_ratings(path).ratings, names, RUBRIC)]


def brief(p):
    """Without comment, time, groups and line."""
    return Placed(p.submission, p.rater, p.criterion, p.score)


def test_long(tmp_path):
    text = 'doc_id,grader,criterion,score,comment\nin/a.md,ines,users,2,"a, ""b""\nc"\nin/a.md,omar,users,N/A,\n'
    ratings = read_ratings(_file(tmp_path, text)).ratings
    assert [(r.rater, r.score, r.comment, r.line) for r in ratings] == [
        ("ines", 2.0, 'a, "b"\nc', 2),
        ("omar", None, "", 4),
    ]
    assert placed("r.csv", ratings, NAMES, RUBRIC) == [
        Placed(0, "ines", 0, 2.0, 'a, "b"\nc', line=2),
        Placed(0, "omar", 0, None, line=4),
    ]


def test_wide_has_a_grade_of_the_whole_and_empty_cells_are_no_ratings(tmp_path):
    text = "doc_id,grader,users,Shards,overall\nin/a.md,ines,1,,2.5\nin/a.md,omar,n/a,1,3\n"
    assert read(tmp_path, text) == [
        Placed(0, "ines", 0, 1.0),
        Placed(0, "ines", None, 2.5),
        Placed(0, "omar", 0, None),
        Placed(0, "omar", 1, 1.0),
        Placed(0, "omar", None, 3.0),
    ]


@pytest.mark.parametrize(
    ("name", "index"),
    [("in/b.md", 1), ("a.md", 0), ("a", 0), ("c.txt", 3), ("cand-7", 5), ("8", 6), ("in/t.csv#8", 6)],
)
def test_ways_to_name_a_submission(tmp_path, name, index):
    assert read(tmp_path, f"doc,grader,criterion,score\n{name},i,users,1\n") == [Placed(index, "i", 0, 1.0)]


@pytest.mark.parametrize("text", ["Doc;Rater;Criterion;Level\na;i;Users;1\n", "doc\tgrader\tusers\na\ti\t1\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_other_separators_names_and_marks(tmp_path, text, mark):
    assert read(tmp_path, mark + text.replace("\n", "\r\n").encode()) == [Placed(0, "i", 0, 1.0)]


HEAD = "doc,grader,criterion,score\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD + "x.md,i,users,1\n", "r.csv:2: the run has no submission 'x.md'"),
        (
            HEAD + "\n\nx.md,i,users,1\nx.md,i,shards,1\n",
            "r.csv:4: the run has no submission 'x.md' (and 1 other line)",
        ),
        (
            HEAD + "b.md,i,users,1\n",
            "r.csv:2: 'b.md' may be 2 submissions, 'in/b.md', 'other/b.md'; write the whole name",
        ),
        (HEAD + "c,i,users,1\n", "'c' may be 2 submissions"),
        (HEAD + "a,i,user,1\n", "r.csv:2: the rubric has no criterion 'user'; did you mean users?"),
        (HEAD + "a,i,cost,1\n", "the rubric has no criterion 'cost'; there are users, shards"),
        (HEAD + "a,i,users,3\n", "r.csv:2: 3 is no level of users, which are 0 to 2"),
        (HEAD + "a,i,shards,2\n", "2 is no level of shards, which are 0 to 1"),
        (HEAD + "a,i,users,1.5\n", "1.5 is no level of users"),
        (HEAD + "a,i,users,-1\n", "-1 is no level of users"),
        (HEAD + "a,i,users,high\n", "r.csv:2: 'high' is no score of users"),
        (HEAD + "a,i,users,inf\n", "'inf' is no score of users"),
        (HEAD + "a,i,users,1\nin/a.md,i,Users,1\n", "r.csv:3: 'i' has rated 'in/a.md' on 'Users' before, in line 2"),
        (HEAD + ",i,users,1\n", "r.csv:2: has no submission"),
        (HEAD + "a,,users,1\n", "r.csv:2: has no rater"),
        (HEAD + "a,i,,1\n", "r.csv:2: has no criterion"),
        (HEAD + "a,i,users,1,2,3\n", "r.csv:2: has 6 cells, and there are 4 columns"),
        (HEAD + 'a,i,users,"1"x\n', "r.csv:2: is no CSV"),
        (HEAD + 'a,i,users,"1\n', "is no CSV"),
        ("doc,grader,users,date\na,i,1,monday\n", "r.csv:2: 'monday' is no time"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, text, says):
    with pytest.raises(RatingsError) as e:
        read(tmp_path, text)
    assert says in str(e.value)
    assert e.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "has no column of submissions"),
        ("grader,users\n", "has no column of submissions"),
        ("doc,grader\na,i\n", "has no criterion"),
        ("doc,grader,criterion\na,i,users\n", "has no column of scores"),
        ("doc,doc,users\n", "two columns are called 'doc'"),
        (HEAD, "has no ratings"),
        (HEAD + "a,i,users,\n", "has no ratings"),
        (b"doc,grader,users\n\xff\xfe,i,1\n", "is not UTF-8"),
    ],
)
def test_a_file_that_is_none(tmp_path, text, says):
    with pytest.raises(UsageError, match=says):
        read(tmp_path, text)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match="cannot be read: no such file"):
        read_ratings(tmp_path / "none.csv")


def test_all_that_is_wrong_with_a_line_is_said(tmp_path):
    with pytest.raises(RatingsError) as e:
        read(tmp_path, HEAD + "x,i,cost,1\n")
    assert [p.partition(";")[0] for p in e.value.problems] == [
        "r.csv:2: the rubric has no criterion 'cost'",
        "r.csv:2: the run has no submission 'x'",
    ]


def test_many_problems_are_counted(tmp_path):
    with pytest.raises(RatingsError) as e:
        read(tmp_path, HEAD + "".join(f"x{n},i,users,1\n" for n in range(100)))
    assert len(e.value.problems) == 100
    assert str(e.value).endswith("r.csv: and 80 problems more")


def test_ratings_without_a_column_of_raters_are_of_one(tmp_path):
    assert read(tmp_path, "doc,users\na,1\n") == [Placed(0, "r", 0, 1.0)]


def _file(tmp_path, text):
    path = tmp_path / "r.csv"
    path.write_text(text)
    return path
