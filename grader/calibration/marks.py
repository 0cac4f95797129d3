"""The ratings of people beside the machine's marks, as arrays: what every figure of a calibration is made from.

An *interview* here is a submission that at least one person has rated. Ratings lie in long columns, one entry a rating,
since most raters see few interviews.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from grader.calibration.points import Points
from grader.schema.rubric import Rubric

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

MACHINE = "machine"
"""What the machine is called beside raters."""


@dataclass(frozen=True)
class Machine:
    """What the machine gave to interviews, in their order; NaN where it gave nothing."""

    names: tuple[str, ...]
    levels: Numbers
    """[interview, criterion]."""
    expected: Numbers
    """[interview, criterion]: expected levels, NaN where patterns alone decided."""
    credits: Numbers
    """[interview, criterion]: shares of the points that its levels earn."""
    dimensions: Numbers
    """[interview, dimension], 0 to 100."""
    totals: Numbers
    kinds: tuple[str, ...]
    """transcript or design."""
    words: Whole
    certainty: Numbers
    """Mean of its levels' confidence, 0 to 1."""


@dataclass(frozen=True)
class Ratings:
    """Long columns, a rating each; ``level`` is NaN where a rater says that a criterion does not apply."""

    rater: Whole
    interview: Whole
    criterion: Whole
    level: Numbers
    at: Numbers
    """When, in seconds since 1970; NaN where it is not known."""
    comments: Mapping[int, str]
    """By place in the columns, where a rater wrote any."""

    def __len__(self) -> int:
        return len(self.rater)


@dataclass(frozen=True)
class Papers:
    """What one rater gave one interview, added up, and beside it the machine's marks of the same criteria: a criterion
    that only one of both gave a level is in neither score. Columns, a paper each.
    """

    rater: Whole
    interview: Whole
    dimensions: Numbers
    """[paper, dimension], NaN where too little was marked."""
    totals: Numbers
    """NaN where too little of a dimension was marked."""
    at: Numbers
    """The first of its ratings' times."""
    machine_dimensions: Numbers
    machine_totals: Numbers


def by_interview(values: Numbers, interview: Whole, size: int) -> Numbers:
    """[interview]: the mean of the values in columns that are numbers, NaN where there is none."""
    there = ~np.isnan(values)
    count = np.bincount(interview[there], minlength=size)
    total = np.bincount(interview[there], values[there], minlength=size)
    return np.asarray(np.divide(total, count, out=np.full(size, np.nan), where=count > 0), np.float64)


@dataclass(frozen=True)
class Marks:
    """Everything that people and the machine said of the interviews that people rated."""

    rubric: Rubric
    raters: tuple[str, ...]
    machine: Machine
    ratings: Ratings
    grades: Mapping[tuple[int, int], float]
    """Grades of the whole by (rater, interview), on scales of the raters' own."""
    groups: Mapping[str, tuple[str | None, ...]]
    """By column, the group of each interview."""

    @property
    def size(self) -> int:
        """Interviews."""
        return len(self.machine.names)

    @cached_property
    def points(self) -> Points:
        """The rubric as numbers."""
        return Points.of(self.rubric)

    @cached_property
    def counts(self) -> Numbers:
        """[interview, criterion, level]: how many people gave the level."""
        r, most = self.ratings, max(c.max_level for c in self.rubric.criteria)
        found = np.zeros((self.size, len(self.rubric.criteria), most + 1))
        there = ~np.isnan(r.level)
        np.add.at(found, (r.interview[there], r.criterion[there], r.level[there].astype(np.int64)), 1)
        return found

    @cached_property
    def papers(self) -> Papers:
        """The ratings added up, by interview and then rater."""
        r = self.ratings
        key = r.interview * max(1, len(self.raters)) + r.rater
        keys, which = np.unique(key, return_inverse=True)
        levels = np.full((len(keys), len(self.rubric.criteria)), np.nan)
        marked = np.zeros(levels.shape, np.bool_)
        levels[which, r.criterion] = r.level
        marked[which, r.criterion] = True
        at = np.full(len(keys), np.inf)
        np.minimum.at(at, which, np.where(np.isnan(r.at), np.inf, r.at))
        number = max(1, len(self.raters))
        interview = keys // number
        own = self.machine.levels[interview]
        both = ~np.isnan(levels) & ~np.isnan(own)
        scores = self.points.dimensions(np.where(both, levels, np.nan), marked)
        credits_ = self.machine.credits[interview]
        machine = self.points.dimensions(np.where(both, own, np.nan), marked, credits_)
        # A dimension that does not apply leaves the total; where one was not marked, there is nothing to compare.
        whole = self.points.enough(marked).all(axis=-1)
        return Papers(
            keys % number,
            interview,
            scores,
            np.where(whole, self.points.totals(scores), np.nan),
            np.where(np.isinf(at), np.nan, at),
            machine,
            np.where(whole, self.points.totals(machine), np.nan),
        )

    def take(self, chosen: Sequence[int] | NDArray[np.bool_] | Whole) -> Marks:
        """Of these interviews alone, in this order."""
        at = np.arange(self.size)[np.asarray(chosen) if len(chosen) else slice(0)]
        new = np.full(self.size, -1)
        new[at] = np.arange(len(at))
        m, r = self.machine, self.ratings
        kept = new[r.interview] >= 0
        places = np.flatnonzero(kept)
        comments = {n: r.comments[int(p)] for n, p in enumerate(places) if int(p) in r.comments}
        return Marks(
            self.rubric,
            self.raters,
            Machine(
                tuple(m.names[k] for k in at),
                m.levels[at],
                m.expected[at],
                m.credits[at],
                m.dimensions[at],
                m.totals[at],
                tuple(m.kinds[k] for k in at),
                m.words[at],
                m.certainty[at],
            ),
            Ratings(r.rater[kept], new[r.interview[kept]], r.criterion[kept], r.level[kept], r.at[kept], comments),
            {(who, int(new[i])): g for (who, i), g in self.grades.items() if new[i] >= 0},
            {name: tuple(of[k] for k in at) for name, of in self.groups.items()},
        )
