"""The command line. A command is one thin file; this one imports click alone, so that help is there at once."""

from __future__ import annotations

import sys
from typing import Any

import click

from grader.cli.console import run
from grader.cli.group import SETTINGS, CommandGroup
from grader.version import VERSION

COMMANDS = {
    "score": ("grader.cli.score:score", "Grade interviews and designs, with the proof beside each mark."),
    "batch": ("grader.cli.batch:batch", "Grade folders, tables and archives of any size."),
    "status": ("grader.cli.status:status", "Say how a batch stands, and what to do next."),
    "report": ("grader.cli.report:report", "Report on a batch: a page, tables, a workbook, rows."),
    "compare": ("grader.cli.compare:compare", "Say who moved between two runs, and why."),
    "rescore": ("grader.cli.rescore:rescore", "Total a finished run anew by a changed rubric."),
    "calibrate": ("grader.cli.calibrate:calibrate", "Hold a batch against people's ratings, and tune the rubric."),
    "ratings": ("grader.cli.ratings:ratings", "Read ratings of people from the tools they use."),
    "transcribe": ("grader.cli.transcribe:transcribe", "Write down what is said in a recording."),
    "rubric": ("grader.cli.rubric:rubric", "Show, check, test, explain and start rubrics."),
    "evaluate": ("grader.cli.evaluate:evaluate", "Hold the grader against people who labelled the same texts."),
    "train": ("grader.cli.train:train", "Fit the learned weights again from labelled texts."),
    "plugins": ("grader.cli.plugins:plugins", "List what other packages bring."),
}


def _version(ctx: click.Context, _: click.Parameter, wanted: Any) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"grader {VERSION}")
        ctx.exit()


@click.group(
    cls=CommandGroup,
    commands_at=COMMANDS,
    context_settings=SETTINGS,
    epilog="Exit codes: 0 done, 1 a threshold asked for is missed, 2 wrong usage or rubric, "
    "3 some submissions could not be read, 70 a fault of grader, 130 interrupted.",
)
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Print the version."
)
@click.pass_context
def grader(ctx: click.Context) -> None:
    """Read a system design interview, or a written design, and grade it by a rubric.

    \b
    grader score design.md
    grader score interview.vtt --format html --out report.html
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> None:
    """What the console script runs."""
    sys.exit(run(grader, sys.argv[1:]))
