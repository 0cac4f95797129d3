"""Static sentence embeddings: a word's pieces are looked up in a table and summed. No model runs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.text.vocabulary import Known
from grader.text.words import WORD, Words

_LONGEST_WORD = 40
_AT_A_TIME = 4096
"""Texts summed in one product, a bound on its memory."""

Matrix = NDArray[np.float32]


class Embeddings:
    """The table, and what it has of the words met so far."""

    def __init__(self, tokens: Sequence[str], vectors: NDArray[np.int8], scales: Matrix) -> None:
        self.digest = hashlib.sha256(scales.tobytes()).hexdigest()[:8]
        """Of the scales alone: any other table has others, and all of it would take longer than a text."""
        self._ids = {token: n for n, token in enumerate(tokens)}
        self._vectors, self._scales = vectors, scales
        self._known = Known(self.pieces)
        self.dimensions = int(vectors.shape[1])

    @classmethod
    def load(cls, path: Path) -> Embeddings:
        """Read the table that ``grader.training.distil`` wrote."""
        with np.load(path, allow_pickle=False) as table:
            tokens = table["tokens"].tobytes().decode("ascii").split("\n")
            return cls(tokens, table["vectors"], table["scales"])

    def pieces(self, word: str) -> tuple[int, ...]:
        """Ids of a lower-case word's pieces, longest first from the left (WordPiece); none if it cannot be cut."""
        if "_" in word:
            return tuple(piece for part in word.split("_") if part for piece in self.pieces(part))
        found: list[int] = []
        start = 0
        while start < len(word) <= _LONGEST_WORD:
            for end in range(len(word), start, -1):
                token = self._ids.get(("##" if start else "") + word[start:end])
                if token is not None:
                    found.append(token)
                    start = end
                    break
            else:
                return ()
        return tuple(found)

    def sums(self, texts: Sequence[str]) -> Matrix:
        """Sum of the pieces' vectors for each lower-case text: float32 ``[len(texts), dimensions]``.

        Sums and not means, so that a passage's vector is the sum of its sentences'.
        """
        return self.sums_of(Words.of([WORD.findall(text) for text in texts]))

    def sums_of(self, words: Words) -> Matrix:
        """The same of texts that are cut into words."""
        if words.sentences > _AT_A_TIME:
            parts = range(0, words.sentences, _AT_A_TIME)
            return np.concatenate([self.sums_of(words.between(n, n + _AT_A_TIME)) for n in parts])
        row, counts = self._known.of(words.vocabulary, words.which)
        if not len(row):
            return np.zeros((words.sentences, self.dimensions), dtype=np.float32)
        used = np.flatnonzero(np.bincount(row, minlength=len(self._vectors)))
        columns = np.empty(len(self._vectors), dtype=np.intp)
        columns[used] = np.arange(len(used))
        cells = np.repeat(words.sentence * len(used), counts) + columns[row]
        said = np.zeros((words.sentences, len(used)), dtype=np.float32)
        np.add.at(said.reshape(-1), cells, np.float32(1))
        return np.asarray(said @ (self._vectors[used] * self._scales[used, None]), dtype=np.float32)


def unit(rows: Matrix) -> Matrix:
    """Rows scaled to length 1; rows of zeros stay."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(norms, 1e-9), dtype=np.float32)


@lru_cache(maxsize=1)
def shipped() -> Embeddings:
    """The table that comes with the package, read once a process."""
    path: Any = files("grader") / "data" / "embeddings" / "minilm-static.npz"
    return Embeddings.load(Path(str(path)))
