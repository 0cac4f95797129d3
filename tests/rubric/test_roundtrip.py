"""A rubric that was written out as JSON and read again, as the workers of a run do, is judged by the same weights."""

from __future__ import annotations

from grader.checking.learned import judged
from grader.pipeline import Grader
from grader.rubric import default_rubric
from grader.schema.rubric import Rubric


def test_a_rubric_read_back_from_json_is_the_same_to_the_weights():
    rubric = default_rubric()
    again = Rubric.model_validate_json(rubric.model_dump_json())
    assert judged(again) == judged(rubric)
    assert Grader(again).signature == Grader(rubric).signature
