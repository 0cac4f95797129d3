"""The table of reporters, the JSON contract, and what all reports share."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.reporters import BUILT_IN, reporter
from grader.reporters.json import JsonReporter
from grader.schema.assessment import Assessment
from grader.schema.rubric import Rubric
from tests.reporters.conftest import DESIGN, LEVELS, assess, design_of, make_design, make_rubric, make_talk
from tests.reporters.hostile import PAYLOADS

READABLE = ("terminal", "markdown", "html")


def words_of(report: str, name: str) -> str:
    """The report's words with single spaces, as a reader meets them."""
    if name == "html":
        from selectolax.lexbor import LexborHTMLParser

        report = LexborHTMLParser(report).body.text(separator=" ")  # type: ignore[union-attr]
    if name == "markdown":
        report = report.replace("\\", "")
    return " ".join(report.split())


def test_every_built_in_reporter_answers_to_its_name() -> None:
    assert {reporter(n).name for n in BUILT_IN} == set(BUILT_IN) == {"terminal", "json", "html", "markdown"}


def test_an_unknown_name_lists_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"'pdf': choose one of terminal, json, html, markdown$"):
        reporter("pdf")


def test_listing_the_reporters_loads_no_library() -> None:
    root = Path(__file__).parents[2]
    code = "import sys, grader.reporters as r; list(r.BUILT_IN); print(*({'rich', 'jinja2'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_report_is_a_function_of_its_arguments(
    name: str, talk: Assessment, rubric: Rubric, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = reporter(name).render(talk, rubric)
    for key, value in {
        "COLUMNS": "47",
        "NO_COLOR": "1",
        "FORCE_COLOR": "1",
        "TERM": "dumb",
        "TZ": "Asia/Tokyo",
        "LANG": "de_DE",
    }.items():
        monkeypatch.setenv(key, value)
    assert reporter(name).render(talk, rubric) == first
    assert first.endswith("\n")


@pytest.mark.parametrize("name", READABLE)
def test_total_band_and_all_advice_are_said(name: str, talk: Assessment, rubric: Rubric) -> None:
    said = words_of(reporter(name).render(talk, rubric), name)
    assert talk.scorecard.total == pytest.approx((2 * 75 + 250 / 3 + 75 + 100 / 3) / 5)
    assert "68.3 of 100" in said
    assert "good" in said.lower()
    advice = [f.advice for f in talk.findings if f.advice]
    assert len(advice) == 5
    for words in advice:
        assert words in said
    for finding in talk.findings:
        assert finding.title in said
    for notice in talk.warnings:
        assert notice.message in said
    for observation in talk.observations:
        assert observation.message in said


@pytest.mark.parametrize("name", READABLE)
def test_levels_and_places_are_said(name: str, talk: Assessment, design: Assessment, rubric: Rubric) -> None:
    said = words_of(reporter(name).render(talk, rubric), name)
    assert "5:00, Ben" in said
    assert "Families, I suppose, who lose photos in chat threads." in said
    said = words_of(reporter(name).render(design, rubric), name)
    assert "line 13" in said
    assert "There is only one voice, so nobody could agree." in said
    assert "one-way control" in said
    assert "Held at 45 at most" in said


@pytest.mark.parametrize("name", READABLE)
def test_what_is_not_graded_has_no_band_and_no_next_steps(name: str, rubric: Rubric) -> None:
    said = words_of(reporter(name).render(make_design(rubric, status="not_applicable"), rubric), name)
    assert "ungraded" in said.lower()
    assert "does not read as a system design interview" in said
    assert "next" not in said.lower().split("criteria")[0]


@pytest.mark.parametrize("name", READABLE)
def test_all_met_and_nothing_found_both_have_a_report(name: str, rubric: Rubric) -> None:
    document, segments = design_of(DESIGN[:2])
    best = {c.id: c.max_level for c in rubric.criteria}
    full = assess(document, segments, {}, rubric, levels=dict(best))
    assert "Every dimension stands at 100" in words_of(reporter(name).render(full, rubric), name)
    none = assess(document, segments, {}, rubric, levels=dict.fromkeys(LEVELS, 0))
    assert "0 of 100" in words_of(reporter(name).render(none, rubric), name)


def test_json_is_the_contract(design: Assessment, rubric: Rubric) -> None:
    text = JsonReporter().render(design, rubric)
    value = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert value == design.to_json_dict()
    assert list(value)[:4] == ["schema_version", "signature", "submission", "document"]
    assert value["document"]["text"] == design.document.text
    assert {"step", "start", "end", "start_time", "end_time", "confidence"} <= set(value["segments"][0])
    assert {"criterion", "dimension", "level", "max_level", "unassessed", "advice", "evidence"} <= set(
        value["findings"][0]
    )
    assert {"quote", "start", "end", "line", "time", "speaker", "step"} <= set(value["findings"][0]["evidence"][0])
    assert [f["level"] for f in value["findings"] if f["unassessed"]] == [None]
    assert '\n  "signature"' in text


def test_json_can_be_one_line_and_read_back(talk: Assessment, rubric: Rubric) -> None:
    text = JsonReporter(compact=True).render(talk, rubric)
    assert text.count("\n") == 1
    assert Assessment.model_validate_json(text) == talk


@pytest.mark.parametrize("payload", PAYLOADS)
def test_json_keeps_any_text(payload: str, rubric: Rubric) -> None:
    one = make_design(rubric, word=lambda s: payload + s, path=payload)
    text = JsonReporter().render(one, rubric)
    assert json.loads(text) == one.to_json_dict()
    assert all(ord(c) < 0x20 or c in text for c in payload if c not in '"\\')


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_json_refuses_what_is_no_number(number: float, design: Assessment, rubric: Rubric) -> None:
    wrong = design.model_copy(update={"scorecard": design.scorecard.model_copy(update={"total": number})})
    with pytest.raises(ValueError, match="not finite"):
        JsonReporter().render(wrong, rubric)


def test_a_rubric_of_another_team_needs_nothing_of_ours() -> None:
    rubric = make_rubric()
    strange = rubric.model_copy(update={"budgets": (), "caps": (), "dimensions": rubric.dimensions[:1]})
    talk = make_talk(rubric)
    for name in READABLE:
        said = words_of(reporter(name).render(talk, strange), name)
        assert "failure" in said  # a dimension that the rubric does not know goes by its id


@pytest.mark.parametrize("name", READABLE)
def test_what_was_left_out_and_who_speaks_is_said(name: str, talk: Assessment, rubric: Rubric) -> None:
    said = words_of(reporter(name).render(talk, rubric), name)
    assert "0:00 to 2:30 not the interview (9 words)" in said
    assert "candidate (Ben): 50 % of the words, 3 questions" in said
    assert "2:30" in said


@pytest.mark.parametrize("name", READABLE)
def test_a_design_lists_what_was_left_out_by_its_lines(name: str, design: Assessment, rubric: Rubric) -> None:
    said = words_of(reporter(name).render(design, rubric), name)
    assert "line 31 not the interview (3 words)" in said
    assert "of the words, 3 questions" not in said


@pytest.mark.parametrize("name", READABLE)
def test_coarse_times_are_said_to_be_about_right(name: str, talk: Assessment, rubric: Rubric) -> None:
    assert talk.talk
    coarse = talk.model_copy(update={"talk": talk.talk.model_copy(update={"times": "coarse"})})
    said = words_of(reporter(name).render(coarse, rubric), name)
    assert "about 0:00 to 2:30" in said
    assert "few times" in said


@pytest.mark.parametrize("payload", PAYLOADS)
def test_names_of_voices_and_kinds_of_parts_are_words(payload: str, talk: Assessment, rubric: Rubric) -> None:
    assert talk.talk
    voices = tuple(v.model_copy(update={"name": payload}) for v in talk.talk.voices)
    parts = tuple(p.model_copy(update={"what": payload}) for p in talk.left_out)
    odd = talk.model_copy(update={"talk": talk.talk.model_copy(update={"voices": voices}), "left_out": parts})
    html = reporter("html").render(odd, rubric)
    calm = reporter("html").render(talk, rubric)
    assert html.count("<") == calm.count("<")
    assert "\x1b" not in reporter("terminal").render(odd, rubric)
    markdown = reporter("markdown").render(odd, rubric)
    assert markdown.count("\n") == reporter("markdown").render(talk, rubric).count("\n")
