"""Matchers that look at the text itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import re2

from grader.matchers.base import Hit, View
from grader.matchers.masks import mask_of, numbers
from grader.schema.rubric import Assertion, Voice
from grader.text.annotated import normalise
from grader.text.embeddings import Embeddings, unit
from grader.text.sets import Which, which_of

ASKS: Final = r"\?\s*[\"')]*$|^(?:so |and |okay |ok |um |uh |well |right |but |then )*(?:do|does|did|is|are|can|could|should|shall|would|will|what|who|how|which|when|where|why|am|may) (?:we|i|you|they|it|there|this|that|the|our|is|are|many|much|kind|about|of)\b"


SHORT = 280
"""A sentence of so many characters is quoted whole, so where in it the words stand need not be worked out."""


@dataclass(frozen=True)
class Words:
    """Phrases, regular expressions and quantities."""

    numbers: tuple[int, ...]
    voice: Voice
    accept: tuple[Assertion, ...]
    precise: bool = False
    """Whether every match must be found in its sentence, because matches are to be counted."""

    def may(self, view: View) -> int:
        """Where the words are that one of them needs."""
        fit = view.open_sentences(self.voice)
        mask = 0
        if fit:
            for number in self.numbers:
                mask |= view.scan.possible[number]
        return mask & fit

    def find(self, view: View) -> list[Hit]:
        """Matches meant in one of the accepted ways, outside headings."""
        fit = self.may(view)
        if not fit:
            return []
        a, scan = view.annotated, view.scan
        every = len(self.accept) == 3
        hits: set[Hit] = set()
        whole = 0
        for number in self.numbers:
            # Of a sentence that is quoted whole another expression could say nothing more.
            found = scan.found(number, fit & ~whole)
            if not found:
                continue
            told = found if every else scan.meant(self.accept, found)
            if not self.precise:
                short = told & scan.shorter(SHORT)
                whole |= short
                found ^= short
            if not found:
                continue
            for n in numbers(found):
                start, surely = a.sentences[n].start, told >> n & 1
                for x, y in scan.spans(number, n):
                    if surely or a.assertions(n).at(x, y) in self.accept:
                        hits.add(Hit(n, start + x, start + y))
        return sorted(hits.union(_whole(view, whole))) if hits else _whole(view, whole)


@dataclass(frozen=True)
class UnderHeading:
    """Passages under a heading that holds a term."""

    expression: str
    voice: Voice

    def may(self, view: View) -> int:
        """Anywhere, where there are headings at all."""
        return view.open_sentences(self.voice) if "heading" in view.annotated.kinds else 0

    def find(self, view: View) -> list[Hit]:
        """The first sentence of each such passage that is no heading itself."""
        a = view.annotated
        fit = self.may(view)
        if not fit:
            return []
        search = _compiled(self.expression).search
        wanted = {n for n, p in enumerate(a.passages) if p.kind == "heading" and search(a.plain[p.start : p.end])}
        if not wanted:
            return []
        return [
            Hit(p.first_sentence, a.sentences[p.first_sentence].start, a.sentences[p.first_sentence].end)
            for n, p in enumerate(a.passages)
            if fit >> p.first_sentence & 1 and wanted.intersection(a.headings[n])
        ]


@lru_cache(maxsize=4096)
def _compiled(expression: str) -> re2._Regexp:
    return re2.compile(expression)


@dataclass(frozen=True)
class OfKind:
    """Blocks of some kinds; a diagram with enough components."""

    kinds: frozenset[str]
    min_components: int
    voice: Voice

    def may(self, view: View) -> int:
        """Anywhere, where there are such blocks at all."""
        return view.scan.every & view.among if self.kinds & view.annotated.kinds else 0

    def find(self, view: View) -> list[Hit]:
        """The first line of each such block."""
        a = view.annotated
        if not self.may(view):
            return []
        parts = {d.block: len(d.components) for d in a.document.diagrams}
        return view.wanted(
            Hit(p.first_sentence, p.start, p.end)
            for n, p in enumerate(a.passages)
            if p.kind in self.kinds and view.heard(n, self.voice) and parts.get(p.block, 0) >= self.min_components
        )


def asks(sentence: bytes) -> bool:
    """Whether a normalised sentence, in UTF-8, asks something, as patterns of kind ``question`` have it."""
    return bool(_asking()(sentence))


@lru_cache(maxsize=1)
def _asking() -> Which:
    return which_of([ASKS])  # a set of one: to say whether it matches takes a third of the time of a search for where


@dataclass(frozen=True)
class Asks:
    """Sentences that ask something; ``number`` is that of `ASKS`."""

    number: int
    voice: Voice

    def may(self, view: View) -> int:
        """Where a word or sign of a question is."""
        return view.scan.possible[self.number] & view.open_sentences(self.voice)

    def find(self, view: View) -> list[Hit]:
        """The whole of each such sentence, outside headings."""
        return _whole(view, view.scan.found(self.number, view.open_sentences(self.voice)))


@dataclass(frozen=True)
class LongEnough:
    """Sentences of at least so many words."""

    words: int
    voice: Voice

    def may(self, view: View) -> int:
        """Where it is so."""
        return view.scan.of_words(self.words) & view.open_sentences(self.voice)

    def find(self, view: View) -> list[Hit]:
        """The whole of each such sentence, outside headings."""
        return _whole(view, self.may(view))


def _whole(view: View, mask: int) -> list[Hit]:
    sentences = view.annotated.sentences
    return [Hit(n, sentences[n].start, sentences[n].end) for n in numbers(mask)]


class Similar:
    """Sentences near in meaning to one of the author's."""

    def __init__(self, sentences: Sequence[str], at_least: float, voice: Voice, embeddings: Embeddings) -> None:
        self._targets = unit(embeddings.sums([normalise(s) for s in sentences]))
        self._at_least, self._voice = at_least, voice

    def may(self, view: View) -> int:
        """Anywhere: nearness is worked out for all sentences at a time."""
        return view.open_sentences(self._voice)

    def find(self, view: View) -> list[Hit]:
        """Sentences whose cosine with one of the author's is high enough, outside headings."""
        a, fit = view.annotated, self.may(view)
        if not fit:
            return []
        near = (unit(a.sentence_sums) @ self._targets.T).max(axis=1)
        return _whole(view, fit & mask_of(np.flatnonzero(near >= self._at_least).tolist(), len(near)))
