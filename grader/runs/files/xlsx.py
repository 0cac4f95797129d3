"""Rows as sheets of a workbook. Texts are texts: none becomes a formula, a link or a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from grader.reporters.table import Table
from grader.runs.files.columns import Column, Value, joined

MOST_ROWS = 1_048_575
"""Of a sheet, below its line of names."""
MOST_CHARACTERS = 32_767
"""Of a cell, counted as Excel does: in units of UTF-16."""
CUT = "… (cut)"
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DAY = datetime(2000, 1, 1)  # noqa: DTZ001  of no zone: it stands for no moment, so that bytes are the same


class Book:
    """A workbook that holds a row in memory at a time. Needs xlsxwriter; its drafts lie in the folder of the file."""

    def __init__(self, path: Path) -> None:
        from xlsxwriter import Workbook

        self._book = Workbook(
            str(path),
            {
                "constant_memory": True,
                "tmpdir": str(path.parent),
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._book.use_zip64()
        self._book.set_properties({"created": _DAY})
        self._bold = self._book.add_format({"bold": True})

    def sheet(self, name: str, columns: Sequence[str]) -> Any:
        """A new sheet with these names in its first row, which stays in sight."""
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 40)
        for at, column in enumerate(columns):
            sheet.write_string(0, at, cell_text(column), self._bold)
        return sheet

    def add_table(self, table: Table) -> None:
        """A table as a sheet of its name."""
        sheet = self.sheet(table.name, table.columns)
        for at, row in enumerate(table.rows, start=1):
            put(sheet, at, row)

    def close(self) -> None:
        """Put the file together. OSError as the system says it."""
        from xlsxwriter.exceptions import FileCreateError

        try:
            self._book.close()
        except FileCreateError as e:
            raise (e.args[0] if e.args and isinstance(e.args[0], OSError) else OSError(str(e))) from e


class SheetRows:
    """Rows on a sheet, and where it is full on further ones, ``submissions 2`` and so on."""

    def __init__(self, book: Book, name: str, columns: Sequence[Column]) -> None:
        self._book, self._name, self._columns = book, name, [c.name for c in columns]
        self._sheet = book.sheet(name, self._columns)
        self._sheets, self._rows = 1, 0

    def add(self, row: Sequence[Value]) -> None:
        """One more."""
        if self._rows == MOST_ROWS:
            self._sheets, self._rows = self._sheets + 1, 0
            self._sheet = self._book.sheet(f"{self._name} {self._sheets}", self._columns)
        self._rows += 1
        put(self._sheet, self._rows, row)

    def close(self) -> None:
        """The book is closed by who opened it."""


def put(sheet: Any, at: int, row: Sequence[Value]) -> None:
    """The cells of a row; what is missing has none."""
    for column, value in enumerate(row):
        cell = joined(value)
        if isinstance(cell, str):
            sheet.write_string(at, column, cell_text(cell))
        elif cell is not None:
            sheet.write_number(at, column, cell)


def cell_text(text: str) -> str:
    """The text without what no workbook can hold, cut with a mark where it is longer than a cell."""
    text = _NOT_IN_XML.sub("", text)
    if len(text) * 2 <= MOST_CHARACTERS or _units(text) <= MOST_CHARACTERS:
        return text
    room = MOST_CHARACTERS - len(CUT)
    return text.encode("utf-16-le")[: room * 2].decode("utf-16-le", "ignore") + CUT


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
