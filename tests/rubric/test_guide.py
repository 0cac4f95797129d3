"""Every YAML block of the author's guide is a rubric, or a part of one, that does what the guide says of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from grader.checking.examples import run_examples
from grader.rubric import parse_rubric
from grader.rubric.form import PATTERNS
from grader.rubric.lint import lint
from grader.rubric.new import starter
from grader.rubric.source import read_yaml
from grader.schema.rubric import Criterion, Rubric

GUIDE = Path(__file__).parents[2] / "rubrics" / "README.md"
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
VALUES = [
    read_yaml(block, "guide").root.value if re.search(r"^[^#\n]", block, re.MULTILINE) else None for block in BLOCKS
]
PATTERN_BLOCKS = [(block, value) for block, value in zip(BLOCKS, VALUES, strict=True) if value and "kind" in value]


def _rubric(**criterion: Any) -> dict[str, Any]:
    """The starter with another first criterion."""
    rubric = read_yaml(starter("guide"), "starter").root.value
    rubric["criteria"][0] |= criterion
    return rubric


@pytest.mark.parametrize("value", [v for v in VALUES if v is not None], ids=lambda v: next(iter(v)))
def test_every_block_is_well_formed(value: dict[str, Any]) -> None:
    if "kind" in value:
        one = {"level": 1, "descriptor": "Found.", "when": value}
        whole = _rubric(
            levels=[one], examples=[{"level": n, "text": "x"} for n in (0, 1)], advice=[{"level": 0, "say": "x"}]
        )
    elif set(value) <= set(Criterion.model_fields):
        whole = _rubric(**value)
        if "examples" in value:
            whole["criteria"][0]["examples"] += _rubric()["criteria"][0]["examples"]
    else:
        assert set(value) <= set(Rubric.model_fields)
        whole = _rubric() | value
        if "criteria" in value:
            whole["criteria"] += _rubric()["criteria"][:1]
    assert lint(json.dumps(whole), "guide") == []


def test_every_kind_of_pattern_is_in_the_guide() -> None:
    assert {value["kind"] for _, value in PATTERN_BLOCKS} == set(PATTERNS)


@pytest.mark.parametrize(("block", "value"), PATTERN_BLOCKS, ids=lambda x: x["kind"] if isinstance(x, dict) else "")
def test_a_pattern_finds_what_the_guide_says(block: str, value: dict[str, Any]) -> None:
    told = [
        (("not", "finds").index(word), text.replace("\\n", "\n"))
        for word, text in re.findall(r"^# (finds|not): (.+)$", block, re.MULTILINE)
    ]
    if value["kind"] == "custom":
        assert not told
        return
    assert 1 in dict(told)
    examples = [{"level": level, "text": text} for level, text in told]
    rubric = parse_rubric(
        json.dumps(_rubric(levels=[{"level": 1, "descriptor": "x", "when": value}], examples=examples)), "guide"
    )
    wrong = [(o.text, o.got) for o in run_examples(rubric) if o.criterion == "scale" and not o.ok]
    assert wrong == []


def test_the_example_of_a_criterion_passes_its_own_examples() -> None:
    whole = next(v for v in VALUES if v and "criteria" in v)
    rubric = parse_rubric(json.dumps(_rubric() | whole), "guide")
    assert [o for o in run_examples(rubric) if not o.ok] == []


def test_what_yaml_makes_of_words_is_as_the_guide_says() -> None:
    assert read_yaml("[yes, no, on, true, 429, '429', 'it''s', 0.5, null]", "x").root.value == [
        "yes", "no", "on", True, 429, "429", "it's", 0.5, None,
    ]  # fmt: skip
