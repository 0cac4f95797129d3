"""Which rubric the words of a command line mean."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from grader.errors import RubricError
from grader.rubric import default_rubric, named_rubrics, parse_rubric, rubric_file
from grader.rubric.source import read_text

if TYPE_CHECKING:
    from grader.schema.rubric import Rubric


def rubric_named(value: str | None) -> Rubric:
    """The rubric of a path or a name, grader's own for None; `RubricError` with all that is wrong with it."""
    return default_rubric() if value is None else parse_rubric(rubric_text(value), value)


def rubric_text(value: str) -> str:
    """The text of the rubric that is meant, a plug-in's too; `UsageError` where neither a file nor a name is."""
    return read_text(rubric_file(value, _brought))


def lint_named(value: str) -> list[str]:
    """Every problem of a rubric, a file that cannot be read being one."""
    from grader.rubric.lint import lint

    try:
        return lint(rubric_text(value), value)
    except RubricError as e:
        return list(e.problems)


def _brought(name: str) -> Path:
    from grader.plugins import load

    return cast("Path", load("rubrics", name, named_rubrics()))
