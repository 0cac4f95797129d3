"""Words by number, kept from one text to the next; and what is known of each, worked out when it is first met."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.intp]

_KEPT: Final = 1_000_000
"""Characters of words, all told, that are kept from one text to the next."""


class Vocabulary(dict[str, int]):
    """Words by number, in the order in which they are first asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.size = 0
        """Characters of all of them."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self.words)
        self.words.append(word)
        self.size += len(word)
        return number


_lock = Lock()
_newest = [Vocabulary()]


def numbered(words: Sequence[str]) -> tuple[Vocabulary, Numbers]:
    """The numbers of words, and the vocabulary that they are numbers of: the same for one text after another, until it
    is large.
    """
    with _lock:  # words that another text brings would come in between
        if _newest[0].size > _KEPT:
            _newest[0] = Vocabulary()
        vocabulary = _newest[0]
        return vocabulary, np.fromiter(map(vocabulary.__getitem__, words), dtype=np.intp, count=len(words))


class Known:
    """Some numbers of each word of a vocabulary."""

    def __init__(self, of_word: Callable[[str], Collection[int]]) -> None:
        self._of_word = of_word
        self._lock = Lock()
        self.forget()

    def forget(self) -> None:
        """Work out all anew: what is to be known of a word has changed."""
        self._vocabulary: Vocabulary | None = None

    def of(self, vocabulary: Vocabulary, which: Numbers) -> tuple[Numbers, Numbers]:
        """The numbers of these words, those of one after those of another; and how many each has."""
        with self._lock:
            if vocabulary is not self._vocabulary:
                self._vocabulary = vocabulary
                self._all = self._first = self._counts = np.zeros(0, dtype=np.intp)
            fresh = vocabulary.words[len(self._counts) :]
            if fresh:
                self._note(fresh)
            everything, first, sizes = self._all, self._first, self._counts
        counts = sizes[which]
        place = np.repeat(first[which] - (np.cumsum(counts) - counts), counts)
        place += np.arange(len(place))
        return everything[place], counts

    def _note(self, words: list[str]) -> None:
        numbers = list(map(self._of_word, words))
        counts = np.fromiter(map(len, numbers), dtype=np.intp, count=len(numbers))
        self._first = np.append(self._first, len(self._all) + np.cumsum(counts) - counts)
        self._counts = np.append(self._counts, counts)
        self._all = np.append(self._all, np.asarray([n for own in numbers for n in own], dtype=np.intp))
