"""Plain text: headings, bullets and drawings told from the shape of the lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.protocols import Source
from grader.readers.glimpse import glimpse
from grader.readers.parts import Gained, Part, compose
from grader.readers.source import decode
from grader.readers.turns import with_turns
from grader.schema.document import Document

_BULLET = re.compile(r"([ \t]*)(?:[-*+•◦▪‣·–—]|\(?[0-9]{1,3}[.)]|\(?[a-zA-Z][.)])[ \t]+(?=\S)")
_NUMBERED = re.compile(
    r"(?:(?:step|part|section)[ ]+)?(\d{1,2}(?:\.\d{1,2}){0,4})[.):]?[ \t]+(?=[^\W\d_])", re.IGNORECASE
)
_UNDERLINE = re.compile(r"(=|-|~|\*|_)\1{2,}[ \t]*$")
_MARKED = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_DRAWN = re.compile(r"[│┌└├─┐┘┤┬┴┼═║╔╚▼▲▶◀]|\+-{2,}|-{2,}\+|--+>|<--+|^[ \t]*[|v^][ \t]*$|^[ \t]*\|.*\|[ \t]*$")
_RUN_ON_WORDS = "a an the and or of to for in on with by from as is are that which we i"
_RUN_ON = frozenset(_RUN_ON_WORDS.split())
_LONGEST_HEADING = 70


class PlainReader:
    """Reads plain text; anything that decodes is plain text if it is nothing else."""

    name = "text"

    def recognises(self, source: Source) -> float:
        """How sure it is, 0 to 1, that the source is of this format."""
        return 0.3 if glimpse(source) else 0.0

    def read(self, source: Source) -> Document:
        """The document; `InputError` for what cannot be read as this format."""
        text, encoding, notices = decode(source)
        parts, kind = with_turns(plain_parts(text.split("\n")))
        return compose(parts, name=source.name, format=self.name, kind=kind, encoding=encoding, notices=notices)


def plain_parts(lines: Sequence[str], first: int | None = 1, page: int | None = None) -> list[Part]:
    """The blocks of some lines. ``first`` is the number of the first line, or None where lines have no numbers."""
    parts: list[Part] = []
    gained = Gained()
    open_part: Part | None = None
    indents: list[int] = []
    n = 0
    while n < len(lines):
        line = lines[n]
        number = first + n if first is not None else None
        text = line.strip()
        if not text:
            open_part = None
            n += 1
            continue
        drawn = _drawing(lines, n)
        if drawn > n:
            parts.append(Part("code", "\n".join(lines[n:drawn]), line=number, page=page))
            open_part, n = None, drawn
            continue
        following = lines[n + 1].strip() if n + 1 < len(lines) else ""
        alone = open_part is None
        heading = _heading(text, following, alone)
        bullet = _BULLET.match(line[:200])
        if heading is not None:
            level, text, taken = heading
            parts.append(Part("heading", text, line=number, level=level, page=page))
            open_part, indents = None, []
            n += taken
            continue
        if bullet:
            width = len(bullet[1].expandtabs(4))
            while indents and indents[-1] >= width + (indents[-1] != width):
                indents.pop()
            if not indents or indents[-1] < width:
                indents.append(width)
            open_part = Part("list_item", line[bullet.end() :].strip(), line=number, level=len(indents), page=page)
            parts.append(open_part)
        elif open_part is not None:
            gained.add(open_part, text)
        else:
            if line[:1] not in " \t":
                indents = []
            open_part = Part("paragraph", text, line=number, page=page)
            parts.append(open_part)
        n += 1
    gained.join()
    return [part for part in parts if part.text.strip()]


def _heading(text: str, following: str, alone: bool) -> tuple[int, str, int] | None:
    """Level, words and number of lines of a heading; None for what is none."""
    if len(text) > 2 * _LONGEST_HEADING:
        return None
    marked = _MARKED.match(text)
    if marked:
        return len(marked[1]), text[marked.end() :].rstrip("# "), 1
    if _UNDERLINE.match(text):
        return None
    underline = _UNDERLINE.match(following)
    if underline and len(text) <= _LONGEST_HEADING and alone and abs(len(following) - len(text)) <= max(6, len(text)):
        return (1 if underline[1] == "=" else 2), text, 2
    if len(text) > _LONGEST_HEADING or not alone or text[-1] in ".?!,;":
        return None
    numbered = _NUMBERED.match(text)
    title = text[numbered.end() :] if numbered else text
    words = title.rstrip(":").split()
    if not words or len(words) > 8 or words[-1].lower() in _RUN_ON:
        return None
    letters = [c for c in title if c.isalpha()]
    if len(letters) > 2 and all(c.isupper() for c in letters) and len(title) > 3:
        return (numbered[1].count(".") + 1 if numbered else 1), text, 1
    if numbered and (not following or "." in numbered[1] or text.lower().startswith(("step", "part", "section"))):
        # "1. Upload a photo" in a list has a neighbour that is numbered too; a heading stands above other things.
        if title[0].isupper() and not _NUMBERED.match(following):
            return min(6, numbered[1].count(".") + 1), text, 1
        return None
    if not following and text.endswith(":") and title[0].isupper() and len(words) <= 6:
        return 2, text.rstrip(": "), 1
    return None


def drawn_lines(lines: Sequence[str]) -> bool:
    """Whether these lines are a drawing: three or more, and most of them of boxes and arrows."""
    marks = sum(1 for line in lines if _DRAWN.search(line[:300]))
    return marks >= 3 and marks >= 0.6 * len(lines)


def _drawing(lines: Sequence[str], start: int) -> int:
    """Where a drawing that starts on this line ends; ``start`` itself where none does."""
    if not _DRAWN.search(lines[start][:300]):
        return start
    end = marks = 0
    blank = 0
    n = start
    while n < len(lines) and n < start + 300:
        line = lines[n]
        if not line.strip():
            blank += 1
            if blank > 1:
                break
        elif _DRAWN.search(line[:300]):
            marks, end, blank = marks + 1, n + 1, 0
        elif n - end >= 2 or blank:
            break
        n += 1
    return end if marks >= 3 and end and drawn_lines([x for x in lines[start:end] if x.strip()]) else start
