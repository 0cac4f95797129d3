"""Fit the weights on labelled texts. scikit-learn fits; what is kept are numbers.

Evidence and levels are fitted on what a text shows when its steps are found by a model that has not seen it (inner
folds by author), as they will be on a new text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grader.checking.features import TEXT_FEATURES, hit_counts, passage_features, text_features
from grader.checking.learned import LearnedJudge, judged
from grader.checking.rules import Rules
from grader.schema.rubric import Rubric
from grader.schema.segmentation import STEPS
from grader.segmenters.course import Course
from grader.segmenters.features import Guise, step_features
from grader.segmenters.learned import LearnedSegmenter
from grader.text.embeddings import shipped
from grader.training.labelled import Lesson

Numbers = NDArray[np.float64]

INNER_FOLDS = 5
STEP_PENALTY = 0.001
EVIDENCE_PENALTY = 300.0
LEVEL_PENALTY = 0.3
OWN_SHARE = 0.3
"""How freely a criterion's weights may differ from those all criteria share."""
TUNED_ON = 0.1
"""Weight of a text that the rubric's patterns were written beside: there they are better than they will be on a new
one, so it says little about how far to trust them.
"""


@dataclass(frozen=True)
class Fitted:
    """Both learned parts."""

    segmenter: LearnedSegmenter
    judge: LearnedJudge

    def save(self, folder: Path) -> None:
        """Write ``steps.npz`` and ``levels.npz`` into a folder, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        self.segmenter.save(folder / "steps.npz")
        self.judge.save(folder / "levels.npz")


def folds(texts: Sequence[Lesson], count: int) -> Iterator[tuple[list[int], list[int]]]:
    """Training and held-out positions; no author is on both sides. The largest authors are dealt out first."""
    sizes: dict[str, int] = {}
    for t in texts:
        sizes[t.author] = sizes.get(t.author, 0) + 1
    filled = [0] * count
    fold_of: dict[str, int] = {}
    for author in sorted(sizes, key=lambda a: (-sizes[a], a)):
        fold = min(range(count), key=lambda f: (filled[f], f))
        fold_of[author] = fold
        filled[fold] += sizes[author]
    for fold in range(count):
        held = [n for n, t in enumerate(texts) if fold_of[t.author] == fold]
        if held:
            yield [n for n in range(len(texts)) if n not in held], held


def _scaled(rows: Numbers, slack: float) -> tuple[Numbers, Numbers]:
    return rows.mean(axis=0), rows.std(axis=0) + slack


def fit_segmenter(texts: Sequence[Lesson]) -> LearnedSegmenter:
    """Multinomial regression over passages, each text about equally heavy, and counted transitions.

    Each design is seen again without its headings, and again as if it were told: textbooks name their steps, people do
    not, and recordings are too few to learn from alone.
    """
    from sklearn.linear_model import LogisticRegression

    tables: list[Numbers] = []
    answers: list[NDArray[np.int64]] = []
    weights: list[Numbers] = []
    for t in texts:
        size = np.sqrt([max(p.words, 1) for p in t.annotated.passages])
        guises: tuple[Guise, ...] = ("itself",) if t.annotated.kind == "transcript" else ("itself", "unheaded", "talk")
        for guise in guises:
            tables.append(step_features(t.annotated, guise).astype(np.float64))
            answers.append(t.steps)
            weights.append(size / np.sqrt(size.sum()))
    rows, steps, weight = np.vstack(tables), np.concatenate(answers), np.concatenate(weights)
    mean, spread = _scaled(rows, 0.05)
    model = LogisticRegression(C=STEP_PENALTY, max_iter=400).fit(
        (rows - mean) / spread, steps, sample_weight=weight / weight.mean()
    )
    count = len(STEPS)
    full = np.zeros((rows.shape[1], count))
    bias = np.full(count, -20.0)
    full[:, model.classes_] = (model.coef_ / spread).T
    bias[model.classes_] = model.intercept_ - (model.coef_ * (mean / spread)).sum(axis=1)
    moves = np.full((count, count), 0.5)
    for t in texts:
        np.add.at(moves, (t.steps[:-1], t.steps[1:]), 1)
    first = np.bincount([t.steps[0] for t in texts], minlength=count) + 1.0
    last = np.bincount([t.steps[-1] for t in texts], minlength=count) + 1.0
    return LearnedSegmenter(
        full,
        bias,
        np.log(moves / moves.sum(axis=1, keepdims=True)),
        np.log(first / first.max()),
        np.log(last / last.max()),
    )


def fit(texts: Sequence[Lesson], rubric: Rubric) -> Fitted:
    """Both parts, from labelled texts and the rubric whose levels they carry."""
    from sklearn.linear_model import LogisticRegression

    criteria = tuple(c.id for c in rubric.criteria)
    rules = Rules(rubric, shipped())
    courses: dict[int, Course] = {}
    for train, held in folds(texts, INNER_FOLDS):
        part = fit_segmenter([texts[n] for n in train])
        for n in held:
            courses[n] = part.segment(texts[n].annotated)
    shown = [rules.find(rules.scan(t.annotated), courses[n].steps) for n, t in enumerate(texts)]
    counts = [hit_counts(t.annotated, shown[n], criteria) for n, t in enumerate(texts)]
    rows = [passage_features(t.annotated, courses[n], counts[n]).astype(np.float64) for n, t in enumerate(texts)]
    targets = [_targets(t, criteria) for t in texts]
    level_weights = np.zeros((2, len(criteria), TEXT_FEATURES))
    offsets = np.zeros((2, len(criteria)))
    seen = [text_features(t.annotated, shown[n], criteria).astype(np.float64) for n, t in enumerate(texts)]
    design, given, weight = [], [], []
    for n, t in enumerate(texts):
        for k, criterion in enumerate(criteria):
            level = t.levels[criterion]
            if level is not None:
                design.append(_with_own(seen[n][k], k, len(criteria)))
                given.append(level)
                weight.append(TUNED_ON if t.tuned_on else 1.0)
    table, answer, heft = np.asarray(design), np.asarray(given), np.asarray(weight)
    for at_least in (1, 2):
        model = LogisticRegression(C=LEVEL_PENALTY, max_iter=1000).fit(
            table, answer >= at_least, sample_weight=heft / heft.mean()
        )
        coefficients = model.coef_[0]
        shared = coefficients[:TEXT_FEATURES]
        own = coefficients[TEXT_FEATURES + len(criteria) :].reshape(len(criteria), TEXT_FEATURES)
        level_weights[at_least - 1] = shared + OWN_SHARE * own
        offsets[at_least - 1] = model.intercept_[0] + coefficients[TEXT_FEATURES : TEXT_FEATURES + len(criteria)]
    weights, floor = _fit_evidence(rows, targets)
    return Fitted(fit_segmenter(texts), LearnedJudge(judged(rubric), criteria, weights, floor, level_weights, offsets))


def _targets(text: Lesson, criteria: Sequence[str]) -> Numbers:
    """How strongly raters named each passage as evidence: ``[passages, criteria]``."""
    table = np.zeros((len(text.annotated.passages), len(criteria)))
    for k, criterion in enumerate(criteria):
        for passage, strength in text.evidence.get(criterion, {}).items():
            table[passage, k] = strength
    return table


def _fit_evidence(rows: Sequence[Numbers], targets: Sequence[Numbers]) -> tuple[Numbers, Numbers]:
    """Ridge regression of the targets, in terms of the features as they are: weights and constants."""
    from sklearn.linear_model import Ridge

    table, wanted = np.vstack(rows), np.vstack(targets)
    weight = np.concatenate([np.full(len(r), 1 / np.sqrt(len(r))) for r in rows])
    mean, spread = _scaled(table, 0.05)
    model = Ridge(alpha=EVIDENCE_PENALTY, solver="cholesky").fit(
        (table - mean) / spread, wanted, sample_weight=weight / weight.mean()
    )
    weights = (model.coef_ / spread).T
    return weights, model.intercept_ - mean @ weights


def _with_own(row: Numbers, criterion: int, count: int) -> Numbers:
    """The features shared by all criteria, which criterion it is, and the same features as this criterion's own."""
    flags = np.zeros(count)
    flags[criterion] = 1
    own = np.zeros((count, TEXT_FEATURES))
    own[criterion] = OWN_SHARE * row
    return np.concatenate([row, flags, own.ravel()])
