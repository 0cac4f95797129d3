"""Nested cross-validation by interview.

What is tuned on some interviews looks better on them than it is. So each interview is judged by a change that was
fitted without it, and how boldly to change, and what to leave alone, is chosen inside the other interviews, again by
interviews held out. The division is drawn several times, so that one lucky draw does not decide, and what an interview
adds is its mean over them. A change is worth making only where the interval of that gain lies above 0, that of QWK
rises above 0 with it (of weights: r with people's grades does not fall), and the machine does not lean more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from grader.calibration.fitting.changes import Change
from grader.calibration.statistics.intervals import Estimate, Figure, Resamples
from grader.evaluation.agreement import over

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Fitted = TypeVar("Fitted")

OUTER, INNER, DRAWS = 5, 4, 3
FEWEST = 30
"""Interviews below which nothing is tuned."""
BY_CHANCE = 0.02
"""How much a standardised mean difference may rise."""


class Tuner(Protocol[Fitted]):
    """Something that can be fitted to interviews."""

    def plain(self, interviews: Whole, /) -> Fitted:
        """What is, with whatever it takes to hold it against what people say taken from these interviews."""

    def fit(self, interviews: Whole, seed: int) -> Fitted:
        """What these interviews suggest, and none of the others; no more of it than holds on parts of them that are
        held out in turn.
        """

    def changes(self, fitted: Fitted) -> tuple[Change, ...]:
        """That as numbers of the rubric."""

    def sums(self, fitted: Fitted, interviews: Whole) -> Numbers:
        """[interview, k]: what each adds to the figures."""

    @property
    def figures(self) -> Mapping[str, Figure]:
        """Of such sums: ``loss``, ``qwk``, ``smd`` and, where it decides in place of ``qwk``, ``r``; ``[..., thing]``
        of one or of several things, of which their mean counts.
        """


@dataclass(frozen=True)
class Split:
    """Interviews to fit to, and those that are held out."""

    training: Whole
    held: Whole
    seed: int


@dataclass(frozen=True)
class Judged:
    """What tuning gains on interviews that had no part in it."""

    before: Estimate
    """Mean loss as it is."""
    after: Estimate
    gain: Estimate
    """How much less, above 0 is better."""
    qwk_gain: Estimate
    qwk: tuple[float | None, float | None] = (None, None)
    """As it is and tuned, of the same predictions."""
    smd: tuple[float | None, float | None] = (None, None)
    """Standardised mean differences without their signs."""
    r: tuple[float | None, float | None] = (None, None)
    """With what people say of the whole, for weights alone."""

    @property
    def objection(self) -> str | None:
        """What speaks against the change; None where it is worth making."""
        gain, agreed = self.gain, self.qwk_gain
        if gain.low is None or gain.high is None:
            return "nothing is gained on interviews that had no part in it"
        if gain.low <= 0:
            return (
                "no certain gain on interviews that had no part in it,"
                f" {gain.value:.3f} [{gain.low:.3f}, {gain.high:.3f}]"
            )
        if self.r[0] is not None or self.r[1] is not None:
            if _falls(self.r):
                return f"on interviews that had no part in it r does not hold, {_said(self.r)}"
        elif agreed.low is None or agreed.low <= 0:
            return f"on interviews that had no part in it agreement does not certainly rise, QWK {_said(self.qwk)}"
        if _falls((self.smd[1], self.smd[0]), BY_CHANCE):
            return f"on interviews that had no part in it the machine leans more, SMD {_said(self.smd)}"
        return None

    @property
    def worth_it(self) -> bool:
        """Whether nothing speaks against it."""
        return self.objection is None


def splits(number: int, seed: int) -> list[Split]:
    """Of so many interviews: each is held out once in every draw."""
    everybody = np.arange(number)
    found = []
    for draw in range(DRAWS):
        of = seed + 1000 * draw
        found += [Split(np.setdiff1d(everybody, part), part, of + 1) for part in folds(everybody, OUTER, of)]
    return found


def judged(
    tuners: Sequence[Tuner[Fitted]], divided: Sequence[Split], resamples: Resamples
) -> tuple[Judged, list[tuple[Change, ...]]]:
    """The judgement, and what the training interviews of each split suggest. Each split has a tuner of its own, in
    which whatever was tuned before was tuned without the interviews held out.
    """
    sums: list[Numbers] = []
    suggested = []
    for tuner, split in zip(tuners, divided, strict=True):
        fitted = tuner.fit(split.training, split.seed)
        suggested.append(tuner.changes(fitted))
        both = [tuner.sums(f, split.held) for f in (tuner.plain(split.training), fitted)]
        if not sums:
            sums = [np.zeros((resamples.n, b.shape[1])) for b in both]
        for whole, part in zip(sums, both, strict=True):
            whole[split.held] += part / DRAWS
    return _judgement(tuners[0].figures, np.concatenate(sums, axis=1), resamples), suggested


def _judgement(figures: Mapping[str, Figure], sums: Numbers, resamples: Resamples) -> Judged:
    def together(name: str) -> Figure:
        """[..., 2]: as it is and tuned, of those things of which both are known."""

        def of(s: Numbers) -> Numbers:
            half = s.shape[-1] // 2
            both = np.stack([figures[name](s[..., :half]), figures[name](s[..., half:])], axis=-1)
            known = ~np.isnan(both).any(axis=-1, keepdims=True)
            return over(np.where(known, both, 0.0).sum(axis=-2), known.sum(axis=-2))

        return of

    def values(name: str) -> tuple[float | None, float | None]:
        if name not in figures:
            return None, None
        before, after = together(name)(sums.sum(axis=0)).tolist()
        return (None, None) if np.isnan(before) else (before, after)

    loss, qwk = together("loss"), together("qwk")
    wanted: dict[str, Figure] = {
        "before": lambda s: loss(s)[..., 0],
        "after": lambda s: loss(s)[..., 1],
        "gain": lambda s: loss(s)[..., 0] - loss(s)[..., 1],
        "qwk": lambda s: qwk(s)[..., 1] - qwk(s)[..., 0],
    }
    found = resamples.estimates(sums, wanted, int((sums != 0).any(axis=1).sum()))
    return Judged(
        found["before"], found["after"], found["gain"], found["qwk"], values("qwk"), values("smd"), values("r")
    )


def folds(interviews: Whole, number: int, seed: int) -> list[Whole]:
    """Parts of nearly equal size, at random from a seed."""
    order = np.random.default_rng(seed).permutation(interviews)
    return [np.asarray(np.sort(order[k::number]), np.int64) for k in range(number)]


def _falls(both: tuple[float | None, float | None], most: float = 0.0) -> bool:
    """Whether the first is above the second by more than that. What is not known does not fall."""
    before, after = both
    return before is not None and after is not None and before - after > most + 1e-9


def _said(both: tuple[float | None, float | None]) -> str:
    return " to ".join("undefined" if x is None else f"{x:.3f}" for x in both)
