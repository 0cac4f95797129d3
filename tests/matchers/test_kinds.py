"""Every kind of pattern, on small texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from pydantic import TypeAdapter

from grader.errors import RubricError
from grader.matchers.base import Hit, View
from grader.matchers.compile import compile_pattern
from grader.matchers.scan import Lexicon
from grader.readers import read_text
from grader.schema.document import Document
from grader.schema.rubric import Pattern
from grader.text.annotated import AnnotatedDocument, annotate
from grader.text.embeddings import shipped

PATTERN: TypeAdapter[Any] = TypeAdapter(Pattern)


def found(
    pattern: Mapping[str, Any],
    text: str | Document,
    kind: str = "design",
    allowed: list[bool] | None = None,
    custom: Mapping[str, Any] | None = None,
) -> list[str]:
    """What the pattern matches in the text, in order."""
    document = read_text(text, kind=kind) if isinstance(text, str) else text  # type: ignore[arg-type]
    a = annotate(document, shipped())
    lexicon = Lexicon()
    matcher = compile_pattern(PATTERN.validate_python(pattern), lexicon, shipped(), custom or {}, precise=True)
    hits = matcher.find(View(lexicon.scan(a), allowed or [True] * len(a.passages)))
    assert hits == sorted(hits)
    for h in hits:
        s = a.sentences[h.sentence]
        assert s.start <= h.start < h.end
    return [document.text[h.start : h.end] for h in hits]


def phrase(*terms: str, **more: object) -> dict[str, Any]:
    return {"kind": "phrase", "terms": terms, **more}


CACHE, QUEUE = phrase("cache"), phrase("queue")

TALK = """Interviewer: Would you use a cache?
Candidate: I would put a queue in front.
Interviewer: And a cache behind it?
Candidate: Yes, then we read from the cache first.
"""


class TestWords:
    def test_only_what_is_asserted(self) -> None:
        text = "We use a cache. We don't need a queue. If we wanted a queue we would add it."
        assert found(CACHE, text) == ["cache"]
        assert found(QUEUE, text) == []

    def test_what_else_is_accepted(self) -> None:
        text = "We don't need a queue. If we wanted a queue we would add it."
        assert found(phrase("queue", accept=["negated"]), text) == ["queue"]
        assert len(found(phrase("queue", accept=["asserted", "negated", "hypothetical"]), text)) == 2

    def test_case_and_typographic_signs_are_ignored(self) -> None:
        assert found(phrase("won't fit"), "It WON’T fit, sorry.") == ["WON’T fit"]
        assert found(phrase("it's a cache"), "IT’S A CACHE.") == ["IT’S A CACHE"]

    def test_a_phrase_over_a_line_break(self) -> None:
        assert found(phrase("load balancer"), "We put a load\nbalancer in front.") == ["load\nbalancer"]

    def test_no_heading_is_evidence(self) -> None:
        assert found(CACHE, "# Cache\n\nIt is fast.\n") == []

    def test_several_in_one_sentence(self) -> None:
        assert found(phrase("cache", "queue"), "A cache, a queue and a cache.") == ["cache", "queue", "cache"]

    def test_regex(self) -> None:
        assert found({"kind": "regex", "patterns": [r"\bv\d+\b", "(?i)Beta"]}, "From v1 to BETA and V2.") == [
            "v1",
            "BETA",
            "V2",
        ]

    def test_regex_stays_in_one_sentence(self) -> None:
        assert found({"kind": "regex", "patterns": ["cache.*queue"]}, "A cache. A queue.") == []

    def test_quantity(self) -> None:
        assert found({"kind": "quantity", "of": ["rate", "size"]}, "We see 500 requests per second of 2 kb each.") == [
            "500 requests per second",
            "2 kb",
        ]


class TestVoices:
    def test_the_candidates_words_alone_by_default(self) -> None:
        assert found(CACHE, TALK, kind="transcript") == ["cache"]

    def test_the_interviewers(self) -> None:
        assert len(found(phrase("cache", voice="interviewer"), TALK, kind="transcript")) == 2

    def test_anyones(self) -> None:
        assert len(found(phrase("cache", voice="anyone"), TALK, kind="transcript")) == 3

    def test_steps_limit_the_candidate_only(self) -> None:
        none = [False] * 4
        assert found(CACHE, TALK, kind="transcript", allowed=none) == []
        assert len(found(phrase("cache", voice="interviewer"), TALK, kind="transcript", allowed=none)) == 2


class TestPlaces:
    def test_under_a_heading(self) -> None:
        text = "# Goals\n\nFast reads. Cheap.\n\n## Non-goals\n\nSearch.\n\n# Design\n\nA cache.\n"
        pattern = {"kind": "heading", "terms": ["goal*"]}
        assert found(pattern, text) == ["Fast reads.", "Search."]

    def test_no_such_heading(self) -> None:
        assert found({"kind": "heading", "terms": ["cost"]}, "# Goals\n\nFast.\n") == []

    def test_blocks(self) -> None:
        text = "Words.\n\n```\nGET /a\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
        assert found({"kind": "block", "any": ["code"]}, text) == ["GET /a"]
        assert len(found({"kind": "block", "any": ["code", "table"]}, text)) == 2

    def test_a_diagram_with_enough_parts(self) -> None:
        text = "```mermaid\ngraph LR\n  A[Client] --> B[API]\n  B --> C[DB]\n```\n"
        assert found({"kind": "block", "any": ["diagram"], "min_components": 3}, text)
        assert not found({"kind": "block", "any": ["diagram"], "min_components": 4}, text)

    def test_question(self) -> None:
        assert found({"kind": "question"}, TALK, kind="transcript") == []
        assert found({"kind": "question", "voice": "interviewer"}, TALK, kind="transcript") == [
            "Would you use a cache?",
            "And a cache behind it?",
        ]


def both(within: str) -> dict[str, Any]:
    return {"kind": "all_of", "of": [CACHE, QUEUE], "within": within}


class TestCombinations:
    @pytest.mark.parametrize(
        ("within", "text", "expected"),
        [
            ("sentence", "A queue and a cache.", ["queue and a cache"]),
            ("sentence", "A queue. A cache.", []),
            ("passage", "A queue. And a cache.", ["queue. And a cache"]),
            ("passage", "A queue.\n\nA cache.", []),
            ("section", "# S\n\nA queue.\n\nA cache.", ["cache"]),
            ("section", "# S\n\nA queue.\n\n# T\n\nA cache.", []),
            ("text", "# S\n\nA queue.\n\n# T\n\nA cache.", ["cache"]),
            ("text", "A queue.", []),
        ],
    )
    def test_all_of(self, within: str, text: str, expected: list[str]) -> None:
        assert found(both(within), text) == expected

    def test_any_of(self) -> None:
        assert found({"kind": "any_of", "of": [CACHE, QUEUE]}, "A queue. A cache.") == ["queue", "cache"]

    @pytest.mark.parametrize(
        ("within", "text", "expected"),
        [
            ("sentence", "A cache. For the browser.", ["cache"]),
            ("sentence", "A cache in the browser.", []),
            ("passage", "A cache. For the browser.", []),
            ("passage", "A cache.\n\nThe browser.", ["cache"]),
        ],
    )
    def test_unless(self, within: str, text: str, expected: list[str]) -> None:
        assert (
            found({"kind": "unless", "match": CACHE, "unless": phrase("browser"), "within": within}, text) == expected
        )

    @pytest.mark.parametrize(
        ("count", "distinct", "within", "text", "hits"),
        [
            (2, True, "text", "A cache. A cache.", 0),
            (2, False, "text", "A cache. A cache.", 2),
            (2, True, "text", "A cache. A queue.", 2),
            (2, True, "text", "A cache. A Cache. A queue.", 3),
            (3, True, "text", "A cache. A queue.", 0),
            (2, True, "sentence", "A cache. A queue.", 0),
            (2, True, "sentence", "A cache and a queue.", 2),
            (2, True, "passage", "A cache.\n\nA queue. A cache.", 2),
        ],
    )
    def test_at_least(self, count: int, distinct: bool, within: str, text: str, hits: int) -> None:
        pattern = {
            "kind": "at_least",
            "count": count,
            "distinct": distinct,
            "within": within,
            "match": {"kind": "any_of", "of": [CACHE, QUEUE]},
        }
        assert len(found(pattern, text)) == hits


class TestThen:
    ASKED: ClassVar[dict[str, Any]] = {
        "kind": "then",
        "first": {"kind": "question", "voice": "interviewer"},
        "then": QUEUE,
        "gap": 1,
    }

    def test_a_question_and_its_answer_quote_the_answer(self) -> None:
        assert found(self.ASKED, TALK, kind="transcript") == ["queue"]

    def test_what_the_candidate_began_is_quoted_from_its_beginning(self) -> None:
        pattern = {"kind": "then", "first": QUEUE, "then": phrase("cache", voice="interviewer"), "gap": 1}
        assert found(pattern, TALK, kind="transcript") == ["queue"]

    def test_the_order_counts(self) -> None:
        assert found({"kind": "then", "first": CACHE, "then": QUEUE}, "A queue. A cache.") == []
        assert found({"kind": "then", "first": CACHE, "then": QUEUE}, "A cache and a queue.") == ["cache"]

    @pytest.mark.parametrize(("gap", "hits"), [(0, 0), (1, 0), (2, 1), (3, 1)])
    def test_the_gap_is_counted_in_passages(self, gap: int, hits: int) -> None:
        assert (
            len(found({"kind": "then", "first": CACHE, "then": QUEUE, "gap": gap}, "A cache.\n\nWell.\n\nA queue."))
            == hits
        )


class TestMeaning:
    PATTERN: ClassVar[dict[str, Any]] = {
        "kind": "similar",
        "sentences": ["We put a cache in front of the database."],
        "at_least": 0.6,
    }

    def test_much_the_same(self) -> None:
        text = "The cache sits in front of our database. Garlic needs a slow oven."
        assert found(self.PATTERN, text) == ["The cache sits in front of our database."]

    def test_the_same_sentence_is_as_near_as_can_be(self) -> None:
        assert found({**self.PATTERN, "at_least": 0.999}, "We put a cache in front of the database.")

    def test_an_empty_text(self) -> None:
        assert found(self.PATTERN, Document(kind="design", format="text", text="", blocks=())) == []


class TestTokens:
    PATTERN: ClassVar[dict[str, Any]] = {
        "kind": "tokens",
        "patterns": [[{"LIKE_NUM": True}, {"LOWER": {"IN": ["replica", "replicas"]}}]],
    }

    def test_where_the_tokens_stand(self) -> None:
        assert found(self.PATTERN, "# Three replicas\n\nWe run three replicas. And 2 Replicas there.") == [
            "three replicas",
            "2 Replicas",
        ]

    def test_what_is_refused(self) -> None:
        assert found(self.PATTERN, "We don't need three replicas.") == []
        assert found({**self.PATTERN, "accept": ["negated"]}, "We don't need three replicas.") == ["three replicas"]


@dataclass(frozen=True)
class Shouted:
    """A plug-in's matcher: sentences in capital letters of some length."""

    shortest: int

    def find(self, view: View) -> list[Hit]:
        a: AnnotatedDocument = view.annotated
        return [
            Hit(n, s.start, s.end)
            for n, s in enumerate(a.sentences)
            if view.heard(s.passage, "candidate")
            and a.document.text[s.start : s.end].isupper()
            and s.end - s.start >= self.shortest
        ]


class TestCustom:
    def test_a_plug_in_is_asked_by_name(self) -> None:
        custom = {"shouted": lambda options: Shouted(int(options["shortest"]))}
        pattern = {"kind": "custom", "name": "shouted", "options": {"shortest": 5}}
        assert found(pattern, "We shard. WE REALLY DO. OH.", custom=custom) == ["WE REALLY DO."]

    def test_an_unknown_plug_in(self) -> None:
        with pytest.raises(RubricError, match=r"no matcher plug-in is called 'x\.y'"):
            found({"kind": "custom", "name": "x.y"}, "A cache.")
