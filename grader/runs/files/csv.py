"""Rows as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.reporters.csv import csv_line
from grader.runs.files.columns import Column, Value, joined


class CsvRows:
    """UTF-8. Several texts of a cell have a semicolon between them; formulas are marked, unless ``raw``."""

    def __init__(self, path: Path, columns: Sequence[Column], raw: bool = False) -> None:
        self._raw = raw
        self._file = path.open("w", encoding="utf-8", errors="replace", newline="")
        self._file.write(csv_line([c.name for c in columns], raw))

    def add(self, row: Sequence[Value]) -> None:
        """One more line."""
        self._file.write(csv_line([joined(v) for v in row], self._raw))

    def close(self) -> None:
        """Write what is held back."""
        self._file.close()
