"""Tables of graders, parts, ratios and of whom to ask: each figure has its interval, or a reason why not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader.calibration.asking import Candidates
from grader.calibration.broken import Quotes
from grader.calibration.calibration import Choices, calibrate
from grader.calibration.tables import merged, tables
from tests.calibration.simulated import World, simulate


@pytest.fixture(scope="module")
def made():
    marks = simulate(World(severity=(0.0, 0.3, -0.2), twice=0.7), 60, 1)
    marks = replace(marks, groups={"team": ("red",) * 30 + ("blue",) * 25 + ("green",) * 3 + (None,) * 2})
    m, n = marks.machine, marks.size
    raters = np.bincount(marks.papers.interview, minlength=n)
    names = ["ann" if r == 1 else "" for r in raters]
    bands = marks.points.bands(m.totals)
    asked = Candidates(
        m.names, m.kinds, bands, m.totals, m.certainty, raters, names, marks.points.edges[1:], ["poor", "fair", "good"]
    )
    found = calibrate(marks, asked, Quotes(), Choices(resamples=80, ask=6))
    return {t.name: t for t in tables(found)}


def rows_of(table):
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


@pytest.mark.parametrize("name", ["graders", "by-band", "by-kind", "by-group-1"])
def test_every_figure_has_its_interval_or_a_reason(made, name):
    table = made[name]
    figures = [c for c in table.columns if f"{c} from" in table.columns]
    assert (
        figures
        == {
            "graders": ["lenience", "points", "against the machine", "scatter", "own error", "spread", "drift"],
            "by-band": ["exact", "adjacent"],
            "by-kind": ["exact", "QWK", "bias", "points", "difference"],
            "by-group-1": ["exact", "QWK", "bias", "points", "difference"],
        }[name]
    )
    for row in rows_of(table):
        for figure in figures:
            assert row[f"{figure} to"] is not None or row["undefined"]
            assert (row[f"{figure} from"] is None) == (row[f"{figure} to"] is None)
    assert all(row["pairs"] > 0 for row in rows_of(table) if name != "graders")
    assert not [c for c in merged(table).columns if c.endswith((" from", " to"))]


def test_a_ratio_says_what_it_is_against_and_how_many_those_are(made):
    rows = [r for r in rows_of(made["impact"]) if r["totals of"] == "machine"]
    assert [(r["group"], r["interviews"]) for r in rows] == [("blue", 25), ("green", 3), ("red", 30), ("unknown", 2)]
    assert {(r["against"], r["interviews of that"]) for r in rows[:3]} in ({("red", 30)}, {("blue", 25)})
    assert (rows[1]["ratio"], rows[1]["note"]) == (None, "3 interviews are too few for a ratio")
    assert (rows[3]["above the median"], rows[3]["share"], rows[3]["note"]) == (None, None, "their group is not known")
    assert made["impact"].title.startswith("Of the rated interviews")


def test_a_fair_total_says_of_how_many_it_is_known_how_harsh_they_are(made):
    rows = rows_of(made["fair-averages"])
    assert {r["adjusted for"] for r in rows} == {"1 of 1", "2 of 2"}


def test_who_must_not_be_asked_is_said(made):
    rows = rows_of(made["to-grade-next"])
    assert len(rows) == 6
    assert {(r["by"], r["not by"]) for r in rows} == {("a second person", "ann")}
    assert all(r["stratum"].split(", band ")[1] in ("poor", "fair", "good") for r in rows)
