"""Data sets of which it is known what tuning can gain, and fresh interviews of the same to look at afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from grader.calibration.comparisons import comparisons
from grader.calibration.marks import Marks
from grader.calibration.statistics.intervals import Resamples
from tests.calibration.rubrics import rubric_of
from tests.calibration.simulated import World, simulate

Kind = Literal["noise", "best", "biased", "weighted"]
_WORLDS: dict[Kind, World] = {
    "noise": World(),
    "best": World(machine_noise=0.5),
    "biased": World(machine_bias=0.6),
    "weighted": World(general=0.1),
}


def data(kind: Kind, interviews: int, seed: int) -> Marks:
    """*noise*: what people say has nothing to do with the machine. *best*: the machine sees as a person does, and
    neither leans. *biased*: it sees everything too good. *weighted*: people's grades of the whole are of the first two
    criteria alone; otherwise they are of their own totals.
    """
    rubric = rubric_of(6)
    halves = tuple(c.model_copy(update={"cuts": (0.5, 1.5)}) for c in rubric.criteria)
    marks = simulate(_WORLDS[kind], interviews, seed, rubric.model_copy(update={"criteria": halves}))
    rng = np.random.default_rng([seed, 7])
    if kind == "noise":
        order, m = rng.permutation(interviews), marks.machine
        machine = replace(
            m,
            levels=m.levels[order],
            expected=m.expected[order],
            dimensions=m.dimensions[order],
            totals=m.totals[order],
        )
        marks = replace(marks, machine=machine)
    p = marks.papers
    whole = p.totals
    if kind == "weighted":
        level = np.zeros((interviews, len(marks.raters), 6))
        r = marks.ratings
        level[r.interview, r.rater, r.criterion] = r.level
        whole = 25 * level[p.interview, p.rater, :2].sum(axis=1)
    said = np.clip(np.round(whole / 25 + rng.normal(0, 0.5, len(whole))), 1, 4)
    grades = {(int(r), int(i)): float(g) for r, i, g in zip(p.rater, p.interview, said, strict=True)}
    return replace(marks, grades=grades)


def agreement(marks: Marks) -> dict[str, float]:
    """QWK as mean over criteria and of bands, and r of the total with people's grades."""
    found = {one.sort: one.machine["qwk"].value for one in comparisons(marks, Resamples(marks.size, 1, 0))}
    grades = np.array([(marks.machine.totals[i], g) for (_, i), g in marks.grades.items()])
    return {"cuts": _number(found["mean"]), "bands": _number(found["band"]), "weights": _r(grades)}


def _r(pairs: NDArray[np.float64]) -> float:
    return float(np.corrcoef(pairs.T)[0, 1])


def _number(value: float | None) -> float:
    assert value is not None
    return value
