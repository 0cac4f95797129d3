"""Files of ratings, as CSV: a rating a row, or a submission a row with a column a criterion."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from pathlib import Path

from grader.calibration.ratings import Rating, RatingsError
from grader.errors import UsageError
from grader.reporters.wording import shorten

SUBMISSION = ("doc", "doc_id", "submission", "submission_id", "id", "name", "file")
RATER = ("grader", "rater", "rater_id", "annotator", "reviewer")
CRITERION = ("criterion", "criteria", "dimension")
SCORE = ("score", "level", "rating")
COMMENT = ("comment", "comments", "note", "notes")
"""What a column may be called, whatever its capitals; the first that is there."""
NOT_APPLICABLE = frozenset({"n/a", "na", "n.a.", "not applicable", "-", "–", "—"})
UNNAMED = "rater"
"""Whoever rates where no column says it."""
_MOST = 256 * 2**20
"""Bytes of a file."""

_Problems = list[tuple[int, str]]


def read_ratings(path: Path) -> list[Rating]:
    """All ratings of a file. An empty score is no rating, and ``N/A`` one without a level.

    `UsageError` where it cannot be read at all, `RatingsError` with every line that cannot.
    """
    try:
        if path.stat().st_size > _MOST:
            raise UsageError(f"{path}: is larger than {_MOST >> 20} MB; give the ratings in parts")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise UsageError(f"{path}: is not UTF-8 (byte {e.start:,}); save it as UTF-8") from None
    except (OSError, ValueError) as e:  # ValueError: a NUL in the path
        reason = ((e.strerror if isinstance(e, OSError) else None) or str(e)).lower()
        raise UsageError(f"{path}: cannot be read: {reason}") from e
    problems: _Problems = []
    found = list(_ratings(str(path), text, problems))
    if problems:
        raise RatingsError(str(path), problems)
    if not found:
        raise UsageError(f"{path}: has no ratings")
    return found


def _ratings(path: str, text: str, problems: _Problems) -> Iterator[Rating]:
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        names = [n.strip() for n in next(rows, [])]
        columns = _Columns(path, names)
        ended = rows.line_num
        for row in rows:
            # A cell may have line ends of its own: a row begins behind the one before.
            began, ended = ended + 1, rows.line_num
            if not any(cell.strip() for cell in row):
                continue
            if len(row) > len(names):
                problems.append((began, f"has {len(row)} cells, and there are {len(names)} columns"))
                continue
            yield from columns.ratings([*row, *[""] * (len(names) - len(row))], began, problems)
    except csv.Error as e:
        problems.append((rows.line_num, f"is no CSV ({e})"))


class _Columns:
    """Which column is what."""

    def __init__(self, path: str, names: list[str]) -> None:
        plain = [n.casefold() for n in names]
        twice = sorted({n for n in plain if n and plain.count(n) > 1})
        if twice:
            raise UsageError(f"{path}: two columns are called {shorten(twice[0], 40)!r}")

        def at(usual: tuple[str, ...]) -> int | None:
            return next((plain.index(n) for n in usual if n in plain), None)

        submission, self._rater, self._comment = at(SUBMISSION), at(RATER), at(COMMENT)
        if submission is None:
            raise UsageError(f"{path}: has no column of submissions; call one of them {SUBMISSION[0]!r}")
        self._submission = submission
        self._criterion, self._score = at(CRITERION), at(SCORE)
        if self._criterion is not None and self._score is None:
            raise UsageError(f"{path}: has no column of scores; call one of them {SCORE[0]!r}")
        known = (submission, self._rater, self._comment)
        self._wide = {n: name for n, name in enumerate(names) if n not in known and name}
        if self._criterion is None and not self._wide:
            raise UsageError(f"{path}: has no criterion; write a column {CRITERION[0]!r}, or a column for each")

    def ratings(self, row: list[str], line: int, problems: _Problems) -> Iterator[Rating]:
        """Those of a row."""
        submission = row[self._submission].strip()
        rater = row[self._rater].strip() if self._rater is not None else UNNAMED
        if not submission or not rater:
            problems.append((line, f"has no {'submission' if not submission else 'rater'}"))
            return
        comment = row[self._comment].strip() if self._comment is not None else ""
        if self._criterion is None or self._score is None:
            cells = [(name, row[n]) for n, name in self._wide.items()]
        else:
            cells = [(row[self._criterion].strip(), row[self._score])]
        for criterion, said in cells:
            if not criterion:
                problems.append((line, "has no criterion"))
                continue
            try:
                score = _score(said)
            except ValueError:
                problems.append((line, f"{shorten(said, 40)!r} is no score of {shorten(criterion, 40)}"))
                continue
            if score is not _NONE:
                yield Rating(submission, rater, criterion, score, comment, line)


_NONE = math.nan
"""Nothing was said."""


def _score(said: str) -> float | None:
    """The number; None where it does not apply, `_NONE` where nothing is said."""
    plain = said.strip().casefold()
    if not plain:
        return _NONE
    if plain in NOT_APPLICABLE:
        return None
    score = float(plain)
    if not math.isfinite(score):
        raise ValueError(said)
    return score
