"""Cut the words of unnamed speech where the voice could change: at ends of sentences, before words that answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.schema.document import Block, Document

_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"[a-z0-9']+")

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


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of one voice: ``[start, end)`` in characters of the text."""

    start: int
    end: int
    block: int
    words: tuple[str, ...]
    """In lower case, with their apostrophes."""
    marked: bool
    """The captioner marked a new voice here."""
    ended: bool
    """The piece before ended a sentence."""
    asked: bool
    """The piece before ended in a question mark."""
    inside: bool
    """It begins in the middle of a cue."""
    gap: float
    """Seconds of silence before it; 0 where times are not known."""


def unnamed(document: Document) -> list[int]:
    """Indices of the blocks of a transcript that are speech, where no voice has a name."""
    if document.kind != "transcript" or any(b.speaker for b in document.blocks):
        return []
    return [n for n, b in enumerate(document.blocks) if b.kind == "speech" and not b.aside]


def pieces_of(document: Document, blocks: Sequence[int]) -> list[Piece]:
    """The pieces of these blocks, in order; none is empty, and together they hold every word."""
    text, found = document.text, list[Piece]()
    ended = asked = False
    before: Block | None = None
    for n in blocks:
        block = document.blocks[n]
        marked = before is not None and text.count("\n", before.end, block.start) > 1
        gap = _silence(before, block)
        for k, (start, end, words) in enumerate(_cut(text, block.start, block.end)):
            found.append(Piece(start, end, n, words, marked and k == 0, ended, asked, k > 0, gap if k == 0 else 0.0))
            last = text[end - 1]
            ended, asked = last in ".?!…", last == "?"
        before = block
    return found


def _silence(before: Block | None, block: Block) -> float:
    if before is None or before.end_time is None or block.start_time is None:
        return 0.0
    return max(0.0, block.start_time - before.end_time)


def _cut(text: str, start: int, end: int) -> list[tuple[int, int, tuple[str, ...]]]:
    """Spans of the pieces of one block, each with its words."""
    out: list[tuple[int, int, tuple[str, ...]]] = []
    first = last = -1
    words: list[str] = []
    closed = False
    for token in _TOKEN.finditer(text, start, end):
        spoken = _WORD.findall(token[0].lower().replace("’", "'"))
        if first >= 0 and (closed or (len(words) >= SHORTEST and spoken and spoken[0] in _CUTS_BEFORE)):
            out.append((first, last, tuple(words)))
            first, words = -1, []
        if first < 0:
            first = token.start()
        last = token.end()
        words += spoken
        closed = token[0][-1] in ".?!…" and bool(words)
    if first >= 0:
        out.append((first, last, tuple(words)))
    return out
