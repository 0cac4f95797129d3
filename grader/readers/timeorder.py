"""Captions that come out of time order, put in order: what Teams writes, whose cues stand as recognition ended them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from grader.readers.cues import Cue
from grader.readers.parts import Part

_RESTART = 60.0
"""Seconds that a time must fall back by, to near the beginning, for the file to hold a second recording."""
_FEWEST = 5
"""Cues of a second recording; fewer are cues that came late."""


@dataclass(slots=True)
class _Sentence:
    """Parts that stay together: one cue's, or those of a sentence that was divided over cues."""

    start: float
    parts: list[Part] = field(default_factory=list)


def in_time_order(parts: list[Part], cues: Sequence[Cue], cue_of: Sequence[int]) -> list[Part]:
    """The parts by time, those of one sentence together, each otherwise as it was; ``cue_of`` is the cue of each.

    A file that begins again from its start holds several recordings: each is put in order alone. What stands there
    twice with the same times is kept once.
    """
    times = [cues[n].start for n in cue_of]
    known = [t for t in times if t is not None]
    sentences = [name for name, _ in groupby(cue.sentence for cue in cues) if name]
    if len(sentences) == len(set(sentences)) and all(a <= b for a, b in pairwise(known)):
        return parts
    ordered: list[Part] = []
    there: set[tuple[float | None, float | None, str]] = set()
    for begin, end in pairwise([0, *_restarts(times), len(parts)]):
        for part in _sorted(parts[begin:end], [cues[n] for n in cue_of[begin:end]]):
            mark = (part.start, part.end, part.text)
            if mark not in there or part.start is None:
                ordered.append(part)
            there.add(mark)
    for before, part in pairwise(ordered):
        if part.speaker is not None or before.speaker is not None:
            part.new_turn = before.speaker != part.speaker
    return ordered


def _sorted(parts: Sequence[Part], cues: Sequence[Cue]) -> list[Part]:
    sentences: list[_Sentence] = []
    by_name: dict[tuple[str, str | None], _Sentence] = {}
    latest = 0.0
    for part, cue in zip(parts, cues, strict=True):
        latest = cue.start if cue.start is not None else latest
        key = (cue.sentence, part.speaker)
        there = by_name.get(key) if cue.sentence else None
        if there is None:
            there = _Sentence(latest)
            sentences.append(there)
            if cue.sentence:
                by_name[key] = there
        there.start = min(there.start, latest)
        there.parts.append(part)
    sentences.sort(key=lambda sentence: sentence.start)
    return [part for s in sentences for part in s.parts]


def _restarts(times: Sequence[float | None]) -> list[int]:
    """Where a further recording begins: the time falls back to near the first, and five cues or more follow."""
    first = next((t for t in times if t is not None), 0.0)
    latest = first
    falls: list[int] = []
    for n, time in enumerate(times):
        if time is None:
            continue
        if latest - time > _RESTART and time - first < _RESTART:
            falls.append(n)
            latest = time
        latest = max(latest, time)
    return [n for n, end in pairwise([*falls, len(times)]) if end - n >= _FEWEST]
