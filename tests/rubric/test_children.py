"""One walk through a tree of patterns: what it is made of, where in the file, and which plug-ins it names."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from grader.rubric.meaning import patterns_of
from grader.schema.rubric import Pattern, children


def custom(name: str) -> dict[str, Any]:
    return {"kind": "custom", "name": name}


A, B = custom("acme.a"), custom("acme.b")
TREES: list[tuple[dict[str, Any], list[tuple[str | int, ...]]]] = [
    ({"kind": "all_of", "of": (A, B)}, [("of", 0), ("of", 1)]),
    ({"kind": "any_of", "of": (A, B)}, [("of", 0), ("of", 1)]),
    ({"kind": "unless", "match": A, "unless": B}, [("match",), ("unless",)]),
    ({"kind": "then", "first": A, "then": B}, [("first",), ("then",)]),
    ({"kind": "at_least", "count": 2, "match": A}, [("match",)]),
    ({"kind": "phrase", "terms": ("a",)}, []),
    ({"kind": "tokens", "patterns": (({"LOWER": "a"},),)}, []),
    (A, []),
]


@pytest.mark.parametrize(("tree", "paths"), TREES)
def test_children_are_found_in_order_and_at_their_places(
    tree: dict[str, Any], paths: list[tuple[str | int, ...]]
) -> None:
    pattern: Any = TypeAdapter(Pattern).validate_python(tree)
    inner = children(pattern)
    assert [p.name for p in inner] == ["acme.a", "acme.b"][: len(paths)]  # type: ignore[union-attr]
    assert list(patterns_of(("when",), pattern)) == [
        (("when",), pattern),
        *((("when", *path), p) for path, p in zip(paths, inner, strict=True)),
    ]


def test_the_whole_tree_is_walked_from_the_outside_in() -> None:
    tree = {
        "kind": "unless",
        "match": {"kind": "then", "first": A, "then": {"kind": "any_of", "of": (B,)}},
        "unless": A,
    }
    pattern: Any = TypeAdapter(Pattern).validate_python(tree)
    assert [path for path, _ in patterns_of((), pattern)] == [
        (),
        ("match",),
        ("match", "first"),
        ("match", "then"),
        ("match", "then", "of", 0),
        ("unless",),
    ]
