"""Whisper's table: a line for each segment, its start and end in milliseconds and its words, divided by tabs."""

from __future__ import annotations

import re

from grader.errors import InputError
from grader.protocols import Source
from grader.readers.captions import speakers_unknown
from grader.readers.glimpse import glimpse
from grader.readers.parts import Gained, Part, compose
from grader.readers.source import MAX_MARKED_UP, decode
from grader.schema.document import Document, Notice

_HEAD = re.compile(r"\s*start\tend\ttext[ \t]*(?:\n|$)", re.IGNORECASE)
_ROW = re.compile(r"(-?\d{1,12}(?:\.\d{1,6})?)\t(-?\d{1,12}(?:\.\d{1,6})?)\t(.*)")
_LATEST = 1_000_000_000
"""Milliseconds: eleven days."""


class TableReader:
    """Reads the TSV that Whisper writes."""

    name = "whisper-tsv"

    def recognises(self, source: Source) -> float:
        """How sure it is, 0 to 1, that the source is of this format."""
        return 0.98 if b"\t" in source.content[:80] and _HEAD.match(glimpse(source)) else 0.0

    def read(self, source: Source) -> Document:
        """The document; `InputError` for what cannot be read as this format."""
        text, encoding, notices = decode(source, MAX_MARKED_UP)
        parts: list[Part] = []
        gained = Gained()
        unclear = 0
        for number, line in enumerate(text.split("\n"), 1):
            if not line.strip() or _HEAD.match(line):
                continue
            row = _ROW.match(line)
            if row is None:  # a line break inside the words, or times that are none
                unclear += 1
                if parts:
                    gained.add(parts[-1], line.strip())
                else:
                    parts.append(Part("speech", line.strip(), line=number))
                continue
            start, end = float(row[1]), float(row[2])
            sound = 0 <= start <= _LATEST
            unclear += not sound
            begins = start / 1000 if sound else None
            ends = max(start, end) / 1000 if sound and end <= _LATEST else begins
            parts.append(Part("speech", row[3].strip(), line=number, start=begins, end=ends))
        if not parts:
            raise InputError(source.name, "has no rows of start, end and text", "is it another format?")
        gained.join()
        if unclear:
            message = f"{unclear} lines do not begin with two times; their words were kept"
            notices.append(Notice(code="times_left_out", message=message))
        notices.append(speakers_unknown())
        return compose(parts, name=source.name, format=self.name, kind="transcript", encoding=encoding, notices=notices)
