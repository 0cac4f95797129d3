"""`grader train`."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.console import say
from grader.cli.extras import need_sklearn
from grader.cli.group import SETTINGS

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(context_settings=SETTINGS)
@click.argument("datasets", type=_FOLDER, nargs=-1, required=True)
@click.option("--texts", type=_FOLDER, help="Where the texts lie that a data set only points to.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Where the model goes.")
@click.option(
    "--folds", type=click.IntRange(min=2), help="Fit one model a fold, to measure with on texts that it has not seen."
)
@click.option(
    "--numbers",
    is_flag=True,
    help="Also keep, beside texts that lie elsewhere, what a fit needs of them: numbers, no words.",
)
def train(datasets: tuple[Path, ...], texts: Path | None, out: Path, folds: int | None, numbers: bool) -> None:
    """Fit the weights of the segmenter and of the levels to the labelled texts of DATASETS.

    \b
    Example:
      grader train datasets/public --texts texts --out my-model
      grader score design.md --model my-model
    """
    need_sklearn("training")
    from grader.training.train import train as fit

    fit(datasets, texts, out, folds or 0, numbers, say)
