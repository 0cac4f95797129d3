"""All word patterns of a rubric in one pass: a filter by the literals that each needs says which to try on a sentence.

One automaton of all patterns would look simpler and be faster on words it has met, but it meets new ones in every text,
and each costs it a state: on real texts the filter is twenty times as fast, and its memory stays flat.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import re2

from grader.text.annotated import AnnotatedDocument
from grader.text.assertion import CUE_EXPRESSION

_PLAIN = re.compile(r"\.[*+{]|\\[SW]|\{\d|\)[*+]|\]\*")
"""What an expression of short plain words has none of: gaps and repetitions, which an automaton pays for."""


def _unfiltered(expression: str) -> bool:
    """Whether the filter can tell nothing early: it takes literals of three letters, and some alternative has none."""
    alone = re2.Filter()
    alone.Add(expression)
    alone.Compile()
    return bool(alone.Match("\x00", True))


class Lexicon:
    """The expressions of a rubric, each once, and the filter that looks for all of them at a time."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._compiled: list[re2._Regexp] = []
        self._searches: list[tuple[list[int], Callable[[str], list[int] | None]]] = []
        self._cue = self.add(CUE_EXPRESSION)

    def add(self, expression: str) -> int:
        """Number of an expression; the same one gets the same number. Raises `re2.error` if RE2 refuses it."""
        number = self._numbers.get(expression)
        if number is None:
            compiled = re2.compile(expression)
            number = self._numbers[expression] = len(self._compiled)
            self._compiled.append(compiled)
            self._searches = []
        return number

    def _build(self) -> list[tuple[list[int], Callable[[str], list[int] | None]]]:
        """Two engines: a set for short plain words, which no filter helps, and the filter for all else."""
        by_set: list[int] = []
        by_filter: list[int] = []
        words, all_else = re2.Set.SearchSet(), re2.Filter()
        for expression, number in self._numbers.items():
            if _PLAIN.search(expression) is None and _unfiltered(expression):
                by_set.append(number)
                words.Add(expression)
            else:
                by_filter.append(number)
                all_else.Add(expression)
        searches: list[tuple[list[int], Callable[[str], list[int] | None]]] = []
        if by_set:
            words.Compile()
            searches.append((by_set, words.Match))
        if by_filter:
            all_else.Compile()
            searches.append((by_filter, all_else.Match))
        return searches

    def scan(self, annotated: AnnotatedDocument) -> Scan:
        """Which expression stands in which sentence."""
        if not self._searches:
            self._searches = self._build()
        where: list[list[int]] = [[] for _ in self._compiled]
        for numbers, search in self._searches:
            for n, text in enumerate(annotated.sentence_texts):
                for found in search(text) or ():
                    where[numbers[found]].append(n)
        return Scan(annotated, where, frozenset(where[self._cue]), self._compiled)


@dataclass
class Scan:
    """The result for one document."""

    annotated: AnnotatedDocument
    sentences: list[list[int]]
    """By expression, the sentences that hold it, in order."""
    cued: frozenset[int]
    """Sentences with a word of negation or supposition."""
    _compiled: list[re2._Regexp] = field(repr=False)
    _spans: dict[tuple[int, int], list[tuple[int, int]]] = field(default_factory=dict, repr=False)

    def spans(self, number: int, sentence: int) -> list[tuple[int, int]]:
        """Where the expression stands in the sentence, in characters of the sentence."""
        known = self._spans.get((number, sentence))
        if known is None:
            text = self.annotated.sentence_texts[sentence]
            # Bytes spare re2 the counting of characters; of ASCII the two are the same.
            found = self._compiled[number].finditer(text.encode() if text.isascii() else text)
            known = self._spans[number, sentence] = [s for s in (m.span() for m in found) if s[0] < s[1]]
        return known
