"""doccano: labels of texts and of spans."""

from __future__ import annotations

import pytest

from tests.calibration.formats.made import brief, read, wrong


def record(*labels: object, **more: object) -> dict[str, object]:
    return {"id": 1, "text": "Say 400 reads.", "label": [*labels], "doc_id": "c-7", **more}


def test_labels_with_a_criterion_and_labels_of_the_whole(tmp_path):
    content = (
        record("scale: 2", "api=N/A", "Hire", Comments=["fair", {"text": "short"}]),
        record("3", doc_id="c-8", user=5, criterion="api"),
        record("ratio 1:1: 2", doc_id="c-9", username="omar"),
    )
    file = read(tmp_path, content, "ines.jsonl", criterion="overall", values={"hire": 3})
    assert brief(file) == [
        ("c-7", "ines", "scale", 2.0),
        ("c-7", "ines", "api", None),
        ("c-7", "ines", "overall", 3.0),
        ("c-8", "5", "api", 3.0),
        ("c-9", "omar", "ratio 1:1", 2.0),
    ]
    assert {r.comment for r in file.ratings[:3]} == {"fair / short"}
    assert (file.format, file.unit) == ("doccano", "line")


def test_spans_of_both_kinds_are_quotes(tmp_path):
    entities = [{"id": 9, "label": "scale", "start_offset": 4, "end_offset": 13}, {"label": "cost"}]
    content = (
        record("scale: 2", entities=entities),
        record("scale: 2", [4, 7, "scale"], doc_id="c-8", metadata={"GROUP": "x"}),
        {"id": 2, "text": "x", "entities": [{"label": "scale", "start_offset": 0, "end_offset": 1}], "relations": []},
    )
    file = read(tmp_path, content, by=("GROUP",))
    assert [(r.submission, r.comment, r.groups) for r in file.ratings] == [
        ("c-7", "400 reads", ()),
        ("c-8", "400", (("GROUP", "x"),)),
    ]
    assert file.left_out == {"quote without a rating": 2}


def test_a_word_with_a_colon_that_stands_for_a_score_is_one(tmp_path):
    file = read(tmp_path, [record("Hire: yes")], criterion="overall", values={"hire: yes": 1})
    assert brief(file) == [("c-7", "r", "overall", 1.0)]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (record("Hire"), "has a label without a criterion; grader ratings import --criterion NAME says it"),
        (record(":2"), "has a label without a criterion; grader ratings import --criterion NAME says it"),
        (record("scale: good"), "'good' is no score of scale"),
        (record("scale: 1", doc_id=None), "has no submission; its data need a field 'doc_id'"),
        (record("scale: 1", entities=3), "'entities' is no list of objects"),
        (record(label={"a": 1}), "its labels are an object, and should be a list"),
        (record({"a": 1}, criterion="v"), "an object is no score of v"),
        (record("scale: 1", user=[2]), "a list is no name of a rater"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, content, says):
    assert wrong(tmp_path, (record("v: 1"), content)) == [f"r:2: {says}"]
