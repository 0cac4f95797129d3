"""Fit the judge: which passages are evidence, and what level a text's matches come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from grader.checking.features import TEXT_FEATURES, Hits, passage_features, text_features
from grader.checking.learned import LearnedJudge
from grader.segmenters.course import Course
from grader.training.folds import INNER_FOLDS, fold_of
from grader.training.lessons import Lesson

Numbers = NDArray[np.float64]

EVIDENCE_PENALTY = 0.05
"""As a share of each feature's variance."""
SLACK = 0.05
"""Added to the spread of a feature: one that hardly varies must not weigh much."""
LEVEL_PENALTY = 0.3
OWN_SHARE = 0.4
"""How freely a criterion's weights may differ from those all criteria share."""
OWN_TEXT = 0.5
"""Weight of a text that was written for the project: good and strong ones are more common there than in life."""
TUNED_ON = 0.2
"""Weight of a text that the rubric's patterns were written beside: there they are better than they will be on a new
one, so it says little about how far to trust them.
"""


def fit_levels(
    lessons: Sequence[Lesson],
    courses: Mapping[str, Course],
    hits: Mapping[str, Hits],
    criteria: Sequence[str],
    rubric: str,
    mask: Numbers | None = None,
) -> LearnedJudge:
    """The judge of a rubric of this digest, from what each text shows when its steps are found, and its passages scored
    as evidence, by models whose weights of words have not seen it, much as they will be on a new text.

    ``mask`` (0 or 1 a feature of a text) leaves features out, to see what they earn.
    """
    fold = fold_of([t.author for t in lessons], INNER_FOLDS)
    rows = [passage_features(t.seen, courses[t.id], hits[t.id].counts).astype(np.float64) for t in lessons]
    # Where nobody named evidence, that a passage is not named says nothing of it.
    named = [(r, t, f) for r, t, f in zip(rows, lessons, fold, strict=True) if not t.levels_only]
    parts = [_Squares.of([(r, t.evidence(criteria)) for r, t, f in named if f == part]) for part in range(INNER_FOLDS)]
    whole = _Squares.sum(parts)
    unseen = [_Squares.sum([p for n, p in enumerate(parts) if n != part]).solve() for part in range(INNER_FOLDS)]
    shown = [
        text_features(hits[t.id], r @ unseen[f][0] + unseen[f][1], t.seen, courses[t.id])
        for t, r, f in zip(lessons, rows, fold, strict=True)
    ]
    if mask is not None:
        shown = [rows * mask for rows in shown]
    levels, offsets = _levels(lessons, shown, criteria)
    weights, floor = whole.solve()
    return LearnedJudge(rubric, tuple(criteria), weights, floor, levels, offsets)


def _levels(lessons: Sequence[Lesson], shown: Sequence[Numbers], criteria: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Logistic regressions of at least level 1 and at least level 2, all criteria together."""
    from sklearn.linear_model import LogisticRegression

    table, answers, weights = [], [], []
    for t, rows in zip(lessons, shown, strict=True):
        given = t.levels
        for k, criterion in enumerate(criteria):
            level = given.get(criterion)
            if level is not None:
                table.append(_with_own(rows[k], k, len(criteria)))
                answers.append(level)
                weights.append((TUNED_ON if t.tuned_on else 1.0) * (OWN_TEXT if t.own else 1.0))
    answer, weight = np.asarray(answers), np.asarray(weights)
    levels, offsets = np.zeros((2, len(criteria), TEXT_FEATURES)), np.zeros((2, len(criteria)))
    for at_least in (1, 2):
        model = LogisticRegression(C=LEVEL_PENALTY, max_iter=1000).fit(
            np.asarray(table), answer >= at_least, sample_weight=weight / weight.mean()
        )
        shared, flags, own = np.split(model.coef_[0], [TEXT_FEATURES, TEXT_FEATURES + len(criteria)])
        levels[at_least - 1] = shared + OWN_SHARE * own.reshape(len(criteria), TEXT_FEATURES)
        offsets[at_least - 1] = model.intercept_[0] + flags
    return levels, offsets


def _with_own(row: Numbers, criterion: int, count: int) -> Numbers:
    """The features shared by all criteria, which criterion it is, and the same features as this criterion's own."""
    flags = np.zeros(count)
    flags[criterion] = 1
    own = np.zeros((count, TEXT_FEATURES))
    own[criterion] = OWN_SHARE * row
    return np.concatenate([row, flags, own.ravel()])


@dataclass(frozen=True)
class _Squares:
    """Sums for a ridge regression of what raters named: rows ``x`` and targets ``y``, each text by the root of its
    passages. Folds are sums, so what leaves one out is another sum.
    """

    weight: float
    x: Numbers
    y: Numbers
    xx: Numbers
    xy: Numbers

    @classmethod
    def of(cls, texts: Sequence[tuple[Numbers, Numbers]]) -> _Squares:
        """Of some texts: rows and targets of each."""
        return cls.sum([cls._one(rows, wanted) for rows, wanted in texts])

    @classmethod
    def _one(cls, rows: Numbers, wanted: Numbers) -> _Squares:
        w = 1 / np.sqrt(len(rows))
        return cls(w * len(rows), w * rows.sum(0), w * wanted.sum(0), w * rows.T @ rows, w * rows.T @ wanted)

    @classmethod
    def sum(cls, parts: Sequence[_Squares]) -> _Squares:
        """Of all parts together."""
        return cls(*(sum(getattr(p, f.name) for p in parts) for f in fields(cls)))

    def solve(self) -> tuple[Numbers, Numbers]:
        """Weights ``[features, criteria]`` and constants, in terms of the features as they are."""
        mean, target = self.x / self.weight, self.y / self.weight
        inner = self.xx / self.weight - np.outer(mean, mean)
        outer = self.xy / self.weight - np.outer(mean, target)
        spread = np.sqrt(np.maximum(np.diag(inner), 0)) + SLACK
        held = inner + np.diag(EVIDENCE_PENALTY * spread**2)
        weights: Numbers = np.linalg.solve(held, outer).astype(np.float64)
        return weights, target - mean @ weights
