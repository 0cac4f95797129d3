"""What an expression needs is there wherever it matches, and is worth asking for."""

from __future__ import annotations

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.checking.rules import Rules
from grader.matchers.masks import EVERY, numbers, stretch
from grader.matchers.needs import Atom, Need, Wanted, need_of
from grader.matchers.scan import Lexicon
from grader.rubric import default_rubric
from grader.text.annotated import normalise
from grader.text.embeddings import shipped
from tests.matchers.test_scan import as_document

PLAIN = st.sampled_from(
    ["a", "b", "ab", "aab", "ba", "_", "1", "10", " ", "-", r"\.", ":", "é", "→", "ⓐ", "a b", "s", "k", "ſ", "\u212a"]
)
SPECIAL = st.sampled_from(
    [
        r"\b",
        r"\B",
        r"\w",
        r"\W",
        r"\s",
        r"\S",
        r"\d",
        ".",
        "[ab]",
        "[^a]",
        r"[\s-]",
        "[-:]",
        "[ſ.]",
        "[\u212a:]",
        "[a-c]",
        "[0-9]",
        "^",
        "$",
    ]
)
TIMES = st.sampled_from(["?", "*", "+", "{2}", "{1,2}", "{0,3}?", "{1}", "+?", "{1,}"])
EXPRESSIONS = st.recursive(
    PLAIN | SPECIAL,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4).map("".join)
        | st.lists(inner, min_size=1, max_size=3).map(lambda x: f"(?:{'|'.join(x)})")
        | st.tuples(inner, TIMES).map(lambda x: f"(?:{x[0]}){x[1]}")
    ),
    max_leaves=12,
)
TEXTS = st.text(alphabet="aabbsk_1 -.:é→ⒶK", min_size=1, max_size=24).filter(lambda t: t.strip() and "\n" not in t)


@given(st.lists(EXPRESSIONS, min_size=1, max_size=4), st.lists(TEXTS, min_size=1, max_size=4), st.booleans())
@settings(max_examples=600, deadline=None)
def test_where_an_expression_matches_its_need_is_met(expressions: list[str], texts: list[str], caseless: bool) -> None:
    lead = "(?i)" if caseless else ""
    a = as_document(texts)
    lexicon = Lexicon()
    known = [(lead + e, lexicon.add(lead + e)) for e in expressions]
    scan = lexicon.scan(a)
    for expression, number in known:
        there = [n for n, t in enumerate(a.sentence_texts) if re2.search(expression, t)]
        assert numbers(scan.found(number, EVERY)) == there, expression


def told(need: Wanted) -> str:
    """A need as one line: ``&`` of all, ``|`` of one; ``=word``, ``start*``, ``*end``, ``*inside*``, ``'sign'``, ``#``."""
    if need is None:
        return "-"
    if isinstance(need, Need):
        return f"({(' & ' if need.every else ' | ').join(map(told, need.parts))})"
    forms = {"word": "={}", "start": "{}*", "end": "*{}", "inside": "*{}*", "sign": "'{}'", "digit": "#"}
    return forms[need.place].format(need.text)


NEEDS = [
    (r"\bcache\b", "=cache"),
    (r"\bshard\w*", "shard*"),
    (r"\w*_id\b", "*_id"),
    ("cache", "*cache*"),
    (r"\bload[\s-]+balancers?\b", "(=load & balancer*)"),
    (r"\bload balancer\b", "(=load & =balancer)"),
    (r"\bload ?balancer\b", "(load* & *balancer)"),
    (r"\b(?:db|sql)\b", "(=db | =sql)"),
    (r"\b(?:the )?cache\b", "=cache"),
    (r"\b(?:a|an)? ?cache\b", "*cache"),
    (r"(?:^|\W)302\b", "=302"),
    (r"\b\d+ (?:users|people)\b", "(# & (=users | =people))"),
    (r"\bif\b.*\bfails?\b", "(=if & fail*)"),
    (r"->|→", "(('-' & '>') | '→')"),
    (r"[:=] ?\w", "(':' | '=')"),
    (r"(?i)\bKafka\b", "=kafka"),
    (r"^[v↓]$", "(=v | '↓')"),
    (r"\b\d+ ?(?:[km]i?b|bytes?)", "(# & (*kb* | *kib* | *mb* | *mib* | *byte*))"),
    (r"(?:retry )+", "*retry"),
    (r"(?:ab){2}", "*ab*"),
    (r"a?b*", "-"),
    (r"\w+\W+", "-"),
    (r"[^a]b", "-"),
    (r"\pN cache", "-"),
    (r"(?:cache|)\b", "-"),
    ("ⓐ", "-"),
    ("(?m)^cache$", "-"),
]


@pytest.mark.parametrize(("expression", "needs"), NEEDS, ids=[e for e, _ in NEEDS])
def test_what_an_expression_needs(expression: str, needs: str) -> None:
    re2.compile(expression)
    assert told(need_of(expression)) == needs


def test_nearly_every_expression_of_the_shipped_rubric_needs_something() -> None:
    expressions = list(Rules(default_rubric(), shipped())._lexicon._numbers)
    assert sum(need_of(e) is None for e in expressions) < 0.01 * len(expressions)


def test_an_expression_nested_without_end_needs_nothing() -> None:
    assert need_of("(?:" * 5000 + "a" + ")" * 5000) is None


def test_a_very_long_word_is_searched_for_parts_of_words() -> None:
    lexicon = Lexicon()
    inside, start = lexicon.add("shard"), lexicon.add(r"\bxx")
    a = as_document(["x" * 300 + "shard" + "y" * 300, "x" * 600])
    scan = lexicon.scan(a)
    assert numbers(scan.found(inside, EVERY)) == [0]
    assert numbers(scan.found(start, EVERY)) == [0, 1]


def test_atoms_are_told_apart_by_place() -> None:
    assert len({Atom("word", "a"), Atom("start", "a"), Atom("end", "a"), Atom("sign", "a")}) == 4


@pytest.mark.parametrize("expression", ["(?i)ab\u212a", "(?i)ab[\u212a]", "(?i)ab[ſ.]", "(?i)ab(?:ſ|k)"])
def test_a_letter_with_an_ascii_form_may_be_met_in_it(expression: str) -> None:
    lexicon = Lexicon()
    number = lexicon.add(expression)
    assert (
        numbers(lexicon.scan(as_document(["abk", "abs"])).found(number, EVERY))
        == [n for n, t in enumerate(["abk", "abs"]) if re2.search(expression, t)]
        != []
    )


def test_a_text_of_many_sentences_is_indexed_in_parts() -> None:
    texts = ["cache"] * 3 + ["stone"] * 4093 + ["cache"] + ["stone"] * 5000 + ["cache"]
    lexicon = Lexicon()
    word, sign = lexicon.add(r"\bcache\b"), lexicon.add("->")
    scan = lexicon.scan(as_document(texts))
    assert numbers(scan.found(word, EVERY)) == [0, 1, 2, 4096, 9097]
    assert scan.found(sign, EVERY) == 0


def test_what_words_hold_is_the_same_when_it_was_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.text.vocabulary._KEPT", 8)
    lexicon = Lexicon()
    word, start = lexicon.add(r"\bcache\b"), lexicon.add(r"\bshard\w*")
    for _ in range(3):
        scan = lexicon.scan(as_document(["a cache", "shards", "sharded cache"]))
        assert (numbers(scan.found(word, EVERY)), numbers(scan.found(start, EVERY))) == ([0, 2], [1, 2])


def test_a_long_s_is_an_s() -> None:
    assert normalise("ſhard Key") == "shard key"


@given(st.sets(st.integers(0, 300)))
def test_a_mask_and_its_sentences(sentences: set[int]) -> None:
    assert numbers(sum(1 << n for n in sentences)) == sorted(sentences)


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_stretch_of_sentences(first: int, more: int) -> None:
    assert numbers(stretch(first, first + more)) == list(range(first, first + more))
