"""``grader report``: from a run to pages, tables and files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.console import say, write
from grader.cli.group import SETTINGS
from grader.cli.pages import made_in

if TYPE_CHECKING:
    from grader.reporters.table import Table
    from grader.runs.records import Kept
    from grader.runs.report.figures import Figures
    from grader.runs.report.page import Pages
    from grader.runs.store import Store
    from grader.schema.rubric import Rubric

_FORMATS = ("html", "csv", "xlsx", "parquet", "jsonl", "markdown", "assessments")
_DEFAULT = tuple(f for f in _FORMATS if f != "assessments")
_AGREEMENT = "Levels that both the grader and the rater gave; the bias is the grader's mean level less the rater's."
_NEEDS = {"xlsx": "xlsxwriter", "parquet": "pyarrow", "html": "matplotlib"}


@click.command(context_settings=SETTINGS)
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write here.  [default: RUN/report]")
@click.option(
    "--format",
    "formats",
    type=click.Choice(_FORMATS),
    multiple=True,
    help="Only this; may be given again.  [default: all but assessments, which is large]",
)
@click.option(
    "--ratings",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Ratings of people to hold the grades against: CSV or Excel (doc,grader,criterion,score, or a column a "
    "criterion), or what Label Studio, Argilla, Prodigy or doccano exports.",
)
@click.option(
    "--pages",
    type=click.Choice(["all", "none", "outliers"]),
    help="Which submissions have a page of their own.  [default: all of 200 or fewer, of more the outliers]",
)
@click.option("--csv-raw", is_flag=True, help="Put no ' before cells that a spreadsheet would take for formulas.")
def report(
    run: Path, out: Path | None, formats: tuple[str, ...], ratings: Path | None, pages: Pages | None, csv_raw: bool
) -> int:
    """Report on a run: a page, tables, a workbook, and a row a submission to compute with.

    A run that is still at work is reported as it stands. The folder of an earlier report is replaced as a whole, when
    the new one is done. In CSV a text that begins as a formula does, such as "=1+1", has a ' before it.

    \b
    Examples:
      grader report reports/run-1
      grader report reports/run-1 --format csv --format xlsx --out for-the-team
      grader report reports/run-1 --ratings ratings.csv
    """
    from grader.runs.files.making import make_files
    from grader.runs.folders import staged
    from grader.runs.lock import held
    from grader.runs.spec import rubric_of
    from grader.runs.store import Store
    from grader.runs.tables import tables_of

    wanted = formats or _DEFAULT
    _need(wanted)
    folder = out if out is not None else run / "report"
    with Store.open(run) as store, staged(folder) as draft:
        with store.snapshot():
            rubric = rubric_of(store.manifest.settings)
            figures, agreed = _figures(store.all(), rubric, ratings)
            tables = tables_of(figures, rubric)
            make_files(store, rubric, figures, [*tables, *agreed], wanted, draft, csv_raw)
            if "html" in wanted:
                _page(store, figures, tables, agreed, draft, pages)
            waiting = store.tally().waiting
        made = made_in(draft)
    if waiting:
        why = "a process is at work on them" if held(run) else "'grader status' says how to go on"
        say(f"{waiting:,} of {figures.size:,} submissions have no grade yet: {why}")
    write("".join(f"{folder / name}\n" for name in made))
    return 0


def _figures(submissions: Iterable[Kept], rubric: Rubric, ratings: Path | None) -> tuple[Figures, list[Table]]:
    """The run, and how it agrees with ratings."""
    from grader.runs.report.figures import figures_of

    if ratings is None:
        return figures_of(submissions, rubric), []
    from grader.calibration.formats import read_ratings
    from grader.calibration.ratings import placed
    from grader.runs.tables.agreement import agreement_of

    said = read_ratings(ratings)  # first, for it is soon done: what is wrong with it need not wait for a million rows
    figures = figures_of(submissions, rubric)
    found = placed(said.path, said.ratings, figures.names, rubric, said.unit)
    return figures, agreement_of(figures, rubric, found)


def _page(
    store: Store, figures: Figures, tables: list[Table], agreed: list[Table], draft: Path, pages: Pages | None
) -> None:
    from grader.reporters.sections import Section
    from grader.runs.report.page import write_page

    more = [Section("agreement", "Agreement with ratings", _AGREEMENT, (), tuple(agreed))] if agreed else []
    write_page(store, figures, tables, draft, pages=pages, more=more)


def _need(formats: Sequence[str]) -> None:
    from grader.cli.extras import need_batch

    for name in formats:
        if name in _NEEDS:
            need_batch(f"a report as {name}", _NEEDS[name])
