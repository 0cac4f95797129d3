"""The figures of a set of texts, and how sure they are: a bootstrap over texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.evaluation import agreement
from grader.evaluation.counts import Counts
from grader.schema.segmentation import STEPS

Numbers = NDArray[np.float64]

RESAMPLES = 1000
SEED = 20
COVERED = 0.95

FIGURES = (
    "step_accuracy",
    "step_macro_f1",
    "step_kappa",
    "pk",
    "window_diff",
    "minutes_off",
    "criterion_exact",
    "criterion_qwk",
    "criterion_qwk_mean",
    "criterion_f1_shown",
    "criterion_bias",
    "evidence_hit",
    "overall_spearman",
)
"""In the order of the tables."""
THE_MORE_THE_BETTER = tuple(f for f in FIGURES if f not in ("pk", "window_diff", "minutes_off", "criterion_bias"))
"""Those for which a least value can be asked."""


@dataclass(frozen=True)
class Figure:
    """A value and the ends of its bootstrap interval; NaN where it is not defined."""

    value: float
    low: float
    high: float


def figures(counts: Counts, resamples: int = RESAMPLES) -> dict[str, Figure]:
    """Every figure of the stacked texts, each with the interval that holds 95 % of the resamples of texts."""
    return {name: interval(values) for name, values in resampled(counts, resamples).items()}


def interval(values: Numbers) -> Figure:
    """The first value, and what holds 95 % of the others."""
    rest = values[1:][~np.isnan(values[1:])]
    tail = 100 * (1 - COVERED) / 2
    low, high = np.percentile(rest, [tail, 100 - tail]) if len(rest) else (np.nan, np.nan)
    return Figure(float(values[0]), float(low), float(high))


def resampled(counts: Counts, resamples: int = RESAMPLES) -> dict[str, Numbers]:
    """Every figure of the texts as they are, and then of each resample. The same number of texts is drawn alike."""
    texts = len(counts.totals)
    draws = np.random.default_rng(SEED).integers(0, texts, size=(resamples, texts))
    taken = np.vstack([np.ones((1, texts)), *(np.bincount(d, minlength=texts)[None] for d in draws)])
    values = _sums(counts, taken)
    values["overall_spearman"] = np.asarray(
        [agreement.spearman(*counts.totals.T), *(agreement.spearman(*counts.totals[d].T) for d in draws)]
    )
    return {name: values[name] for name in FIGURES}


def _sums(counts: Counts, taken: Numbers) -> dict[str, Numbers]:
    """Figures of each row of ``taken [sets, texts]``: how often a text is in each set."""
    steps = np.einsum("st,tij->sij", taken, counts.steps)
    levels = np.einsum("st,tcij->scij", taken, counts.levels)
    both, hit = (taken @ counts.evidence).T
    pooled = levels.sum(axis=1)
    pk, window_diff, minutes = _means(taken, counts.boundaries).T
    return {
        "step_accuracy": agreement.accuracy(steps),
        "step_macro_f1": agreement.f1(steps).mean(axis=-1),
        "step_kappa": agreement.kappa(steps),
        "pk": pk,
        "window_diff": window_diff,
        "minutes_off": minutes,
        "criterion_exact": agreement.accuracy(pooled),
        "criterion_qwk": agreement.qwk(pooled),
        "criterion_qwk_mean": mean_known(agreement.qwk(levels)),
        "criterion_f1_shown": agreement.f1(_shown(pooled))[..., 1],
        "criterion_bias": agreement.bias(pooled),
        "evidence_hit": np.divide(hit, both, out=np.full(both.shape, np.nan), where=both > 0),
    }


def _means(taken: Numbers, values: Numbers) -> Numbers:
    known = ~np.isnan(values)
    total = taken @ np.where(known, values, 0.0)
    count = taken @ known.astype(np.float64)
    return np.asarray(np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0))


def mean_known(values: Numbers) -> Numbers:
    """Mean over the last axis of what is defined; NaN where nothing is."""
    known = ~np.isnan(values)
    count = known.sum(axis=-1)
    total = np.where(known, values, 0).sum(axis=-1)
    return np.asarray(np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0))


def _shown(levels: Numbers) -> Numbers:
    """Levels as two answers: absent, and shown at all."""
    out = np.zeros((*levels.shape[:-2], 2, 2))
    for i in range(levels.shape[-1]):
        for j in range(levels.shape[-1]):
            out[..., int(i > 0), int(j > 0)] += levels[..., i, j]
    return out


@dataclass(frozen=True)
class CriterionFigures:
    """One criterion over all texts."""

    criterion: str
    judged: int
    qwk: float
    exact: float
    bias: float
    shown_by_rater: float
    """Share of texts with a level above 0: where it is near 0 or 1 the kappa says little."""


def by_criterion(counts: Counts, criteria: Sequence[str]) -> list[CriterionFigures]:
    """Figures of each criterion."""
    found = []
    for criterion, table in zip(criteria, counts.levels.sum(axis=0), strict=True):
        total = table.sum()
        shown = float(table[:, 1:].sum() / total) if total else float("nan")
        qwk, exact, bias = (float(f(table)) for f in (agreement.qwk, agreement.accuracy, agreement.bias))
        found.append(CriterionFigures(criterion, int(total), qwk, exact, bias, shown))
    return found


def by_step(counts: Counts) -> dict[str, float]:
    """F1 of each step."""
    return dict(zip(STEPS, agreement.f1(counts.steps.sum(axis=0)).tolist(), strict=True))


def calibration(bins: Numbers) -> tuple[list[tuple[float, float, float]], float]:
    """Of each tenth of confidence that occurs the mean confidence, the share that was right and the weight; and the
    expected calibration error, the mean distance between the first two.
    """
    total = bins.sum(axis=0) if bins.ndim == 3 else bins
    rows = [(float(s / w), float(r / w), float(w)) for w, r, s in total if w > 0]
    weight = sum(w for *_, w in rows)
    error = sum(w * abs(sure - right) for sure, right, w in rows) / weight if weight else float("nan")
    return rows, error
