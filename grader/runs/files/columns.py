"""The columns of a row that stands for a submission: the same in every kind of file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from grader.runs.records import Kept
from grader.runs.report.figures import INTERVIEW
from grader.schema.rubric import Rubric

Value = str | int | float | list[str] | None
Kind = Literal["text", "texts", "number", "count"]


@dataclass(frozen=True, slots=True)
class Column:
    """A name and what is under it: a text, several, a number or a count. Any of them may be missing."""

    name: str
    kind: Kind


class Rows(Protocol):
    """A file that takes rows. One that was not closed is not whole."""

    def add(self, row: Sequence[Value]) -> None:
        """One more."""

    def close(self) -> None:
        """There are no more."""


def columns_of(rubric: Rubric) -> list[Column]:
    """Dimensions, criteria and steps have a word in front, since they may share their names."""
    return [
        *(Column(n, "text") for n in ("name", "state", "reason", "kind", "format", "language")),
        Column("words", "count"),
        Column("status", "text"),
        Column("total", "number"),
        Column("band", "text"),
        *(Column(f"dimension_{d.id}", "number") for d in rubric.dimensions),
        *(Column(f"level_{c.id}", "count") for c in rubric.criteria),
        *(Column(f"minutes_{s}", "number") for s in INTERVIEW),
        Column("warnings", "texts"),
        Column("certainty", "number"),
        Column("sha256", "text"),
    ]


def row_of(kept: Kept, rubric: Rubric) -> list[Value]:
    """What is under the columns. A criterion that was not assessed has no level; that is not level 0."""
    row = json.loads(kept.row) if kept.row is not None else {}
    scores, minutes = row.get("dimensions", {}), row.get("minutes") or {}
    levels = {level[0]: level[1] for level in row.get("levels", ())}
    return [
        kept.name,
        kept.state,
        kept.reason,
        row.get("kind"),
        row.get("format"),
        row.get("language"),
        row.get("words"),
        kept.status,
        kept.total,
        kept.band,
        *(scores.get(d.id) for d in rubric.dimensions),
        *(levels.get(c.id) for c in rubric.criteria),
        *(minutes.get(s) for s in INTERVIEW),
        row.get("warnings", []),
        row.get("certainty"),
        kept.sha256,
    ]


def joined(value: Value) -> str | int | float | None:
    """The value for a cell that holds one thing: several texts are one, none is nothing."""
    return (";".join(value) or None) if isinstance(value, list) else value
