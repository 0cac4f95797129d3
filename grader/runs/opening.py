"""A run is begun, or gone on with: the folder, its lock, and whether what is asked for is what it was made by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.errors import UsageError
from grader.runs import lock
from grader.runs.database import FILE
from grader.runs.manifest import Given, Manifest, Reading, Settings, differences
from grader.runs.sources import is_there, not_there
from grader.runs.spec import grader_for
from grader.runs.store import Store


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command line asks for. Of a run that is gone on with, what is None or empty stays as it was."""

    sources: Sequence[Given] = ()
    rubric: str | None = None
    """As JSON."""
    settings: dict[str, Any] | None = None
    """Fields of `Settings` that were given."""
    reading: dict[str, Any] | None = None
    """Fields of `Reading` that were given."""


def manifest_for(asked: Asked, default_rubric: str, old: Manifest | None = None) -> Manifest:
    """The manifest that is asked for; what is not said is taken from the old one."""
    settings = {**(old.settings.model_dump() if old else {"rubric": default_rubric}), **(asked.settings or {})}
    if asked.rubric is not None:
        settings["rubric"] = asked.rubric
    reading = {**(old.reading.model_dump() if old else {}), **(asked.reading or {})}
    chosen = Settings(**settings)
    before = old.sources if old else ()
    return Manifest(
        signature=grader_for(chosen).signature,
        settings=chosen,
        reading=Reading(**reading),
        sources=(*before, *(s for s in dict.fromkeys(asked.sources) if s not in before)),
    )


def begin(folder: Path, asked: Asked, default_rubric: str) -> Store:
    """The store of the run, new or gone on with, for writing. Its lock must be held.

    `UsageError` where the folder holds something else, or a run that was made otherwise, with every difference.
    """
    for source in asked.sources:
        if not is_there(source):
            raise not_there(source)
    if not Store.begun(folder):
        if not asked.sources:
            raise UsageError(f"{folder}: there is no run here to go on with; name what to grade: grader batch SOURCE")
        return Store.create(folder, manifest_for(asked, default_rubric))
    store = Store.open(folder, write=True)
    try:
        old = store.manifest
        new = manifest_for(asked, default_rubric, old)
        found = differences(old, new)
        if found:
            raise UsageError(
                f"{folder}: this run was made otherwise ({'; '.join(found)}); choose another --out, or leave these as"
                " they were"
            )
        if new.sources != old.sources:
            store.keep_manifest(new)
    except BaseException:
        store.close()
        raise
    return store


def make_folder(folder: Path) -> None:
    """The folder of a run, made if it is not there; `UsageError` where it cannot be, or holds something else."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = sorted(p.name for p in folder.iterdir() if not p.name.startswith(FILE) and p.name != lock.FILE)
    except OSError as e:
        reason = (e.strerror or str(e)).lower()
        raise UsageError(f"{folder}: no run can be kept here: {reason}; choose another --out") from e
    if others and not (folder / FILE).exists():
        raise UsageError(f"{folder}: is no run: it holds {others[0]!r}; choose another --out")


def empty_folder(folder: Path) -> None:
    """A folder for a run that is made whole; `UsageError` where something is in it."""
    make_folder(folder)
    if (folder / FILE).exists():
        raise UsageError(f"{folder}: there is a run here; choose another --out")
