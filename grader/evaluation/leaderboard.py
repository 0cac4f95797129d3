"""What each part earns: the models fitted again without it, and simpler ones beside them, by folds.

Levels and steps are compared passage by passage with the first rater's. Folds are by author, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.checking.features import TEXT_FEATURES, Hits
from grader.checking.learned import LearnedJudge, judged, level_of
from grader.checking.rules import Rules
from grader.errors import UsageError
from grader.evaluation import agreement
from grader.evaluation.figures import mean_known
from grader.reporters.table import Cell, Table
from grader.schema.rubric import Rubric
from grader.schema.segmentation import STEPS
from grader.segmenters.course import Course
from grader.segmenters.decode import decode
from grader.segmenters.features import feature_kinds
from grader.segmenters.learned import LearnedSegmenter
from grader.text.embeddings import shipped
from grader.training.fit import fit
from grader.training.folds import fold_of
from grader.training.labelled import LabelledText
from grader.training.lessons import Lesson, annotated_text, study
from grader.training.levels import fit_levels
from grader.training.numbers import HELD
from grader.training.steps import fit_steps, moves_of
from grader.training.train import SHIPPED_VOICES
from grader.voices.learned import LearnedVoices

Numbers = NDArray[np.float64]

LOOKS = 9
"""The first features of a text are how its passages score as evidence, the others what matched."""
SHARES = (0.125, 0.25, 0.5)
"""Shares of the authors of a fold that the learning curve is drawn at; the row *all* is the whole."""


@dataclass
class _Tally:
    """Tables of counts of one row: words by step, judgements by level; None for what the row does not decide."""

    steps: Numbers
    levels: Numbers | None

    def row(self, name: str) -> tuple[Cell, ...]:
        accuracy: list[Cell] = [float(agreement.accuracy(self.steps)), float(agreement.f1(self.steps).mean())]
        if self.steps.sum() == 0:
            accuracy = ["", ""]
        levels: list[Cell] = ["", "", ""]
        if self.levels is not None:
            pooled = self.levels.sum(axis=0)
            each = mean_known(agreement.qwk(self.levels))
            levels = [float(agreement.accuracy(pooled)), float(agreement.qwk(pooled)), float(each)]
        return (name, *accuracy, *levels)


COLUMNS = (
    "fitted by folds",
    "step_accuracy",
    "step_macro_f1",
    "criterion_exact",
    "criterion_qwk",
    "criterion_qwk_mean",
)


class _Board:
    """Lessons with the words of their passages, and the tallies of the rows so far."""

    def __init__(self, lessons: Sequence[Lesson], words: Mapping[str, list[str]], rubric: Rubric, folds: int) -> None:
        self.lessons = [t for t in lessons if t.interview]
        self.words = words
        self.criteria = [c.id for c in rubric.criteria]
        self.rubric = rubric
        self.fold = fold_of([t.author for t in self.lessons], folds)
        self.tallies: dict[str, _Tally] = {}

    def split(self, fold: int) -> tuple[list[Lesson], list[Lesson]]:
        """Texts to fit on, and texts held out."""
        pairs = list(zip(self.lessons, self.fold, strict=True))
        return [t for t, f in pairs if f != fold], [t for t, f in pairs if f == fold]

    def tally(self, name: str) -> _Tally:
        if name not in self.tallies:
            self.tallies[name] = _Tally(np.zeros((len(STEPS), len(STEPS))), None)
        return self.tallies[name]

    def steps(self, name: str, t: Lesson, steps: Sequence[int] | NDArray[np.int64]) -> None:
        np.add.at(self.tally(name).steps, (np.asarray(steps), t.steps), t.seen.words)

    def levels(self, name: str, t: Lesson, found: Mapping[str, int]) -> None:
        tally = self.tally(name)
        if tally.levels is None:
            tally.levels = np.zeros((len(self.criteria), 3, 3))
        given = t.levels
        for n, criterion in enumerate(self.criteria):
            level = given.get(criterion)
            if level is not None:
                tally.levels[n, found[criterion], level] += 1


def leaderboard(
    texts: Sequence[LabelledText], rubric: Rubric, folds: int, say: Callable[[str], None] = lambda _: None
) -> Table:
    """One row a model, the simplest first."""
    criteria = [c.id for c in rubric.criteria]
    texts = [t for t in texts if t.split != HELD]
    if len({t.author for t in texts}) <= folds:
        raise UsageError(
            f"a leaderboard of {folds} folds needs texts of more authors than that; give --folds, or more data sets"
        )
    rules = Rules(rubric, shipped())
    voices = LearnedVoices.load(SHIPPED_VOICES)
    lessons, words = [], {}
    for t in texts:
        annotated = annotated_text(t, voices)
        lessons.append(study(t, annotated, rules, criteria))
        words[t.id] = [annotated.plain[p.start : p.end] for p in annotated.passages]
    board = _Board(lessons, words, rubric, folds)
    for fold in sorted(set(board.fold)):
        train, held = board.split(fold)
        _fold(board, train, held)
        say(f"leaderboard: fold {fold + 1} of {folds}")
    rows = tuple(tally.row(name) for name, tally in board.tallies.items())
    return Table("leaderboard", "What each part earns", COLUMNS, rows)


def _fold(board: _Board, train: Sequence[Lesson], held: Sequence[Lesson]) -> None:
    commonest = int(np.argmax(np.bincount(np.concatenate([t.steps for t in train]))))
    for t in held:
        board.steps("steps: the commonest always", t, np.full(len(t.steps), commonest))
    kinds = np.asarray(feature_kinds(train[0].seen))
    for name, kept in (
        ("steps: place alone", {"place"}),
        ("steps: rules (cues, headings' hints, place, form)", {"cues", "place", "form", "headings"}),
        ("steps: embeddings alone", {"words"}),
        ("steps: all, each passage by itself", set(kinds)),
    ):
        mask = np.isin(kinds, sorted(kept)).astype(np.float64)
        model, _ = fit_steps(train, mask, upon=False)
        for t in held:
            board.steps(name, t, _numbers(model.course(t.seen)))
    _words(board, train, held)
    _levels(board, train, held)
    authors = sorted({t.author for t in train})
    order = np.random.default_rng(0).permutation(len(authors))
    for share in SHARES:
        some = {authors[n] for n in order[: max(5, round(share * len(authors)))]}
        part = [t for t in train if t.author in some]
        fitted = fit(part, board.rubric)
        _both(board, f"all, fitted on {share:.1%} of the authors", held, fitted.segmenter, fitted.judge)


def _words(board: _Board, train: Sequence[Lesson], held: Sequence[Lesson]) -> None:
    """The usual baseline: words by TF-IDF and linear models; the likeliest course by the same moves."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    words = TfidfVectorizer(min_df=2, sublinear_tf=True, max_features=20_000)
    rows = words.fit_transform([p for t in train for p in board.words[t.id]])
    model = LogisticRegression(C=3.0, max_iter=80).fit(rows, np.concatenate([t.steps for t in train]))
    moves, start, end = moves_of(train)
    for t in held:
        scores = np.full((len(t.steps), len(STEPS)), -20.0)
        scores[:, model.classes_] = model.predict_log_proba(words.transform(board.words[t.id]))
        board.steps("steps: words (TF-IDF)", t, decode(0.5 * scores, moves, start, end))
    whole = TfidfVectorizer(min_df=2, sublinear_tf=True, max_features=20_000)
    table = whole.fit_transform([" ".join(board.words[t.id]) for t in train])
    found: list[dict[str, int]] = [{} for _ in held]
    asked = whole.transform([" ".join(board.words[t.id]) for t in held])
    for criterion in board.criteria:
        known = [n for n, t in enumerate(train) if t.levels.get(criterion) is not None]
        given = np.asarray([train[n].levels[criterion] for n in known])
        expected = np.zeros(len(held))
        for least in (1, 2):
            answers = given >= least
            if answers.all() or not answers.any():
                expected += float(answers.all())
            else:
                judge = LogisticRegression(C=10.0, max_iter=200).fit(table[known], answers)
                expected += judge.predict_proba(asked)[:, 1]
        for said, e in zip(found, expected, strict=True):
            said[criterion] = level_of(float(e))
    for t, said in zip(held, found, strict=True):
        board.levels("levels: words (TF-IDF)", t, said)


def _levels(board: _Board, train: Sequence[Lesson], held: Sequence[Lesson]) -> None:
    fitted = fit(train, board.rubric)
    model, courses, hits = fitted.segmenter, fitted.courses, fitted.hits
    train = [t for t in train if t.id in hits]
    for t in held:
        found = t.find(model.course(t.seen))
        board.levels("levels: patterns alone", t, dict(zip(board.criteria, np.minimum(found.levels, 2), strict=True)))
    looks = np.arange(TEXT_FEATURES) < LOOKS
    for name, mask in (
        ("levels: matches weighed", (~looks).astype(np.float64)),
        ("levels: passages scored (by words, place, matches)", looks.astype(np.float64)),
    ):
        judge = fit_levels(train, courses, hits, board.criteria, judged(board.rubric), mask)
        _judge(board, name, held, model, judge)
    _both(board, "all", held, model, fitted.judge)


def _both(board: _Board, name: str, held: Sequence[Lesson], model: LearnedSegmenter, judge: LearnedJudge) -> None:
    for t in held:
        board.steps(name, t, _numbers(model.course(t.seen)))
    _judge(board, name, held, model, judge)


def _judge(board: _Board, name: str, held: Sequence[Lesson], model: LearnedSegmenter, judge: LearnedJudge) -> None:
    for t in held:
        course = model.course(t.seen)
        found: Hits = t.find(course)
        judgement = judge.weigh(t.seen, course, found)
        board.levels(name, t, {c: judgement.level(c) for c in board.criteria})


def _numbers(course: Course) -> list[int]:
    return [STEPS.index(s) for s in course.steps]
