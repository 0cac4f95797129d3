"""What is under the columns of a calibration's tables."""

from __future__ import annotations

from collections.abc import Iterable

from grader.calibration.statistics.intervals import Estimate
from grader.reporters.table import Cell, Table

DECIMALS = 4


def estimate(e: Estimate) -> tuple[Cell, ...]:
    """The figure, its interval, its interviews, and why it is undefined."""
    return number(e.value), *ends(e), e.n, e.why


def with_ends(name: str) -> list[str]:
    """A column and those of its interval."""
    return [name, f"{name} from", f"{name} to"]


def ends(e: Estimate, decimals: int = DECIMALS) -> tuple[Cell, Cell]:
    """Both ends of its interval."""
    return (None, None) if e.ends is None else (number(e.low, decimals), number(e.high, decimals))


def reasons(of: Iterable[Estimate]) -> str | None:
    """Why any of them is undefined or has no interval, each reason once."""
    return "; ".join(dict.fromkeys(e.why for e in of if e.why)) or None


def number(value: float | None, decimals: int = DECIMALS) -> Cell:
    """With so many decimals, never -0."""
    return None if value is None else round(float(value), decimals) + 0.0


def values(given: Iterable[float]) -> str:
    """Several numbers in one cell."""
    return " and ".join(f"{v:g}" for v in given)


def merged(table: Table) -> Table:
    """For people: each figure and its interval in one cell."""
    names = list(table.columns)
    columns = [n for n, name in enumerate(names) if not any(name in with_ends(other)[1:] for other in names)]
    rows = tuple(tuple(_merged(table, row, n) for n in columns) for row in table.rows)
    return Table(table.name, table.title, tuple(names[n] for n in columns), rows)


def _merged(table: Table, row: tuple[Cell, ...], n: int) -> Cell:
    names = with_ends(table.columns[n])[1:]
    if names[0] not in table.columns:
        return row[n]
    value, low, high = row[n], *(row[table.columns.index(name)] for name in names)
    if not isinstance(value, int | float):
        return value
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return _two(value)
    return f"{_two(value)} [{_two(low)}, {_two(high)}]"


def _two(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}"
