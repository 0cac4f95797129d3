"""An evaluation for a terminal and as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from grader.evaluation.evaluate import Evaluation
from grader.evaluation.tables import shown
from grader.reporters.grids import grids
from grader.reporters.table import Cell, Table

if TYPE_CHECKING:
    pass


def standing(evaluation: Evaluation) -> list[str]:
    """What must be known before a figure is believed."""
    lines = [f"{len(evaluation.results)} texts, graded by {evaluation.signature}"]
    if evaluation.seen:
        lines.append(
            f"The model was fitted on {evaluation.seen} of them: agreement on those is no measure. "
            "'grader train --folds' gives models to measure with."
        )
    if evaluation.unknown:
        lines.append(f"The model does not say (fitted-on.json) whether it was fitted on {evaluation.unknown} of them.")
    return lines


def terminal(lines: Sequence[str], tables: Sequence[Table], width: int, colour: bool) -> str:
    """The tables as text, below what must be known of them."""
    return grids(lines, tables, shown, width, colour)


def json_of(evaluation: Evaluation, tables: Sequence[Table]) -> str:
    """All tables, each a list of rows by column; what is not defined is null."""

    def value(cell: Cell) -> Any:
        if isinstance(cell, float):
            return None if math.isnan(cell) else round(cell, 6)
        return cell

    whole = {
        "signature": evaluation.signature,
        "texts": len(evaluation.results),
        "seen_in_training": evaluation.seen,
        "tables": {
            t.name: [{c: value(cell) for c, cell in zip(_unique(t.columns), row, strict=True)} for row in t.rows]
            for t in tables
        },
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _unique(columns: Sequence[str]) -> list[str]:
    """Column names, each once: ``from`` and ``to`` take the name of the column they belong to."""
    names: list[str] = []
    owner = ""
    for column in columns:
        if column in ("from", "to"):
            names.append(f"{owner} {column}")
        else:
            owner = column
            names.append(column)
    return names
