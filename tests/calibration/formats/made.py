"""Files of ratings made on the spot, and what is read of them in few words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grader.calibration.formats import RatingsFile, Reading, read_ratings
from grader.errors import UsageError


def file_of(folder: Path, content: object, name: str = "r") -> Path:
    """Bytes and texts as they are, a tuple as JSON Lines, anything else as JSON."""
    path = folder / name
    if isinstance(content, tuple):
        content = "".join(json.dumps(record) + "\n" for record in content)
    elif not isinstance(content, str | bytes):
        content = json.dumps(content, indent=1)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(folder: Path, content: object, name: str = "r", **how: Any) -> RatingsFile:
    return read_ratings(file_of(folder, content, name), Reading(**how))


def brief(file: RatingsFile) -> list[tuple[str, str, str, float | None]]:
    return [(r.submission, r.rater, r.criterion, r.score) for r in file.ratings]


def wrong(folder: Path, content: object, name: str = "r", **how: Any) -> list[str]:
    """The lines of what is said of a file that cannot be used, without its folder."""
    with pytest.raises(UsageError) as e:
        read(folder, content, name, **how)
    assert type(e.value).__name__ in ("UsageError", "RatingsError")
    return [line.removeprefix(f"{folder}/") for line in str(e.value).split("\n")]
