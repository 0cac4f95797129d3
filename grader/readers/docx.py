"""Word documents: paragraphs by their styles, lists and tables; the archive is checked before any of it is parsed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from grader.errors import InputError
from grader.protocols import Source
from grader.readers.archives import BROKEN, flaw
from grader.readers.dialogue import dialogue_parts
from grader.readers.markdown import hidden_text
from grader.readers.parts import Gained, Part, compose
from grader.readers.source import IN_PARTS, MAX_BLOCKS, MAX_CELLS, MAX_CHARACTERS, check_size, too_long, too_many_cells
from grader.readers.turns import with_turns
from grader.schema.document import BlockKind, Document

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

MAX_EXPANDED = 40 * 1024 * 1024
MAX_PART = 20 * 1024 * 1024
"""Bytes of one XML part, unpacked."""
MAX_TAGS = 1_000_000
"""Tags of one XML part: its tree takes some 200 bytes for each."""
MAX_ENTRIES = 2_000
MAX_RATIO = 200
_CHUNK = 256 * 1024
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop) ?(\d)", re.IGNORECASE)
_CODE = re.compile(r"code|html pre|preformatted|listing|monospace|source", re.IGNORECASE)
_OFFICE_XML = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_GONE = (f"{_W}del", f"{_W}moveFrom", _FALLBACK)


class DocxReader:
    """Reads DOCX."""

    name = "docx"

    def recognises(self, source: Source) -> float:
        """How sure it is, 0 to 1, that the source is of this format."""
        if source.content.startswith(_OFFICE_XML):
            return 1.0 if b"word/" in source.content or source.suffix == ".docx" else 0.4
        return 0.9 if source.content.startswith(_OLE) else 0.0

    def read(self, source: Source) -> Document:
        """The document; `InputError` for what cannot be read as this format."""
        check_size(source)
        if source.content.startswith(_OLE):
            raise InputError(
                source.name, "is an old or password-protected Word file", "save it as DOCX without a password"
            )
        safe = _checked(source)
        walk = _Walk(source.name)
        parts = list(walk.parts(_opened(safe, source.name)))
        notices = [hidden_text()] if walk.hidden else []
        prose = [part for part in parts if part.kind not in ("code", "table")]
        spoken = dialogue_parts(
            [part.text for part in prose], name=source.name, numbers=[part.line or 0 for part in prose]
        )
        if spoken is not None:
            return compose(
                spoken.parts, name=source.name, format=self.name, kind="transcript", notices=[*notices, *spoken.notices]
            )
        parts, kind = with_turns(parts)
        return compose(parts, name=source.name, format=self.name, kind=kind, notices=notices)


def _checked(source: Source) -> bytes:
    """The archive written again without compression, each entry read in pieces and counted, none with a DTD."""
    name = source.name
    total = 0
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(source.content)) as archive, zipfile.ZipFile(out, "w") as copy:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise InputError(name, f"is an archive of more than {MAX_ENTRIES:,} entries", "save it again as DOCX")
            copied: set[str] = set()
            names = {entry.filename for entry in entries}
            if "word/document.xml" not in names and "[Content_Types].xml" not in names:
                raise InputError(name, "is a ZIP archive, not a Word document", "unpack it and give the file")
            for entry in entries:
                if entry.filename in copied:
                    continue
                copied.add(entry.filename)
                if not entry.filename.endswith((".xml", ".rels")):
                    copy.writestr(
                        entry.filename, b""
                    )  # pictures, macros and the like: named by other parts, never read
                    continue
                content = _entry(archive, entry, name, MAX_EXPANDED - total, len(source.content))
                total += len(content)
                if b"<!DOCTYPE" in content or b"<!ENTITY" in content or content.startswith((b"\xff\xfe", b"\xfe\xff")):
                    _refuse_dtd(content, entry.filename, name)
                copy.writestr(entry.filename, content)
    except InputError:
        raise
    except BROKEN as error:
        raise InputError(name, flaw(error), "save it again as DOCX without a password") from None
    return out.getvalue()


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, room: int, packed: int) -> bytes:
    pieces: list[bytes] = []
    size = tags = 0
    with archive.open(entry) as file:
        while piece := file.read(_CHUNK):
            size += len(piece)
            tags += piece.count(b"<")
            if size > min(room, MAX_PART) or tags > MAX_TAGS or (size > 4 * _CHUNK and size > MAX_RATIO * packed):
                problem = f"unpacks to more than {MAX_PART // 1024 // 1024} MB, {MAX_TAGS:,} tags or {MAX_RATIO} times"
                raise InputError(name, f"{problem} its size", "grade the text alone, or in parts")
            pieces.append(piece)
    return b"".join(pieces)


def _refuse_dtd(content: bytes, part: str, name: str) -> None:
    """`InputError` where an XML part declares a document type; the words alone, in a comment or text, are no harm."""
    from xml.parsers import expat

    found: list[bool] = []

    def declared(*_: Any) -> None:
        found.append(True)
        raise ValueError("a document type")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(content, True)
    except ValueError:
        pass
    except expat.ExpatError:
        found.append(True)
    if found:
        raise InputError(name, f"its part {part} is malformed or declares a document type", "save it again as DOCX")


def _opened(content: bytes, name: str) -> WordDocument:
    import docx

    try:
        opened = docx.Document(io.BytesIO(content))
        if opened.element.body is None:
            raise ValueError("no body")
    except Exception:  # noqa: BLE001  python-docx raises whatever its parts run into: KeyError, lxml's errors, its own
        raise InputError(name, "is not a Word document that can be read", "save it again as DOCX") from None
    return opened


def _nearest(parent: Any, *tags: str) -> Iterator[Any]:
    """The elements of these tags below a parent, but none below another; what was deleted is left out."""
    stack = list(reversed(list(parent)))
    while stack:
        element = stack.pop()
        if element.tag in tags:
            yield element
        elif element.tag not in _GONE:
            stack.extend(reversed(list(element)))


class _Walk:
    """Goes through a document's body once; what is hidden or struck out is left out."""

    def __init__(self, name: str) -> None:
        self.hidden = False
        self._name = name
        self._cells = self._size = 0
        self._styles: dict[str, str] = {}
        self._number = 0

    def parts(self, document: WordDocument) -> Iterator[Part]:
        """The parts of the document in their order."""
        try:
            self._styles = {s.style_id: s.name or "" for s in document.styles}
        except Exception:  # noqa: BLE001  a document without usable styles still has its words
            self._styles = {}
        code: Part | None = None
        gained = Gained()
        ends = 0
        for element in self._blocks(document.element.body):
            if element.tag == f"{_W}tbl":
                code = None
                yield self._table(element)
                continue
            self._number += 1
            if self._number > MAX_BLOCKS:
                raise InputError(self._name, f"more than {MAX_BLOCKS:,} paragraphs", IN_PARTS)
            kind, level = self._kind(element)
            pieces = self._text(element).split("\n")
            if kind == "code":
                text = " ".join(pieces)
                follows, ends = self._number == ends + 1, self._number
                if code is not None and follows:
                    gained.add(code, text)
                    continue
                code = Part("code", text, line=self._number)
                yield code
                continue
            code = None
            for piece in pieces:
                if piece.strip():
                    yield Part(kind, piece, line=self._number, level=level)
        gained.join()

    def _blocks(self, body: Any) -> Iterator[Any]:
        """Paragraphs and tables, also those inside content controls and revisions."""
        return _nearest(body, f"{_W}p", f"{_W}tbl")

    def _kind(self, paragraph: Any) -> tuple[BlockKind, int | None]:
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return "paragraph", None
        style = properties.find(f"{_W}pStyle")
        style_id = style.get(f"{_W}val", "") if style is not None else ""
        name = self._styles.get(style_id, style_id)
        heading = _HEADING.match(name)
        if heading:
            return "heading", min(6, max(1, int(heading[1])))
        if name.lower() == "title":
            return "heading", 1
        if name.lower() == "subtitle":
            return "heading", 2
        outline = properties.find(f"{_W}outlineLvl")
        if outline is not None and outline.get(f"{_W}val", "9") in "012345":
            return "heading", int(outline.get(f"{_W}val")) + 1
        if _CODE.search(name):
            return "code", None
        numbering = properties.find(f"{_W}numPr")
        if numbering is not None or name.lower().startswith("list"):
            depth = numbering.find(f"{_W}ilvl") if numbering is not None else None
            value = depth.get(f"{_W}val", "0") if depth is not None else name[-1:]
            return "list_item", (
                int(value) + 1 if depth is not None and value.isdigit() else int(value) if value.isdigit() else 1
            ) or 1
        return "paragraph", None

    def _text(self, paragraph: Any) -> str:
        out: list[str] = []
        stack = list(reversed(list(paragraph)))
        while stack:
            element = stack.pop()
            tag = element.tag
            if tag == f"{_W}t":
                out.append((element.text or "") + "".join(inner.tail or "" for inner in element))
            elif tag == f"{_W}tab":
                out.append("\t")
            elif tag in (f"{_W}br", f"{_W}cr"):
                out.append("\n")
            elif tag == f"{_W}noBreakHyphen":
                out.append("-")
            elif tag == f"{_W}r" and self._vanishes(element):
                self.hidden = self.hidden or any((t.text or "").strip() for t in element.iter(f"{_W}t"))
            elif tag not in (f"{_W}pPr", f"{_W}rPr", *_GONE):
                stack.extend(reversed(list(element)))
        text = "".join(out)
        self._size += len(text)
        if self._size > MAX_CHARACTERS:
            raise too_long(self._name)
        return text

    def _vanishes(self, run: Any) -> bool:
        properties = run.find(f"{_W}rPr")
        mark = properties.find(f"{_W}vanish") if properties is not None else None
        return mark is not None and mark.get(f"{_W}val", "1") not in ("0", "false", "off")

    def _table(self, table: Any) -> Part:
        """Cells joined by ``|``, a row a line; each row counts as a paragraph."""
        first = self._number + 1
        rows: list[str] = []
        for row in _nearest(table, f"{_W}tr"):
            cells: list[str] = []
            for cell in _nearest(row, f"{_W}tc"):
                # The paragraphs of a table inside the cell are words of the cell.
                words = " ".join(self._text(p) for p in _nearest(cell, f"{_W}p"))
                cells.append(" ".join(words.split()))
            self._cells += max(1, len(cells))
            if self._cells > MAX_CELLS:
                raise too_many_cells(self._name)
            rows.append(" | ".join(cells))
        self._number += len(rows)
        return Part("table", "\n".join(row if row.strip(" |") else "" for row in rows), line=first)
