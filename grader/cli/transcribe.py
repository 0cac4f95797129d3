"""``grader transcribe``: from a recording to a transcript."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from grader.cli.console import say
from grader.cli.group import SETTINGS


@click.command(context_settings=SETTINGS)
@click.argument("recording", type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="Where the transcript goes.  [default: RECORDING.vtt]"
)
@click.option(
    "--model",
    metavar="SIZE|DIR",
    help="tiny, base, small, medium (each also with .en, for English alone), distil-large-v3, turbo, large-v3, or a "
    "folder with a Whisper model for CTranslate2.  [default: small]",
)
@click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True)
@click.option("--language", metavar="CODE", default="", help="What is spoken, as en; else found out by its beginning.")
@click.option("--download", is_flag=True, help="Fetch the weights of SIZE from huggingface.co where they are not here.")
def transcribe(
    recording: Path, out: Path | None, model: str | None, device: str, language: str, download: bool
) -> None:
    """Write down what is said in RECORDING, sound or film, as WebVTT; on this machine, without a network.

    Called again after it was interrupted, it goes on where it was. What it needs: pip install 'grader[audio]'.

    \b
    Examples:
      grader transcribe interview.mp4 -o interview.vtt --download
      grader score interview.vtt
    """
    from grader.cli.hearing import progress_bar
    from grader.transcribing.models import DEFAULT
    from grader.transcribing.transcribe import transcribe as write_down
    from grader.transcribing.transcribe import transcript_path

    where = out or transcript_path(recording)
    there = where.exists()
    try:
        with progress_bar(recording.name) as progress:
            write_down(
                recording,
                where,
                model=model or DEFAULT,
                device=device,
                language=language,
                download=download,
                say=say,
                progress=progress,
            )
    except KeyboardInterrupt:
        again = ["grader", "transcribe", str(recording), "-o", str(where)]
        again += ["--model", model] if model else []
        again += ["--device", device] if device != "auto" else []
        again += ["--language", language] if language else []
        say(f"to go on: {shlex.join(again)}")
        raise
    if not there:
        say(f"{where}: the transcript of {recording.name}; grader score {shlex.quote(str(where))}")
