"""What stands in which sentence: an index of a text by the words, parts of words and signs that expressions need.

All needs are worked out together, a row of bits each (bit n: sentence n), in as few steps as they are nested deep.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Final, get_args

import numpy as np
from numpy.typing import NDArray

from grader.matchers.masks import mask_of, stretch
from grader.matchers.needs import Atom, Need, Place, Wanted
from grader.text.annotated import AnnotatedDocument

_CACHED_WORDS: Final = 100_000
_LONG_WORD: Final = 48
"""Characters of a word above which it is searched for each part of a word, not for each of its own."""
_AT_A_TIME: Final = 4096
"""Sentences whose masks are worked on together: adding a bit to a mask copies it."""
_PARTS: Final[tuple[Place, ...]] = ("start", "end", "inside")
_WORD_OF_BITS: Final = 8
"""Bytes."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Layer:
    """Rows that follow from rows above them: all (``every``) or any of ``rows[starts[k] : starts[k + 1]]``."""

    every: bool
    rows: Numbers
    starts: Numbers


class Index:
    """The needs of many expressions, each once, made of atoms; and for each word met so far the atoms it holds."""

    def __init__(self) -> None:
        self._atoms: dict[Atom, int] = {}
        self._needs: dict[Need, int] = {}
        self._wanted: list[Wanted] = []
        self._by_place: dict[Place, dict[str, int]] = {p: {} for p in get_args(Place)}
        self._lengths: dict[Place, set[int]] = {p: set() for p in _PARTS}
        self._words: dict[str, tuple[int, ...]] = {}
        self._plan: tuple[list[_Layer], Numbers] | None = None

    def add(self, wanted: Wanted) -> int:
        """Number of one more expression, that needs this."""
        if wanted is not None:
            self._note(wanted)
        self._wanted.append(wanted)
        self._plan = None
        return len(self._wanted) - 1

    def _note(self, wanted: Atom | Need) -> None:
        if isinstance(wanted, Need):
            if wanted not in self._needs:
                for part in wanted.parts:
                    self._note(part)
                self._needs[wanted] = len(self._needs)
        elif wanted not in self._atoms:
            self._atoms[wanted] = self._by_place[wanted.place][wanted.text] = len(self._atoms)
            self._words.clear()
            if wanted.place in self._lengths:
                self._lengths[wanted.place].add(len(wanted.text))

    def possible(self, annotated: AnnotatedDocument) -> list[int]:
        """For each expression the mask of the sentences in which it may match."""
        every = stretch(0, len(annotated.sentences))
        layers, rows = self._planned()
        size = _WORD_OF_BITS * (len(annotated.sentences) // (8 * _WORD_OF_BITS) + 1)
        bits = np.zeros((len(self._atoms) + len(self._needs), size // _WORD_OF_BITS), dtype=np.uint64)
        filled = len(self._atoms)
        for first in range(0, len(annotated.sentences), _AT_A_TIME):
            columns = self._standing(annotated, first, first + _AT_A_TIME)
            at = first // (8 * _WORD_OF_BITS)
            bits[:filled, at : at + columns.shape[1]] = columns
        for layer in layers:
            join = np.bitwise_and if layer.every else np.bitwise_or
            join.reduceat(bits[layer.rows], layer.starts, axis=0, out=bits[filled : filled + len(layer.starts)])
            filled += len(layer.starts)
        found = bits[rows].tobytes()
        masks = iter([int.from_bytes(found[n : n + size], "little") for n in range(0, len(found), size)])
        return [every if wanted is None else next(masks) for wanted in self._wanted]

    def _planned(self) -> tuple[list[_Layer], Numbers]:
        """The layers, and of each expression that needs anything its row."""
        if self._plan is None:
            depths: dict[Need, int] = {}
            for need in self._needs:  # parts come before the whole
                depths[need] = 1 + max((depths[p] for p in need.parts if isinstance(p, Need)), default=0)
            row: dict[Atom | Need, int] = dict(self._atoms.items())
            layers = []
            for depth in range(1, 1 + max(depths.values(), default=0)):
                for every in (True, False):
                    needs = [n for n, d in depths.items() if d == depth and n.every == every]
                    if needs:
                        sizes = [len(n.parts) for n in needs]
                        rows = np.asarray([row[p] for n in needs for p in n.parts])
                        layers.append(_Layer(every, rows, np.cumsum([0, *sizes[:-1]])))
                        row.update(zip(needs, count(len(row)), strict=False))
            wanted = np.asarray([row[w] for w in self._wanted if w is not None], dtype=np.int64)
            self._plan = layers, wanted
        return self._plan

    def _standing(self, annotated: AnnotatedDocument, first: int, last: int) -> NDArray[np.uint64]:
        """For each atom a row of bits: which of the sentences ``[first, last)`` hold it."""
        where: dict[str, int] = {}
        bit = 1
        for words in annotated.words[first:last]:
            for word in set(words):
                where[word] = where.get(word, 0) | bit
            bit <<= 1
        masks = [0] * len(self._atoms)
        known, held = self._words.get, self._held
        for word, mask in where.items():
            found = known(word)
            for atom in held(word) if found is None else found:
                masks[atom] |= mask
        for sign, number in self._by_place["sign"].items():
            if sign in annotated.plain:
                texts = annotated.sentence_texts[first:last]
                masks[number] = mask_of((n for n, t in enumerate(texts) if sign in t), len(texts))
        size = -(-len(annotated.words[first:last]) // (8 * _WORD_OF_BITS)) * _WORD_OF_BITS
        held_by = b"".join([mask.to_bytes(size, "little") for mask in masks])
        return np.frombuffer(held_by, dtype=np.uint64).reshape(len(masks), -1)

    def _held(self, word: str) -> tuple[int, ...]:
        """The atoms that a word holds."""
        if len(self._words) >= _CACHED_WORDS:
            self._words.clear()
        size = len(word)
        starts, ends, insides = (self._by_place[p] for p in _PARTS)
        parts = [self._by_place["word"].get(word)]
        if any(map(str.isdigit, word)):
            parts.append(self._by_place["digit"].get(""))
        parts += [starts.get(word[:n]) for n in self._lengths["start"] if n <= size]
        parts += [ends.get(word[size - n :]) for n in self._lengths["end"] if n <= size]
        if size > _LONG_WORD:
            parts += [number for text, number in insides.items() if text in word]
        else:
            parts += [insides.get(word[k : k + n]) for n in self._lengths["inside"] for k in range(size - n + 1)]
        held = tuple(sorted({p for p in parts if p is not None}))
        if size <= _LONG_WORD:  # the bound on words is one on memory only if none is long
            self._words[word] = held
        return held
