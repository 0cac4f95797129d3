"""`grader evaluate`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.console import MISSED, colourful, columns, on_terminal, say, write
from grader.cli.extras import need_sklearn
from grader.cli.group import SETTINGS
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.evaluation.evaluate import Evaluation
    from grader.reporters.table import Table
    from grader.schema.rubric import Rubric

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(context_settings=SETTINGS)
@click.argument("datasets", type=_FOLDER, nargs=-1, required=True)
@click.option("--texts", type=_FOLDER, help="Where the texts lie that a data set only points to.")
@click.option("--split", metavar="NAME", help="Only the texts of this split.")
@click.option(
    "--model",
    type=_FOLDER,
    metavar="DIR",
    help="A model, or a folder of 'grader train --folds': then each text is graded by a model that has not seen it.",
)
@click.option(
    "--format", "report", type=click.Choice(["terminal", "json", "csv", "html"]), default="terminal", show_default=True
)
@click.option("--out", type=click.Path(path_type=Path), help="Write here: a file, or a folder for csv.")
@click.option(
    "--at-least",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help='Exit with 1 where a figure is below that of this JSON file: {"criterion_qwk": 0.6, ...}.',
)
@click.option(
    "--leaderboard", is_flag=True, help="Also fit again without this part and that, to show what each earns (slow)."
)
@click.option(
    "--folds", type=click.IntRange(min=2), default=8, show_default=True, help="Folds of the leaderboard, and of voices."
)
def evaluate(
    datasets: tuple[Path, ...],
    texts: Path | None,
    split: str | None,
    model: Path | None,
    report: str,
    out: Path | None,
    at_least: Path | None,
    leaderboard: bool,
    folds: int,
) -> int:
    """Hold the grader against people: grade the labelled texts of DATASETS and compare.

    \b
    Example:
      grader evaluate datasets/designs --split held
      grader train datasets/public --texts texts --out folds --folds 8
      grader evaluate datasets/public --texts texts --model folds --format html --out evaluation.html
    """
    if report == "csv" and out is None:
        raise UsageError("csv is several tables: give --out DIR")
    wanted = _wanted(at_least)
    if leaderboard:
        need_sklearn("a leaderboard")
    from grader.training.talks import is_of_voices

    of_voices = [d for d in datasets if is_of_voices(d)]
    if of_voices:
        if len(of_voices) < len(datasets) or report not in ("terminal", "csv"):
            raise UsageError(f"{of_voices[0]}: voices are measured by themselves, as a table or as csv")
        _voices(of_voices, texts, folds, out if report == "csv" else None)
        return 0
    from grader.evaluation.evaluate import Models
    from grader.evaluation.evaluate import evaluate as evaluated
    from grader.evaluation.tables import tables
    from grader.rubric import default_rubric
    from grader.training.labelled import load

    labelled = [text for dataset in datasets for text in load(dataset, texts, split)]
    if not labelled:
        of = f" of the split {split!r}" if split else ""
        raise UsageError(f"{', '.join(map(str, datasets))}: none of the labelled texts{of} was found")
    unlabelled = next((t for t in labelled if any(r.levels_only for r in t.records.values())), None)
    if unlabelled is not None:
        raise UsageError(f"{unlabelled.id}: has levels and no steps; 'grader calibrate' holds a run against ratings")
    rubric = default_rubric()
    models = Models(model)
    found = evaluated(labelled, rubric, models.assess, models.seen, _progress)
    made = tables(found, rubric)
    if leaderboard:
        from grader.evaluation.leaderboard import leaderboard as board

        made.insert(1, board(labelled, rubric, folds, say))
    _deliver(found, made, rubric, report, out)
    below = {name: least for name, least in wanted.items() if not found.main[name].value >= least}
    for name, least in below.items():
        say(f"below what was asked: {name} {found.main[name].value:.3f}, wanted {least:.3f}")
    return MISSED if below else 0


def _voices(datasets: Sequence[Path], texts: Path | None, folds: int, out: Path | None) -> None:
    """Who speaks, by folds."""
    need_sklearn("a measure of voices")
    from grader.evaluation.report import terminal
    from grader.evaluation.voices import voices
    from grader.reporters.csv import csv_of
    from grader.reporters.write import write_whole
    from grader.training.talks import load_talks

    made = voices([t for d in datasets for t in load_talks(d, texts)], folds, say)
    if out is None:
        lines = ["Each talk by a model that was fitted without it."]
        write(terminal(lines, [made], columns(140, 100, 160), colourful()))
        return
    out.mkdir(parents=True, exist_ok=True)
    write_whole(out / f"{made.name}.csv", csv_of(made.columns, made.rows))


def _wanted(path: Path | None) -> dict[str, float]:
    """The figures that must be reached; UsageError where the file does not say."""
    if path is None:
        return {}
    from grader.evaluation.figures import THE_MORE_THE_BETTER

    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        wanted = {str(name): float(value) for name, value in said.items()}
    except (OSError, ValueError, TypeError, AttributeError) as e:
        raise UsageError(f'{path}: no figures ({e}); it should be JSON such as {{"criterion_qwk": 0.6}}') from None
    unknown = sorted(set(wanted) - set(THE_MORE_THE_BETTER))
    if unknown:
        raise UsageError(f"{path}: no least value of {unknown[0]!r}; there are {', '.join(THE_MORE_THE_BETTER)}")
    return wanted


def _progress(done: int, of: int) -> None:
    if on_terminal():
        click.echo(f"\r{done} of {of}", nl=done == of, err=True)


def _deliver(found: Evaluation, made: Sequence[Table], rubric: Rubric, report: str, out: Path | None) -> None:
    from grader.evaluation import report as reports
    from grader.reporters.csv import csv_of
    from grader.reporters.write import write_whole

    if report == "csv" and out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for table in made:
            write_whole(out / f"{table.name}.csv", csv_of(table.columns, table.rows))
        return
    if report == "json":
        text = reports.json_of(found, made)
    elif report == "html":
        from grader.evaluation.page import page

        text = page(found, made, rubric)
    else:
        text = reports.terminal(reports.standing(found), made, columns(140, 100, 160), out is None and colourful())
    if out is None:
        write(text)
    else:
        write_whole(out, text.encode("utf-8", "replace"))
