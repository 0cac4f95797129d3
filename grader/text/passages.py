"""Cut a document into passages and sentences, the pieces that steps and evidence are found in.

A passage is a block of a design, or about `TARGET_WORDS` words of one voice in a talk. It belongs to one step.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

from grader.schema.document import Block, Document, Role
from grader.text.runs import WORD, Runs

TARGET_WORDS = 40
"""Captions of one voice are gathered into passages of about this many words, and never into fewer than the first or
more than the second of the next two, unless the voice ends."""
LEAST_WORDS, MOST_WORDS = 30, 56
LONGEST_TURN = 60
"""A turn of more words is cut at ends of sentences."""

# The full stop of "1." at the head of a line, or of "e.g." and its like, ends nothing.
# It begins with a set of characters, so that all others are passed over at once.
_SENTENCE_END = re.compile(
    r"[.?!。？！\n](?:(?<=\n)(?=\s*(?:[-*•]|\d+[.)])\s)"
    r"|(?<!\n)(?<!^\d\.)(?<!^\d\d\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)[\"'”’)\]]*\s+)",
    re.MULTILINE,
)
_LINE_BLOCKS = frozenset({"code", "table", "diagram"})


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the text that belongs to one step: ``[start, end)``; sentences ``[first_sentence, last_sentence)``."""

    start: int
    end: int
    kind: str
    block: int
    words: int
    first_sentence: int
    last_sentence: int
    level: int | None = None
    speaker: str | None = None
    role: Role = "author"
    certainty: float = 1.0
    """How sure the role is, where it had to be concluded from what is said."""
    start_time: float | None = None
    end_time: float | None = None
    opens_turn: bool = False
    """The voice before was another one."""
    aside: bool = False
    """No part of the talk: `Block.aside`."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, a list item, a line of code or a row of a table."""

    start: int
    end: int
    passage: int


_Spans = list[tuple[int, int]]


def count_words(text: str) -> int:
    """Runs of letters and digits."""
    return len(WORD.findall(text))


def _sentences(text: str, start: int, end: int, by_line: bool) -> _Spans:
    """Spans of the sentences in ``[start, end)``, without the white space around them, none empty."""
    cuts = [start]
    if by_line:
        cuts += [n + 1 for n in range(start, end) if text[n] == "\n"]
    else:
        cuts += [m.end() for m in _SENTENCE_END.finditer(text, start, end)]
    cuts.append(end)
    spans = []
    for a, b in pairwise(cuts):
        piece = text[a:b]
        left = a + len(piece) - len(piece.lstrip())
        right = a + len(piece.rstrip())
        if right > left:
            spans.append((left, right))
    return spans


def _pieces(document: Document, runs: Runs) -> list[tuple[list[int], list[tuple[int, int, _Spans]]]]:
    """Groups of blocks, each with its passages as (start, end, sentences); ``runs`` are those between white space."""
    text, groups = document.text, []
    blocks = document.blocks
    sizes = runs.between((b.start for b in blocks), (b.end for b in blocks))
    run: list[int] = []
    run_words = 0

    def close() -> None:
        nonlocal run, run_words
        if run:
            a, b = blocks[run[0]].start, blocks[run[-1]].end
            groups.append((run, [(a, b, _sentences(text, a, b, by_line=False))]))
        run, run_words = [], 0

    for n, block in enumerate(blocks):
        if block.kind != "speech":
            close()
            spans = _sentences(text, block.start, block.end, by_line=block.kind in _LINE_BLOCKS)
            groups.append(([n], [(block.start, block.end, spans)]))
            continue
        size = sizes[n]
        if size > LONGEST_TURN:
            close()
            groups.append(([n], _cut_turn(text, block, runs)))
            continue
        last = blocks[run[-1]] if run else block
        if (last.speaker, last.role, last.aside) != (block.speaker, block.role, block.aside):
            close()
        run.append(n)
        run_words += size
        if run_words >= MOST_WORDS or (run_words >= LEAST_WORDS and _is_cut(text, block)):
            close()
    close()
    return groups


def _is_cut(text: str, block: Block) -> bool:
    """Whether a passage of captions may end with this one. Its own words decide, one time in three, not a count from
    the start: so a word more or less somewhere moves the passages near it, no others.
    """
    return crc32(text[block.start : block.end].encode("utf-8", "replace")) % 3 == 0


def _cut_turn(text: str, block: Block, runs: Runs) -> list[tuple[int, int, _Spans]]:
    """A long turn as passages of whole sentences, each of about `LONGEST_TURN` words."""
    found: list[tuple[int, int, _Spans]] = []
    held: _Spans = []
    words = 0
    spans = _sentences(text, block.start, block.end, by_line=False)
    for span, size in zip(spans, runs.between(*zip(*spans, strict=True)) if spans else (), strict=True):
        held.append(span)
        words += size
        if words >= LONGEST_TURN:
            found.append((held[0][0], span[1], held))
            held, words = [], 0
    if held:
        found.append((held[0][0], block.end, held))
    return found


def cut(document: Document) -> tuple[list[Passage], list[Sentence]]:
    """The passages of a document in order, and their sentences in order."""
    passages: list[Passage] = []
    sentences: list[Sentence] = []
    roles = document.roles
    before: tuple[str | None, Role | None] = (None, None)
    default: Role = "author" if document.kind == "design" else "unknown"
    of_words, solid = Runs.of(document.text)
    groups = _pieces(document, solid)
    stretches = [(a, b) for _, pieces in groups for a, b, spans in pieces if spans]
    if of_words is None or not stretches:
        sizes = [count_words(document.text[a:b]) for a, b in stretches]
    else:
        sizes = of_words.between(*zip(*stretches, strict=True))
    size = iter(sizes)
    for run, pieces in groups:
        head, tail = document.blocks[run[0]], document.blocks[run[-1]]
        for k, (start, end, spans) in enumerate(pieces):
            if not spans:
                continue
            first = len(sentences)
            sentences += [Sentence(a, b, len(passages)) for a, b in spans]
            passages.append(
                Passage(
                    start=start,
                    end=end,
                    kind=head.kind,
                    block=run[0],
                    words=next(size),
                    first_sentence=first,
                    last_sentence=len(sentences),
                    level=head.level,
                    speaker=head.speaker,
                    role=roles.get(head.speaker, default) if head.speaker else head.role or default,
                    certainty=1.0 if head.certainty is None else head.certainty,
                    start_time=head.start_time,
                    end_time=tail.end_time,
                    opens_turn=k == 0 and (head.speaker, head.role) != before,
                    aside=head.aside,
                )
            )
        before = (tail.speaker, tail.role)
    return passages, sentences
