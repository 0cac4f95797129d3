"""Nested cross-validation by interview.

What is tuned on some interviews looks better on them than it is. So each interview is judged by a change that was
fitted without it, and how boldly to change is chosen inside the other interviews alone, again by interviews held out. A
change is worth making only where the interval of that gain lies above 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from grader.calibration.statistics.categories import over
from grader.calibration.statistics.intervals import Estimate, Figure, Resamples

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Fitted = TypeVar("Fitted")

OUTER, INNER = 5, 4
FEWEST = 30
"""Interviews below which nothing is tuned."""
UNCHANGED = float("inf")


class Tuner(Protocol[Fitted]):
    """Something that can be fitted to interviews. A strength is how firmly it holds to what is: the greater, the less
    it changes; `UNCHANGED` changes nothing.
    """

    @property
    def strengths(self) -> tuple[float, ...]:
        """Those to choose from, the greatest first."""

    def fit(self, interviews: Whole, strength: float) -> Fitted:
        """What these interviews suggest."""

    def loss(self, fitted: Fitted, interviews: Whole) -> Numbers:
        """[interview, 2]: the loss of each, and how much it counts; 0 and 0 where nothing is known."""


@dataclass(frozen=True)
class Judged:
    """What tuning gains on interviews that had no part in it."""

    before: Estimate
    """Mean loss as it is."""
    after: Estimate
    gain: Estimate
    """How much less, above 0 is better."""
    strengths: tuple[float, ...]
    """Chosen in each outer part."""

    @property
    def worth_it(self) -> bool:
        """Whether the gain is certain."""
        return self.gain.low is not None and self.gain.low > 0


def judged(tuner: Tuner[Fitted], interviews: Whole, resamples: Resamples, seed: int) -> tuple[Judged, Fitted]:
    """The judgement, and what all interviews together suggest. ``resamples`` are of all interviews, by index."""
    parts = folds(interviews, OUTER, seed)
    old, new = (np.zeros((resamples.n, 2)) for _ in range(2))
    chosen = []
    for part in parts:
        rest = np.setdiff1d(interviews, part)
        strength = _strength(tuner, rest, seed + 1)
        chosen.append(strength)
        old[part] = tuner.loss(tuner.fit(rest, UNCHANGED), part)
        new[part] = tuner.loss(tuner.fit(rest, strength), part)
    sums = np.concatenate([old, new], axis=1)
    figures: dict[str, Figure] = {
        "before": lambda s: over(s[..., 0], s[..., 1]),
        "after": lambda s: over(s[..., 2], s[..., 3]),
        "gain": lambda s: over(s[..., 0], s[..., 1]) - over(s[..., 2], s[..., 3]),
    }
    found = resamples.estimates(sums, figures, int((old[:, 1] > 0).sum()))
    fitted = tuner.fit(interviews, _strength(tuner, interviews, seed + 1))
    return Judged(found["before"], found["after"], found["gain"], tuple(chosen)), fitted


def folds(interviews: Whole, number: int, seed: int) -> list[Whole]:
    """Parts of nearly equal size, at random from a seed."""
    order = np.random.default_rng(seed).permutation(interviews)
    return [np.asarray(np.sort(order[k::number]), np.int64) for k in range(number)]


def _strength(tuner: Tuner[Fitted], interviews: Whole, seed: int) -> float:
    """The strength with the least held-out loss; none where its gain is within chance."""
    parts = folds(interviews, INNER, seed)
    losses: dict[float, list[Numbers]] = {s: [] for s in (UNCHANGED, *tuner.strengths)}
    for part in parts:
        rest = np.setdiff1d(interviews, part)
        for strength, found in losses.items():
            found.append(tuner.loss(tuner.fit(rest, strength), part))
    together = {s: np.concatenate(found) for s, found in losses.items()}
    plain = together[UNCHANGED]
    weight = plain[:, 1]
    best, most = UNCHANGED, 0.0
    for strength, of in together.items():
        gains = (plain[:, 0] - of[:, 0])[weight > 0]
        if len(gains) < 2:
            continue
        gain, error = float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(len(gains)))
        if gain > error and gain > most:
            best, most = strength, gain
    return best
