"""Totals from which bands begin."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grader.calibration.fitting.edges import Scale
from grader.calibration.marks import Marks
from grader.calibration.points import rounded

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


class BandTuner:
    """A tuner of the bands' lower edges ``[1, band - 1]``.

    People's bands are their grades of the whole where these are whole numbers from 1 to the number of bands, as "1 poor
    ... 4 strong"; otherwise those that their totals come to.
    """

    strengths: tuple[float, ...] = (0.3, 0.1, 0.03, 0.01)

    def __init__(self, marks: Marks) -> None:
        self.edges = marks.points.edges[1:]
        number = len(marks.points.edges)
        whole = [g for g in marks.grades.values() if g in range(1, number + 1)]
        self.by_grades = bool(marks.grades) and len(whole) == len(marks.grades)
        n = marks.size
        people, total, square = np.zeros(n), np.zeros(n), np.zeros(n)
        if self.by_grades:
            given = [(i, g - 1) for (_, i), g in marks.grades.items()]
        else:
            p = marks.papers
            of = ~np.isnan(p.totals)
            given = list(zip(p.interview[of].tolist(), marks.points.bands(p.totals[of]).tolist(), strict=True))
        for i, band in given:
            people[i] += 1
            total[i] += band
            square[i] += band**2
        grid = np.unique(np.concatenate([np.arange(1.0, 100.0), self.edges]))
        totals = rounded(marks.machine.totals)
        self.scale = Scale(
            totals[:, None],
            people[:, None],
            total[:, None],
            square[:, None],
            np.zeros((n, 1), np.bool_),
            self.edges[None, :],
            grid,
            10.0,
        )

    def fit(self, interviews: Whole, strength: float) -> Numbers:
        """[1, band - 1]."""
        return self.scale.fit(interviews, strength)

    def loss(self, fitted: Numbers, interviews: Whole) -> Numbers:
        """Squared difference in bands."""
        return self.scale.loss(fitted, interviews)
