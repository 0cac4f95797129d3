"""Short cuts that the tests of the readers share."""

from __future__ import annotations

import re

from grader.protocols import Source
from grader.readers import read
from grader.schema.document import Document


def document(content: str | bytes, suffix: str = "", **options: object) -> Document:
    """What is read from this content under a name with this ending."""
    data = content.encode() if isinstance(content, str) else content
    return read(Source(f"file{suffix}", data, suffix), **options)  # type: ignore[arg-type]


def codes(doc: Document) -> list[str]:
    """Codes of the notices, in order."""
    return [notice.code for notice in doc.notices]


def turns(doc: Document) -> list[tuple[str | None, str]]:
    """Speaker and words of each block."""
    return [(b.speaker, doc.text[b.start : b.end]) for b in doc.blocks]


def blocks(doc: Document) -> list[tuple[str, int | None, str]]:
    """Kind, line and words of each block."""
    return [(b.kind, b.line, doc.text[b.start : b.end]) for b in doc.blocks]


def words(text: str) -> list[str]:
    """Runs of letters and digits."""
    return re.findall(r"[^\W_]+", text)


def check_blocks(doc: Document) -> None:
    """What holds for the blocks of every document: in order, in the text, not empty, apart, and all words in one."""
    end = 0
    between = []
    for block in doc.blocks:
        assert end <= block.start < block.end <= len(doc.text)
        between.append(doc.text[end : block.start])
        assert doc.text[block.start : block.end].strip()
        end = block.end
    assert "".join(between).strip() == ""
    assert doc.text[end:] == ""
    assert all(0 <= d.block < len(doc.blocks) and doc.blocks[d.block].kind == "diagram" for d in doc.diagrams)
    doc.text.encode("utf-8")
