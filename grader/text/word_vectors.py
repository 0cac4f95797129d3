"""Sums of vectors over the words of texts: each word's vector is made once and kept, within bounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from threading import Lock

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Whole = NDArray[np.int64]

_MOST_CHARACTERS = 128 * 1024
"""Of all words that are kept, some 18,000: a bound on their number and on their length. Then all begin anew."""
_ROOM = 4096
"""Words that there is room for at first."""
_STEPS = 16
"""Rows that a run has at most when they are added one after the other: each is a step, for however few runs."""
_LOCK = Lock()
"""Of all tables, so that one can be pickled."""


class _Numbers(dict[str, int]):
    """Words in the order they were met; those that have no vector yet are ``new``."""

    def __init__(self) -> None:
        super().__init__()
        self.new: list[str] = []

    def __missing__(self, word: str) -> int:
        self.new.append(word)
        number = self[word] = len(self)
        return number


class WordVectors:
    """The words met so far, each a row of one table; ``make`` gives the vectors of words."""

    def __init__(self, make: Callable[[Sequence[str]], Matrix], dimensions: int) -> None:
        self._make, self._dimensions = make, dimensions
        self._forget()

    def _forget(self) -> None:
        self._numbers = _Numbers()
        self._characters = 0
        self._rows = np.empty((_ROOM, self._dimensions), dtype=np.float32)

    def sums(self, texts: Sequence[Sequence[str]]) -> Matrix:
        """Of each text the sum of its words' vectors."""
        with _LOCK:
            rows = self._numbered(texts)
            return sums_of_runs(_rows_of(self._rows), rows, sizes_of(texts), self._dimensions)

    def _numbered(self, texts: Sequence[Sequence[str]]) -> Whole:
        """Of each word its row, which holds until the next call."""
        if self._characters > _MOST_CHARACTERS:
            self._forget()
        number = self._numbers
        found = np.fromiter(map(number.__getitem__, chain.from_iterable(texts)), dtype=np.int64)
        if number.new:
            new, number.new = number.new, []
            known = len(number) - len(new)
            if len(number) > len(self._rows):
                grown = np.empty((max(len(number), 2 * known), self._dimensions), dtype=np.float32)
                grown[:known] = self._rows[:known]
                self._rows = grown
            self._rows[known : len(number)] = self._make(new)
            self._characters += sum(map(len, new))
        return found


def sums_of_runs(table: Callable[[Whole, Matrix], object], rows: Whole, sizes: Whole, dimensions: int) -> Matrix:
    """Sums over runs of rows, run after run of ``sizes``; ``table`` writes the vectors of rows to where it is told.

    It adds the first row of every run, then the second of those that have one, and so on; long runs are cut first. A
    product with a matrix of counts would mostly multiply zeros, and add in another order on another machine.
    """
    if sizes.max(initial=0) > _STEPS:
        cuts = -(-sizes // _STEPS)
        pieces = np.full(cuts.sum(), _STEPS, dtype=np.int64)
        pieces[(np.cumsum(cuts) - 1)[cuts > 0]] = (sizes - (cuts - 1) * _STEPS)[cuts > 0]
        table, rows, sizes = _rows_of(sums_of_runs(table, rows, pieces, dimensions)), np.arange(len(pieces)), cuts
        return sums_of_runs(table, rows, sizes, dimensions)
    longest_first = np.argsort(-sizes, kind="stable")
    starts = (np.cumsum(sizes) - sizes)[longest_first]
    longer = len(sizes) - np.cumsum(np.bincount(sizes))
    sums = np.zeros((len(sizes), dimensions), dtype=np.float32)
    room = np.empty_like(sums)  # taken once: new memory at each step would cost more than the step
    for n, having in enumerate(longer[:-1].tolist()):
        table(rows[starts[:having] + n], room[:having])
        sums[:having] += room[:having]
    room[longest_first] = sums
    return room


def _rows_of(matrix: Matrix) -> Callable[[Whole, Matrix], object]:
    # A mode other than "raise" writes without a copy.
    return lambda rows, out: matrix.take(rows, axis=0, out=out, mode="clip")


def sizes_of(runs: Sequence[Sequence[object]]) -> Whole:
    """Of each run its length."""
    return np.fromiter(map(len, runs), dtype=np.int64, count=len(runs))
