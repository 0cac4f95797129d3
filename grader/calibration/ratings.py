"""What raters say of submissions, and which submission and criterion each rating is of.

A *rating* is the level that one *rater* gives one *submission* on one *criterion*. A criterion that a rater calls not
applicable has no level; that is not level 0. Ratings of several raters are never merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePosixPath

from grader.errors import UsageError
from grader.reporters.wording import count, shorten
from grader.schema.rubric import Criterion, Rubric

OVERALL = "overall"
"""In the place of a criterion: a grade of the whole, on a scale of the rater's own."""
LINE = "line"
"""What the numbers of places count where nothing else is said."""
_SHOWN = 20
"""Problems of a file that are said; of the others only how many."""


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating as its file has it."""

    submission: str
    """As the rater names it."""
    rater: str
    criterion: str
    """As the rater names it."""
    score: float | None
    """None: not applicable."""
    comment: str
    line: int
    """Of the file, from 1; of a file of records the number of the record."""
    at: float | None = None
    """When it was given, in seconds since 1970 UTC; None where the file does not say."""
    groups: tuple[tuple[str, str], ...] = ()
    """Subgroups of the submission, by the name of what they divide: ``(("GROUP", "native"),)``."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A rating whose submission and criterion are known."""

    submission: int
    """Index into the names of the run."""
    rater: str
    criterion: int | None
    """Index into the rubric's criteria; None for a grade of the whole."""
    score: float | None
    """A level of the criterion, or a grade of the whole; None: not applicable."""
    comment: str = ""
    at: float | None = None
    """Seconds since 1970 UTC."""
    groups: tuple[tuple[str, str], ...] = ()
    line: int = 0
    """As `Rating` has them."""


class RatingsError(UsageError):
    """A file of ratings that cannot be used; ``problems`` has all that is wrong, each with its first place.

    ``unit`` is what the numbers of the problems count: lines, or the rows, records or tasks of a file.
    """

    def __init__(self, file: str, problems: Sequence[tuple[int, str]], unit: str = LINE) -> None:
        lines: dict[str, list[int]] = {}
        for line, what in sorted(problems):
            lines.setdefault(what, []).append(line)
        self.problems = tuple(
            f"{place(file, at[0], unit)}: {what}{_also(len(at) - 1, unit)}" for what, at in lines.items()
        )
        super().__init__("\n".join(first_of(self.problems, file)))


def first_of(problems: Sequence[str], file: str) -> list[str]:
    """As many problems as people read, and how many there are more of this file."""
    more = len(problems) - _SHOWN
    return [*problems[:_SHOWN], *([f"{file}: and {more:,} problems more"] if more > 0 else [])]


def place(file: str, number: int, unit: str = LINE) -> str:
    """Where something stands in a file, as it is shown: ``a.csv:3``, ``a.json: task 3``."""
    return f"{file}:{number}" if unit == LINE else f"{file}: {unit} {number}"


def _also(others: int, unit: str) -> str:
    return f" (and {count(others, f'other {unit}')})" if others else ""


def placed(
    file: str, ratings: Sequence[Rating], names: Iterable[str], rubric: Rubric, unit: str = LINE
) -> list[Placed]:
    """The ratings by submission and criterion, in the order of the file, one for each.

    A submission may be named as the run names it, by its file's name, by that without its ending where no other
    submission shares it, and a row of a table by its id; a criterion by its id or title.
    `RatingsError` for what the run or the rubric does not have, for a score that is no level of its criterion, and for
    a rating that comes twice.
    """
    submissions = _Submissions({r.submission for r in ratings}, names)
    criteria = _Criteria(rubric)
    found: list[Placed] = []
    lines: dict[tuple[int, str, int | None], int] = {}
    problems: list[tuple[int, str]] = []
    for rating in ratings:
        before = len(problems)
        index, criterion = 0, None
        try:
            index = submissions.of(rating.submission)
        except _UnusableError as e:
            problems.append((rating.line, str(e)))
        try:
            criterion = criteria.of(rating.criterion)
            if criterion is not None:
                _check(rating, rubric.criteria[criterion])
        except _UnusableError as e:
            problems.append((rating.line, str(e)))
        if len(problems) > before:
            continue
        key = (index, rating.rater, criterion)
        if key in lines:
            what = f"{_said(rating.rater)} has rated {_said(rating.submission)} on {_said(rating.criterion)} before"
            problems.append((rating.line, f"{what}, in line {lines[key]}; keep one of them"))
            continue
        lines[key] = rating.line
        extras = (rating.comment, rating.at, rating.groups, rating.line)
        found.append(Placed(index, rating.rater, criterion, rating.score, *extras))
    if problems:
        raise RatingsError(file, problems, unit)
    return found


class _UnusableError(Exception):
    """Why a rating is of nothing that is here."""


class _Submissions:
    """From a rater's names to indices. Only names that raters use are kept, for a run may have a million others."""

    def __init__(self, wanted: set[str], names: Iterable[str]) -> None:
        self._by: list[dict[str, list[tuple[int, str]]]] = [{}, {}, {}, {}]
        for index, name in enumerate(names):
            for by, alias in zip(self._by, _aliases(name), strict=True):
                if alias in wanted:
                    by.setdefault(alias, []).append((index, name))

    def of(self, name: str) -> int:
        """The first way of naming that fits decides."""
        for by in self._by:
            found = by.get(name, ())
            if len(found) == 1:
                return found[0][0]
            if found:
                few = ", ".join(_said(full) for _, full in found[:3])
                raise _UnusableError(f"{_said(name)} may be {len(found)} submissions, {few}; write the whole name")
        raise _UnusableError(f"the run has no submission {_said(name)}")


def _aliases(name: str) -> tuple[str, str, str, str]:
    """The whole name, the id of a table's row, the file's name, that without its ending."""
    file, _, row = name.partition("#")
    if row and PurePosixPath(file).suffix.lower() in _TABLES:
        return name, row, "", ""
    path = PurePosixPath(name.replace("\\", "/"))
    return name, "", path.name, path.stem


_TABLES = frozenset((".csv", ".tsv", ".jsonl", ".ndjson", ".parquet"))
"""Endings of files whose rows are submissions."""


class _Criteria:
    def __init__(self, rubric: Rubric) -> None:
        self._index = {criterion_key(c.title): n for n, c in enumerate(rubric.criteria)}
        self._index |= {criterion_key(c.id): n for n, c in enumerate(rubric.criteria)}
        self._ids = [c.id for c in rubric.criteria]

    def of(self, name: str) -> int | None:
        """None for a grade of the whole."""
        key = criterion_key(name)
        if key in self._index:
            return self._index[key]
        if key == OVERALL:
            return None
        near = get_close_matches(key, self._ids, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(self._ids[:4])} ..."
        raise _UnusableError(f"the rubric has no criterion {_said(name)}; {hint}")


def criterion_key(name: str) -> str:
    """The name of a criterion without what people write in one way or another: capitals, spaces, hyphens."""
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").split())


def _check(rating: Rating, criterion: Criterion) -> None:
    most = criterion.max_level
    if rating.score is not None and rating.score not in range(most + 1):
        raise _UnusableError(f"{rating.score:g} is no level of {criterion.id}, which are 0 to {most}")


def _said(name: str) -> str:
    return repr(shorten(name, 80))
