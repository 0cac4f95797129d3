"""Tables as Markdown. Words of others are escaped, so they are never markup."""

from __future__ import annotations

from collections.abc import Iterator

from grader.reporters.markdown import escape
from grader.reporters.table import Cell, Table
from grader.reporters.wording import number, shorten

_ROWS = 60
"""Rows shown of a table; its file has all."""
_TEXT = 160
"""Characters shown of a cell."""


def markdown_table(table: Table, most: int = _ROWS) -> Iterator[str]:
    """The table's first rows, and how many more there are."""
    if not table.rows:
        yield "None."
        return
    numeric = [all(not isinstance(row[n], str) for row in table.rows) for n in range(len(table.columns))]
    yield _row(escape(c) for c in table.columns)
    yield _row("---:" if right else "---" for right in numeric)
    for row in table.rows[:most]:
        yield _row(shown(cell, column) for cell, column in zip(row, table.columns, strict=True))
    if len(table.rows) > most:
        yield ""
        yield f"and {len(table.rows) - most:,} more rows, in tables/{table.name}.csv"


def shown(cell: Cell, column: str) -> str:
    """A cell as people read it: shares in per cent, numbers with what matters of their decimals."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return escape(shorten(cell, _TEXT))
    if column.startswith("share"):
        return f"{number(100 * cell)} %"
    if isinstance(cell, int):
        return f"{cell:,}"
    return number(cell) if abs(cell) >= 10 or cell == int(cell) else f"{cell:.2f}"


def _row(cells: Iterator[str]) -> str:
    return f"| {' | '.join(cells)} |"
