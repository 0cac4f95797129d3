"""Matchers that look at the text itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import re2

from grader.matchers.base import Hit, View
from grader.schema.rubric import Assertion, Voice
from grader.text.annotated import normalise
from grader.text.embeddings import Embeddings, unit

_ASKS = re2.compile(
    r"\?\s*[\"')]*$|^(?:so |and |okay |ok |um |uh |well |right |but |then )*(?:do|does|did|is|are|can|could|should|shall|would|will|what|who|how|which|when|where|why|am|may) (?:we|i|you|they|it|there|this|that|the|our|is|are|many|much|kind|about|of)\b"
)


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

    def find(self, view: View) -> list[Hit]:
        """Matches meant in one of the accepted ways, outside headings."""
        a, scan = view.annotated, view.scan
        every = len(self.accept) == 3
        hits: set[Hit] = set()
        fit = view.open_sentences(self.voice)
        for number in self.numbers:
            for n in scan.sentences[number]:
                if not fit[n]:
                    continue
                s = a.sentences[n]
                told = every or n not in scan.cued or a.assertions(n).all_in(self.accept)
                if told and not self.precise and s.end - s.start <= SHORT:
                    hits.add(Hit(n, s.start, s.end))
                    continue
                for x, y in scan.spans(number, n):
                    if told or a.assertions(n).at(x, y) in self.accept:
                        hits.add(Hit(n, s.start + x, s.start + y))
        return sorted(hits)


@dataclass(frozen=True)
class UnderHeading:
    """Passages under a heading that holds a term."""

    expression: str
    voice: Voice

    def find(self, view: View) -> list[Hit]:
        """The first sentence of each such passage that is no heading itself."""
        a, hits = view.annotated, []
        wanted = {
            n
            for n, p in enumerate(a.passages)
            if p.kind == "heading" and _compiled(self.expression).search(a.plain[p.start : p.end])
        }
        if not wanted:
            return []
        for n, p in enumerate(a.passages):
            if p.kind != "heading" and wanted.intersection(a.headings[n]) and view.heard(n, self.voice):
                s = a.sentences[p.first_sentence]
                hits.append(Hit(p.first_sentence, s.start, s.end))
        return hits


@lru_cache(maxsize=4096)
def _compiled(expression: str) -> re2._Regexp:
    return re2.compile(expression)


@dataclass(frozen=True)
class OfKind:
    """Blocks of some kinds; a diagram with enough components."""

    kinds: frozenset[str]
    min_components: int
    voice: Voice

    def find(self, view: View) -> list[Hit]:
        """The first line of each such block."""
        a, hits = view.annotated, []
        parts = {d.block: len(d.components) for d in a.document.diagrams}
        for n, p in enumerate(a.passages):
            if p.kind in self.kinds and view.heard(n, self.voice) and parts.get(p.block, 0) >= self.min_components:
                hits.append(Hit(p.first_sentence, p.start, p.end))
        return hits


@dataclass(frozen=True)
class Asks:
    """Sentences that ask something."""

    voice: Voice

    def find(self, view: View) -> list[Hit]:
        """The whole of each such sentence."""
        a = view.annotated
        return [
            Hit(n, s.start, s.end)
            for n, s in enumerate(a.sentences)
            if view.heard(s.passage, self.voice)
            and a.passages[s.passage].kind != "heading"
            and _ASKS.search(a.sentence_texts[n])
        ]


@dataclass(frozen=True)
class LongEnough:
    """Sentences of at least so many words."""

    words: int
    voice: Voice

    def find(self, view: View) -> list[Hit]:
        """The whole of each such sentence, outside headings."""
        a = view.annotated
        spoken = zip(view.open_sentences(self.voice), a.sentence_words, strict=True)
        return [
            Hit(n, a.sentences[n].start, a.sentences[n].end)
            for n, (heard, words) in enumerate(spoken)
            if heard and words >= self.words
        ]


class Similar:
    """Sentences near in meaning to one of the author's."""

    def __init__(self, sentences: Sequence[str], at_least: float, voice: Voice, embeddings: Embeddings) -> None:
        self._targets = unit(embeddings.sums([normalise(s) for s in sentences]))
        self._at_least, self._voice = at_least, voice

    def find(self, view: View) -> list[Hit]:
        """Sentences whose cosine with one of the author's is high enough."""
        a = view.annotated
        if not a.sentences:
            return []
        near = (unit(a.sentence_sums) @ self._targets.T).max(axis=1)
        hits = []
        for n in np.flatnonzero(near >= self._at_least).tolist():
            s = a.sentences[n]
            if view.heard(s.passage, self._voice) and a.passages[s.passage].kind != "heading":
                hits.append(Hit(n, s.start, s.end))
        return hits
