"""What a run has for the submissions that people rated, and for those that they might."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import numpy as np

from grader.calibration.asking import Candidates
from grader.calibration.broken import Quotes
from grader.calibration.marks import Machine, Marks
from grader.runs.grading import unpack
from grader.runs.report.figures import Figures
from grader.runs.store import Store
from grader.runs.tables.overall import KINDS
from grader.schema.rubric import Rubric


def machine_of(store: Store, figures: Figures, rated: Sequence[int], rubric: Rubric) -> Machine:
    """The machine's marks of these submissions, by their index in `Figures`, in this order."""
    at = {int(figures.ids[index]): n for n, index in enumerate(rated)}
    criteria = {c.id: n for n, c in enumerate(rubric.criteria)}
    expected = np.full((len(rated), len(criteria)), np.nan)
    credits_ = np.ones_like(expected)
    for kept in store.all():
        n = at.get(kept.id)
        if n is None or kept.row is None:
            continue
        for criterion, _level, _most, credit, _probed, *more in json.loads(kept.row)["levels"]:
            column = criteria.get(criterion)
            if column is not None:
                credits_[n, column] = credit
                if more and more[0] is not None:
                    expected[n, column] = more[0]
    index = np.asarray(rated, np.int64)
    levels = figures.levels[index].astype(np.float64)
    levels[levels < 0] = np.nan
    return Machine(
        tuple(figures.names[i] for i in rated),
        levels,
        expected,
        credits_,
        figures.dimensions[index].astype(np.float64),
        figures.totals[index],
        tuple(KINDS[figures.kinds[i]] for i in rated),
        figures.words[index],
        figures.certainty[index].astype(np.float64),
    )


def candidates_of(figures: Figures, marks: Marks, rated: Sequence[int]) -> Candidates:
    """Every interview or design of the run, how many people have graded it, and who, where that is one."""
    index = np.flatnonzero(figures.applicable)
    raters, p = np.zeros(figures.size, np.int64), marks.papers
    raters[np.asarray(rated, np.int64)] = np.bincount(p.interview, minlength=marks.size)
    last = {rated[i]: marks.raters[r] for i, r in zip(p.interview.tolist(), p.rater.tolist(), strict=True)}
    return Candidates(
        [figures.names[int(i)] for i in index],
        [KINDS[figures.kinds[i]] for i in index],
        figures.bands[index].astype(np.int64),
        figures.totals[index],
        figures.certainty[index].astype(np.float64),
        raters[index],
        [last[int(i)] if raters[i] == 1 else "" for i in index],
        marks.points.edges[1:],
        [b.id for b in sorted(marks.rubric.bands, key=lambda b: b.at_least)],
    )


class StoredQuotes(Quotes):
    """Quotes as the store has them, each with its place."""

    def __init__(self, store: Store, figures: Figures, rated: Sequence[int], rubric: Rubric) -> None:
        self._store, self._criteria = store, [c.id for c in rubric.criteria]
        self._ids = [int(figures.ids[i]) for i in rated]
        self._read: dict[int, Mapping[str, Sequence[str]]] = {}

    def of(self, interview: int, criterion: int) -> Sequence[str]:
        """Of an interview by its index in the marks; none where the machine found nothing."""
        if interview not in self._read:
            found = json.loads(unpack(self._store.detail(self._ids[interview])))["f"]
            self._read[interview] = {f[0]: [f"“{quote}” ({place})" for quote, place in f[2]] for f in found}
        return self._read[interview].get(self._criteria[criterion], ())
