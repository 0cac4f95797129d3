"""Plain transcripts: ``[time] Name: words``, ``Name: words``, and lines with a name, a time or both above the words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from grader.protocols import Source
from grader.readers.captions import speakers_unknown
from grader.readers.glimpse import glimpse
from grader.readers.labels import LONGEST_LABEL, is_name_like, label_name, speakers_among, split_label
from grader.readers.parts import Gained, Part, compose
from grader.readers.source import decode
from grader.readers.turns import FOOTER, MOSTLY
from grader.schema.document import Document, Notice

_TIME = r"(?:(\d{1,2})[:∶：])?(\d{1,3})[:∶：](\d{1,2})(?:[.,](\d{1,3}))?"
_LED = re.compile(rf"[\[(<]?{_TIME}[\])>]?(?![\d:%])[ \t]*(?:[-–—|][ \t]*)?")
_RANGE = re.compile(rf"[\[(]?{_TIME}\s*(?:-->|–|—|-)\s*{_TIME}[\])]?[ \t]*:?[ \t]*")
_NAME_TIME = re.compile(
    rf"([^\W\d_][^\[\]():\n]{{0,{LONGEST_LABEL}}}?)(?:[ ]{{2,12}}|[ ]?\t[ ]?|[ ]{{0,3}}[\[(])"
    rf"{_TIME}[\])]?[ ]{{0,4}}:?(?:[ \t]+|$)"
)
_NAME_CLOCK = re.compile(rf"\[([^\W\d_][^\[\]:\n]{{0,{LONGEST_LABEL}}})\][ \t]+{_TIME}[ \t]*$")
_AROUND = "*_#> \t"
_WORD = re.compile(r"[^\W_]")
_DAY = 24 * 3600.0


@dataclass(slots=True)
class _Line:
    number: int | None
    text: str
    """The words, past whatever the line begins with."""
    raw: str
    start: float | None = None
    end: float | None = None
    label: str | None = None
    sure: bool = False
    """The label stands with a time, so that it needs no further sign of naming a voice."""
    clock: bool = False
    footer: bool = False


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
        spoken = dialogue_parts(sample.split("\n"))
        if spoken is None:
            return 0.0
        return 0.9 if spoken.timed else 0.72

    def read(self, source: Source) -> Document:
        """The document; `InputError` for what cannot be read as this format."""
        text, encoding, notices = decode(source)
        spoken = dialogue_parts(text.split("\n"), sure=True) or Spoken([])
        return compose(
            spoken.parts,
            name=source.name,
            format=self.name,
            kind="transcript",
            encoding=encoding,
            notices=[*notices, *spoken.notices],
        )


def dialogue_parts(
    texts: Sequence[str], *, numbers: Sequence[int] | None = None, numbered: bool = True, sure: bool = False
) -> Spoken | None:
    """The turns in some lines of text, or None where they are no dialogue (unless ``sure`` that they are one).

    Lines are numbered from 1, or by ``numbers``, or not at all where ``numbered`` is false.
    """
    lines = []
    for n, text in enumerate(texts):
        number = None if not numbered else numbers[n] if numbers is not None else n + 1
        lines += [_line(number, piece) for piece in text.split("\n")] if not numbered else [_line(number, text)]
    known = _voices(lines)
    timed = sum(1 for line in lines if line.start is not None)
    if not sure and not _is_dialogue(lines, timed):
        return None
    _from_clock(lines)
    parts = _turns(lines, known)
    notices = [] if any(part.speaker for part in parts) else [speakers_unknown()]
    return Spoken(parts, notices, timed >= 2)


def _seconds(groups: Sequence[str | None]) -> float:
    whole = int(groups[0] or 0) * 3600.0 + int(groups[1] or 0) * 60 + int(groups[2] or 0)
    return whole + (float(f"0.{groups[3]}") if groups[3] else 0.0)


def _line(number: int | None, raw: str) -> _Line:
    text = raw.strip()
    bare = text.strip(_AROUND) if text[:1] in "*_#>" or text[-1:] in "*_" else text
    line = _Line(number, text, raw)
    if not bare:
        return line
    if bare[0].isdigit() or bare[0] in "[(<":
        clock = _NAME_CLOCK.match(bare)
        if clock:
            line.label, line.start = label_name(clock[1]), _seconds(clock.groups()[1:])
            line.text, line.sure, line.clock = "", True, True
            return line
        led = _RANGE.match(bare)
        if led:
            line.start, line.end = _seconds(led.groups()[:4]), _seconds(led.groups()[4:])
        else:
            led = _LED.match(bare)
            if led is None or (
                led.end() < len(bare) and bare[0].isdigit() and not bare[led.end() - 1 : led.end()].isspace()
            ):
                led = None
            elif bare[0].isdigit() and bare[led.end() :][:1].islower():
                led = None  # "10:30 in the morning" is no time mark
            else:
                line.start = _seconds(led.groups())
        if led is not None:
            rest = bare[led.end() :]
            pair = split_label(rest)
            line.text = rest
            if pair:
                line.label, line.text = pair
            return line
    headed = _NAME_TIME.match(bare)
    if headed and _plausible(headed[1]):
        line.label, line.start = label_name(headed[1]), _seconds(headed.groups()[1:])
        line.text, line.sure = bare[headed.end() :], True
        return line
    if FOOTER.match(bare):
        line.footer = True
        return line
    pair = split_label(text)
    if pair:
        line.label, line.text = pair
    return line


def _plausible(name: str) -> bool:
    words = name.split()
    return 1 <= len(words) <= 5 and words[0][0].isupper()


def _voices(lines: list[_Line]) -> dict[str, str]:
    """The speakers by case-folded label. From here on a line has a label only where it names one of them.

    A name on a line of its own below a time becomes that line's label.
    """
    below: list[_Line] = []
    previous: _Line | None = None
    for line in lines:
        if previous is not None and previous.end is not None and not previous.text and line.start is None:
            below.append(line)
        if line.raw.strip():
            previous = line
    if len(below) >= 2 and sum(is_name_like(line.text) for line in below) > 0.6 * len(below):
        for line in below:
            if is_name_like(line.text):
                line.label, line.text, line.sure = label_name(line.text), "", True
    known = {line.label.casefold(): line.label for line in lines if line.sure and line.label}
    weak = [line.label for line in lines if line.label and not line.sure]
    if weak and not known:
        known = speakers_among(weak, sum(1 for line in lines if line.text or line.label))
    elif weak:
        known |= {k: v for k, v in speakers_among(weak, len(weak)).items() if k not in known}
    for line in lines:
        if line.label is not None and line.label.casefold() not in known:
            timed = line.start is not None
            line.text, line.label = (f"{line.label}: {line.text}" if timed else line.raw.strip()), None
    return known


def _is_dialogue(lines: Iterable[_Line], timed: int) -> bool:
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


def _from_clock(lines: list[_Line]) -> None:
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
            line.start = last = offset


def _turns(lines: Iterable[_Line], known: dict[str, str]) -> list[Part]:
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
            speaker, start, end = None, None, None
        if marked or named:
            began = True
        if not _WORD.search(text):
            if marked or named or not text:
                current = None if marked or named else current
            continue
        kind = "speech" if began and not line.footer else "paragraph"
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
