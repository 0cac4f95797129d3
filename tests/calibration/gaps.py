"""Marks with gaps, what is compared in them, and every estimate of a comparison."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from grader.calibration.comparisons import comparisons
from grader.calibration.marks import Marks, Ratings
from grader.calibration.statistics.intervals import Resamples
from tests.calibration.simulated import World

THREE = World(severity=(0.0, 0.3, -0.2), raters_each=2, twice=0.7)
TWO = World(severity=(0.0, 0.3), twice=0.8)


def found_in(marks: Marks, seed: int = 1, number: int = 60):
    return {x.name: x for x in comparisons(marks, Resamples(marks.size, number, seed))}


def with_gaps(marks: Marks, seed: int, share: float = 0.15) -> Marks:
    """Some levels that nobody gave, some of them said not to apply."""
    rng = np.random.default_rng(seed)
    r = marks.ratings
    kept = rng.random(len(r)) > share
    level = r.level.copy()
    level[rng.random(len(r)) < share] = np.nan
    ratings = Ratings(r.rater[kept], r.interview[kept], r.criterion[kept], level[kept], r.at[kept], {})
    own = marks.machine.levels.copy()
    own[rng.random(own.shape) < share] = np.nan
    dimensions = marks.points.dimensions(own)
    machine = replace(marks.machine, levels=own, dimensions=dimensions, totals=marks.points.totals(dimensions))
    return replace(marks, ratings=ratings, machine=machine)


def estimates(one):
    yield from one.machine.items()
    yield from one.people.items()
    yield "drop", one.drop
