"""What commands that read files of ratings share: their options, and all files as one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.calibration.formats import RatingsFile, Reading
    from grader.calibration.ratings import Placed
    from grader.schema.rubric import Rubric

_Command = TypeVar("_Command", bound=Callable[..., object])


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


_OPTIONS = (
    click.option(
        "--rename",
        metavar="FROM=TO",
        multiple=True,
        callback=_pairs,
        help="What a file calls FROM is the criterion TO.",
    ),
    click.option("--skip", metavar="NAME", multiple=True, help="Leave out what the files call so."),
    click.option(
        "--value",
        "values",
        metavar="WORD=SCORE",
        multiple=True,
        callback=_scores,
        help="A word that stands for a score.",
    ),
    click.option("--criterion", metavar="NAME", help="What is rated in files that do not say it."),
    click.option(
        "--by",
        metavar="COLUMN",
        multiple=True,
        help="A column that groups the submissions; it is kept, and no criterion.",
    ),
)


def reading_options(command: _Command) -> _Command:
    """How files of ratings are to be read: ``rename``, ``skip``, ``values``, ``criterion`` and ``by``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_files(files: Sequence[Path], how: Reading) -> list[RatingsFile]:
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


def check_groups(files: Sequence[RatingsFile], columns: Sequence[str]) -> None:
    """`UsageError` for a column of groups that no file has."""
    there = {kind for file in files for rating in file.ratings for kind, _ in rating.groups}
    for name in columns:
        if name not in there:
            raise UsageError(f"--by {name}: no file has a column of this name with anything in it")


def placed_in(files: Sequence[RatingsFile], names: Sequence[str], rubric: Rubric) -> list[list[Placed]]:
    """The ratings of each file by submission and criterion; `UsageError` for what has no place, or is there twice."""
    from grader.calibration.joined import doubles
    from grader.calibration.ratings import RatingsError, placed

    found: list[list[Placed]] = []
    problems: list[str] = []
    for file in files:
        try:
            found.append(placed(file.path, file.ratings, names, rubric, file.unit))
        except RatingsError as e:
            problems.append(str(e))
    if not problems:
        keys: list[Iterable[Hashable]] = [[(p.submission, p.rater, p.criterion) for p in of] for of in found]
        problems = doubles(files, keys)
    if problems:
        raise UsageError("\n".join(problems))
    return found


def summary_of(file: RatingsFile) -> str:
    """A file in a line: what it is, and how much is in it."""
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
