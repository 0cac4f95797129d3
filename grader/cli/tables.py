"""Tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from grader.cli.console import colourful, columns, write

if TYPE_CHECKING:
    from grader.reporters.table import Cell, Table

_PIPED, _LEAST, _MOST = 120, 60, 160
SHOWN = 20
"""Rows of a table on a terminal; its file has all."""


def show(lines: Sequence[str], tables: Sequence[Table]) -> None:
    """Lines, then each table with its title; of a long one the beginning, and how many rows are left out."""
    from grader.reporters.grids import grids
    from grader.reporters.wording import one_line

    plain = [one_line(line) for line in lines]
    write(grids(plain, tables, _shown, columns(_PIPED, _LEAST, _MOST), colourful(), SHOWN))


def _shown(value: Cell) -> str:
    from grader.reporters.wording import one_line

    if isinstance(value, float):
        return f"{value:.1f}" if abs(value) >= 1 else f"{value:.3g}"
    return "" if value is None else f"{value:,}" if isinstance(value, int) else one_line(value)
