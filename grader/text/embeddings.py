"""Static sentence embeddings: a word's pieces are looked up in a table and summed. No model runs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

WORD = re.compile(r"[a-z0-9]+")
_LONGEST_WORD = 40
_CACHE_LIMIT = 200_000

Matrix = NDArray[np.float32]


class Embeddings:
    """The table, and a bounded cache of the words met so far."""

    def __init__(self, tokens: Sequence[str], vectors: NDArray[np.int8], scales: Matrix) -> None:
        self.digest = hashlib.sha256(scales.tobytes()).hexdigest()[:8]
        """Of the scales alone: any other table has others, and all of it would take longer than a text."""
        self._ids = {token: n for n, token in enumerate(tokens)}
        self._vectors, self._scales = vectors, scales
        self._pieces: dict[str, tuple[int, ...]] = {}
        self.dimensions = int(vectors.shape[1])

    @classmethod
    def load(cls, path: Path) -> Embeddings:
        """Read the table that ``grader.training.distil`` wrote."""
        with np.load(path, allow_pickle=False) as table:
            tokens = table["tokens"].tobytes().decode("ascii").split("\n")
            return cls(tokens, table["vectors"], table["scales"])

    def pieces(self, word: str) -> tuple[int, ...]:
        """Ids of a lower-case word's pieces, longest first from the left (WordPiece); none if it cannot be cut."""
        known = self._pieces.get(word)
        if known is None:
            if len(self._pieces) >= _CACHE_LIMIT:
                self._pieces.clear()
            known = self._pieces[word] = self._cut(word)
        return known

    def _cut(self, word: str) -> tuple[int, ...]:
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
        ids: list[int] = []
        ends: list[int] = []
        known, cut = self._pieces.get, self.pieces
        for text in texts:
            for word in WORD.findall(text):
                found = known(word)
                ids += cut(word) if found is None else found
            ends.append(len(ids))
        if not ids:
            return np.zeros((len(texts), self.dimensions), dtype=np.float32)
        used, column = np.unique(np.asarray(ids), return_inverse=True)
        owners = np.repeat(np.arange(len(texts)), np.diff(ends, prepend=0))
        flat = np.bincount(owners * len(used) + column, minlength=len(texts) * len(used))
        counts = flat.reshape(len(texts), len(used)).astype(np.float32)
        return np.asarray(
            counts @ (self._vectors[used].astype(np.float32) * self._scales[used, None]), dtype=np.float32
        )


def unit(rows: Matrix) -> Matrix:
    """Rows scaled to length 1; rows of zeros stay."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(norms, 1e-9), dtype=np.float32)


@lru_cache(maxsize=1)
def shipped() -> Embeddings:
    """The table that comes with the package, read once a process."""
    path: Any = files("grader") / "data" / "embeddings" / "minilm-static.npz"
    return Embeddings.load(Path(str(path)))
