"""The one scan of all patterns finds what each expression by itself would find."""

from __future__ import annotations

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.checking.rules import Rules
from grader.matchers.base import View
from grader.matchers.expressions import QUANTITIES, phrase_expression
from grader.matchers.leaves import SHORT, Words
from grader.matchers.masks import EVERY, numbers
from grader.matchers.scan import Lexicon, Scan
from grader.rubric import default_rubric
from grader.schema.document import Block, Document
from grader.text.annotated import AnnotatedDocument, annotate
from grader.text.embeddings import shipped

EXPRESSIONS = (
    *QUANTITIES.values(),
    phrase_expression(("load balancer", "shard*", "cache")),
    r"\bcache (?:\S+ ){0,3}?miss(?:es)?\b",
    r"\bqueue.{0,20}?, which",
    r"\b(?:is|are)(?:\s[\w-]+){1,2} (?:down|lost)\b",
    r"(?i)\bRead\b",
    r"^so\b",
    r"\?$",
)
WORDS = st.sampled_from(
    [
        "so",
        "the",
        "cache",
        "queue",
        "load",
        "balancer",
        "sharding",
        "misses",
        "miss",
        "is",
        "are",
        "node",
        "down",
        "lost",
        ",",
        "which",
        "we",
        "read",
        "10",
        "million",
        "users",
        "per",
        "second",
        "2,000",
        "/s",
        "5",
        "gb",
        "two",
        "hundred",
        "%",
        "qps",
        "at",
        "p99",
        "don't",
        "need",
        "if",
        "had",
        "a",
        "of",
        "?",
        "->",
        "db",
        "über",
    ]
)
SENTENCES = st.lists(st.lists(WORDS, min_size=1, max_size=40).map(" ".join), min_size=1, max_size=4)


def as_document(sentences: list[str]) -> AnnotatedDocument:
    """A design with one paragraph a sentence."""
    blocks, text = [], ""
    for s in sentences:
        text += "\n\n" if text else ""
        blocks.append(Block(kind="paragraph", start=len(text), end=len(text) + len(s)))
        text += s
    return annotate(Document(kind="design", format="text", text=text, blocks=tuple(blocks)), shipped())


def plainly(expression: str, annotated: AnnotatedDocument) -> list[tuple[int, int, int]]:
    """Every match, by asking each sentence for this one expression."""
    compiled = re2.compile(expression)
    return [
        (n, *m.span())
        for n, t in enumerate(annotated.sentence_texts)
        for m in compiled.finditer(t)
        if m.end() > m.start()
    ]


def scanned(scan: Scan, number: int) -> list[tuple[int, int, int]]:
    return [(n, *span) for n in where(scan, number) for span in scan.spans(number, n)]


def where(scan: Scan, number: int) -> list[int]:
    return numbers(scan.found(number, EVERY))


LEXICON = Lexicon()
NUMBERS = [LEXICON.add(e) for e in EXPRESSIONS]


@given(SENTENCES)
@settings(max_examples=150)
def test_the_scan_finds_what_each_expression_finds(sentences: list[str]) -> None:
    a = as_document(sentences)
    scan = LEXICON.scan(a)
    for number, expression in zip(NUMBERS, EXPRESSIONS, strict=True):
        assert scanned(scan, number) == plainly(expression, a), expression


@given(SENTENCES)
@settings(max_examples=100)
def test_where_a_match_is_surely_there_it_is(sentences: list[str]) -> None:
    scan = LEXICON.scan(as_document(sentences))
    for number in NUMBERS:
        assert all(scan.spans(number, n) for n in where(scan, number))


@given(SENTENCES, st.integers(0, len(EXPRESSIONS) - 1))
@settings(max_examples=150)
def test_in_haste_the_same_sentences_are_found_as_with_care(sentences: list[str], which: int) -> None:
    a = as_document(sentences)
    view = View(LEXICON.scan(a), [True] * len(a.passages))
    number = (NUMBERS[which],)
    hasty = Words(number, "candidate", ("asserted",)).find(view)
    careful = Words(number, "candidate", ("asserted",), precise=True).find(view)
    assert {h.sentence for h in hasty} == {h.sentence for h in careful}


def test_a_long_sentence_is_searched_for_the_place() -> None:
    a = as_document(["we read " * (SHORT // 8 + 2) + "the cache"])
    view = View(LEXICON.scan(a), [True])
    (hit,) = Words((NUMBERS[len(QUANTITIES)],), "candidate", ("asserted",)).find(view)
    assert a.plain[hit.start : hit.end] == "cache"


def test_the_same_expression_is_kept_once() -> None:
    lexicon = Lexicon()
    assert lexicon.add("a+") == lexicon.add("a+") != lexicon.add("b+")


def test_an_expression_added_after_a_scan_is_found_by_the_next() -> None:
    lexicon, a = Lexicon(), as_document(["a cache", "a queue"])
    first = lexicon.add("cache")
    assert where(lexicon.scan(a), first) == [0]
    second = lexicon.add("queue")
    scan = lexicon.scan(a)
    assert (where(scan, first), where(scan, second)) == ([0], [1])


@pytest.mark.parametrize("expression", ["(?=x)", r"(a)\1", "(", "a{2000}"])
def test_what_re2_refuses_is_refused_when_it_is_added(expression: str) -> None:
    with pytest.raises(re2.error):
        Lexicon().add(expression)


def test_no_expression_of_the_shipped_rubric_is_lost_in_the_scan() -> None:
    rules = Rules(default_rubric(), shipped())
    lexicon = rules._lexicon
    seeds = [e.text for c in default_rubric().criteria for e in c.examples[::5]]
    a = as_document([" ".join(s.split()) for s in seeds])
    scan = lexicon.scan(a)
    for expression, number in lexicon._numbers.items():
        assert scanned(scan, number) == plainly(expression, a), expression
