"""Names of others made fit to be kept: text that every file and database can hold."""

from __future__ import annotations

from fnmatch import fnmatchcase

from grader.runs.manifest import Reading
from grader.runs.records import Entry

LONGEST = 300
"""Characters of a name; its identity keeps them all."""


def printable(name: str) -> str:
    """The name with what is no UTF-8 in it replaced."""
    try:
        return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:  # half a character, as JSON can have it
        return name.encode("utf-8", "replace").decode("utf-8")


def identity_of(name: str) -> str:
    """Two names differ in it if they differ at all."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def wanted(path: str, reading: Reading) -> bool:
    """Whether a path inside a folder or archive is one of those asked for."""
    if any(fnmatchcase(path, pattern) for pattern in reading.exclude):
        return False
    return not reading.include or any(fnmatchcase(path, pattern) for pattern in reading.include)


def problem(identity: str, name: str, what: str, remedy: str = "") -> Entry:
    """A submission, or a place where there may be some, that is known to be unreadable before it is read."""
    place = {"kind": "problem", "problem": what, "remedy": remedy}
    return Entry(identity_of(identity), printable(name)[:LONGEST], place, 0, what)
