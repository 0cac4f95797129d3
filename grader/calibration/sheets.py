"""People's marks by interview: who marked it, and what each gave."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from grader.calibration.marks import Marks

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Sheet = tuple[int, Whole, Numbers]
"""An interview, the people who marked it, and their marks [person, what is marked]; NaN where one gave none."""


def of_levels(marks: Marks) -> list[Sheet]:
    """Levels, a column a criterion."""
    r, width = marks.ratings, len(marks.rubric.criteria)
    order = np.argsort(r.interview, kind="stable")
    starts = np.searchsorted(r.interview[order], np.arange(marks.size + 1))
    found = []
    for i in range(marks.size):
        of = order[starts[i] : starts[i + 1]]
        who, which = np.unique(r.rater[of], return_inverse=True)
        values = np.full((len(who), width), np.nan)
        values[which, r.criterion[of]] = r.level[of]
        found.append((i, who, values))
    return found


def of_totals(marks: Marks) -> list[Sheet]:
    """Totals, in one column."""
    p = marks.papers
    starts = np.searchsorted(p.interview, np.arange(marks.size + 1))
    return [(i, p.rater[a:b], p.totals[a:b, None]) for i, (a, b) in enumerate(pairwise(starts))]
