"""Agreement on levels, from tables of counts ``[..., level of one, level of the other]``; all work on whole stacks.

Weights are quadratic: a difference counts by its square. Kappa and QWK are in `grader.evaluation.agreement`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grader.evaluation.agreement import over

Numbers = NDArray[np.float64]


def adjacent(table: Numbers) -> Numbers:
    """Share of pairs that are at most one level apart."""
    near = np.abs(_apart(table.shape[-1])) <= 1
    return over((table * near).sum(axis=(-2, -1)), table.sum(axis=(-2, -1)))


def ac2(table: Numbers, shares: Numbers | None = None, levels: Numbers | None = None) -> Numbers:
    """Gwet's AC2 with quadratic weights (Gwet 2014, Handbook of Inter-Rater Reliability, chapter 5).

    ``table`` holds how often one gave this level and the other that; of several raters, each interview's pairs share
    the weight 1, or any weight that is the same for all. ``shares [..., level]`` is how often each level was given, an
    interview's ratings sharing the weight 1; without it, the mean of the table's margins, as for two raters who both
    rated everything. It does not fall where nearly all is of one level, as kappa does.

    ``levels [...]`` is how many levels could be given, where that is fewer than the table has: how far apart two levels
    are is measured by the whole scale, and what chance does depends on it. A level that nobody uses is of the scale.
    """
    q = np.asarray(table.shape[-1] if levels is None else levels, np.float64)
    weights = 1 - _apart(table.shape[-1]) ** 2 / np.maximum(1, (q - 1) ** 2)[..., None, None]
    seen = over((weights * table).sum(axis=(-2, -1)), table.sum(axis=(-2, -1)))
    given = (table.sum(axis=-1) + table.sum(axis=-2)) / 2 if shares is None else shares
    given = over(given, given.sum(axis=-1)[..., None])
    at = np.arange(table.shape[-1]) < q[..., None]
    whole = (weights * at[..., :, None] * at[..., None, :]).sum(axis=(-2, -1))
    chance = over(whole, q * (q - 1)) * (given * (1 - given)).sum(axis=-1)
    return np.asarray(np.where(chance < 1, over(seen - chance, 1 - chance), np.nan))


def alpha(coincidences: Numbers) -> Numbers:
    """Krippendorff's alpha for ordered levels (Krippendorff 2011, Computing Krippendorff's Alpha-Reliability).

    ``coincidences`` is symmetric: an interview's ordered pairs of ratings, each with the weight 1 / (ratings - 1), so
    that the whole adds up to the ratings that can be paired.
    """
    margins = coincidences.sum(axis=-1)
    total = margins.sum(axis=-1)
    # The distance of two levels: how many ratings lie between their middles.
    middle = np.cumsum(margins, axis=-1) - margins / 2
    apart = (middle[..., :, None] - middle[..., None, :]) ** 2
    seen = (apart * coincidences).sum(axis=(-2, -1))
    expected = (apart * margins[..., :, None] * margins[..., None, :]).sum(axis=(-2, -1))
    return np.asarray(1 - over((total - 1) * seen, expected))


def _apart(q: int) -> Numbers:
    at = np.arange(q, dtype=np.float64)
    return np.asarray(at[:, None] - at[None, :])
