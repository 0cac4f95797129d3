"""``grader ratings import``, as people run it."""

from __future__ import annotations

import json

import pytest

from tests.runs.made import RUBRIC, kept, store_of

LONG = "doc,grader,criterion,score,comment,date,GROUP\na,ines,users,2,=sum,2026-04-01T15:00:00Z,native\nb,ines,shards,n/a,,,\n"
TASK = {
    "data": {"doc_id": "a"},
    "annotations": [
        {
            "completed_by": {"email": "omar@x.org"},
            "result": [
                {"from_name": "users", "type": "rating", "value": {"rating": 1}},
                {"from_name": "verdict", "type": "choices", "value": {"choices": ["Hire"]}},
                {"from_name": "mood", "type": "choices", "value": {"choices": ["good"]}},
            ],
        },
        {"completed_by": 4, "was_cancelled": True, "result": []},
    ],
}


@pytest.fixture
def files(tmp_path):
    (tmp_path / "long.csv").write_text(LONG)
    (tmp_path / "tool.json").write_text(json.dumps([TASK]))
    return tmp_path / "long.csv", tmp_path / "tool.json"


@pytest.fixture
def run(tmp_path):
    store_of(tmp_path / "run", [kept("in/a.md", 40), kept("in/b.md", 80)]).close()
    return tmp_path / "run"


WORDS = ("--value", "Hire=3", "--rename", "verdict=overall", "--skip", "mood")


def test_files_of_two_tools_become_one(cli, files, tmp_path):
    ran = cli("ratings", "import", *files, *WORDS, "--by", "GROUP")
    assert ran.code == 0
    assert ran.out == (
        "doc,grader,criterion,score,comment,at,GROUP\n"
        "a,ines,users,2,'=sum,2026-04-01T15:00:00Z,native\n"
        "b,ines,shards,N/A,,,\n"
        "a,omar@x.org,users,1,,,\n"
        "a,omar@x.org,overall,3,,,\n"
    )
    assert ran.err.replace(f"{tmp_path}/", "").splitlines() == [
        "long.csv: CSV, a rating a row: 2 ratings, 1 rater (ines), 2 submissions",
        "tool.json: Label Studio: 2 ratings, 1 rater (omar@x.org), 1 submission; "
        "left out: skipped criterion: 1, cancelled: 1",
    ]


def test_what_it_writes_it_reads_back_to_the_same(cli, files, tmp_path):
    out, again = tmp_path / "out.csv", tmp_path / "again.csv"
    assert cli("ratings", "import", *files, *WORDS, "--by", "GROUP", "--out", out).out == ""
    assert cli("ratings", "import", out, "--by", "GROUP", "--out", again).code == 0
    assert out.read_bytes() == again.read_bytes()


def test_it_writes_over_nothing_unless_it_is_told_to(cli, files):
    before = files[0].read_bytes()
    ran = cli("ratings", "import", files[0], "--out", files[0])
    assert (ran.code, ran.err) == (2, f"{files[0]}: is there already; choose another name, or give --force\n")
    assert files[0].read_bytes() == before
    assert cli("ratings", "import", files[0], "--out", files[0], "--force").code == 0
    assert files[0].read_text().startswith("doc,grader,criterion,score,comment,at\n")


def test_all_that_is_wrong_with_all_files_is_said(cli, files, tmp_path):
    files[0].write_text("doc,users\na,x\n,1\n")
    ran = cli("ratings", "import", *files, tmp_path / "none.csv")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.replace(f"{tmp_path}/", "").splitlines() == [
        "long.csv:2: 'x' is no score of users",
        "long.csv:3: has no submission",
        "tool.json: task 1: 'Hire' is no score of verdict",
        "tool.json: task 1: 'good' is no score of mood",
        "none.csv: cannot be read: no such file or directory",
        "--value WORD=SCORE gives a word a score, --skip NAME leaves out what is no criterion",
    ]


def test_a_rating_that_two_files_have_is_said_with_both(cli, files, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("doc,grader,users\nb,ines,1\na,ines,1\n")
    ran = cli("ratings", "import", files[0], other)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"{other}:3: 'ines' has rated 'a' on 'users' before, in {files[0]}:2; keep one of them\n"


def test_submissions_and_criteria_are_checked_by_a_run(cli, files, run, tmp_path):
    assert cli("ratings", "import", *files, *WORDS, "--run", run).code == 0
    ran = cli("ratings", "import", *files, "--value", "Hire=3", "--value", "good=N/A", "--run", run)
    assert (ran.code, ran.out) == (2, "")
    assert [line.partition(";")[0] for line in ran.err.splitlines()] == [
        f"{files[1]}: task 1: the rubric has no criterion 'mood'",
        f"{files[1]}: task 1: the rubric has no criterion 'verdict'",
    ]
    other = tmp_path / "other.csv"
    other.write_text("doc,grader,users\nin/a.md,ines,1\n")
    ran = cli("ratings", "import", files[0], other, "--run", run)
    assert ran.err == f"{other}:2: 'ines' has rated 'in/a.md' on 'users' before, in {files[0]}:2; keep one of them\n"
    other.write_text("doc,grader,users\nx,ines,1\n")
    ran = cli("ratings", "import", other, "--run", run)
    assert (ran.code, ran.err) == (2, f"{other}:2: the run has no submission 'x'\n")


def test_criteria_are_checked_by_a_rubric(cli, files, tmp_path):
    rubric = RUBRIC.model_dump(mode="json", exclude_unset=True)
    (tmp_path / "small.yaml").write_text(json.dumps({**rubric, "bands": rubric["bands"][::-1]}))
    ran = cli("ratings", "import", files[0], "--rubric", tmp_path / "small.yaml")
    assert ran.code == 0
    ran = cli("ratings", "import", files[0], "--rubric", "four-step")
    assert ran.code == 2
    assert ran.err.startswith(f"{files[0]}:3: the rubric has no criterion 'shards'; there are purpose, users,")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--rename", "users"), "Invalid value for '--rename': 'users' is no FROM=TO"),
        (("--rename", "=x"), "Invalid value for '--rename': '=x' is no FROM=TO"),
        (("--value", "Hire=many"), "Invalid value for '--value': 'many' is no score; give a number, or N/A"),
        (("--by", "group", "--by", "Region"), "--by Region: no file has a column of this name with anything in it"),
        (("--by", "comment"), "--by comment: the table has another column of this name"),
        (("--run", "nowhere"), "nowhere"),
        (("--rubric", "no-such"), "no-such"),
    ],
)
def test_wrong_calls(cli, files, options, says):
    ran = cli("ratings", "import", files[0], *options)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def test_a_report_takes_what_a_tool_exports(cli, run, tmp_path):
    task = {**TASK, "annotations": [{**TASK["annotations"][0], "result": TASK["annotations"][0]["result"][:1]}]}
    (tmp_path / "r.json").write_text(json.dumps([task]))
    assert cli("report", run, "--ratings", tmp_path / "r.json", "--format", "csv").code == 0
    assert ",omar@x.org,1," in (run / "report" / "tables" / "agreement.csv").read_text()
    (tmp_path / "r.json").write_text(json.dumps([TASK]))
    ran = cli("report", run, "--ratings", tmp_path / "r.json")
    assert ran.code == 2
    assert ran.err.splitlines()[0] == f"{tmp_path / 'r.json'}: task 1: 'Hire' is no score of verdict"


def test_the_group_alone_shows_its_commands(cli):
    ran = cli("ratings")
    assert ran.code == 0
    assert "import" in ran.out
