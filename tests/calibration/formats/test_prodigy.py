"""Prodigy: records of the view ``choice``."""

from __future__ import annotations

import pytest

from tests.calibration.formats.made import brief, read, wrong

OPTIONS = [{"id": 0, "text": "absent"}, {"id": 1, "text": "there"}, {"id": "two", "text": "2"}]


def record(accept: object = (1,), **more: object) -> dict[str, object]:
    accept = list(accept) if isinstance(accept, tuple) else accept
    base = {"text": "Say 400 reads.", "meta": {"doc_id": "c-7"}, "options": OPTIONS, "accept": accept}
    return {**base, "answer": "accept", "_task_hash": 5, "_view_id": "choice", "_annotator_id": "ines", **more}


def test_the_option_counts_by_a_score_in_its_text_or_its_id(tmp_path):
    content = (
        record(),
        record(("two",), _annotator_id=None, _session_id="set-omar"),
        record("1", _annotator_id="eva", options=[]),
        record(("there",), _annotator_id="max", options=None),
    )
    file = read(tmp_path, content, criterion="scale", values={"There": 3})
    assert brief(file) == [
        ("c-7", "ines", "scale", 3.0),
        ("c-7", "set-omar", "scale", 2.0),
        ("c-7", "eva", "scale", 1.0),
        ("c-7", "max", "scale", 3.0),
    ]
    assert (file.format, file.unit, [r.line for r in file.ratings]) == ("Prodigy", "line", [1, 2, 3, 4])
    assert brief(read(tmp_path, (record(),), criterion="scale"))[0][3] == 1.0


def test_ignored_rejected_and_empty_answers_are_counted(tmp_path):
    content = [
        record(),
        record(answer="ignore"),
        record(answer="reject"),
        record(()),
        {"_task_hash": 1, "answer": "ignore"},
    ]
    file = read(tmp_path, content, criterion="scale")
    assert len(file.ratings) == 1
    assert file.left_out == {"ignored": 2, "rejected": 1, "nothing chosen": 1}


def test_the_criterion_of_the_record_goes_first(tmp_path):
    meta = {"doc_id": "c-7", "criterion": "api", "GROUP": "native"}
    content = (
        record(meta=meta, _timestamp=1775055600, spans=[{"start": 4, "end": 13, "label": "api"}, {"label": "cost"}]),
        record(criterion="cost", comment="dear"),
        record(),
    )
    file = read(tmp_path, content, criterion="scale", by=("GROUP",))
    assert [(r.criterion, r.comment, r.at, r.groups) for r in file.ratings] == [
        ("api", "400 reads", 1775055600.0, (("GROUP", "native"),)),
        ("cost", "dear", None, ()),
        ("scale", "", None, ()),
    ]
    assert file.left_out == {"quote without a rating": 1}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (record(criterion=None), "has no criterion; grader ratings import --criterion NAME says it"),
        (record((0, 1), criterion="v"), "2 are chosen of v, where one is meant"),
        (record(("x",), criterion="v"), "'x' is no score of v"),
        (record((True,), criterion="v", options=None), "true is no score of v"),
        (record(answer="maybe"), "has the answer 'maybe', and should have accept, reject or ignore"),
        (record(answer=None), "has the answer nothing, and should have accept, reject or ignore"),
        (
            {"_task_hash": 1, "label": "v", "answer": "accept"},
            "has no options; only records of the view 'choice' hold ratings",
        ),
        (record(meta={}, criterion="v"), "has no submission; its data need a field 'doc_id'"),
        (record(meta=3, criterion="v"), "has no submission; its data need a field 'doc_id'"),
        (record(criterion="v", _timestamp="x"), "'x' is no time"),
        (record(criterion="v", options={"a": 1}), "'options' is no list of objects"),
        (record(criterion="v", spans=[1]), "'spans' is no list of objects"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, content, says):
    assert wrong(tmp_path, (record(criterion="v"), content)) == [f"r:2: {says}"]
