"""Agreement with raters, worked out by hand."""

from __future__ import annotations

from grader.calibration.ratings import Placed
from grader.runs.report.figures import figures_of
from grader.runs.tables.agreement import agreement_of
from tests.runs.made import RUBRIC, kept

RUN = [
    kept("a", 40, levels=[0, 1]),
    kept("b", 50, levels=[1, 1]),
    kept("c", 60, levels=[2, None]),
    kept("d", 80, levels=[2, 0]),
    kept("e", state="failed", reason="gone"),
    kept("f", 0, status="not_applicable", levels=[0, 0]),
]


def rows(ratings):
    tables = agreement_of(figures_of(RUN, RUBRIC), RUBRIC, ratings)
    return {t.name: {r[:3] if t.name == "agreement" else r[:1]: r for r in t.rows} for t in tables}


def test_levels_against_a_rater():
    users = [Placed(n, "ines", 0, score) for n, score in enumerate([0.0, 1.0, 2.0, 0.0])]
    shards = [Placed(0, "ines", 1, None), Placed(1, "ines", 1, 1.0), Placed(2, "ines", 1, 1.0)]
    other = [Placed(4, "ines", 0, 2.0), Placed(5, "ines", 0, 2.0)]
    found = rows([*users, *shards, *other])["agreement"]
    # users: the grader 0 1 2 2, the rater 0 1 2 0. Squares of differences: 4. By chance: rows 1 1 2, columns 2 1 1,
    # over 4: (1*1 + 4*1 + 1*2 + 1*1 + 4*2*2 + 1*2*1) / 4 = (1 + 4 + 2 + 1 + 16 + 2) / 4 = 6.5. QWK 1 - 4 / 6.5.
    assert found["users", "Users", "ines"][3:] == (4, 0.75, 0.75, 0.3846, 0.5, 2, 0, None)
    assert found["shards", "Shards", "ines"][3:] == (
        1, 1.0, 1.0, None, 0.0, 1, 1, "QWK: the only pair agrees",
    )  # fmt: skip
    assert found["", "all criteria", "ines"][3:5] == (5, 0.8)
    assert len(found) == 3


def test_raters_stay_apart():
    found = rows([Placed(3, "ines", 0, 2.0), Placed(3, "omar", 0, 0.0)])["agreement"]
    assert found["users", "Users", "ines"][3:5] == (1, 1.0)
    assert found["users", "Users", "omar"][3:8] == (1, 0.0, 0.0, 0.0, 2.0)
    assert found["users", "Users", "all raters"][3:5] == (2, 0.5)


def test_undefined_is_empty_and_says_why():
    found = rows([Placed(2, "i", 0, 2.0), Placed(3, "i", 0, 2.0)])["agreement"]
    assert found["users", "Users", "i"][3:] == (
        2, 1.0, 1.0, None, 0.0, 0, 0, "QWK: all 2 pairs are of one and the same level",
    )  # fmt: skip
    none = rows([Placed(4, "i", 0, 2.0)])["agreement"]["users", "Users", "i"]
    assert none[3:] == (0, None, None, None, None, 1, 0, "no pair")


def test_grades_of_the_whole_are_compared_by_rank():
    found = rows([Placed(n, "i", None, s) for n, s in enumerate([1.0, 2.0, 4.0, 3.0, 4.0])])
    # ranks 1 2 3 4 and 1 2 4 3: 1 - 6 * 2 / (4 * 15) = 0.8
    assert found["agreement-overall"]["i",] == ("i", 4, 0.8, 1, None)
    assert not found["agreement"]


def test_one_grade_of_the_whole_is_too_few():
    assert rows([Placed(0, "i", None, 1.0)])["agreement-overall"]["i",] == ("i", 1, None, 0, "too few")
