"""The graders of the study, and what is true of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from grader.calibration.comparisons import Comparison, comparisons_of_all, criterion_comparison
from grader.calibration.marks import MACHINE, Marks
from grader.calibration.statistics.intervals import Resamples
from tests.calibration.rubrics import rubric_of
from tests.calibration.simulated import World, simulate

CRITERION = 1
"""The one whose figures are looked at by themselves; nothing is wrong with it."""
THREE = World(severity=(0.4, 0.0, -0.3), machine_bias=0.1, twice=0.5, broken=3)
TWO = World(severity=(0.2, -0.1), machine_bias=0.1, twice=1.0, broken=3)
SKEWED = replace(THREE, cuts=(-2.0, -1.1))
WORLDS = {"three": THREE, "two": TWO, "skewed": SKEWED}
SAYS = {
    "three": "three graders, one sees each interview and a second one half of them",
    "two": "two graders, both see all interviews",
    "skewed": "three graders as at first, but four of five levels are the highest",
}
LARGE = 400_000
"""Interviews of the sample that the truth is taken from."""


@dataclass(frozen=True)
class Truth:
    """What is true of a world, by the name of a figure."""

    values: Mapping[str, float]
    size: int
    """Interviews of the sample that figures of agreement are from; those of graders are exact."""


def timed(world: World, interviews: int, seed: int) -> Marks:
    """A data set in which interviews were graded in their order, an hour each; nobody changes."""
    marks = simulate(world, interviews, seed)
    return replace(marks, ratings=replace(marks.ratings, at=3600.0 * marks.ratings.interview))


def resampled(marks: Marks, number: int, seed: int) -> Resamples:
    """Drawn with other numbers than the data set of this seed itself."""
    return Resamples(marks.size, number, 10_000_000 + seed)


def compared(marks: Marks, resamples: Resamples) -> dict[str, Comparison]:
    """What the study looks at: one criterion, all criteria pooled, and the total."""
    pooled, total = comparisons_of_all(marks, resamples)
    return {"criterion": criterion_comparison(marks, CRITERION, resamples), "pooled": pooled, "total": total}


def truth(world: World, size: int = LARGE, seed: int = 1_000_003) -> Truth:
    """Of a world."""
    found = {}
    for of, one in compared(simulate(world, size, seed), Resamples(size, 1, 0)).items():
        for side, figures in (("machine", one.machine), ("people", one.people)):
            found |= {name_of(of, side, f): e.value for f, e in figures.items() if e.value is not None}
        if one.drop.value is not None:
            found[name_of(of, "people less machine", "qwk")] = one.drop.value
    return Truth(found | severity(world), size)


def name_of(of: str, side: str, figure: str) -> str:
    return f"{of}, {side}, {figure}"


def severity(world: World) -> dict[str, float]:
    """How lenient each is, in levels and in points of the total, and that nobody drifts: worked out, not simulated.

    What somebody sees is normally distributed around his own mean, so the mean of his levels is known; levels add up to
    the total, for the rubric has no caps and everything applies.
    """
    noise = np.full(world.criteria, world.noise)
    if world.broken is not None:
        noise[world.broken] = world.own
    cuts = np.asarray(world.cuts)

    def levels(lower: float, spread: np.ndarray) -> np.ndarray:
        """[criterion]: the mean level."""
        return np.asarray(ndtr((-lower - cuts[:, None]) / np.sqrt(1 + spread**2)).sum(axis=0))

    rubric = rubric_of(world.criteria)
    weights = {d.id: d.weight for d in rubric.dimensions}
    points = {d: sum(c.points for c in rubric.criteria if c.dimension == d) for d in weights}
    shares = np.array(
        [c.points / points[c.dimension] * weights[c.dimension] / sum(weights.values()) for c in rubric.criteria]
    )
    worth = 100 * shares / np.array([c.max_level for c in rubric.criteria])
    people = [levels(s, noise) for s in world.severity]
    machine = levels(-world.machine_bias, np.full(world.criteria, world.machine_noise))
    usual = np.mean(people, axis=0)
    found = {}
    for n, of in enumerate((*people, machine)):
        who = MACHINE if n == len(people) else f"rater {n}"
        found[f"lenience in levels, {who}"] = float((of - usual).mean())
        found[f"lenience in points, {who}"] = float((of - usual) @ worth)
        if who != MACHINE:
            found[f"drift, {who}"] = 0.0
    return found
