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
    """Totals, in one column, of all that people marked, whether the machine did or not."""
    r, p = marks.ratings, marks.papers
    number = max(1, len(marks.raters))
    # Papers are sorted by interview and then rater.
    which = np.searchsorted(p.interview * number + p.rater, r.interview * number + r.rater)
    levels = np.full((len(p.rater), len(marks.rubric.criteria)), np.nan)
    marked = np.zeros(levels.shape, np.bool_)
    levels[which, r.criterion] = r.level
    marked[which, r.criterion] = True
    totals = marks.points.totals(marks.points.dimensions(levels, marked))
    return _by_interview(marks, np.where(marks.points.enough(marked).all(axis=-1), totals, np.nan))


def beside_machine(marks: Marks) -> tuple[list[Sheet], list[Numbers]]:
    """Totals of what both a person and the machine marked: those of people, and the machine's beside them."""
    machine = [values for _, _, values in _by_interview(marks, marks.papers.machine_totals)]
    return _by_interview(marks, marks.papers.totals), machine


def _by_interview(marks: Marks, values: Numbers) -> list[Sheet]:
    p = marks.papers
    starts = np.searchsorted(p.interview, np.arange(marks.size + 1))
    return [(i, p.rater[a:b], values[a:b, None]) for i, (a, b) in enumerate(pairwise(starts))]
