"""Cut the words of unnamed speech where the voice could change: at ends of sentences, before words that answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from grader.schema.document import Block, Document
from grader.voices.tokens import Counts, Mask, Tokens

OPENERS = tuple(
    (
        "yeah yes yep no okay ok sure right so alright well great good cool nice perfect awesome exactly correct"
        " mhm uh-huh hmm got fine and but what how why can could do is are let's i you that that's um uh oh thank"
        " thanks hi hello hey please where when who which would then now makes interesting absolutely gotcha"
    ).split()
)
"""Words with which people answer, ask and take up."""
_CUTS_BEFORE = frozenset(
    (
        "yeah yes yep no okay ok sure alright well great cool nice perfect awesome exactly correct mhm uh-huh hmm"
        " fine what how why can could let's that's um uh oh thank thanks hi hello hey please where when who which"
        " makes interesting absolutely gotcha"
    ).split()
)
"""Those before which a turn may begin in the middle of a line that has no punctuation."""
SHORTEST = 2
"""Words that a piece has at least, where only a word like these cuts it off."""
_CLOSING = [ord(mark) for mark in ".?!…"]
"""What a sentence ends with."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces in order, each some words of one voice: a row each of every array."""

    words: list[str]
    """Those of all pieces, in lower case, with their apostrophes."""
    ends_of_words: Counts
    """How many of the words are said when a piece ends."""
    starts: Counts
    """``[start, end)`` in characters of the text."""
    ends: Counts
    blocks: Counts
    marked: Mask
    """The captioner marked a new voice here."""
    ended: Mask
    """The piece before ended a sentence."""
    asked: Mask
    """The piece before ended in a question mark."""
    inside: Mask
    """It begins in the middle of a cue."""
    gaps: NDArray[np.float64]
    """Seconds of silence before it; 0 where times are not known."""

    @property
    def sizes(self) -> Counts:
        """Words of each."""
        return np.diff(self.ends_of_words, prepend=0)


def unnamed(document: Document) -> list[int]:
    """Indices of the blocks of a transcript that are speech, where no voice has a name."""
    if document.kind != "transcript" or any(b.speaker for b in document.blocks):
        return []
    return [n for n, b in enumerate(document.blocks) if b.kind == "speech" and not b.aside]


def pieces_of(document: Document, blocks: Sequence[int]) -> Pieces:
    """The pieces of these blocks; none is empty, and together they hold every word."""
    text, own = document.text, [document.blocks[n] for n in blocks]
    said = "\n".join([text[b.start : b.end] for b in own])
    lengths = np.asarray([b.end - b.start + 1 for b in own], dtype=np.int64)
    begins = np.cumsum(lengths) - lengths
    tokens = Tokens.of(said)
    block = np.searchsorted(begins, tokens.starts, side="right") - 1
    opens = np.diff(block, prepend=-1) > 0
    closed = np.isin(tokens.last, _CLOSING)
    first = _cut(tokens, closed, opens)
    last = np.append(first[1:], len(tokens.starts))[: len(first)] - 1
    block = block[first]
    moved = np.asarray([b.start for b in own], dtype=np.int64)[block] - begins[block]
    opens = opens[first]
    pairs = [(None, own[0]), *pairwise(own)] if own else []
    gaps = np.asarray([_silence(before, b) for before, b in pairs], dtype=np.float64)
    apart = np.asarray([before is not None and text.count("\n", before.end, b.start) > 1 for before, b in pairs], bool)
    return Pieces(
        words=tokens.words,
        ends_of_words=tokens.before[last + 1],
        starts=tokens.starts[first] + moved,
        ends=tokens.ends[last] + moved,
        blocks=np.asarray(blocks, dtype=np.int64)[block],
        marked=apart[block] & opens,
        ended=_moved_on(closed[last]),
        asked=_moved_on(tokens.last[last] == ord("?")),
        inside=~opens,
        gaps=np.where(opens, gaps[block], 0.0),
    )


def _silence(before: Block | None, block: Block) -> float:
    if before is None or before.end_time is None or block.start_time is None:
        return 0.0
    return max(0.0, block.start_time - before.end_time)


def _cut(tokens: Tokens, closed: Mask, opens: Mask) -> Counts:
    """The first token of each piece: ``opens`` are those that open a block, ``closed`` those that end a sentence."""
    said = tokens.before
    firsts = [*tokens.words, ""]
    cutting = np.fromiter(map(_CUTS_BEFORE.__contains__, firsts), dtype=np.bool_, count=len(firsts))
    answers = cutting[said[:-1]] & (np.diff(said) > 0)
    after = _moved_on(closed)
    found: list[int] = []
    since = 0
    # Only here it is a matter of how long the piece is by now; all other tokens go on with it.
    near = np.flatnonzero(opens | after | answers)
    columns = (near, *(column[near] for column in (said[:-1], opens, after, answers)))
    for token, words, new, ended, answer in zip(*(column.tolist() for column in columns), strict=True):
        if new or (ended and words > since) or (answer and words >= since + SHORTEST):
            found.append(token)
            since = words
    return np.asarray(found, dtype=np.int64)


def _moved_on(mask: Mask) -> Mask:
    """Of each row what the one before it is."""
    return np.append(False, mask[:-1])[: len(mask)]
