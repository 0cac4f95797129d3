"""Everything that can be said about a rubric's file without reading a submission."""

from __future__ import annotations

from grader.errors import RubricError
from grader.rubric.load import shape
from grader.rubric.meaning import flaws
from grader.rubric.source import line_of


def lint(text: str, name: str) -> list[str]:
    """Every problem of a rubric's text, each ``name:line:column: message``, in the order of the file.

    Its meaning is looked at once its form is right: what a misspelt key was meant to say cannot be known.
    """
    try:
        rubric, file = shape(text, name)
    except RubricError as error:
        return list(error.problems)
    found = {(file.place(flaw.path, flaw.of_key), flaw.message) for flaw in flaws(rubric)}
    return [line_of(name, place, message) for place, message in sorted(found)]
