"""What the learned part of the checking sees: each passage as evidence, and what a text shows of each criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.checking.rules import Shown
from grader.schema.segmentation import STEPS
from grader.segmenters.course import Course
from grader.segmenters.features import heading_steps, heading_words, kind_flags, middles
from grader.segmenters.seen import KINDS, Rows, Seen
from grader.text.annotated import AnnotatedDocument
from grader.text.embeddings import unit

TEXT_FEATURES = 16
"""Numbers a criterion and text: see `text_features`."""
SHARPNESS = 4.0
"""Scores as evidence are small beside flags; so much larger, the same penalty holds both back alike."""


@dataclass(frozen=True, slots=True)
class Hits:
    """What the patterns found, as numbers."""

    counts: NDArray[np.uint8]
    """Matches of level 1 and of level 2 in each passage: ``[passages, criteria, 2]``."""
    sentences: NDArray[np.int64]
    """Sentences matched at level 1 and at level 2: ``[criteria, 2]``."""
    levels: NDArray[np.int64]
    """Level of each criterion by the patterns alone: ``[criteria]``."""

    @classmethod
    def of(cls, annotated: AnnotatedDocument, shown: Mapping[str, Shown], criteria: Sequence[str]) -> Hits:
        """The matches counted."""
        counts = np.zeros((len(annotated.passages), len(criteria), 2), dtype=np.uint8)
        sentences = np.zeros((len(criteria), 2), dtype=np.int64)
        for n, criterion in enumerate(criteria):
            for level, hits in shown[criterion].hits.items():
                column = min(level, 2) - 1
                for hit in hits:
                    passage = annotated.sentences[hit.sentence].passage
                    counts[passage, n, column] = min(int(counts[passage, n, column]) + 1, 255)
            for level in (1, 2):
                sentences[n, level - 1] = len({hit.sentence for hit in shown[criterion].hits.get(level, ())})
        return cls(counts, sentences, np.asarray([shown[c].level for c in criteria], dtype=np.int64))


def passage_features(seen: Seen, course: Course, counts: NDArray[np.uint8]) -> Rows:
    """``[passages, features]``: words, heading above, matches, cues, step, place and form."""
    n = len(seen.words)
    own = unit(seen.sums)
    steps = np.eye(len(STEPS), dtype=np.float32)[[STEPS.index(s) for s in course.steps]]
    middle = middles(seen)[:, None]
    return np.hstack(
        [
            own,
            heading_words(seen, own, 0.0),
            np.minimum(counts.reshape(n, -1), 2),
            seen.cues,
            heading_steps(seen),
            steps,
            course.probabilities,
            middle,
            np.exp(-(1 - middle) * 10),
            kind_flags(seen.kinds),
            np.log1p(seen.words)[:, None],
            seen.credited[:, None],
        ]
    ).astype(np.float32)


def usable(seen: Seen, course: Course) -> NDArray[np.bool_]:
    """Passages that may be evidence at all: the candidate's, part of the interview, and no mere heading."""
    inside = np.asarray([step != "other" for step in course.steps], dtype=np.bool_)
    return np.asarray((seen.credited > 0) & inside & (seen.kinds != KINDS.index("heading")), dtype=np.bool_)


def text_features(hits: Hits, scores: NDArray[np.float64], seen: Seen, course: Course) -> NDArray[np.float64]:
    """``[criteria, TEXT_FEATURES]``, of a criterion: how its best passages score as evidence and how the best that a
    pattern matched does; its level by the patterns (two flags) and the sentences matched at each level; of the text:
    the same over all criteria, and whether it is a talk.

    ``scores`` are the passages' as evidence: ``[passages, criteria]``.
    """
    level = hits.levels.astype(np.float64)
    first, second = np.log1p(hits.sentences.astype(np.float64)).T
    matches = np.stack([level == 1, level >= 2, second, first], axis=1)
    shared = np.asarray([level.mean() / 2, second.mean(), float(seen.talk)])
    looks = SHARPNESS * _looks(hits.counts, scores, usable(seen, course))
    return np.hstack([looks, matches, np.tile(shared, (len(level), 1))])


def _looks(counts: NDArray[np.uint8], scores: NDArray[np.float64], may: NDArray[np.bool_]) -> NDArray[np.float64]:
    """``[criteria, 9]``: the best score, the second, the mean of three, the sum; the best that matched at level 2 and
    at level 1, and how far the better is behind the best; the best and the mean of three over all criteria.
    """
    criteria = scores.shape[1]
    if not may.any():
        return np.zeros((criteria, 9))
    found, matched = scores[may], counts[may] > 0
    ranked = np.sort(found, axis=0)[::-1]
    best, three = ranked[0], ranked[:3].mean(axis=0)
    met, touched = (np.where(matched[:, :, k], found, 0.0).max(axis=0, initial=0.0) for k in (1, 0))
    return np.stack(
        [
            best,
            ranked[min(1, len(ranked) - 1)],
            three,
            np.log1p(np.maximum(found, 0).sum(axis=0)),
            met,
            touched,
            np.maximum(met, touched) - best,
            np.full(criteria, best.mean()),
            np.full(criteria, three.mean()),
        ],
        axis=1,
    )
