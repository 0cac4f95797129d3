"""``--roles``: who plays which part, said by the user."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import SAMPLES

BOTH = "I would shard the users by id and keep a replica of each shard in another zone, since a leader may be lost."
TALK = "\n".join(f"{who}: {BOTH} Number {n}." for n in range(6) for who in ("Kim Ito", "Lee"))


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "talk.txt"
    path.write_text(TALK, encoding="utf-8")
    return path


def speakers(ran) -> dict[str, tuple[str, str, bool]]:
    assert (ran.code, ran.err) == (0, "")
    return {s["name"]: (s["role"], s["how"], s["certain"]) for s in json.loads(ran.out)["document"]["speakers"]}


ASKS = ("interviewer", "given by name", True)
ANSWERS = ("candidate", "given by name", True)
FILE = """
# of the loop on Monday
Kim Ito = interviewer
  lee=Candidate

"""


@pytest.mark.parametrize(
    ("pairs", "kim", "lee"),
    [
        ("Kim Ito=interviewer,Lee=candidate", ASKS, ANSWERS),
        ("Kim Ito=candidate,Lee=interviewer", ANSWERS, ASKS),
        (" kim ito = Interviewer , LEE = CANDIDATE ,", ASKS, ANSWERS),
        ("Kim Ito=unknown,Lee=candidate", ("unknown", "given by name", True), ANSWERS),
        ("Lee=candidate,LEE=candidate,Kim Ito=interviewer", ASKS, ANSWERS),
        ("Zoe=interviewer,Kim Ito=interviewer,Lee=candidate", ASKS, ANSWERS),  # Zoe speaks in another file
    ],
)
def test_pairs(cli, talk, pairs, kim, lee):
    assert speakers(cli("score", talk, "--format", "json", "--roles", pairs)) == {"Kim Ito": kim, "Lee": lee}


@pytest.mark.parametrize("content", [FILE.encode(), FILE.encode("utf-8-sig"), FILE.replace("\n", "\r\n").encode()])
def test_a_file_of_pairs(cli, talk, tmp_path, content):
    (tmp_path / "roles.txt").write_bytes(content)
    found = speakers(cli("score", talk, "--format", "json", "--roles", tmp_path / "roles.txt"))
    assert found == {"Kim Ito": ASKS, "Lee": ANSWERS}


@pytest.mark.parametrize(
    ("given", "lee", "kim"),
    [
        ("Lee=unknown", "unknown", "candidate"),
        ("Lee=interviewer", "interviewer", "candidate"),
        ("Lee=candidate", "candidate", "interviewer"),
    ],
)
def test_the_other_part_follows(cli, talk, given, lee, kim):
    said = speakers(cli("score", talk, "--format", "json", "--roles", given))
    assert said["Lee"] == (lee, "given by name", True)
    assert said["Kim Ito"][0] == kim
    assert said["Kim Ito"][1] != "given by name"


def test_two_parts_for_one_name_are_refused(cli, talk):
    ran = cli("score", talk, "--roles", "Lee=interviewer,lee=candidate")
    assert ran.code == 2
    assert ran.err.endswith("--roles:2: 'lee' is given two parts\n")


def test_the_marks_are_the_candidates(cli, talk):
    for who, other in (("Kim Ito", "Lee"), ("Lee", "Kim Ito")):
        ran = cli("score", talk, "--format", "json", "--roles", f"{who}=candidate,{other}=interviewer")
        quotes = [e for f in json.loads(ran.out)["findings"] for e in f["evidence"]]
        assert quotes
        assert {e["speaker"] for e in quotes} == {who}


@pytest.mark.parametrize("command", ["score", "explain"])
def test_every_command_that_grades_takes_them(cli, talk, command):
    more = ["sharding"] if command == "explain" else []
    assert cli(command, talk, *more, "--roles", "Kim Ito=teacher").code == 2


PARTS = "is no NAME=PART; parts are candidate, interviewer, unknown"


@pytest.mark.parametrize(
    ("pairs", "problem"),
    [
        ("Lee=boss", f"--roles:1: 'Lee=boss' {PARTS}"),
        ("Kim=interviewer,Lee", f"--roles:2: 'Lee' {PARTS}"),
        ("Kim=interviewer,Lee=", f"--roles:2: 'Lee=' {PARTS}"),
        ("=candidate", f"--roles:1: '=candidate' {PARTS}"),
        ("Lee=author", f"--roles:1: 'Lee=author' {PARTS}"),
        ("#Lee=candidate", "--roles: gives no parts; write NAME=PART"),
        (
            "no/such/file",
            "--roles: no/such/file: cannot be read (No such file or directory); give NAME=PART, or a file",
        ),
        (".", "--roles: .: cannot be read (Is a directory); give NAME=PART, or a file"),
    ],
)
def test_what_is_no_part_is_said_with_its_place(cli, talk, pairs, problem):
    ran = cli("score", talk, "--roles", pairs)
    assert (ran.code, ran.out) == (2, "")
    assert problem in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("# parts\nLee=candidate\nKim is the interviewer\n", f":3: 'Kim is the interviewer' {PARTS}"),
        ("# nobody\n\n", ": gives no parts; write NAME=PART"),
        ("", ": gives no parts; write NAME=PART"),
        ("x" * 500, f":1: '{'x' * 80}' {PARTS}"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_line(cli, talk, tmp_path, content, problem):
    path = tmp_path / "roles.txt"
    path.write_text(content)
    ran = cli("score", talk, "--roles", path)
    assert (ran.code, ran.out) == (2, "")
    assert f"{path}{problem}" in ran.err
    assert ran.err.count("\n") == 1


def test_bytes_that_are_no_text_are_no_parts(cli, talk, tmp_path):
    (tmp_path / "roles.txt").write_bytes(b"\xff\xfe\x00" * 50)
    ran = cli("score", talk, "--roles", tmp_path / "roles.txt")
    assert (ran.code, ran.err.count("\n")) == (2, 1)


def test_names_that_nobody_has(cli, talk):
    ran = cli("score", talk, "--roles", "Zoe=candidate,Max=interviewer")
    assert ran.code == 3
    assert "talk.txt: has none of the speakers that roles are given to; its speakers: Kim Ito, Lee" in ran.err


def test_a_design_has_no_speakers(cli):
    ran = cli("score", SAMPLES / "rate-limiter.md", "--roles", "Zoe=candidate")
    assert ran.code == 3
    assert "its speakers: none" in ran.err


def test_one_file_that_has_them_is_graded(cli, talk, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text(TALK.replace("Lee", "Max"), encoding="utf-8")
    ran = cli("score", other, talk, "--format", "json", "--roles", "Lee=candidate")
    assert ran.code == 3
    assert [json.loads(line)["submission"]["path"] for line in ran.out.splitlines()] == [str(talk)]
