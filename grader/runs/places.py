"""From where a submission is to its bytes. Nothing is ever unpacked to disk, and no more is read than may be graded."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from grader.errors import InputError, UsageError
from grader.readers.source import MAX_BYTES, read_source
from grader.runs.records import Place

_REMOTE = re.compile(r"[a-z][a-z0-9+.-]*(?:::[a-z][a-z0-9+.-]*)*://")


def is_remote(where: str) -> bool:
    """Whether it is an address, ``s3://bucket/key``, and no path."""
    return _REMOTE.match(where) is not None


def bytes_at(place: Place, name: str) -> bytes:
    """The bytes of a submission; `InputError` where they cannot be had, with the reason."""
    match place["kind"]:
        case "file":
            return read_source(Path(place["path"])).content
        case "member":
            return _member(place["archive"], place["member"], name)
        case "address":
            return _address(place["address"], name)
        case "problem":
            raise InputError(name, place["problem"], place.get("remedy", ""))
        case _:
            raise InputError(name, "its row is gone from the table")


def is_here(place: Place) -> bool:
    """Whether another machine could not read it: a file of this one."""
    kind = place["kind"]
    return kind == "file" or (kind == "member" and not is_remote(place["archive"]))


def suffix_of(place: Place) -> str:
    """Lower-case ending of the file's name, or empty: a hint at its format."""
    match place["kind"]:
        case "file":
            return Path(place["path"]).suffix.lower()
        case "member":
            return PurePosixPath(place["name"]).suffix.lower()
        case "address":
            return PurePosixPath(place["address"]).suffix.lower()
        case _:
            return ""


def opened(where: str) -> BinaryIO:
    """A file or an address open for reading; OSError where it cannot be."""
    if not is_remote(where):
        return Path(where).open("rb")
    file_system, path = remote(where)
    # Theirs lack some of what files can do, such as a line of at most so many bytes.
    return io.BufferedReader(file_system.open(path, "rb"))  # type: ignore[attr-defined]


def remote(where: str) -> tuple[object, str]:
    """The file system of an address and the path in it; `UsageError` where a package for it is missing."""
    try:
        import fsspec
    except ImportError:
        raise UsageError(f"{where}: addresses need fsspec; pip install 'grader[remote]'") from None
    try:
        return cast("tuple[object, str]", fsspec.core.url_to_fs(where))
    except (ImportError, ValueError) as e:
        raise UsageError(f"{where}: cannot be opened ({e})") from None


def _address(where: str, name: str) -> bytes:
    try:
        with opened(where) as file:
            return file.read(MAX_BYTES + 1)
    except UsageError as e:
        raise InputError(name, str(e)) from None
    except Exception as e:  # noqa: BLE001  a file system of another package raises what it likes
        raise InputError(name, f"cannot be read ({type(e).__name__}: {e})") from None


def _member(archive: str, index: int, name: str) -> bytes:
    """A member by its number, for names in an archive may come twice. Bytes are counted, not believed."""
    try:
        members = _archive(archive)
        with members.open(members.infolist()[index]) as file:
            return file.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, IndexError, ValueError) as e:
        raise InputError(name, f"cannot be read from its archive ({e})", "make the archive again") from None
    except (NotImplementedError, RuntimeError) as e:  # an unknown compression; a password
        raise InputError(
            name, f"cannot be read from its archive ({e})", "pack it without a password, as plain ZIP"
        ) from None


@lru_cache(maxsize=1)
def _archive(path: str) -> zipfile.ZipFile:
    """The last archive that was read from: its list of members is read once, not once a member."""
    return zipfile.ZipFile(opened(path))
