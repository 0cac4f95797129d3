"""``grader ratings``: the ratings of people, from whatever tool they are made with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.console import say, write
from grader.cli.group import SETTINGS, CommandGroup
from grader.cli.rating_files import check_groups, placed_in, read_files, reading_options, summary_of
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.calibration.formats import RatingsFile
    from grader.schema.rubric import Rubric

COMMANDS = {
    "import": ("grader.cli.ratings:import_", "Read files of ratings, and write them as one CSV."),
    "dataset": ("grader.cli.ratings_dataset:dataset", "Make of a run and its ratings a data set to train on."),
}
_PATH = click.Path(path_type=Path)


@click.command("ratings", cls=CommandGroup, commands_at=COMMANDS, context_settings=SETTINGS)
@click.pass_context
def ratings(ctx: click.Context) -> None:
    """Read ratings of people from the tools they use.

    \b
    Example:
      grader ratings import project-7.json --out ratings.csv
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@click.command("import", context_settings=SETTINGS)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_PATH)
@reading_options
@click.option("--rubric", metavar="FILE|NAME", help="Check criteria and levels by this rubric.")
@click.option("--run", metavar="RUN", type=_PATH, help="Check submissions by this run, and by its rubric if need be.")
@click.option("--out", type=_PATH, metavar="FILE", help="Write here, not to stdout.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def import_(
    files: tuple[Path, ...],
    rename: dict[str, str],
    skip: tuple[str, ...],
    values: dict[str, float | None],
    criterion: str | None,
    by: tuple[str, ...],
    rubric: str | None,
    run: Path | None,
    out: Path | None,
    force: bool,
) -> int:
    """Read files of ratings, whatever made them, and write all as one CSV, a rating a row.

    They may be CSV, TSV or Excel (a rating a row, a column a criterion, or the columns of RSMTool), or what Label
    Studio, Argilla, Prodigy or doccano exports; what a file is, is told by its content. Graders stay apart. What is a
    draft, cancelled or ignored is left out, and counted. --rename, --skip, --value and --by may be given again.

    \b
    Examples:
      grader ratings import project-7.json --value Hire=3 --rename verdict=overall --out ratings.csv
      grader ratings import rated.xlsx responses.csv --by GROUP --run reports/run-1 --out ratings.csv
    """
    from grader.calibration.formats import Reading
    from grader.calibration.joined import long_csv

    if out is not None and not force and out.exists():
        raise UsageError(f"{out}: is there already; choose another name, or give --force")
    groups = tuple(dict.fromkeys(by))
    found = read_files(files, Reading(groups, rename, frozenset(skip), values, criterion))
    _check(found, rubric, run)
    kept = [rating for file in found for rating in file.ratings]
    check_groups(found, groups)
    content = long_csv(kept, groups)
    for file in found:
        say(summary_of(file))
    if out is None:
        write(content.decode())
        return 0
    from grader.reporters.write import write_whole

    write_whole(out, content)
    return 0


def _check(files: Sequence[RatingsFile], rubric: str | None, run: Path | None) -> None:
    """`UsageError` for ratings that are there twice, or that the rubric or the run has no place for."""
    from grader.calibration.joined import doubles, named

    if rubric is not None or run is not None:
        placed_in(files, *_known(files, rubric, run))
        return
    problems = doubles(files, [[named(rating) for rating in file.ratings] for file in files])
    if problems:
        raise UsageError("\n".join(problems))


def _known(files: Sequence[RatingsFile], rubric: str | None, run: Path | None) -> tuple[Sequence[str], Rubric]:
    """Submissions, those of the ratings themselves where no run is given, and the rubric."""
    from grader.cli.rubrics import rubric_named

    if run is None:
        return sorted({rating.submission for file in files for rating in file.ratings}), rubric_named(rubric)
    from grader.runs.spec import rubric_of
    from grader.runs.store import Store

    with Store.open(run) as store, store.snapshot():
        names = [kept.name for kept in store.all()]
        return names, rubric_of(store.manifest.settings) if rubric is None else rubric_named(rubric)
