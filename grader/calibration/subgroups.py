"""Agreement in parts of the rated interviews: by band, by kind of text, by any column; and what differs between groups
of people in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from grader.calibration import pairs
from grader.calibration.comparisons import comparisons_of_all
from grader.calibration.entered import PARTS
from grader.calibration.marks import Marks, by_interview
from grader.calibration.statistics import groups
from grader.calibration.statistics.intervals import FEWEST, LEVEL, Estimate, Resamples

Numbers = NDArray[np.float64]

BAND, KIND = PARTS
SMALL = 0.02
"""Share of all below which New York City's rules let a group be left out of an audit, if that is said."""
MOST = 50
"""Groups of a column: the largest. Of the others there is only how many there are."""
UNKNOWN = "unknown"
OF_TOTALS = "bands are made of the very totals that it would compare"
NO_GROUP = "their group is not known"
BEST = "the group with the highest rate"
NOBODY = "nobody is above the median"
_DEFINED = 0.9


@dataclass(frozen=True)
class Part:
    """Agreement in one part."""

    column: str
    group: str
    interviews: int
    pairs: int
    """Of a level of the machine and one of a person, over all criteria."""
    exact: Estimate
    """All criteria together."""
    adjacent: Estimate
    qwk: Estimate
    """Of a band it is undefined, and so is all that follows: who is chosen by totals that are low by chance too comes
    out higher the next time, so that any machine would look lenient to weak candidates.
    """
    bias: Estimate
    """In levels."""
    points: Estimate
    """Bias of the total."""
    difference: Estimate
    """Standardised difference of the total, see `groups.standardised_difference`."""


@dataclass(frozen=True)
class Impact:
    """Scoring rate of one group, and its ratio to that of the group with the highest, of the rated interviews: those of
    the run that nobody rated are not in it.
    """

    column: str
    group: str
    of: str
    """Whose totals: the machine's or people's."""
    n: int
    above: int | None
    """Of them with a total above the median of all that have a group."""
    rate: float | None
    ratio: Estimate
    """Undefined for groups of fewer than `FEWEST`. Of several groups that are alike one is the highest by chance, and
    the ratios of the others come out too low: of four with 25 each, one interval in six leaves out 1.
    """
    small: bool
    """Whether it is under `SMALL` of those with a group."""
    reference: str | None = None
    """The group with the highest rate, of those of `FEWEST` or more."""
    reference_n: int = 0


def parts(marks: Marks, resamples: int, seed: int) -> list[Part]:
    """Of every column, bands first, then kinds; of a column with many groups the largest `MOST`."""
    found = []
    for column, of in columns(marks).items():
        names, others = _largest(of)
        for group in [b for b in band_names(marks) if b in names] if column == BAND else names:
            chosen = np.array([g == group for g in of], np.bool_)
            found.append(_part(marks, column, group, chosen, resamples, seed))
        if others:
            n = sum(others.values())
            left = Estimate(None, n=n, why=_left_out())
            found.append(Part(column, _others(others), n, 0, left, left, left, left, left, left))
    return found


def columns(marks: Marks) -> dict[str, Sequence[str | None]]:
    """Group of each interview by column. Its band is that of the mean of the machine's total and people's, so that
    neither side's chance alone decides it; who lacks one of both has none.
    """
    names = band_names(marks)
    p = marks.papers
    people, machine = (by_interview(of, p.interview, marks.size) for of in (p.totals, p.machine_totals))
    bands = marks.points.bands((people + machine) / 2)
    return {BAND: [names[b] if b >= 0 else None for b in bands], KIND: list(marks.machine.kinds), **marks.groups}


def band_names(marks: Marks) -> list[str]:
    """From the lowest."""
    return [b.id for b in sorted(marks.rubric.bands, key=lambda b: b.at_least)]


def _largest(of: Sequence[str | None]) -> tuple[list[str], Counter[str]]:
    """Names of the largest groups, sorted, and how large the others are."""
    sizes = Counter(g for g in of if g is not None)
    kept = sorted(sizes, key=lambda g: (-sizes[g], g))[:MOST]
    return sorted(kept), Counter({g: n for g, n in sizes.items() if g not in set(kept)})


def _others(others: Counter[str]) -> str:
    return f"{len(others):,} more group{'s' if len(others) > 1 else ''}"


def _left_out() -> str:
    return f"left out: only the {MOST} largest groups are looked at"


def _part(marks: Marks, column: str, group: str, chosen: NDArray[np.bool_], resamples: int, seed: int) -> Part:
    own = marks.take(chosen)
    pooled, whole = comparisons_of_all(own, Resamples(own.size, resamples, seed))
    agreed = (pooled.pairs, pooled.machine["exact"], pooled.machine["adjacent"])
    if column == BAND:
        none = Estimate(None, n=own.size, why=OF_TOTALS)
        return Part(column, group, own.size, *agreed, none, none, none, none)
    return Part(
        column,
        group,
        own.size,
        *agreed,
        pooled.machine["qwk"],
        pooled.machine["bias"],
        whole.machine["bias"],
        _difference(marks, chosen, resamples, seed),
    )


def _difference(marks: Marks, chosen: NDArray[np.bool_], resamples: int, seed: int) -> Estimate:
    all_ = pairs.totals(marks).machine
    of = np.where(chosen[:, None], all_, 0.0)
    n = int((of[:, 0] > 0).sum())
    sums = np.concatenate([all_, of], axis=1)
    found = Resamples(marks.size, resamples, seed).estimates(sums, {"it": groups.standardised_difference}, n)["it"]
    return found if found.value is not None else replace(found, why="no totals, or all alike")


def impacts(marks: Marks, resamples: int, seed: int) -> list[Impact]:
    """Of the columns that the caller named; bands and kinds are no groups of people."""
    found = []
    weights = Resamples(marks.size, resamples, seed).weights
    people = by_interview(marks.papers.totals, marks.papers.interview, marks.size)
    for column, of in marks.groups.items():
        for who, totals in (("machine", marks.machine.totals), ("people", people)):
            found += list(_impacts(column, of, who, totals, weights))
    return found


def _impacts(column: str, of: Sequence[str | None], who: str, totals: Numbers, weights: Numbers) -> Iterator[Impact]:
    there = ~np.isnan(totals)
    known = np.array([g is not None for g in of], np.bool_) & there
    unknown = int((there & ~known).sum())
    of = [g for g, k in zip(of, known, strict=True) if k]
    if of:
        yield from _of_groups(column, of, who, totals[known], weights[:, known])
    if unknown:
        yield Impact(column, UNKNOWN, who, unknown, None, None, Estimate(None, n=unknown, why=NO_GROUP), False)


def _of_groups(column: str, of: Sequence[str | None], who: str, totals: Numbers, weights: Numbers) -> Iterator[Impact]:
    names, others = _largest(of)
    at = {g: n for n, g in enumerate(names)}
    members = np.zeros((len(of), len(names)))
    for i, g in enumerate(of):
        if g in at:
            members[i, at[g]] = 1
    sizes, whole = members.sum(axis=0), np.ones((1, len(of)))
    eligible = sizes >= FEWEST
    above = groups.above_median(totals, whole)[0].astype(np.float64) @ members
    rates = above / sizes
    ratios = groups.impact_ratios(totals, members, eligible, whole)[0]
    drawn = groups.impact_ratios(totals, members, eligible, weights[weights.sum(axis=1) > 0])
    # Of two with the same rate the larger is what the other is held against.
    best = max(np.flatnonzero(eligible), key=lambda k: (rates[k], sizes[k]), default=None)
    for k, g in enumerate(names):
        n = int(sizes[k])
        if not eligible[k]:
            ratio = Estimate(None, n=n, why=f"{n} interview{'s are' if n > 1 else ' is'} too few for a ratio")
        elif k == best and rates[k] > 0:
            ratio = Estimate(1.0, n=n, why=BEST)
        else:
            ratio = _with_interval(float(ratios[k]), drawn[:, k], n)
        reference = (None, 0) if best is None else (names[best], int(sizes[best]))
        small = n < SMALL * len(of)
        yield Impact(column, g, who, n, int(above[k]), float(rates[k]), ratio, small, *reference)
    if others:
        n = sum(others.values())
        yield Impact(column, _others(others), who, n, None, None, Estimate(None, n=n, why=_left_out()), False)


def _with_interval(value: float, drawn: Numbers, n: int) -> Estimate:
    """Between the percentiles of the resamples."""
    if np.isnan(value):
        return Estimate(None, n=n, why=NOBODY)
    there = drawn[~np.isnan(drawn)]
    if not len(there) or len(there) < _DEFINED * len(drawn):
        return Estimate(value, n=n, why="undefined in many resamples: too few are above the median")
    low, high = np.quantile(there, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return Estimate(value, float(low), float(high), n)
