"""From a path to bytes, and from bytes to text: the limits, and the encoding."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from grader.errors import InputError
from grader.protocols import Source
from grader.readers.recording import TRANSCRIBE, recording_kind
from grader.schema.document import Notice

MAX_BYTES = 25 * 1024 * 1024
MAX_CHARACTERS = 600_000
"""Characters of text: about 100,000 words, ten times an interview of an hour."""
MAX_MARKED_UP = 5 * MAX_CHARACTERS
"""Characters of a file whose tags, times or scripts stand beside its text."""
MAX_BLOCKS = 50_000
MAX_CELLS = 50_000
"""Cells of all tables of a submission."""
IN_PARTS = "grade it in parts"
FORMATS = "give Markdown, plain text, HTML, DOCX, PDF, WebVTT, SRT or a transcript's JSON"

_BINARY: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF image or other RIFF file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or encrypted Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"SQLite format 3", "an SQLite database"),
)
_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BREAK = re.compile(r"\r\n?")
_SAMPLE = 32 * 1024
"""Bytes that a guess of the encoding is made from: its time must not grow with the file."""


def read_source(path: Path) -> Source:
    """The bytes of a file and its name; `InputError` where there is no readable file of 1 byte to 25 MB."""
    name = str(path)
    try:
        if path.is_dir():
            raise InputError(name, "is a folder", "give a file")
        if not path.exists():
            raise InputError(name, "there is no such file")
        if not path.is_file():
            raise InputError(name, "is not a regular file", "give a file, or - for standard input")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except PermissionError:
        raise InputError(name, "there is no permission to read it") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise InputError(name, f"cannot be read ({getattr(error, 'strerror', None) or error})") from None
    source = Source.of(path, content)
    check_size(source)
    return source


def check_size(source: Source) -> None:
    """`InputError` for an empty source, for one over the limit, and for a recording, of whatever size."""
    if not source.content:
        raise InputError(source.name, "is empty")
    recording = recording_kind(source.content)
    if recording is not None:
        raise InputError(source.name, f"is {recording}", TRANSCRIBE)
    if len(source.content) > MAX_BYTES:
        raise InputError(
            source.name, f"is larger than {MAX_BYTES // 1024 // 1024} MB", "grade the text alone, or in parts"
        )


def binary_kind(content: bytes) -> str | None:
    """What a file is that is no text, in a few words; None where its first bytes do not say."""
    recording = recording_kind(content)
    if recording is not None:
        return recording
    for magic, kind in _BINARY:
        if content.startswith(magic):
            return kind
    return "a picture" if content[4:8] == b"ftyp" else None


def too_long(name: str, limit: int = MAX_CHARACTERS) -> InputError:
    """The error of a submission with more than ``limit`` characters."""
    words = " of text (about 100,000 words)" if limit == MAX_CHARACTERS else ""
    return InputError(name, f"more than {limit:,} characters{words}", IN_PARTS)


def too_many_blocks(name: str) -> InputError:
    """The error of a submission of too many blocks."""
    return InputError(name, f"more than {MAX_BLOCKS:,} headings, paragraphs and other blocks", IN_PARTS)


def too_many_cells(name: str) -> InputError:
    """The error of a submission whose tables have too many cells."""
    return InputError(name, f"its tables have more than {MAX_CELLS:,} cells", IN_PARTS)


def decode(source: Source, limit: int = MAX_CHARACTERS) -> tuple[str, str, list[Notice]]:
    """The text with ``\\n`` line ends and no byte order mark, the encoding's name, and what had to be guessed.

    `InputError` for what is no text (known magic bytes, NUL bytes) and for more than ``limit`` characters.
    """
    check_size(source)
    kind = binary_kind(source.content)
    if kind is not None:
        raise InputError(source.name, f"is {kind}, not text", FORMATS)
    text, encoding, notices = _decoded(source)
    if len(text) > limit:
        raise too_long(source.name, limit)
    return _BREAK.sub("\n", text) if "\r" in text else text, encoding, notices


def _decoded(source: Source) -> tuple[str, str, list[Notice]]:
    content = source.content
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _marked(source.name, content[len(bom) :], encoding)
    if b"\0" in content:
        wide = _wide(content[:4096])
        if wide is None:
            raise InputError(source.name, "is binary: it holds NUL bytes", FORMATS)
        return _marked(source.name, content, wide)
    try:
        return content.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":  # cut in the middle of its last character
            return content[: error.start].decode("utf-8"), "utf-8", [_damaged(1)]
    lenient = content.decode("utf-8", "replace")
    bad = lenient.count("\ufffd")
    if bad <= 0.1 * (len(content) - len(lenient) + bad):  # most of what is beyond ASCII is sound UTF-8
        return lenient, "utf-8", [_damaged(bad)]
    return _guessed(content)


def _marked(name: str, content: bytes, encoding: str) -> tuple[str, str, list[Notice]]:
    """Text in an encoding that the file itself gives away."""
    text = content.decode(encoding, "replace")
    bad = text.count("\ufffd")
    if bad > 0.05 * len(text) + 1:
        raise InputError(name, f"is not the {encoding} text it starts as", FORMATS)
    if "\0" in text:
        raise InputError(name, "is binary: it holds NUL characters", FORMATS)
    return text, encoding, [_damaged(bad)] if bad else []


def _wide(sample: bytes) -> str | None:
    """UTF-16 without its mark: text whose every second byte is NUL."""
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if len(sample) >= 4 and zeros.count(0) > 0.7 * len(zeros) and sample.count(0) < 0.6 * len(sample):
            return encoding
    return None


def _guessed(content: bytes) -> tuple[str, str, list[Notice]]:
    """Text in an encoding that has to be guessed: what charset-normalizer finds, else Western European."""
    from charset_normalizer import from_bytes

    best = from_bytes(content[:_SAMPLE]).best()
    encoding = best.encoding if best is not None else ""
    try:
        text = content.decode(encoding) if encoding else ""
    except (UnicodeDecodeError, LookupError):
        text = ""
    if not text:
        encoding, text = "cp1252", content.decode("cp1252", "replace")
    message = f"the encoding is not UTF-8; it was read as {encoding}, which is a guess"
    return text, encoding, [Notice(code="encoding_guessed", message=message)]


def _damaged(count: int) -> Notice:
    return Notice(code="encoding_errors", message=f"{count} damaged characters could not be read")
