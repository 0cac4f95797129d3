"""From what patterns find to findings, by small rubrics whose patterns decide alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.checking.check import MOST_EVIDENCE, NO_DIALOGUE, check
from grader.checking.examples import run_examples
from grader.checking.quotes import LONGEST, quote_span
from grader.checking.rules import Rules, Shown
from grader.matchers.base import Hit
from grader.readers import read_text
from grader.schema.assessment import Finding
from grader.schema.document import Document
from grader.schema.rubric import Rubric
from grader.schema.segmentation import STEPS, Step
from grader.segmenters.course import Course
from grader.text.annotated import AnnotatedDocument, annotate
from grader.text.embeddings import shipped


def phrase(*terms: str, **more: object) -> dict[str, Any]:
    return {"kind": "phrase", "terms": list(terms), **more}


CACHING: dict[str, Any] = {
    "id": "caching",
    "title": "Caching",
    "dimension": "only",
    "step": "deep_dive",
    "absent": "No cache.",
    "levels": [
        {
            "level": 2,
            "descriptor": "A cache with its eviction.",
            "when": {"kind": "all_of", "of": [phrase("cache*"), phrase("evict*")]},
        },
        {"level": 1, "descriptor": "A cache.", "when": phrase("cache*")},
    ],
    "kinds": [{"id": "lru", "title": "LRU", "when": phrase("lru")}],
    "advice": [{"level": 0, "say": "Add a cache."}, {"level": 1, "say": "Say what is evicted."}],
}


def rubric(**changed: object) -> Rubric:
    """A rubric of the one criterion, changed so."""
    return Rubric.model_validate(
        {
            "id": "small",
            "version": "1.0.0",
            "title": "Small",
            "dimensions": [{"id": "only", "title": "Only"}],
            "criteria": [{**CACHING, **changed}],
            "bands": [{"id": "any", "at_least": 0}],
        }
    )


def judged(of: Rubric, text: str | Document, step: Step | list[Step] = "deep_dive", kind: str = "design") -> Finding:
    """The finding for a text whose passages all belong to one step, or to these."""
    document = read_text(text, kind=kind) if isinstance(text, str) else text  # type: ignore[arg-type]
    a = annotate(document, shipped())
    steps = step if isinstance(step, list) else [step] * len(a.passages)
    chances = np.zeros((len(steps), len(STEPS)))
    chances[range(len(steps)), [STEPS.index(s) for s in steps]] = 1
    rules = Rules(of, shipped())
    (finding,) = check(a, Course(steps, chances), of, rules.find(rules.scan(a), steps), None)
    assert (finding.level is None) == (finding.unassessed is not None)
    for e in finding.evidence:
        assert document.text[e.start : e.end] == e.quote
    return finding


@pytest.mark.parametrize(
    ("text", "level", "descriptor", "advice", "quotes"),
    [
        ("We shard.", 0, "No cache.", "Add a cache.", []),
        ("We cache it.", 1, "A cache.", "Say what is evicted.", ["We cache it."]),
        ("The cache evicts old rows.", 2, "A cache with its eviction.", None, ["The cache evicts old rows."]),
        ("We don't need a cache.", 0, "No cache.", "Add a cache.", []),
        (
            "We cache it. The cache evicts old rows.",
            2,
            "A cache with its eviction.",
            None,
            ["The cache evicts old rows."],
        ),
        ("A cache.\n\nThe cache evicts.", 2, "A cache with its eviction.", None, ["The cache evicts.", "A cache."]),
    ],
)
def test_levels(text: str, level: int, descriptor: str, advice: str | None, quotes: list[str]) -> None:
    f = judged(rubric(), text)
    assert (f.level, f.descriptor, f.advice, [e.quote for e in f.evidence]) == (level, descriptor, advice, quotes)
    assert (f.max_level, f.confidence, f.step) == (2, None, "deep_dive")


def test_three_quotes_at_most_one_a_passage() -> None:
    f = judged(rubric(), "\n\n".join(f"We cache row {n}. And we cache it again." for n in range(6)))
    assert [e.quote for e in f.evidence] == ["We cache row 0.", "We cache row 1.", "We cache row 2."]
    assert len(f.evidence) == MOST_EVIDENCE


def test_a_label_is_quoted_only_where_there_is_nothing_else() -> None:
    beside = judged(rubric(), "A cache.\n\nWe cache every row.").evidence
    assert [e.quote for e in beside] == ["We cache every row.", "A cache."]
    assert [e.quote for e in judged(rubric(), "A cache.\n\nWe store every row.").evidence] == ["A cache."]


def test_kinds_are_named_where_a_level_was_reached() -> None:
    assert judged(rubric(), "An LRU cache.").kinds == ("LRU",)
    assert judged(rubric(), "An LRU thing.").kinds == ()


def test_evidence_comes_from_the_criterions_steps_and_never_from_other() -> None:
    of = rubric(steps=["scope", "deep_dive"])
    assert judged(of, "A cache.", "scope").level == 1
    assert judged(of, "A cache.", "high_level").level == 0
    assert judged(rubric(), "A cache.", "other").level == 0
    f = judged(rubric(), "A cache.\n\nThe cache evicts.", ["high_level", "other"])
    assert (f.level, [e.step for e in f.evidence]) == (1, ["high_level"])


def test_what_must_come_late() -> None:
    of = rubric(after=0.5)
    words = "Nothing much is said of anything here."
    assert judged(of, f"A cache.\n\n{words}\n\n{words}").level == 0
    assert judged(of, f"{words}\n\n{words}\n\nA cache.").level == 1


def test_a_criterion_for_two_voices_is_unassessed_with_one() -> None:
    of = rubric(applies_to="dialogue")
    f = judged(of, "A cache.")
    assert (f.level, f.unassessed, f.advice, f.evidence) == (None, NO_DIALOGUE, None, ())
    talk = "Ann: Design a feed.\nBo: A cache.\nAnn: Right.\nBo: And it evicts.\n"
    assert judged(of, talk, kind="transcript").level == 1


TALK = "Interviewer: The cache evicts old rows.\nCandidate: Yes.\nInterviewer: A cache.\nCandidate: We cache it.\n"


def test_the_interviewers_words_earn_nothing() -> None:
    f = judged(rubric(), TALK, kind="transcript")
    assert (f.level, [e.speaker for e in f.evidence]) == (1, ["Candidate"])


@pytest.mark.parametrize("voice", ["interviewer", "anyone"])
def test_a_level_stands_on_the_candidates_words_whoever_may_match(voice: str) -> None:
    both = {"kind": "all_of", "of": [phrase("cache*", voice=voice), phrase("evict*", voice=voice)]}
    levels = [
        {"level": 2, "descriptor": "Both.", "when": both},
        {"level": 1, "descriptor": "One.", "when": phrase("cache*")},
    ]
    f = judged(rubric(levels=levels), TALK, kind="transcript")
    assert (f.level, [e.speaker for e in f.evidence]) == (1, ["Candidate"])


def test_no_evidence_in_an_empty_text() -> None:
    assert judged(rubric(), Document(kind="design", format="text", text="", blocks=())).level == 0


def test_a_scale_of_four_levels() -> None:
    words = ["alpha", "beta", "gamma"]
    of = rubric(
        levels=[{"level": n + 1, "descriptor": f"Level {n + 1}.", "when": phrase(w)} for n, w in enumerate(words)],
        advice=[],
    )
    for n, word in enumerate(words):
        f = judged(of, f"We say {word}.")
        assert (f.level, f.max_level, f.descriptor) == (n + 1, 3, f"Level {n + 1}.")
    assert judged(of, "Alpha.\n\nGamma.").level == 3


def test_shown_holds_the_matches_of_each_level() -> None:
    a = annotate(read_text("A cache. The cache evicts.", kind="design"), shipped())
    rules = Rules(rubric(), shipped())
    shown: Shown = rules.find(rules.scan(a), None)["caching"]
    assert shown.level == 2
    assert {n: len(h) for n, h in shown.hits.items()} == {1: 2, 2: 1}


def test_a_rubrics_own_examples() -> None:
    examples = [
        {"text": "We cache it.", "level": 1},
        {"text": "No word of it.", "level": 2},
        {"text": "Interviewer: The cache evicts.\nCandidate: Yes.\nInterviewer: Good.\nCandidate: So.", "level": 0},
    ]
    found = run_examples(rubric(examples=examples))
    assert [(o.criterion, o.index, o.expected, o.got, o.ok) for o in found] == [
        ("caching", 0, 1, 1, True),
        ("caching", 1, 2, 0, False),
        ("caching", 2, 0, 0, True),
    ]


class TestQuotes:
    def one(self, text: str) -> AnnotatedDocument:
        return annotate(read_text(text, kind="design"), shipped())

    def quoted(self, text: str, words: str) -> str:
        a = self.one(text)
        at = a.document.text.index(words)
        n = next(n for n, s in enumerate(a.sentences) if s.start <= at < s.end)
        start, end = quote_span(a, Hit(n, at, at + len(words)))
        assert 0 <= start < end <= len(a.document.text)
        return a.document.text[start:end]

    def test_a_short_sentence_is_quoted_whole(self) -> None:
        assert self.quoted("One. We use a cache here. Three.", "cache") == "We use a cache here."

    @pytest.mark.parametrize("before", [0, 5, 20, 60, 200])
    def test_a_long_sentence_is_cut_at_words_around_the_match(self, before: int) -> None:
        text = "some words and " * before + "the cache " + "and more words " * 60
        quote = self.quoted(text, "cache")
        assert len(quote) <= LONGEST
        assert "cache" in quote
        assert set(quote.split()) <= {"some", "words", "and", "the", "cache", "more"}
        assert quote == quote.strip()

    def test_a_word_without_end_is_cut_where_it_must_be(self) -> None:
        quote = self.quoted("x" * 400 + "cache" + "y" * 900, "cache")
        assert 0 < len(quote) <= LONGEST
        assert "cache" in quote

    def test_a_match_over_two_sentences_is_quoted_to_its_end(self) -> None:
        a = self.one("A queue. And a cache.")
        start, end = quote_span(a, Hit(0, 2, 20))
        assert a.document.text[start:end] == "A queue. And a cache"
