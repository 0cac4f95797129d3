"""Rubric files -> `Rubric`. Nobody's mistake ends in a traceback: every problem is a line of a `RubricError`."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import ValidationError

from grader.errors import RubricError, UsageError
from grader.rubric.source import YamlFile, line_of, read_text, read_yaml
from grader.schema.rubric import Rubric

DEFAULT = "four-step"


def load_rubric(path: Path) -> Rubric:
    """The rubric in a file; `RubricError` with all its problems, each ``file:line:column: message``."""
    return parse_rubric(read_text(path), str(path))


def parse_rubric(text: str, name: str) -> Rubric:
    """The rubric that ``text`` is; in messages it is called ``name``.

    What would make grading impossible is refused (an unknown dimension, an expression that RE2 cannot read). What
    only makes a rubric poorer, such as a level without an example, is for `lint` to say.
    """
    from grader.rubric.meaning import breaks

    rubric, file = shape(text, name)
    problems = [(file.place(flaw.path, flaw.of_key), flaw.message) for flaw in breaks(rubric)]
    if problems:
        raise RubricError([line_of(name, place, message) for place, message in sorted(problems)])
    return rubric


def shape(text: str, name: str) -> tuple[Rubric, YamlFile]:
    """The rubric with its form checked and its meaning not yet, and the places of all its parts."""
    file = read_yaml(text, name)
    try:
        # Strict, so that "2" is no number and 1 no truth value; tuples, so that strictness knows them as such.
        return Rubric.model_validate(_tuples(file.root.value), strict=True), file
    except ValidationError as error:
        from grader.rubric.form import problems_of_form

        raise RubricError(problems_of_form(error, file)) from None


def named_rubrics() -> tuple[str, ...]:
    """Names of the rubrics that come with grader."""
    return tuple(sorted(p.name.removesuffix(".yaml") for p in _folder().iterdir() if p.name.endswith(".yaml")))


def rubric_file(name: str) -> Path | Traversable:
    """The file of a rubric that comes with grader; `UsageError` for a name that none has."""
    known = named_rubrics()
    if name not in known:
        from grader.rubric.form import hint

        raise UsageError(f"no rubric is called {name!r}; there are {', '.join(known)}{hint(name, known)}")
    return _folder() / f"{name}.yaml"


def default_rubric() -> Rubric:
    """The four-step rubric that comes with grader."""
    return _shipped(DEFAULT)


def rubric_digest(text: str) -> str:
    """Twelve hexadecimal digits that change with any byte of a rubric's text (SHA-256, shortened)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


@cache
def _shipped(name: str) -> Rubric:
    # Not checked for meaning again at each start: the test suite lints what is shipped.
    return shape(rubric_file(name).read_text(encoding="utf-8"), f"{name}.yaml")[0]


@cache
def _folder() -> Path | Traversable:
    """Where the rubrics are: in the package where it is installed, beside it in a checkout."""
    installed = resources.files("grader") / "data" / "rubrics"
    if installed.is_dir():
        return installed
    return Path(__file__).resolve().parents[2] / "rubrics"


def _tuples(value: object) -> object:
    """The same values with tuples for lists."""
    if isinstance(value, dict):
        return {key: _tuples(inner) for key, inner in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
