"""``grader ratings``: the ratings of people, from whatever tool they are made with."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.console import say, write
from grader.cli.group import SETTINGS, CommandGroup
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.calibration.formats import RatingsFile, Reading
    from grader.schema.rubric import Rubric

COMMANDS = {
    "import": ("grader.cli.ratings:import_", "Read files of ratings, and write them as one CSV."),
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


def _pairs(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:  # noqa: ARG001
    found: dict[str, str] = {}
    for one in given:
        name, sign, value = (part.strip() for part in one.rpartition("="))
        if not (name and sign and value):
            raise click.BadParameter(f"{one!r} is no {param.metavar}")
        found[name] = value
    return found


def _scores(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> dict[str, float | None]:
    from grader.calibration.formats.said import UnusableError, score_of

    found: dict[str, float | None] = {}
    for word, value in _pairs(ctx, param, given).items():
        try:
            found[word] = score_of(value, {})
        except UnusableError as e:
            raise click.BadParameter(f"{e}; give a number, or N/A") from None
    return found


@click.command("import", context_settings=SETTINGS)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_PATH)
@click.option(
    "--rename", metavar="FROM=TO", multiple=True, callback=_pairs, help="What a file calls FROM is the criterion TO."
)
@click.option("--skip", metavar="NAME", multiple=True, help="Leave out what the files call so.")
@click.option(
    "--value", "values", metavar="WORD=SCORE", multiple=True, callback=_scores, help="A word that stands for a score."
)
@click.option("--criterion", metavar="NAME", help="What is rated in files that do not say it.")
@click.option(
    "--by", metavar="COLUMN", multiple=True, help="A column that groups the submissions; it is kept, and no criterion."
)
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
    found = _read(files, Reading(groups, rename, frozenset(skip), values, criterion))
    _check(found, rubric, run)
    kept = [rating for file in found for rating in file.ratings]
    for name in groups:
        if not any(name == kind for rating in kept for kind, _ in rating.groups):
            raise UsageError(f"--by {name}: no file has a column of this name with anything in it")
    content = long_csv(kept, groups)
    for file in found:
        say(_summary(file))
    if out is None:
        write(content.decode())
        return 0
    from grader.reporters.write import write_whole

    write_whole(out, content)
    return 0


def _read(files: Sequence[Path], how: Reading) -> list[RatingsFile]:
    """All files; `UsageError` with what is wrong with any of them."""
    from grader.calibration.formats import read_ratings

    found: list[RatingsFile] = []
    problems: list[str] = []
    for path in files:
        try:
            found.append(read_ratings(path, how))
        except UsageError as e:
            problems.append(str(e))
    if problems:
        if any("is no score of" in problem for problem in problems):
            problems.append("--value WORD=SCORE gives a word a score, --skip NAME leaves out what is no criterion")
        raise UsageError("\n".join(problems))
    return found


def _check(files: Sequence[RatingsFile], rubric: str | None, run: Path | None) -> None:
    """`UsageError` for ratings that are there twice, or that the rubric or the run has no place for."""
    from grader.calibration.joined import doubles, named
    from grader.calibration.ratings import RatingsError, placed

    keys: list[Iterable[Hashable]] = [[named(rating) for rating in file.ratings] for file in files]
    problems: list[str] = []
    if rubric is not None or run is not None:
        names, chosen = _known(files, rubric, run)
        for n, file in enumerate(files):
            try:
                found = placed(file.path, file.ratings, names, chosen, file.unit)
                keys[n] = [(p.submission, p.rater, p.criterion) for p in found]
            except RatingsError as e:
                problems.append(str(e))
    if not problems:
        problems = doubles(files, keys)
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


def _summary(file: RatingsFile) -> str:
    from grader.reporters.wording import count

    raters = sorted({rating.rater for rating in file.ratings})
    of = len({rating.submission for rating in file.ratings})
    parts = [count(len(file.ratings), "rating"), f"{count(len(raters), 'rater')} ({_few(raters)})"]
    left = ", ".join(f"{reason}: {number:,}" for reason, number in file.left_out.items())
    said = f"{file.path}: {file.format}: {', '.join(parts)}, {count(of, 'submission')}"
    return f"{said}; left out: {left}" if left else said


def _few(names: Sequence[str]) -> str:
    from grader.reporters.wording import shorten

    return ", ".join(shorten(name, 40) for name in names[:3]) + (" ..." if len(names) > 3 else "")
