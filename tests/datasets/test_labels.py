"""Label records: whole, in range, and without the texts of others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grader.rubric import default_rubric
from grader.schema.segmentation import STEPS

DATASETS = Path(__file__).parents[2] / "datasets"
RECORDS = sorted({*DATASETS.glob("*/labels/*/*.json"), *DATASETS.glob("labels/*/*/*.json")})
CRITERIA = [c.id for c in default_rubric().criteria]


def test_there_are_records() -> None:
    assert len(RECORDS) >= 112


@pytest.mark.parametrize("path", RECORDS, ids=lambda p: f"{p.parts[-4]}-{p.parent.name}-{p.stem}")
def test_a_record_is_whole(path: Path) -> None:
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert record["id"] == path.stem
    expected = 0
    for first, last, step in record["steps"]:
        assert first == expected
        assert last >= first
        assert step in STEPS
        expected = last + 1
    assert set(record["criteria"]) == set(CRITERIA)
    for name, said in record["criteria"].items():
        assert said["level"] in (0, 1, 2, "na"), name
        assert len(said["units"]) <= 3
        assert all(0 <= unit < expected for unit in said["units"])
        if said["level"] in (0, "na"):
            assert not said["units"], name
    assert record["overall"] in (1, 2, 3, 4)


def test_public_texts_are_pointers_alone() -> None:
    public = DATASETS / "public"
    assert {p.suffix for p in public.rglob("*") if p.is_file()} <= {".json", ".md", ".py", ".npz"}
    for entry in json.loads((public / "texts.json").read_text(encoding="utf-8")):
        assert "text" not in entry
        assert len(entry["sha256"]) == 64
