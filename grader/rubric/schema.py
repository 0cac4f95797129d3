"""The JSON Schema of a rubric file, which lets an editor complete keys and underline mistakes while one types."""

from __future__ import annotations

import ast
import inspect
import json
from typing import Any

from pydantic import BaseModel

from grader.schema import points
from grader.schema import rubric as r

ID = "urn:grader:rubric:1"
_PATTERN = "#/$defs/Pattern"


def json_schema() -> dict[str, Any]:
    """The schema; the same for the same version of grader."""
    schema = r.Rubric.model_json_schema()
    described = _descriptions()
    for name, definition in [("Rubric", schema), *schema["$defs"].items()]:
        _describe(definition, described.get(name, {}))
    patterns: dict[str, Any] = {}
    _name_patterns(schema, patterns)
    schema["$defs"]["Pattern"] = patterns | {
        "description": "What to look for in a text; `kind` says which keys there are."
    }
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": ID, "title": "A rubric of grader"}
    schema["$defs"] = dict(sorted(schema["$defs"].items()))
    return head | {key: value for key, value in schema.items() if key != "title"}


def schema_text() -> str:
    """The schema as the file `rubric.schema.json` has it."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def _describe(definition: dict[str, Any], fields: dict[str, str]) -> None:
    if "description" in definition:
        definition["description"] = _plain(definition["description"])
    for name, field in definition.get("properties", {}).items():
        field.pop("title", None)  # what pydantic makes of the key's name says nothing new
        if name in fields:
            field["description"] = fields[name]


def _descriptions() -> dict[str, dict[str, str]]:
    """Model -> field -> its docstring, with those that it inherits."""
    written: dict[str, dict[str, str]] = {}
    for node in [n for module in (points, r) for n in ast.parse(inspect.getsource(module)).body]:
        if isinstance(node, ast.ClassDef):
            written[node.name] = {
                field.target.id: _plain(text.value.value)
                for field, text in zip(node.body, node.body[1:], strict=False)
                if isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and isinstance(text, ast.Expr)
                and isinstance(text.value, ast.Constant)
                and isinstance(text.value.value, str)
            }
    models = [m for _, m in inspect.getmembers(r, inspect.isclass) if issubclass(m, BaseModel)]
    return {
        m.__name__: {k: v for base in reversed(m.__mro__) for k, v in written.get(base.__name__, {}).items()}
        for m in models
    }


def _plain(docstring: str) -> str:
    return " ".join(docstring.replace("``", "`").split())


def _name_patterns(value: Any, found: dict[str, Any]) -> None:
    """Put one reference wherever the union of all patterns stands, and keep the union in ``found``."""
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(inner, dict) and "discriminator" in inner:
            found.update({"oneOf": inner.pop("oneOf"), "discriminator": inner.pop("discriminator")})
            inner["$ref"] = _PATTERN
        else:
            _name_patterns(inner, found)
