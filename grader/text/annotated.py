"""A document with all that is read off its text once: passages, sentences, headings, voices, embeddings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from math import ceil
from typing import TypeVar, cast

import numpy as np

from grader.schema.document import Document, DocumentKind
from grader.text.assertion import Assertions
from grader.text.embeddings import Embeddings, Matrix
from grader.text.passages import Passage, Sentence, cut
from grader.text.words import Words

T = TypeVar("T")

_LITTLE_WORDS = frozenset(
    (
        "the a an of to in on at is are was be been we i you it its they this that these those and or but so if"
        " for with from by as not can will would could should do does have has had our my your their there then"
        " when which what how who into out up just also only all any no one each per"
    ).split()
)
HEAP_WORDS = 30
"""Words of a passage below which a list of terms is a list of terms."""
HEAP_SHARE = 0.04
"""Share of little words below which a passage is a heap; in real talks and designs it is above .06."""


@dataclass(frozen=True)
class Taken:
    """The document that a part was taken from: what is read off a sentence there need not be read again."""

    whole: AnnotatedDocument
    sentences: Sequence[int]
    """Those of its sentences that the part has."""

    def own(self, known: Sequence[T]) -> list[T]:
        """Of what is known of each sentence of the whole that of the part's."""
        return [known[n] for n in self.sentences]


@dataclass
class AnnotatedDocument:
    """The document and its pieces. Sentences carry a normalised form of the same length, so offsets agree."""

    document: Document
    passages: list[Passage]
    sentences: list[Sentence]
    embeddings: Embeddings
    plain: str = field(repr=False)
    """The text, each character one character: lower case, straight quotes, no line breaks."""
    _assertions: dict[int, Assertions] = field(default_factory=dict, repr=False)
    _made: dict[str, object] = field(default_factory=dict, repr=False)
    taken: Taken | None = field(default=None, repr=False)
    """Of a part what it was taken from."""

    @property
    def kind(self) -> DocumentKind:
        """Transcript or design."""
        return self.document.kind

    @cached_property
    def sentence_texts(self) -> list[str]:
        """The normalised text of each sentence."""
        if self.taken:
            return self.taken.own(self.taken.whole.sentence_texts)
        return [self.plain[s.start : s.end] for s in self.sentences]

    @cached_property
    def words(self) -> Words:
        """The words of its sentences."""
        if self.taken:
            return self.taken.whole.words.only(self.taken.sentences)
        return Words.at(self.plain, [s.start for s in self.sentences], [s.end for s in self.sentences])

    @cached_property
    def sentence_bytes(self) -> list[bytes]:
        """The same in UTF-8, which is what RE2 reads; of ASCII the bytes are the characters."""
        if self.taken:
            return self.taken.own(self.taken.whole.sentence_bytes)
        return [text.encode() for text in self.sentence_texts]

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of its passages."""
        return frozenset(p.kind for p in self.passages)

    @cached_property
    def sentence_words(self) -> list[int]:
        """Words of each sentence."""
        if self.taken:
            return self.taken.own(self.taken.whole.sentence_words)
        return [len(text.split()) for text in self.sentence_texts]

    @cached_property
    def sentence_sums(self) -> Matrix:
        """Embedding sums by sentence."""
        return self.embeddings.sums_of(self.words)

    @cached_property
    def passage_sums(self) -> Matrix:
        """Embedding sums by passage."""
        if not self.passages:
            return np.zeros((0, self.embeddings.dimensions), dtype=np.float32)
        firsts = [p.first_sentence for p in self.passages]
        return np.asarray(np.add.reduceat(self.sentence_sums, firsts, axis=0), dtype=np.float32)

    @cached_property
    def words_before(self) -> list[int]:
        """Words before each passage, and at the end the words of all."""
        totals = [0]
        for p in self.passages:
            totals.append(totals[-1] + p.words)
        return totals

    @cached_property
    def headings(self) -> list[tuple[int, ...]]:
        """For each passage the passages of the headings above it, outermost first (a heading is under itself)."""
        found: list[tuple[int, ...]] = []
        stack: list[tuple[int, int]] = []
        for n, p in enumerate(self.passages):
            if p.kind == "heading":
                level = p.level or 1
                stack = [h for h in stack if h[0] < level] + [(level, n)]
            found.append(tuple(h[1] for h in stack))
        return found

    @cached_property
    def has_dialogue(self) -> bool:
        """Two voices or more, both heard more than once."""
        turns: dict[str, int] = {}
        for p in self.passages:
            voice = p.speaker or (p.role if p.role in ("candidate", "interviewer") else None)
            if voice and p.opens_turn:
                turns[voice] = turns.get(voice, 0) + 1
        return sum(n >= 2 for n in turns.values()) >= 2 or (self.kind == "transcript" and not turns)

    @cached_property
    def credited(self) -> list[bool]:
        """For each passage whether its words may earn the candidate marks."""
        known = any(p.role == "candidate" for p in self.passages)
        return [
            (p.role in ("candidate", "author") or (p.role == "unknown" and (p.speaker is None or not known)))
            and not p.aside
            and not self._is_heap(p)
            for p in self.passages
        ]

    def _is_heap(self, passage: Passage) -> bool:
        """Many words and no sentence: terms heaped up to be found, with none of the little words that speech needs."""
        if passage.words < HEAP_WORDS or passage.kind not in ("paragraph", "list_item", "speech"):
            return False
        words = self.plain[passage.start : passage.end].split()
        enough = ceil(HEAP_SHARE * len(words))  # no more of them need be counted
        return len(list(islice(filter(_LITTLE_WORDS.__contains__, words), enough))) < enough

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What ``make`` gives, made once a document: several parts look at the same numbers."""
        if name not in self._made:
            self._made[name] = make()
        return cast("T", self._made[name])

    def assertions(self, sentence: int) -> Assertions:
        """What the sentence's words assert, negate or suppose; worked out once and only for sentences asked about."""
        known = self._assertions.get(sentence)
        if known is None:
            known = self._assertions[sentence] = Assertions.of(self.sentence_texts[sentence])
        return known


_STRAIGHT = (
    ("\n", " "),
    ("\t", " "),
    ("\r", " "),
    ("\u2019", "'"),
    ("\u2018", "'"),
    ("\u201c", '"'),
    ("\u201d", '"'),
    ("\u2013", "-"),
    ("\u00a0", " "),
    ("\u017f", "s"),  # to RE2 a long s is an s where case is ignored
)


def normalise(text: str) -> str:
    """Lower case and straight quotes, character for character (a letter whose lower case is longer keeps its form)."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    for odd, even in _STRAIGHT:
        low = low.replace(odd, even)
    return low


def annotate(document: Document, embeddings: Embeddings) -> AnnotatedDocument:
    """The document with its pieces."""
    passages, sentences = cut(document)
    return AnnotatedDocument(document, passages, sentences, embeddings, normalise(document.text))
