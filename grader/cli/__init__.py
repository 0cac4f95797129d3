"""The command line. Each command is one small file, imported when it is asked for: `grader --help` needs only click."""

from __future__ import annotations

from typing import NoReturn

import click

from grader.cli.console import run
from grader.cli.group import SETTINGS, CommandGroup
from grader.version import VERSION

COMMANDS = {
    "score": ("grader.cli.score:score", "Grade submissions and report on them."),
    "rubric": ("grader.cli.rubric:rubric", "Show, check, test and begin rubrics."),
    "train": ("grader.cli.train:train", "Fit the learned parts on labelled texts."),
    "plugins": ("grader.cli.plugins:plugins", "List the plug-ins that are installed."),
}
"""Where each command lives, and its one line of help."""


@click.command("grader", cls=CommandGroup, commands_at=COMMANDS, context_settings=SETTINGS)
@click.version_option(VERSION, prog_name="grader", message="%(prog)s %(version)s")
def grader() -> None:
    """Grade system design interviews and written designs, with the proof beside each mark.

    \b
    Examples:
      grader score design.md
      grader score --format html --out report.html interview.vtt
      pbpaste | grader score -

    \b
    Exit codes: 0 done; 1 a threshold was missed; 2 wrong usage or rubric;
    3 some submissions could not be read; 70 a fault of grader; 130 interrupted.
    """


def main() -> NoReturn:
    """Run the command that the arguments of this process name, and exit."""
    raise SystemExit(run(grader))
