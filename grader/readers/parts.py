"""What a reader finds, before it has a place in the text; and the one function that gives it one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from grader.errors import InputError
from grader.readers.characters import cleaned
from grader.readers.diagrams import diagram_of
from grader.readers.language import language_of
from grader.readers.source import MAX_BLOCKS, MAX_CHARACTERS, too_long, too_many_blocks
from grader.readers.speakers import assign_roles
from grader.schema.document import Block, BlockKind, Diagram, Document, DocumentKind, Notice

_WORD = re.compile(r"[^\W_]")
_BLOCKS = TypeAdapter(tuple[Block, ...])
_LAID_OUT = ("code", "diagram", "table")


@dataclass(slots=True)
class Part:
    """A piece of a submission as its reader found it; each ``\\n`` in the text is a line break of the source."""

    kind: BlockKind
    text: str
    line: int | None = None
    level: int | None = None
    page: int | None = None
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    new_turn: bool = False
    """The voice changes here, though nobody says whose it is."""
    notation: str = ""
    """Of a fenced block, the word after the fence."""
    aside: bool = False
    """No part of the talk: `Block.aside`."""


class Gained:
    """The lines that parts gain after their first; joined once, as a text that grows by pieces is copied each time."""

    def __init__(self) -> None:
        self._lines: list[tuple[Part, list[str]]] = []

    def add(self, part: Part, line: str) -> None:
        """Note a further line of the part that was last begun."""
        if not self._lines or self._lines[-1][0] is not part:
            self._lines.append((part, [part.text]))
        self._lines[-1][1].append(line)

    def join(self) -> None:
        """Give every part its whole text."""
        for part, lines in self._lines:
            part.text = "\n".join(lines)


def compose(
    parts: Sequence[Part],
    *,
    name: str,
    format: str,  # noqa: A002  the field's name
    kind: DocumentKind,
    encoding: str | None = None,
    notices: Iterable[Notice] = (),
) -> Document:
    """The document these parts make; `InputError` where they hold no words or more than the limits allow."""
    pieces: list[str] = []
    laid: list[dict[str, Any]] = []
    diagrams: list[Diagram] = []
    position = unseen = 0
    before: Part | None = None
    for part in parts:
        text, odd = cleaned(part.text, keep_tabs=part.kind in _LAID_OUT)
        unseen += odd
        body = text.lstrip()
        if not body:
            continue
        lead = len(text) - len(body)
        line = part.line
        if lead:
            if line is not None:
                line += text.count("\n", 0, lead)
            if part.kind in _LAID_OUT:  # the first line keeps its indent
                body = text[text.rfind("\n", 0, lead) + 1 :]
        body = body.rstrip()
        if before is not None:
            gap = "\n" if _adjoin(before, part) else "\n\n"
            pieces.append(gap)
            position += len(gap)
        kind_of_block = part.kind
        if part.kind in {"code", "diagram"}:
            drawn = diagram_of(body, part.notation, len(laid))
            if drawn is not None:
                kind_of_block = "diagram"
                diagrams.append(drawn)
            else:
                kind_of_block = "code"
        fields: dict[str, Any] = {"kind": kind_of_block, "start": position, "end": position + len(body)}
        if line is not None:
            fields["line"] = line
        if part.level is not None:
            fields["level"] = part.level
        if part.page is not None:
            fields["page"] = part.page
        if part.speaker is not None:
            fields["speaker"] = part.speaker
        if part.start is not None:
            fields["start_time"] = part.start
            fields["end_time"] = part.end
        if part.aside:
            fields["aside"] = True
        laid.append(fields)
        pieces.append(body)
        position += len(body)
        before = part
        if position > MAX_CHARACTERS:
            raise too_long(name)
        if len(laid) > MAX_BLOCKS:
            raise too_many_blocks(name)
    text = "".join(pieces)
    if not _WORD.search(text):
        raise InputError(name, "has no words", "give a transcript or a written design")
    # Short names in code are words of some language or other.
    prose = "\n".join(text[b["start"] : b["end"]] for b in laid if b["kind"] not in ("code", "diagram"))
    language, maybe_english = language_of(prose)
    foreign = language in (None, "en") and not maybe_english
    blocks = _BLOCKS.validate_python(laid)  # all in one call: a third of the time of one call each
    return Document(
        kind=kind,
        format=format,
        text=text,
        blocks=blocks,
        diagrams=tuple(diagrams),
        speakers=assign_roles(blocks, text),
        encoding=encoding,
        language=None if foreign else language,
        notices=(*notices, *_notices(unseen, language, foreign)),
    )


def _adjoin(before: Part, part: Part) -> bool:
    """Whether two parts stand on neighbouring lines rather than apart."""
    if part.new_turn or before.kind != part.kind:
        return False
    if part.kind == "speech":
        return before.speaker == part.speaker
    return part.kind == "list_item"


def _notices(unseen: int, language: str | None, foreign: bool) -> Iterable[Notice]:
    if unseen:
        yield Notice(code="invisible_characters", message=f"{unseen} invisible characters were taken out of the text")
    if foreign:
        yield Notice(code="not_english", message="the text does not read as English")
    elif language not in (None, "en"):
        yield Notice(code="not_english", message=f"the text is not in English (it looks like {language!r})")
