"""People's grades of the whole, on scales of their own, against the machine's totals: only their order is compared."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from grader.calibration.marks import Marks
from grader.calibration.statistics import numbers
from grader.calibration.statistics.intervals import Estimate, Resamples
from grader.evaluation.agreement import ranks


@dataclass(frozen=True, slots=True)
class GradesOfOne:
    """One rater's grades of the whole."""

    rater: str
    interviews: int
    correlation: Estimate
    """Of ranks, with the machine's totals; 1 is the same order."""


def grades_of(marks: Marks, resamples: Resamples) -> list[GradesOfOne]:
    """Of each rater who gave any, by name."""
    found = []
    for n, rater in enumerate(marks.raters):
        given = {i: g for (who, i), g in marks.grades.items() if who == n and not np.isnan(marks.machine.totals[i])}
        if given:
            found.append(GradesOfOne(rater, len(given), _correlation(marks, given, resamples)))
    return found


def _correlation(marks: Marks, given: dict[int, float], resamples: Resamples) -> Estimate:
    at = np.array(sorted(given), np.int64)
    sums = np.zeros((marks.size, numbers.SUMS))
    # Ranks of all, which resamples do not rank anew: the interval is that of the correlation of ranks.
    sums[at] = numbers.sums(ranks(marks.machine.totals[at]), ranks([given[int(i)] for i in at]))
    estimate = resamples.estimates(sums, {"it": numbers.correlation}, len(at))["it"]
    if estimate.value is not None:
        return estimate
    return replace(estimate, why="one interview has no order" if len(at) < 2 else "all grades, or totals, are the same")
