"""Excel workbooks (XLSX): what is in the archive is counted before any of it is parsed, and no formula is run.

Of a cell with a formula the value is read that the spreadsheet kept beside it; where it kept none, the text of the
formula, which is no score.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from grader.calibration.formats import tables
from grader.calibration.formats.gathered import Gathered
from grader.calibration.formats.said import UnusableError
from grader.readers.archives import BROKEN, flaw
from grader.reporters.wording import shorten

NAME = "Excel"
OTHER_SHEET = "other sheet"
_PACKED = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_UNPACKED = 200 * 2**20
_MOST_ENTRIES, _MOST_RATIO = 5_000, 200
_MOST_TAGS = 10_000_000
"""Of all parts; each takes some 100 bytes while its part is parsed."""
_MOST_ROWS, _MOST_CELLS = 1_048_576, 5_000_000
_HEAD = 1_000
"""Rows among which the names of the columns are looked for."""
_CHUNK = 2**20


def fits(content: bytes) -> bool:
    """Whether a file is a workbook, or says that it is another thing of Excel's."""
    return content.startswith((_PACKED, _OLE))


def read(content: bytes, gathered: Gathered) -> str:
    """Read the first sheet, or the only one with the columns of ratings; gives the form in words.

    `UnusableError` for what is no workbook or has no ratings, and where openpyxl is not installed.
    """
    if content.startswith(_OLE):
        raise UnusableError("is an old or password-protected Excel file; save it as XLSX without a password")
    _check(content)
    try:
        from openpyxl import load_workbook
    except ModuleNotFoundError as e:
        raise UnusableError("a workbook needs openpyxl, which is not installed: pip install 'grader[calibrate]'") from e

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of styles and extensions that it passes over
        try:
            kept, formulas = (load_workbook(io.BytesIO(content), read_only=True, data_only=d) for d in (True, False))
            title = _chosen(kept, gathered)
            rows = _numbered(_pairs(kept[title], formulas[title]))
            names = next(rows, (0, []))[1]
            return f"{NAME}, {tables.read_table(names, rows, gathered)}"
        except UnusableError:
            raise
        except Exception:  # noqa: BLE001  openpyxl raises whatever the parts run into: KeyError, its parser's, its own
            raise UnusableError("is no Excel workbook that can be read; save it again as XLSX, or as CSV") from None


def _check(content: bytes) -> None:
    """`UnusableError` for an archive that is damaged, unpacks to too much or declares a document type."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            # Reading ends at the size that the directory says, so that it bounds what is unpacked.
            size = sum(entry.file_size for entry in entries)
            most = min(_MOST_UNPACKED, max(_CHUNK, _MOST_RATIO * len(content)))
            if len(entries) > _MOST_ENTRIES or size > most:
                raise UnusableError(
                    f"unpacks to {len(entries):,} parts of {size:,} bytes, which is too much; give it as CSV"
                )
            if not any(entry.filename.endswith("workbook.xml") for entry in entries):
                raise UnusableError("is a ZIP archive and no Excel workbook; unpack it and give the file")
            tags = 0
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    tags += _checked(archive, entry)
                if tags > _MOST_TAGS:
                    raise UnusableError(f"has more than {_MOST_TAGS:,} tags, which is too much; give it as CSV")
    except BROKEN as e:
        raise UnusableError(f"{flaw(e)}; save it again as XLSX without a password") from None


def _checked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """How many tags a part has; `UnusableError` where it declares a document type."""
    end, tags = b"", 0
    with archive.open(entry) as part:
        while piece := part.read(_CHUNK):
            # In UTF-8 a NUL is in no XML: it is a part in UTF-16, in which a document type would not be seen.
            if b"\0" in piece or b"<!DOCTYPE" in (seen := end + piece) or b"<!ENTITY" in seen:
                raise UnusableError(f"its part {shorten(entry.filename, 80)} declares a document type; save it as CSV")
            end = piece[-16:]
            tags += piece.count(b"<")
    return tags


def _chosen(book: Any, gathered: Gathered) -> str:
    """The title of the sheet that has the ratings."""
    titles = [sheet.title for sheet in book.worksheets]
    if not titles:
        raise UnusableError("has no sheet")
    fitting = []
    for sheet in book.worksheets:
        names: tuple[Any, ...] = next((row for row in islice(_rows(sheet), _HEAD) if any(row)), ())
        if tables.fits([_text(value) for value in names]):
            fitting.append(sheet.title)
    if len(fitting) > 1 and titles[0] not in fitting:
        few = ", ".join(repr(shorten(t, 40)) for t in fitting[:3])
        raise UnusableError(f"has {len(fitting)} sheets with ratings, {few}; make one of them the first")
    chosen = titles[0] if titles[0] in fitting or not fitting else fitting[0]
    gathered.leave(OTHER_SHEET, sum(title != chosen for title in fitting))
    return str(chosen)


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()  # what a sheet says of its own size need not be so
    yield from sheet.iter_rows(values_only=True)


def _pairs(kept: Any, formulas: Any) -> Iterator[list[Any]]:
    """The values of each row, with the formula where a cell has one and no value was kept."""
    cells = 0
    for number, (values, texts) in enumerate(zip(_rows(kept), _rows(formulas), strict=True), 1):
        cells += len(values)
        if number > _MOST_ROWS or cells > _MOST_CELLS:
            raise UnusableError(f"has more than {_MOST_ROWS:,} rows or {_MOST_CELLS:,} cells; give it as CSV")
        yield [t if v is None else v for v, t in zip(values, texts, strict=True)]


def _numbered(rows: Iterator[list[Any]]) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows, 1):
        cells = [_text(value) for value in row]
        while cells and not cells[-1].strip():  # a format of empty cells makes a row longer
            cells.pop()
        if cells:
            yield number, cells


def _text(value: Any) -> str:
    """A cell as a CSV would have it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)
