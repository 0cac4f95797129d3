"""Folders that are whole or not there: made beside their place, and moved into it by a rename."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from grader.errors import GraderError, StoppedError, UsageError
from grader.runs.lock import Lock

MARK = ".made-by-grader"
"""A file in each folder made here, which says by what command: another one is never replaced."""
REPORT = "grader report"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def staged(folder: Path, made_by: str = REPORT) -> Iterator[Path]:
    """An empty folder to write into; as the context ends it takes the place of ``folder``, all of it at once.

    Where anything is raised inside, or the process is killed, the old folder stays as it was. Of an earlier kill what
    was left behind is cleared, or put back. Only one process makes the same folder at a time: another is refused.

    ``made_by`` is the command that writes: what another one wrote is not replaced.
    `UsageError` where the folder cannot be made, is being made, or holds something that was not made so; `StoppedError`
    where the disk is full. Errors of the system inside the context are turned into these, too.
    """
    # Links to the folders above are followed, one at its own place is not: it would be replaced, not what it means.
    place = Path(os.path.abspath(folder))  # noqa: PTH100  resolve() would follow it
    draft, old = place.with_name(f".{place.name}.part"), place.with_name(f".{place.name}.old")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise refused(folder, e) from e
    with Lock(place.parent, f".{place.name}.lock"):
        try:
            _recover(place, draft, old)
            _check(folder, place, made_by)
            draft.mkdir()
            (draft / MARK).write_text(made_by, encoding="utf-8")
            yield draft
            _swap(place, draft, old)
        except BrokenPipeError:
            raise
        except OSError as e:
            raise refused(folder, e) from e
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def refused(where: Path, error: OSError) -> GraderError:
    """What the system says, in one line: `StoppedError` of a full disk, `UsageError` of all else."""
    reason = (error.strerror or str(error)).lower()
    if error.errno in _FULL:
        return StoppedError(f"{where}: the disk takes no more ({reason}); what was there is as it was; make room")
    return UsageError(f"{where}: cannot be written: {reason}; choose another --out")


def _recover(place: Path, draft: Path, old: Path) -> None:
    """After a kill: what was half made goes; what was moved away, and not replaced, comes back."""
    if draft.exists():
        shutil.rmtree(draft)
    if old.exists():
        if os.path.lexists(place):
            shutil.rmtree(old)
        else:
            old.rename(place)


def _check(folder: Path, place: Path, made_by: str) -> None:
    if not os.path.lexists(place):
        return
    if place.is_symlink() or not place.is_dir():
        raise UsageError(f"{folder}: is no folder; choose another --out")
    mark = place / MARK
    # An empty mark is a report's, from before marks said whose they are.
    known = mark.is_file() and (mark.read_text("utf-8", "replace")[:40] or REPORT) == made_by
    if not known and any(place.iterdir()):
        raise UsageError(f"{folder}: holds something that '{made_by}' did not make; choose another --out")


def _swap(place: Path, draft: Path, old: Path) -> None:
    there = place.exists()
    if there:
        place.rename(old)
    try:
        draft.rename(place)
    except BaseException:
        if there:
            old.rename(place)
        raise
    with suppress(OSError):  # the new one is in its place: what cannot be cleared now is cleared the next time
        if there:
            shutil.rmtree(old)
