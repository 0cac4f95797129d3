"""Tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from grader.cli.console import colourful, columns, write

if TYPE_CHECKING:
    from grader.runs.table import Table

_PIPED, _LEAST, _MOST = 120, 60, 160
SHOWN = 20
"""Rows of a table on a terminal; its file has all."""


def show(lines: Sequence[str], tables: Sequence[Table]) -> None:
    """Lines, then each table with its title; of a long one the beginning, and how many rows are left out."""
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    from grader.reporters.columns import drawn
    from grader.reporters.wording import one_line

    def cell(value: object) -> Text:
        if isinstance(value, float):
            return Text(f"{value:.1f}" if abs(value) >= 1 else f"{value:.3g}")
        return Text("" if value is None else f"{value:,}" if isinstance(value, int) else one_line(str(value)))

    def draw(console: Console) -> None:
        for line in lines:
            console.print(Text(one_line(line)))
        for table in tables:
            console.print()
            console.print(Text(table.title, style="bold"))
            grid = Grid(box=None, padding=(0, 2, 0, 0), header_style="cyan", pad_edge=False)
            for n, column in enumerate(table.columns):
                numeric = any(isinstance(row[n], int | float) for row in table.rows)
                grid.add_column(Text(column), justify="right" if numeric else "left", overflow="fold")
            for row in table.rows[:SHOWN]:
                grid.add_row(*(cell(value) for value in row))
            console.print(grid)
            if len(table.rows) > SHOWN:
                console.print(Text(f"and {len(table.rows) - SHOWN:,} more", style="dim"))

    write(drawn(draw, columns(_PIPED, _LEAST, _MOST), colourful()))
