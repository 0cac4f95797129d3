"""Which rubric the words of a command line mean, and the matchers that its `custom` patterns name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from grader.cli.plugged import plugged
from grader.errors import RubricError
from grader.rubric import default_rubric, named_rubrics, parse_rubric, rubric_file
from grader.rubric.source import read_text

if TYPE_CHECKING:
    from grader.matchers.compile import CustomFactory
    from grader.schema.rubric import Rubric


def rubric_named(value: str | None) -> Rubric:
    """The rubric of a path or a name, grader's own for None; `RubricError` with all that is wrong with it."""
    if value is None:
        return default_rubric()
    text, name = rubric_text(value)
    return parse_rubric(text, name)


def rubric_text(value: str) -> tuple[str, str]:
    """The text of a rubric and what to call it; `UsageError` where neither a file nor a name is meant."""
    if _is_path(value):
        return read_text(Path(value)), value
    if value in named_rubrics():
        return rubric_file(value).read_text(encoding="utf-8"), f"{value}.yaml"
    return read_text(Path(str(plugged("rubrics", value, named_rubrics())))), value


def matchers_of(rubric: Rubric) -> dict[str, CustomFactory]:
    """The matcher plug-ins that the rubric's patterns name, each loaded; `UsageError` for one that is missing."""
    whens = [part.when for c in rubric.criteria for parts in (c.levels, c.kinds) for part in parts]
    names = sorted({name for when in whens for name in _custom(when)})
    return {name: cast("CustomFactory", plugged("matchers", name)) for name in names}


def _is_path(value: str) -> bool:
    separators = (os.sep, os.altsep or os.sep)
    return value.endswith((".yaml", ".yml")) or any(s in value for s in separators) or Path(value).is_file()


def _custom(pattern: Any) -> Iterator[str]:
    """Names of the plug-ins in a pattern, however deep."""
    if pattern.kind == "custom":
        yield pattern.name
    for inner in ("match", "unless", "first", "then"):
        if hasattr(pattern, inner):
            yield from _custom(getattr(pattern, inner))
    for part in pattern.of if pattern.kind in ("all_of", "any_of") else ():
        yield from _custom(part)


def lint_named(value: str) -> list[str]:
    """Every problem of a rubric, a file that cannot be read being one."""
    from grader.rubric.lint import lint

    try:
        text, name = rubric_text(value)
    except RubricError as e:
        return list(e.problems)
    return lint(text, name)
