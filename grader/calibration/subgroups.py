"""Agreement in parts of the interviews: by band, by kind of text, by any column; and what differs between groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from grader.calibration import pairs
from grader.calibration.comparisons import comparisons_of_all
from grader.calibration.entered import PARTS
from grader.calibration.marks import Marks
from grader.calibration.statistics import groups
from grader.calibration.statistics.intervals import Estimate, Resamples

Numbers = NDArray[np.float64]

BAND, KIND = PARTS
SMALL = 0.02
"""Share of all below which New York City's rules let a group be left out of an audit, if that is said."""


@dataclass(frozen=True)
class Part:
    """Agreement in one part."""

    column: str
    group: str
    interviews: int
    exact: Estimate
    """All criteria together."""
    qwk: Estimate
    bias: Estimate
    """In levels."""
    points: Estimate
    """Bias of the total."""
    difference: Estimate
    """Standardised difference of the total, see `groups.standardised_difference`."""


@dataclass(frozen=True)
class Impact:
    """Scoring rates of one group, and their ratio to the group with the highest."""

    column: str
    group: str
    of: str
    """Whose totals: the machine's or people's."""
    n: int
    above: int
    """Of them with a total above the median of all."""
    rate: float
    ratio: Estimate
    small: bool
    """Whether it is under `SMALL` of those with a group."""


def parts(marks: Marks, resamples: int, seed: int) -> list[Part]:
    """Of every column, bands first, then kinds."""
    found = []
    for column, of in columns(marks).items():
        for group in _ordered(column, of, marks):
            chosen = np.array([g == group for g in of], np.bool_)
            found.append(_part(marks, column, group, chosen, resamples, seed))
    return found


def columns(marks: Marks) -> dict[str, Sequence[str | None]]:
    """Group of each interview by column. Its band is that of people's mean total, or else of the machine's."""
    p = marks.papers
    there = ~np.isnan(p.totals)
    count = np.bincount(p.interview[there], minlength=marks.size)
    mean = np.bincount(p.interview[there], p.totals[there], minlength=marks.size) / np.maximum(count, 1)
    totals = np.where(count > 0, mean, marks.machine.totals)
    names = band_names(marks)
    bands = [names[b] if b >= 0 else None for b in marks.points.bands(totals)]
    return {BAND: bands, KIND: list(marks.machine.kinds), **marks.groups}


def band_names(marks: Marks) -> list[str]:
    """From the lowest."""
    return [b.id for b in sorted(marks.rubric.bands, key=lambda b: b.at_least)]


def _ordered(column: str, of: Sequence[str | None], marks: Marks) -> list[str]:
    there = {g for g in of if g is not None}
    return [b for b in band_names(marks) if b in there] if column == BAND else sorted(there)


def _part(marks: Marks, column: str, group: str, chosen: NDArray[np.bool_], resamples: int, seed: int) -> Part:
    own = marks.take(chosen)
    drawn = Resamples(own.size, resamples, seed)
    pooled, whole = comparisons_of_all(own, drawn)
    return Part(
        column,
        group,
        own.size,
        pooled.machine["exact"],
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
    p = marks.papers
    there = ~np.isnan(p.totals)
    count = np.bincount(p.interview[there], minlength=marks.size)
    mean = np.bincount(p.interview[there], p.totals[there], minlength=marks.size) / np.maximum(count, 1)
    people = np.where(count > 0, mean, np.nan)
    found = []
    for column, of in marks.groups.items():
        for who, totals in (("machine", marks.machine.totals), ("people", people)):
            found += list(_impacts(column, of, who, totals, Resamples(marks.size, resamples, seed)))
    return found


def _impacts(
    column: str, of: Sequence[str | None], who: str, totals: Numbers, resamples: Resamples
) -> Iterator[Impact]:
    known = np.array([g is not None for g in of], np.bool_) & ~np.isnan(totals)
    if not known.any():
        return
    # Two totals that are the same may differ in the last bit.
    above = known & (totals > np.median(totals[known]) + 1e-9)
    names = sorted({g for g, k in zip(of, known, strict=True) if k and g is not None})
    members = {g: known & np.array([x == g for x in of], np.bool_) for g in names}
    rates = {g: float(above[m].sum() / m.sum()) for g, m in members.items()}
    best = max(names, key=lambda g: (rates[g], int(members[g].sum())))
    whole = int(known.sum())
    for g in names:
        m = members[g]
        sums = np.stack([m, m & above, members[best], members[best] & above], axis=1).astype(np.float64)
        n = int(m.sum())
        if g == best and rates[best] > 0:
            ratio = Estimate(1.0, n=n, why="the group with the highest rate")
        else:
            ratio = resamples.estimates(sums, {"it": groups.impact_ratio}, n)["it"]
            if ratio.value is None:
                ratio = replace(ratio, why="nobody is above the median")
        yield Impact(column, g, who, n, int((m & above).sum()), rates[g], ratio, n < SMALL * whole)
