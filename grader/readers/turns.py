"""A dialogue inside any document: lines that begin with a speaker's name become blocks of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from grader.readers.frames import family_of, of_a_service, without_frame
from grader.readers.labels import speakers_among, split_label
from grader.readers.meet import named_by_meet, rejoined
from grader.readers.parts import Part
from grader.schema.document import DocumentKind

_PROSE = ("paragraph", "list_item")
MOSTLY = 0.6
"""Share of the words that must be turns for a document to be a transcript."""
_TIME_ALONE = re.compile(r"\W{0,4}(?:(\d{1,2}):)?(\d{1,3}):(\d{2})\W{0,4}$")


def with_turns(parts: Sequence[Part]) -> tuple[list[Part], DocumentKind]:
    """The parts with each turn apart, its ``Name:`` taken off and set as its speaker; and what the whole then is.

    A document is a transcript where two or more voices have over 60 % of its words, else a design.
    """
    labels: list[str] = []
    units = 0
    for part in parts:
        if part.kind in _PROSE:
            for line in part.text.split("\n"):
                units += 1
                pair = split_label(line.strip()) if ":" in line or "：" in line else None
                if pair:
                    labels.append(pair[0])
    known = speakers_among(labels, units) if labels else {}
    family = family_of(line for part in parts for line in part.text.split("\n")) if labels else ""
    if family == "meet":
        known = {**named_by_meet(labels, [part.text for part in parts[:20]]), **known}
    if not known:
        return list(parts), "design"
    out = _divided(parts, known)
    said = total = 0
    voices: set[str] = set()
    for part in out:
        words = len(part.text.split())
        total += 0 if _framed(part) or _TIME_ALONE.match(part.text[:20]) else words
        if part.kind == "speech":
            said += words
            voices.add(part.speaker or "")
    if len(voices) < 2 or said <= MOSTLY * total:
        return out, "design"
    spoken = without_frame(_continued(out), family)
    return rejoined(spoken) if family == "meet" else spoken, "transcript"


def _framed(part: Part) -> bool:
    """Whether a part begins with a line that a service wrote."""
    return of_a_service(part.text.partition("\n")[0])


def _divided(parts: Sequence[Part], known: dict[str, str]) -> list[Part]:
    out: list[Part] = []
    waiting: str | None = None
    opened: str | None = None
    for part in parts:
        if part.kind not in _PROSE:
            # What stands right below "I'd use three tables:" is part of that turn, whatever its kind.
            if opened and part.kind != "heading":
                out.append(replace(part, speaker=opened))
            else:
                opened = None
                out.append(part)
            waiting = None
            continue
        speaker, waiting = waiting, None
        current = replace(part, text="", kind="speech" if speaker else part.kind, speaker=speaker)
        if speaker is None and opened and part.kind == "list_item":
            current.speaker = opened
        lines: list[str] = []
        for n, line in enumerate(part.text.split("\n")):
            pair = split_label(line.strip()) if ":" in line or "：" in line else None
            if pair and pair[0].casefold() in known:
                if lines:
                    current.text = "\n".join(lines)
                    out.append(current)
                speaker = known[pair[0].casefold()]
                number = part.line + n if part.line is not None else None
                current = replace(part, kind="speech", text="", line=number, speaker=speaker, level=None)
                lines = [pair[1]]
            elif lines or line.strip():
                if not lines and current.line is not None:
                    current.line += n
                lines.append(line)
        if lines:
            current.text = "\n".join(lines)
            out.append(current)
        if speaker and current.kind == "speech" and not current.text.strip():
            out.pop()
            waiting = speaker
        last = current.text.rstrip(' "”*_')
        opened = current.speaker if current.kind in ("speech", "list_item") and current.speaker else None
        if opened and current.kind == "speech" and not last.endswith(":"):
            opened = None
    return [_unquoted(part) if part.kind == "speech" else part for part in out]


def _unquoted(part: Part) -> Part:
    """A turn without the quotation marks that are around all of it."""
    text = part.text.strip()
    for left, right in (('"', '"'), ("“", "”")):
        if len(text) > 2 and text.startswith(left) and text.endswith(right) and text.count(left) == 1 + (left == right):
            return replace(part, text=text[1:-1])
    return part


def _continued(parts: list[Part]) -> list[Part]:
    """In a transcript, what follows a turn is still its speaker's, and a time on its own line is the next turn's."""
    out: list[Part] = []
    speaker: str | None = None
    time: float | None = None
    for found in parts:
        part = found
        stamp = _TIME_ALONE.match(part.text) if len(part.text) < 16 else None
        if stamp and part.kind in ("heading", "paragraph", "speech"):
            time = int(stamp[1] or 0) * 3600 + int(stamp[2]) * 60 + int(stamp[3])
            continue
        if part.kind == "heading":
            speaker = None
        elif part.kind == "speech":
            speaker = part.speaker
            if time is not None and part.start is None:
                part = replace(part, start=time, end=None)
        elif _framed(part):
            speaker = None
        elif speaker is not None and part.speaker is None and not split_label(part.text):
            part = replace(part, kind="speech" if part.kind == "paragraph" else part.kind, speaker=speaker)
        out.append(part)
    return out
