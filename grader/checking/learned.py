"""The learned part of the checking: which passages are evidence, and what level they and the patterns' matches come to.

Patterns know the words of the trade; a candidate who says the same in plain words matches few of them. So each passage
is also scored as evidence of each criterion, and a criterion without a match may be given a level for a passage that
looks like evidence. That takes more than a match does: see `DOUBT`, `SUPPORT` and `grader.checking.quotes.speaks`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grader.checking.features import Hits, passage_features, text_features
from grader.checking.rules import Shown
from grader.schema.rubric import Rubric
from grader.segmenters.course import Course
from grader.segmenters.seen import Rows, Seen, see
from grader.text.annotated import AnnotatedDocument

Numbers = NDArray[np.float64]

FORMAT = 2
"""Raised whenever the features change, so that old weights are refused and not misread."""

CUTS = (0.47, 1.47)
"""Expected levels from which level 1 and level 2 are given."""
DOUBT = 0.6
"""Log-odds by which a criterion of which no pattern matched is less likely to reach any level."""
SUPPORT = 10
"""Criteria that patterns must have matched in a text before any other is given a level without a match: a text that
matches next to nothing is another kind of text, and scores learned on designs mean nothing there."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Of each criterion the expected level, the probabilities of levels 0 to 2, each passage's score as evidence."""

    expected: dict[str, float]
    probabilities: dict[str, tuple[float, float, float]]
    scores: dict[str, Rows]

    def level(self, criterion: str, cuts: tuple[float, ...] | None = None) -> int:
        """The level that the expected level comes to, by a rubric's own cuts where it has any."""
        return level_of(self.expected[criterion], cuts or CUTS)


def level_of(expected: float, cuts: tuple[float, ...] = CUTS) -> int:
    """The level that an expected level comes to."""
    return sum(expected >= cut for cut in cuts)


def judged(rubric: Rubric) -> str:
    """Digest of all that weights depend on: the criteria, where they look, and the patterns of their levels.

    Titles, points, advice and examples may change and the weights still hold; patterns may not. A rubric that was
    written out and read again is the same, also where a 0 has become a 0.0.
    """
    looked_for = [
        [c.id, c.applies_to, c.steps, c.after or 0, [[x.level, x.when.model_dump(mode="json")] for x in c.levels]]
        for c in rubric.criteria
    ]
    return hashlib.sha256(json.dumps(looked_for, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class LearnedJudge:
    """``evidence [features, criteria]`` and ``floor [criteria]`` score passages; ``levels [2, criteria, features]`` and
    ``offsets [2, criteria]`` give the log-odds of at least level 1 and level 2. They hold for the patterns of one
    rubric, of which ``rubric`` is the digest (`judged`).
    """

    rubric: str
    criteria: tuple[str, ...]
    evidence: Numbers
    floor: Numbers
    levels: Numbers
    offsets: Numbers

    @classmethod
    def load(cls, path: Path) -> LearnedJudge:
        """Read ``levels.npz`` as ``grader.training`` writes it."""
        with np.load(path, allow_pickle=False) as z:
            if int(z["format"]) != FORMAT:
                raise ValueError(f"weights of format {int(z['format'])}; this version reads {FORMAT}")
            names = z["names"].tobytes().decode("ascii").split("\n")
            return cls(
                names[0],
                tuple(names[1:]),
                *(z[k].astype(np.float64) for k in ("evidence", "floor", "levels", "offsets")),
            )

    def save(self, path: Path) -> None:
        """Write ``levels.npz``, rounded so that a fit gives the same bytes again."""
        np.savez_compressed(
            path,
            format=np.int64(FORMAT),
            names=np.frombuffer("\n".join((self.rubric, *self.criteria)).encode("ascii"), dtype=np.uint8),
            evidence=np.round(self.evidence, 5).astype(np.float32),
            floor=np.round(self.floor, 5).astype(np.float32),
            levels=np.round(self.levels, 4).astype(np.float32),
            offsets=np.round(self.offsets, 4).astype(np.float32),
        )

    def judge(self, annotated: AnnotatedDocument, course: Course, shown: Mapping[str, Shown]) -> Judgement:
        """Weigh what the patterns found in the light of the whole text."""
        return self.weigh(see(annotated), course, Hits.of(annotated, shown, self.criteria))

    def weigh(self, seen: Seen, course: Course, hits: Hits) -> Judgement:
        """The same from numbers alone."""
        scores = passage_features(seen, course, hits.counts).astype(np.float64) @ self.evidence + self.floor
        rows = text_features(hits, scores, seen, course).astype(np.float64)
        odds = np.einsum("lcf,cf->lc", self.levels, rows) + self.offsets
        unmatched = hits.levels == 0
        at_least = 1 / (1 + np.exp(-np.clip(odds - DOUBT * unmatched, -30, 30)))
        at_least[1] = np.minimum(at_least[1], at_least[0])
        if (~unmatched).sum() < SUPPORT:
            at_least[:, unmatched] = 0.0
        return Judgement(
            expected={c: float(at_least[:, n].sum()) for n, c in enumerate(self.criteria)},
            probabilities={
                c: (float(1 - at_least[0, n]), float(at_least[0, n] - at_least[1, n]), float(at_least[1, n]))
                for n, c in enumerate(self.criteria)
            },
            scores={c: scores[:, n].astype(np.float32) for n, c in enumerate(self.criteria)},
        )
