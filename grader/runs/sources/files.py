"""Files and folders of this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import PurePath

from grader.runs import database, lock
from grader.runs.folders import MARK
from grader.runs.manifest import Reading
from grader.runs.records import Entry
from grader.runs.sources import archives, tables
from grader.runs.sources.names import LONGEST, identity_of, printable, problem, wanted

_LINK = "is a link to a file outside of the folder"
_RECORDINGS = frozenset(".mp4 .m4a .mov .webm .mkv .avi .mp3 .aac .wav .ogg .oga .opus .flac".split())


def folder(root: str, name_of: Callable[[str], str], reading: Reading) -> Iterator[Entry]:
    """All files under a folder, by name, but hidden ones, drafts, runs and reports. Links to folders are not
    followed; ``name_of`` gives the name that a path has in reports.
    """
    problems: list[OSError] = []
    for at, folders, names in os.walk(root, onerror=problems.append):
        if MARK in names or _is_run(at, names):
            folders.clear()
            continue
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        there = set(names)
        for name in sorted(names):
            path = os.path.join(at, name)
            if _passed_over(name, there) or not wanted(os.path.relpath(path, root).replace(os.sep, "/"), reading):
                continue
            if os.path.islink(path) and not _inside(path, root):
                yield problem(os.path.abspath(path), name_of(path), _LINK, "name the file itself")
            else:
                yield from file(path, name_of(path), reading)
        while problems:
            yield _unlisted(problems.pop(), name_of)
    while problems:
        yield _unlisted(problems.pop(), name_of)


def file(path: str, name: str, reading: Reading) -> Iterator[Entry]:
    """A file: a submission, or where it is a table or an archive, those in it."""
    suffix = PurePath(path).suffix.lower()
    if not os.path.isfile(path):  # a pipe, or a link to nothing: to open it may never end
        yield _entry(os.path.abspath(path), name)
    elif suffix in tables.SUFFIXES:
        yield from tables.entries(os.path.abspath(path), name, reading)
    elif suffix == archives.SUFFIX:
        yield from archives.entries(os.path.abspath(path), name, reading)
    else:
        yield _entry(os.path.abspath(path), name)


def _entry(path: str, name: str) -> Entry:
    try:
        seen = os.stat(path)
        size, stamp = seen.st_size, f"{seen.st_size}:{seen.st_mtime_ns}"
    except OSError as e:
        size, stamp = 0, f"? {e.errno}"
    return Entry(identity_of(path), printable(name)[:LONGEST], {"kind": "file", "path": path}, size, stamp)


def _is_run(folder: str, names: list[str]) -> bool:
    """Whether a folder is that of a run. While one is at work its store may have no more than a log yet."""
    return database.FILE in names and (lock.FILE in names or database.is_store(os.path.join(folder, database.FILE)))


def _inside(path: str, root: str) -> bool:
    """Whether a link leads to something under the folder: another could lead anywhere, and its words into a report."""
    base = os.path.realpath(root)
    return os.path.commonpath([base, os.path.realpath(path)]) == base


def _passed_over(name: str, there: set[str]) -> bool:
    """Hidden files, the drafts that programs leave, and a recording beside its transcript."""
    if name.startswith((".", "~$")) or name.endswith((".part", ".tmp")):
        return True
    return PurePath(name).suffix.lower() in _RECORDINGS and f"{name}.vtt" in there


def _unlisted(error: OSError, name_of: Callable[[str], str]) -> Entry:
    path = str(error.filename)
    reason = (error.strerror or str(error)).lower()
    return problem(os.path.abspath(path), name_of(path), f"this folder cannot be listed: {reason}")
