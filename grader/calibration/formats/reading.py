"""Files of ratings, whatever tool they come from: which one, is told by what is in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from grader.calibration.formats import argilla, doccano, label_studio, prodigy, tables, workbook
from grader.calibration.formats.gathered import UNNAMED, Gathered, RatingsFile, Reading
from grader.calibration.formats.said import UnusableError, name_of, shown
from grader.calibration.ratings import LINE, RatingsError
from grader.errors import UsageError

_MOST = 256 * 2**20
"""Bytes of a table."""
_MOST_RECORDS = 128 * 2**20
"""Bytes of JSON or of a workbook, which take many times that in memory."""
ROW, RECORD, TASK = "row", "record", "task"

_Record = dict[str, object]
_Read = Callable[[int, _Record, Gathered], None]
_Records = list[tuple[int, object]]


def read_ratings(path: Path, how: Reading = Reading()) -> RatingsFile:
    """All ratings of a file. An empty score is no rating, and ``N/A`` one without a level.

    `UsageError` where it cannot be read at all, `RatingsError` with every place of it that cannot.
    """
    gathered = Gathered(how)
    content = _content(path)
    try:
        form, unit = _read(path, content, gathered)
    except UnusableError as e:
        raise UsageError(f"{path}: {e}") from None
    if gathered.problems:
        raise RatingsError(str(path), gathered.problems, unit)
    if not gathered.ratings:
        raise UsageError(f"{path}: has no ratings{_left_out(gathered)}")
    # Two files that name nobody are of two raters.
    whoever = name_of(path.stem, "rater") or "rater"
    ratings = tuple(replace(r, rater=whoever) if r.rater == UNNAMED else r for r in gathered.ratings)
    return RatingsFile(str(path), form, ratings, dict(gathered.left_out), unit)


def _left_out(gathered: Gathered) -> str:
    said = ", ".join(f"{reason}: {number:,}" for reason, number in gathered.left_out.items())
    return f"; left out: {said}" if said else ""


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_MOST + 1)
    except (OSError, ValueError) as e:  # ValueError: a NUL in the path
        reason = ((e.strerror if isinstance(e, OSError) else None) or str(e)).lower()
        raise UsageError(f"{path}: cannot be read: {reason}") from e
    if len(content) > _MOST:
        raise UsageError(f"{path}: is larger than {_MOST >> 20} MB; give the ratings in parts")
    return content


def _read(path: Path, content: bytes, gathered: Gathered) -> tuple[str, str]:
    """The format in words, and what its numbers count."""
    records = workbook.fits(content) or content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{")
    if records and len(content) > _MOST_RECORDS:
        raise UnusableError(f"is larger than {_MOST_RECORDS >> 20} MB; give the ratings in parts")
    if workbook.fits(content):
        return workbook.read(content, gathered), ROW
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise UnusableError(f"is not UTF-8 (byte {e.start:,}); save it as UTF-8") from None
    if records:
        return _read_records(path, text, gathered)
    return f"CSV, {tables.read_csv(text, gathered)}", LINE


def _read_records(path: Path, text: str, gathered: Gathered) -> tuple[str, str]:
    def of_doccano(line: int, record: _Record, gathered: Gathered) -> None:
        doccano.read(line, record, gathered, path.stem)

    families: tuple[tuple[str, Callable[[_Record], bool], _Read], ...] = (
        (label_studio.NAME, label_studio.fits, label_studio.read),
        (argilla.NAME, argilla.fits, argilla.read),
        (prodigy.NAME, prodigy.fits, prodigy.read),
        (label_studio.NAME_MIN, label_studio.fits_min, label_studio.read_min),
        (doccano.NAME, doccano.fits, of_doccano),
    )
    records, unit = _records(text, gathered)
    for form, fits, read in families:
        if any(fits(record) for _, record in records if isinstance(record, dict)):
            for number, record in records:
                with gathered.guard(number):
                    _one(number, record, gathered, read)
            return form, TASK if form == label_studio.NAME and unit == RECORD else unit
    if records and not gathered.problems:
        known = ", ".join(dict.fromkeys(form.partition(" (")[0] for form, _, _ in families))
        raise UnusableError(f"is JSON of no tool that is known ({known}); give it as CSV, a rating a row")
    return "JSON", unit


def _one(number: int, record: object, gathered: Gathered, read: _Read) -> None:
    if not isinstance(record, dict):
        raise UnusableError(f"is {shown(record)}, and should be an object")
    try:
        read(number, record, gathered)
    except RecursionError:
        raise UnusableError("is nested too deep") from None


def _records(text: str, gathered: Gathered) -> tuple[_Records, str]:
    """The records of a JSON or of JSON Lines, each with its number; what is broken among lines is a problem."""
    try:
        whole = _parse(text)
    except UnusableError:
        lines = list(_lines(text))
        if len(lines) < 2 or all(isinstance(record, UnusableError) for _, record in lines):
            raise
        for number, record in lines:
            if isinstance(record, UnusableError):
                gathered.problem(number, str(record))
        return [(n, record) for n, record in lines if not isinstance(record, UnusableError)], LINE
    return list(enumerate(whole if isinstance(whole, list) else [whole], 1)), RECORD


def _lines(text: str) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield number, _parse(line)
            except UnusableError as e:
                yield number, e


def _parse(text: str) -> object:
    """`UnusableError` for what is no JSON. Numbers that no number can hold become infinite, and are no scores."""
    try:
        return json.loads(text, parse_int=_whole)
    except RecursionError:
        raise UnusableError("is nested too deep") from None
    except ValueError as e:
        _refuse(e)


def _refuse(error: ValueError) -> NoReturn:
    at = f" at line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
    what = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
    raise UnusableError(f"is no JSON ({what}{at})") from None


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= 30 else float(digits)
