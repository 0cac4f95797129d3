"""Many files written as one: all of them, or none."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import unicodedata
from collections.abc import Container, Mapping
from contextlib import suppress
from pathlib import Path, PurePath

from grader.errors import UsageError
from grader.reporters.write import write_whole

_LONGEST = 80
_UNSAFE = re.compile(r"[^a-z0-9]+")
_RESERVED = re.compile(r"index|con|prn|aux|nul|(?:com|lpt)[0-9]")
"""Names that are taken: by the page of contents, and by Windows."""


def page_name(path: str, ending: str, taken: Container[str]) -> str:
    """A name for the page of a submission that is safe on every system and in every link, and not yet taken."""
    stem = PurePath(path.replace("\\", "/")).stem
    ascii_ = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    slug = _UNSAFE.sub("-", ascii_).strip("-")[:_LONGEST].strip("-") or "submission"
    if _RESERVED.fullmatch(slug):
        slug += "-1"
    name, n = slug + ending, 1
    while name in taken:
        n += 1
        name = f"{slug}-{n}{ending}"
    return name


def write_all(folder: Path, pages: Mapping[str, bytes]) -> None:
    """Write files into a folder, made if it is not there; `UsageError` where one cannot be, and then none is.

    All are written beside their places first and then moved there; should a move fail, the earlier ones are taken back.
    """
    made = [p for p in (folder, *folder.parents) if not p.exists()]
    staging = folder / f".{secrets.token_hex(8)}.part"
    try:
        staging.mkdir(parents=True)
        for name, content in pages.items():
            write_whole(staging / name, content)
        _move(staging, folder, list(pages))
    except BaseException as e:
        _clear(staging, made)
        if isinstance(e, OSError):
            what = e.filename2 or e.filename or folder
            reason = (e.strerror or str(e)).lower()
            raise UsageError(f"{folder}: nothing was written: {what}: {reason}; choose another --out") from e
        raise
    _clear(staging, [])


def _move(staging: Path, folder: Path, names: list[str]) -> None:
    moved: list[str] = []
    try:
        for name in names:
            _keep(folder / name, staging / f"{name}.old")
            moved.append(name)
            (staging / name).replace(folder / name)
    except BaseException:
        for name in reversed(moved):
            with suppress(OSError):
                _take_back(staging, folder, name)
        raise


def _keep(target: Path, copy: Path) -> None:
    """A second name for what stands at ``target`` now, where anything does."""
    if not os.path.lexists(target):
        return
    if target.is_dir() and not target.is_symlink():
        raise IsADirectoryError(21, "is a folder", str(target))
    try:
        os.link(target, copy, follow_symlinks=False)
    except OSError:  # a file system without links
        shutil.copy2(target, copy, follow_symlinks=False)


def _take_back(staging: Path, folder: Path, name: str) -> None:
    old = staging / f"{name}.old"
    if os.path.lexists(old):
        old.replace(folder / name)
    elif not (staging / name).exists():
        (folder / name).unlink()


def _clear(staging: Path, made: list[Path]) -> None:
    shutil.rmtree(staging, ignore_errors=True)
    for folder in made:
        with suppress(OSError):
            folder.rmdir()


def made_in(folder: Path) -> list[str]:
    """What was written into a folder, files and folders; the page first, for it is what people open."""
    found = sorted(p.name for p in folder.iterdir() if not p.name.startswith("."))
    return sorted(found, key=lambda name: name != "index.html")
