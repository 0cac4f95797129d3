"""The arithmetic on many marks at once is that of `grader.scoring.score` on one text's findings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.calibration.points import Points, rounded
from grader.schema.assessment import Finding
from grader.schema.points import CapRule
from grader.schema.rubric import Band, Dimension, Rubric
from grader.scoring import score
from tests.calibration.rubrics import rubric_of

nice = st.integers(1, 400).map(lambda n: n / 10)


@st.composite
def rubrics(draw) -> Rubric:
    dimensions, criteria = draw(st.integers(1, 4)), draw(st.integers(1, 9))
    found = rubric_of(criteria, dimensions)
    made = [
        c.model_copy(
            update={
                "points": draw(nice),
                "dimension": f"d{draw(st.integers(0, dimensions - 1))}",
                "levels": rubric_of(1, levels=draw(st.integers(1, 4))).criteria[0].levels,
            }
        )
        for c in found.criteria
    ]
    starts = sorted(draw(st.sets(st.integers(1, 999), max_size=4)))
    caps = [
        CapRule(dimension=f"d{d}", below=below, total_at_most=most, reason="So it is.")
        for d, below, most in draw(
            st.lists(st.tuples(st.integers(0, dimensions - 1), st.integers(1, 100), st.integers(0, 100)), max_size=3)
        )
    ]
    return found.model_copy(
        update={
            "criteria": tuple(made),
            "dimensions": tuple(Dimension(id=f"d{k}", title="D", weight=draw(nice)) for k in range(dimensions)),
            "bands": (Band(id="b0", at_least=0), *(Band(id=f"b{s}", at_least=s / 10) for s in starts)),
            "caps": tuple(caps),
        }
    )


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_dimensions_totals_and_bands(data):
    rubric = data.draw(rubrics())
    texts = data.draw(st.integers(1, 3))
    level = [
        [data.draw(st.none() | st.integers(0, c.max_level)) for c in rubric.criteria] for _ in range(texts)
    ]  # None: unassessed
    credit = [[data.draw(st.sampled_from([1.0, 0.5, 0.3, 0.0])) for _ in rubric.criteria] for _ in range(texts)]
    points = Points.of(rubric)
    own = np.array([[np.nan if x is None else x for x in row] for row in level], np.float64)
    dimensions = points.dimensions(own, credit=np.array(credit))
    totals = points.totals(dimensions)
    bands = points.bands(totals)
    for n in range(texts):
        card = score(rubric, [_finding(c, x, r) for c, x, r in zip(rubric.criteria, level[n], credit[n], strict=True)])
        for at, d in enumerate(rubric.dimensions):
            expected = card.dimensions[d.id]
            assert np.isnan(dimensions[n, at]) if expected is None else _near(dimensions[n, at], expected)
        if np.isnan(totals[n]):
            assert all(x is None for x in level[n])
            assert bands[n] == -1
            continue
        assert _near(totals[n], card.total)
        if abs(10 * totals[n] % 1 - 0.5) > 1e-6:  # on a tie the last bit of a sum may decide
            assert [*rubric.bands][bands[n]].id == card.band


def test_a_tie_is_rounded_as_in_reports():
    """9.95 is 9.949999999999999: the report says 9.9, and so the band that begins at 10 is not reached."""
    totals = np.array([9.95, 19.95, 39.95, 0.15, 0.25, 0.35, 84.949999999, np.nan])
    assert rounded(totals).tolist()[:-1] == [round(float(t), 1) for t in totals[:-1]]
    assert np.isnan(rounded(totals)[-1])
    rubric = rubric_of(2).model_copy(
        update={"bands": tuple(Band(id=f"b{x}", at_least=x) for x in (0, 10, 20, 40))},
    )
    assert Points.of(rubric).bands(totals).tolist() == [0, 1, 3, 0, 0, 0, 3, -1]


@pytest.mark.parametrize(
    ("marked", "scored"),
    [
        # d0 has c0 and c2 with 1 and 3 points: four fifths of four points are 3.2.
        ([True, True, True], [True, True]),
        ([False, True, True], [False, True]),
        ([True, True, False], [False, True]),
        ([True, False, True], [True, False]),
        ([False, False, False], [False, False]),
    ],
)
def test_a_dimension_of_which_little_was_marked_has_no_score(marked, scored):
    points = Points.of(rubric_of(3))
    levels = np.where(marked, 2.0, np.nan)
    assert (~np.isnan(points.dimensions(levels, np.array(marked)))).tolist() == scored


def test_what_does_not_apply_is_marked_and_leaves_the_sum():
    points = Points.of(rubric_of(3))
    found = points.dimensions(np.array([np.nan, 1, 1]), np.array([True, True, True]))
    assert found.tolist() == [50, 50]
    assert np.isnan(points.dimensions(np.array([np.nan, 1, np.nan]), np.array([True, True, True]))[0])


def _finding(criterion, level, credit):
    return Finding(
        criterion=criterion.id,
        title=criterion.title,
        dimension=criterion.dimension,
        step=criterion.step,
        level=level,
        max_level=criterion.max_level,
        unassessed="cannot apply" if level is None else None,
        credit=credit,
    )


def _near(exact, shown):
    """Whether it is what is shown with one decimal."""
    return abs(exact - shown) <= 0.05 + 1e-9
