"""What the ear hands on: stretches of speech, and what a transcript was made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """What was said from ``start`` to ``end``, in seconds of the recording."""

    start: float
    end: float
    text: str
    window: int = 0
    """Where the window begins in which it was heard, in hundredths of a second. A window is heard as a whole."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a transcript was made of; two transcripts with the same of it have the same words."""

    recording: str
    """SHA-256 of the recording, in hex."""
    model: str
    """Name of a size, or of the model's folder."""
    weights: str
    """The first 16 hex digits of the SHA-256 of the model's weights."""
    language: str
    """Code of the language that was heard, or empty where it is still to be found out."""
