"""Totals from which bands begin."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from grader.calibration.fitting.changes import Change
from grader.calibration.fitting.choosing import chosen, figures_of
from grader.calibration.fitting.edges import Scale
from grader.calibration.marks import Marks
from grader.calibration.points import rounded
from grader.calibration.statistics.intervals import Figure

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


class BandTuner:
    """A tuner of the bands' lower edges ``[1, band - 1]``.

    People's bands are those that their totals come to; with ``grades_are_bands`` their grades of the whole, 1 the
    lowest band. A grade that is no band's number is passed over.
    """

    strengths: tuple[float, ...] = (0.1, 0.03, 0.01, 0.003)

    def __init__(self, marks: Marks, grades_are_bands: bool = False) -> None:
        self.edges = marks.points.edges[1:]
        self.names = [b.id for b in sorted(marks.rubric.bands, key=lambda b: b.at_least)][1:]
        number = len(marks.points.edges)
        given = np.zeros((marks.size, 1, number))
        if grades_are_bands:
            for (_, i), grade in marks.grades.items():
                if grade in range(1, number + 1):
                    given[i, 0, int(grade) - 1] += 1
        else:
            p = marks.papers
            of = ~np.isnan(p.totals)
            np.add.at(given[:, 0], (p.interview[of], marks.points.bands(p.totals[of])), 1)
        self.scale = Scale(
            rounded(marks.machine.totals)[:, None],
            given,
            np.zeros((marks.size, 1), np.bool_),
            self.edges[None, :],
            np.unique(np.concatenate([np.arange(1.0, 100.0), self.edges])),
            10.0,
        )

    def plain(self, _: Whole, /) -> Numbers:
        """The edges as they are."""
        return self.scale.old

    def fit(self, interviews: Whole, seed: int) -> Numbers:
        """[1, band - 1]."""
        return chosen(self.scale, interviews, self.strengths, seed)

    def changes(self, fitted: Numbers) -> tuple[Change, ...]:
        """Of the bands that begin elsewhere."""
        return tuple(
            Change(("bands", name, "at_least"), (old,), (new,))
            for name, old, new in zip(self.names, self.edges.tolist(), fitted[0].tolist(), strict=True)
            if old != new
        )

    def sums(self, fitted: Numbers, interviews: Whole) -> Numbers:
        """Tables of both sides' bands."""
        return self.scale.tables(fitted, interviews).reshape(len(interviews), -1)

    @property
    def figures(self) -> Mapping[str, Figure]:
        """Of the band."""
        return figures_of(1, len(self.edges) + 1)
