"""Files that are whole or not there."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from grader.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path`` in one step: a reader sees the old file or the new one, never a part.

    The new file keeps the old one's permissions. A symbolic link at ``path`` is itself replaced; what it
    pointed to is left alone. On any failure the old file stays and nothing else is left behind.
    UsageError, in one line, where the system refuses.
    """
    try:
        _replace(path, content)
    except (OSError, ValueError) as e:  # ValueError: a NUL in the path
        reason = (e.strerror if isinstance(e, OSError) else None) or str(e)
        raise UsageError(f"{path}: cannot be written: {reason.lower()}; choose a folder that you may write to") from e


def _replace(path: Path, content: bytes) -> None:
    # In the same folder, for a rename across file systems is a copy; and a new name, so that no link is followed.
    draft = path.parent / f".{secrets.token_hex(8)}.part"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _keep_permissions(path, file.fileno())
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    _sync_folder(path.parent)


def _keep_permissions(path: Path, descriptor: int) -> None:
    with suppress(FileNotFoundError):
        old = path.lstat()
        if stat.S_ISREG(old.st_mode) and hasattr(os, "fchmod"):
            os.fchmod(descriptor, stat.S_IMODE(old.st_mode))


def _sync_folder(folder: Path) -> None:
    """Make the rename itself last through a power cut, where the system lets a folder be synced."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as e:
        if e.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)
