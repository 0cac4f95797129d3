"""A rubric's file with changed numbers: every other character as its author wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from grader.calibration.fitting.changes import Change, next_version
from grader.errors import RubricError, UsageError
from grader.rubric import parse_rubric
from grader.schema.rubric import Rubric

Edit = tuple[int, int, str]
"""From here to there in the text, and what stands there instead."""

_BEFORE = {"criteria": "levels", "dimensions": "title", "bands": "at_least"}
"""The key in front of which a number is put that is not there yet."""


def rewritten(text: str, path: Path, changes: Sequence[Change], expected: Rubric) -> str:
    """The text of a rubric file with these changes and the next version; `UsageError` where it would not be read back
    as ``expected``.
    """
    try:
        made = _made(text, changes)
        if parse_rubric(made, str(path)) == expected:
            return made
    except (KeyError, TypeError, ValueError, yaml.YAMLError, RubricError):
        pass  # a form of YAML that is not looked through: an alias, a merged mapping
    raise UsageError(f"{path}: cannot be rewritten without changing more; make the changes of the table by hand")


def _made(text: str, changes: Sequence[Change]) -> str:
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    version = _node(root, "version")
    quote = version.style or ""
    edits = [_instead(version, f"{quote}{next_version(version.value)}{quote}")]
    new_line = "\r\n" if "\r\n" in text else "\n"
    for change in changes:
        edits += _edits(root, change, new_line)
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _edits(root: Any, change: Change, new_line: str) -> Iterator[Edit]:
    name, id_, key = change.where
    one = {_node(x, "id").value: x for x in _node(root, name).value}[id_]
    numbers = [_number(x) for x in change.new]
    there = next((value for at, value in one.value if at.value == key), None)
    if there is None:
        listed = ", ".join(numbers)
        words = f"{key}: [{listed}]" if key == "cuts" else f"{key}: {listed}"
        mark = {at.value: at.start_mark for at, _ in one.value}[_BEFORE[name]]
        yield mark.index, mark.index, f"{words}, " if one.flow_style else f"{words}{new_line}{' ' * mark.column}"
    elif isinstance(there, yaml.SequenceNode):
        yield from (_instead(node, number) for node, number in zip(there.value, numbers, strict=True))
    else:
        yield _instead(there, numbers[0])


def _node(of: Any, key: str) -> Any:
    """The value of a key."""
    return {at.value: value for at, value in of.value}[key]


def _instead(node: Any, new: str) -> Edit:
    if not isinstance(node, yaml.ScalarNode):
        raise TypeError(node.tag)
    return node.start_mark.index, node.end_mark.index, new


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))
