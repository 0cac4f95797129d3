"""Expected levels from which the machine gives a level, criterion by criterion."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from grader.calibration.fitting.changes import Change
from grader.calibration.fitting.choosing import chosen, figures_of
from grader.calibration.fitting.edges import Scale
from grader.calibration.marks import Marks
from grader.calibration.statistics.intervals import Figure
from grader.checking.learned import CUTS

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

_GRID = np.round(np.arange(0.05, 2.0, 0.05), 2)


class CutTuner:
    """A tuner of the cuts ``[criterion, 2]`` of the criteria with two levels above 0."""

    strengths: tuple[float, ...] = (0.1, 0.03, 0.01, 0.003)

    def __init__(self, marks: Marks) -> None:
        m = marks.machine
        self.criteria = [
            n
            for n, c in enumerate(marks.rubric.criteria)
            if c.max_level == len(CUTS) and not np.isnan(m.expected[:, n]).all()
        ]
        of = self.criteria
        self.names = [marks.rubric.criteria[n].id for n in of]
        old = np.array([marks.rubric.criteria[n].cuts or CUTS for n in of], np.float64).reshape(len(of), len(CUTS))
        expected, levels = m.expected[:, of], m.levels[:, of]
        reached = (expected[:, :, None] >= old[None, :, :]).sum(axis=2)
        self.scale = Scale(
            np.where(np.isnan(levels), np.nan, expected),
            marks.counts[:, of, : len(CUTS) + 1],
            # Nothing could be quoted there, and without a quote there is no level.
            (levels == 0) & (reached > 0),
            old,
            np.unique(np.concatenate([_GRID, old.ravel()])),
            0.25,
            levels,
        )

    def plain(self, _: Whole, /) -> Numbers:
        """The cuts as they are."""
        return self.scale.old

    def fit(self, interviews: Whole, seed: int) -> Numbers:
        """[criterion of ``criteria``, 2]: most stay as they are."""
        return chosen(self.scale, interviews, self.strengths, seed)

    def changes(self, fitted: Numbers) -> tuple[Change, ...]:
        """Of the criteria that are moved."""
        return tuple(
            Change(("criteria", name, "cuts"), tuple(old), tuple(new))
            for name, old, new in zip(self.names, self.scale.old.tolist(), fitted.tolist(), strict=True)
            if old != new
        )

    def sums(self, fitted: Numbers, interviews: Whole) -> Numbers:
        """Tables of both sides' levels."""
        return self.scale.tables(fitted, interviews).reshape(len(interviews), -1)

    @property
    def figures(self) -> Mapping[str, Figure]:
        """Of criteria."""
        return figures_of(len(self.criteria), len(CUTS) + 1)
