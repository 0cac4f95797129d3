"""The files of a calibration: its page, every table as CSV, Markdown, and JSON."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from grader.calibration.calibration import Calibration
from grader.calibration.report.page import page
from grader.calibration.report.words import ANSWERS, basis, headline, sentences
from grader.calibration.tables import merged, tables
from grader.reporters.csv import csv_of
from grader.reporters.markdown import escape
from grader.reporters.markdown_tables import markdown_table
from grader.reporters.table import Table

FORMATS = ("html", "csv", "markdown", "json")


def write_files(c: Calibration, made_of: str, folder: Path, formats: Collection[str], raw: bool = False) -> None:
    """The files of these formats, in a folder that is there. OSError where they cannot be written."""
    made = tables(c)
    if "csv" in formats or "html" in formats:  # the page leads to them
        (folder / "tables").mkdir()
        for table in made:
            (folder / "tables" / f"{table.name}.csv").write_bytes(csv_of(table.columns, table.rows, raw))
    if "html" in formats:
        (folder / "index.html").write_bytes(page(c, made_of))
    if "markdown" in formats:
        text = "\n".join(_markdown(c, made, made_of)) + "\n"
        (folder / "summary.md").write_text(text, encoding="utf-8", errors="replace", newline="\n")
    if "json" in formats:
        (folder / "calibration.json").write_text(json_of(c, made_of), encoding="utf-8", errors="replace", newline="\n")


def json_of(c: Calibration, made_of: str) -> str:
    """All tables, each a list of rows by column, null for what is undefined; and the cases of broken lines."""
    whole: dict[str, Any] = {
        "made_of": made_of,
        "seed": c.choices.seed,
        "resamples": c.choices.resamples,
        "thresholds": {
            "qwk": c.choices.thresholds.qwk,
            "drop": c.choices.thresholds.drop,
            "smd": c.choices.thresholds.smd,
        },
        "interviews": c.marks.size,
        "graders": list(c.marks.raters),
        "verdict": c.answer,
        "fitted_on": c.seen,
        "left_out": dict(c.left_out),
        "says": headline(c),
        "tables": {t.name: [dict(zip(t.columns, row, strict=True)) for row in t.rows] for t in tables(c)},
        "broken_lines": [
            {
                "name": b.criterion,
                "trouble": b.trouble,
                "says": b.says,
                "suggestion": b.suggestion,
                "cases": [
                    {
                        "interview": case.interview,
                        "marks": [{"by": who, "level": level, "words": words} for who, level, words in case.marks],
                    }
                    for case in b.cases
                ],
            }
            for b in c.broken
        ],
    }
    return json.dumps(whole, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _markdown(c: Calibration, made: list[Table], made_of: str) -> Iterator[str]:
    yield "# May the machine's marks be trusted?"
    yield ""
    yield f"**{ANSWERS[c.answer]}.** {escape(headline(c))}"
    yield ""
    yield escape(basis(c))
    yield ""
    for sentence in sentences(c):
        yield f"- {escape(sentence)}"
    yield ""
    for table in made:
        yield f"## {escape(table.title)}"
        yield ""
        yield from markdown_table(merged(table))
        yield ""
    yield "---"
    yield ""
    yield f"{escape(made_of)}, {c.choices.resamples:,} resamples, seed {c.choices.seed}"
