"""The JSON Schema for editors, the rubric to start from, and a rubric told to people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.checking.examples import run_examples
from grader.errors import UsageError
from grader.rubric import default_rubric, load_rubric, parse_rubric
from grader.rubric.form import PATTERNS
from grader.rubric.lint import lint
from grader.rubric.new import starter
from grader.rubric.schema import json_schema, schema_text
from grader.rubric.show import WIDTH, describe
from grader.rubric.source import read_yaml

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "rubrics" / "rubric.schema.json"


def test_the_committed_schema_is_up_to_date() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), (
        "stale: grader rubric schema --out rubrics/rubric.schema.json"
    )


def test_the_schema_names_and_describes_its_parts() -> None:
    schema = json_schema()
    assert (schema["title"], schema["$id"]) == ("A rubric of grader", "urn:grader:rubric:1")
    assert schema["required"] == ["id", "version", "title", "dimensions", "criteria", "bands"]
    assert all(definition.get("description") for definition in schema["$defs"].values())
    criterion = schema["$defs"]["Criterion"]["properties"]
    assert criterion["absent"]["description"] == "Descriptor of level 0."
    assert "`dialogue`" in criterion["applies_to"]["description"]
    assert [one["$ref"] for one in schema["$defs"]["Pattern"]["oneOf"]] == [
        f"#/$defs/{m.__name__}" for m in PATTERNS.values()
    ]


def _fits(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    """Whether a value is what the schema's keywords that matter here ask for."""
    if "$ref" in schema:
        return _fits(value, root["$defs"][schema["$ref"].split("/")[-1]], root)
    if "oneOf" in schema:
        return sum(_fits(value, one, root) for one in schema["oneOf"]) == 1
    if ("const" in schema and value != schema["const"]) or ("enum" in schema and value not in schema["enum"]):
        return False
    match schema.get("type"):
        case "object":
            known = schema.get("properties", {})
            return (
                isinstance(value, dict)
                and set(schema.get("required", ())) <= set(value)
                and (schema.get("additionalProperties") is not False or set(value) <= set(known))
                and all(_fits(inner, known[key], root) for key, inner in value.items() if key in known)
            )
        case "array":
            return (
                isinstance(value, list)
                and len(value) >= schema.get("minItems", 0)
                and all(_fits(v, schema["items"], root) for v in value)
            )
        case "string":
            return isinstance(value, str)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case _:
            return True


@pytest.mark.parametrize("path", ["rubrics/four-step.yaml", "tests/rubric/team.yaml"])
def test_the_schema_takes_sound_rubrics(path: str) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert _fits(read_yaml((ROOT / path).read_text(encoding="utf-8"), path).root.value, schema, schema)


@pytest.mark.parametrize(
    ("old", "new"),
    [("kind: phrase", "kind: phrases"), ("terms:", "term:"), ("id: mine", "ident: mine"), ("points: 2", "points: two")],
)
def test_the_schema_refuses_what_the_loader_refuses(old: str, new: str) -> None:
    schema = json_schema()
    assert _fits(read_yaml(starter("mine"), "x").root.value, schema, schema)
    assert not _fits(read_yaml(starter("mine").replace(old, new, 1), "x").root.value, schema, schema)


@pytest.mark.parametrize("id_", ["mine", "storage-team-2"])
def test_the_starter_is_sound_and_passes_its_own_examples(id_: str) -> None:
    assert lint(starter(id_), "x") == []
    rubric = parse_rubric(starter(id_), "x")
    assert rubric.id == id_
    assert [o for o in run_examples(rubric) if not o.ok] == []


@pytest.mark.parametrize("id_", ["", "My Rubric", "2nd", "a\nb: c", "a_b"])
def test_an_id_that_is_none_is_refused(id_: str) -> None:
    with pytest.raises(UsageError, match="is no id of a rubric"):
        starter(id_)


def test_a_rubric_is_told_in_full() -> None:
    told = describe(load_rubric(Path(__file__).with_name("team.yaml")))
    assert told.startswith("The operations round (operations-round 2.1.0)\n\nFor people who will carry the pager")
    assert "Minutes: understand the problem 5, high-level design 10, deep dive 25\n" in told
    assert "\nRunning it (running): 50 % of the total, 3 criteria\n" in told
    assert "\nChanging it (changing): 20 % of the total, 1 criterion\n" in told
    assert (
        """
  What wakes someone [alerting]
      belongs to: deep dive; 50 % of its dimension
    0 Nobody would notice.
    1 It is monitored.
    2 There are alerts.
    3 Says at what number someone is woken.
"""
        in told
    )
    assert "\n      belongs to: understand the problem; 16.7 % of its dimension; only where two people talk\n" in told
    assert "\n      kinds: behind a flag, to a part first\n" in told
    assert "\n  35 to below 60: with_help: With a mentor\n" in told
    assert told.endswith(
        "\n  85 to 100: leads: Leads the rota\n\nCaps\n  Running it below 20: the total is at most 34. Who says nothing of running it is not ready for the\n  rota.\n"
    )


def test_every_criterion_and_descriptor_of_ours_is_told() -> None:
    rubric = default_rubric()
    flat = " ".join(describe(rubric).split())
    for criterion in rubric.criteria:
        assert f"{criterion.title} [{criterion.id}]" in flat
        assert f"0 {criterion.absent}" in flat
        assert all(f"{level.level} {level.descriptor}" in flat for level in criterion.levels)
    assert max(map(len, describe(rubric).splitlines())) <= WIDTH


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=200))
def test_no_words_of_a_rubric_steer_a_terminal(words: str) -> None:
    rubric = parse_rubric(starter("mine"), "x").model_copy(update={"title": words, "description": words})
    assert all(c == "\n" or c.isprintable() for c in describe(rubric))
