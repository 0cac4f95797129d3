"""All word patterns of a rubric in one pass: an RE2 set says which of them each sentence holds.

Where in the sentence they stand is worked out only for what is asked about, so a long text costs about a millisecond.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import re2

from grader.errors import RubricError
from grader.text.assertion import CUE_EXPRESSION

from grader.text.annotated import AnnotatedDocument


_MEMORY = 256 << 20
_GAP = re.compile(r"(?<!\\)(?:\.|\(\?:\\S\+ \)|\(\?:\\s\[\\w-\]\+\))\{\d+,\d+\}\??")


def _loosened(expression: str) -> str:
    """The expression with its counted gaps open, which an automaton of many expressions can hold: it matches no less."""
    return _GAP.sub(".*", expression)


class Lexicon:
    """The expressions of a rubric, each once, and the set that looks for all of them at a time."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._compiled: list[re2._Regexp] = []
        self._exact: list[bool] = []
        self._set: re2.Set | None = None
        self._cue = self.add(CUE_EXPRESSION)

    def add(self, expression: str) -> int:
        """Number of an expression; the same one gets the same number. Raises `re2.error` if RE2 refuses it."""
        number = self._numbers.get(expression)
        if number is None:
            number = self._numbers[expression] = len(self._compiled)
            self._compiled.append(re2.compile(expression))
            self._exact.append(_loosened(expression) == expression)
            self._set = None
        return number

    def scan(self, annotated: AnnotatedDocument) -> Scan:
        """Which expression stands in which sentence."""
        if self._set is None:
            self._set = self._build()
        where: list[list[int]] = [[] for _ in self._compiled]
        match = self._set.Match
        for n, text in enumerate(annotated.sentence_texts):
            for number in match(text) or ():
                where[number].append(n)
        return Scan(annotated, where, frozenset(where[self._cue]), self._compiled, self._exact)

    def _build(self) -> re2.Set:
        options = re2.Options()
        options.max_mem = _MEMORY
        built = re2.Set.SearchSet(options)
        for expression in self._numbers:
            built.Add(_loosened(expression))
        try:
            built.Compile()
        except re2.error:
            raise RubricError(["the patterns together are too large; use fewer counted repetitions such as {0,200}"]) from None
        return built


@dataclass
class Scan:
    """The result for one document."""

    annotated: AnnotatedDocument
    sentences: list[list[int]]
    """By expression, the sentences that may hold it, in order; surely where `exact`."""
    cued: frozenset[int]
    """Sentences with a word of negation or supposition."""
    _compiled: list[re2._Regexp] = field(repr=False)

    exact: list[bool] = field(repr=False)

    def spans(self, number: int, sentence: int) -> list[tuple[int, int]]:
        """Where the expression stands in the sentence, in characters of the sentence."""
        text = self.annotated.sentence_texts[sentence]
        return [m.span() for m in self._compiled[number].finditer(text) if m.end() > m.start()]
