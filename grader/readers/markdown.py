"""Markdown (CommonMark with tables) as clean text: its words without its marks, each on its own line of the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from grader.errors import InputError
from grader.protocols import Source
from grader.readers.glimpse import glimpse
from grader.readers.parts import Part, compose
from grader.readers.plain import drawn_lines
from grader.readers.source import IN_PARTS, MAX_BLOCKS, MAX_CELLS, decode, too_many_cells
from grader.readers.tags import Tags
from grader.readers.turns import with_turns
from grader.schema.document import BlockKind, Document, Notice

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_HEADING = re.compile(r"^ {0,3}#{1,6} +\S", re.MULTILINE)
_TICKS = re.compile(r"^ {0,3}```", re.MULTILINE)
_TILDES = re.compile(r"^ {0,3}~~~", re.MULTILINE)
_LINK = re.compile(r"\[[^\]\n]{1,200}\]\([^)\n]{1,500}\)")
_STRONG = re.compile(r"\*\*[^*\n]{1,200}\*\*")
_BULLET = re.compile(r"^ {0,12}[-*+] +\S", re.MULTILINE)
_QUOTE = re.compile(r"^ {0,3}> ", re.MULTILINE)
_RULE = re.compile(r"^ {0,3}\|?[ :]*-{3,}[ :]*\|", re.MULTILINE)
_COMMENT = re.compile(r"^ {0,3}<!--", re.MULTILINE)
_MARKS = (
    ("#", 3, _HEADING),
    ("```", 3, _TICKS),
    ("~~~", 3, _TILDES),
    ("](", 2, _LINK),
    ("**", 2, _STRONG),
    ("---", 2, _RULE),
    ("<!--", 2, _COMMENT),
)
"""What tells Markdown: characters without which it cannot be there, how much it says, and its expression."""
_LONGEST_LINE = 200_000
"""A longer line is no Markdown that a person wrote, and its marks may take long to pair: it is read as plain words."""


class MarkdownReader:
    """Reads Markdown."""

    name = "markdown"

    def recognises(self, source: Source) -> float:
        """How sure it is, 0 to 1, that the source is of this format."""
        sample = glimpse(source)
        if not sample:
            return 0.0
        marks = sum(weight * len(e.findall(sample)) for sign, weight, e in _MARKS if sign in sample)
        if marks:  # bullets alone are just as much plain text
            marks += len(_BULLET.findall(sample)) + len(_QUOTE.findall(sample))
        named = 0.5 if source.suffix in (".md", ".markdown", ".mdown", ".mkd", ".mdx") else 0.0
        return max(named, min(0.75, 0.1 * marks + named))

    def read(self, source: Source) -> Document:
        """The document; `InputError` for what cannot be read as this format."""
        text, encoding, notices = decode(source)
        # Before the parser makes a score of objects of each: one bar begins a cell at most, one line a block.
        if text.count("|") > MAX_CELLS:
            raise too_many_cells(source.name)
        if text.count("\n") > MAX_BLOCKS and sum(not line.isspace() for line in text.split("\n") if line) > MAX_BLOCKS:
            raise InputError(source.name, f"more than {MAX_BLOCKS:,} lines", IN_PARTS)
        tags = Tags()
        parts, kind = with_turns(_parts(text, tags))
        if tags.hidden:
            notices.append(hidden_text())
        return compose(parts, name=source.name, format=self.name, kind=kind, encoding=encoding, notices=notices)


def hidden_text() -> Notice:
    """The notice of words that a reader of the page would not see."""
    return Notice(code="hidden_text", message="the file holds text that its page does not show; it was left out")


def _parts(text: str, tags: Tags) -> list[Part]:
    from markdown_it import MarkdownIt

    if len(text) > _LONGEST_LINE and max(map(len, text.split("\n"))) > _LONGEST_LINE:
        return [Part("paragraph", line, line=n) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    parser = MarkdownIt("commonmark").enable("table")
    parser.inline.ruler.at("backticks", _code_span)
    # markdown-it reads NUL as U+FFFD and "\n" alone as a line end, as we do: its line numbers are ours.
    tokens = parser.parse(text)
    return list(_blocks(tokens, tags))


def _code_span(state: StateInline, silent: bool) -> bool:
    """markdown-it's own rule for code spans, which keeps the line breaks that are inside one."""
    from markdown_it.rules_inline import backtick

    start, count = state.pos, len(state.tokens)
    found = backtick(state, silent)
    if found and not silent and len(state.tokens) > count and state.tokens[-1].type == "code_inline":
        raw = state.src[start : state.pos]
        if "\n" in raw:
            token = state.tokens[-1]
            token.content = raw[len(token.markup) : len(raw) - len(token.markup)]
    return found


def _blocks(tokens: Sequence[Token], tags: Tags) -> Iterator[Part]:
    """A part for each block of the tokens, outermost first, as they stand in the source."""
    depth = 0
    level = 0
    item_opens = False
    n = 0
    while n < len(tokens):
        token = tokens[n]
        kind = token.type
        first = token.map[0] + 1 if token.map else None
        if kind in ("bullet_list_open", "ordered_list_open"):
            depth += 1
        elif kind in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
        elif kind == "list_item_open":
            item_opens = True
        elif kind == "heading_open":
            level = int(token.tag[1])
        elif kind == "heading_close":
            level = 0
        elif kind == "inline":
            block: BlockKind = "heading" if level else "list_item" if item_opens else "paragraph"
            text = _clean(token, tags)
            drawn = block == "paragraph" and drawn_lines(text.split("\n"))
            yield Part("code" if drawn else block, text, line=first, level=level or (depth if item_opens else None))
            item_opens = False
        elif kind in ("fence", "code_block"):
            item_opens = False
            if first is not None and kind == "fence":
                first += 1
            word = token.info.split()[0] if token.info.split() else ""
            content = tags.words(token.content)
            yield Part("code", content, line=first, notation=word)
        elif kind == "table_open":
            end = next(k for k in range(n, len(tokens)) if tokens[k].type == "table_close")
            yield Part("table", _table(tokens[n:end], tags), line=first)
            n = end
        elif kind == "html_block":
            item_opens = False
            yield from _html(tags.strip(token.content), first)
        n += 1


def _clean(token: Token, tags: Tags) -> str:
    """The words of a run of inline marks; as many line breaks as in the source, or none where they cannot be told."""
    out: list[str] = []
    for child in token.children or ():
        kind = child.type
        if kind in ("text", "code_inline", "text_special"):
            out.append(tags.words(child.content))
        elif kind in ("softbreak", "hardbreak"):
            out.append("\n")
        elif kind == "html_inline":
            out.append(tags.strip(child.content))
        elif kind == "image":
            out.append(tags.words(child.content))
    text = "".join(out)
    if text.count("\n") != token.content.count("\n"):  # a line break inside a link's target or the like
        text = " ".join(text.split("\n"))
    return text


def _table(tokens: Sequence[Token], tags: Tags) -> str:
    """Cells joined by ``|``, a row a line; the line of dashes below the head stays as an empty one."""
    rows: list[str] = []
    cells: list[str] = []
    for token in tokens:
        if token.type == "tr_open":
            cells = []
        elif token.type == "inline":
            cells.append(" ".join(_clean(token, tags).split()))
        elif token.type == "tr_close":
            rows.append(" | ".join(cells) if any(cells) else "")
        elif token.type == "thead_close":
            rows.append("")
    return "\n".join(rows)


def _html(text: str, first: int | None) -> Iterator[Part]:
    """The paragraphs of what an HTML block shows."""
    start: int | None = None
    lines = [" ".join(line.split()) for line in text.split("\n")]
    for n, line in enumerate([*lines, ""]):
        if line and start is None:
            start = n
        elif not line and start is not None:
            number = first + start if first is not None else None
            yield Part("paragraph", "\n".join(lines[start:n]), line=number)
            start = None
