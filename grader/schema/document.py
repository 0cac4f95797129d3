"""What a reader makes of a submission: one canonical text, and what its parts are."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import Literal

from grader.schema.record import Record

BlockKind = Literal["heading", "paragraph", "list_item", "code", "table", "diagram", "speech"]
DocumentKind = Literal["transcript", "design"]
Role = Literal["candidate", "interviewer", "author", "unknown"]


class Block(Record):
    """A piece of the text as the source lays it out: ``[start, end)`` in characters of `Document.text`.

    ``speech`` is a turn of a talk or a caption cue of one; neighbouring blocks of one speaker are one turn.
    Line breaks inside a block are those of the source, so a line inside it is ``line`` plus the breaks before.
    """

    kind: BlockKind
    start: int
    end: int
    level: int | None = None
    """Of a heading 1 to 6; of a list item its depth from 1."""
    line: int | None = None
    """Line of the source on which the block's text starts, from 1 (DOCX: number of the paragraph)."""
    page: int | None = None
    """Page of a PDF, from 1."""
    speaker: str | None = None
    role: Role | None = None
    """The part this voice plays, where no name says whose it is and it had to be concluded from what is said."""
    certainty: float | None = None
    """How sure that role is, 0.5 to 1."""
    start_time: float | None = None
    """Seconds from the start of the recording."""
    end_time: float | None = None
    aside: bool = False
    """Words that are no part of the talk: a machine's notes, a service's frame; never graded."""


class Diagram(Record):
    """A diagram read as components and connections; ``block`` is its index in `Document.blocks`."""

    block: int
    notation: Literal["mermaid", "plantuml", "ascii"]
    components: tuple[str, ...] = ()
    connections: tuple[tuple[str, str], ...] = ()


class Speaker(Record):
    """A voice and the part it plays; ``how`` says in a few words what the role was concluded from."""

    name: str
    role: Role
    how: str = ""
    certain: bool = False
    """A name or the user says it: nothing else is asked."""


class Notice(Record):
    """A warning about a submission: a stable code for tools, a sentence for people."""

    code: str
    message: str


class Place(Record):
    """Where a character of the text lies in the source."""

    line: int | None = None
    page: int | None = None
    time: float | None = None
    speaker: str | None = None


class Document(Record):
    """One submission as text. Blocks are in order, do not overlap and are not empty."""

    kind: DocumentKind
    format: str
    """Name of the reader's format: markdown, text, html, docx, pdf, webvtt, srt, dialogue, whisper, deepgram, …."""
    text: str
    blocks: tuple[Block, ...]
    diagrams: tuple[Diagram, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    encoding: str | None = None
    language: str | None = None
    notices: tuple[Notice, ...] = ()

    @cached_property
    def _starts(self) -> list[int]:
        return [b.start for b in self.blocks]

    @cached_property
    def roles(self) -> dict[str, Role]:
        """Role by speaker's name."""
        return {s.name: s.role for s in self.speakers}

    def block_at(self, position: int) -> int | None:
        """Index of the block that holds, or most nearly precedes, this character; None before the first."""
        n = bisect_right(self._starts, position) - 1
        return n if n >= 0 else None

    def place(self, position: int) -> Place:
        """Line, page, time and speaker of a character."""
        n = self.block_at(position)
        if n is None:
            return Place()
        b = self.blocks[n]
        line = b.line + self.text.count("\n", b.start, min(position, b.end)) if b.line is not None else None
        return Place(line=line, page=b.page, time=b.start_time, speaker=b.speaker)


def changed(document: Document, **fields: object) -> Document:
    """The document with some fields replaced, made afresh so that nothing derived from the old ones stays."""
    kept = {f: getattr(document, f) for f in Document.model_fields}
    return Document(**{**kept, **fields})
