"""What a piece of unnamed speech sounds like, as numbers: its words, those around it, and the place where it begins."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from grader.text.embeddings import Embeddings, unit
from grader.voices.pieces import OPENERS, Piece

Numbers = NDArray[np.float64]
Rows = NDArray[np.float32]

WINDOWS = (1, 4, 12)
"""Pieces to each side over which words are gathered."""
_OPENER = {word: n for n, word in enumerate(OPENERS)}
_YOU = frozenset({"you", "your", "you're", "you'd", "you'll", "you've", "yourself"})
_I = frozenset({"i", "i'm", "i'd", "i'll", "i've", "my", "me"})
_WE = frozenset({"we", "we're", "we'd", "we'll", "we've", "our", "us", "let's"})
_ASK = frozenset(
    {"what", "how", "why", "which", "who", "when", "where", "can", "could", "would", "do", "does", "is", "are"}
)
_ACK = frozenset(
    {
        "yeah",
        "yes",
        "okay",
        "ok",
        "sure",
        "right",
        "mhm",
        "great",
        "cool",
        "good",
        "nice",
        "perfect",
        "awesome",
        "exactly",
        "yep",
        "alright",
        "correct",
        "got",
        "makes",
        "sense",
    }
)
_FILLER = frozenset({"um", "uh", "like", "mean", "know", "kind", "sort", "basically", "actually"})
_PERSONS = (_YOU, _I, _WE, _ASK, _ACK, _FILLER)


class Sound:
    """The pieces of a talk as numbers. ``vocabulary`` are the words that are counted one by one."""

    def __init__(self, pieces: Sequence[Piece], embeddings: Embeddings, vocabulary: Sequence[str]) -> None:
        self._pieces = pieces
        n = len(pieces)
        index = {word: k for k, word in enumerate(vocabulary)}
        counts = np.zeros((n, len(vocabulary)), dtype=np.float32)
        for row, piece in enumerate(pieces):
            for word in piece.words:
                column = index.get(word)
                if column is not None:
                    counts[row, column] += 1
        self._counts = counts
        self._sums = embeddings.sums_of_words([[w for part in p.words for w in part.split("'")] for p in pieces])
        self._persons = np.asarray(
            [[sum(w in group for w in p.words) for group in _PERSONS] for p in pieces], dtype=np.float32
        ).reshape(n, len(_PERSONS))
        self.sizes = np.asarray([max(1, len(p.words)) for p in pieces], dtype=np.float64)

    def words(self) -> Rows:
        """``[pieces, features]``: who would say this, by the words of the piece and of those around it."""
        columns: list[Rows] = [
            np.minimum(self._counts, 2),
            unit(self._sums),
            np.minimum(self._persons, 3),
            self._own(),
        ]
        size = self.sizes.astype(np.float32)[:, None]
        for reach in WINDOWS:
            total = summed(size, reach)
            columns += [
                5 * summed(self._counts, reach) / total,
                unit(summed(self._sums, reach)),
                5 * summed(self._persons, reach) / total,
            ]
        return np.hstack(columns).astype(np.float32)

    def _own(self) -> Rows:
        first = np.zeros((len(self._pieces), len(OPENERS)), dtype=np.float32)
        for n, p in enumerate(self._pieces):
            if p.words and p.words[0] in _OPENER:
                first[n, _OPENER[p.words[0]]] = 1
        size = np.log1p(self.sizes)[:, None]
        asked = (
            np.asarray([[p.asked] for p in [*self._pieces[1:], self._pieces[-1]]], dtype=np.float32)
            if self._pieces
            else np.zeros((0, 1))
        )
        return np.hstack([first, size, asked]).astype(np.float32)

    def changes(self, leaning: Numbers) -> Rows:
        """``[pieces, features]``: does the voice change before this piece? ``leaning`` is how much each piece sounds like
        the candidate, in log-odds.
        """
        n = len(self._pieces)
        marks = np.asarray([p.marked for p in self._pieces], dtype=np.float32)
        marking = np.float32(marks.sum() >= 0.004 * n + 2)
        ended = np.asarray([p.ended for p in self._pieces], dtype=np.float32)
        pointed = np.float32(ended.mean() > 0.15) if n else np.float32(0)
        asked = np.asarray([p.asked for p in self._pieces], dtype=np.float32)
        gap = np.log1p(np.asarray([min(p.gap, 30.0) for p in self._pieces], dtype=np.float32))
        inside = np.asarray([p.in_line for p in self._pieces], dtype=np.float32)
        opener = self._own()[:, : len(OPENERS)]
        lean = np.clip(leaning, -6, 6)
        weighted = lean * self.sizes
        columns: list[NDArray[np.floating]] = [
            np.stack(
                [
                    marks,
                    marking * (1 - marks),
                    marking * marks,
                    ended,
                    np.full(n, pointed),
                    pointed * (1 - ended),
                    asked,
                    gap,
                    inside,
                    gap > 0.6,
                ],
                axis=1,
            ),
            opener,
            opener * asked[:, None],
            opener * ended[:, None],
        ]
        for reach in (1, 3, 8):
            left = _before(weighted, reach) / np.maximum(_before(self.sizes, reach), 1)
            right = _after(weighted, reach) / np.maximum(_after(self.sizes, reach), 1)
            columns.append(
                np.stack(
                    [np.abs(right - left), left * right, np.maximum(right - left, 0), np.maximum(left - right, 0)],
                    axis=1,
                )
            )
        previous = np.vstack([np.zeros((1, len(_PERSONS))), self._persons[:-1]]) if n else self._persons
        columns += [np.minimum(previous, 2), np.minimum(self._persons, 2), np.log1p(self.sizes)[:, None]]
        return np.hstack(columns).astype(np.float32)


def summed(rows: Rows, reach: int) -> Rows:
    """Sum of each row and ``reach`` rows to each side."""
    n = len(rows)
    total = np.vstack([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0, dtype=np.float64)])
    k = np.arange(n)
    return np.asarray(total[np.minimum(k + reach + 1, n)] - total[np.maximum(k - reach, 0)], dtype=np.float32)


def _before(values: Numbers, reach: int) -> Numbers:
    total = np.concatenate([[0.0], np.cumsum(values)])
    k = np.arange(len(values))
    return np.asarray(total[k] - total[np.maximum(k - reach, 0)])


def _after(values: Numbers, reach: int) -> Numbers:
    total = np.concatenate([[0.0], np.cumsum(values)])
    k = np.arange(len(values))
    return np.asarray(total[np.minimum(k + reach, len(values))] - total[k])


def frequent(texts: Sequence[Sequence[Piece]], count: int) -> list[str]:
    """The words that most texts have, at most ``count``; ties in the order of the alphabet."""
    texts_with: dict[str, int] = {}
    for pieces in texts:
        for word in set(chain.from_iterable(p.words for p in pieces)):
            texts_with[word] = texts_with.get(word, 0) + 1
    ranked = sorted(texts_with.items(), key=lambda item: (-item[1], item[0]))
    return [word for word, _ in ranked[:count]]
