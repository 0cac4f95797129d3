"""Tables as CSV: UTF-8, commas, one line a row, and no cell that a spreadsheet would run."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

Cell = str | int | float | None

# What a spreadsheet takes for the start of a formula, behind anything that it passes over when it reads a cell; and
# what itself opens one in some of them.
_FORMULA = re.compile("[\\s\x00-\x20\x7f-\xa0\u200b-\u200f\u2060\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_QUOTED = re.compile('[,;\t"\r\n]|^ | $')


def csv_of(columns: Sequence[str], rows: Iterable[Sequence[Cell]], raw: bool = False) -> bytes:
    """A whole table, its names first."""
    return "".join((csv_line(columns, raw), *(csv_line(row, raw) for row in rows))).encode("utf-8", "replace")


def csv_line(cells: Sequence[Cell], raw: bool = False) -> str:
    """One row. Numbers have up to six decimals; None and NaN are empty cells.

    A text that a spreadsheet would take for a formula, such as ``=1+1`` or ``+1-555-0100: notes.txt``, gets an
    apostrophe in front, unless ``raw``. That keeps spreadsheets with a comma between cells from running it; one that
    is set to another separator cuts texts in two wherever that stands in them, and no mark can help there.
    """
    return ",".join([_cell(cell, raw) for cell in cells]) + "\n"


def _cell(cell: Cell, raw: bool) -> str:
    if isinstance(cell, str):
        text = cell if raw else guarded(cell)
        return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
    if cell is None:
        return ""
    if isinstance(cell, float):
        return repr(round(cell, 6) + 0.0) if math.isfinite(cell) else ""
    return str(cell)


def guarded(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would take it for a formula."""
    return "'" + text if _FORMULA.match(text) else text
