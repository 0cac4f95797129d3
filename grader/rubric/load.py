"""Rubric files -> `Rubric`. Nobody's mistake ends in a traceback: every problem is a line of a `RubricError`."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from grader.errors import RubricError, UsageError
from grader.rubric.source import YamlFile, lines_of, read_text, read_yaml
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
        raise RubricError(lines_of(name, problems))
    return rubric


def shape(text: str, name: str) -> tuple[Rubric, YamlFile]:
    """The rubric with its form checked and its meaning not yet, and the places of all its parts."""
    file = read_yaml(text, name)
    problems = list(file.problems)
    try:
        rubric = validated(file.root.value)
    except ValidationError as error:
        from grader.rubric.form import problems_of_form

        problems += problems_of_form(error, file)
    if problems:
        raise RubricError(lines_of(name, problems)) from None
    return rubric, file


def validated(value: object) -> Rubric:
    """The rubric that plain values are; pydantic's ValidationError where they are none."""
    # Strict, so that "2" is no number and 1 no truth value; tuples, so that strictness knows them as such.
    return Rubric.model_validate(_tuples(value), strict=True)


def named_rubrics() -> tuple[str, ...]:
    """Names of the rubrics that come with grader."""
    return tuple(sorted(p.name.removesuffix(".yaml") for p in _folder().iterdir() if p.name.endswith(".yaml")))


def rubric_file(word: str, elsewhere: Callable[[str], Path] | None = None) -> Path:
    """The file that a path or a name means, in this order:

    a word with a folder in it or with a YAML ending is a path, whether or not anything is there; a file is itself; the
    id of a rubric that comes with grader is that one; anything else that stands here is a path; and for the rest
    ``elsewhere`` is asked. Without it they are a `UsageError`, with the ids that there are.
    """
    path, known = Path(word), named_rubrics()
    if word.endswith((".yaml", ".yml")) or any(s in word for s in (os.sep, os.altsep) if s) or path.is_file():
        return path
    if word in known:  # a folder of that name does not hide it
        return _folder() / f"{word}.yaml"
    if word and os.path.lexists(path):
        return path
    if elsewhere is not None:
        return elsewhere(word)
    from grader.rubric.form import hint

    there = f"there is no file {word!r} and no rubric of that id"
    raise UsageError(f"{there}; rubrics that come with grader: {', '.join(known)}{hint(word, known)}")


def default_rubric() -> Rubric:
    """The four-step rubric that comes with grader."""
    return _shipped(DEFAULT)


def rubric_digest(text: str) -> str:
    """Twelve hexadecimal digits that change with any byte of a rubric's text (SHA-256, shortened)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


@cache
def _shipped(name: str) -> Rubric:
    # Not checked for meaning again at each start: the test suite lints what is shipped.
    return shape((_folder() / f"{name}.yaml").read_text(encoding="utf-8"), f"{name}.yaml")[0]


@cache
def _folder() -> Path:
    """Where the rubrics are: in the package where it is installed, beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "data" / "rubrics"
    return installed if installed.is_dir() else package.parent / "rubrics"


def _tuples(value: object) -> object:
    """The same values with tuples for lists."""
    if isinstance(value, dict):
        return {key: _tuples(inner) for key, inner in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
