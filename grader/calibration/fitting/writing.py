"""A rubric's file with changed numbers: comments, order and everything else as its author wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from grader.calibration.fitting.proposal import Change, next_version
from grader.errors import UsageError
from grader.rubric import parse_rubric
from grader.schema.rubric import Rubric


def rewritten(text: str, path: Path, changes: Sequence[Change], expected: Rubric) -> str:
    """The text of a rubric file with these changes and the next version; `UsageError` where it would not be read back
    as ``expected``.
    """
    try:
        from ruamel.yaml import YAML
    except ImportError:
        raise UsageError("writing a rubric needs ruamel.yaml: pip install 'grader[calibrate]'") from None
    whole = YAML(typ="rt")  # round trip; tags make no objects
    whole.preserve_quotes = True
    whole.width = 1_000_000
    whole.indent(mapping=2, sequence=4, offset=2)
    whole.allow_duplicate_keys = False
    tree: Any = whole.load(text)
    for change in changes:
        name, id_, key = change.where
        one = next(x for x in tree[name] if x["id"] == id_)
        if key == "cuts":
            _set(one, key, _flow([_number(x) for x in change.new]), before="levels")
        else:
            _set(one, key, _number(change.new[0]), before="levels" if name == "criteria" else None)
    tree["version"] = next_version(str(tree["version"]))
    out = StringIO()
    whole.dump(tree, out)
    made = out.getvalue()
    if parse_rubric(made, str(path)) != expected:
        raise UsageError(f"{path}: cannot be rewritten without changing more; make the changes of the table by hand")
    return made


def _set(one: Any, key: str, value: Any, before: str | None) -> None:
    """In its place where it is there, else in front of another key."""
    if key in one or before not in one:
        one[key] = value
    else:
        one.insert(list(one).index(before), key, value)


def _number(value: float) -> int | float:
    return int(value) if float(value).is_integer() else float(value)


def _flow(values: list[int | float]) -> Any:
    from ruamel.yaml.comments import CommentedSeq

    made = CommentedSeq(values)
    made.fa.set_flow_style()
    return made
