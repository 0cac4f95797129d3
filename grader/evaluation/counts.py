"""What one text adds to the figures. Counts of texts add up, so a figure of any set of texts is one of their sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.evaluation.boundaries import by_word, minutes_off, pk, window_diff
from grader.evaluation.reading import Reading
from grader.schema.segmentation import STEPS

Numbers = NDArray[np.float64]
LEVELS = 3
BINS = 10
"""Bins of confidence, each a tenth."""


@dataclass(frozen=True)
class Counts:
    """The grader against one rater on one text, or, stacked along a first axis, on several."""

    steps: Numbers
    """Words by step: ``[grader's, rater's]``."""
    levels: Numbers
    """Judgements by level: ``[criteria, grader's, rater's]``, without those that a rater found not to apply."""
    evidence: Numbers
    """Criteria that both find shown, and of them those where a quote is within a unit of a labelled one: ``[2]``."""
    totals: Numbers
    """The grader's total and the rater's grade: ``[2]``."""
    boundaries: Numbers
    """Pk, WindowDiff, minutes off: ``[3]``, NaN where they are not defined."""
    step_bins: Numbers
    """By confidence: words, of them right, sum of confidence: ``[bins, 3]``."""
    level_bins: Numbers
    """The same of levels."""


def counts(grader: Reading, rater: Reading, sizes: Sequence[int], criteria: Sequence[str]) -> Counts:
    """Compare two readings of a text whose units have so many words."""
    steps = np.zeros((len(STEPS), len(STEPS)))
    weight = np.asarray(sizes, dtype=np.float64)
    np.add.at(steps, (np.asarray(grader.steps), np.asarray(rater.steps)), weight)
    levels = np.zeros((len(criteria), LEVELS, LEVELS))
    evidence = np.zeros(2)
    step_bins, level_bins = np.zeros((BINS, 3)), np.zeros((BINS, 3))
    right = np.asarray(grader.steps) == np.asarray(rater.steps)
    for n, sure in enumerate(grader.step_confidence):
        _put(step_bins, sure, weight[n], bool(right[n]))
    for n, criterion in enumerate(criteria):
        a, b = grader.levels.get(criterion, 0), rater.levels.get(criterion)
        if a is None or b is None:
            continue
        a = min(a, LEVELS - 1)
        levels[n, a, b] += 1
        if a and b:
            evidence[0] += 1
            named = rater.evidence.get(criterion, ())
            evidence[1] += any(abs(i - j) <= 1 for i in grader.evidence.get(criterion, ()) for j in named)
        if grader.level_confidence and criterion in grader.level_confidence:
            _put(level_bins, grader.level_confidence[criterion], 1.0, a == b)
    reference, other = by_word(rater.steps, sizes), by_word(grader.steps, sizes)
    off = minutes_off(rater.steps, grader.steps, grader.times)
    return Counts(
        steps=steps,
        levels=levels,
        evidence=evidence,
        totals=np.asarray([grader.overall, rater.overall]),
        boundaries=np.asarray([pk(reference, other), window_diff(reference, other), off]),
        step_bins=step_bins,
        level_bins=level_bins,
    )


def stacked(all_counts: Sequence[Counts]) -> Counts:
    """Several texts, along a first axis."""
    names = Counts.__dataclass_fields__
    return Counts(**{name: np.stack([getattr(c, name) for c in all_counts]) for name in names})


def _put(bins: Numbers, sure: float, weight: float, right: bool) -> None:
    row = bins[min(int(sure * BINS), BINS - 1)]
    row += (weight, weight * right, weight * sure)
