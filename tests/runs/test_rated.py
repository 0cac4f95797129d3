"""What a run has for those that people might rate."""

from __future__ import annotations

import numpy as np

from grader.calibration.marks import Marks, Ratings
from grader.runs.rated import candidates_of, machine_of
from grader.runs.report.figures import figures_of
from tests.runs.made import RUBRIC, kept, store_of


def test_who_graded_it_is_said_where_that_is_one(tmp_path):
    made = [kept(f"{n}.md", total) for n, total in enumerate((10.0, 80.0, 80.0, 20.0))]
    store = store_of(tmp_path / "run", [*made, kept("none.pdf", state="refused", reason="has no words")])
    figures = figures_of(store.all(), RUBRIC)
    rated = (0, 1, 2)
    # Two on the first, bob alone on the second, ann alone on the third.
    who, where = np.array([0, 1, 1, 0]), np.array([0, 0, 1, 2])
    of = [np.repeat(x, 2) for x in (who, where)]
    ratings = Ratings(*of, np.tile([0, 1], 4), np.ones(8), np.full(8, np.nan), {})
    marks = Marks(RUBRIC, ("ann", "bob"), machine_of(store, figures, rated, RUBRIC), ratings, {}, {})
    found = candidates_of(figures, marks, rated)
    store.close()
    assert list(found.names) == ["0.md", "1.md", "2.md", "3.md"]
    assert found.raters.tolist() == [2, 1, 1, 0]
    assert list(found.rated_by) == ["", "bob", "ann", ""]
    assert [found.band_names[b] for b in found.bands] == ["poor", "good", "good", "poor"]
    assert found.edges.tolist() == [70]
