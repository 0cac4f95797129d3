"""Thresholds that a pipeline asks for: ``qwk=.70``, ``mean.ac2=.6``, ``users.qwk=.5``, ``dimension_api.qwk=.6``."""

from __future__ import annotations

import math
from dataclasses import dataclass

from grader.calibration.calibration import Calibration
from grader.calibration.figures import FIGURES
from grader.errors import UsageError
from grader.schema.rubric import Rubric

DIFFERENCES = ("smd", "bias")
AGREEMENT = tuple(f for f in FIGURES if f not in DIFFERENCES)
_OTHER = {"--fail-under": "--fail-over", "--fail-over": "--fail-under"}
WHOLES = ("total", "band", "pooled", "mean")


@dataclass(frozen=True, slots=True)
class Gate:
    """A figure of a thing, without its interval, and its bound."""

    name: str
    """As `name_of` has it; empty: of the whole, whatever that is."""
    figure: str
    bound: float
    """The least that it may be; or the most, of its size, up or down."""
    most: bool = False


def gates(under: tuple[str, ...], over: tuple[str, ...], rubric: Rubric) -> list[Gate]:
    """From what was written: figures that may not be lower, and differences that may not be larger; `UsageError` where
    it means nothing.
    """
    return [*_gates(under, "--fail-under", AGREEMENT, rubric), *_gates(over, "--fail-over", DIFFERENCES, rubric)]


def _gates(asked: tuple[str, ...], option: str, figures: tuple[str, ...], rubric: Rubric) -> list[Gate]:
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
            example = "smd=.15" if figures is DIFFERENCES else "qwk=.70"
            raise UsageError(f"{option} {one}: write a figure and its bound, as {example}")
        if figure not in figures:
            other = "" if figure not in FIGURES else f"; {figure} is of {_OTHER[option]}"
            raise UsageError(f"{option} {one}: it takes no figure {figure!r}, but {', '.join(figures)}{other}")
        if name and name not in names:
            raise UsageError(f"{option} {one}: nothing is called {name!r}; there are {', '.join(names[:8])} ...")
        whole = f"level_{name}" if name in criteria and name not in WHOLES else name
        found.append(Gate(whole, figure, least, figures is DIFFERENCES))
    return found


def missed(c: Calibration, asked: list[Gate]) -> list[str]:
    """What is below, or cannot be told, each in a line."""
    found = []
    if c.seen and asked:
        found.append(
            f"no figure counts: the machine's weights were fitted on {c.seen:,} of these; leave --with-seen out"
        )
    if c.seen is None and asked:
        found.append("no figure counts: nobody can tell what the machine's weights were fitted on")
    for gate in asked:
        whole = gate.name or c.whole_name
        name = whole.removeprefix("level_")
        value = c.comparison(whole).machine[gate.figure]
        if value.value is None:
            found.append(f"not what was asked: {name} {gate.figure} is undefined ({value.why})")
        elif gate.most and abs(value.value) > gate.bound:
            found.append(f"beyond what was asked: {name} {gate.figure} {value.value:.3f}, wanted ±{gate.bound:.3f}")
        elif not gate.most and value.value < gate.bound:
            found.append(f"below what was asked: {name} {gate.figure} {value.value:.3f}, wanted {gate.bound:.3f}")
    return found
