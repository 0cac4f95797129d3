"""Argilla: records of version 2, nested and flat, and of version 1."""

from __future__ import annotations

import pytest

from tests.calibration.formats.made import brief, read, wrong


def response(value: object, user: object = "u-1", status: object = "submitted", **more: object) -> dict[str, object]:
    return {"value": value, "user_id": user, "status": status, **more}


def record(responses: object, **more: object) -> dict[str, object]:
    return {"id": "c-7", "status": "pending", "fields": {"text": "Say 400 reads."}, "responses": responses, **more}


def test_users_stay_apart_and_drafts_suggestions_and_discarded_answers_count_for_nothing(tmp_path):
    responses = {
        "scale": [response(2), response("3", "u-2"), response(1, "u-3", "draft"), response(None, "u-4", "discarded")],
        "api": [response("N/A", "u-2"), response(["1"])],
    }
    file = read(tmp_path, [record(responses, suggestions={"scale": {"value": 4, "agent": "m"}})])
    assert brief(file) == [
        ("c-7", "u-1", "scale", 2.0),
        ("c-7", "u-1", "api", 1.0),
        ("c-7", "u-2", "scale", 3.0),
        ("c-7", "u-2", "api", None),
    ]
    assert file.left_out == {"suggestion of a machine": 1, "draft": 1, "discarded": 1}
    assert (file.format, file.unit) == ("Argilla", "record")


def test_comments_quotes_times_and_groups(tmp_path):
    responses = {
        "scale": [response(2, inserted_at="2026-04-01T15:00:00.5")],
        "api": [response(1)],
        "scale_comment": [response("sums")],
        "proof": [response([{"label": "api", "start": 4, "end": 13}, {"label": "cost", "start": 0, "end": 3}])],
    }
    metadata = {"doc_id": "mine", "GROUP": "native"}
    file = read(tmp_path, [record(responses, metadata=metadata)], by=("GROUP",))
    assert [(r.submission, r.comment, r.at, r.groups) for r in file.ratings] == [
        ("mine", "sums", 1775055600.5, (("GROUP", "native"),)),
        ("mine", "400 reads", 1775055600.5, (("GROUP", "native"),)),
    ]
    assert file.left_out == {"quote without a rating": 1}


def test_version_1(tmp_path):
    responses = [
        {"user_id": "u-1", "status": "submitted", "values": {"scale": {"value": 2}, "api": {"value": 1}}},
        {"user_id": "u-2", "status": "discarded", "values": {"scale": {"value": 0}}},
        {"user_id": "u-3", "status": "discarded", "values": {}},
    ]
    file = read(tmp_path, (record(responses, suggestions=[{"question_name": "scale", "value": 1}]),))
    assert brief(file) == [("c-7", "u-1", "scale", 2.0), ("c-7", "u-1", "api", 1.0)]
    assert (file.left_out["discarded"], file.left_out["suggestion of a machine"], file.unit) == (1, 1, "record")


def test_flat(tmp_path):
    flat = {
        "id": "c-7",
        "text": "x",
        "scale.responses": [2, 3],
        "scale.responses.users": ["u-1", "u-2"],
        "scale.responses.status": ["submitted", "draft"],
        "scale.suggestion": 1,
        "api.responses": None,
        "api.responses.users": None,
        "api.suggestion": None,
    }
    file = read(tmp_path, [flat])
    assert brief(file) == [("c-7", "u-1", "scale", 2.0)]
    assert file.left_out == {"suggestion of a machine": 1, "draft": 1}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (record({"scale": [response("good")]}), "'good' is no score of scale"),
        (record({"scale": [response(True)]}), "true is no score of scale"),
        (record({"scale": [response([1, 2])]}), "2 are chosen of scale, where one is meant"),
        (record({"scale": [response([[1], 2])]}), "2 are chosen of scale, where one is meant"),
        (record({"scale": [response(1, status="odd")]}), "an answer to scale has the unknown status 'odd'"),
        (record({"scale": [response(1, status=["x"])]}), "an answer to scale has the unknown status a list"),
        (record({"scale": {"value": 1}}), "'scale' is no list of objects"),
        (record({"scale": [response(1, user=[1])]}), "a list is no name of a rater"),
        (record({"scale": [response(1, inserted_at=5)]}), "5 is no time"),
        (record({"scale": [response(1)]}, id=None), "has no submission; its data need a field 'doc_id'"),
        (
            {"id": 1, "q.responses": [1, 2], "q.responses.users": ["a"]},
            "'q.responses' and its users and status are no lists of one length",
        ),
        ({"id": 1, "q.responses": 3}, "'q.responses' and its users and status are no lists of one length"),
    ],
)
def test_what_is_wrong_is_said_with_its_record(tmp_path, content, says):
    good = record({"scale": [response(1)]})
    assert wrong(tmp_path, [good, content]) == [f"r: record 2: {says}"]
    assert wrong(tmp_path, (good, content)) == [f"r:2: {says}"]
