"""`grader evaluate`: the tables in every form, thresholds, and what is asked wrongly."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

SAMPLES = str(Path(__file__).parents[2] / "datasets" / "samples")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The evaluation of the samples as JSON, made once."""
    from grader.cli import grader
    from grader.cli.console import run

    out = tmp_path_factory.mktemp("evaluation") / "samples.json"
    assert run(grader, ["evaluate", SAMPLES, "--format", "json", "--out", str(out)]) == 0
    return out


def test_json_holds_every_table(made: Path) -> None:
    said = json.loads(made.read_text())
    assert said["texts"] == said["seen_in_training"] == 8
    assert set(said["tables"]) == {"figures", "groups", "criteria", "steps", "confidence", "bands", "texts"}
    assert len(said["tables"]["criteria"]) == 28
    assert len(said["tables"]["texts"]) == 8
    figure = said["tables"]["figures"][0]
    assert figure["figure"] == "step_accuracy"
    assert 0 <= figure["A, 8 texts from"] <= figure["A, 8 texts"] <= figure["A, 8 texts to"] <= 1


def test_the_terminal_says_first_what_the_model_has_seen(cli) -> None:
    ran = cli("evaluate", SAMPLES)
    assert ran.code == 0
    assert "fitted on 8 of them: agreement on those is no measure" in ran.out
    assert "By criterion" in ran.out
    assert max(map(len, ran.out.split("\n"))) <= 140


def test_csv_is_a_file_a_table(cli, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    assert cli("evaluate", SAMPLES, "--format", "csv", "--out", str(out)).code == 0
    assert sorted(p.stem for p in out.iterdir()) == [
        "bands",
        "confidence",
        "criteria",
        "figures",
        "groups",
        "steps",
        "texts",
    ]
    rows = list(csv.DictReader((out / "criteria.csv").open()))
    assert {r["dimension"] for r in rows} >= {"requirements", "api"}
    assert all(-1 <= float(r["qwk A"]) <= 1 for r in rows if r["qwk A"])


def test_the_page_loads_nothing_and_shows_every_text(cli, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    assert cli("evaluate", SAMPLES, "--format", "html", "--out", str(out)).code == 0
    page = out.read_text()
    assert "<script" not in page
    assert "default-src 'none'" in page
    for name in ("parcel-tracking", "ticket-sales"):
        assert name in page
    assert page.count("<circle") >= 8


@pytest.mark.parametrize(("least", "code"), [(0.01, 0), (1.01, 1)])
def test_a_figure_below_what_was_asked_is_exit_code_1(cli, tmp_path: Path, least: float, code: int) -> None:
    wanted = tmp_path / "least.json"
    wanted.write_text(json.dumps({"criterion_exact": least}))
    ran = cli("evaluate", SAMPLES, "--at-least", str(wanted), "--format", "json")
    assert ran.code == code
    assert ("below what was asked: criterion_exact" in ran.err) == bool(code)


@pytest.mark.parametrize(
    ("text", "says"), [("[1]", "no figures"), ("{", "no figures"), ('{"qwk": 0.5}', "no least value of 'qwk'")]
)
def test_thresholds_that_are_none(cli, tmp_path: Path, text: str, says: str) -> None:
    wanted = tmp_path / "least.json"
    wanted.write_text(text)
    ran = cli("evaluate", SAMPLES, "--at-least", str(wanted))
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def test_what_is_not_there(cli, tmp_path: Path) -> None:
    assert "csv is several tables" in cli("evaluate", SAMPLES, "--format", "csv").err
    ran = cli("evaluate", SAMPLES, "--split", "nowhere")
    assert (ran.code, ran.out) == (2, "")
    assert "none of the labelled texts of the split 'nowhere'" in ran.err
    assert "no data set" in cli("evaluate", str(tmp_path)).err


def test_folds_grade_each_text_by_a_model_that_has_not_seen_it(cli, tmp_path: Path) -> None:
    (tmp_path / "folds.json").write_text('{"rate-limiter": "fold-0"}')
    ran = cli("evaluate", SAMPLES, "--model", str(tmp_path))
    assert ran.code == 2
    assert "no fold has held out" in ran.err
    (tmp_path / "folds.json").write_text("[")
    assert "no list of folds" in cli("evaluate", SAMPLES, "--model", str(tmp_path)).err
