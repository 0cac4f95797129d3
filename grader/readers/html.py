"""HTML pages: the words that the page shows, by headings, paragraphs, list items, tables and preformatted text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from grader.errors import InputError
from grader.protocols import Source
from grader.readers.dialogue import dialogue_parts
from grader.readers.glimpse import glimpse
from grader.readers.markdown import hidden_text
from grader.readers.pagelines import set_lines
from grader.readers.parts import Part, compose
from grader.readers.source import (
    MAX_BLOCKS,
    MAX_CELLS,
    MAX_CHARACTERS,
    MAX_MARKED_UP,
    decode,
    too_long,
    too_many_blocks,
    too_many_cells,
)
from grader.readers.tags import hides
from grader.readers.turns import with_turns
from grader.schema.document import BlockKind, Document

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_DEPTH = 400
MAX_ELEMENTS = 200_000
_UNSEEN_WORDS = (
    "script style template noscript head title svg iframe object audio video canvas select -comment #comment _comment"
)
_UNSEEN = frozenset(_UNSEEN_WORDS.split())
_BLOCK_WORDS = """
    address article aside blockquote body caption cite center dd details div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead time tr
    ul
"""
_BLOCK = frozenset(_BLOCK_WORDS.split())
_OPENING = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})(?=[\s>/])")
_NESTING_WORDS = """
    a abbr article aside b big blockquote center cite code div em font form i ins label main nav ol pre q s section
    small span strong sub sup table u ul svg button
"""
_NESTING = frozenset(_NESTING_WORDS.split())
_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAGS = re.compile(
    r"</?(?:p|div|ul|ol|li|h[1-6]|table|tr|td|span|cite|time|br|section|article|pre)\b[^<>]{0,300}>", re.IGNORECASE
)
_MARKDOWN = re.compile(r"^(?: {0,3}#{1,6} |```|[-*] )|\]\(", re.MULTILINE)


class HtmlReader:
    """Reads HTML."""

    name = "html"

    def recognises(self, source: Source) -> float:
        """How sure it is, 0 to 1, that the source is of this format."""
        sample = glimpse(source)
        if _START.match(sample):
            return 0.98
        if not sample.lstrip().startswith("<"):
            return 0.0
        tags = len(_TAGS.findall(sample))
        return 0.85 if tags >= 4 and tags > 3 * len(_MARKDOWN.findall(sample)) else 0.0

    def read(self, source: Source) -> Document:
        """The document; `InputError` for what cannot be read as this format."""
        text, encoding, notices = decode(source, MAX_MARKED_UP)
        _check_depth(text, source.name)
        parts, hidden = _parts(text, source.name)
        spoken = dialogue_parts(
            [part.text for part in parts if part.kind not in ("code", "table")], name=source.name, numbered=False
        )
        if spoken is not None:
            set_lines(spoken.parts, text)
            return compose(
                spoken.parts,
                name=source.name,
                format=self.name,
                kind="transcript",
                encoding=encoding,
                notices=[*notices, *spoken.notices, *([hidden_text()] if hidden else [])],
            )
        parts, kind = with_turns(parts)
        set_lines(parts, text)
        if hidden:
            notices.append(hidden_text())
        return compose(parts, name=source.name, format=self.name, kind=kind, encoding=encoding, notices=notices)


def _check_depth(text: str, name: str) -> None:
    """`InputError` for elements nested so deep that only building their tree would take long."""
    depth = 0
    for tag in _OPENING.finditer(text):
        if tag[2].lower() in _NESTING:
            depth += -1 if tag[1] else 1
            if depth > MAX_DEPTH:
                raise InputError(name, f"elements are nested more than {MAX_DEPTH} deep", "save the page as plain text")
            depth = max(depth, 0)


def _parts(text: str, name: str) -> tuple[list[Part], bool]:
    """The parts of a page in its order, and whether any words on it are hidden."""
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(text).body
    page = _Page(name)
    if root is not None:
        page.walk(root)
    return page.parts, page.hidden


class _Page:
    """Collects parts on a walk through the tree; nothing of the walk is recursive."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._size = self._cell_count = self._elements = 0
        self.parts: list[Part] = []
        self.hidden = False
        self._words: list[str] = []
        self._kind: BlockKind = "paragraph"
        self._level: int | None = None
        self._pre = 0
        self._lists = 0
        self._table = 0
        self._rows: list[str] = []
        self._cells: list[str] = []

    def walk(self, root: LexborNode) -> None:
        """Take in all that is below a node."""
        stack: list[tuple[LexborNode, bool]] = [(root, True)]
        while stack:
            node, opens = stack.pop()
            tag = node.tag or ""
            self._elements += opens
            if self._elements > MAX_ELEMENTS:
                raise InputError(self._name, f"more than {MAX_ELEMENTS:,} elements", "save the page as plain text")
            if not opens:
                self._leave(tag)
                continue
            if tag == "-text":
                words = node.text_content or ""
                self._words.append(words)
                self._size += len(words.strip())
                if self._size > MAX_CHARACTERS:
                    raise too_long(self._name)
                continue
            if tag in _UNSEEN or tag.startswith(("!", "-")):
                continue
            attributes = node.attributes
            if hides(attributes.get("style")) or "hidden" in attributes:
                self.hidden = self.hidden or any(c.isalnum() for c in node.text())
                continue
            self._enter(tag, attributes)
            stack.append((node, False))
            children = []
            child = node.child
            while child is not None:
                children.append((child, True))
                child = child.next
            stack.extend(reversed(children))
        self._flush()

    def _enter(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "br":
            self._words.append("\n" if self._pre else "\x00")
        elif tag == "img" and attributes.get("alt"):
            self._words.append(f" {attributes['alt']} ")
        if tag not in _BLOCK:
            return
        if self._table:
            if tag == "table":
                self._table += 1
            elif tag == "tr" and self._table == 1:
                self._cells = []
            self._words.append(" ")
            return
        self._flush()
        if tag == "table":
            self._table, self._rows = 1, []
        elif tag == "pre":
            self._pre += 1
            self._kind = "code"
        elif tag in ("ul", "ol"):
            self._lists += 1
        elif tag == "li":
            self._kind, self._level = "list_item", max(1, self._lists)
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self._kind, self._level = "heading", int(tag[1])

    def _leave(self, tag: str) -> None:
        if tag not in _BLOCK:
            return
        if self._table:
            if tag in ("td", "th") and self._table == 1:
                self._cells.append(" ".join("".join(self._words).replace("\x00", " ").split()))
                self._words = []
                self._cell_count += 1
                if self._cell_count > MAX_CELLS:
                    raise too_many_cells(self._name)
            elif tag == "tr" and self._table == 1:
                self._rows.append(" | ".join(self._cells) if any(self._cells) else "")
            elif tag == "table":
                self._table -= 1
                if not self._table:
                    self.parts.append(Part("table", "\n".join(self._rows)))
                    self._words = []
            else:
                self._words.append(" ")
            return
        self._flush()
        if tag == "pre":
            self._pre = max(0, self._pre - 1)
        elif tag in ("ul", "ol"):
            self._lists = max(0, self._lists - 1)

    def _flush(self) -> None:
        text = "".join(self._words)
        self._words = []
        if not self._pre:
            text = "\n".join(" ".join(line.split()) for line in text.split("\x00"))
        if text.strip("\n "):
            if len(self.parts) >= MAX_BLOCKS:
                raise too_many_blocks(self._name)
            self.parts.append(Part(self._kind, text.replace("\x00", "\n"), level=self._level))
        self._kind, self._level = "code" if self._pre else "paragraph", None
