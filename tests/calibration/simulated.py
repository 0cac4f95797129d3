"""Graders and a machine whose errors are known: interviews with a true standing on each criterion, of which everyone
sees something, and says a level. Nothing here is measured; it is what measuring is tried on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from grader.calibration.marks import Machine, Marks, Ratings
from grader.calibration.points import Points
from grader.schema.rubric import Rubric
from tests.calibration.rubrics import rubric_of

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """How people and the machine see: all in deviations of the true standing, which is standard normal."""

    criteria: int = 6
    severity: tuple[float, ...] = (0.0, 0.0, 0.0)
    """Of each rater: how much lower the standing seems."""
    noise: float = 0.5
    machine_noise: float = 0.6
    machine_bias: float = 0.0
    cuts: tuple[float, ...] = (-0.4, 0.6)
    general: float = 0.5
    """Share of a standing's variance that all criteria of an interview have in common."""
    broken: int | None = None
    """A criterion in which each rater sees mostly something of his own."""
    twice: float = 1.0
    """Share of the interviews that more than one rater sees."""
    raters_each: int = 2
    own: float = field(default=1.6)
    """Noise of people on the broken criterion."""


def levels_of(seen: Numbers, cuts: tuple[float, ...]) -> Numbers:
    return np.searchsorted(np.asarray(cuts), seen, side="right").astype(np.float64)


def simulate(world: World, interviews: int, seed: int, rubric: Rubric | None = None) -> Marks:
    """A data set of this world."""
    rng = np.random.default_rng(seed)
    rubric = rubric or rubric_of(world.criteria)
    n, c, raters = interviews, len(rubric.criteria), len(world.severity)
    common = rng.standard_normal((n, 1)) * np.sqrt(world.general)
    standing = common + rng.standard_normal((n, c)) * np.sqrt(1 - world.general)
    noise = np.full(c, world.noise)
    if world.broken is not None:
        noise[world.broken] = world.own
    who, where, what, level = [], [], [], []
    for i in range(n):
        number = world.raters_each if rng.random() < world.twice else 1
        for r in rng.permutation(raters)[:number]:
            seen = standing[i] - world.severity[r] + noise * rng.standard_normal(c)
            who += [r] * c
            where += [i] * c
            what += list(range(c))
            level += levels_of(seen, world.cuts).tolist()
    seen = standing + world.machine_bias + world.machine_noise * rng.standard_normal((n, c))
    own = levels_of(seen, world.cuts)
    points = Points.of(rubric)
    dimensions = points.dimensions(own)
    low, high = world.cuts[0], world.cuts[-1]
    machine = Machine(
        tuple(f"i{k:05d}" for k in range(n)),
        own,
        np.clip((seen - low) / (high - low) + 0.5, 0, 2),
        np.ones_like(own),
        dimensions,
        points.totals(dimensions),
        tuple("transcript" if k % 2 else "design" for k in range(n)),
        rng.integers(500, 9000, n),
        rng.uniform(0.5, 1, n),
    )
    columns = [np.asarray(x, np.int64) for x in (who, where, what)]
    ratings = Ratings(columns[0], columns[1], columns[2], np.asarray(level), np.full(len(who), np.nan), {})
    return Marks(rubric, tuple(f"rater {k}" for k in range(raters)), machine, ratings, {}, {})
