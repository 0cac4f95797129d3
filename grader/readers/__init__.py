"""From the bytes of a submission to a `Document`: which format it is, and the reader for it.

    document = read(read_source(Path("design.md")))
    document = read_text("Interviewer: Design a feed.")

Every failure is an `InputError` of one line; a `UsageError` is a format or speaker that does not exist.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.errors import InputError, UsageError
from grader.protocols import Reader, Source
from grader.readers.captions import CaptionReader, speakers_unknown
from grader.readers.characters import without_surrogates
from grader.readers.dialogue import DialogueReader
from grader.readers.docx import DocxReader
from grader.readers.html import HtmlReader
from grader.readers.markdown import MarkdownReader
from grader.readers.pdf import PdfReader
from grader.readers.plain import PlainReader
from grader.readers.recorded import FAMILIES, RECORDED
from grader.readers.source import FORMATS, binary_kind, check_size, decode, read_source
from grader.readers.speakers import assign_roles, with_candidate, with_roles
from grader.schema.document import Document, DocumentKind, Notice, changed

__all__ = [
    "BUILT_IN",
    "assign_roles",
    "decode",
    "read",
    "read_source",
    "read_text",
    "with_candidate",
    "with_roles",
]

BUILT_IN: tuple[Reader, ...] = (
    PdfReader(),
    DocxReader(),
    *RECORDED,
    CaptionReader("webvtt"),
    CaptionReader("srt"),
    HtmlReader(),
    DialogueReader(),
    MarkdownReader(),
    PlainReader(),
)
"""The formats that grader reads by itself; where two are equally sure of a source, the earlier one reads it."""

_CERTAIN = 0.95
"""A reader so sure of a source that no other is asked."""

_SUFFIXES: dict[str, tuple[str, ...]] = {
    ".md": ("markdown", "text", "dialogue"),
    ".markdown": ("markdown", "text", "dialogue"),
    ".txt": ("text", "markdown", "dialogue", "webvtt", "srt"),
    ".html": ("html",),
    ".htm": ("html",),
    ".docx": ("docx",),
    ".pdf": ("pdf",),
    ".vtt": ("webvtt",),
    ".srt": ("srt",),
    ".json": FAMILIES,
    ".tsv": ("whisper-tsv",),
}
"""The formats that the ending of a file's name may stand for."""


def read(
    source: Source,
    readers: Sequence[Reader] = BUILT_IN,
    format: str | None = None,  # noqa: A002  what the command line calls it
    kind: DocumentKind | None = None,
) -> Document:
    """The document that a source holds, its format told from its content.

    ``format`` names a reader to use whatever the content looks like (`UsageError` for an unknown one); ``kind``
    overrules what the reader takes the document for.
    """
    check_size(source)
    if format is not None:
        chosen = next((r for r in readers if r.name == format), None)
        if chosen is None:
            raise UsageError(f"no reader for the format {format!r}; there are {', '.join(r.name for r in readers)}")
    else:
        chosen = _recognised(source, readers)
    document = chosen.read(source)
    if format is None:
        document = _named_rightly(document, source.suffix)
    return document if kind is None or kind == document.kind else _as_kind(document, kind)


def read_text(text: str, kind: DocumentKind | None = None, name: str = "<text>") -> Document:
    """The document that some text is: Markdown, plain text, a dialogue, or the words of a caption file."""
    return read(Source(name, without_surrogates(text).encode("utf-8")), kind=kind)


def _recognised(source: Source, readers: Sequence[Reader]) -> Reader:
    sure = 0.0
    best: Reader | None = None
    for reader in readers:
        score = reader.recognises(source)
        if score > sure:
            sure, best = score, reader
        if sure >= _CERTAIN:
            break
    if best is None:
        kind = binary_kind(source.content) or "of no format that can be read"
        raise InputError(source.name, f"is {kind}", FORMATS)
    return best


def _named_rightly(document: Document, suffix: str) -> Document:
    """The document, with a notice where its name's ending stands for another format."""
    meant = _SUFFIXES.get(suffix)
    if meant is None or document.format in meant:
        return document
    message = f"the name ends in {suffix}, but the content is {document.format}; it was read as that"
    return changed(document, notices=(*document.notices, Notice(code="wrong_extension", message=message)))


def _as_kind(document: Document, kind: DocumentKind) -> Document:
    """The document taken for a transcript or a design."""
    notices = tuple(n for n in document.notices if n.code != "speakers_unknown")
    if kind == "transcript" and not document.speakers:
        notices = (*notices, speakers_unknown())
    return changed(document, kind=kind, notices=notices)
