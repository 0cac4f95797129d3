"""Points by arithmetic, worked by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.rubric import default_rubric
from grader.schema.assessment import Finding
from grader.schema.points import CapRule
from grader.schema.rubric import Band, Criterion, Dimension, Level, Phrase, Rubric
from grader.scoring import band, score

WHEN = Phrase(kind="phrase", terms=("x",))


def criterion(name: str, dimension: str, points: float = 1, highest: int = 2) -> Criterion:
    levels = tuple(Level(level=n, descriptor=f"Level {n}.", when=WHEN) for n in range(1, highest + 1))
    return Criterion(id=name, title=name, dimension=dimension, step="scope", points=points, levels=levels)


def rubric(highest: int = 2, caps: tuple[CapRule, ...] = ()) -> Rubric:
    """Two dimensions, one worth three times the other; ``a2`` worth three times ``a1``."""
    return Rubric(
        id="small",
        version="1.0.0",
        title="Small",
        dimensions=(Dimension(id="a", title="A", weight=3), Dimension(id="b", title="B", weight=1)),
        criteria=(criterion("a1", "a", 1, highest), criterion("a2", "a", 3, highest), criterion("b1", "b", 1, highest)),
        bands=(Band(id="good", at_least=50), Band(id="poor", at_least=0), Band(id="strong", at_least=80)),
        caps=caps,
    )


def findings(of: Rubric, **levels: int | None) -> list[Finding]:
    return [
        Finding(
            criterion=c.id, title=c.title, dimension=c.dimension, step=c.step, level=levels[c.id], max_level=c.max_level,
            unassessed=None if levels[c.id] is not None else "cannot apply",
        )
        for c in of.criteria
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("a1", "a2", "b1", "a", "b", "total", "name"),
    [
        (2, 2, 2, 100.0, 100.0, 100.0, "strong"),
        (0, 0, 0, 0.0, 0.0, 0.0, "poor"),
        # half a point and three points of four make 87.5, and a weighs three times b
        (1, 2, 1, 87.5, 50.0, 78.1, "good"),
        # one point of four, and a weighs three quarters: 18.75
        (2, 0, 0, 25.0, 0.0, 18.8, "poor"),
        # a2 unassessed leaves the denominator: a is a1 alone
        (1, None, 2, 50.0, 100.0, 62.5, "good"),
        # nothing of b assessed: the total is a alone
        (2, 1, None, 62.5, None, 62.5, "good"),
        (None, None, 1, None, 50.0, 50.0, "good"),
        (None, None, None, None, None, 0.0, "poor"),
    ],
)
def test_by_hand(
    a1: int | None, a2: int | None, b1: int | None, a: float | None, b: float | None, total: float, name: str
) -> None:
    r = rubric()
    card = score(r, findings(r, a1=a1, a2=a2, b1=b1))
    assert (card.dimensions, card.total, card.band, card.caps) == ({"a": a, "b": b}, total, name, ())


def test_a_scale_of_four_levels() -> None:
    r = rubric(highest=3)
    card = score(r, findings(r, a1=3, a2=1, b1=2))
    # two of the four points of a make 50; two thirds of b; a weighs three times b
    assert (card.dimensions, card.total) == ({"a": 50.0, "b": 66.7}, 54.2)


CAP = CapRule(dimension="b", below=40, total_at_most=45, reason="Nothing of b.")
LOWER = CapRule(dimension="a", below=90, total_at_most=30, reason="Too little of a.")


@pytest.mark.parametrize(
    ("caps", "levels", "total", "reasons"),
    [
        ((CAP,), (2, 2, 0), 45.0, ["Nothing of b."]),
        ((CAP,), (2, 2, 1), 87.5, []),  # 50 is not below 40
        ((CAP,), (1, 0, 0), 9.4, []),  # below the cap anyway: it does not hold
        ((CAP,), (2, 2, None), 100.0, []),  # what is unassessed caps nothing
        ((CAP, LOWER), (2, 1, 0), 30.0, ["Nothing of b.", "Too little of a."]),
    ],
)
def test_caps(caps: tuple[CapRule, ...], levels: tuple[int | None, ...], total: float, reasons: list[str]) -> None:
    r = rubric(caps=caps)
    card = score(r, findings(r, **dict(zip(("a1", "a2", "b1"), levels, strict=True))))
    assert (card.total, [c.reason for c in card.caps]) == (total, reasons)


def test_a_text_that_is_not_graded_keeps_its_points_and_gets_no_band() -> None:
    r = rubric()
    card = score(r, findings(r, a1=2, a2=2, b1=2), "not_applicable")
    assert (card.status, card.total, card.band) == ("not_applicable", 100.0, None)


@pytest.mark.parametrize(
    ("total", "name"), [(0, "poor"), (49.9, "poor"), (50, "good"), (79.9, "good"), (80, "strong"), (100, "strong")]
)
def test_bands_begin_where_they_say(total: float, name: str) -> None:
    assert band(rubric(), total) == name


def test_below_the_lowest_band_there_is_the_lowest_band() -> None:
    high = rubric().model_copy(update={"bands": (Band(id="pass", at_least=60), Band(id="fail", at_least=20))})
    assert band(high, 3) == "fail"


LEVELS = st.one_of(st.none(), st.integers(0, 2))


@given(st.data())
def test_any_levels_score_within_bounds_and_more_is_never_worse(data: st.DataObject) -> None:
    r = default_rubric()
    levels = {c.id: data.draw(LEVELS) for c in r.criteria}
    card = score(r, findings(r, **levels))
    assert 0 <= card.total <= 100
    for d in r.dimensions:
        assessed = [c for c in r.criteria if c.dimension == d.id and levels[c.id] is not None]
        value = card.dimensions[d.id]
        assert (value is None) == (not assessed)
        assert value is None or 0 <= value <= 100
    below = [c for c, n in levels.items() if n is not None and n < 2]
    if below:
        better = {**levels, (raised := data.draw(st.sampled_from(below))): levels[raised] + 1}
        assert score(r, findings(r, **better)).total >= card.total


def test_all_levels_met_are_a_hundred() -> None:
    r = default_rubric()
    card = score(r, findings(r, **{c.id: c.max_level for c in r.criteria}))
    assert (card.total, card.band) == (100.0, "strong")


def credited(of: Rubric, levels: dict[str, int | None], counts: dict[str, float]) -> list[Finding]:
    """The findings of these levels, each of which counts by its credit."""
    return [f.model_copy(update={"credit": counts.get(f.criterion, 1.0)}) for f in findings(of, **levels)]


@pytest.mark.parametrize(
    ("levels", "counts", "a", "b", "total"),
    [
        # half of all that is reached is half of the total
        ((2, 2, 2), {"a1": 0.5, "a2": 0.5, "b1": 0.5}, 50.0, 50.0, 50.0),
        # of the four points of a the three of a2 count half: 2.5 of 4; b whole; a weighs three times b
        ((2, 2, 2), {"a2": 0.5}, 62.5, 100.0, 71.9),
        # half a point of a1 counts 0.4, a2's three points count 0.7: (0.2 + 2.1) / 4
        ((1, 2, 0), {"a1": 0.4, "a2": 0.7}, 57.5, 0.0, 43.1),
        # what earns nothing is in the denominator still
        ((2, 2, 2), {"b1": 0.0}, 100.0, 0.0, 75.0),
        # what is unassessed is not, whatever its credit
        ((2, 2, None), {"b1": 0.5}, 100.0, None, 100.0),
        # no level has no share
        ((0, 2, 2), {"a1": 0.5}, 75.0, 100.0, 81.2),
    ],
)
def test_credit_by_hand(
    levels: tuple[int | None, ...], counts: dict[str, float], a: float | None, b: float | None, total: float
) -> None:
    r = rubric()
    card = score(r, credited(r, dict(zip(("a1", "a2", "b1"), levels, strict=True)), counts))
    assert (card.dimensions, card.total) == ({"a": a, "b": b}, pytest.approx(total, abs=0.05))


def test_a_cap_holds_for_what_credit_leaves() -> None:
    r = rubric(caps=(CAP,))
    half = credited(r, {"a1": 2, "a2": 2, "b1": 2}, {"b1": 0.3})
    # b is 30, below 40, so that the total of 82.5 is held at 45
    assert (score(r, half).total, score(rubric(), half).total) == (45.0, 82.5)


@given(st.data())
def test_less_credit_is_never_more(data: st.DataObject) -> None:
    r = default_rubric()
    levels = {c.id: data.draw(LEVELS) for c in r.criteria}
    counts = {c.id: data.draw(st.floats(0, 1)) for c in r.criteria}
    one = data.draw(st.sampled_from(sorted(counts)))
    less = {**counts, one: data.draw(st.floats(0, counts[one]))}
    totals = [score(r, credited(r, levels, c)).total for c in (less, counts, {})]
    assert totals == sorted(totals)
