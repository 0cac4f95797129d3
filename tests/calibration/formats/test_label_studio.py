"""Label Studio: the full export and JSON_MIN."""

from __future__ import annotations

from typing import Any

import pytest

from tests.calibration.formats.made import brief, read, wrong

AT = 1775055600.0
"""2026-04-01T15:00:00Z."""


def rating(name: str, stars: object) -> dict[str, Any]:
    return {"from_name": name, "to_name": "talk", "type": "rating", "value": {"rating": stars}}


def item(name: str, kind: str, **value: object) -> dict[str, Any]:
    return {"from_name": name, "to_name": "talk", "type": kind, "value": value}


def answer(by: object, *items: object, **more: object) -> dict[str, Any]:
    return {"id": 1, "completed_by": by, "result": [*items], "was_cancelled": False, **more}


def task(doc: object, *answers: object, **more: object) -> dict[str, Any]:
    return {"id": 70, "data": {"doc_id": doc, "text": "Say 400 reads."}, "annotations": [*answers], **more}


def test_annotators_stay_apart_by_number_address_and_object(tmp_path):
    file = read(
        tmp_path,
        [
            task("c-7", answer(3, rating("scale", 2)), answer("omar@x.org", rating("scale", 1))),
            task(
                8,
                answer({"id": 5, "email": "ines@x.org", "first_name": "Ines"}, rating("scale", "3")),
                answer({"id": 6}, item("scale", "number", number=0)),
                answer(None, item("scale", "choices", choices=["n/a"])),
            ),
        ],
    )
    assert brief(file) == [
        ("c-7", "3", "scale", 2.0),
        ("c-7", "omar@x.org", "scale", 1.0),
        ("8", "ines@x.org", "scale", 3.0),
        ("8", "6", "scale", 0.0),
        ("8", "r", "scale", None),
    ]
    assert [r.line for r in file.ratings] == [1, 1, 2, 2, 2]
    assert (file.format, file.unit, file.left_out) == ("Label Studio", "task", {})


def test_cancelled_drafts_and_predictions_are_counted_and_ground_truth_is_kept(tmp_path):
    file = read(
        tmp_path,
        [
            task(
                "a",
                answer(1, rating("scale", 2), ground_truth=True, created_at="2026-04-01T15:00:00Z"),
                answer(2, rating("scale", 1), was_cancelled=True),
                drafts=[{"result": [rating("scale", 0)]}, {"result": []}],
                predictions=[{"result": [rating("scale", 4)], "score": 0.9}],
            ),
            task(None, answer(2, was_cancelled=True)),
        ],
    )
    assert brief(file) == [("a", "1", "scale", 2.0)]
    assert file.ratings[0].at == AT
    assert file.left_out == {"draft": 2, "suggestion of a machine": 1, "cancelled": 2}


def test_spans_and_texts_are_comments_of_what_they_are_about(tmp_path):
    items = (
        rating("scale", 3),
        rating("scale-out", 1),
        rating("api", 2),
        item("proof", "labels", start=4, end=13, text="400 reads", labels=["scale", "api"]),
        item("proof", "hypertextlabels", text="ten boxes", hypertextlabels=["Scale"]),
        item("proof", "labels", text="nobody", labels=["cost"]),
        item("scale_out_comment", "textarea", text=["one way", "two"]),
        item("notes", "textarea", text="in all fair"),
        item("kind", "taxonomy", taxonomy=[["Web", "Cache"]]),
        item("box", "rectanglelabels", rectanglelabels=["api"]),
        item("who", "pairwise", selected="left"),
        {"type": "relation", "from_id": "a"},
    )
    file = read(tmp_path, [task("a", answer(1, *items))])
    assert {r.criterion: r.comment for r in file.ratings} == {
        "scale": "in all fair | Web / Cache | 400 reads | ten boxes",
        "scale-out": "one way / two",
        "api": "in all fair | Web / Cache | 400 reads",
    }
    assert file.left_out == {"answer of another kind": 2, "quote without a rating": 1}


def test_words_names_and_what_is_skipped(tmp_path):
    content = [
        task("a", answer(1, item("verdict", "choices", choices=["Strong hire"]), rating("mood", 1), rating("Scale", 2)))
    ]
    file = read(
        tmp_path,
        content,
        values={"strong HIRE": 4},
        rename={"Verdict": "overall", "scale": "estimation"},
        skip=frozenset({"Mood"}),
    )
    assert brief(file) == [("a", "1", "overall", 4.0), ("a", "1", "estimation", 2.0)]
    assert file.left_out == {"skipped criterion": 1}


def test_what_is_skipped_may_be_anything(tmp_path):
    items = rating("scale", 2), item("flags", "choices", choices=["late", "loud"]), rating("mood", {"x": 1})
    file = read(tmp_path, [task("a", answer(1, *items))], skip=frozenset({"flags", "mood"}))
    assert (brief(file), file.left_out) == ([("a", "1", "scale", 2.0)], {"skipped criterion": 2})


def test_a_span_with_the_renamed_name_is_of_the_criterion(tmp_path):
    items = rating("est", 2), item("proof", "labels", text="400 reads", labels=["estimation"])
    file = read(tmp_path, [task("a", answer(1, *items))], rename={"est": "estimation"})
    assert [r.comment for r in file.ratings] == ["400 reads"]


def test_subgroups_are_of_the_data_or_meta(tmp_path):
    content = task("a", answer(1, rating("scale", 2)), meta={"site": "Lima"})
    content["data"]["GROUP"] = 4
    file = read(tmp_path, [content], by=("group", "Site", "none"))
    assert file.ratings[0].groups == (("group", "4"), ("Site", "Lima"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ([task("a", answer(1, item("v", "choices", choices=["Hire"])))], "r: task 1: 'Hire' is no score of v"),
        (
            [task("a", answer(1, item("v", "choices", choices=["1", "2"])))],
            "r: task 1: 2 are chosen of v, where one is meant",
        ),
        ([task("a", answer(1, rating("v", True)))], "r: task 1: true is no score of v"),
        ([task("a", answer(1, rating("v", {"x": 1})))], "r: task 1: an object is no score of v"),
        ([task("a", answer(1, rating("v", 1e300)))], "r: task 1: 1e+300 is no score of v"),
        ([task(None, answer(1, rating("v", 1)))], "r: task 1: has no submission; its data need a field 'doc_id'"),
        ([task(["a"], answer(1, rating("v", 1)))], "r: task 1: a list is no name of a submission"),
        ([task("a", answer(True, rating("v", 1)))], "r: task 1: true is no name of a rater"),
        ([task("a", answer(1, rating("", 1)))], "r: task 1: has no criterion"),
        ([task("a", answer(1, rating("v", 1), created_at="soon"))], "r: task 1: 'soon' is no time"),
        (
            [task("a", answer(1, was_cancelled="no"))],
            "r: task 1: 'was_cancelled' is 'no', and should be true or false",
        ),
        ([task("a", 7), task("b", answer(1, rating("v", 1)))], "r: task 1: 'annotations' is no list of objects"),
        ([task("a", answer(1, 7))], "r: task 1: 'result' is no list of objects"),
        (
            [5, task("a", answer(1, rating("v", "x"))), task("a", answer(1, rating("v", "x")))],
            "r: task 1: 5, and should be an object",
        ),
        ([task("a")], "r: has no ratings"),
        ([task("a", answer(1, was_cancelled=True))], "r: has no ratings; left out: cancelled: 1"),
    ],
)
def test_what_is_wrong_is_said_with_its_task(tmp_path, content, says):
    assert wrong(tmp_path, content)[0] == says.replace(": 5, and", ": is 5, and")


def test_the_same_problem_is_said_once_with_how_many_tasks_have_it(tmp_path):
    assert wrong(tmp_path, [task("a", answer(1, rating("v", "x")))] * 3) == [
        "r: task 1: 'x' is no score of v (and 2 other tasks)"
    ]


def test_names_are_shown_without_control_characters(tmp_path):
    assert wrong(tmp_path, [task("a", answer(1, rating("v\x1b[31m\n", "\x07x\u202e")))]) == [
        "r: task 1: 'x' is no score of v"
    ]


def test_json_min(tmp_path):
    content = [
        {
            "id": 4,
            "doc_id": "c-7",
            "text": "long\nago",
            "problem": "p" * 300,
            "scale": 3,
            "api": "2",
            "verdict": "No hire",
            "tags": {"choices": ["1"]},
            "scale_comment": ["good", "sums"],
            "proof": [{"start": 0, "end": 9, "text": "400 reads", "labels": ["scale", "cost"]}],
            "annotator": "ines@x.org",
            "annotation_id": 11,
            "lead_time": 31.5,
            "created_at": "2026-04-01T15:00:00.000000Z",
            "updated_at": "2026-04-02T15:00:00Z",
            "GROUP": "native",
        }
    ]
    file = read(tmp_path, content, values={"no hire": 0}, by=("GROUP",))
    assert brief(file) == [
        ("c-7", "ines@x.org", "scale", 3.0),
        ("c-7", "ines@x.org", "api", 2.0),
        ("c-7", "ines@x.org", "verdict", 0.0),
        ("c-7", "ines@x.org", "tags", 1.0),
    ]
    assert {(r.at, r.groups, r.line) for r in file.ratings} == {(AT, (("GROUP", "native"),), 1)}
    assert [r.comment for r in file.ratings] == ["good / sums | 400 reads", "", "", ""]
    assert file.format == "Label Studio (JSON_MIN)"
    assert file.left_out == {"long text in a field of a task": 1, "quote without a rating": 1}


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ({"doc_id": "a", "verdict": "Hire"}, "r: record 1: 'Hire' is no score of verdict"),
        ({"doc_id": "a", "text": "x"}, "r: record 1: has no field of a criterion"),
        ({"id": 1, "scale": 1}, "r: record 1: has no submission; its data need a field 'doc_id'"),
        ({"doc_id": "a", "scale": [1, 2]}, "r: record 1: 2 are chosen of scale, where one is meant"),
        ({"doc_id": "a", "scale": False}, "r: record 1: false is no score of scale"),
    ],
)
def test_json_min_that_is_wrong(tmp_path, record, says):
    assert wrong(tmp_path, [{"annotation_id": 1, "annotator": 1, **record}]) == [says]
