"""Runs whose every number is known: stores and figures made by hand, of a rubric of two criteria."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from grader.runs.grading import pack
from grader.runs.manifest import Given, Manifest, Reading, Settings
from grader.runs.records import Entry, Grade, Kept, Outcome, State
from grader.runs.store import Store
from grader.schema.assessment import Assessment, Finding, Scorecard, Submission
from grader.schema.document import Document
from grader.schema.rubric import Rubric

SIGNATURE = "grader:9.9.9|rubric:small@1.0.0#abcd|steps:none"
WORDS = {"kind": "phrase", "terms": ["x"]}


def criterion(id_: str, dimension: str, levels: int) -> dict[str, Any]:
    made = [{"level": n, "descriptor": str(n), "when": WORDS} for n in range(1, levels + 1)]
    return {"id": id_, "title": id_.title(), "dimension": dimension, "step": "scope", "levels": made}


RUBRIC = Rubric.model_validate(
    {
        "id": "small",
        "version": "1.0.0",
        "title": "Small",
        "budgets": [{"step": "scope", "minutes": 5}, {"step": "deep_dive", "minutes": 15}],
        "dimensions": [{"id": "needs", "title": "Needs"}, {"id": "parts", "title": "Parts"}],
        "criteria": [criterion("users", "needs", 2), criterion("shards", "parts", 1)],
        "bands": [{"id": "good", "title": "Good", "at_least": 70}, {"id": "poor", "title": "Poor", "at_least": 0}],
    }
)


def kept(name: str, total: float | None = None, **more: Any) -> Kept:
    """A submission; without a total one that has no grade. ``more`` are fields of it and of its row."""
    fields = {"state": "graded" if total is not None else "waiting", "reason": None, "status": "graded"}
    fields |= {k: more.pop(k) for k in tuple(more) if k in fields}
    if total is None:
        return Kept(0, name, "/" + name, fields["state"], fields["reason"], *[None] * 6)
    levels = more.pop("levels", [2, 1])
    unprobed = more.pop("not_probed", [False, False])
    row = {
        "kind": "design",
        "format": "markdown",
        "language": "en",
        "words": 100,
        "dimensions": {"needs": total, "parts": None},
        "levels": [
            [c.id, level, c.max_level, 1.0, n] for c, level, n in zip(RUBRIC.criteria, levels, unprobed, strict=True)
        ],
        "shares": {"scope": 0.25, "deep_dive": 0.75},
        "minutes": None,
        "warnings": [],
        "caps": [],
        "certainty": None,
    }
    assert set(more) <= set(row)
    graded = fields["status"] == "graded"
    band = None if not graded else "good" if total >= 70 else "poor"
    row = json.dumps({**row, **more})
    return Kept(
        0, name, "/" + name, fields["state"], fields["reason"], "ab" * 32, SIGNATURE, fields["status"], total, band, row
    )


def store_of(folder: Path, submissions: Iterable[Kept], rubric: Rubric = RUBRIC) -> Store:
    """A run's store with these, each by its name."""
    manifest = Manifest(
        signature=SIGNATURE,
        settings=Settings(rubric=rubric.model_dump_json()),
        reading=Reading(),
        sources=(Given(words="in", at="/"),),
    )
    store = Store.create(folder, manifest)
    given = list(submissions)
    store.enlist(
        [(n, Entry(f"{s.name}{n}", s.name, {"kind": "file", "path": s.name}, 1, "")) for n, s in enumerate(given)],
        [],
        [],
        1,
    )
    store.finish([_outcome(n, s) for n, s in enumerate(given, start=1) if s.state != "waiting"])
    return store


def _outcome(id_: int, s: Kept) -> Outcome:
    state: State = s.state
    if s.row is None:
        return Outcome(id_, state, s.reason)
    whole = _assessment(s).model_dump_json() + "\n"
    detail = {"f": [], "n": [], "s": [], "w": [], "c": []}
    grade = Grade(s.sha256, s.signature, s.status, s.total, s.band, s.row, pack(json.dumps(detail)), pack(whole))
    return Outcome(id_, state, None, grade)


def _assessment(s: Kept) -> Assessment:
    row = json.loads(s.row)
    findings = [
        Finding(
            criterion=c.id,
            title=c.title,
            dimension=c.dimension,
            step=c.step,
            level=level,
            max_level=most,
            unassessed=None if level is not None else "not asked",
        )
        for c, (_, level, most, *_) in zip(RUBRIC.criteria, row["levels"], strict=True)
    ]
    card = {"status": s.status, "total": s.total, "dimensions": row["dimensions"], "band": s.band}
    given = {"path": s.name, "sha256": s.sha256, "format": row["format"], "kind": row["kind"], "words": row["words"]}
    return Assessment(
        signature=s.signature,
        submission=Submission(**given),
        document=Document(kind=row["kind"], format=row["format"], text="", blocks=()),
        segments=(),
        findings=tuple(findings),
        scorecard=Scorecard(**card),
    )
