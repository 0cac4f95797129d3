"""One at a time: a lock that ends with the process that holds it, however that ends."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Self

from grader.errors import UsageError

FILE = "run.lock"
_TRIES, _PAUSE = 5, 0.1
"""Times that it is tried, and seconds between: one who only looks whether it is held, holds it for a moment."""


class Lock:
    """Held from `take` to `release`, or to the end of the process; other readers of the run need none."""

    def __init__(self, folder: Path, name: str = FILE) -> None:
        self._path = folder / name
        self._descriptor: int | None = None

    def take(self) -> Self:
        """Hold it; `UsageError` where another process does, with its number."""
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as e:
            reason = (e.strerror or str(e)).lower()
            raise UsageError(f"{self._path}: cannot be written: {reason}; choose a folder that you may write to") from e
        for _ in range(_TRIES):
            if _locked(descriptor):
                break
            time.sleep(_PAUSE)
        else:
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() if hasattr(os, "pread") else ""
            os.close(descriptor)
            who = f"process {holder}" if holder.isdigit() else "another process"
            raise UsageError(f"{self._path.parent}: {who} is at work on this run; wait for it, or stop it")
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        self._descriptor = descriptor
        return self

    def release(self) -> None:
        """Let others have it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self.take()

    def __exit__(self, *_: object) -> None:
        self.release()


def held(folder: Path, name: str = FILE) -> bool:
    """Whether a process is at work on the run."""
    try:
        descriptor = os.open(folder / name, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _locked(descriptor)
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    """Lock the whole file for this process, if nobody else has."""
    try:
        if os.name == "posix":
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError:
        return False
    return True
