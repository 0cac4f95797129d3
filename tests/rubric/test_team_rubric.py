"""A team's own rubric, with four levels and no criterion of ours, goes the whole way: lint, examples, score, every report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.checking.examples import run_examples
from grader.pipeline import Grader
from grader.reporters import BUILT_IN, reporter
from grader.rubric import default_rubric, load_rubric
from grader.rubric.lint import lint
from grader.schema.assessment import Assessment
from grader.schema.rubric import Rubric
from grader.scoring import score

FILE = Path(__file__).with_name("team.yaml")
SAMPLES = Path(__file__).parents[2] / "datasets" / "samples"
GRADED = ("parcel-tracking.md", "chat-service.txt")


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return load_rubric(FILE)


@pytest.fixture(scope="module")
def assessments(rubric: Rubric) -> dict[str, Assessment]:
    grader = Grader(rubric)
    return {name: grader.assess(SAMPLES / name) for name in GRADED}


def test_it_lints_clean() -> None:
    assert lint(FILE.read_text(encoding="utf-8"), "team.yaml") == []


def test_it_is_none_of_ours(rubric: Rubric) -> None:
    ours = default_rubric()
    assert not {c.id for c in rubric.criteria} & {c.id for c in ours.criteria}
    assert not {d.id for d in rubric.dimensions} & {d.id for d in ours.dimensions}
    assert [c.max_level for c in rubric.criteria] == [3] * 6


def test_its_examples_earn_what_they_say(rubric: Rubric) -> None:
    outcomes = run_examples(rubric)
    assert len(outcomes) >= 6 * 4
    assert [o for o in outcomes if not o.ok] == []


def test_its_levels_and_quotes_come_from_the_text(assessments: dict[str, Assessment]) -> None:
    design = assessments["parcel-tracking.md"]
    assert [f.criterion for f in design.findings] == [
        "latency_promise", "data_loss", "alerting", "overload", "asks_who_runs_it", "rollout",
    ]  # fmt: skip
    by_id = {f.criterion: f for f in design.findings}
    assert by_id["latency_promise"].level == 3
    assert by_id["latency_promise"].advice is None
    assert by_id["asks_who_runs_it"].level is None
    assert by_id["asks_who_runs_it"].unassessed
    assert by_id["alerting"].level == 1
    assert by_id["alerting"].descriptor == "It is monitored."
    assert by_id["alerting"].advice == "A dashboard wakes nobody. Say what an alert is raised for."
    for finding in design.findings:
        assert bool(finding.evidence) == bool(finding.level)
        assert all(design.document.text[e.start : e.end] == e.quote for e in finding.evidence)
    talk = assessments["chat-service.txt"]
    assert all(f.level is not None for f in talk.findings)
    assert {e.speaker for f in talk.findings for e in f.evidence} == {"Amara"}


def test_its_score_follows_from_its_levels_by_hand(rubric: Rubric, assessments: dict[str, Assessment]) -> None:
    levels = {f.criterion: f.level for f in assessments["parcel-tracking.md"].findings}
    promises = 100 * (2 * levels["latency_promise"] + levels["data_loss"]) / 9  # type: ignore[operator]
    running = 100 * (3 * levels["alerting"] + 2 * levels["overload"]) / 15  # type: ignore[operator]
    changing = 100 * levels["rollout"] / 3  # type: ignore[operator]
    card = assessments["parcel-tracking.md"].scorecard
    assert card.total == round((3 * promises + 5 * running + 2 * changing) / 10, 1)
    assert card.band == (
        "not_yet" if card.total < 35 else "with_help" if card.total < 60 else "alone" if card.total < 85 else "leads"
    )


def test_its_cap_takes_hold(rubric: Rubric, assessments: dict[str, Assessment]) -> None:
    findings = [
        f.model_copy(update={"level": 0 if f.dimension == "running" else 3})
        for f in assessments["chat-service.txt"].findings
    ]
    card = score(rubric, findings)
    assert (card.total, card.band) == (34, "not_yet")
    assert [c.reason for c in card.caps] == ["Who says nothing of running it is not ready for the rota."]


@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.parametrize("sample", GRADED)
def test_every_report_shows_its_words(
    rubric: Rubric, assessments: dict[str, Assessment], name: str, sample: str
) -> None:
    report = reporter(name).render(assessments[sample], rubric)
    flat = " ".join(report.split())
    if name == "json":
        told = json.loads(report)
        assert [f["max_level"] for f in told["findings"]] == [3] * 6
        assert set(told["scorecard"]["dimensions"]) == {"promises", "running", "changing"}
        return
    for word in ("What wakes someone", "Running it", "How a change goes out"):
        assert word in flat
    assert f"{assessments[sample].scorecard.total:g}" in flat
    assert not [
        c.title
        for c in default_rubric().criteria
        if c.title in flat and c.title not in assessments[sample].document.text
    ]
