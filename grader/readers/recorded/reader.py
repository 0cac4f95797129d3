"""The reader of a family of JSON transcripts, safe whatever the file holds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from grader.errors import InputError
from grader.protocols import Source
from grader.readers.captions import speakers_unknown
from grader.readers.glimpse import glimpse
from grader.readers.parts import compose
from grader.readers.recorded.talk import Talk
from grader.readers.source import IN_PARTS, decode, too_long
from grader.schema.document import Document, Notice

MAX_JSON = 16_000_000
"""Characters: ten hours with every word as an object of its own."""
MAX_CONTAINERS = 500_000
"""Objects and lists: each takes some 250 bytes once parsed."""
_SAYS = re.compile(r'"(?:text|transcript|punctuated_word|word|content|value|body|spokenText)"\s{0,20}:')
_WHEN = re.compile(r'"(?:start|start_time|startTime|ts|offsets|timestamps|timestamp|speaker|speaker_name)"\s{0,20}:')
_BEFORE = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
"""Bytes that may stand before the first that counts, in any encoding."""
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class RecordedReader:
    """Reads one family: ``talk`` makes a `Talk` of parsed JSON, or None of another shape."""

    name: str
    talk: Callable[[object], Talk | None]
    key: str
    """What every file of the family holds somewhere: a cheap look before all of it is parsed."""
    damaged: bool = False
    """Whether this reader also takes a transcript's JSON that cannot be parsed, to say so."""

    def recognises(self, source: Source) -> float:
        """How sure it is, 0 to 1, that the source is of this format."""
        if source.content[:200].lstrip(_BEFORE)[:1] not in (b"{", b"["):
            return 0.0
        try:
            text, _, _ = decode(source, MAX_JSON)
            if self.key not in text:
                return 0.0
            talk, _ = self._talk(text, source.name)
        except InputError:
            head = glimpse(source)
            return 0.96 if self.damaged and _SAYS.search(head) and _WHEN.search(head) else 0.0
        return (0.97 if self.damaged else 1.0) if talk is not None and talk.said else 0.0

    def read(self, source: Source) -> Document:
        """The document; `InputError` for what cannot be read as this format."""
        text, encoding, notices = decode(source, MAX_JSON)
        talk, more = self._talk(text, source.name)
        if talk is None:
            raise InputError(source.name, f"is no {self.name} transcript", "is it another format?")
        if more is not None:
            notices.append(more)
        notices += talk.remarks()
        parts = talk.parts()
        if not any(part.speaker for part in parts):
            notices.append(speakers_unknown())
        return compose(parts, name=source.name, format=self.name, kind="transcript", encoding=encoding, notices=notices)

    def _talk(self, text: str, name: str) -> tuple[Talk | None, Notice | None]:
        """The talk of the first value in the file, or of all where each is a turn; and what is left unread."""
        values = parsed(text, name)
        if len(values) < 2:
            return self.talk(values[0] if values else None), None
        first = self.talk(values[0])
        if first is None:
            return self.talk(values), None
        same = all(value == values[0] for value in values)
        message = (
            "the file holds the same transcript more than once; it was read once"
            if same
            else "the file holds more after its first transcript; only the first was read"
        )
        return first, Notice(code="more_in_file", message=message)


def parsed(text: str, name: str) -> list[object]:
    """The values in some JSON text, one after the other; `InputError` where it is damaged, too large or too deep."""
    if len(text) > MAX_JSON:
        raise too_long(name, MAX_JSON)
    if text.count("{") + text.count("[") > MAX_CONTAINERS:
        raise InputError(name, f"more than {MAX_CONTAINERS:,} JSON objects and lists", IN_PARTS)
    decoder = json.JSONDecoder(parse_constant=lambda _: None)  # NaN and the infinities are no times
    values: list[object] = []
    at = _end_of_space(text, 0)
    try:
        while at < len(text):
            value, at = decoder.raw_decode(text, at)
            values.append(value)
            at = _end_of_space(text, at)
            if text[at : at + 1] == "\ufeff":  # the mark of a file that was put behind another
                at = _end_of_space(text, at + 1)
    except RecursionError:
        raise InputError(name, "is JSON that is nested too deep", "export the transcript again") from None
    except ValueError as error:  # also whole numbers of thousands of digits
        line = f" on line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(name, f"is JSON that breaks off or is damaged{line}", "export the transcript again") from None
    return values


def _end_of_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
