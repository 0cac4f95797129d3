"""The rubric that comes with grader is what it tells others to be."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from grader.checking.examples import ExampleOutcome, run_examples
from grader.rubric import default_rubric, load_rubric, parse_rubric, rubric_file
from grader.rubric.lint import lint

CRITERIA = [c.id for c in default_rubric().criteria]


@pytest.fixture(scope="module")
def outcomes() -> list[ExampleOutcome]:
    return run_examples(default_rubric())


def test_it_lints_clean() -> None:
    path = rubric_file("four-step")
    assert lint(path.read_text(encoding="utf-8"), "four-step.yaml") == []


def test_it_is_the_same_by_every_door() -> None:
    path = rubric_file("four-step")
    assert default_rubric() == load_rubric(path) == parse_rubric(path.read_text(encoding="utf-8"), "x")


def test_it_has_28_criteria_of_two_levels_in_seven_dimensions() -> None:
    rubric = default_rubric()
    assert len(CRITERIA) == 28
    assert {c.max_level for c in rubric.criteria} == {2}
    assert [d.id for d in rubric.dimensions] == [
        "requirements",
        "api",
        "high_level",
        "data_model",
        "solutions",
        "failure",
        "summary",
    ]
    assert sum(d.weight for d in rubric.dimensions) == 100
    assert [(b.step, b.minutes) for b in rubric.budgets] == [
        ("scope", 5),
        ("high_level", 20),
        ("deep_dive", 15),
        ("wrap_up", 5),
    ]
    assert [b.id for b in rubric.bands] == ["poor", "weak", "good", "strong"]


@pytest.mark.parametrize("criterion", CRITERIA)
def test_every_criterion_has_four_examples_a_level(criterion: str) -> None:
    found = next(c for c in default_rubric().criteria if c.id == criterion)
    counted = Counter(e.level for e in found.examples)
    assert {level: counted[level] for level in (0, 1, 2) if counted[level] < 4} == {}


@pytest.mark.parametrize("criterion", CRITERIA)
def test_its_examples_earn_what_they_say(criterion: str, outcomes: list[ExampleOutcome]) -> None:
    wrong = [f"{o.expected} but {o.got}: {o.text}" for o in outcomes if o.criterion == criterion and not o.ok]
    assert wrong == []


def test_its_first_line_names_the_schema_beside_it() -> None:
    path = Path(rubric_file("four-step"))
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=rubric.schema.json"
    assert (path.parent / "rubric.schema.json").is_file()
