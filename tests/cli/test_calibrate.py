"""``grader calibrate`` as people run it, on runs whose every level is known."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys

import numpy as np
import pytest

from tests.runs.made import RUBRIC, kept, store_of

NUMBER = 60
EVIL = '=HYPERLINK("http://x")<script>alert(1)</script>\x1b[31m\u202e'


def marks(seed=3):
    """Levels of the machine, and of two people, one of whom is harsher on ``users``."""
    rng = np.random.default_rng(seed)
    true = rng.integers(0, 3, NUMBER)
    part = rng.integers(0, 2, NUMBER)
    own = np.clip(true + (rng.random(NUMBER) < 0.15), 0, 2)
    ines = np.where(rng.random(NUMBER) < 0.1, np.clip(true - 1, 0, 2), true)
    omar = np.clip(true - (rng.random(NUMBER) < 0.4), 0, 2)
    return own, part, ines, omar


@pytest.fixture
def run(tmp_path):
    own, part, _, _ = marks()
    folder = tmp_path / "run"
    made = [
        kept(f"in/{n:02d}.md", 50.0 * int(a), levels=[int(a), int(p)])
        for n, (a, p) in enumerate(zip(own, part, strict=True))
    ]
    store_of(folder, [*made, kept("in/none.pdf", state="refused", reason="has no words")]).close()
    return folder


@pytest.fixture
def ratings(tmp_path):
    _, part, ines, omar = marks()
    path = tmp_path / "ratings.csv"
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["doc", "grader", "criterion", "score", "comment", "at", "team"])
        for n in range(NUMBER):
            day = f"2026-{1 + n // 28:02d}-{1 + n % 28:02d}"
            team = "red" if n % 3 else "blue"
            out.writerow([f"{n:02d}", "ines", "users", ines[n], EVIL if n == 3 else "", day, team])
            out.writerow([f"{n:02d}", "omar", "Users", omar[n], "", day, team])
            out.writerow([f"{n:02d}", "ines", "shards", part[n], "", day, team])
            out.writerow([f"{n:02d}", "omar", "shards", "N/A" if n % 5 == 0 else part[n], "", day, team])
    return path


def test_the_answer_and_all_files(cli, run, ratings):
    ran = cli("calibrate", run, "--ratings", ratings, "--by", "team", "--fit")
    assert ran.code == 0, ran.err
    folder = run / "calibration"
    assert ran.out.splitlines()[-4:] == [
        str(folder / n) for n in ("index.html", "calibration.json", "summary.md", "tables")
    ]
    assert ran.err.startswith(f"{ratings}: CSV, a rating a row: 240 ratings, 2 raters (ines, omar), 60 submissions")
    said = json.loads((folder / "calibration.json").read_text())
    assert said["interviews"] == NUMBER
    assert said["verdict"] in ("usable", "not yet", "too few to tell")
    assert ran.out.startswith({"usable": "Yes", "not yet": "Not yet", "too few to tell": "Nobody"}[said["verdict"]])
    rows = {r["grader"]: r for r in said["tables"]["graders"]}
    assert rows["omar"]["lenience to"] < 0
    assert rows["omar"]["stands"] == "as the others"  # certainly harsher, but by less than a tenth of a level
    assert rows["ines"]["lenience"] == pytest.approx(-rows["omar"]["lenience"])
    assert rows["machine"]["lenience"] > 0
    by_name = {(r["name"], r["between"], r["figure"]): r for r in said["tables"]["figures"]}
    assert by_name["shards", "machine and people", "exact"]["value"] == 1
    assert by_name["shards", "people", "kappa"]["interviews"] == NUMBER - NUMBER // 5
    own, _, ines, omar = marks()
    exact = (np.mean(own == ines) + np.mean(own == omar)) / 2
    assert by_name["users", "machine and people", "exact"]["value"] == pytest.approx(exact, abs=1e-4)
    groups = {r["group"]: r for r in said["tables"]["by-group-1"]}
    assert {g: r["interviews"] for g, r in groups.items()} == {"blue": 20, "red": 40}
    assert len(said["tables"]["impact"]) == 4
    assert {r["what"] for r in said["tables"]["tuning"]} == {
        "cut-offs between levels",
        "points and weights",
        "where bands begin",
    }
    for name, table in said["tables"].items():
        with (folder / "tables" / f"{name}.csv").open(newline="") as file:
            found = list(csv.DictReader(file))
        assert len(found) == len(table), name
        assert list(found[0]) == list(table[0]), name


def test_undefined_is_said_and_never_nan(cli, run, ratings):
    assert cli("calibrate", run, "--ratings", ratings).code == 0
    text = (run / "calibration" / "calibration.json").read_text()
    assert not re.search(r"\b(NaN|nan|Infinity)\b", text)
    for row in json.loads(text)["tables"]["figures"]:
        assert (row["value"] is None) <= bool(row["undefined"]), row
        assert row["value"] is None or row["value from"] is not None or row["undefined"], row


def test_words_of_others_are_never_markup_nor_formulas(cli, run, ratings):
    assert cli("calibrate", run, "--ratings", ratings).code == 0
    page = (run / "calibration" / "index.html").read_text()
    assert "<script" not in page
    assert "\x1b" not in page
    assert "default-src 'none'" in page
    for path in (run / "calibration" / "tables").iterdir():
        assert not re.search(r'(^|,)"?[=+@]', path.read_text(), re.MULTILINE), path


def test_the_same_bytes_whatever_the_hash_seed(run, ratings, tmp_path):
    def made(name, **env):
        command = [
            sys.executable,
            "-m",
            "grader",
            "calibrate",
            run,
            "--ratings",
            ratings,
            "--fit",
            "--out",
            tmp_path / name,
        ]
        subprocess.run(command, env={**os.environ, **env}, check=True, capture_output=True)
        return {p.name: p.read_bytes() for p in sorted((tmp_path / name).rglob("*")) if p.is_file()}

    one = made("one", PYTHONHASHSEED="1", LANG="C", TZ="UTC")
    assert one == made("two", PYTHONHASHSEED="2", LANG="de_DE.UTF-8", TZ="Asia/Tokyo")
    assert len(one) > 12


def test_the_order_of_ratings_and_files_does_not_matter(cli, run, ratings, tmp_path):
    head, *rows = ratings.read_text().splitlines(keepends=True)
    halves = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path, half in zip(halves, (rows[1::2], rows[::2]), strict=True):
        path.write_text(head + "".join(reversed(half)))
    assert cli("calibrate", run, "--ratings", ratings, "--out", tmp_path / "x").code == 0
    assert cli("calibrate", run, "--ratings", halves[0], "--ratings", halves[1], "--out", tmp_path / "y").code == 0
    tables = [json.loads((tmp_path / n / "calibration.json").read_text())["tables"] for n in "xy"]
    assert tables[0] == tables[1]


@pytest.mark.parametrize(
    ("gate", "code", "says"),
    [
        ("qwk=.1", 0, ""),
        ("qwk=.99", 1, "below what was asked: total qwk 0."),
        ("users.exact=.5", 0, ""),
        ("users.exact=1", 1, "below what was asked: users exact 0."),
        ("dimension_needs.qwk=.99", 1, "below what was asked: dimension_needs qwk 0."),
        ("total.kappa=.1", 1, "not what was asked: total kappa is undefined (points have no levels to agree on)"),
        ("qwk", 2, "write a figure and its bound, as qwk=.70"),
        ("qwk=much", 2, "write a figure and its bound"),
        ("kw=.1", 2, "it takes no figure 'kw', but exact, adjacent"),
        ("smd=.15", 2, "it takes no figure 'smd'"),
        ("nobody.qwk=.1", 2, "nothing is called 'nobody'"),
    ],
)
def test_a_gate_for_a_pipeline(cli, run, ratings, gate, code, says):
    ran = cli("calibrate", run, "--ratings", ratings, "--fail-under", gate, "--resamples", 200)
    assert ran.code == code, ran.err
    assert says in ran.err


@pytest.mark.parametrize(
    ("gate", "code", "says"),
    [
        ("users.bias=2", 0, ""),
        ("users.bias=.01", 1, "beyond what was asked: users bias 0."),
        ("qwk=.1", 2, "--fail-over qwk=.1: it takes no figure 'qwk', but smd, bias"),
    ],
)
def test_a_gate_on_differences(cli, run, ratings, gate, code, says):
    ran = cli("calibrate", run, "--ratings", ratings, "--fail-over", gate, "--resamples", 200)
    assert ran.code == code, ran.err
    assert says in ran.err


HEAD = "doc,grader,criterion,score\n"


def test_a_report_is_not_replaced_by_a_calibration(cli, run, ratings, tmp_path):
    assert cli("report", run, "--out", tmp_path / "out", "--format", "csv").code == 0
    ran = cli("calibrate", run, "--ratings", ratings, "--out", tmp_path / "out")
    assert ran.code == 2
    assert "holds something that 'grader calibrate' did not make" in ran.err
    assert (tmp_path / "out" / "submissions.csv").is_file()


def test_grades_of_the_whole_alone_say_nothing_of_marks(cli, run, tmp_path):
    own, *_ = marks()
    path = tmp_path / "r.csv"
    path.write_text(HEAD + "".join(f"{n:02d},i,overall,{own[n] + 7}\n" for n in range(NUMBER)))
    ran = cli("calibrate", run, "--ratings", path)
    assert ran.code == 0, ran.err
    assert "People graded the whole and no criterion" in ran.out
    assert "rank correlation 1.00 (i)" in ran.out


def test_a_person_called_machine_is_a_person(cli, run, tmp_path):
    path = tmp_path / "r.csv"
    path.write_text(HEAD + "".join(f"{n:02d},machine,users,1\n" for n in range(NUMBER)))
    assert cli("calibrate", run, "--ratings", path).code == 0
    found = json.loads((run / "calibration" / "calibration.json").read_text())["tables"]["graders"]
    assert [g["grader"] for g in found] == ["machine (a person)", "machine"]


def test_what_the_weights_were_fitted_on_is_no_measure(cli, run, ratings, tmp_path, monkeypatch):
    """All submissions of such a run have one digest, which the model here has seen."""
    model = tmp_path / "model"
    model.mkdir()
    (model / "fitted-on.json").write_text(json.dumps(["ab" * 32]))
    monkeypatch.setattr("grader.pipeline.SHIPPED_MODEL", model)
    ran = cli("calibrate", run, "--ratings", ratings)
    assert ran.code == 2
    assert "60: the machine's weights were fitted on them; --with-seen looks at them all the same" in ran.err
    ran = cli("calibrate", run, "--ratings", ratings, "--with-seen", "--fail-under", "qwk=.1")
    assert ran.code == 1
    assert "no figure counts" in ran.err
    assert ran.out.startswith("These figures do not say.")
    assert json.loads((run / "calibration" / "calibration.json").read_text())["verdict"] == "no measure"


@pytest.mark.parametrize(
    ("text", "options", "says"),
    [
        (HEAD + "77,i,users,1\n", [], "r.csv:2: the run has no submission '77'"),
        (HEAD + "07,i,usrs,1\n", [], "r.csv:2: the rubric has no criterion 'usrs'; did you mean users?"),
        (HEAD + "07,i,users,5\n", [], "r.csv:2: 5 is no level of users, which are 0 to 2"),
        (HEAD + "07,i,users,1\n07,i,users,2\n", [], "has rated '07' on 'users' before, in line 2"),
        (
            HEAD + "none,i,users,1\n",
            [],
            "people rated nothing that can be held against the run: 1: the run has no grade of them",
        ),
        (HEAD + "07,i,users,1\n", ["--only", "cuts"], "--only is of --fit; give that too"),
        (HEAD + "07,i,users,1\n", ["--write", "new.yaml"], "--write is of --fit; give that too"),
        (HEAD + "07,i,users,1\n", ["--qwk", "nan"], "are numbers from 0 up"),
        (HEAD + "07,i,users,1\n", ["--by", "nosuch"], "--by nosuch: no file has a column of this name"),
        (HEAD + "07,i,users,1\n", ["--rubric", "four-step"], "--rubric is of --write; give that too"),
        (HEAD + "07,i,users,1\n", ["--grades-are-bands"], "--grades-are-bands is of --fit; give that too"),
        (HEAD + "07,i,users,1\n", ["--fit", "--write", "nodir/new.yaml"], "nodir is no folder"),
        ("doc,grader,criterion,score,kind\n07,i,users,1,x\n", ["--by", "kind"], "every calibration is by kind already"),
        (
            "doc,grader,criterion,score,team\n07,i,users,1,x\n07,i,shards,1,y\n",
            ["--by", "team"],
            "'in/07.md' is in two groups of team: 'x' and 'y'",
        ),
    ],
)
def test_what_cannot_be_is_a_line(cli, run, tmp_path, text, options, says):
    path = tmp_path / "r.csv"
    path.write_text(text)
    ran = cli("calibrate", run, "--ratings", path, *options)
    assert ran.code == 2
    assert says in ran.err
    assert "Traceback" not in ran.err
    assert not (run / "calibration").exists()


def test_one_rating_is_enough_to_say_that_it_is_not(cli, run, tmp_path):
    path = tmp_path / "r.csv"
    path.write_text(HEAD + "07,i,users,1\nnone,i,users,1\n")
    ran = cli("calibrate", run, "--ratings", path, "--fit")
    assert ran.code == 0, ran.err
    assert "1 rated submission left out, the run has no grade of them: in/none.pdf" in ran.err
    assert ran.out.startswith("Nobody can tell yet.")
    assert "1 interviews are too few to tune anything" in ran.out


def test_the_rubric_is_rewritten_only_where_it_is_the_runs(cli, run, ratings, tmp_path):
    ran = cli("calibrate", run, "--ratings", ratings, "--fit", "--write", tmp_path / "new.yaml")
    assert ran.code == 2
    assert "is not the rubric that the run was graded by; say with --rubric where that lies" in ran.err
    assert not (tmp_path / "new.yaml").exists()


def test_whom_to_ask_next(cli, run, tmp_path):
    path = tmp_path / "r.csv"
    path.write_text(HEAD + "".join(f"{n:02d},i,users,1\n{n:02d},i,shards,1\n" for n in range(40)))
    ran = cli("calibrate", run, "--ratings", path, "--ask", 6, "--format", "json")
    assert ran.code == 0, ran.err
    asked = json.loads((run / "calibration" / "calibration.json").read_text())["tables"]["to-grade-next"]
    assert len(asked) == 6
    assert {a["reason"] for a in asked} == {"spread", "doubt"}
    unrated = {f"in/{n:02d}.md" for n in range(40, NUMBER)}
    assert {a["interview"] for a in asked if a["by"] == "a first person"} <= unrated
    assert len({a["interview"] for a in asked}) == 6


def test_the_criteria_are_those_of_the_run():
    assert [c.id for c in RUBRIC.criteria] == ["users", "shards"]
