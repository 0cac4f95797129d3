"""A finished run by a changed rubric, and two runs side by side."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from grader.rubric import default_rubric, parse_rubric
from grader.runs.rescore import changes, must_check
from grader.runs.spec import rubric_of
from grader.runs.store import Store
from grader.schema.rubric import Rubric
from tests.runs.conftest import GRADES, ROOT, SAMPLES, ran, rows

TEXT = (ROOT / "rubrics" / "four-step.yaml").read_text("utf-8")


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    """A run over the samples, one file that cannot be read, and one that is no interview."""
    folder = tmp_path_factory.mktemp("rescore")
    shutil.copytree(SAMPLES, folder / "in", ignore=shutil.ignore_patterns("*.json", "*.yaml", "README.md"))
    (folder / "in" / "empty.md").write_text("")
    (folder / "in" / "recipe.md").write_text((ROOT / "tests/submissions/recipe.md").read_text("utf-8"))
    assert ran("batch", "in", "--out", "run", cwd=folder).code == 3
    return folder / "run"


def changed(old: str, new: str) -> Rubric:
    assert old in TEXT
    return parse_rubric(TEXT.replace(old, new, 1), "changed.yaml")


ARITHMETIC = [
    ("weight: 20}", "weight: 35}"),
    ("points: 1\n", "points: 3\n"),
    ("at_least: 45}", "at_least: 30}"),
    ("below: 8, total_at_most: 45", "below: 90, total_at_most: 20"),
    ("title: Requirements,", "title: What is required,"),
    ("version: 1.2.0", "version: 1.3.0"),
]


@pytest.mark.parametrize(("old", "new"), ARITHMETIC)
@pytest.mark.slow
def test_what_needs_no_text_is_totalled_as_grading_again_would(run, tmp_path, old, new):
    rubric = tmp_path / "changed.yaml"
    rubric.write_text(TEXT.replace(old, new, 1), "utf-8")
    done = ran("rescore", run, "--rubric", rubric, "--out", tmp_path / "rescored")
    assert done.code == 0, done.err
    again = ran("batch", run.parent / "in", "--rubric", rubric, "--out", tmp_path / "again")
    assert again.code == 3
    query = "SELECT s.identity, total, band, row, signature, status FROM grades g JOIN submissions s ON s.id = g.id ORDER BY 1"
    assert rows(tmp_path / "rescored", query) == rows(tmp_path / "again", query)
    both = [
        ran("report", tmp_path / r, "--format", "assessments", "--format", "html", "--out", tmp_path / f"{r}-report")
        for r in ("rescored", "again")
    ]
    assert [b.code for b in both] == [0, 0]
    one, two = (
        (tmp_path / f"{r}-report" / "assessments.jsonl").read_text("utf-8").splitlines() for r in ("rescored", "again")
    )
    assert [pathless(x) for x in one] == [pathless(x) for x in two]


def pathless(line: str) -> dict:
    found = json.loads(line)
    found["submission"].pop("path")
    return found


def test_the_run_itself_is_left_as_it_is(run, tmp_path):
    before = rows(run, GRADES)
    rubric = tmp_path / "changed.yaml"
    rubric.write_text(TEXT.replace("weight: 20}", "weight: 90}", 1), "utf-8")
    said = ran("rescore", run, "--rubric", rubric)
    assert said.out.startswith("Changed: dimensions\n9 re-totalled, ")
    assert rows(run, GRADES) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["changed.yaml"]
    taken = ran("rescore", run, "--rubric", rubric, "--out", run)
    assert taken.code == 2
    assert "there is a run here" in taken.err


def test_the_same_rubric_moves_nobody(run):
    done = ran("rescore", run, "--rubric", ROOT / "rubrics" / "four-step.yaml")
    assert done.out == "Changed: nothing that counts\n9 re-totalled, 0 moved, on average by +0.00\n"


def test_what_needs_the_texts_is_said_and_which(run, tmp_path):
    rubric = tmp_path / "changed.yaml"
    rubric.write_text(TEXT.replace("after_hint: 0.5", "after_hint: 0.1", 1), "utf-8")
    done = ran("rescore", run, "--rubric", rubric, "--list", "--out", tmp_path / "new")
    assert done.code == 1
    assert "needs the texts: credit: what evidence earns that was asked for or hinted at" in done.err
    kinds = dict(rows(run, "SELECT name, json_extract(row, '$.kind') FROM grades g JOIN submissions s ON s.id = g.id"))
    assert done.out.splitlines() == sorted(n for n, kind in kinds.items() if kind == "transcript")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("change", "concerned"),
    [
        (lambda r: {"criteria": r["criteria"][:-1]}, "all"),
        (lambda r: {"criteria": [{**r["criteria"][0], "after": 0.5}, *r["criteria"][1:]]}, "all"),
        (lambda r: {"criteria": [{**r["criteria"][0], "applies_to": "dialogue"}, *r["criteria"][1:]]}, "all"),
        (lambda r: {"credit": {"volunteered": 0.9, "after_question": 1, "after_hint": 0.5}}, "transcripts"),
        (lambda r: {"budgets": r["budgets"][:2]}, "transcripts"),
        (lambda r: {"not_probed": "unassessed"}, "not probed"),
        (lambda r: {"criteria": [{**c, "probe": None} for c in r["criteria"]]}, "transcripts with a gap"),
        (lambda r: {"criteria": [{**c, "title": "x", "advice": []} for c in r["criteria"]]}, "none"),
        (lambda r: {"criteria": list(reversed(r["criteria"]))}, "none"),
        (lambda r: {"criteria": [{**c, "examples": []} for c in r["criteria"]]}, "none"),
        (
            lambda r: {
                "criteria": [{**c, "cuts": [0.2, 1.8] if c["id"] == "improvements" else None} for c in r["criteria"]]
            },
            "cut",
        ),
    ],
)
def test_only_those_that_a_change_concerns_must_be_checked_again(run, change, concerned):
    plain = default_rubric().model_dump(mode="json")
    new = Rubric.model_validate({**plain, **change(plain)})
    with Store.open(run) as store:
        found = set(must_check(store.all(), changes(rubric_of(store.manifest.settings), new)))
        kept = [k for k in store.all() if k.row]
    levels = {k.name: json.loads(k.row or "") for k in kept}
    talks = {n for n, row in levels.items() if row["kind"] == "transcript"}
    expected = {
        "all": set(levels),
        "none": set(),
        "transcripts": talks,
        "not probed": {n for n, row in levels.items() if any(x[4] for x in row["levels"])},
        "cut": {
            n
            for n, row in levels.items()
            if any(x[0] == "improvements" and (0.2 <= x[5] < 0.47 or 1.47 <= x[5] < 1.8) for x in row["levels"])
        },
        "transcripts with a gap": {n for n in talks if any(not x[1] for x in levels[n]["levels"])},
    }
    assert found == expected[concerned]


def test_two_runs_side_by_side(run, tmp_path):
    rubric = tmp_path / "changed.yaml"
    rubric.write_text(TEXT.replace("weight: 20}", "weight: 35}", 1), "utf-8")
    ran("rescore", run, "--rubric", rubric, "--out", tmp_path / "new")
    said = ran("compare", run, tmp_path / "new")
    assert said.code == 0
    assert "rubric: four-step@1.2.0#" in said.out
    assert "the same levels, weighed otherwise" in said.out
    found = json.loads(ran("compare", run, tmp_path / "new", "--format", "json").out)
    assert found["both"] == 10
    assert found["moved"] == sorted(found["moved"], key=lambda m: (-abs(m["change"]), m["submission"]))
    assert all(m["change"] == round(m["after"]["total"] - m["before"]["total"], 1) for m in found["moved"])
    table = list(csv.DictReader(io.StringIO(ran("compare", run, tmp_path / "new", "--format", "csv").out)))
    assert [r["submission"] for r in table] == [m["submission"] for m in found["moved"]]
    same = json.loads(ran("compare", run, run, "--format", "json").out)
    assert (same["moved"], same["made"]) == ([], [])


@pytest.mark.slow
def test_why_somebody_moved(run, tmp_path):
    shutil.copytree(run.parent / "in", tmp_path / "in")
    path = tmp_path / "in" / "rate-limiter.md"
    path.write_text(path.read_text("utf-8") + "\n\nWe also keep a cache of the rules for a minute.\n", "utf-8")
    (tmp_path / "in" / "photo-albums.txt").unlink()
    (tmp_path / "in" / "empty.md").write_text(path.read_text("utf-8"))
    patterns = tmp_path / "weak.yaml"
    patterns.write_text(TEXT.replace("after: ", "after: 0.99 #", 1), "utf-8")
    ran("batch", "in", "--rubric", patterns, "--out", "run", cwd=tmp_path)
    found = json.loads(ran("compare", run, tmp_path / "run", "--format", "json").out)
    why = {m["submission"]: m["why"] for m in found["moved"]}
    assert why["in/rate-limiter.md"][0] == "its text is another"
    assert why["in/empty.md"] == ["refused, now graded"]
    assert found["only_before"] == ["in/photo-albums.txt"]
    assert any(", now " in line for lines in why.values() for line in lines)
