"""From marks to sums over interviews: what the machine and people gave the same thing, and people among themselves.

Where just two raters rated, tables have the one's levels as rows and the other's as columns, so that kappa is Cohen's.
Of more raters every pair counts in both orders, and the pairs of one interview weigh 1 / (ratings - 1) each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from grader.calibration.marks import Marks, by_interview
from grader.calibration.statistics import numbers, truth

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Levels:
    """Sums of something that has levels, an interview a row."""

    machine: Numbers
    """[interview, level of the machine, level of a person]: each person is a pair."""
    people: Numbers
    """[interview, level, level]."""
    shared: Numbers
    """The same with the weight 1 an interview, all its pairs together."""
    given: Numbers
    """[interview, level]: the people's levels with the weight 1 an interview."""
    truth: Numbers
    """[interview, 9], see `truth.sums`."""
    used: int
    """How many of the tables' levels there are: a criterion's may be fewer than another's of the rubric."""
    again: Numbers
    """``machine`` of the interviews that two or more people marked."""

    @property
    def flat(self) -> Numbers:
        """All of it as one row an interview."""
        n = len(self.machine)
        return np.concatenate(
            [x.reshape(n, -1) for x in (self.machine, self.people, self.shared, self.given, self.truth, self.again)],
            axis=1,
        )


@dataclass(frozen=True)
class Scores:
    """Sums of something that has scores, an interview a row."""

    machine: Numbers
    """[interview, 6], see `numbers.sums`."""
    people: Numbers
    truth: Numbers
    again: Numbers
    """``machine`` of the interviews that two or more people marked."""

    @property
    def flat(self) -> Numbers:
        """All of it as one row an interview."""
        return np.concatenate([self.machine, self.people, self.truth, self.again], axis=1)


def criterion(marks: Marks, index: int) -> Levels:
    """Of one criterion; ``q`` levels, as many as the criterion of the rubric with the most has."""
    r = marks.ratings
    of = (r.criterion == index) & ~np.isnan(r.level)
    found = levels(
        marks.machine.levels[:, index], r.rater[of], r.interview[of], r.level[of], marks, marks.counts.shape[2]
    )
    return replace(found, used=marks.rubric.criteria[index].max_level + 1)


def bands(marks: Marks) -> Levels:
    """Of the bands that totals come to."""
    p = marks.papers
    of = ~np.isnan(p.totals)
    given = marks.points.bands(p.totals[of]).astype(np.float64)
    own = marks.points.bands(by_interview(p.machine_totals, p.interview, marks.size)).astype(np.float64)
    own[own < 0] = np.nan
    return levels(own, p.rater[of], p.interview[of], given, marks, len(marks.points.edges))


def levels(own: Numbers, rater: Whole, interview: Whole, level: Numbers, marks: Marks, q: int) -> Levels:
    """Of the machine's levels ``own [interview]``, NaN for none, and people's in columns."""
    n = marks.size
    counts = np.zeros((n, q))
    at = level.astype(np.int64)
    np.add.at(counts, (interview, at), 1)
    there = ~np.isnan(own)
    machine = np.zeros((n, q, q))
    machine[there, own[there].astype(np.int64)] = counts[there]
    ratings = counts.sum(axis=1)
    several = ratings > 1
    pairs = counts[:, :, None] * counts[:, None, :]
    pairs[:, np.arange(q), np.arange(q)] -= counts
    share = np.where(several, 1 / np.maximum(ratings * (ratings - 1), 1), 0.0)
    shared = pairs * share[:, None, None]
    people = shared * ratings[:, None, None]
    if len(marks.raters) == 2:
        people = np.zeros((n, q, q))
        both = np.full((n, 2), -1)
        both[interview, rater] = at
        twice = (both >= 0).all(axis=1)
        people[np.flatnonzero(twice), both[twice, 0], both[twice, 1]] = 1
    steps = np.arange(q, dtype=np.float64)
    return Levels(
        machine,
        people,
        shared,
        counts / np.maximum(ratings, 1)[:, None],
        truth.sums(ratings, counts @ steps, counts @ (steps * steps), own),
        q,
        machine * several[:, None, None],
    )


def totals(marks: Marks) -> Scores:
    """Of totals: of each paper that of the person and the machine's, on the same criteria."""
    p = marks.papers
    return scores(p.machine_totals, p.rater, p.interview, p.totals, marks)


def dimension(marks: Marks, index: int) -> Scores:
    """Of one dimension's scores, in the same way."""
    p = marks.papers
    return scores(p.machine_dimensions[:, index], p.rater, p.interview, p.dimensions[:, index], marks)


def scores(own: Numbers, rater: Whole, interview: Whole, score: Numbers, marks: Marks) -> Scores:
    """Of the machine's scores and people's in columns, NaN where there is none. ``own`` is what the machine gave to the
    same as the person did, which for two people of one interview need not be the same.
    """
    n = marks.size
    of = ~np.isnan(score)
    own, rater, interview, score = own[of], rater[of], interview[of], score[of]
    mean = by_interview(own, interview, n)
    machine = np.zeros((n, numbers.SUMS))
    both = ~np.isnan(own)
    np.add.at(machine, interview[both], numbers.sums(own[both], score[both]))
    count = np.bincount(interview, minlength=n).astype(np.float64)
    total = np.bincount(interview, score, minlength=n).astype(np.float64)
    squares = np.bincount(interview, score**2, minlength=n).astype(np.float64)
    several = count > 1
    weight = np.where(several, 1 / np.maximum(count - 1, 1), 0.0)
    # Over all ordered pairs of an interview: each value is first in as many as there are others.
    first, square, product = weight * (count - 1), total, total**2 - squares
    people = np.stack(
        [
            weight * count * (count - 1),
            first * square,
            first * square,
            first * squares,
            first * squares,
            weight * product,
        ],
        axis=1,
    )
    if len(marks.raters) == 2:
        two = np.full((n, 2), np.nan)
        two[interview, rater] = score
        twice = ~np.isnan(two).any(axis=1)
        people = np.zeros((n, numbers.SUMS))
        people[twice] = numbers.sums(two[twice, 0], two[twice, 1])
    return Scores(machine, people, truth.sums(count, total, squares, mean), machine * several[:, None])
