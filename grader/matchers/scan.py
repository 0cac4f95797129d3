"""All word patterns of a rubric in one pass: a filter by the literals that each needs says which to try on a sentence.

One automaton of all patterns would look simpler and be faster on words it has met, but it meets new ones in every text,
and each costs it a state: on real texts the filter is twenty times as fast, and its memory stays flat.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import re2

from grader.text.annotated import AnnotatedDocument
from grader.text.assertion import CUE_EXPRESSION


class Lexicon:
    """The expressions of a rubric, each once, and the filter that looks for all of them at a time."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._compiled: list[re2._Regexp] = []
        self._filter: re2.Filter | None = None
        self._cue = self.add(CUE_EXPRESSION)

    def add(self, expression: str) -> int:
        """Number of an expression; the same one gets the same number. Raises `re2.error` if RE2 refuses it."""
        number = self._numbers.get(expression)
        if number is None:
            compiled = re2.compile(expression)
            number = self._numbers[expression] = len(self._compiled)
            self._compiled.append(compiled)
            self._filter = None
        return number

    def scan(self, annotated: AnnotatedDocument) -> Scan:
        """Which expression stands in which sentence."""
        if self._filter is None:
            self._filter = re2.Filter()
            for expression in self._numbers:
                self._filter.Add(expression)
            self._filter.Compile()
        where: list[list[int]] = [[] for _ in self._compiled]
        match = self._filter.Match
        for n, text in enumerate(annotated.sentence_texts):
            for number in match(text) or ():
                where[number].append(n)
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
