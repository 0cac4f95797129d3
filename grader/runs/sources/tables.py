"""Tables with a column of texts: CSV, JSON Lines and Parquet. A row is a submission.

They are read from start to end, a few rows at a time, once to list them and once to grade them.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from grader.errors import UsageError
from grader.readers.source import MAX_BYTES
from grader.runs.manifest import Reading
from grader.runs.places import opened
from grader.runs.records import Entry
from grader.runs.sources.names import LONGEST, identity_of, printable, problem

TEXTS = ("text", "transcript", "content", "body", "answer", "design")
IDS = ("id", "submission_id", "submission", "doc", "key", "name", "filename", "file", "path")
"""What a column is called that is not named by ``--text-column`` and ``--id-column``; the first that is there."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row by its number, from 1; ``problem`` where it, or all from here on, cannot be read."""

    number: int
    id: str | None
    content: bytes
    problem: str | None = None

    @property
    def stamp(self) -> str:
        """What a change of its content would change."""
        return f"{len(self.content)}:{hashlib.sha256(self.content).hexdigest()[:32]}"


_QUOTED = re.compile('"[^"]*"')


class NoTexts(Exception):  # noqa: N818  it is caught here, and said as a problem of the table
    """No column of texts."""


def entries(table: str, name: str, reading: Reading) -> Iterator[Entry]:
    """The rows as submissions, by their ids; by their numbers where there is no column of ids, or one comes twice."""
    seen: set[bytes] = set()
    try:
        for row in rows(table, reading):
            key = f"row:{row.number}"
            if row.id:
                mark = hashlib.blake2b(row.id.encode("utf-8", "surrogatepass"), digest_size=12).digest()
                if mark not in seen:
                    key = f"id:{row.id}"
                    seen.add(mark)
            label = row.id if key.startswith("id:") else f"{row.id or ''} (row {row.number})".strip()
            identity, shown = f"{table}#{key}", printable(f"{name}#{label}")[:LONGEST]
            if row.problem is not None:
                yield problem(identity, shown, row.problem)
                continue
            place = {"kind": "row", "table": table, "number": row.number}
            yield Entry(identity_of(identity), shown, place, len(row.content), row.stamp)
    except NoTexts as e:
        yield problem(table, name, str(e), "name the column of the texts with --text-column")
    except OSError as e:
        yield problem(table, name, f"cannot be read ({e.strerror or e})")


def rows(table: str, reading: Reading) -> Iterator[TableRow]:
    """The rows of a table; `NoTexts` where it has no column of texts, OSError where it cannot be opened."""
    return _READERS[PurePath(table).suffix.lower()](table, reading)


def _csv(table: str, reading: Reading) -> Iterator[TableRow]:
    csv.field_size_limit(MAX_BYTES + 1)
    with opened(table) as file:
        wide = file.read(2) in (b"\xff\xfe", b"\xfe\xff")
        file.seek(0)
        # What is no UTF-8 comes out of the cells as the bytes that went in, for a submission's reader to make out.
        encoding, errors = ("utf-16", "replace") if wide else ("utf-8-sig", "surrogateescape")
        text_of = io.TextIOWrapper(file, encoding=encoding, errors=errors, newline="")
        first = text_of.readline(MAX_BYTES)
        separator = max(",;\t", key=_QUOTED.sub("", first).count)
        names = next(csv.reader([first], delimiter=separator), [])
        text, id_ = _column(names, reading.text_column, TEXTS), _id_column(names, reading.id_column)
        if text is None:
            raise NoTexts(_no_texts(names))
        lines = _Lines(text_of)
        number = 0
        try:
            for number, row in enumerate(csv.reader(lines, delimiter=separator), start=1):
                if not row:
                    continue
                if lines.over:  # the reader wanted more: a quote was opened, and never closed
                    problem = "a quote is opened here and never closed: the rows behind it cannot be told apart"
                    yield TableRow(number, None, b"", problem)
                    return
                key = row[id_].strip() if id_ is not None and id_ < len(row) else None
                said = row[text] if text < len(row) else ""
                yield TableRow(number, key or None, said.encode("utf-8", "surrogateescape"))
        except csv.Error as e:
            yield TableRow(number + 1, None, b"", f"this row and those behind it cannot be read ({e})")


class _Lines:
    """Lines of a text; ``over`` once somebody has asked for one behind the last."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text, self.over = text, False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline()
        if not line:
            self.over = True
            raise StopIteration
        return line


def _jsonl(table: str, reading: Reading) -> Iterator[TableRow]:
    with opened(table) as file:
        found = False
        for number, line in enumerate(iter(lambda: file.readline(4 * MAX_BYTES), b""), start=1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except (ValueError, RecursionError) as e:
                yield TableRow(number, None, b"", f"is no line of JSON ({_reason(e)})")
                continue
            if not isinstance(record, dict):
                yield TableRow(number, None, b"", "is no JSON object")
                continue
            names = [str(n) for n in record]
            text, id_ = _column(names, reading.text_column, TEXTS), _id_column(names, reading.id_column)
            if text is None:
                if not found:
                    raise NoTexts(_no_texts(names))
                yield TableRow(number, None, b"", _no_texts(names))
                continue
            found = True
            key = record[names[id_]] if id_ is not None else None
            yield TableRow(number, _key(key), _content(record[names[text]]))


def _parquet(table: str, reading: Reading) -> Iterator[TableRow]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise UsageError(f"{table}: Parquet needs pyarrow; pip install 'grader[batch]'") from None
    number = 0
    with opened(table) as file:
        try:
            parquet = pq.ParquetFile(file)
            names = list(parquet.schema_arrow.names)
            text, id_ = _column(names, reading.text_column, TEXTS), _id_column(names, reading.id_column)
            if text is None:
                raise NoTexts(_no_texts(names))
            columns = [names[text], *([names[id_]] if id_ is not None else [])]
            for batch in parquet.iter_batches(batch_size=4, columns=columns):
                texts = batch.column(0).to_pylist()
                keys = batch.column(1).to_pylist() if id_ is not None else [None] * len(texts)
                for said, key in zip(texts, keys, strict=True):
                    number += 1
                    yield TableRow(number, _key(key), _content(said))
        except (pa.ArrowException, OSError, ValueError) as e:
            what = str(e).partition("\n")[0][:120]
            yield TableRow(number + 1, None, b"", f"this row and those behind it cannot be read ({what})")


def _reason(error: Exception) -> str:
    return "nested too deep" if isinstance(error, RecursionError) else str(error)[:80]


def _key(value: Any) -> str | None:
    """An id as text, as JSON has it where it is no text; None where there is none."""
    return (
        None if value is None else (value if isinstance(value, str) else json.dumps(value, default=str)).strip() or None
    )


def _content(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    return b"" if value is None else str(value).encode("utf-8", "replace")


def _column(names: list[str], asked: str | None, usual: tuple[str, ...]) -> int | None:
    """The column that was asked for, or the first that has a usual name."""
    plain = [n.strip().casefold() for n in names]
    for name in (asked.strip().casefold(),) if asked is not None else usual:
        if name in plain:
            return plain.index(name)
    return None


def _id_column(names: list[str], asked: str | None) -> int | None:
    found = _column(names, asked, IDS)
    if found is None and asked is not None:
        raise NoTexts(f"has no column {asked!r}; it has {_listed(names)}")
    return found


def _no_texts(names: list[str]) -> str:
    return f"has no column of texts; it has {_listed(names)}"


def _listed(names: list[str]) -> str:
    shown = ", ".join(printable(n)[:40] for n in names[:8])
    return shown + (" ..." if len(names) > 8 else "") if names else "none"


_READERS: dict[str, Callable[[str, Reading], Iterator[TableRow]]] = {
    ".csv": _csv,
    ".tsv": _csv,
    ".jsonl": _jsonl,
    ".ndjson": _jsonl,
    ".parquet": _parquet,
}
SUFFIXES = frozenset(_READERS)
