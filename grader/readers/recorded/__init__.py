"""Transcripts as services and programs write them: JSON by its shape, and Whisper's table.

    RECORDED: readers, one for each family; a file is parsed whole before any family looks at it.

To add a family, write a function from parsed JSON to a `Talk` (None for another shape) and name it in `RECORDED`.
"""

from __future__ import annotations

from grader.readers.recorded.aws import aws
from grader.readers.recorded.deepgram import deepgram
from grader.readers.recorded.lists import listed
from grader.readers.recorded.reader import RecordedReader
from grader.readers.recorded.services import assemblyai, fireflies, podcast, rev, whisper_cpp
from grader.readers.recorded.table import TableReader
from grader.readers.recorded.whisper import whisper

__all__ = ["FAMILIES", "RECORDED"]

RECORDED = (
    RecordedReader("whisper", whisper, '"text"'),
    RecordedReader("whisper-cpp", whisper_cpp, '"transcription"'),
    RecordedReader("assemblyai", assemblyai, '"text"'),
    RecordedReader("deepgram", deepgram, '"results"'),
    RecordedReader("aws-transcribe", aws, '"results"'),
    RecordedReader("rev", rev, '"monologues"'),
    RecordedReader("fireflies", fireflies, '"sentences"'),
    RecordedReader("podcast", podcast, '"body"'),
    RecordedReader("json", listed, '"', damaged=True),
    TableReader(),
)
"""The families in the order in which they look at a file; the last that reads JSON takes lists of turns of any kind."""

FAMILIES = tuple(reader.name for reader in RECORDED if isinstance(reader, RecordedReader))
"""Names of the formats that are JSON."""
