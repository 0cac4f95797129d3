"""What pieces of speech sound like, as small numbers: voices can be learned again from these alone, without a text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, repeat

import numpy as np
from numpy.typing import NDArray

from grader.text.sets import Spans, spans_of
from grader.voices.cues import CUES
from grader.voices.little_words import LITTLE_WORDS
from grader.voices.pieces import OPENERS, Pieces

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
def _cues() -> list[Spans]:
    return [spans_of(expression) for expression in CUES.values()]


@lru_cache(maxsize=1)
def _columns() -> tuple[dict[str, int], NDArray[np.int64]]:
    """A number from 1 for each word that is counted, and by number the columns where: its groups, and its own place
    after them. What is left of a row, and all of row 0, is the column after the last, which nobody reads.
    """
    groups = [*_PERSONS, *({word} for word in LITTLE_WORDS)]
    words = sorted(set().union(*groups))
    columns = [[], *([n for n, group in enumerate(groups) if word in group] for word in words)]
    widest = max(map(len, columns))
    filled = [own + [len(groups)] * (widest - len(own)) for own in columns]
    return {word: n for n, word in enumerate(words, 1)}, np.asarray(filled, dtype=np.int64)


def hear(pieces: Pieces) -> Sound:
    """The pieces as numbers."""
    counts = np.minimum(_counted(pieces), 255).astype(np.uint8)
    words, sizes = pieces.words, pieces.sizes
    firsts = pieces.ends_of_words - sizes
    openers = [_OPENER.get(words[k], 0) if size else 0 for k, size in zip(firsts.tolist(), sizes.tolist(), strict=True)]
    return Sound(
        cues=np.minimum(_cued(pieces), 255).astype(np.uint8),
        persons=counts[:, : len(_PERSONS)],
        little=counts[:, len(_PERSONS) :],
        openers=np.asarray(openers, dtype=np.uint8),
        sizes=np.clip(sizes, 1, 65_535).astype(np.uint16),
        flags=np.stack([pieces.marked, pieces.ended, pieces.asked, pieces.inside], axis=1).astype(np.uint8),
        gaps=np.rint(10 * np.minimum(pieces.gaps, LONGEST_GAP)).astype(np.uint8),
    )


def _cued(pieces: Pieces) -> NDArray[np.int64]:
    """How often each cue begins in a piece."""
    words, last = pieces.words, pieces.ends_of_words
    if (pieces.sizes > 0).all():
        texts = words
        ends = np.cumsum(np.fromiter(map(len, words), dtype=np.int64, count=len(words)) + 1)[last - 1]
    else:
        texts = [" ".join(words[a:b]) for a, b in pairwise([0, *last.tolist()])]
        ends = np.cumsum([len(text) + 1 for text in texts])
    said = " ".join(texts).encode()
    found = [np.asarray([start for start, _ in spans(said)], dtype=np.int64) for spans in _cues()]
    rows = [np.searchsorted(ends, starts, side="right") for starts in found]
    return np.stack([np.bincount(own, minlength=len(last)) for own in rows], axis=1)


def _counted(pieces: Pieces) -> NDArray[np.int64]:
    """How often the words of each group, and each little word, stand in a piece."""
    numbers, columns = _columns()
    width, n = len(_PERSONS) + len(LITTLE_WORDS) + 1, len(pieces.starts)
    own = columns[np.fromiter(map(numbers.get, pieces.words, repeat(0)), dtype=np.int64, count=len(pieces.words))]
    rows = np.repeat(np.arange(n), pieces.sizes)
    return np.bincount((own + width * rows[:, None]).ravel(), minlength=width * n).reshape(n, width)[:, :-1]
