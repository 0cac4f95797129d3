"""Rows as Parquet, with types: levels are small integers, warnings lists of texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grader.runs.files.columns import Column, Value

_AT_ONCE = 10_000
"""Rows of a group: what is held in memory."""


class ParquetRows:
    """Needs pyarrow."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        import pyarrow as pa
        from pyarrow.parquet import ParquetWriter

        types = {"text": pa.string(), "texts": pa.list_(pa.string()), "number": pa.float64(), "count": pa.int64()}
        self._batch = pa.record_batch
        self._schema = pa.schema([(c.name, types[c.kind]) for c in columns])
        self._numbers = [c.kind == "number" for c in columns]
        self._columns: list[list[Any]] = [[] for _ in columns]
        # Our own file, for its errors say what the system said.
        self._file = path.open("wb")
        self._writer = ParquetWriter(self._file, self._schema)

    def add(self, row: Sequence[Value]) -> None:
        """One more."""
        for column, value, number in zip(self._columns, row, self._numbers, strict=True):
            column.append(float(value) if number and isinstance(value, int) else value)
        if len(self._columns[0]) >= _AT_ONCE:
            self._write()

    def _write(self) -> None:
        self._writer.write_batch(self._batch(self._columns, schema=self._schema))
        for column in self._columns:
            column.clear()

    def close(self) -> None:
        """Write what is held back, and the index at the end."""
        if self._columns[0]:
            self._write()
        self._writer.close()
        self._file.close()
