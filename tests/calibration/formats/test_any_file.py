"""Whatever is in a file, its ratings are read or it is said in lines why not; and what is written is read back."""

from __future__ import annotations

import json
import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.calibration.formats import RatingsFile, Reading, read_ratings
from grader.calibration.formats.said import UnusableError, iso_of, score_of, time_of
from grader.calibration.formats.tables import kept_safe, unguarded
from grader.calibration.joined import long_csv
from grader.calibration.ratings import Rating, RatingsError
from grader.errors import UsageError
from tests.calibration.formats.made import wrong

HOW = Reading(("GROUP", "text"), {"v": "w"}, frozenset({"s"}), {"Hire": 3, "no": None}, "scale")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
WORDS = (
    "id data doc_id text meta annotations result was_cancelled completed_by from_name type value rating choices number "
    "labels textarea taxonomy start end drafts predictions created_at annotation_id annotator lead_time responses "
    "fields status user_id values suggestions metadata scale.responses scale.responses.users scale.suggestion "
    "options accept answer _task_hash _timestamp _annotator_id _session_id criterion spans label entities "
    "start_offset end_offset Comments submitted draft discarded ignore reject Hire no v s scale GROUP N/A email "
    "scale_comment sc1 spkitemid doc score grader"
).split()
TEXTS = (
    st.sampled_from(WORDS) | st.text(max_size=8) | st.sampled_from(["\ud800", "2", "2026-04-01", "\x1b[31m", "=1+1"])
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=6),
    max_leaves=40,
)
SHAPES = {
    "label studio": {
        "data": {"doc_id": "a"},
        "annotations": [{"completed_by": 1, "result": [{"from_name": "v", "type": "rating", "value": {"rating": 2}}]}],
    },
    "label studio min": {
        "doc_id": "a",
        "annotation_id": 1,
        "annotator": 2,
        "v": 2,
        "p": [{"text": "x", "labels": ["v"]}],
    },
    "argilla": {
        "id": "a",
        "fields": {"text": "x"},
        "responses": {"v": [{"value": 2, "user_id": "u", "status": "submitted"}]},
    },
    "argilla flat": {"id": "a", "v.responses": [2], "v.responses.users": ["u"], "v.responses.status": ["submitted"]},
    "prodigy": {
        "meta": {"doc_id": "a"},
        "options": [{"id": 1, "text": "x"}],
        "accept": [1],
        "answer": "accept",
        "_task_hash": 1,
        "spans": [],
    },
    "doccano": {
        "doc_id": "a",
        "text": "x",
        "label": ["v: 2", [0, 1, "v"]],
        "entities": [{"label": "v"}],
        "Comments": [],
    },
}


def holds(path, content: bytes) -> None:
    path.write_bytes(content)
    said, file = "", None
    try:
        file = read_ratings(path, HOW)
    except UsageError as e:
        said = str(e)
    if file is None:
        assert all(line.startswith(str(path)) and not CONTROLS.search(line) for line in said.split("\n"))
        return
    assert file.ratings
    for r in file.ratings:
        assert r.submission
        assert r.rater
        assert r.criterion
        assert r.line >= 1
        assert r.score is None or math.isfinite(r.score)
        assert r.at is None or 0 <= r.at < 253_402_300_800
    again(path, file)


def again(path, file: RatingsFile) -> None:
    """What is written of them is read back to the same."""
    by = ("GROUP", "text")
    path.write_bytes(long_csv(file.ratings, by))
    back = read_ratings(path, Reading(by))
    assert [without_line(r) for r in back.ratings] == [without_line(r) for r in file.ratings]


def without_line(r: Rating):
    return r.submission, r.rater, r.criterion, r.score, r.comment, r.at, r.groups


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("any") / "r"


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=200) | st.binary(max_size=60).map(lambda b: b"PK\x03\x04" + b))
def test_any_bytes(path, content):
    holds(path, content)


@settings(max_examples=200, deadline=None)
@given(value=VALUES, lines=st.booleans())
def test_any_json(path, value, lines):
    records = value if isinstance(value, list) else [value]
    text = "\n".join(json.dumps(r) for r in records) if lines else json.dumps(value)
    holds(path, text.encode())


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_any_value_in_the_place_of_any_other(path, shape, data):
    record = json.loads(json.dumps(SHAPES[shape]))
    for _ in range(data.draw(st.integers(1, 3))):
        at = record
        while isinstance(at, dict | list) and at:
            key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
            if not isinstance(at[key], dict | list) or not at[key] or data.draw(st.integers(0, 3)) == 0:
                at[key] = data.draw(VALUES)
                break
            at = at[key]
    holds(path, json.dumps([SHAPES[shape], record]).encode())


@pytest.mark.parametrize("shape", SHAPES)
def test_the_shapes_are_ratings(path, shape):
    path.write_text(json.dumps([SHAPES[shape]]))
    file = read_ratings(path, HOW)
    assert [r.score for r in file.ratings] == [2.0 if shape != "prodigy" else 1.0]


CELLS = st.sampled_from([*WORDS, "1", "-", "", "=1+1", "'=1", "'x", "2026-04-01", "1775001600"]) | st.text(max_size=6)


@settings(max_examples=200, deadline=None)
@given(
    head=st.lists(st.sampled_from(WORDS) | CELLS, max_size=8),
    rows=st.lists(st.lists(CELLS, max_size=8), max_size=5),
    separator=st.sampled_from(",;\t"),
    quoted=st.booleans(),
)
def test_any_table(path, head, rows, separator, quoted):
    def cell(text):
        return '"' + text.replace('"', '""') + '"' if quoted else text

    table = "\n".join(separator.join(map(cell, row)) for row in [["doc", *head], *rows])
    holds(path, table.encode("utf-8", "replace"))


PLAIN = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(str.strip)
NAMES = PLAIN.filter(bool) | st.sampled_from(["@ines", "'=1", "''-x", "-", "a\r\nb", "=x", "overall"])
RATINGS = st.builds(
    Rating,
    submission=NAMES,
    rater=NAMES,
    criterion=NAMES,
    score=st.none() | st.floats(-1e9, 1e9).map(lambda x: x + 0.0) | st.integers(0, 5).map(float),
    comment=PLAIN | st.sampled_from(["- first\n- second", "'", "'=", '"', ",;\tx"]),
    line=st.just(1),
    at=st.none() | st.floats(1e8, 2.5e11).map(time_of) | st.integers(0, 10**9).map(lambda n: 1.6e9 + n / 4),
    groups=st.sampled_from([(), (("GROUP", "native"),), (("GROUP", "=1"), ("text", "- x"))]),
)


@settings(max_examples=200, deadline=None)
@given(ratings=st.lists(RATINGS, min_size=1, max_size=4))
def test_what_is_written_is_read_back(path, ratings):
    again(path, RatingsFile("r", "x", tuple(ratings), {}))


@given(text=st.text() | st.text("'=-+@ \t\na"))
def test_an_apostrophe_is_taken_off_where_one_was_put(text):
    assert unguarded(kept_safe(text)) == text


@given(at=st.floats(1e8, 253_402_300_799))
def test_times_are_written_and_read_to_the_same(at):
    seconds = time_of(at)
    assert seconds is not None
    assert time_of(iso_of(seconds)) == seconds


@given(said=VALUES)
def test_a_score_is_a_number_nothing_or_refused(said):
    try:
        score = score_of(said, {})
    except UnusableError:
        return
    assert score is None or math.isfinite(score)
    assert not isinstance(said, bool | list | dict) or score is None


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[" * 100_000, "r: is nested too deep"),
        ('[{"annotations": ' + "[" * 100_000, "r: is nested too deep"),
        ('{"a":' * 50_000, "r: is nested too deep"),
        ("[]", "r: has no ratings"),
        (
            "[1, 2]",
            "r: is JSON of no tool that is known (Label Studio, Argilla, Prodigy, doccano); give it as CSV, a rating a row",
        ),
        (
            '{"doc": "a", "score": 1}',
            "r: is JSON of no tool that is known (Label Studio, Argilla, Prodigy, doccano); give it as CSV, a rating a row",
        ),
        ('[{"a": 1}', "r: is no JSON (Expecting ',' delimiter at line 1, column 10)"),
        (
            "[" + "1" * 5000 + "]",
            "r: is JSON of no tool that is known (Label Studio, Argilla, Prodigy, doccano); give it as CSV, a rating a row",
        ),
    ],
)
def test_json_that_is_none_of_ratings(tmp_path, content, says):
    assert wrong(tmp_path, content) == [says]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "1" * 5000])
def test_numbers_that_are_none(tmp_path, number):
    good = '{"doc_id": "a", "annotation_id": 1, "scale": %s, "other": 1}'
    (line,) = wrong(tmp_path, "[" + good % number + "]")
    assert line.startswith("r: record 1: ")
    assert line.endswith(" is no score of scale")


def test_a_line_that_is_no_json_is_said_with_the_others(tmp_path):
    good = json.dumps(SHAPES["doccano"])
    (tmp_path / "r").write_text(f"{good}\n\n{{broken\n[1]\n{good}\n")
    with pytest.raises(RatingsError) as e:
        read_ratings(tmp_path / "r", HOW)
    assert [p.removeprefix(f"{tmp_path}/") for p in e.value.problems] == [
        "r:3: is no JSON (Expecting property name enclosed in double quotes at line 1, column 2)",
        "r:4: is a list, and should be an object",
    ]


def test_of_keys_that_come_twice_the_last_counts(tmp_path):
    path = tmp_path / "r"
    path.write_text('[{"doc_id": "a", "annotation_id": 1, "scale": 1, "scale": 2}]')
    assert [r.score for r in read_ratings(path).ratings] == [2.0]


def test_places_that_are_no_files(tmp_path):
    for path, says in (
        (tmp_path, "is a directory"),
        (tmp_path / "x\0y", "null byte"),
        (tmp_path / "no", "no such file"),
    ):
        with pytest.raises(UsageError, match=says):
            read_ratings(path)


def answer(items):
    return [{"data": {"doc_id": "a"}, "annotations": [{"completed_by": 1, "result": items}]}]


def item(name, kind, **value):
    return {"from_name": name, "type": kind, "value": value}


@pytest.mark.parametrize(
    "items",
    [
        [item(f"c{n}", "number", number=1) for n in range(1001)],
        [item("v", "number", number=1), *[item("p", "labels", labels=["v"], text="x")] * 1001],
        [item("v", "number", number=1), *[item("notes", "textarea", text="x")] * 1001],
    ],
)
def test_an_answer_has_bounds(tmp_path, items):
    assert wrong(tmp_path, answer(items)) == [
        "r: task 1: an answer has more than 1,000 ratings, or comments and quotes"
    ]


def test_long_comments_and_quotes_are_cut_and_all_together_have_bounds(tmp_path):
    items = [item(f"c{n}", "number", number=1) for n in range(1000)]
    more = [item("notes", "textarea", text="x" * 200_000), item("p", "labels", labels=["c1"], text="y" * 9_000)]
    path = tmp_path / "r"
    path.write_text(json.dumps(answer([*items, *more])))
    ratings = read_ratings(path).ratings
    assert len(ratings[0].comment) == len(ratings[1].comment) == 100_000
    path.write_text(json.dumps(answer([item("c1", "number", number=1), more[1]])))
    assert len(read_ratings(path).ratings[0].comment) == 1_000
    each = [item("p", "labels", labels=[f"c{n}"], text=f"q{n}") for n in range(900)]
    (line,) = wrong(tmp_path, [*answer([*items, more[0], *each])] * 4)
    assert line.startswith("r: task 3: comments are too long in all; give the ratings in parts (and ")


def test_a_record_that_is_nested_deep_is_said_with_its_place(tmp_path):
    deep = "[" * 900 + "]" * 900
    record = '{"meta": {"doc_id": "a"}, "options": [{"id": %s, "text": "x"}], "accept": [%s], "_task_hash": 1}'
    (line,) = wrong(tmp_path, record % (deep, deep), criterion="v")
    assert line.startswith("r: ")
