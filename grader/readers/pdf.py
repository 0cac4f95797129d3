"""PDF: the text of its pages, line ends that are only the page's width joined to paragraphs again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.errors import InputError
from grader.protocols import Source
from grader.readers.dialogue import dialogue_parts
from grader.readers.parts import compose
from grader.readers.plain import plain_parts
from grader.readers.source import MAX_CHARACTERS, check_size, too_long
from grader.readers.turns import with_turns
from grader.schema.document import Document

MAX_PAGES = 2_000
_HYPHEN = re.compile("[\ufffe\x02]\n?|(?<=[a-z])\u00ad\n?")
_ENDS = re.compile(r"[.?!:;)\"”]$")
_STARTS = re.compile(r"[-*+•◦▪–—]\s|\(?\d{1,3}(?:\.\d{1,3})*[.)]?\s|[│┌└|+]")
_WORD = re.compile(r"[^\W_]")


class PdfReader:
    """Reads PDF."""

    name = "pdf"

    def recognises(self, source: Source) -> float:
        """How sure it is, 0 to 1, that the source is of this format."""
        return 1.0 if b"%PDF-" in source.content[:1024] else 0.0

    def read(self, source: Source) -> Document:
        """The document; `InputError` for what cannot be read as this format."""
        check_size(source)
        pages = list(_pages(source))
        if not any(_WORD.search(page) for page in pages):
            raise InputError(
                source.name, "has no text: its pages are pictures (a scan?)", "run text recognition (OCR) on it first"
            )
        spoken = dialogue_parts([line for page in pages for line in page.split("\n")], name=source.name, numbered=False)
        if spoken is not None:
            return compose(spoken.parts, name=source.name, format=self.name, kind="transcript", notices=spoken.notices)
        parts = [part for n, page in enumerate(pages, 1) for part in plain_parts(_paragraphs(page), None, n)]
        parts, kind = with_turns(parts)
        return compose(parts, name=source.name, format=self.name, kind=kind)


def _pages(source: Source) -> Iterator[str]:
    """The text of each page with ``\\n`` line ends."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(source.content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError(source.name, "is protected by a password", "save it without one") from None
        raise InputError(source.name, "is a damaged PDF", "save or print it as PDF again") from None
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise InputError(source.name, f"has more than {MAX_PAGES:,} pages", "grade it in parts")
        total = 0
        for n in range(count):
            try:
                page = document[n]
                words = page.get_textpage()
                text = words.get_text_bounded() or words.get_text_range()
                words.close()
                page.close()
            except pypdfium2.PdfiumError:
                text = ""  # one damaged page leaves the others readable
            total += len(text)
            if total > MAX_CHARACTERS:
                raise too_long(source.name)
            yield _HYPHEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    finally:
        document.close()


def _paragraphs(page: str) -> list[str]:
    """The lines of a page with a blank one before each that starts something new."""
    lines = [line.rstrip() for line in page.split("\n")]
    width = max((len(line) for line in lines), default=0)
    out: list[str] = []
    for line in lines:
        previous = out[-1] if out else ""
        if previous.strip() and line.strip():
            short = len(previous) < 0.75 * width
            titled = line[:1].isupper() and short and len(previous) <= 60
            if (short and _ENDS.search(previous)) or titled or (_STARTS.match(line) and not _STARTS.match(previous)):
                out.append("")
        out.append(line)
    return out
