"""Recordings on a command line: a bar while one is heard, and the transcript of one that is to be graded."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.console import say
from grader.errors import InputError, UsageError

if TYPE_CHECKING:
    from rich.progress import Progress


@contextmanager
def progress_bar(name: str) -> Iterator[Callable[[float, float], None]]:
    """What to tell how many seconds were heard, and of how many: drawn on stderr where that is a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _, __: None
        return
    from grader.reporters.wording import one_line

    drawn: list[Progress] = []

    def show(done: float, of: float) -> None:
        if not drawn:  # at the first call and not before, so that lines said until then stand above it
            drawn.append(_bar())
            drawn[0].add_task(one_line(name))
            drawn[0].start()
        drawn[0].update(drawn[0].task_ids[0], completed=done, total=of)

    try:
        yield show
    finally:
        for bar in drawn:
            bar.stop()


def heard(recording: Path, kind: str, model: str | None) -> Path:
    """The transcript of a recording, made now unless it lies beside it. `InputError` where none can be made."""
    from grader.transcribing.transcribe import transcribe, transcript_path

    out = transcript_path(recording)
    there = out.exists()
    try:
        with progress_bar(recording.name) as progress:
            transcribe(recording, out, model=model, say=say, progress=progress)
    except UsageError as e:
        raise InputError(str(recording), f"is {kind}", str(e)) from e
    except KeyboardInterrupt:
        say(f"{recording}: the same command goes on where it was")
        raise
    if not there:
        say(f"{recording}: its transcript is kept in {out}")
    return out


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    # Without markup: the name of a file is no command to colour anything.
    name = TextColumn("{task.description}", markup=False)
    columns = (name, BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(file=sys.stderr), transient=True)
