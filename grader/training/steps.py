"""Fit the step classifier: ridge regression of passages, then multinomial regression upon its scores.

The second model is fitted on scores that the first gave to texts it had not seen. That costs little: sums of squares
are kept by fold, and leaving a fold out is a subtraction.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from grader.schema.segmentation import STEPS
from grader.segmenters.course import Course
from grader.segmenters.features import Guise, course_features, step_features
from grader.segmenters.learned import LearnedSegmenter
from grader.training.folds import INNER_FOLDS, fold_of
from grader.training.lessons import Lesson

Numbers = NDArray[np.float64]

FIRST_PENALTY = 1000.0
SECOND_PENALTY = 0.003
SLACK = 0.05
"""Added to the spread of a feature: one that hardly varies must not weigh much."""
MOVES = 0.5
"""Moves between any two steps that are supposed to have been seen."""


def fit_steps(
    lessons: Sequence[Lesson], mask: Numbers | None = None, upon: bool = True
) -> tuple[LearnedSegmenter, dict[str, Course]]:
    """The classifier, and by text its course when a first model is used that has not seen it.

    To see what each part earns: ``mask`` (0 or 1 a feature) leaves features of the first model out, and without
    ``upon`` the second sees a passage's own scores alone.
    """
    from sklearn.linear_model import LogisticRegression

    fold = fold_of([t.author for t in lessons], INNER_FOLDS)
    squares = [_Squares() for _ in range(INNER_FOLDS)]
    for t, f in zip(lessons, fold, strict=True):
        for guise in _guises(t):
            squares[f].add(_first_rows(t, guise, mask), t.steps, _weight(t))
    whole = sum(squares[1:], squares[0])
    first = whole.solve()
    unseen = [(whole - part).solve() for part in squares]
    tables, answers, weights = [], [], []
    for t, f in zip(lessons, fold, strict=True):
        for guise in _guises(t):
            if guise != "talk":
                scores = _first_rows(t, guise, mask) @ unseen[f]
                tables.append(course_features(scores, t.seen, guise).astype(np.float32))
                answers.append(t.steps)
                weights.append(_weight(t))
    rows, weight = np.vstack(tables), np.concatenate(weights)
    if not upon:
        rows[:, len(STEPS) :] = 0
    mean, spread = rows.mean(axis=0, dtype=np.float64), rows.std(axis=0, dtype=np.float64) + 0.001
    rows -= mean.astype(np.float32)
    rows /= spread.astype(np.float32)
    model = LogisticRegression(C=SECOND_PENALTY, max_iter=200).fit(
        rows, np.concatenate(answers), sample_weight=weight / weight.mean()
    )
    second = np.zeros((rows.shape[1], len(STEPS)))
    bias = np.full(len(STEPS), -20.0)
    second[:, model.classes_] = (model.coef_ / spread).T
    bias[model.classes_] = model.intercept_ - (model.coef_ * (mean / spread)).sum(axis=1)
    moves, start, end = moves_of(lessons)

    def made(weights: Numbers) -> LearnedSegmenter:
        return LearnedSegmenter(weights[:-1], weights[-1], second, bias, moves, start, end)

    courses = {t.id: made(unseen[f]).course(t.seen) for t, f in zip(lessons, fold, strict=True)}
    return made(first), courses


class _Squares:
    """Sums over rows ``x`` with answers ``y``: of ``x x'`` and of ``x y'``, each row by its weight."""

    def __init__(self, xx: Numbers | float = 0.0, xy: Numbers | float = 0.0) -> None:
        self._xx, self._xy = xx, xy

    def add(self, rows: Numbers, steps: NDArray[np.int64], weight: Numbers) -> None:
        weighted = rows * weight[:, None]
        self._xx = self._xx + weighted.T @ rows
        self._xy = self._xy + weighted.T @ np.eye(len(STEPS))[steps]

    def __add__(self, other: _Squares) -> _Squares:
        return _Squares(self._xx + other._xx, self._xy + other._xy)

    def __sub__(self, other: _Squares) -> _Squares:
        return _Squares(self._xx - other._xx, self._xy - other._xy)

    def solve(self) -> Numbers:
        """Weights ``[features + 1, steps]``, the last row the constants, which no penalty holds back."""
        xx, xy = np.asarray(self._xx), np.asarray(self._xy)
        total = xx[-1, -1]
        spread = np.sqrt(np.maximum(np.diag(xx) / total - (xx[-1] / total) ** 2, 0)) + SLACK
        penalty = FIRST_PENALTY * spread**2
        penalty[-1] = 1e-6
        return np.asarray(np.linalg.solve(xx + np.diag(penalty), xy))


def _guises(t: Lesson) -> tuple[Guise, ...]:
    """Each design is seen again without its headings, and again as if it were told.

    Textbooks name their steps, people do not, and recordings are too few to learn from alone.
    """
    return ("itself",) if t.seen.talk else ("itself", "unheaded", "talk")


def _first_rows(t: Lesson, guise: Guise, mask: Numbers | None) -> Numbers:
    rows = step_features(t.seen, guise).astype(np.float64)
    if mask is not None:
        rows *= mask
    return np.hstack([rows, np.ones((len(rows), 1))])


def _weight(t: Lesson) -> Numbers:
    """Texts are about equally heavy, whatever their length."""
    size = np.sqrt(np.maximum(t.seen.words, 1))
    return np.asarray(size / np.sqrt(size.sum()))


def moves_of(lessons: Sequence[Lesson]) -> tuple[Numbers, Numbers, Numbers]:
    """Log-scores of moves from step to step ``[from, to]``, and of the first and the last step."""
    count = len(STEPS)
    moves = np.full((count, count), MOVES)
    first, last = np.ones(count), np.ones(count)
    for t in lessons:
        steps = t.steps
        np.add.at(moves, (steps[:-1], steps[1:]), 1)
        first[steps[0]] += 1
        last[steps[-1]] += 1
    return np.log(moves / moves.sum(axis=1, keepdims=True)), np.log(first / first.max()), np.log(last / last.max())
