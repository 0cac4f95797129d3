"""The ratings of several files as one: what stands in two places, and one long table of all."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence

from grader.calibration.formats.gathered import RatingsFile
from grader.calibration.formats.said import iso_of
from grader.calibration.formats.tables import kept_safe
from grader.calibration.ratings import Rating, criterion_key, first_of, place
from grader.errors import UsageError
from grader.reporters.csv import csv_line
from grader.reporters.wording import shorten

COLUMNS = ("doc", "grader", "criterion", "score", "comment", "at")
"""Of the table of all ratings; behind them is one for each kind of subgroup."""
_APPLIES_NOT = "N/A"


def named(rating: Rating) -> tuple[str, str, str]:
    """What two ratings share that are of the same submission and criterion by the same rater, by their names."""
    return rating.submission, rating.rater, criterion_key(rating.criterion)


def doubles(files: Sequence[RatingsFile], keys: Sequence[Iterable[Hashable]]) -> list[str]:
    """Problems of ratings that are there a second time, in the same file or in another.

    ``keys`` has for each file what tells its ratings apart, in their order.
    """
    seen: dict[Hashable, str] = {}
    problems: list[str] = []
    for file, of in zip(files, keys, strict=True):
        found: list[str] = []
        for rating, key in zip(file.ratings, of, strict=True):
            here = place(file.path, rating.line, file.unit)
            before = seen.setdefault(key, here)
            if before is not here:
                who, what, on = (repr(shorten(s, 80)) for s in (rating.rater, rating.submission, rating.criterion))
                found.append(f"{here}: {who} has rated {what} on {on} before, in {before}; keep one of them")
        problems += first_of(found, file.path)
    return problems


def long_csv(ratings: Iterable[Rating], by: Sequence[str] = ()) -> bytes:
    """One CSV, a rating a row, which `read_ratings` reads back to the same ratings. ``by`` names subgroups.

    What a spreadsheet would take for a formula has an apostrophe in front. `UsageError` where a subgroup is called as
    another column is.
    """
    names = [n.strip().casefold() for n in (*COLUMNS, *by)]
    for name in by:
        if names.count(name.strip().casefold()) > 1:
            raise UsageError(f"--by {shorten(name, 40)}: the table has another column of this name")
    return "".join(_lines(ratings, by)).encode()


def _lines(ratings: Iterable[Rating], by: Sequence[str]) -> Iterator[str]:
    yield csv_line([*COLUMNS, *(kept_safe(name.strip()) for name in by)], raw=True)
    for r in ratings:
        groups = dict(r.groups)
        texts = (r.submission, r.rater, r.criterion, r.comment, *(groups.get(name, "") for name in by))
        doc, rater, criterion, comment, *of = map(kept_safe, texts)
        at = "" if r.at is None else iso_of(r.at)
        yield csv_line([doc, rater, criterion, _score(r.score), comment, at, *of], raw=True)


def _score(score: float | None) -> str:
    """As it is, not rounded."""
    return _APPLIES_NOT if score is None else f"{score:.0f}" if score.is_integer() else repr(score)
