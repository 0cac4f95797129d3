"""The habits of the two voices of one talk: which little words each of them uses more than the other.

What interviewers have in common says little of a long technical question, but whoever asks it talks as he does
elsewhere. A ridge regression learns from what was decoded so far how the two voices talk here, and says it of each
piece; it never sees the part of the talk that it speaks of, so that nothing vouches for itself.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from grader.voices.features import summed
from grader.voices.sound import Sound

Numbers = NDArray[np.float64]

REACH = 5
"""Pieces to each side over which words are counted."""
PARTS = 10
"""Parts of a talk, each judged by what the others taught."""
RIDGE = 1.0
"""Penalty against the spread of a word's frequency, which is 1."""
EVIDENCE, ENOUGH = 12.0, 4000.0
"""Log-odds that a habit counts at most, and the words of a talk with which it counts half of that."""
SLACK = 0.02
SMALL = 40
"""Rows of a matrix that is inverted as it is."""


class Habits:
    """How each piece of a talk uses the little words, ready to be explained by who speaks."""

    def __init__(self, sound: Sound) -> None:
        self._sizes = sound.sizes.astype(np.float64)
        n = len(self._sizes)
        words = float(self._sizes.sum())
        self._strength = EVIDENCE * words / (words + ENOUGH)
        rows: Numbers = summed(sound.little, REACH) / np.sqrt(summed(sound.sizes[:, None], REACH) + 3)
        if n:
            rows -= rows.mean(axis=0)
            rows /= np.sqrt(np.einsum("ij,ij->j", rows, rows) / n) + SLACK
        ends = [n * k // PARTS for k in range(PARTS + 1)]
        self._own = [slice(a, b) for a, b in pairwise(ends) if a < b]
        self._roots = np.sqrt(self._sizes)
        rows *= self._roots[:, None]
        self._weighted = rows
        self._parts = [rows[own] for own in self._own]
        # Products, then inverses: the product of a matrix with itself is symmetric, and takes half the time of another.
        self._solved = np.empty((len(self._parts), rows.shape[1], rows.shape[1]))
        for part, solved in zip(self._parts, self._solved, strict=True):
            np.matmul(part.T, part, out=solved)
        whole = self._solved.sum(axis=0) + RIDGE * words * np.eye(rows.shape[1])
        for solved in self._solved:
            solved[:] = inverse(whole - solved)

    def rows(self, which: NDArray[np.intp] | slice) -> Numbers:
        """How often each little word stands around each of these pieces, standardised: ``[pieces, words]``."""
        return np.asarray(self._weighted[which] / self._roots[which, None])

    def speak(self, candidate: Numbers) -> Numbers:
        """Log-odds that each piece is the candidate's, from the probabilities concluded so far."""
        if not len(candidate):
            return np.zeros(0)
        said = 2 * self._roots * (candidate - np.average(candidate, weights=self._sizes))
        taught = [part.T @ said[own] for part, own in zip(self._parts, self._own, strict=True)]
        whole = sum(taught)
        parts = zip(self._parts, self._solved, taught, strict=True)
        out = np.concatenate([part @ (solved @ (whole - own)) for part, solved, own in parts])
        return np.asarray(self._strength * out / self._roots)


def inverse(matrix: Numbers) -> Numbers:
    """The inverse of a symmetric, positive definite matrix, from those of its halves.

    Of a hundred rows that takes half the time of a general inverse, as nearly all of it is products of matrices.
    """
    n = len(matrix)
    if n <= SMALL:
        return np.asarray(np.linalg.inv(matrix))
    half = n // 2
    beside = matrix[:half, half:]
    left = inverse(matrix[:half, :half])
    moved = left @ beside
    right = inverse(matrix[half:, half:] - beside.T @ moved)
    corner = moved @ right
    out = np.empty_like(matrix)
    out[:half, :half] = left + corner @ moved.T
    out[:half, half:] = -corner
    out[half:, :half] = -corner.T
    out[half:, half:] = right
    return out
