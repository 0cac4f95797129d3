"""Rows as JSON Lines: an object a row, null for what is missing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from grader.runs.files.columns import Column, Value


class JsonRows:
    """UTF-8; keys in the order of the columns."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._names = [c.name for c in columns]
        self._file = path.open("w", encoding="utf-8", errors="replace", newline="\n")

    def add(self, row: Sequence[Value]) -> None:
        """One more line."""
        one = dict(zip(self._names, row, strict=True))
        self._file.write(json.dumps(one, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n")

    def close(self) -> None:
        """Write what is held back."""
        self._file.close()
