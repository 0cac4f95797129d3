"""No text, however broken, ends in anything but a list of lines; and what lints clean loads."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import RubricError
from grader.rubric import parse_rubric
from grader.rubric.lint import lint
from grader.rubric.new import starter
from grader.rubric.source import read_yaml

START = starter("mine")
LINE = re.compile(r"m:[1-9]\d*:[1-9]\d*: \S[^\n]*")
QUICK = settings(max_examples=150, deadline=None)

_scalars = (
    st.none()
    | st.booleans()
    | st.integers(-9, 200)
    | st.floats(-2, 200)
    | st.sampled_from(["", "*", "scope", "phrase", "a b", "(", "no"])
)
_values = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["kind", "id", "level", "of", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def _refused(text: str) -> list[str]:
    """The problems for which a rubric is not loaded."""
    try:
        parse_rubric(text, "m")
    except RubricError as error:
        return list(error.problems)
    return []


def _check(text: str) -> None:
    said = lint(text, "m")
    assert all(LINE.fullmatch(line) for line in said)
    assert len(set(said)) == len(said)
    lines = len(text.splitlines()) + 1
    assert all(int(line.split(":")[1]) <= lines for line in said)
    if said != _refused(text):  # what is only poorer is loaded
        assert set(_refused(text)) < set(said)


@QUICK
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    _check(text)


@QUICK
@given(st.text(alphabet="abc:- \n[]{}&*!'\"|>#?,%@\t", max_size=120))
def test_any_text_of_signs(text: str) -> None:
    _check(text)


@QUICK
@given(st.randoms(use_true_random=False), st.text(alphabet="a:-[]{}&*!'\"|>#?, \n0", max_size=4))
def test_any_damage_to_a_sound_rubric(chance: random.Random, new: str) -> None:
    at = chance.randrange(len(START))
    _check(START[:at] + new + START[at + chance.randrange(6) :])


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, v in inner for place in _places(v, (*path, key)))]


PLACES = _places(read_yaml(START, "m").root.value)[1:]


@QUICK
@given(st.lists(st.tuples(st.sampled_from(PLACES), _values), min_size=1, max_size=3))
def test_any_value_in_any_place(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    rubric = read_yaml(START, "m").root.value
    for path, value in changes:
        node = rubric
        try:
            for step in path[:-1]:
                node = node[step]
            node[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    _check(json.dumps(rubric, indent=1))


@pytest.mark.parametrize("path", PLACES, ids=str)
def test_a_key_that_is_left_out_is_said_at_its_mapping_or_is_no_loss(path: tuple[Any, ...]) -> None:
    if not isinstance(path[-1], str):
        return
    rubric = read_yaml(START, "m").root.value
    node = rubric
    for step in path[:-1]:
        node = node[step]
    del node[path[-1]]
    text = json.dumps(rubric, indent=1)
    _check(text)
    said = lint(text, "m")
    optional = path[0] == "bands" and path[-1] == "title"
    if not optional and path[-1] in (
        "id",
        "title",
        "version",
        "dimension",
        "step",
        "levels",
        "level",
        "descriptor",
        "when",
        "terms",
        "of",
        "say",
        "text",
        "at_least",
    ):
        assert said
