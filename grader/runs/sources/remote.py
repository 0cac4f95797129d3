"""Addresses, by fsspec: ``s3://bucket/folder``, ``gs://...``; each kind may need a package of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from grader.errors import GraderError, UsageError
from grader.runs.manifest import Reading
from grader.runs.places import remote
from grader.runs.records import Entry
from grader.runs.sources import archives, tables
from grader.runs.sources.names import LONGEST, identity_of, printable, problem, wanted

_MARKS = ("ETag", "etag", "md5Hash", "content_md5", "LastModified", "last_modified", "updated", "mtime")
"""What file systems have that changes with the content."""


def entries(address: str, reading: Reading) -> Iterator[Entry]:
    """What is at an address: everything under a folder, what a pattern matches, or the one file; by name."""
    system, path = remote(address)
    try:
        found = _found(system, path)
    except UsageError:
        raise
    except Exception as e:  # noqa: BLE001  a file system of another package raises what it likes
        raise UsageError(f"{address}: cannot be listed ({type(e).__name__}: {e})") from None
    if not found:
        raise UsageError(f"{address}: there is nothing here")
    for one in sorted(found):
        relative = one[len(path) :].lstrip("/") if one.startswith(path) else one
        last = one.rpartition("/")[2]
        if one != path and (last.startswith(".") or not wanted(relative or last, reading)):
            continue
        yield from _file(system.unstrip_protocol(one), found[one], reading)  # type: ignore[attr-defined]


def _found(system: Any, path: str) -> dict[str, dict[str, Any]]:
    if any(sign in path for sign in "*?["):
        return {p: i for p, i in system.glob(path, detail=True).items() if i.get("type") != "directory"}
    if system.isfile(path):
        return {path: system.info(path)}
    return dict(system.find(path, detail=True))


def _file(address: str, info: dict[str, Any], reading: Reading) -> Iterator[Entry]:
    suffix = PurePosixPath(address).suffix.lower()
    if suffix in tables.SUFFIXES or suffix == archives.SUFFIX:
        inside = tables.entries if suffix in tables.SUFFIXES else archives.entries
        try:
            yield from inside(address, address, reading)
        except GraderError:
            raise
        except Exception as e:  # noqa: BLE001  a file system of another package raises what it likes
            yield problem(address, address, f"cannot be read ({type(e).__name__}: {e})")
    else:
        size = int(info.get("size") or 0)
        stamp = ":".join([str(size), *(str(info[m]) for m in _MARKS if info.get(m))])
        place = {"kind": "address", "address": address}
        yield Entry(identity_of(address), printable(address)[:LONGEST], place, size, stamp)
