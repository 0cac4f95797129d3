"""The step classifier: a linear model over `step_features`, decoded as a whole. Weights are numbers in an npz file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grader.segmenters.course import Course, steps_of
from grader.segmenters.decode import decode, posteriors
from grader.segmenters.features import named_steps, step_features
from grader.text.annotated import AnnotatedDocument

Numbers = NDArray[np.float64]

FORMAT = 1
"""Raised whenever the features change, so that old weights are refused and not misread."""
NAMED = 0.5
"""Log-score that a heading with a step's name adds to the passages below it."""


@dataclass(frozen=True, slots=True)
class LearnedSegmenter:
    """``weights [features, steps]`` and ``bias [steps]`` of the classifier; log-scores of moves and of both ends."""

    weights: Numbers
    bias: Numbers
    transitions: Numbers
    start: Numbers
    end: Numbers
    trust: float = 0.5
    """What a passage's own score counts for: neighbours share their words, so scores are no independent votes."""

    @property
    def name(self) -> str:
        """As plug-ins and signatures call it."""
        return "learned"

    @classmethod
    def load(cls, path: Path) -> LearnedSegmenter:
        """Read ``steps.npz`` as ``grader.training`` writes it."""
        with np.load(path, allow_pickle=False) as z:
            if int(z["format"]) != FORMAT:
                raise ValueError(f"weights of format {int(z['format'])}; this version reads {FORMAT}")
            return cls(*(z[k].astype(np.float64) for k in ("weights", "bias", "transitions", "start", "end")))

    def save(self, path: Path) -> None:
        """Write ``steps.npz``, rounded so that a fit gives the same bytes again."""
        np.savez_compressed(
            path,
            format=np.int64(FORMAT),
            weights=np.round(self.weights, 4).astype(np.float32),
            bias=np.round(self.bias, 4).astype(np.float32),
            transitions=np.round(self.transitions, 4).astype(np.float32),
            start=np.round(self.start, 4).astype(np.float32),
            end=np.round(self.end, 4).astype(np.float32),
        )

    def segment(self, annotated: AnnotatedDocument) -> Course:
        """The likeliest course through the whole text."""
        if not annotated.passages:
            return Course([], np.zeros((0, len(self.bias))))
        scores = step_features(annotated).astype(np.float64) @ self.weights + self.bias
        scores -= scores.max(axis=1, keepdims=True)
        scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
        own = scores * self.trust + NAMED * named_steps(annotated)
        path = decode(own, self.transitions, self.start, self.end)
        return Course(steps_of(path), posteriors(own, self.transitions, self.start, self.end))
