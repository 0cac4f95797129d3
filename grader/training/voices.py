"""Fit the model of voices: logistic regressions of pieces and of seams, the later ones upon scores of unseen talks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.training.folds import fold_of
from grader.voices.features import courses, little_features, seam_features, word_features
from grader.voices.learned import LearnedVoices, linear
from grader.voices.sound import Sound

Numbers = NDArray[np.float64]

INNER_FOLDS = 3
WORDS_EASE, LITTLE_EASE, COURSE_EASE, SEAM_EASE = 0.001, 0.0003, 0.003, 0.01
"""Inverse penalties of the regressions."""
REAL = 10.0
"""What a real recording weighs against a written one: it sounds as people do."""
SLACK = 0.05


@dataclass(frozen=True)
class Talk:
    """A labelled talk: what its pieces sound like, and which of them the candidate speaks."""

    id: str
    author: str
    sound: Sound
    candidate: NDArray[np.bool_]
    real: bool
    digest: str = ""
    """SHA-256 of the text."""


def fit_voices(talks: Sequence[Talk]) -> LearnedVoices:
    """The model, from talks in which both voices are heard."""
    fold = fold_of([t.author for t in talks], INNER_FOLDS)
    words, own = _crossed(talks, fold, word_features, WORDS_EASE)
    little, style = _crossed(talks, fold, little_features, LITTLE_EASE)
    course = _fit(
        [(courses((own[t.id], style[t.id]), t.sound), t.candidate, _weight(t)) for t in talks],
        COURSE_EASE,
    )
    leaves = _fit([_seams(t, own[t.id], of_candidate=True) for t in talks], SEAM_EASE)
    returns = _fit([_seams(t, own[t.id], of_candidate=False) for t in talks], SEAM_EASE)
    return LearnedVoices(words, little, course, leaves, returns)


def _crossed(
    talks: Sequence[Talk], fold: Sequence[int], features: Callable[[Sound], Numbers], ease: float
) -> tuple[Numbers, dict[str, Numbers]]:
    """Weights fitted on all talks, and by talk the log-odds that a fit on other authors' talks gives its pieces."""
    rows = {t.id: features(t.sound) for t in talks}
    own: dict[str, Numbers] = {}
    for k in sorted(set(fold)):
        others = [t for t, f in zip(talks, fold, strict=True) if f != k]
        unseen = _fit([(rows[t.id], t.candidate, _weight(t)) for t in others], ease)
        own.update({t.id: linear(rows[t.id], unseen) for t, f in zip(talks, fold, strict=True) if f == k})
    return _fit([(rows[t.id], t.candidate, _weight(t)) for t in talks], ease), own


def _weight(t: Talk) -> Numbers:
    """Talks are about equally heavy, whatever their length; within one, pieces by their words."""
    sizes = t.sound.sizes.astype(np.float64)
    return np.asarray((REAL if t.real else 1.0) * sizes / np.sqrt(max(float(sizes.sum()), 1.0)))


def _seams(t: Talk, own: Numbers, of_candidate: bool) -> tuple[Numbers, NDArray[np.bool_], Numbers]:
    """The seams after a piece of one voice, and whether the other voice follows."""
    after = np.flatnonzero(t.candidate[:-1] == of_candidate) + 1
    changed = t.candidate[after] != of_candidate
    weight = (REAL if t.real else 1.0) / np.sqrt(max(len(t.candidate), 1))
    return seam_features(own, t.sound)[after], changed, np.full(len(after), weight)


def _fit(parts: Sequence[tuple[Numbers, NDArray[np.bool_], Numbers]], ease: float) -> Numbers:
    """Weights ``[features + 1]`` of a logistic regression on standardised features, the constant last."""
    from sklearn.linear_model import LogisticRegression

    rows = np.vstack([p[0] for p in parts])
    answers, weight = np.concatenate([p[1] for p in parts]), np.concatenate([p[2] for p in parts])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + SLACK
    model = LogisticRegression(C=ease, max_iter=200, tol=1e-6)
    model.fit((rows - mean) / spread, answers, sample_weight=weight / weight.mean())
    found = model.coef_[0] / spread
    return np.append(found, model.intercept_[0] - found @ mean)
