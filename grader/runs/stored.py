"""Assessments as the store has them, by the run's rubric as it is now."""

from __future__ import annotations

from grader.reporters.json import JsonReporter
from grader.runs.grading import unpack
from grader.runs.rescore import renewed
from grader.runs.store import Store
from grader.schema.assessment import Assessment
from grader.schema.rubric import Rubric

_json = JsonReporter(compact=True)


def assessment_of(store: Store, id_: int, rubric: Rubric) -> Assessment:
    """The assessment of a graded submission."""
    found = Assessment.model_validate_json(unpack(store.page(id_)[1]))
    return renewed(found, rubric, store.signature(id_)) if store.was_rescored else found


def json_of(store: Store, id_: int, rubric: Rubric) -> str:
    """The same as a line of JSON, as `grader score --format json` has it."""
    if store.was_rescored:
        return _json.render(assessment_of(store, id_, rubric), rubric)
    return unpack(store.page(id_)[1])
