"""What pydantic finds wrong with the form of a rubric, in the words of the person who wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError

from grader.rubric.source import PathInYaml, Problem, YamlFile
from grader.schema import rubric as r
from grader.schema.points import CapRule, Credit

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

PATTERNS: dict[str, type[BaseModel]] = {
    get_args(model.model_fields["kind"].annotation)[0]: model for model in get_args(get_args(r.Pattern)[0])
}
"""Model by kind, in the order in which the guide has them."""

_TAKES = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
}
_BOUNDS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}
_SHAPES = {
    r"^[a-z][a-z0-9_]*$": "small letters, digits and _, a letter first",
    r"^[a-z][a-z0-9-]*$": "small letters, digits and -, a letter first",
    r"^\d+\.\d+\.\d+$": "three numbers, as 1.0.0",
}


def problems_of_form(error: ValidationError, file: YamlFile) -> list[Problem]:
    """What the author has to change, each at its place."""
    found: list[Problem] = []
    details = [(_path(d["loc"], file), d) for d in error.errors(include_url=False)]
    misspelt = {
        (path[:-1], near)
        for path, d in details
        if d["type"] == "extra_forbidden" and (near := _nearest(str(path[-1]), _keys_at(path[:-1], file)))
    }
    for path, d in details:
        if d["type"] == "missing" and (path[:-1], path[-1]) in misspelt:
            continue  # the misspelt key is the same problem
        message = _message(path, d, file)
        if message is not None:
            at = (*path, "kind") if d["type"] == "union_tag_invalid" else path
            found.append((file.place(at, of_key=d["type"] == "extra_forbidden"), message))
    return found


def shown(value: Any) -> str:
    """A value as a message names it: in quotes if it is text, on one line, not long."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:56] + "..." + ("'" if isinstance(value, str) else "")


def hint(name: str, known: Iterable[str]) -> str:
    """``; did you mean 'x'?``, or nothing if no known name is near."""
    near = _nearest(name, known)
    return f"; did you mean {near!r}?" if near else ""


def _nearest(name: str, known: Iterable[str]) -> str | None:
    near = get_close_matches(name.lower().replace("-", "_"), list(known), 1, 0.7)
    return near[0] if near else None


def _message(path: PathInYaml, d: ErrorDetails, file: YamlFile) -> str | None:
    """The problem at ``path``; None for an echo of another one."""
    type_, context = d["type"], d.get("ctx", {})
    value = _value(path, file)
    name = _name(path)
    match type_:
        case "union_tag_invalid" | "literal_error":
            known = list(PATTERNS) if type_ == "union_tag_invalid" else _choices(context["expected"])
            given = value["kind"] if type_ == "union_tag_invalid" else value
            label = "kind" if type_ == "union_tag_invalid" else _singular(path)
            near = hint(given, known) if isinstance(given, str) else ""
            return f"unknown {label} {shown(given)}; one of {', '.join(known)}{near}"
        case "union_tag_not_found":
            return f"a pattern has a key 'kind', one of {', '.join(PATTERNS)}"
        case "extra_forbidden":
            keys = _keys_at(path[:-1], file)
            return f"unknown key {shown(path[-1])}" + (hint(str(path[-1]), keys) or f"; one of {', '.join(keys)}")
        case "missing":
            return f"missing key {name}"
        case "too_short":
            if isinstance(value, list) and len(value) >= context["min_length"]:
                return None
            return f"{name} needs at least {'one entry' if context['min_length'] == 1 else 'two entries'}"
        case "string_too_short":
            return f"{name} must not be empty"
        case "string_pattern_mismatch":
            return f"{name} is {shown(value)}; it takes {_SHAPES.get(context['pattern'], context['pattern'])}"
        case _ if type_ in _BOUNDS:
            words, key = _BOUNDS[type_]
            return f"{name} is {shown(value)}; it must be {words} {context[key]:g}"
        case _ if type_ in _TAKES:
            return f"{name} takes {_TAKES[type_]}, not {_kind_of(value)}{_remedy(type_, value)}"
        case _:
            return f"{name}: {d['msg'][:1].lower()}{d['msg'][1:]}"


def _remedy(type_: str, value: Any) -> str:
    if type_ == "string_type" and isinstance(value, int | float):
        return "; put it in quotes: '" + str(value).lower() + "'"
    if type_ == "tuple_type" and isinstance(value, str):
        short = value if len(value) < 30 and value.isalnum() else "..."
        return f"; write [{short}], or each entry on a line with '- '"
    if type_ == "string_type" and isinstance(value, dict) and len(value) == 1:
        return "; text with ': ' in it needs quotes"
    return ""


def _kind_of(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return f"the truth value {str(value).lower()}"
        case int() | float():
            return f"the number {value}"
        case str():
            return f"the text {shown(value)}"
        case list():
            return "a list"
        case _:
            return "a mapping"


def _name(path: PathInYaml) -> str:
    """The key that a path ends in, in quotes; for an entry of a list, the list's."""
    keys = [step for step in path if isinstance(step, str)]
    if not keys:
        return "a rubric"
    return f"an entry of {keys[-1]!r}" if isinstance(path[-1], int) else repr(keys[-1])


def _singular(path: PathInYaml) -> str:
    """What one value of the key that a path ends in is called."""
    key = next(str(step) for step in reversed(path) if isinstance(step, str))
    return {"steps": "step", "of": "quantity", "any": "kind of block", "accept": "mention"}.get(key, key)


def _choices(expected: str) -> list[str]:
    return expected.replace(" or ", ", ").replace("'", "").split(", ")


def _value(path: PathInYaml, file: YamlFile) -> Any:
    node = file.root
    for step in path:
        if step not in node.children:
            return None
        node = node.children[step]
    return node.value


def _path(location: tuple[int | str, ...], file: YamlFile) -> PathInYaml:
    """Where in the file pydantic's location is: it names a pattern's kind as a step of its own, which is no key."""
    path: list[str | int] = []
    node = file.root
    wanted: Iterator[int | str] = iter(location)
    for step in wanted:
        kind = node.children.get("kind")
        if kind is not None and kind.value == step and step in PATTERNS and _model_at(tuple(path)) is None:
            continue_with = next(wanted, None)
            if continue_with is None:
                break
            step = continue_with  # noqa: PLW2901
        path.append(step)
        if step not in node.children:
            break
        node = node.children[step]
    return tuple(path)


def _keys_at(path: PathInYaml, file: YamlFile) -> list[str]:
    """The keys that the mapping at ``path`` may have."""
    model = _model_at(path)
    if model is None:
        value = _value(path, file)
        model = PATTERNS.get(value.get("kind", "")) if isinstance(value, Mapping) else None
    return list(model.model_fields) if model else []


_PARTS: dict[str, type[BaseModel]] = {
    "criteria": r.Criterion,
    "dimensions": r.Dimension,
    "bands": r.Band,
    "caps": CapRule,
    "budgets": r.Budget,
    "levels": r.Level,
    "kinds": r.Kind,
    "advice": r.Advice,
    "examples": r.Example,
}


def _model_at(path: PathInYaml) -> type[BaseModel] | None:
    """The model of the mapping at ``path``; None where a pattern stands."""
    keys = [step for step in path if isinstance(step, str)]
    if not keys:
        return r.Rubric
    if path == ("credit",):
        return Credit
    return _PARTS.get(keys[-1]) if len(path) in (2, 4) else None
