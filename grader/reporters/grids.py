"""Tables as text for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from rich.console import Console


class Tabular(Protocol):
    """Rows under named columns."""

    @property
    def title(self) -> str:
        """What is in it, in words."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Their names."""

    @property
    def rows(self) -> Sequence[tuple[Any, ...]]:
        """A cell for each column."""


def grids(
    lines: Sequence[str],
    tables: Sequence[Tabular],
    shown: Callable[[Any], str],
    width: int,
    colour: bool,
    most: int | None = None,
) -> str:
    """Lines, then each table below its title, a cell as ``shown`` has it; at most so many rows, and how many more."""
    from rich.table import Table as Grid
    from rich.text import Text

    from grader.reporters.columns import drawn

    def draw(console: Console) -> None:
        for line in lines:
            console.print(Text(line))
        for table in tables:
            console.print()
            console.print(Text(table.title, style="bold"))
            grid = Grid(box=None, padding=(0, 2, 0, 0), header_style="cyan", pad_edge=False)
            for n, column in enumerate(table.columns):
                numeric = any(isinstance(row[n], int | float) for row in table.rows)
                grid.add_column(Text(column), justify="right" if numeric else "left", overflow="fold")
            for row in table.rows[:most]:
                grid.add_row(*(Text(shown(cell)) for cell in row))
            console.print(grid)
            if most is not None and len(table.rows) > most:
                console.print(Text(f"and {len(table.rows) - most:,} more", style="dim"))

    return drawn(draw, width, colour)
