"""Tables: a rating a row, a submission a row with a column a criterion, or RSMTool's; and CSV, which they come in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from grader.calibration.formats import rsmtool
from grader.calibration.formats.fields import COMMENT, CRITERION, RATER, SCORE, SUBMISSION, TIME
from grader.calibration.formats.gathered import UNNAMED, Gathered, Reading, Whose
from grader.calibration.formats.said import UnusableError, name_of, time_of
from grader.reporters.csv import guarded
from grader.reporters.wording import shorten

LONG, WIDE = "a rating a row", "a column a criterion"
_KNOWN = frozenset((*SUBMISSION, *RATER, *CRITERION, *SCORE, *COMMENT, *TIME, "spkitemid", "sc1"))
_SEPARATORS = ",;\t"
_MOST_COLUMNS = 2_000

Rows = Iterable[tuple[int, list[str]]]
"""Rows with something in them, each with its number from 1."""


def read_csv(text: str, gathered: Gathered) -> str:
    """Read a CSV or TSV; gives its form in words. `UnusableError` where its columns cannot be ratings."""
    separator = max(_SEPARATORS, key=lambda s: _fit(_header(text, s)))
    cells = _Cells(text, separator)
    try:
        names = [unguarded(name) for name in next(cells.rows, [])]
    except csv.Error as e:
        raise UnusableError(f"is no CSV ({e})") from None
    return read_table(names, cells.numbered(gathered), gathered)


class _Cells:
    """The rows of a CSV."""

    def __init__(self, text: str, separator: str) -> None:
        self.rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)

    def numbered(self, gathered: Gathered) -> Iterator[tuple[int, list[str]]]:
        """Those that are not empty, by the line that they begin in."""
        # A cell may have line ends of its own: a row begins behind the one before.
        ended = self.rows.line_num
        try:
            for row in self.rows:
                began, ended = ended + 1, self.rows.line_num
                if any(cell.strip() for cell in row):
                    yield began, [unguarded(cell) for cell in row]
        except csv.Error as e:
            gathered.problem(self.rows.line_num, f"is no CSV ({e})")


def _header(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), [])
    except csv.Error:
        return []


def _fit(names: list[str]) -> tuple[int, int]:
    return sum(n.strip().casefold() in _KNOWN for n in names), len(names)


def unguarded(text: str) -> str:
    """The text without the apostrophe that keeps a spreadsheet from taking it for a formula; undoes `kept_safe`."""
    return text[1:] if text.startswith("'") and _dangerous(text) else text


def kept_safe(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would take it for a formula, its apostrophes aside."""
    return "'" + text if _dangerous(text) else text


def _dangerous(text: str) -> bool:
    bare = text.lstrip("'")
    return guarded(bare) != bare


def fits(names: Sequence[str]) -> bool:
    """Whether columns may be those of ratings."""
    stripped = [n.strip() for n in names]
    try:
        _Columns(stripped, Gathered(Reading()))
    except UnusableError:
        return rsmtool.fits(stripped)
    return True


def read_table(names: Sequence[str], rows: Rows, gathered: Gathered) -> str:
    """Read the rows under these names; gives the form in words. `UnusableError` where there can be no ratings."""
    if len(names) > _MOST_COLUMNS:
        raise UnusableError(f"has more than {_MOST_COLUMNS:,} columns")
    names = [n.strip() for n in names]
    plain = [n.casefold() for n in names]
    twice = sorted({n for n in plain if n and plain.count(n) > 1})
    if twice:
        raise UnusableError(f"two columns are called {shorten(twice[0], 40)!r}")
    filled = _filled(names, rows, gathered)
    if rsmtool.fits(names):
        rsmtool.read(names, filled, gathered)
        return rsmtool.NAME
    columns = _Columns(names, gathered)
    for line, row in filled:
        with gathered.guard(line):
            columns.read(row, line, gathered)
    return columns.form


def _filled(names: Sequence[str], rows: Rows, gathered: Gathered) -> Iterator[tuple[int, list[str]]]:
    """Rows with a cell for every name."""
    for line, row in rows:
        if len(row) > len(names):
            gathered.problem(line, f"has {len(row)} cells, and there are {len(names)} columns")
        else:
            yield line, [*row, *[""] * (len(names) - len(row))]


class _Columns:
    """Which column is what."""

    def __init__(self, names: list[str], gathered: Gathered) -> None:
        plain = [n.casefold() for n in names]
        how = gathered.how

        def at(usual: Iterable[str]) -> int | None:
            return next((plain.index(n) for n in usual if n in plain), None)

        submission, self._rater, self._comment = at(SUBMISSION), at(RATER), at(COMMENT)
        if submission is None:
            raise UnusableError(f"has no column of submissions; call one of them {SUBMISSION[0]!r}")
        self._submission = submission
        times = [n for n, name in enumerate(plain) if name in TIME and not gathered.renames(name)]
        self._at = next((plain.index(n) for n in TIME if n in plain and plain.index(n) in times), None)
        self._groups = [(name, n) for name in how.by if (n := at((name.strip().casefold(),))) is not None]
        self._criterion, self._score = at(CRITERION), at(SCORE)
        self._rated = how.criterion if self._criterion is None and self._score is not None else None
        if self._criterion is not None and self._score is None:
            raise UnusableError(f"has no column of scores; call one of them {SCORE[0]!r}")
        known = {submission, self._rater, self._comment, *times, *(n for _, n in self._groups)}
        self._wide = [(n, name) for n, name in enumerate(names) if n not in known and name]
        if self._criterion is None and self._rated is None and not self._wide:
            raise UnusableError(f"has no criterion; write a column {CRITERION[0]!r}, or a column for each")
        self.form = LONG if self._criterion is not None or self._rated is not None else WIDE

    def read(self, row: list[str], line: int, gathered: Gathered) -> None:
        """The ratings of a row."""
        submission = name_of(row[self._submission], "submission")
        rater = name_of(row[self._rater], "rater") if self._rater is not None else UNNAMED
        if not submission or not rater:
            raise UnusableError(f"has no {'rater' if submission else 'submission'}")
        groups = tuple((name, group) for name, n in self._groups if (group := name_of(row[n], "group")))
        at = time_of(row[self._at]) if self._at is not None else None
        whose = Whose(submission, rater, line, at, groups)
        comment = row[self._comment] if self._comment is not None else ""
        if self._score is not None and (self._criterion is not None or self._rated is not None):
            criterion = row[self._criterion] if self._criterion is not None else str(self._rated)
            gathered.rate(whose, criterion, row[self._score], comment)
            return
        for n, name in self._wide:
            gathered.rate(whose, name, row[n], comment)
