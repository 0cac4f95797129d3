"""Who speaks each piece: linear models of its words and of the course around it, and of the seams between two voices.

Two states, interviewer and candidate, decoded together by forward and backward probabilities. What a piece sounds like
counts for less than one vote (`WEIGHT`), as neighbours share their words; at a seam it matters whose voice would end.
What was decoded teaches how the two talk in this very talk (`Habits`), and then it is decoded again (`ROUNDS`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grader.schema.document import Block, Document
from grader.voices.features import courses, little_features, seam_features, word_features
from grader.voices.habits import Habits
from grader.voices.pieces import pieces_of
from grader.voices.sound import Sound, hear

Numbers = NDArray[np.float64]

WEIGHT = 0.1
ROUNDS = 5
"""How often what was decoded teaches the habits of the two voices; further rounds change little."""
FORMAT = 2
"""Raised whenever the features change, so that old weights are refused and not misread."""
_ONE_WORD = Document(kind="transcript", format="", text="a", blocks=(Block(kind="speech", start=0, end=1),))


@dataclass(frozen=True)
class Heard:
    """Of each piece the log-odds that the candidate speaks it, and those that the voice changes just before it if it
    was the candidate's, and if it was the interviewer's.
    """

    leaning: Numbers
    leaves: Numbers
    returns: Numbers
    voices: Habits | None = None

    def seams(self) -> Numbers:
        """The chance that the voice changes just before each piece, whosever it was."""
        return np.maximum(_chance(self.leaves), _chance(self.returns))

    def candidate(self, weight: float = WEIGHT, habits: Numbers | float = 0.0) -> Numbers:
        """The probability that each piece is the candidate's; ``habits`` are further log-odds."""
        leaning = self.leaning + habits
        seams = _seams(self.leaves, self.returns)
        found = _decoded(weight * leaning, seams)
        if self.voices is not None:
            for _ in range(ROUNDS):
                found = _decoded(weight * (leaning + self.voices.speak(found)), seams)
        return found


@dataclass(frozen=True)
class LearnedVoices:
    """Weights and constants ``[features + 1]``: of words, of little words, of the course, and of both kinds of seam."""

    words: Numbers
    little: Numbers
    course: Numbers
    leaves: Numbers
    returns: Numbers

    @classmethod
    def load(cls, path: Path) -> LearnedVoices:
        """Read ``voices.npz`` as ``grader.training`` writes it."""
        with np.load(path, allow_pickle=False) as z:
            if int(z["format"]) != FORMAT:
                raise ValueError(f"weights of format {int(z['format'])}; this version reads {FORMAT}")
            found = cls(*(z[f.name].astype(np.float64) for f in fields(cls)))
        found.hear(hear(pieces_of(_ONE_WORD, [0])))  # ValueError for other shapes
        return found

    def save(self, path: Path) -> None:
        """Write ``voices.npz``, rounded so that a fit gives the same bytes again."""
        rounded = {f.name: np.round(getattr(self, f.name), 4).astype(np.float32) for f in fields(self)}
        np.savez_compressed(path, format=np.int64(FORMAT), **rounded)

    def by_words(self, sound: Sound) -> Numbers:
        """Log-odds that each piece is the candidate's, by its words and those around it alone."""
        return linear(word_features(sound), self.words)

    def hear(self, sound: Sound) -> Heard:
        """What the whole talk says of each piece and of each seam."""
        own, little = self.by_words(sound), linear(little_features(sound), self.little)
        seams = seam_features(own, sound)
        return Heard(
            linear(courses((own, little), sound), self.course),
            linear(seams, self.leaves),
            linear(seams, self.returns),
            Habits(sound),
        )


def linear(rows: Numbers, weights: Numbers) -> Numbers:
    """Rows by weights, the last of which is the constant."""
    return np.asarray(rows @ weights[:-1] + weights[-1])


Seams = tuple[tuple[list[float], ...], tuple[list[float], ...]]
"""Of each seam the chances that the candidate goes on, leaves, comes back, and stays away: columns, from the first seam
on and from the last one back.
"""


def _seams(leaves: Numbers, returns: Numbers) -> Seams:
    """The chances of each seam. Before the first piece there is none."""
    leave, back = _chance(leaves), _chance(returns)
    leave[:1] = back[:1] = 0.0
    columns = ((1 - leave).tolist(), leave.tolist(), back.tolist(), (1 - back).tolist())
    return columns, tuple(column[::-1] for column in columns)


def _decoded(leaning: Numbers, seams: Seams) -> Numbers:
    """Forward and backward, in odds of candidate against interviewer, which need no scaling and one division a step."""
    here = np.exp(_bounded(leaning)).tolist()
    ahead, back = seams
    forward: list[float] = []
    odds = 1.0
    for said, stays, leaves, returns, away in zip(here, *ahead, strict=True):
        odds = said * (odds * stays + returns) / (odds * leaves + away)
        forward.append(odds)
    behind: list[float] = []
    odds = 1.0
    for said, stays, leaves, returns, away in zip(here[::-1], *back, strict=True):
        behind.append(odds)
        odds *= said
        odds = (odds * stays + leaves) / (odds * returns + away)
    both = np.asarray(forward) * np.asarray(behind)[::-1]
    return np.asarray(both / (1 + both))


def _chance(odds: Numbers) -> Numbers:
    """Probabilities, none so near 0 or 1 that nothing could change it."""
    return np.asarray(1 / (1 + np.exp(-_bounded(odds))))


def _bounded(odds: Numbers) -> Numbers:
    return np.clip(odds, -13, 13)
