"""Data sets on which no change of the rubric gains anything, and others on which one does.

*independent*: what people say has nothing to do with the machine's marks. Cut-offs and bands begin where everybody gets
the middle, for with marks that say nothing that is the best there is.
*best already*: people say on average just what the machine says, so that its numbers cannot be bettered.
*wrong*: the same with the machine's numbers changed, so that tuning should help.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from grader.calibration.fitting.proposal import EVERYTHING, What, propose
from grader.calibration.marks import Marks, Ratings
from grader.calibration.points import Points
from grader.schema.rubric import Rubric
from tests.calibration.rubrics import rubric_of
from tests.calibration.simulated import World, simulate
from tests.calibration.simulation.worlds import resampled

Numbers = NDArray[np.float64]
Kind = Literal["independent", "best already", "wrong"]
KINDS: tuple[Kind, ...] = ("independent", "best already", "wrong")

_CRITERIA = 6
_RATERS = 3
_MIDDLE, _HALVES = (0.05, 1.95), (0.5, 1.5)
_LOW = 0.3
"""Levels by which the machine's expected levels are too low where they are wrong."""
_POINTS = 12.0
"""The same in points for the bands."""
_NOISE = 15.0
"""Deviation of a person's grade of the whole from what the total says, in points."""


@dataclass(frozen=True)
class Tried:
    """What tuning did on one data set."""

    gain: float
    """On interviews that had no part in it."""
    taken: bool
    """Whether it is advised."""


def tried(kind: Kind, interviews: int, seed: int, resamples: int) -> dict[What, Tried]:
    """Each part tuned by itself, on a data set of its own."""
    found: dict[What, Tried] = {}
    for n, what in enumerate(EVERYTHING):
        rng = np.random.default_rng([seed, n, KINDS.index(kind)])
        marks = _MAKERS[what](kind, interviews, seed, rng)
        (tuned,) = propose(marks, (what,), resampled(marks, resamples, seed), 10_000_000 + seed).tuned
        assert tuned.judged.gain.value is not None
        found[what] = Tried(tuned.judged.gain.value, tuned.taken)
    return found


def _plain(interviews: int, seed: int) -> Marks:
    world = World(criteria=_CRITERIA, severity=(0.0,) * _RATERS, twice=0.5)
    return simulate(world, interviews, seed, rubric_of(_CRITERIA))


def _for_cuts(kind: Kind, interviews: int, seed: int, rng: np.random.Generator) -> Marks:
    marks = _plain(interviews, seed)
    r = marks.ratings
    # Twice with the same mean, so that expected levels of one interview have something to do with each other.
    common = rng.uniform(0.1, 1.9, (interviews, 1))
    expected = np.where(rng.random((interviews, _CRITERIA)) < 0.5, common, rng.uniform(0.1, 1.9, (interviews, 6)))
    of = rng.permutation(expected) if kind == "independent" else expected
    said = of[r.interview, r.criterion]
    level = np.floor(said) + (rng.random(len(said)) < said % 1)
    if kind == "wrong":
        expected = np.clip(expected - _LOW, 0.0, 2.0)
    cuts = _MIDDLE if kind == "independent" else _HALVES
    return _with(_rubric(marks.rubric, cuts=cuts), marks, replace(r, level=level), expected, cuts)


def _for_weights(kind: Kind, interviews: int, seed: int, rng: np.random.Generator) -> Marks:
    marks = _plain(interviews, seed)
    total = marks.machine.totals
    if kind == "independent":
        total = rng.permutation(total)
    if kind == "wrong":
        # People look at the first two lines alone.
        total = marks.machine.levels[:, :2].mean(axis=1) * 50
    return replace(marks, grades=_grades(marks, total, rng))


def _for_bands(kind: Kind, interviews: int, seed: int, rng: np.random.Generator) -> Marks:
    marks = _plain(interviews, seed)
    totals = np.round(rng.uniform(2.0, 98.0, interviews), 1)
    edges = (1.0, 99.0) if kind == "independent" else (40.0, 70.0)
    said = rng.permutation(totals) if kind == "independent" else totals
    said = np.clip(0.5 + (said - 40) / 30, 0, 2)  # half-way between two bands where the upper one begins
    who = marks.papers
    of = said[who.interview]
    bands = 1 + np.floor(of) + (rng.random(len(of)) < of % 1)
    grades = _by(marks, bands)
    own = np.clip(totals - _POINTS, 0, 100) if kind == "wrong" else totals
    rubric = _rubric(marks.rubric, edges=edges)
    return replace(marks, rubric=rubric, machine=replace(marks.machine, totals=own), grades=grades)


_MAKERS: Mapping[What, Callable[[Kind, int, int, np.random.Generator], Marks]] = {
    "cuts": _for_cuts,
    "weights": _for_weights,
    "bands": _for_bands,
}


def _grades(marks: Marks, total: Numbers, rng: np.random.Generator) -> dict[tuple[int, int], float]:
    of = total[marks.papers.interview]
    return _by(marks, of + _NOISE * rng.standard_normal(len(of)))


def _by(marks: Marks, grades: Numbers) -> dict[tuple[int, int], float]:
    p = marks.papers
    return {(int(r), int(i)): float(g) for r, i, g in zip(p.rater, p.interview, grades, strict=True)}


def _rubric(
    rubric: Rubric, cuts: tuple[float, float] | None = None, edges: tuple[float, float] | None = None
) -> Rubric:
    criteria = tuple(c.model_copy(update={"cuts": cuts}) for c in rubric.criteria) if cuts else rubric.criteria
    starts = (0.0, *edges) if edges else tuple(b.at_least for b in rubric.bands)
    bands = tuple(b.model_copy(update={"at_least": x}) for b, x in zip(rubric.bands, starts, strict=True))
    return rubric.model_copy(update={"criteria": criteria, "bands": bands})


def _with(rubric: Rubric, marks: Marks, ratings: Ratings, expected: Numbers, cuts: tuple[float, float]) -> Marks:
    """The machine gives the levels that its expected levels reach."""
    levels = (expected[:, :, None] >= np.asarray(cuts)).sum(axis=2).astype(np.float64)
    points = Points.of(rubric)
    dimensions = points.dimensions(levels)
    machine = replace(
        marks.machine, levels=levels, expected=expected, dimensions=dimensions, totals=points.totals(dimensions)
    )
    return replace(marks, rubric=rubric, ratings=ratings, machine=machine)
