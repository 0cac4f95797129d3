"""A transcript as WebVTT: cues, and before them a note of what they were made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from grader.transcribing.segments import Made, Segment

_HEAD = 4096
_NOTE = re.compile(r"WEBVTT\n\nNOTE Transcribed by grader\n((?:[a-z]+: .+\n)+)\n")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "{": "&#123;"})
"""A brace, too: readers of meeting captions take a cue that begins with one for JSON."""


def vtt(segments: Iterable[Segment], made: Made) -> str:
    """The file. Times are rounded to thousandths; each run of white space in a text is one space."""
    return "\n\n".join([_note(made), *_cues(segments)]) + "\n"


def made_of(path: Path) -> Made | None:
    """What the transcript at this path was made of; None where there is none that `vtt` made."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            note = _NOTE.match(file.read(_HEAD))
    except OSError:
        return None
    if note is None:
        return None
    said = dict(line.split(": ", 1) for line in note[1].splitlines())
    fields = ("recording", "model", "weights", "language")
    return Made(*(said[f] for f in fields)) if said.keys() >= {*fields} else None


def _note(made: Made) -> str:
    model = " ".join(made.model.replace("-->", "").split()) or "-"
    lines = (
        f"recording: {made.recording}",
        f"model: {model}",
        f"weights: {made.weights}",
        f"language: {made.language}",
    )
    return "\n".join(("WEBVTT", "", "NOTE Transcribed by grader", *lines))


def _cues(segments: Iterable[Segment]) -> Iterator[str]:
    last = ""
    for segment in segments:
        text = " ".join("".join(c if c.isprintable() else " " for c in segment.text).split())
        if not text:
            continue
        # What is really said twice must not look like a display that rolls: an empty line of markup keeps it apart.
        again = "<i></i>\n" if text == last else ""
        yield f"{_stamp(segment.start)} --> {_stamp(segment.end)}\n{again}{text.translate(_ESCAPES)}"
        last = text


def _stamp(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
