"""The step classifier: two linear models, one upon the other, decoded as a whole. Weights are numbers in an npz file.

The first scores a passage by itself and its neighbours' words. The second sees those scores all over the text: what
came before, what follows, and where something marks the interview's beginning and end. So a debrief that speaks of
shards is still a debrief (stacked sequential learning: Cohen and Carvalho 2005).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grader.segmenters.course import Course, steps_of
from grader.segmenters.decode import decode, posteriors
from grader.segmenters.features import course_features, step_features
from grader.segmenters.seen import Seen, see
from grader.text.annotated import AnnotatedDocument

Numbers = NDArray[np.float64]

TEMPER = 0.1
"""How much of a passage's score counts for how sure a step is: neighbours share their words, so scores are no
independent votes. Set where confidence is nearest to how often the step is right.
"""
FORMAT = 2
"""Raised whenever the features change, so that old weights are refused and not misread."""


@dataclass(frozen=True, slots=True)
class LearnedSegmenter:
    """Weights ``[features, steps]`` and constants ``[steps]`` of both models; log-scores of moves and of both ends."""

    first: Numbers
    first_bias: Numbers
    second: Numbers
    second_bias: Numbers
    transitions: Numbers
    start: Numbers
    end: Numbers

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
            return cls(*(z[f.name].astype(np.float64) for f in fields(cls)))

    def save(self, path: Path) -> None:
        """Write ``steps.npz``, rounded so that a fit gives the same bytes again."""
        rounded = {f.name: np.round(getattr(self, f.name), 6).astype(np.float32) for f in fields(self)}
        np.savez_compressed(path, format=np.int64(FORMAT), **rounded)

    def by_itself(self, seen: Seen) -> Numbers:
        """The first model's scores: ``[passages, steps]``."""
        return step_features(seen).astype(np.float64) @ self.first + self.first_bias

    def course(self, seen: Seen) -> Course:
        """The likeliest course through the whole text."""
        if not len(seen.words):
            return Course([], np.zeros((0, len(self.first_bias))))
        scores = course_features(self.by_itself(seen), seen) @ self.second + self.second_bias
        scores -= scores.max(axis=1, keepdims=True)
        scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
        path = decode(scores, self.transitions, self.start, self.end)
        return Course(steps_of(path), posteriors(TEMPER * scores, self.transitions, self.start, self.end))

    def segment(self, annotated: AnnotatedDocument) -> Course:
        """The likeliest course through the whole text."""
        return self.course(see(annotated))
