"""Placed ratings of one or several files as the columns that figures are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.calibration.marks import MACHINE, Ratings
from grader.calibration.ratings import Placed
from grader.errors import UsageError
from grader.reporters.wording import shorten

PARTS = ("band", "kind")
"""Parts that every calibration is looked at by; a column of a file cannot be called so."""


@dataclass(frozen=True)
class Entered:
    """The ratings of interviews that the machine graded."""

    raters: tuple[str, ...]
    rated: tuple[int, ...]
    """Index in the run of each interview, rising."""
    ratings: Ratings
    grades: dict[tuple[int, int], float]
    groups: dict[str, tuple[str | None, ...]]
    without: tuple[int, ...]
    """Indices of submissions that people rated and the machine has no grade for, or takes for no interview."""


def entered(
    placed: Sequence[Placed], graded: NDArray[np.bool_], names: Sequence[str], by: Sequence[str] = ()
) -> Entered:
    """The ratings of what is ``graded [submission]``; ``by`` are the columns that divide submissions into groups.

    "team,site" divides by both columns at once: the group "a / b" is of team a and site b, and who lacks one of both is
    in none. `UsageError` where two ratings put one submission into two groups of the same column, for a column of
    `PARTS`, and for a name that has a comma and no column on one side of it.
    """
    for column in by:
        for one in columns_of([column]):
            if one in PARTS:
                raise UsageError(f"--by {column}: every calibration is by {one} already; rename the column")
            if not one:
                raise UsageError(f"--by {column}: write two columns with a comma between, as team,site")
    raters = tuple(sorted({p.rater for p in placed}))
    who = {name: n for n, name in enumerate(raters)}
    raters = tuple(f"{name} (a person)" if name == MACHINE else name for name in raters)
    there = sorted({p.submission for p in placed})
    rated = tuple(i for i in there if graded[i])
    at = {index: n for n, index in enumerate(rated)}
    kept = [p for p in placed if p.submission in at]
    levels = [p for p in kept if p.criterion is not None]
    nan = float("nan")
    ratings = Ratings(
        np.array([who[p.rater] for p in levels], np.int64),
        np.array([at[p.submission] for p in levels], np.int64),
        np.array([p.criterion for p in levels], np.int64),
        np.array([nan if p.score is None else p.score for p in levels], np.float64),
        np.array([nan if p.at is None else p.at for p in levels], np.float64),
        {n: p.comment for n, p in enumerate(levels) if p.comment},
    )
    grades = {(who[p.rater], at[p.submission]): p.score for p in kept if p.criterion is None and p.score is not None}
    return Entered(
        raters,
        rated,
        ratings,
        grades,
        {column: _together([_group(kept, one, at, names) for one in columns_of([column])]) for column in by},
        tuple(i for i in there if not graded[i]),
    )


def columns_of(by: Sequence[str]) -> tuple[str, ...]:
    """The columns of a file that are needed to divide ``by`` these, each once: of "team,site" both."""
    return tuple(dict.fromkeys(one.strip() for column in by for one in column.split(",")))


def _together(columns: Sequence[tuple[str | None, ...]]) -> tuple[str | None, ...]:
    found: list[str | None] = []
    for row in zip(*columns, strict=True):
        said = [group for group in row if group is not None]
        found.append(" / ".join(said) if len(said) == len(row) else None)
    return tuple(found)


def _group(placed: Sequence[Placed], column: str, at: dict[int, int], names: Sequence[str]) -> tuple[str | None, ...]:
    found: list[str | None] = [None] * len(at)
    for p in placed:
        said = dict(p.groups).get(column)
        if said is None:
            continue
        n = at[p.submission]
        if found[n] not in (None, said):
            name = shorten(names[p.submission], 60)
            both = " and ".join(repr(shorten(x or "", 30)) for x in (found[n], said))
            raise UsageError(f"{name!r} is in two groups of {column}: {both}; say which")
        found[n] = said
    return tuple(found)
