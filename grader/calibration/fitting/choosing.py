"""Which scales to move and how far, chosen inside the interviews that they are fitted to."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from grader.calibration.fitting.edges import Scale
from grader.calibration.fitting.nested import INNER, folds
from grader.calibration.statistics import numbers
from grader.calibration.statistics.intervals import Figure
from grader.evaluation.agreement import kappa, over

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

ERRORS, ERRORS_OF_EACH = 2.5, 1.5
"""Standard errors that the gain of a scale must be above, and those where all scales together gain more than the first:
a machine that leans on many lines does so on this one too."""


def chosen(scale: Scale, interviews: Whole, strengths: tuple[float, ...], seed: int) -> Numbers:
    """[scale, edge]. Each scale is moved as firmly as agrees best on parts held out in turn, and stays as it is where
    QWK does not rise by more than chance there, or squared differences do not fall.
    """
    if len(interviews) < INNER:
        return scale.old
    tables: list[list[Numbers]] = [[] for _ in range(1 + len(strengths))]
    for part in folds(interviews, INNER, seed):
        fitted = scale.fit(np.setdiff1d(interviews, part), strengths)
        for kept, edges in zip(tables, (scale.old, *fitted), strict=True):
            kept.append(scale.tables(edges, part))
    plain, *tuned = (np.concatenate(t) for t in tables)
    found, most = scale.old.copy(), np.zeros(len(scale.old))
    for edges, of in zip(scale.fit(interviews, strengths), tuned, strict=True):
        gain, error, sure = _gain(plain, of)
        closer = squared(of.sum(axis=0)) < squared(plain.sum(axis=0))
        better = closer & (gain > (ERRORS_OF_EACH if sure else ERRORS) * error) & (gain > most)
        found[better], most = edges[better], np.where(better, gain, most)
    return found


def _gain(plain: Numbers, tuned: Numbers) -> tuple[Numbers, Numbers, bool]:
    """[scale]: how much QWK rises, and its standard error (jackknife); and whether it certainly does so on average."""
    whole = [t.sum(axis=0) for t in (plain, tuned)]
    gain = np.nan_to_num(kappa(whole[1], 2) - kappa(whole[0], 2))
    error = np.full(gain.shape, np.inf)
    moved = np.flatnonzero(gain)
    if not len(moved):
        return gain, error, False
    one, two = (w[moved] - t[:, moved] for w, t in zip(whole, (plain, tuned), strict=True))
    without = kappa(two, 2) - kappa(one, 2)
    error[moved] = np.nan_to_num(_jackknife(without), nan=np.inf, posinf=np.inf)
    of_all = _jackknife(np.nan_to_num(without).sum(axis=1, keepdims=True))
    return gain, error, bool(gain.sum() > ERRORS * of_all[0])


def _jackknife(without: Numbers) -> Numbers:
    """[...]: the standard error of figures ``[interview, ...]`` that leave out one interview each."""
    n = len(without)
    return np.asarray(np.sqrt((n - 1) / n * ((without - without.mean(axis=0)) ** 2).sum(axis=0)))


def squared(tables: Numbers) -> Numbers:
    """[...]: mean squared difference of tables ``[..., step, step]``."""
    at = np.arange(tables.shape[-1])
    apart = (at[:, None] - at[None, :]) ** 2.0
    return over((apart * tables).sum(axis=(-2, -1)), tables.sum(axis=(-2, -1)))


def figures_of(scales: int, steps: int) -> Mapping[str, Figure]:
    """The figures of a tuner whose sums are tables of so many scales, one behind the other."""

    def on(figure: Callable[[Numbers], Numbers]) -> Figure:
        return lambda s: figure(s.reshape(*s.shape[:-1], scales, steps, steps))

    return {
        # Of all scales together, so that one that few people rated does not count as much as the others.
        "loss": on(lambda t: squared(t.sum(axis=-3))[..., None]),
        "qwk": on(lambda t: kappa(t, 2)),
        "smd": on(lambda t: np.abs(numbers.smd(numbers.from_table(t)))),
    }
