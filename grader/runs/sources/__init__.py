"""What the words of a command line mean: a folder, a glob, a table, an archive, an address, or a file."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable, Iterator

from grader.errors import UsageError
from grader.runs.manifest import Given, Reading
from grader.runs.places import is_remote
from grader.runs.places import remote as opener
from grader.runs.records import Entry
from grader.runs.sources import files, remote
from grader.runs.sources.names import printable


def listed(sources: Iterable[Given], reading: Reading) -> Iterator[Entry]:
    """The submissions of all sources, in their order; one that two of them hold comes twice.

    `UsageError` for a source that is not there. What is there and cannot be listed is an entry that says so.
    """
    for source in sources:
        if is_remote(source.words):
            yield from remote.entries(source.words, reading)
        else:
            yield from _local(source, reading)


def given(words: str) -> Given:
    """The source so that it can be found again from any folder, under the name that it has in this one.

    `UsageError` where its words are no UTF-8: a run could not keep them. What is in a folder may be named as it likes.
    """
    if printable(words) != words:
        raise UsageError(f"{printable(words)}: this name is no UTF-8; name the folder above it, or rename it")
    return Given(words=words, at="" if is_remote(words) or os.path.isabs(words) else os.getcwd())


def is_there(source: Given) -> bool:
    """Whether there is anything where the source is; of an address that is only known when it is listed.

    `UsageError` for an address that nothing here can open.
    """
    if is_remote(source.words):
        return opener(source.words) is not None
    where = os.path.join(source.at, source.words)
    if os.path.lexists(where):
        return True
    return glob.has_magic(source.words) and next(glob.iglob(where, recursive=True), None) is not None


def not_there(source: Given) -> UsageError:
    """The error of a source at which there is nothing."""
    what = "no file is so named" if glob.has_magic(source.words) else "there is no such file or folder"
    return UsageError(f"{printable(source.words)}: {what}")


def _local(source: Given, reading: Reading) -> Iterator[Entry]:
    where = os.path.join(source.at, source.words)

    def name_of(path: str) -> str:
        return path.removeprefix(source.at).lstrip(os.sep) if source.at else path

    if os.path.isdir(where):
        yield from files.folder(where, name_of, reading)
    elif os.path.lexists(where):
        yield from files.file(where, name_of(where), reading)
    elif glob.has_magic(source.words):
        yield from _matching(source, where, name_of, reading)
    else:
        raise not_there(source)


def _matching(source: Given, pattern: str, name_of: Callable[[str], str], reading: Reading) -> Iterator[Entry]:
    """What a pattern matches; folders with all that is in them, unless it asks for what is in them itself."""
    found = sorted(glob.glob(pattern, recursive=True))
    if not found:
        raise not_there(source)
    for path in found:
        if not os.path.isdir(path):
            yield from files.file(path, name_of(path), reading)
        elif "**" not in pattern:
            yield from files.folder(path, name_of, reading)
