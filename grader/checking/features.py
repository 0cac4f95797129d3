"""What the learned part of the checking sees: each passage as evidence, and what a text shows of each criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from grader.checking.rules import Shown
from grader.schema.segmentation import STEPS
from grader.segmenters.course import Course
from grader.segmenters.features import KINDS, cue_counts, heading_steps
from grader.text.annotated import AnnotatedDocument
from grader.text.embeddings import unit

TEXT_FEATURES = 7
"""Numbers a criterion and text: see `text_features`."""

Rows = NDArray[np.float32]


def hit_counts(annotated: AnnotatedDocument, shown: Mapping[str, Shown], criteria: Sequence[str]) -> Rows:
    """Matches of level 1 and of level 2 of each criterion in each passage: ``[passages, criteria, 2]``."""
    counts = np.zeros((len(annotated.passages), len(criteria), 2), dtype=np.float32)
    for n, criterion in enumerate(criteria):
        for level, hits in shown[criterion].hits.items():
            for hit in hits:
                counts[annotated.sentences[hit.sentence].passage, n, min(level, 2) - 1] += 1
    return counts


def passage_features(annotated: AnnotatedDocument, course: Course, counts: Rows) -> Rows:
    """``[passages, features]``: words, heading above, matches, cues, step, place and form."""
    n = len(annotated.passages)
    own = unit(annotated.passage_sums)
    head = np.zeros_like(own)
    for k, above in enumerate(annotated.headings):
        if above:
            head[k] = own[above[-1]]
    steps = np.eye(len(STEPS), dtype=np.float32)[[STEPS.index(s) for s in course.steps]]
    words = np.asarray(annotated.words_before, dtype=np.float32)
    middle = ((words[:-1] + words[1:]) / (2 * max(float(words[-1]), 1.0)))[:, None]
    return np.hstack(
        [
            own,
            head,
            np.minimum(counts.reshape(n, -1), 2),
            cue_counts(annotated),
            heading_steps(annotated),
            steps,
            course.probabilities.astype(np.float32),
            middle,
            np.exp(-(1 - middle) * 10),
            np.asarray([[float(p.kind == k) for k in KINDS] for p in annotated.passages], dtype=np.float32),
            np.log1p(np.asarray([[p.words] for p in annotated.passages], dtype=np.float32)),
            np.asarray([[float(c)] for c in annotated.credited], dtype=np.float32),
        ]
    ).astype(np.float32)


def text_features(annotated: AnnotatedDocument, shown: Mapping[str, Shown], criteria: Sequence[str]) -> Rows:
    """``[criteria, TEXT_FEATURES]``, of a criterion: its level by the patterns (two flags) and the sentences matched at
    each level; of the text: the same over all criteria, and whether it is a talk.

    Matches alone: what matches nothing cannot move a level, however much of it there is.
    """
    level = np.asarray([shown[c].level for c in criteria], dtype=np.float32)
    matched = np.asarray(
        [[len({hit.sentence for hit in shown[c].hits.get(n, ())}) for n in (1, 2)] for c in criteria], dtype=np.float32
    )
    first, second = np.log1p(matched).T
    own = np.stack([level == 1, level >= 2, second, first], axis=1)
    shared = [level.mean() / 2, second.mean(), float(annotated.kind == "transcript")]
    return np.hstack([own, np.tile(np.asarray(shared), (len(level), 1))]).astype(np.float32)
