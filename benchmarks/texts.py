"""The texts that are measured: sentences of the shipped samples, of a known length."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "datasets" / "samples"
TRANSCRIPT_WORDS = 7000
DESIGN_WORDS = 1000
CAPTION_WORDS = 9

_NAME = re.compile(r"^(?:\[[\d:]+\] )?[\w ]{1,20}: ")


def count(text: str) -> int:
    """Runs of letters and digits, as grader counts words."""
    return len(re.findall(r"[^\W_]+", text))


def spoken() -> list[str]:
    """What is said in the sample talks, a piece a caption or turn, without names and times."""
    pieces: list[str] = []
    for name in ("ticket-sales.vtt", "chat-service.txt", "news-feed.txt"):
        lines = (SAMPLES / name).read_text(encoding="utf-8").splitlines()
        said = (x for x in lines if x.strip() and "-->" not in x and not x.startswith(("WEBVTT", "Kind:", "Language:")))
        pieces += [_NAME.sub("", x).strip() for x in said]
    return pieces


def transcript() -> tuple[bytes, str]:
    """A WebVTT of about 7,000 words, as automatic captions have them, and the same words as one text.

    The words are those of the recording in the samples (about 6,100) and then of the other talks; none is repeated.
    """
    words: list[str] = []
    for piece in spoken():
        words += piece.split()
        if count(" ".join(words)) >= TRANSCRIPT_WORDS:
            break
    lines = [" ".join(words[n : n + CAPTION_WORDS]) for n in range(0, len(words), CAPTION_WORDS)]
    cues = ["WEBVTT", ""]
    for n, line in enumerate(lines):
        cues += [f"{stamp(3 * n)} --> {stamp(3 * n + 3)}", line, ""]
    return "\n".join(cues).encode(), " ".join(words)


def stamp(seconds: int) -> str:
    """Seconds as ``hh:mm:ss.000``."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.000"


def design() -> bytes:
    """The first sections of the longest sample design, up to about 1,000 words."""
    kept: list[str] = []
    for block in (SAMPLES / "parcel-tracking.md").read_text(encoding="utf-8").split("\n\n"):
        kept.append(block)
        if count("\n\n".join(kept)) >= DESIGN_WORDS:
            break
    return ("\n\n".join(kept) + "\n").encode()
