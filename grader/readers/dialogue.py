"""Plain transcripts: ``[time] Name: words``, ``Name: words``, and lines with a name, a time or both above the words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from grader.errors import InputError
from grader.protocols import Source
from grader.readers.captions import speakers_unknown
from grader.readers.frames import family_of, without_frame, without_recorder
from grader.readers.glimpse import glimpse
from grader.readers.labels import is_name_like, label_name, speakers_among
from grader.readers.marked_lines import MarkedLine, marked_line
from grader.readers.meet import named_by_meet, notes_above, notes_parts, rejoined
from grader.readers.parts import Gained, Part, compose
from grader.readers.source import decode
from grader.readers.turns import MOSTLY
from grader.schema.document import Document, Notice

_WORD = re.compile(r"[^\W_]")
_DAY = 24 * 3600.0


@dataclass(slots=True)
class Spoken:
    """A dialogue: its parts, and what is to be said of it."""

    parts: list[Part]
    notices: list[Notice] = field(default_factory=list)
    timed: bool = False


class DialogueReader:
    """Reads transcripts that are plain lines."""

    name = "dialogue"

    def recognises(self, source: Source) -> float:
        """How sure it is, 0 to 1, that the source is of this format."""
        sample = glimpse(source)
        if not sample:
            return 0.0
        lines = sample.split("\n")
        if notes_above(lines) != 0:
            return 0.93
        marked = [marked_line(n, line) for n, line in enumerate(lines, 1)]
        _voices(marked, lines[:20] if family_of(lines) == "meet" else None)
        timed = _timed(marked)
        if not _is_dialogue(marked, timed):
            return 0.0
        return 0.9 if timed >= 2 else 0.72

    def read(self, source: Source) -> Document:
        """The document; `InputError` for what cannot be read as this format."""
        text, encoding, notices = decode(source)
        spoken = dialogue_parts(text.split("\n"), name=source.name, sure=True) or Spoken([])
        return compose(
            spoken.parts,
            name=source.name,
            format=self.name,
            kind="transcript",
            encoding=encoding,
            notices=[*notices, *spoken.notices],
        )


def dialogue_parts(
    texts: Sequence[str],
    *,
    name: str,
    numbers: Sequence[int] | None = None,
    numbered: bool = True,
    sure: bool = False,
) -> Spoken | None:
    """The turns in some lines of text, or None where they are no dialogue (unless ``sure`` that they are one).

    Lines are numbered from 1, or by ``numbers``, or not at all where ``numbered`` is false. `InputError`, for the
    submission called ``name``, where they are a machine's notes of a meeting without its words.
    """
    noted = notes_above(texts)
    lines: list[MarkedLine] = []
    for n, text in enumerate(texts[noted or 0 :], noted or 0):
        number = None if not numbered else numbers[n] if numbers is not None else n + 1
        lines += (
            [marked_line(number, piece) for piece in text.split("\n")] if not numbered else [marked_line(number, text)]
        )
    family = "meet" if noted != 0 else family_of(texts)
    known = _voices(lines, texts[: (noted or 0) + 20] if family == "meet" else None)
    timed = _timed(lines)
    if not sure and noted == 0 and not _is_dialogue(lines, timed):
        return None
    _from_clock(lines)
    parts = without_frame(without_recorder(_turns(lines, known), known.values()), family)
    if family == "meet":
        parts = rejoined(parts)
    if noted != 0 and not any(part.kind == "speech" for part in parts):
        problem = "holds a machine's notes of a meeting and not its transcript"
        raise InputError(name, problem, "give the transcript that the notes were made from")
    if noted:
        own = numbers if numbers is not None else range(1, noted + 1)
        parts = [*notes_parts(texts[:noted], own if numbered else None), *parts]
    notices = [] if any(part.speaker for part in parts) else [speakers_unknown()]
    return Spoken(parts, notices, timed >= 2)


def _timed(lines: Iterable[MarkedLine]) -> int:
    return sum(1 for line in lines if line.start is not None)


def _voices(lines: list[MarkedLine], above: Sequence[str] | None) -> dict[str, str]:
    """The speakers by case-folded label. From here on a line has a label only where it names one of them. ``above`` is
    the first lines of a transcript that Meet made, None of any other.

    A name on a line of its own below a time becomes that line's label.
    """
    below: list[MarkedLine] = []
    previous: MarkedLine | None = None
    for line in lines:
        if previous is not None and previous.end is not None and not previous.text and line.start is None:
            below.append(line)
        if line.raw.strip():
            previous = line
    if len(below) >= 2 and sum(is_name_like(line.text) for line in below) > 0.6 * len(below):
        for line in below:
            if is_name_like(line.text):
                line.label, line.text, line.sure = label_name(line.text), "", True
    alone = [
        line
        for line, below_it in pairwise(line for line in lines if line.raw.strip())
        if line.label and not line.text and line.start is None and below_it.start is not None and not below_it.text
    ]
    if len(alone) >= 2:  # "Name:" and a time, each on a line of its own, above the words
        for line in alone:
            line.sure = True
    known = {line.label.casefold(): line.label for line in lines if line.sure and line.label}
    weak = [line.label for line in lines if line.label and not line.sure]
    if weak and not known:
        known = speakers_among(weak, sum(1 for line in lines if line.text or line.label))
    elif weak:
        known |= {k: v for k, v in speakers_among(weak, len(weak)).items() if k not in known}
    if above is not None:
        known = {**named_by_meet(weak, above), **known}
    for line in lines:
        if line.label is not None and line.label.casefold() not in known:
            timed = line.start is not None
            line.text, line.label = (f"{line.label}: {line.text}" if timed else line.raw.strip()), None
    return known


def _is_dialogue(lines: Iterable[MarkedLine], timed: int) -> bool:
    """Whether turns hold over 60 % of the words: of two or more voices, or with times."""
    said = total = marked = filled = 0
    inside = heading = False
    sure = 0
    voices: set[str] = set()
    for line in lines:
        if line.footer:
            continue
        words = len(line.text.split())
        if line.sure:
            sure += 1
            if sure == 2:  # a title, a date and the like above two headers of one shape count against nothing
                total = said
        total += words
        if line.start is not None or line.label is not None:
            marked += 1
            inside, heading = True, not line.text
            if line.label is not None:
                voices.add(line.label.casefold())
        elif not words:
            inside = inside and heading
        elif inside:
            heading = False
        filled += bool(words)
        said += words if inside else 0
    if not total or said <= MOSTLY * total:
        return False
    return (len(voices) >= 2 and marked >= 2) or (timed >= 2 and timed >= 0.2 * filled)


def _from_clock(lines: list[MarkedLine]) -> None:
    """Times of day become seconds since the first of them; past midnight they go on."""
    first: float | None = None
    last = 0.0
    for line in lines:
        if line.clock and line.start is not None:
            if first is None:
                first = line.start
            offset = line.start - first
            while offset < last - _DAY / 2:
                offset += _DAY
            line.start = last = max(offset, 0.0)


def _turns(lines: Iterable[MarkedLine], known: dict[str, str]) -> list[Part]:
    parts: list[Part] = []
    gained = Gained()
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    began = turn = False
    current: Part | None = None
    last: int | None = None
    for line in lines:
        marked = line.start is not None
        named = line.label is not None
        text = line.text
        if marked:
            start, end = line.start, line.end
        if named:
            turn = known[(line.label or "").casefold()] != speaker
            speaker = known[(line.label or "").casefold()]
        if line.footer:
            speaker, start, end, began = None, None, None, False
        if marked or named:
            began = True
        if not _WORD.search(text):
            if marked or named or not text:
                current = None if marked or named else current
            continue
        kind = "speech" if began else "paragraph"
        joins = (
            current is not None
            and not (marked or named)
            and current.kind == kind
            and current.speaker == speaker
            and last is not None
            and line.number == last + 1
        )
        if joins and current is not None:
            gained.add(current, text)
        else:
            current = Part(
                "speech" if kind == "speech" else "paragraph",
                text,
                line=line.number,
                speaker=speaker,
                start=start,
                end=end,
                new_turn=turn,
            )
            parts.append(current)
            turn = False
        last = line.number
    gained.join()
    return parts
