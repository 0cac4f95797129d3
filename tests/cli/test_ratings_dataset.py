"""From a run and its ratings to a data set, and from that to weights."""

from __future__ import annotations

import json
import os
import shutil

import pytest

from grader.cli.ratings_dataset import overall_of
from grader.runs.store import Store
from tests.calibration.rubrics import rubric_of
from tests.cli.conftest import ROOT, process
from tests.runs.made import kept, store_of

HEAD = "doc,grader,criterion,score\n"


def test_a_rubric_with_patterns_of_its_own_is_refused(cli, tmp_path):
    store_of(tmp_path / "run", [kept("in/a.md", 40)]).close()
    ratings = tmp_path / "r.csv"
    ratings.write_text(HEAD + "a,i,users,1\n")
    ran = cli("ratings", "dataset", tmp_path / "run", "--ratings", ratings, "--out", tmp_path / "out")
    assert ran.code == 2
    assert "the run's rubric has patterns of its own" in ran.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("by", "overall"),
    [
        ({0: [0.0, 0.0]}, 1),
        ({0: [2.0], 1: [2.0, 2.0]}, 4),
        ({0: [1.0], 1: [None, 0.0], 2: [None]}, 2),
        ({0: [1.0]}, 3),  # halves up
        ({0: [0.0], None: [4.0, 4.0]}, 1),  # a grade of the whole is on a scale of its own
        ({None: [3.0]}, None),
        ({0: [None]}, None),
        ({}, None),
    ],
)
def test_the_grade_of_the_whole_is_from_peoples_levels(by, overall):
    """Where people gave no grade it was the machine's band, from which weights then learned."""
    assert overall_of(by, rubric_of(3)) == overall


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Forty short texts of the project's own, graded."""
    folder = tmp_path_factory.mktemp("rated")
    texts = (
        sorted((ROOT / "datasets/hollow/texts").iterdir()) + sorted((ROOT / "datasets/designs/texts").iterdir())[:14]
    )
    (folder / "in").mkdir()
    for text in texts:
        shutil.copy(text, folder / "in")
    assert process("batch", folder / "in", "--out", folder / "run").returncode == 0
    return folder / "run"


def rated(run, path, level, count=40):
    with Store.open(run) as store:
        names = [k.name for k in store.all() if k.status == "graded"][:count]
    rows = [f"{n},{who},users,{level(k, who)}\n" for k, n in enumerate(names) for who in ("one", "two")]
    rows += [f"{n},one,decision,{k % 3}\n{n},one,overall,{1 + k % 4}\n" for k, n in enumerate(names)]
    rows += [f"{n},{who},call_flow,N/A\n" for n in names[:3] for who in ("one", "two")]
    path.write_text(HEAD + "".join(rows))
    return names


@pytest.mark.slow
def test_weights_learn_from_ratings(run, tmp_path):
    """Ratings that call every text's users fully shown raise what the fitted weights expect of them."""
    names = rated(run, tmp_path / "r.csv", lambda k, who: 2 if who == "one" or k % 2 else 1)
    made = process("ratings", "dataset", run, "--ratings", tmp_path / "r.csv", "--out", tmp_path / "rated")
    assert made.returncode == 0, made.stderr
    record = json.loads((tmp_path / "rated/labels/A/rated-00000.json").read_text())
    assert record["levels_only"] is True
    assert {c: x["level"] for c, x in record["criteria"].items()} == {"users": 2, "decision": 0, "call_flow": "na"}
    assert record["overall"] == 3  # of 2, 1, 0 and what does not apply; not the grade 1, whose scale nobody knows
    listed = json.loads((tmp_path / "rated/texts.json").read_text())
    assert [x["name"] for x in listed] == names
    env = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    sets = ["datasets/hollow", "datasets/samples", "datasets/designs"]
    for name, more in (("without", []), ("with", [tmp_path / "rated"])):
        fitted = process("train", *sets, *more, "--out", tmp_path / name, env=env)
        assert fitted.returncode == 0, fitted.stderr
    expected = {}
    for name in ("without", "with"):
        graded = process(
            "score", *sorted((run.parent / "in").iterdir())[:20], "--model", tmp_path / name, "--format", "json"
        )
        found = [json.loads(line) for line in graded.stdout.decode().splitlines()]
        users = [
            f["expected"] for a in found for f in a["findings"] if f["criterion"] == "users" and f["level"] is not None
        ]
        expected[name] = sum(users) / len(users)
    assert expected["with"] > expected["without"] + 0.1
    measured = process("evaluate", tmp_path / "rated")
    assert measured.returncode == 2
    assert b"has levels and no steps" in measured.stderr


@pytest.mark.slow
def test_what_has_changed_or_is_too_little_is_said(run, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(run.parent, folder)
    names = rated(run, tmp_path / "r.csv", lambda k, who: 1, 20)
    changed = run.parent / names[0]
    before = changed.read_bytes()
    try:
        changed.write_bytes(before + b"\nmore\n")
        made = process("ratings", "dataset", run, "--ratings", tmp_path / "r.csv", "--out", tmp_path / "rated")
    finally:
        changed.write_bytes(before)
        os.sync()
    assert made.returncode == 2
    assert f"{names[0]}: left out: it has changed since it was graded".encode() in made.stderr
    assert b"19 rated texts are too few to learn from; 30 are needed" in made.stderr
    assert not (tmp_path / "rated").exists()
