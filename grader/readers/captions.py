"""WebVTT and SRT, read so that each word is kept once, in its order, whatever is wrong with the file."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.errors import InputError
from grader.protocols import Source
from grader.readers.characters import cleaned
from grader.readers.cues import TAG, Cue, cues_of, decoded, unroll
from grader.readers.glimpse import glimpse
from grader.readers.labels import is_name_like, label_name, speakers_among, split_label
from grader.readers.parts import Gained, Part, compose
from grader.readers.source import MAX_MARKED_UP, decode
from grader.readers.timeorder import in_time_order
from grader.schema.document import Document, Notice

_ANY_TIMING = re.compile(r"^[ \t]*[\d:.,]{3,20}[ \t]*-->[ \t]*[\d:.,]{3,20}", re.MULTILINE)
_BRACKETED = re.compile(r"\(([^()]{2,60})\)$")
_WORD = re.compile(r"[^\W_]")


@dataclass(slots=True)
class _Line:
    """One line of speech of one voice; ``voiced`` where the line itself says whose it is."""

    number: int
    text: str
    cue: int
    speaker: str | None = None
    voiced: bool = False
    new_turn: bool = False


class CaptionReader:
    """Reads WebVTT or SRT: the two differ in their header and decimal mark, which this reader needs of neither."""

    def __init__(self, name: str) -> None:
        self.name = name

    def recognises(self, source: Source) -> float:
        """How sure it is, 0 to 1, that the source is of this format."""
        sample = glimpse(source)
        header = sample.startswith("WEBVTT")
        if header:
            return 1.0 if self.name == "webvtt" else 0.5
        stamps = _ANY_TIMING.findall(sample) if "-->" in sample else []
        lines = 1 + sample.count("\n")
        if not stamps or len(stamps) < 0.05 * lines:
            return 0.0
        if any("." in s for s in stamps) == (self.name == "webvtt"):
            return 0.95
        return 0.6

    def read(self, source: Source) -> Document:
        """The document; `InputError` for what cannot be read as this format."""
        text, encoding, notices = decode(source, MAX_MARKED_UP)
        cues = cues_of(text, source.name)
        if not cues:
            raise InputError(source.name, f"has no {self.name} cues", "is it another format?")
        parts = _parts(cues)
        if not any(p.speaker for p in parts):
            notices.append(speakers_unknown())
        return compose(parts, name=source.name, format=self.name, kind="transcript", encoding=encoding, notices=notices)


def speakers_unknown() -> Notice:
    """The notice of a transcript in which no voice has a name."""
    return Notice(code="speakers_unknown", message="no speakers are named: all words count as the candidate's")


def _parts(cues: list[Cue]) -> list[Part]:
    unroll(cues)
    lines = _lines(cues)
    _name_voices(lines, cues)
    parts: list[Part] = []
    cue_of: list[int] = []
    gained = Gained()
    current: Part | None = None
    last: _Line | None = None
    speaker: str | None = None
    for line in lines:
        turn = line.new_turn
        if line.voiced:
            turn = turn or line.speaker != speaker
            speaker = line.speaker
        elif line.new_turn:
            speaker = None
        if not _WORD.search(line.text):
            continue
        joined = current is not None and last is not None and last.cue == line.cue and last.number + 1 == line.number
        if current is not None and joined and not turn:
            gained.add(current, line.text)
        else:
            cue = cues[line.cue]
            current = Part(
                "speech", line.text, line=line.number, speaker=speaker, start=cue.start, end=cue.end, new_turn=turn
            )
            parts.append(current)
            cue_of.append(line.cue)
        last = line
    gained.join()
    return in_time_order(parts, cues, cue_of)


def _lines(cues: Sequence[Cue]) -> list[_Line]:
    """Every line of speech, tags and entities resolved; a line with two voices or a ``>>`` gives one for each."""
    out: list[_Line] = []
    for n, cue in enumerate(cues):
        voice: str | None = None
        inside = False
        for number, raw in cue.lines:
            if "<" not in raw and "&" not in raw and ">>" not in raw and '{"' not in raw:
                out.append(_Line(number, raw.strip(), n, voice, inside))
                continue
            spoken = _metadata(raw) if raw.lstrip().startswith('{"') else None
            if spoken is not None:
                out.append(_Line(number, spoken[1], n, spoken[0], True))
                continue
            runs, voice, inside = _runs(raw, voice, inside)
            for text, who, is_voiced in runs:
                for k, piece in enumerate(text.split(">>")):
                    if piece.strip():
                        out.append(_Line(number, piece.strip(), n, who, is_voiced, new_turn=k > 0))
    return out


def _runs(raw: str, voice: str | None, inside: bool) -> tuple[list[tuple[str, str | None, bool]], str | None, bool]:
    """A line cut where a voice tag opens or closes; each run with its voice, and whether a tag gave it."""
    runs: list[tuple[str, str | None, bool]] = []
    text: list[str] = []
    at = 0

    def cut() -> None:
        joined = "".join(text)
        if joined.strip():
            runs.append((decoded(joined), voice, inside))
        text.clear()

    for tag in TAG.finditer(raw):
        text.append(raw[at : tag.start()])
        at = tag.end()
        kind = (tag[2] or "").lower()
        if kind == "v":
            cut()
            inside = not tag[1]
            voice = _voice(tag[3]) if inside else None
        elif kind in ("br", "p", "div"):
            text.append(" ")
    text.append(raw[at:])
    cut()
    return runs, voice, inside


def _voice(annotation: str) -> str | None:
    """The name in a voice tag, past its classes (``.loud Tomasz``); None where it has no letter."""
    if annotation.startswith("."):
        annotation = annotation.partition(" ")[2]
    name = label_name(decoded(annotation))
    return name[:60] if any(c.isalnum() for c in name) else None


def _metadata(raw: str) -> tuple[str | None, str] | None:
    """Speaker and words of a cue that is a JSON object (meeting metadata); None where it is anything else."""
    try:
        record = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or not isinstance(record.get("spokenText"), str):
        return None
    name = record.get("speakerName")
    words = " ".join(record["spokenText"].split())
    return (label_name(cleaned(name)[0])[:60] or None) if isinstance(name, str) else None, words


def _name_voices(lines: list[_Line], cues: Sequence[Cue]) -> None:
    """Voices from what the lines begin with: dashes, ``Name:`` and ``(Name)``; each prefix is taken off its line."""
    dashes = sum(line.text.startswith(("- ", "– ", "— ")) for line in lines)
    dashed_cues: dict[int, int] = {}
    if dashes:
        for line in lines:
            if line.text.startswith(("- ", "– ", "— ")):
                dashed_cues[line.cue] = dashed_cues.get(line.cue, 0) + 1
        usual = dashes >= 3 and dashes >= 0.05 * len(cues)
        for line in lines:
            if line.text.startswith(("- ", "– ", "— ")) and (usual or dashed_cues[line.cue] > 1):
                line.text, line.new_turn = line.text[2:].lstrip(), True
    labelled = [split_label(line.text) if ":" in line.text[:75] or "：" in line.text[:75] else None for line in lines]
    bracketed = [_BRACKETED.match(line.text) if line.text.startswith("(") else None for line in lines]
    names = [pair[0] for pair in labelled if pair] + [label_name(b[1]) for b in bracketed if b and is_name_like(b[1])]
    known = speakers_among(names, len(cues), dense=0.4) if names else {}
    if not known:
        _name_by_first_lines(lines)
        return
    for line, pair, bracket in zip(lines, labelled, bracketed, strict=True):
        if pair and pair[0].casefold() in known:
            line.speaker, line.text = known[pair[0].casefold()], pair[1]
        elif bracket and label_name(bracket[1]).casefold() in known:
            line.speaker, line.text = known[label_name(bracket[1]).casefold()], ""
        else:
            continue
        line.voiced = True


def _name_by_first_lines(lines: list[_Line]) -> None:
    """Voices where nearly every cue has a name alone on the first of its lines."""
    first: dict[int, _Line] = {}
    longer: set[int] = set()
    for line in lines:
        if line.cue in first:
            longer.add(line.cue)
        first.setdefault(line.cue, line)
    names = [line for cue, line in first.items() if cue in longer and is_name_like(line.text) and not line.voiced]
    if len(names) < 2 or len(names) < 0.8 * len(first) or len({line.text for line in names}) > max(2, len(names) / 2):
        return
    for line in names:
        line.speaker, line.text, line.voiced = label_name(line.text), "", True
