"""Connections to a run's SQLite file, and what SQLite says when it cannot."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from grader.errors import StoppedError, UsageError

FILE = "run.db"


def connected(path: Path) -> sqlite3.Connection:
    """A connection that writes; the file is made where it is not there."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def readable(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing: also of a folder in which nothing may be written."""
    address = f"file:{quote(str(path.absolute()))}?mode=ro"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=30)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError:
        if path.with_name(path.name + "-wal").exists():
            raise
        # Reading in WAL mode makes a file beside it, which this folder does not admit; nobody writes here either.
        connection.close()
        connection = sqlite3.connect(address + "&immutable=1", uri=True, isolation_level=None)
    return connection


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """What SQLite cannot do inside, in one line: `StoppedError` for a full disk, `UsageError` for all else."""
    try:
        yield
    except sqlite3.DatabaseError as e:
        path = folder / FILE
        code = getattr(e, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL or "disk I/O error" in str(e):
            raise StoppedError(f"{path}: the disk takes no more ({e}); make room, and go on") from e
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
            raise UsageError(f"{path}: cannot be written: {e}; choose a folder that you may write to") from e
        if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise UsageError(f"{path}: is damaged, or not the store of a run ({e})") from e
        if code == sqlite3.SQLITE_BUSY:
            raise UsageError(f"{path}: another program holds it; wait until it is done") from e
        raise
