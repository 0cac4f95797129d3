"""Which sentence of a text holds which words, parts of words and signs.

What a word holds is worked out when it is first met and kept as numbers, so that a text is a few steps over arrays.
"""

from __future__ import annotations

from typing import Final, get_args

import numpy as np
from numpy.typing import NDArray

from grader.matchers.needs import Atom, Place
from grader.text.annotated import AnnotatedDocument
from grader.text.vocabulary import Known
from grader.text.words import Words

_LONG_WORD: Final = 48
"""Characters of a word above which it is searched for each part of a word, not for each of its own."""
_AT_A_TIME: Final = 4096
"""Sentences that are worked on together: each takes a byte for each atom."""
_PARTS: Final[tuple[Place, ...]] = ("start", "end", "inside")

Numbers = NDArray[np.intp]
Bits = NDArray[np.uint8]
"""A row for each atom, a bit for each sentence, eight to a byte and the first the lowest."""


class Atoms:
    """Atoms, each with a number; and for each word met so far the atoms it holds."""

    def __init__(self) -> None:
        self.numbers: dict[Atom, int] = {}
        self._by_place: dict[Place, dict[str, int]] = {p: {} for p in get_args(Place)}
        self._lengths: dict[Place, set[int]] = {p: set() for p in _PARTS}
        self._known = Known(self._held_by)

    def add(self, atom: Atom) -> None:
        """One more atom; the same one keeps its number."""
        if atom not in self.numbers:
            self.numbers[atom] = self._by_place[atom.place][atom.text] = len(self.numbers)
            if atom.place in self._lengths:
                self._lengths[atom.place].add(len(atom.text))
            self._known.forget()

    def standing(self, annotated: AnnotatedDocument, bits: Bits) -> None:
        """Set the bits, which are none, of the sentences that hold each atom."""
        for first in range(0, len(annotated.sentences), _AT_A_TIME):
            there = self._in_words(annotated.words.between(first, first + _AT_A_TIME))
            bits[: len(there), first // 8 : first // 8 + there.shape[1]] = there
        self._note_signs(annotated, bits)

    def _in_words(self, words: Words) -> Bits:
        """Where the atoms stand that words hold."""
        held, counts = self._known.of(words.vocabulary, words.which)
        there = np.zeros((len(self.numbers), words.sentences), dtype=np.bool_)
        there[held, np.repeat(words.sentence, counts)] = True
        return np.packbits(there, axis=1, bitorder="little")

    def _note_signs(self, annotated: AnnotatedDocument, bits: Bits) -> None:
        plain = annotated.plain
        signs = [(ord(sign), number) for sign, number in self._by_place["sign"].items() if sign in plain]
        if not signs or not annotated.sentences:
            return
        letters = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        # Nearly all is small letters and spaces, which are no signs.
        others = np.flatnonzero((letters < ord("a")) & (letters != ord(" ")) | (letters > ord("z")))
        letters = letters[others]
        starts = np.asarray([s.start for s in annotated.sentences])
        ends = np.asarray([s.end for s in annotated.sentences])
        for sign, number in signs:
            places = others[letters == sign]
            sentence = np.searchsorted(starts, places, side="right") - 1
            # Between two sentences may be a sign that belongs to none.
            there = np.zeros(len(starts), dtype=np.bool_)
            there[sentence[(sentence >= 0) & (places < ends[sentence])]] = True
            row = np.packbits(there, bitorder="little")
            bits[number, : len(row)] = row

    def _held_by(self, word: str) -> set[int]:
        """The atoms that a word holds."""
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
        return {p for p in parts if p is not None}
