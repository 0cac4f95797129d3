"""A folder that is whole or not there: made beside its place under a hidden name, and put there by a rename."""

from __future__ import annotations

import os
import shutil
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from grader.errors import UsageError


@contextmanager
def staged(folder: Path, names: Container[str]) -> Iterator[Path]:
    """An empty folder to fill; when the block ends well it takes the place of ``folder``, and what was there goes.

    On an error the old folder stays as it was, and nothing else is left. What an earlier process left that was killed
    is cleared, and where it was killed between the two renames, the old folder is put back first. Two processes must
    not write the same folder at once. `UsageError`, in one line, where the system refuses, or where the folder holds
    anything but these ``names``: somebody else's files must not go.
    """
    draft, old = (folder.parent / f".{folder.name}.{part}" for part in ("part", "old"))
    made = [p for p in folder.parents if not p.exists()]
    try:
        _look_at(folder, names)
        if old.exists() and not folder.exists():
            old.rename(folder)
        _clear(draft, old)
        draft.mkdir(parents=True)
        yield draft
        if folder.exists():
            folder.rename(old)
        try:
            draft.rename(folder)
        except BaseException:
            if old.exists():
                old.rename(folder)
            raise
    except BaseException as e:
        _clear(draft)
        for parent in made:
            with suppress(OSError):
                parent.rmdir()
        if isinstance(e, OSError):
            reason = (e.strerror or str(e)).lower()
            raise UsageError(f"{folder}: cannot be written: {reason}; choose another --out") from e
        raise
    _clear(old)


def _look_at(folder: Path, names: Container[str]) -> None:
    if not os.path.lexists(folder):
        return
    if folder.is_symlink() or not folder.is_dir():
        raise UsageError(f"{folder}: is no folder; choose another --out")
    others = sorted(p.name for p in folder.iterdir() if p.name not in names)
    if others:
        raise UsageError(f"{folder}: holds {others[0]!r}, which is no part of a report; choose another --out")


def _clear(*folders: Path) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
