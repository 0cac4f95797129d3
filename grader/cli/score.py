"""``grader score``: from files to reports."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from grader.cli.console import MISSED, UNREAD, say
from grader.cli.group import SETTINGS
from grader.cli.roles import HELP as ROLES
from grader.cli.roles import parse_roles

if TYPE_CHECKING:
    from grader.schema.assessment import Scorecard
    from grader.schema.document import Role


@click.command(context_settings=SETTINGS)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option(
    "--format",
    "report",
    default="terminal",
    metavar="NAME",
    show_default=True,
    help="terminal, json, html, markdown, or the reporter of a plug-in.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write here, not to stdout: a file, or for several pages a folder."
)
@click.option("--rubric", metavar="FILE|NAME", help="The rubric; grader's own unless given.")
@click.option("--candidate", metavar="NAME", help="The speaker whose words count; the beginning of the name is enough.")
@click.option("--roles", metavar="PAIRS|FILE", callback=parse_roles, help=ROLES)
@click.option(
    "--kind", type=click.Choice(["transcript", "design"]), help="What the submissions are, where that is told wrong."
)
@click.option(
    "--input-format",
    metavar="NAME",
    help="Read every file as this: markdown, text, html, docx, pdf, webvtt, srt, dialogue, whisper, deepgram or another"
    " service's, or the reader of a plug-in.",
)
@click.option(
    "--transcribe-with",
    metavar="SIZE|DIR",
    help="The model that hears recordings, as 'grader transcribe --model' has it.  [default: small]",
)
@click.option("--segmenter", metavar="NAME", help="Find the steps by the segmenter of a plug-in, not by grader's own.")
@click.option("--model", type=click.Path(path_type=Path), metavar="DIR", help="A folder that 'grader train' wrote.")
@click.option(
    "--min-score", type=click.FloatRange(0, 100), metavar="N", help="Exit with 1 if a total is below N, or ungraded."
)
@click.option("--width", type=click.IntRange(40, 400), metavar="N", help="Columns of the terminal report.")
@click.option("--no-color", is_flag=True, help="No colours, as NO_COLOR=1 does.")
def score(
    files: tuple[str, ...],
    report: str,
    out: Path | None,
    rubric: str | None,
    candidate: str | None,
    roles: dict[str, Role] | None,
    kind: Literal["transcript", "design"] | None,
    input_format: str | None,
    transcribe_with: str | None,
    segmenter: str | None,
    model: Path | None,
    min_score: float | None,
    width: int | None,
    no_color: bool,
) -> int:
    """Grade FILEs, and report on each. A FILE of - is what is piped in.

    A recording, sound or film, is written down first; its transcript is kept beside it, and used the next time.
    Several files give one JSON object a line, or a page each and an index in the folder --out.

    \b
    Examples:
      grader score design.md
      grader score --format json --min-score 60 interview.vtt
      grader score --format html --out reports/ interviews/*.vtt
    """
    # Before numpy comes in: the matrices here are small, and threads cost more to start than they save.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from grader.cli.delivery import delivery
    from grader.cli.grading import Grading, grader_for

    reports = delivery(report, out, files, width, no_color)
    grader = grader_for(rubric, model, input_format, segmenter)
    graded = Grading(
        grader,
        files,
        candidate=candidate,
        roles=roles,
        kind=kind,
        input_format=input_format,
        transcribe_with=transcribe_with,
    )
    missed = False
    for assessment in graded:
        reports.take(assessment, grader.rubric)
        if min_score is not None and not _reaches(assessment.scorecard, min_score):
            missed = True
            say(f"{assessment.submission.path}: does not reach {min_score:g}")
    reports.finish(grader.rubric)
    if graded.unread:
        return UNREAD
    return MISSED if missed else 0


def _reaches(card: Scorecard, least: float) -> bool:
    """A text that is not graded reaches nothing, whatever its levels add up to."""
    return card.status == "graded" and card.total >= least
