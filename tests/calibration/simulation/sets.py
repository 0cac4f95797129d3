"""One simulated data set: each figure with its interval, and the line that is named as broken."""

from __future__ import annotations

from dataclasses import dataclass

from grader.calibration.broken import Quotes, broken_lines
from grader.calibration.severity import rater_figures
from grader.calibration.statistics.intervals import Estimate
from tests.calibration.simulated import World
from tests.calibration.simulation.worlds import compared, name_of, resampled, timed


@dataclass(frozen=True)
class Measured:
    """What a calibration says of one data set."""

    figures: dict[str, Estimate]
    """By the names of `worlds.truth`."""
    first: str | None
    """The criterion that is named as broken first."""


def measured(world: World, interviews: int, seed: int, resamples: int) -> Measured:
    """Of the data set of this seed."""
    marks = timed(world, interviews, seed)
    drawn = resampled(marks, resamples, seed)
    found = {}
    for of, one in compared(marks, drawn).items():
        for side, figures in (("machine", one.machine), ("people", one.people)):
            found |= {name_of(of, side, f): e for f, e in figures.items()}
        found[name_of(of, "people less machine", "qwk")] = one.drop
    for r in rater_figures(marks, drawn):
        found[f"lenience in levels, {r.rater}"] = r.lenience
        found[f"lenience in points, {r.rater}"] = r.points
        found[f"drift, {r.rater}"] = r.drift
    broken = broken_lines(marks, drawn, Quotes())
    return Measured(found, broken[0].criterion if broken else None)
