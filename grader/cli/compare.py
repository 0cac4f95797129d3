"""``grader compare``: two runs side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.console import write
from grader.cli.group import SETTINGS

if TYPE_CHECKING:
    from grader.runs.compare import Comparison

_RUN = click.Path(path_type=Path)


@click.command(context_settings=SETTINGS)
@click.argument("before", type=_RUN, metavar="RUN")
@click.argument("after", type=_RUN, metavar="RUN")
@click.option(
    "--format", "report", type=click.Choice(["terminal", "csv", "json"]), default="terminal", show_default=True
)
def compare(before: Path, after: Path, report: str) -> int:
    """Say which submissions moved from the first RUN to the second, by how much, and why.

    Submissions are matched by name. As CSV there is one row for each that moved.

    \b
    Example:
      grader compare reports/run-1 reports/run-2
    """
    from grader.runs.compare import compare as compared
    from grader.runs.compare import tables
    from grader.runs.spec import rubric_of
    from grader.runs.store import Store

    with Store.open(before) as one, Store.open(after) as two, one.snapshot(), two.snapshot():
        old, new = one.manifest, two.manifest
        found = compared((old, one.all(), rubric_of(old.settings)), (new, two.all(), rubric_of(new.settings)))
    if report == "json":
        write(_json(found))
        return 0
    if report == "csv":
        from grader.reporters.csv import csv_of

        moved = tables(found)[1]
        write(csv_of(moved.columns, moved.rows).decode())
        return 0
    from grader.cli.tables import show

    made = found.made or ["nothing: both were made by the same rubric, models and settings"]
    show(["What sets the runs apart:", *(f"  {line}" for line in made)], tables(found))
    return 0


def _json(found: Comparison) -> str:
    import json

    moves = [
        {
            "submission": m.name,
            "before": {"state": m.before.state, "total": m.before.total, "band": m.before.band},
            "after": {"state": m.after.state, "total": m.after.total, "band": m.after.band},
            "change": m.by,
            "why": m.why,
        }
        for m in found.moves
    ]
    whole = {
        "made": found.made,
        "both": found.both,
        "only_before": found.only_before,
        "only_after": found.only_after,
        "moved": moves,
    }
    return json.dumps(whole, indent=2) + "\n"
