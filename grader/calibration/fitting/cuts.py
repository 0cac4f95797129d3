"""Expected levels from which the machine gives a level, criterion by criterion, all tuned together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grader.calibration.fitting.edges import Scale
from grader.calibration.marks import Marks
from grader.checking.learned import CUTS

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

_GRID = np.round(np.arange(0.05, 2.0, 0.05), 2)


class CutTuner:
    """A tuner of the cuts ``[criterion, 2]`` of the criteria with two levels above 0."""

    strengths: tuple[float, ...] = (3.0, 1.0, 0.3, 0.1, 0.03)

    def __init__(self, marks: Marks) -> None:
        m = marks.machine
        self.criteria = [
            n
            for n, c in enumerate(marks.rubric.criteria)
            if c.max_level == len(CUTS) and not np.isnan(m.expected[:, n]).all()
        ]
        of = self.criteria
        old = np.array([marks.rubric.criteria[n].cuts or CUTS for n in of], np.float64).reshape(len(of), len(CUTS))
        expected, levels = m.expected[:, of], m.levels[:, of]
        counts = marks.counts[:, of]
        at = np.arange(counts.shape[2])
        reached = (expected[:, :, None] >= old[None, :, :]).sum(axis=2)
        grid = np.unique(np.concatenate([_GRID, old.ravel()]))
        self.scale = Scale(
            np.where(np.isnan(levels), np.nan, expected),
            counts.sum(axis=2),
            counts @ at,
            counts @ at**2,
            # Nothing could be quoted there, and without a quote there is no level.
            (levels == 0) & (reached > 0),
            old,
            grid,
            0.25,
        )

    def fit(self, interviews: Whole, strength: float) -> Numbers:
        """[criterion of ``criteria``, 2]."""
        return self.scale.fit(interviews, strength)

    def loss(self, fitted: Numbers, interviews: Whole) -> Numbers:
        """Squared difference in levels."""
        return self.scale.loss(fitted, interviews)
