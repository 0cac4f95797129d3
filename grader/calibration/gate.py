"""Thresholds that a pipeline asks for: ``qwk=.70``, ``mean.ac2=.6``, ``users.qwk=.5``, ``dimension_api.qwk=.6``."""

from __future__ import annotations

import math
from dataclasses import dataclass

from grader.calibration.calibration import Calibration
from grader.calibration.figures import FIGURES
from grader.errors import UsageError
from grader.schema.rubric import Rubric

WHOLES = ("total", "band", "pooled", "mean")


@dataclass(frozen=True, slots=True)
class Gate:
    """A figure of a thing, and the least that it must be."""

    name: str
    """As `name_of` has it; empty: of the whole, whatever that is."""
    figure: str
    least: float


def gates(asked: tuple[str, ...], rubric: Rubric) -> list[Gate]:
    """From what was written; `UsageError` where it means nothing."""
    criteria = [c.id for c in rubric.criteria]
    names = [*WHOLES, *criteria, *(f"dimension_{d.id}" for d in rubric.dimensions)]
    found = []
    for one in asked:
        left, sign, right = one.partition("=")
        name, _, figure = left.strip().rpartition(".")
        try:
            least = float(right)
        except ValueError:
            least = math.nan
        if not sign or math.isnan(least):
            raise UsageError(f"--fail-under {one}: write a figure and the least that it may be, as qwk=.70")
        if figure not in FIGURES:
            raise UsageError(f"--fail-under {one}: there is no figure {figure!r}; there are {', '.join(FIGURES)}")
        if name and name not in names:
            raise UsageError(f"--fail-under {one}: nothing is called {name!r}; there are {', '.join(names[:8])} ...")
        found.append(Gate(f"level_{name}" if name in criteria and name not in WHOLES else name, figure, least))
    return found


def missed(c: Calibration, asked: list[Gate]) -> list[str]:
    """What is below, or cannot be told, each in a line."""
    found = ["no figure counts: the machine's weights were fitted on these interviews"] if c.seen and asked else []
    for gate in asked:
        name = gate.name or c.whole_name
        value = c.comparison(name).machine[gate.figure]
        if value.value is None:
            found.append(f"below what was asked: {name} {gate.figure} is undefined ({value.why})")
        elif value.value < gate.least:
            found.append(f"below what was asked: {name} {gate.figure} {value.value:.3f}, wanted {gate.least:.3f}")
    return found
