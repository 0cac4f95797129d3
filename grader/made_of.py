"""A `Grader` from names: the plug-ins that a rubric and the options of a command ask for are looked up and put in; and
what its model was fitted on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

from grader.pipeline import Grader
from grader.readers import BUILT_IN
from grader.schema.rubric import Pattern, Rubric, children

if TYPE_CHECKING:
    from grader.matchers.compile import CustomFactory
    from grader.protocols import Reader, Segmenter


def grader_of(
    rubric: Rubric, model: Path | None = None, input_format: str | None = None, segmenter: str | None = None
) -> Grader:
    """The grader with all that these name; `UsageError` for a name that is none."""
    course: Segmenter | None = None
    if segmenter is not None:
        from grader.plugins import load

        course = cast("Segmenter", load("segmenters", segmenter))
    return Grader(rubric, model, readers=readers_for(input_format), segmenter=course, matchers=matchers_of(rubric))


def matchers_of(rubric: Rubric) -> dict[str, CustomFactory]:
    """The matcher plug-ins that the rubric's patterns name, each loaded; `UsageError` for one that is missing."""
    whens = [part.when for c in rubric.criteria for parts in (c.levels, c.kinds) for part in parts]
    names = sorted({name for when in whens for name in _custom(when)})
    if not names:
        return {}
    from grader.plugins import load

    return {name: cast("CustomFactory", load("matchers", name)) for name in names}


def readers_for(input_format: str | None) -> tuple[Reader, ...]:
    """The readers that a format asks for beside grader's own: the plug-in of that name, none for a format of ours."""
    own = [r.name for r in BUILT_IN]
    if input_format is None or input_format in own:
        return ()
    from grader.plugins import load

    return (cast("Reader", load("readers", input_format, own)),)


FITTED_ON = "fitted-on.json"
"""Beside a model's weights: the SHA-256 of each text that they were fitted on."""


def fitted_on(model: Path) -> frozenset[str] | None:
    """SHA-256 of the texts that a model was fitted on; None where it does not say."""
    try:
        return frozenset(json.loads((model / FITTED_ON).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _custom(pattern: Pattern) -> Iterator[str]:
    """Names of the plug-ins in a pattern, however deep."""
    if pattern.kind == "custom":
        yield pattern.name
    for inner in children(pattern):
        yield from _custom(inner)
