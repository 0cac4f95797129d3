"""From a run's settings to its grader: the same on every machine that works for it."""

from __future__ import annotations

from pathlib import Path

from grader.made_of import grader_of
from grader.pipeline import Grader
from grader.runs.manifest import Settings
from grader.schema.rubric import Rubric


def rubric_of(settings: Settings) -> Rubric:
    """The rubric that a run is graded by."""
    return Rubric.model_validate_json(settings.rubric)


def grader_for(settings: Settings) -> Grader:
    """The grader of a run; `UsageError` where a model or a plug-in is not here."""
    model = Path(settings.model) if settings.model else None
    return grader_of(rubric_of(settings), model, settings.input_format, settings.segmenter)
