"""What a word is to patterns and embeddings, and the words of a text as numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Final

import numpy as np

from grader.text.vocabulary import Numbers, Vocabulary, numbered

WORD: Final = re.compile(r"[a-z0-9_]+")
"""A word of lower-case text, as RE2's ``\\b`` and ``\\w`` know words: no letters beyond ASCII."""

_OF_WORD: Final = np.asarray([WORD.match(chr(n)) is not None for n in range(256)])
_SPACED: Final = bytes(n if _OF_WORD[n] else ord(" ") for n in range(256))
"""Of each byte itself if it is one of a word, else a space."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text's sentences: what is to be known of a word is looked up once, however often it is said."""

    sentences: int
    """How many sentences there are."""
    vocabulary: Vocabulary
    which: Numbers
    """Of the words of all sentences, one after another, the number of each in the vocabulary."""
    sentence: Numbers
    """The sentence that each of them is in."""

    @classmethod
    def of(cls, sentences: Sequence[Sequence[str]]) -> Words:
        """From the words of each sentence."""
        vocabulary, which = numbered(list(chain.from_iterable(sentences)))
        sizes = np.fromiter(map(len, sentences), dtype=np.intp, count=len(sentences))
        return cls(len(sentences), vocabulary, which, np.repeat(np.arange(len(sentences)), sizes))

    @classmethod
    def at(cls, plain: str, starts: Sequence[int], ends: Sequence[int]) -> Words:
        """From a lower-case text and the places of its sentences, which are in order: in a few steps over all of it."""
        letters = plain.encode("ascii", "replace")  # one byte a character, and none beyond ASCII is one of a word
        inside = _OF_WORD[np.frombuffer(letters, dtype=np.uint8)]
        first, last = np.asarray(starts, dtype=np.intp), np.asarray(ends, dtype=np.intp)
        cuts = np.concatenate([first, last])
        cuts = cuts[(cuts > 0) & (cuts < len(plain))]
        if not len(first) or (inside[cuts] & inside[cuts - 1]).any():  # a sentence begins or ends within a word
            return cls.of([WORD.findall(plain[a:b]) for a, b in zip(starts, ends, strict=True)])
        begins = np.flatnonzero(np.diff(inside, prepend=False, append=False))[::2]
        vocabulary, which = numbered(letters.translate(_SPACED).decode("ascii").split())
        sentence = np.searchsorted(first, begins, side="right") - 1
        said = (sentence >= 0) & (begins < last[sentence])
        if not said.all():  # between two sentences may be words that belong to none
            which, sentence = which[said], sentence[said]
        return cls(len(first), vocabulary, which, sentence)

    def only(self, sentences: Sequence[int]) -> Words:
        """Those of some of the sentences, which are in order."""
        new = np.full(self.sentences, -1, dtype=np.intp)
        new[list(sentences)] = np.arange(len(sentences))
        sentence = new[self.sentence]
        kept = sentence >= 0
        return Words(len(sentences), self.vocabulary, self.which[kept], sentence[kept])

    def between(self, first: int, last: int) -> Words:
        """Those of the sentences ``[first, last)``."""
        if first == 0 and last >= self.sentences:
            return self
        a, b = np.searchsorted(self.sentence, (first, last))
        return Words(min(last, self.sentences) - first, self.vocabulary, self.which[a:b], self.sentence[a:b] - first)

    def lists(self) -> list[list[str]]:
        """The words of each sentence, in order."""
        words = list(map(self.vocabulary.words.__getitem__, self.which.tolist()))
        ends = np.searchsorted(self.sentence, np.arange(self.sentences + 1)).tolist()
        return [words[a:b] for a, b in pairwise(ends)]
