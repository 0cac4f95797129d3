"""One line of a plain transcript: the time, the name or both with which it begins, and the words after them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.readers.frames import AROUND, of_a_service
from grader.readers.labels import LONGEST_LABEL, label_name, split_label

_TIME = r"(?:(\d{1,2})[:∶：])?(\d{1,3})[:∶：](\d{1,2})(?:[.,](\d{1,3}))?"
_LED = re.compile(rf"[\[(<]?{_TIME}[\])>]?(?![\d:%])[ \t]*(?:[-–—|][ \t]*)?")
_RANGE = re.compile(rf"[\[(]?{_TIME}\s*(?:-->|–|—|-)\s*{_TIME}[\])]?[ \t]*:?[ \t]*")
_NAME_TIME = re.compile(
    rf"([^\W\d_][^\[\]():\n]{{0,{LONGEST_LABEL}}}?)(?:[ ]{{2,12}}|[ ]?\t[ ]?|[ ]{{0,3}}[\[(])"
    rf"{_TIME}[\])]?[ ]{{0,4}}:?(?:[ \t]+|$)"
)
_NAME_CLOCK = re.compile(rf"\[([^\W\d_][^\[\]:\n]{{0,{LONGEST_LABEL}}})\][ \t]+{_TIME}[ \t]*$")


@dataclass(slots=True)
class MarkedLine:
    """A line, numbered as in the source, with what marks the beginning of a turn taken off it."""

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


def _seconds(groups: Sequence[str | None]) -> float:
    whole = int(groups[0] or 0) * 3600.0 + int(groups[1] or 0) * 60 + int(groups[2] or 0)
    return whole + (float(f"0.{groups[3]}") if groups[3] else 0.0)


def marked_line(number: int | None, raw: str) -> MarkedLine:
    """The line with its marks told from its words."""
    text = raw.strip()
    bare = text.strip(AROUND) if text[:1] in "*_#>" or text[-1:] in "*_" else text
    line = MarkedLine(number, text, raw)
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
            line.start = _seconds(led.groups()[:4])
            line.end = max(line.start, _seconds(led.groups()[4:]))
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
    if of_a_service(bare):
        line.footer = True
        return line
    pair = split_label(text)
    if pair:
        line.label, line.text = pair
    return line


def _plausible(name: str) -> bool:
    words = name.split()
    return 1 <= len(words) <= 5 and words[0][0].isupper()
