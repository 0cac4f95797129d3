"""What pieces of speech sound like, as small numbers: voices can be learned again from these alone, without a text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import re2
from numpy.typing import NDArray

from grader.voices.cues import CUES
from grader.voices.little_words import LITTLE_WORDS
from grader.voices.pieces import OPENERS, Piece

Small = NDArray[np.uint8]

_PERSONS = (
    frozenset(("you your you're you'd you'll you've yourself").split()),
    frozenset(("i i'm i'd i'll i've my me").split()),
    frozenset(("we we're we'd we'll we've our us let's").split()),
    frozenset(("what how why which who when where can could would do does is are").split()),
    frozenset(
        (
            "yeah yes okay ok sure right mhm great cool good nice perfect awesome exactly yep alright correct got"
            " makes sense gotcha"
        ).split()
    ),
    frozenset(("um uh like mean know kind sort basically actually").split()),
)
"""Of whom and how people speak: you, I, we; words that ask, that acknowledge, that fill."""
_OPENER = {word: n + 1 for n, word in enumerate(OPENERS)}
LONGEST_GAP = 25.0


@dataclass(frozen=True, slots=True)
class Sound:
    """A talk of ``n`` pieces."""

    cues: Small
    """How often each of `CUES` begins in a piece: ``[n, cues]``."""
    persons: Small
    """Words of each of six groups: ``[n, 6]``."""
    little: Small
    """How often each of `LITTLE_WORDS` stands in a piece: ``[n, words]``."""
    openers: Small
    """Index into `OPENERS` of the first word, from 1; 0 for another word."""
    sizes: NDArray[np.uint16]
    """Words."""
    flags: Small
    """Is it marked as a new voice, after the end of a sentence, after a question mark, inside a cue: ``[n, 4]``."""
    gaps: Small
    """Tenths of seconds of silence before it, up to 25 s."""


@lru_cache(maxsize=1)
def _cues() -> list[re2._Regexp]:
    return [re2.compile(expression) for expression in CUES.values()]


@lru_cache(maxsize=1)
def _columns() -> dict[str, tuple[int, ...]]:
    """Of each word that is counted where: its groups, and its own place after them."""
    own = {word: len(_PERSONS) + n for n, word in enumerate(LITTLE_WORDS)}
    words = sorted({*own, *(word for group in _PERSONS for word in group)})
    return {
        word: (*(n for n, group in enumerate(_PERSONS) if word in group), *([own[word]] if word in own else []))
        for word in words
    }


def hear(pieces: Sequence[Piece]) -> Sound:
    """The pieces as numbers."""
    n = len(pieces)
    starts, texts, at = [], [], 0
    for piece in pieces:
        said = " ".join(piece.words)
        starts.append(at)
        texts.append(said)
        at += len(said) + 1
    text = " ".join(texts)
    cues = np.zeros((n, len(CUES)), dtype=np.uint8)
    for cue, expression in enumerate(_cues()):
        for match in expression.finditer(text):
            row = bisect_right(starts, match.start()) - 1
            cues[row, cue] = min(int(cues[row, cue]) + 1, 255)
    # Counted at once: to look each word up in each group takes several times as long.
    counts = np.zeros((n, len(_PERSONS) + len(LITTLE_WORDS)), dtype=np.int64)
    columns = _columns()
    rows: list[int] = []
    at_columns: list[int] = []
    for row, piece in enumerate(pieces):
        for word in piece.words:
            for column in columns.get(word, ()):
                rows.append(row)
                at_columns.append(column)
    np.add.at(counts, (rows, at_columns), 1)
    told = np.minimum(counts, 255).astype(np.uint8)
    return Sound(
        cues=cues,
        persons=told[:, : len(_PERSONS)],
        little=told[:, len(_PERSONS) :],
        openers=np.asarray([_OPENER.get(p.words[0], 0) if p.words else 0 for p in pieces], dtype=np.uint8),
        sizes=np.asarray([min(max(len(p.words), 1), 65_535) for p in pieces], dtype=np.uint16),
        flags=np.asarray([(p.marked, p.ended, p.asked, p.inside) for p in pieces], dtype=np.uint8).reshape(n, 4),
        gaps=np.asarray([round(10 * min(p.gap, LONGEST_GAP)) for p in pieces], dtype=np.uint8),
    )
