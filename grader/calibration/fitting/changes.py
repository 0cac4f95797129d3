"""Numbers of a rubric that would be others, and what the machine's marks would then be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from grader.calibration.marks import Marks
from grader.calibration.points import Points
from grader.schema.rubric import Rubric

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Change:
    """One number of the rubric: where it stands, what it is and what it would be."""

    where: tuple[str, str, str]
    """``criteria`` or another list of the rubric, an id in it, and the key."""
    old: tuple[float, ...]
    new: tuple[float, ...]


def with_changes(marks: Marks, changes: Sequence[Change]) -> Marks:
    """The same ratings beside what the machine would give by the changed rubric, as far as numbers tell: a level that
    rises is given where nothing but its quote is yet to be found.
    """
    rubric = changed(marks.rubric, changes)
    m = marks.machine
    levels = m.levels.copy()
    at = {c.id: n for n, c in enumerate(rubric.criteria)}
    for change in changes:
        if change.where[2] == "cuts":
            n = at[change.where[1]]
            old, new = (np.array(cuts) for cuts in (change.old, change.new))
            expected = m.expected[:, n]
            there = ~np.isnan(expected) & ~np.isnan(levels[:, n])
            unquoted = there & (levels[:, n] == 0) & (expected >= old[0])
            reached = (expected[:, None] >= new).sum(axis=1).astype(np.float64)
            levels[:, n] = np.where(there & ~unquoted, reached, levels[:, n])
    points = Points.of(rubric)
    dimensions = points.dimensions(levels, credit=m.credits)
    machine = replace(m, levels=levels, dimensions=dimensions, totals=points.totals(dimensions))
    return replace(marks, rubric=rubric, machine=machine)


def changed(rubric: Rubric, changes: Sequence[Change]) -> Rubric:
    """The rubric with other numbers, and the next minor version."""
    updates: dict[tuple[str, str], dict[str, object]] = {}
    for c in changes:
        value: object = tuple(c.new) if c.where[2] == "cuts" else c.new[0]
        updates.setdefault(c.where[:2], {})[c.where[2]] = value
    lists = {
        name: tuple(
            one.model_copy(update=updates[name, one.id]) if (name, one.id) in updates else one
            for one in getattr(rubric, name)
        )
        for name in ("criteria", "dimensions", "bands")
    }
    return rubric.model_copy(update={**lists, "version": next_version(rubric.version)} if changes else lists)


def next_version(version: str) -> str:
    """``1.2.3`` becomes ``1.3.0``."""
    major, minor, _ = version.split(".")
    return f"{major}.{int(minor) + 1}.0"
