from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import SAMPLES, process

DESIGN = SAMPLES / "rate-limiter.md"
TALK = SAMPLES / "ticket-sales.vtt"


def test_one_file_is_one_json_object(cli):
    ran = cli("score", DESIGN, "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    found = json.loads(ran.out)
    assert found["submission"]["path"] == str(DESIGN)
    assert found["scorecard"]["status"] == "graded"


def test_several_files_are_one_json_object_a_line_in_their_order(cli):
    ran = cli("score", TALK, DESIGN, "--format", "json")
    assert [json.loads(line)["submission"]["path"] for line in ran.out.splitlines()] == [str(TALK), str(DESIGN)]


def test_a_report_says_the_same_in_a_line_and_by_itself(cli):
    alone = json.loads(cli("score", DESIGN, "--format", "json").out)
    assert json.loads(cli("score", DESIGN, DESIGN, "--format", "json").out.splitlines()[1]) == alone


def test_the_terminal_report_has_no_colour_in_a_pipe_and_is_100_wide(cli):
    out = cli("score", DESIGN).out
    assert "51" in out or "of 100" in out
    assert "\x1b" not in out
    assert 90 < max(map(len, out.splitlines())) <= 100


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_width_is_kept(cli, width):
    assert max(map(len, cli("score", DESIGN, "--width", width).out.splitlines())) <= width


def test_several_terminal_reports_end_in_a_table(cli):
    out = cli("score", DESIGN, TALK).out
    table = out[out.rindex("2 submissions") :]
    assert "Band" in table
    assert "Warnings" in table
    rows = [line for line in table.splitlines() if "rate-limiter.md" in line or "ticket-sales.vtt" in line]
    totals = [json.loads(cli("score", f, "--format", "json").out)["scorecard"]["total"] for f in (DESIGN, TALK)]
    assert all(f"{t:.1f}" in row for t, row in zip(totals, rows, strict=True))
    assert "speakers_concluded" in rows[1]


@pytest.mark.parametrize("format_", ["html", "markdown"])
def test_one_page_may_go_to_stdout_or_to_a_file(cli, tmp_path, format_):
    shown = cli("score", DESIGN, "--format", format_).out
    out = tmp_path / "page"
    ran = cli("score", DESIGN, "--format", format_, "--out", out)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert out.read_text("utf-8") == shown


@pytest.mark.parametrize("format_", ["html", "markdown"])
def test_several_pages_need_a_folder(cli, format_):
    ran = cli("score", DESIGN, TALK, "--format", format_)
    assert ran.code == 2
    assert ran.out == ""
    assert "--out DIR" in ran.err


def test_what_is_piped_in_is_read_once_and_named(cli):
    done = process("score", "-", "--format", "json", stdin=DESIGN.read_bytes())
    assert done.returncode == 0
    assert json.loads(done.stdout)["submission"]["path"] == "<stdin>"
    assert cli("score", "-", "-").code == 2


def test_nothing_piped_in_is_an_unread_submission():
    done = process("score", "-")
    assert done.returncode == 3
    assert done.stderr == b"<stdin>: is empty\n"


def test_what_cannot_be_read_is_one_line_each_and_the_others_are_graded(cli, tmp_path):
    empty = tmp_path / "empty.md"
    empty.touch()
    ran = cli("score", tmp_path / "none.md", empty, DESIGN, tmp_path, "--format", "json")
    assert ran.code == 3
    assert json.loads(ran.out)["submission"]["path"] == str(DESIGN)
    assert ran.err.splitlines() == [
        f"{tmp_path / 'none.md'}: there is no such file",
        f"{empty}: is empty",
        f"{tmp_path}: is a folder; name the files in it",
    ]


@pytest.mark.parametrize("order", [1, -1])
def test_a_file_without_the_candidate_is_one_line_and_the_others_are_graded(cli, tmp_path, order):
    words = "{0}: How many users are there? I would put a cache before the database.\nBob: Ten million.\n" * 8
    talks = [tmp_path / f"{n}.txt" for n in (1, 2, 3)]
    for talk, name in zip(talks, ("Amara", "Ann", "Amara"), strict=True):
        talk.write_text(words.format(name))
    ran = cli("score", *talks[::order], DESIGN, "--candidate", "Amara", "--format", "json")
    assert ran.code == 3
    graded = [json.loads(line)["submission"]["path"] for line in ran.out.splitlines()]
    assert graded == [str(talks[0]), str(talks[2])][::order]
    lines = ran.err.splitlines()
    assert [line.split(": ")[0] for line in lines] == [str(talks[1]), str(DESIGN)]
    assert "has no speaker 'Amara'; the speakers are Ann, Bob" in lines[0]
    assert "names no speakers" in lines[1]


def test_what_can_be_read_is_written_though_others_cannot(cli, tmp_path):
    out = tmp_path / "out"
    ran = cli("score", tmp_path / "none.md", DESIGN, "--format", "html", "--out", out)
    assert ran.code == 3
    assert sorted(p.name for p in out.iterdir()) == ["index.html", "rate-limiter.html"]


def test_nothing_readable_writes_nothing(cli, tmp_path):
    assert cli("score", tmp_path / "none.md", "--out", tmp_path / "report.txt").code == 3
    assert not (tmp_path / "report.txt").exists()


@pytest.mark.parametrize(("least", "code"), [(0, 0), (10, 0), (99.9, 1)])
def test_a_missed_threshold_is_exit_code_1(cli, least, code):
    ran = cli("score", DESIGN, "--min-score", least, "--format", "json")
    assert ran.code == code
    assert json.loads(ran.out)["scorecard"]["total"] > 10
    assert bool(ran.err) == bool(code)


def test_a_text_that_is_not_graded_reaches_no_threshold(cli, tmp_path):
    recipe = tmp_path / "recipe.txt"
    recipe.write_text("Chop the garlic and simmer it with two tablespoons of oil in a pan for a while. " * 20)
    ran = cli("score", recipe, "--min-score", 0, "--format", "json")
    assert json.loads(ran.out)["scorecard"]["status"] == "not_applicable"
    assert ran.code == 1


def test_an_unread_file_outranks_a_missed_threshold(cli, tmp_path):
    assert cli("score", tmp_path / "none.md", DESIGN, "--min-score", 100, "--format", "json").code == 3


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ((), "Missing argument"),
        ((DESIGN, "--format", "jsn"), "did you mean 'json'?"),
        ((DESIGN, "--input-format", "markdwn"), "did you mean 'markdown'?"),
        ((DESIGN, "--rubric", "four-stp"), "did you mean 'four-step'?"),
        ((DESIGN, "--rubric", "none.yaml"), "none.yaml: cannot be read"),
        ((DESIGN, "--kind", "essay"), "'essay'"),
        ((DESIGN, "--segmenter", "thirds"), "unknown segmenter 'thirds'"),
        ((DESIGN, "--model", "/nowhere"), "/nowhere"),
        ((DESIGN, "--min-score", "101"), "101"),
        ((DESIGN, "--width", "1"), "1"),
        ((DESIGN, "--frmat", "json"), "--frmat"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_prints_no_data(cli, args, says):
    ran = cli("score", *args)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert "Traceback" not in ran.err


def test_a_wrong_rubric_is_exit_code_2_with_every_problem(cli, tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("id: x\nversion: 1\nbands: []\n")
    ran = cli("score", DESIGN, "--rubric", wrong)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) > 2
    assert all(line.startswith(f"{wrong}:") for line in ran.err.splitlines())


def test_kind_and_format_and_candidate_are_obeyed(cli, tmp_path):
    talk = tmp_path / "talk.txt"
    talk.write_text("Ann: Design a cache for us please.\nBob: How many users are there?\n" * 8)
    found = json.loads(cli("score", talk, "--candidate", "bo", "--format", "json").out)
    assert {s["name"]: s["role"] for s in found["document"]["speakers"]} == {"Ann": "interviewer", "Bob": "candidate"}
    assert json.loads(cli("score", talk, "--kind", "design", "--format", "json").out)["submission"]["kind"] == "design"
    read = json.loads(cli("score", talk, "--input-format", "markdown", "--format", "json").out)
    assert read["submission"]["format"] == "markdown"


def test_a_rubric_may_be_a_name_or_a_file(cli, tmp_path):
    own = tmp_path / "own.yaml"
    assert cli("rubric", "new", "own", "--out", own).code == 0
    found = json.loads(cli("score", DESIGN, "--rubric", own, "--format", "json").out)
    assert [f["criterion"] for f in found["findings"]] == ["scale", "caching"]
    assert cli("score", DESIGN, "--rubric", "four-step").out == cli("score", DESIGN).out


@pytest.mark.parametrize("format_", ["terminal", "json", "html", "markdown"])
def test_the_same_file_gives_the_same_bytes(cli, format_):
    assert cli("score", DESIGN, "--format", format_).out == cli("score", DESIGN, "--format", format_).out


def test_a_name_that_is_no_utf8_is_reported_all_the_same(cli, tmp_path):
    odd = Path(str(tmp_path) + "/caf\udce9.md")
    odd.write_bytes(DESIGN.read_bytes())
    ran = cli("score", odd, "--format", "json")
    assert ran.code == 0
    assert json.loads(ran.out)["submission"]["path"].endswith("caf\ufffd.md")
