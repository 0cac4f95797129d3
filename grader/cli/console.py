"""From what a command raises to an exit code and a line on stderr; and the only door to stdout.

| code | meaning                                |
| ---- | -------------------------------------- |
| 0    | done                                   |
| 1    | done, but a threshold was missed       |
| 2    | wrong usage, or a wrong rubric         |
| 3    | some submissions could not be read     |
| 70   | a fault of grader                      |
| 130  | interrupted                            |
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from grader.errors import GraderError, UsageError

MISSED, WRONG, UNREAD, FAULT, INTERRUPTED = 1, 2, 3, 70, 130


def run(command: click.Command, args: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code; nothing that it raises comes out, unless GRADER_DEBUG is set."""
    try:
        code = command.main(args=args, prog_name="grader", standalone_mode=False)
        _flush()
    except click.exceptions.Exit as e:
        return e.exit_code
    except (click.Abort, KeyboardInterrupt):
        say("interrupted")
        return INTERRUPTED
    except click.ClickException as e:
        _usage(e)
        return WRONG
    except GraderError as e:
        for line in str(e).split("\n"):
            say(line)
        return e.exit_code
    except BrokenPipeError:
        _close_quietly()
        return 0
    except Exception as e:
        if os.environ.get("GRADER_DEBUG"):
            raise
        _fault(e)
        return FAULT
    return code if isinstance(code, int) else 0


def say(line: str) -> None:
    """One line on stderr, without control characters, whatever is in it."""
    from grader.reporters.wording import one_line

    with suppress(OSError):
        click.echo(one_line(line).encode("utf-8", "replace").decode("utf-8"), err=True)


def write(text: str) -> None:
    """Put a report on stdout, as UTF-8 wherever no terminal wants it otherwise.

    Where the reader of a pipe has gone, the command ends there, done. `UsageError` where the system takes no more.
    """
    if sys.stdout is None:
        raise UsageError("standard output is closed; give --out FILE")
    encoding = (sys.stdout.encoding or "utf-8") if on_terminal() else "utf-8"
    try:
        click.echo(text.encode(encoding, "replace"), nl=False)
    except BrokenPipeError:
        _close_quietly()
        raise click.exceptions.Exit(0) from None
    except OSError as e:
        _close_quietly()
        reason = (e.strerror or str(e)).lower()
        raise UsageError(f"standard output: cannot be written: {reason}; give --out FILE") from e


def colourful() -> bool:
    """Whether stdout is a terminal whose user has not asked for plain text."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and on_terminal()


def on_terminal() -> bool:
    """Whether stdout is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def columns(piped: int, least: int, most: int) -> int:
    """Columns of the terminal, within bounds; ``piped`` where stdout is none."""
    if not on_terminal():
        return piped
    from shutil import get_terminal_size

    return max(least, min(most, get_terminal_size((piped, 24)).columns))


def _usage(error: click.ClickException) -> None:
    context = getattr(error, "ctx", None)
    if context is not None:
        click.echo(context.get_usage(), err=True)
    say(f"Error: {error.format_message()}")
    if context is not None:
        say(f"Try '{context.command_path} --help'.")


def _fault(error: Exception) -> None:
    from traceback import extract_tb

    frames = extract_tb(error.__traceback__)
    where = f" at {os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""  # noqa: PTH119
    while_ = "".join(f", {note}" for note in getattr(error, "__notes__", ()))
    what = f"{type(error).__name__}: {error}"[:300]
    say(f"grader failed{while_}: {what}{where}; this is a fault of grader, GRADER_DEBUG=1 shows where")


def _flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


def _close_quietly() -> None:
    """Let Python's own last flush go nowhere, for it would complain."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
