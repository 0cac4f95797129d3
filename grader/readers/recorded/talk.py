"""What every family of recorded transcripts is made into: pieces of talk, each with its voice and its time."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from grader.readers.characters import cleaned
from grader.readers.labels import LONGEST_LABEL, label_name
from grader.readers.parts import Part
from grader.schema.document import Notice

_NUMBERED = re.compile(r"(?:speaker|spk|ch|channel)?[ _-]?0{0,3}(\d{1,4})$|(?:speaker|spk)[ _-]([a-z])$", re.IGNORECASE)
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2}(?:[.,]\d{1,9})?)$")
_LATEST = 1_000_000.0
"""Seconds: eleven days. A later time is no time of a talk."""
_STOP = re.compile(r"[.?!…。？！][\"'”’)\]]*$")
_CLOSING = re.compile(r"[.,;:!?%)\]…。、？！]+$")
_RUN = re.compile(r"[^\W_]+")
_SHORT, _LONG = 15, 60
"""Words after which a piece ends with its sentence, and after which it ends anyway: a piece has one time."""


@dataclass(slots=True)
class Word:
    """One word, or punctuation, as a service heard it; times are seconds."""

    text: str
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    glued: bool = False
    """No space before it."""


@dataclass(slots=True)
class Said:
    """A piece of talk of one voice."""

    text: str
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    aside: bool = False
    """A machine made it up: nobody said it."""


@dataclass(slots=True)
class Talk:
    """The pieces in their order, and what was lost or guessed on the way to them."""

    said: list[Said] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    lost: int = 0
    """Records that are not of the family's shape."""
    untimed: int = 0
    """Times that are there and make no sense."""

    def records(self, value: object) -> Iterator[dict[str, Any]]:
        """The objects of a list; whatever else is in it is counted as lost."""
        if not isinstance(value, list):
            self.lost += value is not None
            return
        for record in value:
            if isinstance(record, dict):
                yield record
            else:
                self.lost += 1

    def text(self, record: dict[str, Any], *keys: str) -> str:
        """The first of these that holds text; where none does but one should, a record is lost."""
        there = [record[key] for key in keys if record.get(key) is not None]
        found = next((value for value in there if isinstance(value, str)), None)
        if found is None and there:
            self.lost += 1
        return found or ""

    def seconds(self, value: object, scale: float = 1.0) -> float | None:
        """A time in seconds from a number, a string of one, or ``h:mm:ss``; ``scale`` is seconds a unit."""
        if value is None:
            return None
        found = _number(value)
        if found is not None and 0 <= found * scale <= _LATEST:
            return found * scale if scale == 1.0 else round(found * scale, 6)
        clock = _CLOCK.match(value.strip()[:30]) if isinstance(value, str) else None
        if clock:
            return int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + float(clock[3].replace(",", "."))
        self.untimed += 1
        return None

    def add(self, text: str, speaker: str | None, start: float | None, end: float | None) -> None:
        """One piece more, unless it is empty."""
        joined = " ".join(text.split())
        if joined:
            self.said.append(Said(joined, speaker, start, end))

    def add_words(self, words: Iterable[Word], pause: float = math.inf) -> None:
        """Pieces from single words: a piece ends with its voice, its sentence, or at a pause of so many seconds.

        A word without a voice has that of the word before it, or of the first after it that has one.
        """
        pending = list(words)
        voice = next((w.speaker for w in pending if w.speaker), None)
        run: list[Word] = []
        count = 0
        last: float | None = None
        for word in pending:
            changes = bool(word.speaker) and word.speaker != voice
            ends = count >= _LONG or (count >= _SHORT and bool(_STOP.search(run[-1].text.rstrip()))) if run else False
            waits = last is not None and word.start is not None and word.start - last > pause
            if run and (changes or ((ends or waits) and not word.glued)):
                self._say(run, voice)
                run, count = [], 0
            voice = word.speaker or voice
            run.append(word)
            count += not word.glued or bool(_RUN.search(word.text))
            last = word.end if word.end is not None else last
        self._say(run, voice)

    def _say(self, run: list[Word], speaker: str | None) -> None:
        text = "".join(w.text if w.glued or _CLOSING.match(w.text) else f" {w.text}" for w in run)
        start = next((w.start for w in run if w.start is not None), None)
        end = next((w.end for w in reversed(run) if w.end is not None), None)
        self.add(text, speaker, start, end)

    def add_rest(self, whole: object) -> None:
        """What the whole text holds after the words that are there already: said, though at no known time."""
        if not isinstance(whole, str):
            return
        have = [m[0].casefold() for s in self.said if not s.aside for m in _RUN.finditer(s.text)]
        runs = list(_RUN.finditer(whole))
        if len(runs) <= len(have) or [m[0].casefold() for m in runs[: len(have)]] != have:
            return
        if have:
            message = f"words that stand only in the whole text, with no time and no speaker: {len(runs) - len(have)}"
            self.notices.append(Notice(code="untimed_words", message=message))
        self.add(whole[runs[len(have)].start() if have else 0 :], None, None, None)

    def in_time_order(self) -> None:
        """Sort pieces that come from several channels; those without a time stay behind their neighbour."""
        keyed: list[tuple[float, Said]] = []
        last = 0.0
        for said in self.said:
            last = said.start if said.start is not None else last
            keyed.append((last, said))
        self.said = [said for _, said in sorted(keyed, key=lambda pair: pair[0])]

    def parts(self) -> list[Part]:
        """The parts of the document. A piece without a time has that at which the one before it ends."""
        parts: list[Part] = []
        latest: float | None = None
        for said in self.said:
            start = said.start if said.start is not None else latest
            end = max(start, said.end) if start is not None and said.end is not None else None
            latest = end if end is not None else start
            kind = "paragraph" if said.aside else "speech"
            speaker = None if said.aside else said.speaker
            parts.append(Part(kind, said.text, speaker=speaker, start=start, end=end, aside=said.aside))  # type: ignore[arg-type]
        for before, part in pairwise(parts):
            part.new_turn = before.speaker != part.speaker
        return parts

    def remarks(self) -> list[Notice]:
        """The notices, with those of what was lost."""
        found = list(self.notices)
        if self.lost:
            message = f"{self.lost} records of the transcript are not of its shape; they were left out"
            found.append(Notice(code="records_left_out", message=message))
        if self.untimed:
            message = f"{self.untimed} times make no sense; the time before stands in their place"
            found.append(Notice(code="times_left_out", message=message))
        return found


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def voice(value: object) -> str | None:
    """A name to show for a voice: ``0``, ``"A"``, ``"spk_0"`` and ``"SPEAKER_00"`` are "Speaker 0" and the like."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return f"Speaker {int(value)}" if math.isfinite(value) and 0 <= value < 10_000 else None
    if not isinstance(value, str):
        return None
    name = label_name(cleaned(value[:500])[0])[:LONGEST_LABEL].strip()
    numbered = _NUMBERED.match(name)
    if numbered:
        return f"Speaker {numbered[1] or numbered[2].upper()}"
    if len(name) == 1 and name.isalpha():
        return f"Speaker {name.upper()}"
    return name if any(c.isalnum() for c in name) else None


def fields(value: object, *path: str) -> dict[str, Any]:
    """The object at the end of a path of keys; empty where there is none."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def objects(value: object) -> list[dict[str, Any]]:
    """The objects of a list; none where it is no list."""
    return [record for record in value if isinstance(record, dict)] if isinstance(value, list) else []


def holds(records: object, *keys: str) -> bool:
    """Whether some object in a list has all of these keys."""
    return any(all(key in record for key in keys) for record in objects(records))
