"""Several submissions in one table, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from grader.reporters.index import IndexRow
from grader.reporters.wording import count

if TYPE_CHECKING:
    from grader.schema.rubric import Rubric


def summary(rows: Sequence[IndexRow], rubric: Rubric, width: int, colour: bool) -> str:
    """File, band, total and warnings of each, in the order the files were given."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from grader.reporters.columns import drawn

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold cyan", pad_edge=False)
    table.add_column("Submission", overflow="fold", ratio=1)
    table.add_column("Band", no_wrap=True)
    table.add_column("Total", justify="right", no_wrap=True)
    table.add_column("Warnings", overflow="fold")
    for row in rows:
        table.add_row(Text(row.name), Text(row.standing(rubric)), f"{row.total:.1f}", Text(", ".join(row.warnings)))
    heading = Padding(Text(count(len(rows), "submission"), style="bold"), (0, 2, 1, 2))
    return drawn(lambda console: console.print(Group(heading, Padding(table, (0, 2, 1, 2)))), width, colour)
