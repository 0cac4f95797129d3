"""Everything that can be said about a rubric's file without reading a submission."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from grader.errors import RubricError
from grader.rubric.form import problems_of_form
from grader.rubric.load import validated
from grader.rubric.meaning import Flaw, flaws
from grader.rubric.source import Problem, YamlFile, lines_of, read_yaml

_STAND_INS: dict[str, Any] = {"id": "unnamed", "version": "0.0.0", "title": "Unnamed"}


def lint(text: str, name: str) -> list[str]:
    """All problems of a rubric's text in the file's order, each ``name:line:column: message``; none if it is sound.

    A misspelt key does not hide what is wrong elsewhere: the meaning of all that is well formed is looked at too.
    """
    try:
        file = read_yaml(text, name)
    except RubricError as error:
        return list(error.problems)
    found = list(file.problems)
    try:
        found += _places(file, flaws(validated(file.root.value)))
    except ValidationError as error:
        found += problems_of_form(error, file)
        found += _meaning_of_the_rest(file, {tuple(d["loc"][:2]) for d in error.errors(include_url=False)})
    return lines_of(name, found)


def _places(file: YamlFile, found: Iterable[Flaw]) -> list[Problem]:
    return [(file.place(flaw.path, flaw.of_key), flaw.message) for flaw in found]


def _meaning_of_the_rest(file: YamlFile, broken: set[tuple[int | str, ...]]) -> list[Problem]:
    """The flaws of the entries that are well formed, where they do not follow from the absence of the others."""
    values: object = file.root.value
    if not isinstance(values, dict):
        return []
    kept: dict[str, list[int]] = {}
    rest: dict[str, Any] = {}
    for key, value in values.items():
        if (key,) in broken:
            continue
        if isinstance(value, list):
            kept[key] = [n for n in range(len(value)) if (key, n) not in broken]
            rest[key] = [value[n] for n in kept[key]]
        else:
            rest[key] = value
    whole = {key for key, numbers in kept.items() if len(numbers) == len(values[key])}
    try:
        rubric = validated(_STAND_INS | rest)
    except ValidationError:
        return []  # nothing is left to be a rubric
    found = []
    for flaw in flaws(rubric):
        section, number = flaw.path[0], flaw.path[1]
        if isinstance(section, str) and isinstance(number, int) and (flaw.needs is None or flaw.needs in whole):
            found.append(replace(flaw, path=(section, kept[section][number], *flaw.path[2:])))
    return _places(file, found)
