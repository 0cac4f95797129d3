"""Say of a talk who plays which part: of each named voice, or, where nobody is named, of each stretch of one voice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from grader.schema.document import Block, Document, Notice, Role, Speaker, changed
from grader.voices.learned import LearnedVoices
from grader.voices.pieces import Pieces, pieces_of, unnamed
from grader.voices.sound import hear
from grader.voices.strangers import lectures
from grader.voices.tokens import Counts, Mask

SHORTEST = 150
"""Words below which nobody can tell who speaks by what is said."""
ALONE = 0.02
"""Share of the words that each voice must have; with less, one speaks alone."""
LEAST_TURN = 4
"""Words of a turn below which, unmarked, it is left with what stands around it: "okay" is said by both."""
TEMPER = 0.84
"""How much of the distance from even odds counts as certainty: neighbouring pieces share their words and are no
independent witnesses. Set where the mean certainty of labelled recordings is the share of words that are right.
"""
LECTURED = 0.3
"""Chance that a lecture is the candidate's, at most."""
MAIN = 0.04
"""Share of the words from which on a named voice takes part, and is no passer-by."""
ENOUGH = 2000.0
"""Words of a talk from which on `CLEAR` is enough; of a shorter one more is asked, in proportion."""
MOST_OF_A_TURN = 60
"""Words that a turn counts at most: many turns show which part a voice plays, one long one does not."""
CLEAR = 0.1
"""Log-odds by which one named voice must lean more to the candidate than another for that to decide."""
_BLOCKS = TypeAdapter(tuple[Block, ...])


def with_voices(document: Document, model: LearnedVoices) -> Document:
    """The document with its parts given out, where neither names nor the user say it; a design stays as it is."""
    if document.kind != "transcript":
        return document
    if any(b.speaker for b in document.blocks):
        return _named(document, model)
    return _unnamed(document, model)


def _named(document: Document, model: LearnedVoices) -> Document:
    """Where no name says its part: of the voices that take part the one that sounds most like a candidate is it."""
    if not document.speakers or any(s.certain for s in document.speakers):
        return document
    pieces = pieces_of(document, [n for n, b in enumerate(document.blocks) if b.kind == "speech" and not b.aside])
    words = len(pieces.words)
    if words < SHORTEST:
        return document
    leaning = model.by_words(hear(pieces))
    said: dict[str, float] = {}
    weighed: dict[str, float] = {}
    leans: dict[str, float] = {}
    told = zip(pieces.blocks.tolist(), pieces.sizes.tolist(), leaning.tolist(), strict=True)
    for name, turn in groupby(told, key=lambda piece: document.blocks[piece[0]].speaker):
        if name is None:
            continue
        spoken = [(size, lean) for _, size, lean in turn]
        count = sum(n for n, _ in spoken)
        weight = min(count, MOST_OF_A_TURN)
        said[name] = said.get(name, 0) + count
        weighed[name] = weighed.get(name, 0) + weight
        leans[name] = leans.get(name, 0.0) + weight * sum(n * lean for n, lean in spoken) / max(count, 1)
    main = [name for name, count in said.items() if count >= MAIN * words]
    if len(main) < 2 and len(document.speakers) > 1:
        return document
    if len(main) < 2:
        message = "only one speaker is named: all words count as the candidate's"
        notice = Notice(code="speakers_unknown", message=message)
        return changed(document, notices=(*document.notices, notice))
    ranked = sorted(main, key=lambda name: -leans[name] / max(weighed[name], 1))
    first, second = (leans[name] / max(weighed[name], 1) for name in ranked[:2])
    # The shorter the talk, the more by chance is what was said in it.
    if first - second < CLEAR * max(1.0, ENOUGH / words):
        return document
    sure = round(float(1 / (1 + np.exp(second - first))), 2)
    speakers = tuple(_part(s, ranked, sure) for s in document.speakers)
    if all(s.role == old.role for s, old in zip(speakers, document.speakers, strict=True)):
        return document
    who = " ".join(ranked[0].split())
    message = f"that {who} is the candidate was concluded from what is said ({sure:.0%} sure); --roles overrules it"
    notice = Notice(code="roles_concluded", message=message)
    return changed(document, speakers=speakers, notices=(*document.notices, notice))


def _part(speaker: Speaker, ranked: Sequence[str], sure: float) -> Speaker:
    if speaker.name not in ranked:
        return Speaker(name=speaker.name, role="unknown", how="a further voice")
    candidate = speaker.name == ranked[0]
    role: Role = "candidate" if candidate else "interviewer"
    if speaker.role == role:
        return speaker
    how = f"proposes and explains more than {ranked[1]}" if candidate else f"asks and comments more than {ranked[0]}"
    return Speaker(name=speaker.name, role=role, how=f"{how} ({sure:.0%} sure)")


def _unnamed(document: Document, model: LearnedVoices) -> Document:
    pieces = pieces_of(document, unnamed(document))
    sizes = pieces.sizes.astype(np.float64)
    if sizes.sum() < SHORTEST:
        return document
    sound = hear(pieces)
    heard = model.hear(sound)
    chances = heard.candidate()
    chances = np.where(lectures(sound, heard, chances), np.minimum(chances, LECTURED), chances)
    his = _smooth(chances > 0.5, sizes, pieces.marked)
    share = float(np.average(his, weights=sizes))
    if not ALONE < share < 1 - ALONE:
        return document
    certainty = 0.5 + TEMPER * (np.where(his, chances, 1 - chances) - 0.5)
    sure = float(np.average(np.maximum(certainty, 0.5), weights=sizes))
    blocks = _split(document, pieces, his, certainty)
    notices = tuple(n for n in document.notices if n.code != "speakers_unknown")
    message = f"no speakers are named: who speaks was concluded from what is said, {sure:.0%} sure on average"
    return changed(document, blocks=blocks, notices=(*notices, Notice(code="speakers_concluded", message=message)))


def _smooth(his: Mask, sizes: NDArray[np.float64], marked: Mask) -> Mask:
    """Turns of a few words go to the voice around them, unless the captioner marked them."""
    first = np.flatnonzero(np.append(True, his[1:] != his[:-1]))
    words = np.add.reduceat(sizes, first)
    short = (words < LEAST_TURN) & ~marked[first]
    short[[0, -1]] = False  # around these there is no voice
    return np.asarray(his ^ np.repeat(short, np.diff(first, append=len(his))))


def _split(document: Document, pieces: Pieces, his: Mask, certainty: NDArray[np.float64]) -> tuple[Block, ...]:
    """The blocks, those with both voices cut where the voice changes; each with its role, as sure as its whole turn."""
    turn = np.cumsum(np.append(False, his[1:] != his[:-1]))
    weights = pieces.sizes + 1e-9
    means = np.bincount(turn, weights=weights * certainty) / np.bincount(turn, weights=weights)
    sure = [round(max(0.5, mean), 3) for mean in means.tolist()]
    voices = ("candidate", "interviewer") if his[0] else ("interviewer", "candidate")
    laid: list[Block | dict[str, Any]] = []
    following = 0
    for n, start, end, before, until, total, number in _runs(pieces, turn):
        laid += document.blocks[following:n]
        following = n + 1
        part = dict(vars(document.blocks[n]))
        part["role"] = voices[number % 2]
        part["certainty"] = sure[number]
        if start >= 0:
            if part["line"] is not None:
                part["line"] += document.text.count("\n", part["start"], start)
            part["start"] = start
        if end >= 0:
            part["end"] = end
        begins, ends = part["start_time"], part["end_time"]
        if begins is not None and ends is not None:
            part["start_time"] = round(begins + (ends - begins) * before / total, 3)
            part["end_time"] = round(begins + (ends - begins) * until / total, 3)
        laid.append(part)
    return _BLOCKS.validate_python([*laid, *document.blocks[following:]])


def _runs(pieces: Pieces, turn: Counts) -> Iterator[tuple[int, ...]]:
    """Of pieces of one block and one turn: the block; start and end in the text, -1 where they are the block's own;
    words of the block before they begin, when they end, and in all; the turn.
    """
    first = np.flatnonzero(np.append(True, turn[1:] != turn[:-1]) | ~pieces.inside)
    last = np.append(first[1:], len(turn)) - 1
    opens = ~pieces.inside[first]
    closes = np.append(opens[1:], True)
    before, until = (pieces.ends_of_words - pieces.sizes)[first], pieces.ends_of_words[last]
    block = np.cumsum(opens) - 1
    said, total = before[opens][block], until[closes][block]
    columns = (
        pieces.blocks[first],
        np.where(opens, -1, pieces.starts[first]),
        np.where(closes, -1, pieces.ends[last]),
        before - said,
        until - said,
        np.maximum(total - said, 1),
        turn[first],
    )
    return zip(*(column.tolist() for column in columns), strict=True)
