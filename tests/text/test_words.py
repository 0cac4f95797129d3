"""Words of a text as numbers, runs counted in stretches, expressions asked of bytes."""

from __future__ import annotations

import re

import re2
from hypothesis import given
from hypothesis import strategies as st

from grader.text.runs import Runs
from grader.text.sets import spans_of, which_of
from grader.text.vocabulary import Known, numbered
from grader.text.words import WORD, Words

LETTERS = st.text(alphabet="ab_1 .,'\n\u2019\u00e9\u3000\u4f60", max_size=40)


def spans(text: str, cuts: list[int]) -> list[tuple[int, int]]:
    edges = sorted({min(c, len(text)) for c in cuts})
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False) if a < b]


@given(LETTERS, st.lists(st.integers(0, 40), max_size=8))
def test_words_are_those_of_each_sentence_wherever_it_is_cut(text: str, cuts: list[int]) -> None:
    stretches = spans(text, cuts)
    words = Words.at(text, [a for a, _ in stretches], [b for _, b in stretches])
    expected = [WORD.findall(text[a:b]) for a, b in stretches]
    assert words.lists() == expected
    assert Words.of(expected).lists() == expected
    assert words.only(range(1, len(expected), 2)).lists() == expected[1::2]
    assert words.between(1, 3).lists() == expected[1:3]


@given(LETTERS, st.lists(st.integers(0, 40), max_size=8))
def test_runs_are_counted_as_if_each_stretch_were_cut_out(text: str, cuts: list[int]) -> None:
    stretches = spans(text, cuts)
    starts, ends = [a for a, _ in stretches], [b for _, b in stretches]
    of_words, solid = Runs.of(text)
    assert solid.between(starts, ends) == [len(text[a:b].split()) for a, b in stretches]
    if of_words is not None:
        assert of_words.between(starts, ends) == [len(re.findall(r"[^\W_]+", text[a:b])) for a, b in stretches]


def test_an_empty_stretch_has_no_runs() -> None:
    _, solid = Runs.of("abc def")
    assert solid.between([1, 7, 99], [1, 7, 99]) == [0, 0, 0]


@given(st.sampled_from(["a", "a*", r"(a|b)\b", r"\bab", "$", "x"]), st.text(alphabet="ab ", max_size=12))
def test_where_an_expression_matches_is_what_its_own_search_finds(expression: str, text: str) -> None:
    said = text.encode()
    assert spans_of(expression)(said) == [m.span() for m in re2.compile(expression).finditer(said)]
    assert sorted(which_of([expression, "b"])(said)) == [
        n for n, e in enumerate([expression, "b"]) if re2.search(e, said)
    ]


def test_what_is_known_of_a_word_is_worked_out_once() -> None:
    asked: list[str] = []

    def lengths(word: str) -> list[int]:
        asked.append(word)
        return [len(word)] * (len(word) - 1)

    known = Known(lengths)
    vocabulary, which = numbered(["queue", "a", "ab", "queue"])
    values, counts = known.of(vocabulary, which)
    assert (values.tolist(), counts.tolist()) == ([5] * 4 + [2] + [5] * 4, [4, 0, 1, 4])
    known.of(vocabulary, which)
    assert asked.count("queue") == 1
