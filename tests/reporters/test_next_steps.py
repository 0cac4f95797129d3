"""What to do next, against hand-worked numbers and a second computation; and how the steps are measured."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.reporters.next_steps import heading, next_steps
from grader.reporters.overview import Overview
from grader.schema.assessment import Assessment
from grader.schema.rubric import Rubric
from tests.reporters.conftest import CRITERIA, make_design, make_rubric, make_talk, score

RUBRIC = make_rubric()


def test_hand_worked_gains(design: Assessment, rubric: Rubric) -> None:
    # Weights 2 1 1 1. Requirements (1*1 + 2*.5)/3 = 2/3, design (3 + 1/3)/4 = 5/6, solutions 3/4, failure 0:
    # (4/3 + 5/6 + 3/4) * 100 / 5 = 58.33, held at 45. Recovery makes failure 2/3, so 71.67 and no cap: +26.67.
    # Then scale: requirements 1, so + 2/3 * 100 / 5 = 13.33; then summary + 1/3 * 100 / 5 = 6.67.
    plan = next_steps(design, rubric)
    assert [s.finding.criterion for s in plan.steps] == ["recovery", "scale", "summary"]
    assert [s.gain for s in plan.steps] == pytest.approx([26.667, 13.333, 6.667], abs=0.001)
    assert [s.lifts_cap for s in plan.steps] == [True, False, False]
    assert plan.reaches == pytest.approx(91.667, abs=0.001)
    assert heading(plan.steps) == "Do these three things next"


def test_a_cap_that_one_criterion_cannot_lift_is_still_gone_for_first(rubric: Rubric) -> None:
    # Below 90 holds: recovery alone makes 66.7, summary alone 33.3; only both lift the cap.
    strict = rubric.model_copy(update={"caps": (rubric.caps[0].model_copy(update={"below": 90.0}),)})
    plan = next_steps(make_design(strict), strict)
    assert [s.finding.criterion for s in plan.steps] == ["recovery", "summary", "scale"]
    assert plan.steps[0].gain == 0
    assert [s.lifts_cap for s in plan.steps] == [True, True, False]
    assert plan.steps[1].gain == pytest.approx(78.333 - 45, abs=0.001)


def test_no_promise_where_the_total_is_not_the_rubrics(design: Assessment, rubric: Rubric) -> None:
    other = design.model_copy(update={"scorecard": design.scorecard.model_copy(update={"total": 71.0})})
    assert next_steps(other, rubric).reaches is None


LEVELS = st.fixed_dictionaries({c[0]: st.one_of(st.none(), st.integers(0, c[5])) for c in CRITERIA})


@given(LEVELS)
@settings(max_examples=60, deadline=None)
def test_the_first_step_is_the_best_there_is(levels: dict[str, int | None]) -> None:
    if all(v is None for v in levels.values()):
        return
    plan = next_steps(make_design(RUBRIC, levels=levels), RUBRIC)
    before = score(RUBRIC, levels)[0]
    most = {c.id: c.max_level for c in RUBRIC.criteria}
    gains = [
        score(RUBRIC, {**levels, k: most[k]})[0] - before for k, v in levels.items() if v is not None and v < most[k]
    ]
    assert len(plan.steps) == min(3, len(gains))
    if plan.steps:
        assert plan.steps[0].gain == pytest.approx(max(gains), abs=1e-6)
        done = {**levels, **{s.finding.criterion: s.finding.max_level for s in plan.steps}}
        assert plan.reaches == pytest.approx(score(RUBRIC, done)[0])
        assert plan.reaches == pytest.approx(before + sum(s.gain for s in plan.steps))


def test_steps_are_minutes_where_times_are_known(talk: Assessment, rubric: Rubric) -> None:
    # Thirteen turns of 2.5 minutes: scope 3 + 2 of them, high level 4, deep dive 2, wrap up 1, other 1.
    steps = Overview.of(talk, rubric).steps
    assert steps.timed
    assert [r.spent for r in steps.rows] == pytest.approx([12.5, 10, 5, 2.5])
    assert [r.planned for r in steps.rows] == [5, 20, 15, 5]
    assert [r.verdict for r in steps.rows] == ["8 over", "10 short", "10 short", "2 short"]
    assert steps.other == pytest.approx(2.5)


def test_steps_are_shares_of_the_interviews_words_otherwise(rubric: Rubric) -> None:
    talk = make_talk(
        rubric,
        [("other", "A", "one two"), ("scope", "A", "one two three"), ("deep_dive", "A", "one two three four five")],
    )
    assert talk.talk
    untimed = talk.talk.model_copy(update={"times": "none", "minutes": None, "interview": None})
    steps = Overview.of(talk.model_copy(update={"talk": untimed}), rubric).steps
    assert not steps.timed
    assert [r.spent for r in steps.rows] == pytest.approx([37.5, 0, 62.5, 0])
    assert [r.planned for r in steps.rows] == pytest.approx([100 / 9, 400 / 9, 300 / 9, 100 / 9])
    assert [r.verdict for r in steps.rows] == ["27 over", "not found", "30 over", "not found"]
    assert steps.other == pytest.approx(20)


@pytest.mark.parametrize(
    ("minutes", "verdict"),
    [
        (5, "as planned"),
        (6, "as planned"),
        (6.3, "1 over"),
        (3.9, "as planned"),
        (3.7, "1 short"),
        (0.2, "5 short"),
        (0, "5 short"),
        (None, "not found"),
    ],
)
def test_verdicts(minutes: float | None, verdict: str, rubric: Rubric) -> None:
    talk = make_talk(rubric, [("scope", "A", "words"), ("deep_dive", "A", "words")], seconds=600)
    assert talk.talk
    first, *others = talk.talk.steps
    first = first.model_copy(update={"minutes": minutes or 0.0, "words": 0 if minutes is None else 1})
    changed = talk.talk.model_copy(update={"steps": (first, *others)})
    row = Overview.of(talk.model_copy(update={"talk": changed}), rubric).steps.rows[0]
    assert row.verdict == verdict


def test_the_head_counts_what_it_shows(design: Assessment, rubric: Rubric) -> None:
    view = Overview.of(design, rubric)
    assert view.name == "photo sharing.md"
    assert view.tally == "3 of 8 criteria met, 3 in part, 2 not shown; 1 not assessed."
    assert view.sentence == "Strongest in High-level design (83.3), weakest in Failure and recovery (0)."
    assert view.dimensions[0].share == pytest.approx(40)


def test_a_band_is_named_by_a_short_title_else_by_its_id(design: Assessment, rubric: Rubric) -> None:
    assert Overview.of(design, rubric).band == "Weak"
    bands = tuple(
        b.model_copy(update={"title": f"Shown for {b.at_least:.0f} parts or more of a hundred."}) for b in rubric.bands
    )
    view = Overview.of(design, rubric.model_copy(update={"bands": bands}))
    assert view.band == "Weak"
    assert view.sentence.startswith("Shown for 40 parts or more of a hundred. Strongest in")
    nameless = tuple(b.model_copy(update={"title": ""}) for b in rubric.bands)
    assert Overview.of(design, rubric.model_copy(update={"bands": nameless})).band == "Weak"
