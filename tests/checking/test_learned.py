"""The learned part of the checking: what it takes to give a level where no pattern matched."""

from __future__ import annotations

import numpy as np
import pytest

from grader.checking.check import check
from grader.checking.features import TEXT_FEATURES, Hits, text_features, usable
from grader.checking.learned import CUTS, DOUBT, SUPPORT, Judgement, LearnedJudge, judged, level_of
from grader.checking.quotes import speaks
from grader.checking.rules import Shown
from grader.readers import read_text
from grader.rubric import default_rubric
from grader.schema.rubric import Rubric
from grader.schema.segmentation import STEPS
from grader.segmenters.course import Course
from grader.segmenters.seen import see
from grader.text.annotated import AnnotatedDocument, annotate
from grader.text.embeddings import shipped

RUBRIC = default_rubric()
CRITERIA = tuple(c.id for c in RUBRIC.criteria)
TEXT = (
    "# Notes\n\nWhen the till in the shop loses its line it keeps selling and sends the day's sales later.\n\nYes.\n\n"
    "The people at the counter must never wait for us.\n"
)


def design(text: str = TEXT) -> AnnotatedDocument:
    return annotate(read_text(text, kind="design"), shipped())


def course(a: AnnotatedDocument, *steps: str) -> Course:
    named = list(steps) or ["deep_dive"] * len(a.passages)
    return Course(named, np.eye(len(STEPS))[[STEPS.index(s) for s in named]])  # type: ignore[arg-type]


def nothing() -> dict[str, Shown]:
    return {c: Shown(0, {}) for c in CRITERIA}


def judgement(a: AnnotatedDocument, criterion: str, expected: float, scores: list[float]) -> Judgement:
    flat = np.zeros(len(a.passages), dtype=np.float32)
    return Judgement(
        expected=dict.fromkeys(CRITERIA, 0.0) | {criterion: expected},
        probabilities=dict.fromkeys(CRITERIA, (0.2, 0.5, 0.3)),
        scores=dict.fromkeys(CRITERIA, flat) | {criterion: np.asarray(scores, dtype=np.float32)},
    )


@pytest.mark.parametrize(("cuts", "level"), [(None, 1), ((0.3, 0.9), 2), ((0.9, 1.3), 1), ((1.1, 1.3), 0)])
def test_a_rubric_may_set_the_cuts_between_levels(cuts: tuple[float, float] | None, level: int) -> None:
    a = design()
    criteria = tuple(c.model_copy(update={"cuts": cuts}) if c.id == "recovery" else c for c in RUBRIC.criteria)
    rubric = RUBRIC.model_copy(update={"criteria": criteria})
    found = check(a, course(a), rubric, nothing(), judgement(a, "recovery", 1.0, [0, 0.4, 0.3, 0.1]))
    (finding,) = [f for f in found if f.criterion == "recovery"]
    assert (finding.level, finding.expected) == (level, 1.0)
    assert judged(rubric) == judged(RUBRIC)


def test_a_passage_that_looks_like_evidence_is_quoted_where_no_pattern_matched() -> None:
    a = design()
    found = check(a, course(a), RUBRIC, nothing(), judgement(a, "recovery", 1.6, [0, 0.4, 0.3, 0.1]))
    (finding,) = [f for f in found if f.level]
    assert (finding.criterion, finding.level) == ("recovery", 2)
    assert [e.quote for e in finding.evidence] == [TEXT.split("\n\n")[1]]
    assert sum(f.level or 0 for f in found) == 2


def test_a_second_quote_must_look_nearly_as_good() -> None:
    a = design()
    found = check(a, course(a), RUBRIC, nothing(), judgement(a, "recovery", 1.6, [0, 0.4, 0, 0.35]))
    assert [len(f.evidence) for f in found if f.level] == [2]


@pytest.mark.parametrize(
    "scores",
    [[0.9, 0, 0, 0], [0, 0, 0.9, 0]],
    ids=["a heading is no evidence, and the rest scores nothing", "one word says too little"],
)
def test_without_a_quote_there_is_no_level(scores: list[float]) -> None:
    a = design("# Notes of the till that keeps selling when its line is down for hours\n\nNo.\n\nYes.\n\nRight.\n")
    found = check(a, course(a), RUBRIC, nothing(), judgement(a, "recovery", 1.9, scores))
    assert all(not f.level for f in found)


def test_what_is_outside_the_interview_is_no_evidence() -> None:
    a = design()
    outside = course(a, "other", "other", "other", "other")
    assert not usable(see(a), outside).any()
    found = check(a, outside, RUBRIC, nothing(), judgement(a, "recovery", 1.9, [0, 0.9, 0, 0.9]))
    assert all(not f.level for f in found)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("We keep three copies of every order in different buildings of the city.", True),
        ("We won't keep copies of any order in different buildings of the city.", False),
        ("Copies, maybe.", False),
        ("No. We keep three copies of every order in different buildings of the city.", True),
    ],
)
def test_what_speaks_for_itself(text: str, quoted: bool) -> None:
    assert (speaks(design(text), 0) is not None) == quoted


def flat_judge(offset: float) -> LearnedJudge:
    """A judge that expects the same of every criterion, whatever it sees."""
    n = len(CRITERIA)
    features = len(shipped_features())
    return LearnedJudge(
        "any",
        CRITERIA,
        np.zeros((features, n)),
        np.zeros(n),
        np.zeros((2, n, TEXT_FEATURES)),
        np.full((2, n), offset),
    )


def shipped_features() -> list[float]:
    from grader.pipeline import SHIPPED_MODEL

    return LearnedJudge.load(SHIPPED_MODEL / "levels.npz").evidence[:, 0].tolist()


@pytest.mark.parametrize("matched", [SUPPORT - 1, SUPPORT])
def test_a_text_that_matches_next_to_nothing_is_given_nothing_more(matched: int) -> None:
    a = design()
    levels = np.zeros(len(CRITERIA), dtype=np.int64)
    levels[:matched] = 1
    hits = Hits(np.zeros((len(a.passages), len(CRITERIA), 2), np.uint8), np.zeros((len(CRITERIA), 2), np.int64), levels)
    said = flat_judge(5.0).weigh(see(a), course(a), hits)
    given = [c for c in CRITERIA if said.level(c)]
    assert len(given) == (len(CRITERIA) if matched >= SUPPORT else matched)


def test_less_is_expected_where_no_pattern_matched() -> None:
    a = design()
    levels = np.ones(len(CRITERIA), dtype=np.int64)
    levels[0] = 0
    hits = Hits(np.zeros((len(a.passages), len(CRITERIA), 2), np.uint8), np.zeros((len(CRITERIA), 2), np.int64), levels)
    said = flat_judge(0.0).weigh(see(a), course(a), hits)
    assert said.expected[CRITERIA[1]] == pytest.approx(1.0)
    assert said.expected[CRITERIA[0]] == pytest.approx(2 / (1 + np.exp(DOUBT)))
    assert sum(said.probabilities[CRITERIA[0]]) == pytest.approx(1.0)


def test_cuts() -> None:
    assert [level_of(e) for e in (0, CUTS[0] - 0.01, CUTS[0], CUTS[1] - 0.01, CUTS[1], 2)] == [0, 0, 1, 1, 2, 2]


def test_features_of_a_text_without_a_usable_passage_are_finite() -> None:
    a = design("# Only a heading\n")
    n = len(CRITERIA)
    hits = Hits(np.zeros((len(a.passages), n, 2), np.uint8), np.zeros((n, 2), np.int64), np.zeros(n, np.int64))
    rows = text_features(hits, np.zeros((len(a.passages), n)), see(a), course(a))
    assert rows.shape == (n, TEXT_FEATURES)
    assert np.isfinite(rows).all()


def test_a_rubric_kept_as_json_is_weighed_as_before() -> None:
    kept = Rubric.model_validate_json(default_rubric().model_dump_json())
    assert judged(kept) == judged(default_rubric())
