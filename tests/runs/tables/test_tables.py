"""Tables against numbers worked out by hand."""

from __future__ import annotations

import math

import pytest

from grader.runs.report.figures import figures_of
from grader.runs.tables import tables_of
from grader.runs.tables.outliers import MOST, outliers_of
from grader.runs.tables.problems import MOST_REASONS
from tests.runs.made import RUBRIC, kept

TALK = {"kind": "transcript", "format": "webvtt"}
RUN = [
    kept("a.md", 40, levels=[1, None], certainty=0.9),
    kept("b.md", 70, warnings=["too_short"], state="graded_with_warnings", caps=["held"]),
    kept("c.vtt", 90, **TALK, minutes={"scope": 6, "deep_dive": 10.0}, not_probed=[True, False], levels=[0, 0]),
    kept("d.vtt", 100, **TALK, minutes={"scope": 4}, warnings=["too_short", "odd"], state="graded_with_warnings"),
    kept("recipe.md", 0, status="not_applicable", levels=[0, 0]),
    kept("e.pdf", state="refused", reason="has 12 pages"),
    kept("f.pdf", state="refused", reason="has 9 pages"),
    kept("g.md", state="failed", reason="gone"),
    kept("h.md", state="timed_out", reason="took longer than 120 s"),
    kept("i.md"),
]


def made(submissions):
    return {t.name: t for t in tables_of(figures_of(submissions, RUBRIC), RUBRIC)}


def column(table, name):
    return [row[table.columns.index(name)] for row in table.rows]


@pytest.fixture(scope="module")
def tables():
    return made(RUN)


def test_states_add_up(tables):
    states = tables["states"].rows
    assert states == (
        ("waiting", 1, 0.1),
        ("graded", 3, 0.3),
        ("graded with warnings", 2, 0.2),
        ("refused", 2, 0.2),
        ("failed", 1, 0.1),
        ("timed out", 1, 0.1),
        ("all", 10, 1.0),
    )


def test_totals_leave_out_what_is_no_interview(tables):
    # 40, 70, 90, 100: mean 75; squares of distances 1225 + 25 + 225 + 625 = 2100, over 3 is 700
    assert tables["totals"].rows == (("all", 4, 75.0, round(math.sqrt(700), 2), 40.0, 62.5, 80.0, 92.5, 100.0),)


def test_bands_and_what_has_none_add_up_to_the_graded(tables):
    assert tables["bands"].rows == (
        ("good", "Good", 70.0, 100.0, 3, 0.6, 86.67),
        ("poor", "Poor", 0.0, 70.0, 1, 0.2, 40.0),
        (None, "no interview or design", None, None, 1, 0.2, None),
    )


def test_kinds_and_formats(tables):
    assert [r[:5] for r in tables["kinds"].rows] == [("transcript", 2, 0, 2, 95.0), ("design", 3, 1, 2, 55.0)]
    assert [r[:5] for r in tables["formats"].rows] == [("markdown", 3, 1, 2, 55.0), ("webvtt", 2, 0, 2, 95.0)]


def test_dimensions(tables):
    first, second = tables["dimensions"].rows
    assert first[:4] == ("needs", "Needs", 4, 75.0)
    assert second == ("parts", "Parts", 0, *[None] * 7)


def test_criteria(tables):
    # users: 1, 2, 0, 2; shards: not assessed, 1, 0, 1, and it has no level 2
    assert tables["criteria"].rows == (
        ("users", "Users", "needs", 4, 0.25, 0.25, 0.5, 1.25, 2, 1, 0),
        ("shards", "Shards", "parts", 3, 0.3333, 0.6667, None, 0.6667, 1, 0, 1),
    )


def test_steps(tables):
    scope, high, deep, _ = tables["steps"].rows
    assert scope == ("scope", "Understand the problem", 5.0, 2, 4.5, 5.0, 5.5, 0.5, 4, 0.25, 0.25, 0.25)
    assert high == ("high_level", "High-level design", None, 0, None, None, None, None, 0, None, None, None)
    assert deep[2:8] == (15.0, 1, 10.0, 10.0, 10.0, 0.0)


def test_warnings_are_of_the_graded(tables):
    assert tables["warnings"].rows == (("too_short", 2, 0.4), ("odd", 1, 0.2))


def test_reasons_that_differ_in_numbers_are_one(tables):
    assert tables["errors"].rows == (
        ("refused", "has … pages", 2, "e.pdf"),
        ("failed", "gone", 1, "g.md"),
        ("timed out", "took longer than 120 s", 1, "h.md"),
    )


def test_outliers_say_why(tables):
    assert tables["outliers"].rows == (
        ("b.md", "design", 70.0, "good", "a cap of the rubric holds the total at 70"),
        ("recipe.md", "design", None, None, "is no interview or design, and has no band"),
    )


def test_far_near_and_unsure():
    usual = [kept(f"{n:02}.md", 50 + n % 5, certainty=0.8) for n in range(40)]
    odd = [
        kept("far.md", 95, certainty=0.9),
        kept("near.md", 69.6, certainty=0.9),
        kept("unsure.md", 52, certainty=0.31),
        kept("other-kind.vtt", 95, **TALK),
    ]
    rows = made([*usual, *odd])["outliers"].rows
    # Of 43 totals the median is 52, the median distance from it 1, robust 1.4826: (95 - 52) / 1.4826 = 29.0
    assert rows[0] == (
        "far.md",
        "design",
        95.0,
        "good",
        "the total 95 is far above that of other designs (median 52, robust z 29.0)",
    )
    assert rows[1][0] == "near.md"
    assert "0.4 points below the edge of the band good (70)" in rows[1][4]
    assert rows[2][0] == "unsure.md"
    assert rows[2][4] == "its levels are among the least certain (mean 0.31)"
    assert "other-kind.vtt" not in [r[0] for r in rows]


def test_outliers_are_bounded_and_each_kind_has_its_turn():
    many = [kept(f"{n:03}.md", 70.5) for n in range(200)] + [kept(f"{n:03}.txt", 60, caps=["held"]) for n in range(200)]
    figures = figures_of(many, RUBRIC)
    found = outliers_of(figures, RUBRIC)
    assert len(found) == MOST
    names = [figures.names[o.index] for o in found]
    assert names == [f"{n:03}.txt" for n in range(25)] + [f"{n:03}.md" for n in range(25)]


def test_errors_are_bounded_and_add_up():
    letters = [f"{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(300)]
    rows = made([kept(f"{x}.md", state="refused", reason=f"has {x}") for x in letters])["errors"].rows
    assert len(rows) == MOST_REASONS + 1
    assert rows[-1][1] == "200 other reasons"
    assert sum(r[2] for r in rows) == 300


@pytest.mark.parametrize("run", [[], [kept("a.md")], [kept("a.md", 50)], [kept("a.md", 0, status="not_applicable")]])
def test_nothing_is_ever_nan(run):
    for table in made(run).values():
        for row in table.rows:
            assert len(row) == len(table.columns)
            assert not any(isinstance(cell, float) and not math.isfinite(cell) for cell in row), table.name
            assert all(cell is None or type(cell) in (str, int, float) for cell in row), table.name


def test_column_names_are_each_once(tables):
    for table in tables.values():
        assert len(set(table.columns)) == len(table.columns)


def test_codes_beyond_those_with_a_bit_do_no_harm():
    table = made([kept(f"{n}.md", 50, warnings=[f"code{n:02}"]) for n in range(70)])["warnings"]
    assert sum(column(table, "submissions")) == 70
