"""A run's SQLite file: its tables, connections to it, and what SQLite says when it cannot."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from grader.errors import StoppedError, UsageError

FILE = "run.db"
APPLICATION = 0x67726472
"""SQLite's mark of whose file it is: ``grdr``."""
TABLES = (
    "CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE submissions (
        id INTEGER PRIMARY KEY,
        identity TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        place TEXT NOT NULL,
        size INTEGER NOT NULL,
        stamp TEXT NOT NULL,
        listing INTEGER NOT NULL,
        position INTEGER NOT NULL,
        state TEXT NOT NULL DEFAULT 'waiting',
        reason TEXT,
        deaths INTEGER NOT NULL DEFAULT 0
    )""",
    "CREATE INDEX waiting ON submissions (position, id) WHERE state = 'waiting'",
    "CREATE INDEX named ON submissions (name, identity)",
    """CREATE TABLE grades (
        id INTEGER PRIMARY KEY REFERENCES submissions (id),
        sha256 TEXT NOT NULL,
        signature TEXT NOT NULL,
        status TEXT NOT NULL,
        total REAL NOT NULL,
        band TEXT,
        row TEXT NOT NULL
    )""",
    # Apart from the rows, so that a pass over all rows does not read past megabytes of texts.
    """CREATE TABLE pages (
        id INTEGER PRIMARY KEY REFERENCES submissions (id),
        detail BLOB NOT NULL,
        whole BLOB NOT NULL
    )""",
)


def is_store(path: str) -> bool:
    """Whether a file is the store of a run, by its first bytes."""
    try:
        with Path(path).open("rb") as file:
            head = file.read(72)
    except OSError:
        return False
    return head.startswith(b"SQLite format 3\0") and int.from_bytes(head[68:72], "big") == APPLICATION


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
