"""Label records and lists of texts: what is wrong is said in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grader.errors import UsageError
from grader.training.labelled import load
from grader.training.records import LabelRecord, read_entries, read_record

RECORD: dict[str, Any] = {
    "id": "feed",
    "steps": [[0, 1, "scope"], [2, 4, "other"]],
    "criteria": {"purpose": {"level": 2, "units": [1]}, "dive_agenda": {"level": "na", "units": []}},
    "overall": 3,
}


def test_a_record_knows_the_step_of_each_unit() -> None:
    record = LabelRecord.model_validate(RECORD)
    assert record.units == 5
    assert record.step_of_unit == [0, 0, 4, 4, 4]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"steps": [[0, 1, "scope"], [3, 4, "other"]]}, "does not follow on unit 1"),
        ({"steps": [[1, 4, "scope"]]}, "does not follow"),
        ({"steps": []}, "steps"),
        ({"steps": [[0, 1, "intro"]]}, "steps.0.2"),
        ({"overall": 5}, "overall"),
        ({"criteria": {"purpose": {"level": 3}}}, "criteria.purpose.level"),
        ({"extra": 1}, "extra"),
    ],
)
def test_a_wrong_record_is_said_in_one_line(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    path = tmp_path / "feed.json"
    path.write_text(json.dumps({**RECORD, **change}))
    with pytest.raises(UsageError, match=says) as e:
        read_record(path)
    assert str(path) in str(e.value)
    assert "\n" not in str(e.value)


@pytest.mark.parametrize("text", ["", "[", "[" * 100_000])
def test_what_is_no_json_is_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "feed.json"
    path.write_text(text)
    with pytest.raises(UsageError, match="no JSON"):
        read_record(path)


@pytest.mark.parametrize("entry", [{"id": "a", "file": "../b.md"}, {"id": "../a", "file": "b.md"}])
def test_a_list_cannot_name_files_elsewhere(tmp_path: Path, entry: dict[str, str]) -> None:
    path = tmp_path / "texts.json"
    path.write_text(json.dumps([entry]))
    with pytest.raises(UsageError, match="a file a name without a folder"):
        read_entries(path)


def test_a_folder_that_is_no_data_set_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no data set"):
        load(tmp_path)


def test_labels_of_another_text_are_said(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "labels" / "A").mkdir(parents=True)
    (tmp_path / "texts" / "feed.md").write_text("# A feed\n\nOne paragraph.\n")
    (tmp_path / "labels" / "A" / "feed.json").write_text(json.dumps(RECORD))
    (tmp_path / "texts.json").write_text('[{"id": "feed", "file": "feed.md"}]')
    with pytest.raises(UsageError, match="cut into 2 units, but was labelled in 5"):
        load(tmp_path)
