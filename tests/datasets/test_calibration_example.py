"""The made ratings: reproduced by their script, of texts that exist, with what is known of them found."""

from __future__ import annotations

import csv
import io
import json
import runpy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from grader.cli import grader
from grader.cli.console import run
from grader.rubric import default_rubric

DATASETS = Path(__file__).parents[2] / "datasets"
EXAMPLE = DATASETS / "calibration-example"
MAKE: dict[str, Any] = runpy.run_path(str(EXAMPLE / "make.py"))


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((EXAMPLE / "ratings.csv").read_text(encoding="utf-8"))))


def test_the_ratings_are_made_again_byte_for_byte() -> None:
    assert MAKE["table"]() == (EXAMPLE / "ratings.csv").read_bytes()


def test_they_name_texts_criteria_and_levels_that_exist() -> None:
    files = Counter(p.name for name in ("designs", "interviews") for p in (DATASETS / name / "texts").iterdir())
    criteria = {c.id: c.max_level for c in default_rubric().criteria}
    found = rows()
    assert len({r["doc"] for r in found}) == 60
    for r in found:
        assert files[r["doc"]] == 1, r
        if r["criterion"] == "overall":
            assert r["score"] in ("1", "2", "3", "4")
        else:
            assert r["score"] == "N/A" or 0 <= int(r["score"]) <= criteria[r["criterion"]]
    assert {r["criterion"] for r in found} == {*criteria, "overall"}


def test_half_are_graded_twice_and_each_text_is_of_one_team() -> None:
    found = rows()
    graders = Counter(doc for doc, _ in {(r["doc"], r["grader"]) for r in found})
    teams = Counter(doc for doc, _ in {(r["doc"], r["team"]) for r in found})
    assert Counter(graders.values()) == {1: 30, 2: 30}
    assert set(teams.values()) == {1}


@pytest.mark.slow
def test_the_harsh_grader_the_drift_and_the_broken_line_are_found(tmp_path: Path) -> None:
    texts = [str(DATASETS / name / "texts") for name in ("designs", "interviews")]
    folder, out, model = str(tmp_path / "run"), tmp_path / "out", str(tmp_path / "unseen")
    assert run(grader, ["train", str(DATASETS / "public"), "--out", model]) == 0
    assert run(grader, ["batch", *texts, "--model", model, "--out", folder]) == 0
    ratings = ["--ratings", str(EXAMPLE / "ratings.csv"), "--by", "team"]
    assert run(grader, ["calibrate", folder, *ratings, "--out", str(out)]) == 0
    found = json.loads((out / "calibration.json").read_text(encoding="utf-8"))
    graders = {g["grader"]: g for g in found["tables"]["graders"]}
    assert [graders[f"grader-{n}"]["stands"] for n in (1, 2, 3)] == ["harsh", "lenient", "as the others"]
    for name, (lenience, drift) in MAKE["truths"]().items():
        g = graders[name]
        assert g["lenience from"] <= lenience <= g["lenience to"]
        assert g["drift from"] <= drift <= g["drift to"]
    assert graders["grader-3"]["drift to"] < 0
    assert graders["grader-1"]["drift from"] < 0 < graders["grader-1"]["drift to"]
    assert graders["grader-2"]["drift from"] < 0 < graders["grader-2"]["drift to"]
    disagreed = [b["name"] for b in found["broken_lines"] if b["trouble"] == "people disagree"]
    assert disagreed == [MAKE["BROKEN"]]
    for part in found["tables"]["by-group-1"]:
        assert part["difference from"] < 0 < part["difference to"]
