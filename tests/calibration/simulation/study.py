"""Many simulated data sets, on two processes; the seeds are 0, 1, 2 ... and the same ones give the same numbers."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from grader.calibration.fitting.proposal import What
from tests.calibration.simulated import World
from tests.calibration.simulation.sets import Measured, measured
from tests.calibration.simulation.tuning import KINDS, Kind, Tried, tried
from tests.calibration.simulation.worlds import Truth

Numbers = NDArray[np.float64]
Made = TypeVar("Made")

PROCESSES = 2


@dataclass(frozen=True)
class Covered:
    """How often a figure's interval held the truth."""

    name: str
    truth: float
    sets: int
    """Data sets that gave an interval."""
    held: int
    width: float
    """Mean of the intervals."""
    bias: float
    """Mean of the figure less the truth."""

    @property
    def share(self) -> float:
        """Of the intervals, those that held it."""
        return self.held / self.sets if self.sets else float("nan")


@dataclass(frozen=True)
class Advised:
    """What tuning came to on the data sets of one kind."""

    kind: Kind
    what: What
    sets: int
    gain: float
    """Mean on interviews that had no part in it."""
    error: float
    """Standard error of that mean."""
    taken: int
    """Data sets for which a change was advised."""


def coverage(world: World, truth: Truth, interviews: int, sets: int, resamples: int) -> tuple[list[Covered], int]:
    """Of each figure; and in how many sets the broken criterion was named first."""
    found = spread(partial(_measured, world, interviews, resamples), range(sets))
    first = f"c{world.broken}"
    return [_covered(name, value, found) for name, value in truth.values.items()], sum(m.first == first for m in found)


def _covered(name: str, truth: float, found: list[Measured]) -> Covered:
    of = [m.figures[name] for m in found]
    values = np.array([e.value for e in of if e.value is not None])
    ends = np.array([e.ends for e in of if e.ends is not None]).reshape(-1, 2)
    held = int(((ends[:, 0] <= truth) & (truth <= ends[:, 1])).sum())
    width = float((ends[:, 1] - ends[:, 0]).mean()) if len(ends) else float("nan")
    return Covered(name, truth, len(ends), held, width, float(values.mean() - truth) if len(values) else float("nan"))


def advice(interviews: int, sets: int, resamples: int, kinds: Iterable[Kind] = KINDS) -> list[Advised]:
    """Of each kind of data set and each part of the rubric."""
    found = []
    for kind in kinds:
        of: list[dict[What, Tried]] = spread(partial(_tried, kind, interviews, resamples), range(sets))
        for what in of[0]:
            gains = np.array([t[what].gain for t in of])
            error = float(gains.std(ddof=1) / np.sqrt(sets))
            found.append(Advised(kind, what, sets, float(gains.mean()), error, sum(t[what].taken for t in of)))
    return found


def spread(work: Callable[[int], Made], seeds: Iterable[int]) -> list[Made]:
    """In the order of the seeds."""
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(work, seeds, chunksize=8))


def _measured(world: World, interviews: int, resamples: int, seed: int) -> Measured:
    return measured(world, interviews, seed, resamples)


def _tried(kind: Kind, interviews: int, resamples: int, seed: int) -> dict[What, Tried]:
    return tried(kind, interviews, seed, resamples)


def wilson(held: int, sets: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    if not sets:
        return 0.0, 1.0
    z, p = 1.96, held / sets
    middle, half = p + z * z / (2 * sets), z * np.sqrt(p * (1 - p) / sets + z * z / (4 * sets * sets))
    return float((middle - half) / (1 + z * z / sets)), float((middle + half) / (1 + z * z / sets))
