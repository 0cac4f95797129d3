"""What stands in which sentence: an index of a text by the words, parts of words and signs that expressions need.

All needs are worked out together, a row of bits each (bit n: sentence n), in as few steps as they are nested deep.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Final

import numpy as np

from grader.matchers.atoms import Atoms, Numbers
from grader.matchers.masks import stretch
from grader.matchers.needs import Atom, Need, Wanted
from grader.text.annotated import AnnotatedDocument

_WORD_OF_BITS: Final = 8
"""Bytes."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """Rows that follow from rows above them: all (``every``) or any of ``rows[starts[k] : starts[k + 1]]``."""

    every: bool
    rows: Numbers
    starts: Numbers


class Index:
    """The needs of many expressions, each once, made of atoms."""

    def __init__(self) -> None:
        self._atoms = Atoms()
        self._needs: dict[Need, int] = {}
        self._wanted: list[Wanted] = []
        self._free: list[int] = []
        """The expressions that need nothing."""
        self._plan: tuple[list[_Layer], Numbers] | None = None

    def add(self, wanted: Wanted) -> int:
        """Number of one more expression, that needs this."""
        if wanted is None:
            self._free.append(len(self._wanted))
        else:
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
        else:
            self._atoms.add(wanted)

    def possible(self, annotated: AnnotatedDocument) -> list[int]:
        """For each expression the mask of the sentences in which it may match."""
        layers, rows = self._planned()
        filled = len(self._atoms.numbers)
        size = _WORD_OF_BITS * (len(annotated.sentences) // (8 * _WORD_OF_BITS) + 1)
        bits = np.zeros((filled + len(self._needs), size // _WORD_OF_BITS), dtype=np.uint64)
        self._atoms.standing(annotated, bits.view(np.uint8))
        for layer in layers:
            join = np.bitwise_and if layer.every else np.bitwise_or
            parts = bits.take(layer.rows, axis=0)
            join.reduceat(parts, layer.starts, axis=0, out=bits[filled : filled + len(layer.starts)])
            filled += len(layer.starts)
        found = bits.take(rows, axis=0).tobytes()
        masks = [int.from_bytes(found[n : n + size], "little") for n in range(0, len(found), size)]
        for number in self._free:
            masks[number] = stretch(0, len(annotated.sentences))
        return masks

    def _planned(self) -> tuple[list[_Layer], Numbers]:
        """The layers, and of each expression its row, any of one that needs nothing."""
        if self._plan is None:
            depths: dict[Need, int] = {}
            for need in self._needs:  # parts come before the whole
                depths[need] = 1 + max((depths[p] for p in need.parts if isinstance(p, Need)), default=0)
            row: dict[Atom | Need, int] = dict(self._atoms.numbers.items())
            layers = []
            for depth in range(1, 1 + max(depths.values(), default=0)):
                for every in (True, False):
                    needs = [n for n, d in depths.items() if d == depth and n.every == every]
                    if needs:
                        sizes = [len(n.parts) for n in needs]
                        rows = np.asarray([row[p] for n in needs for p in n.parts])
                        layers.append(_Layer(every, rows, np.cumsum([0, *sizes[:-1]])))
                        row.update(zip(needs, count(len(row)), strict=False))
            self._plan = layers, np.asarray([0 if w is None else row[w] for w in self._wanted], dtype=np.intp)
        return self._plan
