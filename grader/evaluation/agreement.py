"""Figures of agreement from tables of counts. All work on whole stacks of tables: ``[..., rows, columns]``, rows the
grader's answers and columns the rater's. A figure that is undefined (no answer differs) is NaN.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]


def accuracy(table: Numbers) -> Numbers:
    """Share of answers that agree."""
    total = table.sum(axis=(-2, -1))
    return over(np.trace(table, axis1=-2, axis2=-1), total)


def f1(table: Numbers) -> Numbers:
    """F1 of each answer, ``[..., answers]``: 0 for one that neither gives, as is usual."""
    agree = np.diagonal(table, axis1=-2, axis2=-1)
    given = table.sum(axis=-1) + table.sum(axis=-2)
    return np.asarray(np.divide(2 * agree, given, out=np.zeros_like(given, dtype=np.float64), where=given > 0))


def kappa(table: Numbers, power: int = 0) -> Numbers:
    """Cohen's kappa; with ``power`` 2 a difference counts by its square (quadratic weights, QWK)."""
    n = table.shape[-1]
    apart = np.abs(np.arange(n)[:, None] - np.arange(n)[None, :]).astype(np.float64)
    weight = apart**power if power else (apart > 0).astype(np.float64)
    total = table.sum(axis=(-2, -1), keepdims=True)
    chance = table.sum(axis=-1, keepdims=True) * table.sum(axis=-2, keepdims=True)
    seen = (weight * table).sum(axis=(-2, -1))
    expected = over((weight * chance).sum(axis=(-2, -1)), total[..., 0, 0])
    return np.asarray(1 - over(seen, expected))


def qwk(table: Numbers) -> Numbers:
    """Quadratic weighted kappa."""
    return kappa(table, 2)


def bias(table: Numbers) -> Numbers:
    """Mean of the grader's level less the rater's."""
    n = table.shape[-1]
    apart = (np.arange(n)[:, None] - np.arange(n)[None, :]).astype(np.float64)
    return over((apart * table).sum(axis=(-2, -1)), table.sum(axis=(-2, -1)))


def ranks(values: ArrayLike) -> Numbers:
    """Ranks from 1; equal values share the mean of theirs."""
    _, which, counts = np.unique(np.asarray(values, dtype=np.float64), return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[which], dtype=np.float64)


def spearman(one: ArrayLike, two: ArrayLike) -> float:
    """Rank correlation."""
    a, b = ranks(one), ranks(two)
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size else float("nan")


def over(part: Numbers, whole: Numbers) -> Numbers:
    """The quotient; NaN where the divisor is not above 0."""
    part, whole = np.broadcast_arrays(np.asarray(part, np.float64), np.asarray(whole, np.float64))
    return np.asarray(np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0))
