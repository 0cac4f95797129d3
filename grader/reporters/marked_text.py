"""The text of a submission laid out for reading, with every quote in its place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from grader.schema.talk import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from grader.schema.assessment import Assessment
    from grader.schema.document import Block, Document
    from grader.schema.segmentation import Segment, Step

Span = tuple[int, int]
_TURN_SECONDS, _TURN_CHARACTERS = 60, 480
"""A turn longer than this gets a new paragraph, and with it a new time, at its next caption."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters under the same quotes."""

    text: str
    quotes: tuple[int, ...] = ()
    """Numbers of the quotes that hold it, the widest first."""
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of a design, or a turn (or a minute) of a talk."""

    kind: str
    level: int | None
    label: str
    """Line number, time or page, where known."""
    label_says: str
    """The label in words: ``line 12``."""
    speaker: str
    """Who speaks, where that is someone else than in the paragraph before."""
    runs: tuple[Run, ...]

    @property
    def ended(self) -> tuple[int, ...]:
        """Numbers of the quotes that end in it."""
        return tuple(sorted(n for run in self.runs for n in run.ends))


@dataclass(frozen=True, slots=True)
class Section:
    """One segment of the text."""

    step: Step
    times: str
    paragraphs: tuple[Paragraph, ...]


def number_quotes(spans: Iterable[Span]) -> dict[Span, int]:
    """A number from 1 for each different span, in the order of the text; one span shown twice is one quote."""
    return {s: n for n, s in enumerate(sorted(set(spans), key=lambda s: (s[0], -s[1])), start=1)}


def lay_out(assessment: Assessment, quotes: Mapping[Span, int]) -> tuple[Section, ...]:
    """All of the text, by segments; only white space between paragraphs is left out."""
    document = assessment.document
    cutter = _Cutter(document.text, quotes)
    sections = []
    speaker: str | None = None
    for segment in assessment.segments:
        paragraphs: list[Paragraph] = []
        for start, end, block in _pieces(document, segment):
            if not document.text[start:end].strip():
                continue
            name = _voice(block)
            label, says = _label(document, block, start)
            shown = name if name != speaker or not paragraphs else ""
            speaker = name
            kind, level = (block.kind, block.level) if block else ("paragraph", None)
            paragraphs.append(Paragraph(kind, level, label, says, shown, tuple(cutter.runs(start, end))))
        if paragraphs:
            sections.append(Section(segment.step, _times(segment), tuple(paragraphs)))
    return tuple(sections)


def _pieces(document: Document, segment: Segment) -> Iterable[tuple[int, int, Block | None]]:
    """Spans that tile the segment: blocks, runs of captions of one speaker, and what lies between blocks."""
    at = segment.start
    speech: tuple[int, int, Block] | None = None
    for block in document.blocks[document.block_at(segment.start) or 0 :]:
        start, end = max(block.start, segment.start), min(block.end, segment.end)
        if block.start >= segment.end:
            break
        if start >= end:
            continue
        between = document.text[at:start].strip()
        if speech and not between and _goes_on(speech, block):
            speech = (speech[0], end, speech[2])
        else:
            if speech:
                yield speech
                speech = None
            if between:
                yield at, start, None
            if block.kind == "speech":
                speech = (start, end, block)
            else:
                yield start, end, block
        at = end
    if speech:
        yield speech
    yield at, segment.end, None


def _goes_on(turn: tuple[int, int, Block], block: Block) -> bool:
    start, end, first = turn
    if block.kind != "speech" or _part(block) != _part(first) or end - start > _TURN_CHARACTERS:
        return False
    return (
        None in (block.start_time, first.start_time)
        or (block.start_time or 0) - (first.start_time or 0) < _TURN_SECONDS
    )


def _part(block: Block) -> tuple[str | None, str | None]:
    return block.speaker, block.role


def _voice(block: Block | None) -> str:
    """Who speaks: the name, or the part that was concluded."""
    if block is None or block.speaker or block.role not in ("candidate", "interviewer"):
        return (block.speaker if block else None) or ""
    return f"{block.role.capitalize()}, as it seems"


def _label(document: Document, block: Block | None, start: int) -> tuple[str, str]:
    if block is None:
        return "", ""
    if block.start_time is not None:
        return clock(block.start_time), f"at {clock(block.start_time)}"
    if block.page is not None:
        return f"p. {block.page}", f"page {block.page}"
    line = document.place(start).line
    return ("", "") if line is None else (str(line), f"{'paragraph' if document.format == 'docx' else 'line'} {line}")


def _times(segment: Segment) -> str:
    if segment.start_time is None or segment.end_time is None:
        return ""
    return f"{clock(segment.start_time)} to {clock(segment.end_time)}"


class _Cutter:
    """Cuts spans of the text where quotes begin and end; asked for them in the order of the text."""

    def __init__(self, text: str, quotes: Mapping[Span, int]) -> None:
        self._text = text
        self._quotes: Sequence[tuple[Span, int]] = sorted(quotes.items(), key=lambda q: (q[0][0], -q[0][1]))
        self._starts = [s for (s, _), _ in self._quotes]
        self._cuts = sorted({n for span in quotes for n in span})
        self._begun: set[int] = set()
        self._ended: set[int] = set()
        self._longest = max((e - s for s, e in quotes), default=0)

    def runs(self, start: int, end: int) -> Iterable[Run]:
        """Runs that make up ``text[start:end]`` exactly."""
        inside = self._cuts[bisect_right(self._cuts, start) : bisect_left(self._cuts, end)]
        for a, b in pairwise([start, *inside, end]):
            near = self._quotes[bisect_right(self._starts, a - self._longest - 1) : bisect_right(self._starts, a)]
            held = [(span, n) for span, n in near if span[1] > a]
            begins = tuple(n for _, n in held if n not in self._begun)
            # What is left of a quote may be the white space between two paragraphs, which is not shown.
            ends = tuple(n for (_, e), n in held if n not in self._ended and not self._text[b:e].strip())
            self._begun.update(begins)
            self._ended.update(ends)
            yield Run(self._text[a:b], tuple(n for _, n in held), begins, ends)
