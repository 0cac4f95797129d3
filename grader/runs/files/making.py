"""The files of a report, made from the store in one pass over its rows, and one over its assessments."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from grader.reporters.csv import csv_of
from grader.reporters.table import Table
from grader.runs.files.columns import Rows, columns_of, row_of
from grader.runs.files.csv import CsvRows
from grader.runs.files.jsonl import JsonRows
from grader.runs.files.parquet import ParquetRows
from grader.runs.files.summary import summary
from grader.runs.files.xlsx import Book, SheetRows
from grader.runs.report.figures import Figures
from grader.runs.store import Store
from grader.runs.stored import json_of
from grader.schema.rubric import Rubric

NAME = "submissions"


def make_files(
    store: Store,
    rubric: Rubric,
    figures: Figures,
    tables: Sequence[Table],
    formats: Collection[str],
    folder: Path,
    raw: bool = False,
) -> None:
    """The files of these ``formats`` in a folder that is there: csv, xlsx, parquet, jsonl, markdown, and assessments,
    which is what `grader score` says of each as JSON, a hundred times as large as all the others. OSError where they
    cannot be written; then what was begun is of no use. ``raw`` leaves formulas in CSV unmarked.
    """
    if "csv" in formats or "html" in formats:  # the page leads to them
        (folder / "tables").mkdir()
        for table in tables:
            (folder / "tables" / f"{table.name}.csv").write_bytes(csv_of(table.columns, table.rows, raw))
    if "markdown" in formats:
        text = summary(store.manifest, figures, tables, rubric)
        (folder / "summary.md").write_text(text, encoding="utf-8", errors="replace", newline="\n")
    _submissions(store, rubric, tables, formats, folder, raw)
    if "assessments" in formats:
        with (folder / "assessments.jsonl").open("wb") as file:
            for kept in store.all():
                if kept.row is not None:
                    file.write(json_of(store, kept.id, rubric).encode("utf-8"))


def _submissions(
    store: Store, rubric: Rubric, tables: Sequence[Table], formats: Collection[str], folder: Path, raw: bool
) -> None:
    columns = columns_of(rubric)
    files: list[Rows] = []
    book = Book(folder / f"{NAME}.xlsx") if "xlsx" in formats else None
    if book is not None:
        files.append(SheetRows(book, NAME, columns))
    if "csv" in formats:
        files.append(CsvRows(folder / f"{NAME}.csv", columns, raw))
    if "parquet" in formats:
        files.append(ParquetRows(folder / f"{NAME}.parquet", columns))
    if "jsonl" in formats:
        files.append(JsonRows(folder / f"{NAME}.jsonl", columns))
    if not files:
        return
    for kept in store.all():
        row = row_of(kept, rubric)
        for file in files:
            file.add(row)
    for file in files:
        file.close()
    if book is not None:
        for table in tables:
            book.add_table(table)
        book.close()
