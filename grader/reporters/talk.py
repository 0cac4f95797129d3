"""Who speaks how much, and what was left out, in the words that all reports share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.reporters.wording import count, one_line, place, shorten
from grader.schema.document import Place
from grader.schema.talk import clock

if TYPE_CHECKING:
    from grader.schema.assessment import Assessment
    from grader.schema.talk import LeftOut, Talk, VoiceShare

_VOICES = 3
"""Voices told one by one; a panel's others are told together."""
_NAME = 30


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """A part that is not the interview."""

    where: str
    """Its times, else its lines or page; empty where neither is known."""
    what: str
    words: str

    def __str__(self) -> str:
        """As a line of text."""
        return f"{self.where} {self.what} ({self.words})".strip()


def left_out_rows(assessment: Assessment) -> tuple[LeftOutRow, ...]:
    """What was left out, in order."""
    return tuple(
        LeftOutRow(_where(assessment, part), one_line(part.what), count(part.words, "word"))
        for part in assessment.left_out
    )


def _where(assessment: Assessment, part: LeftOut) -> str:
    document, talk = assessment.document, assessment.talk
    if part.start_time is not None and part.end_time is not None:
        about = "about " if talk is not None and talk.times == "coarse" else ""
        return f"{about}{clock(part.start_time)} to {clock(part.end_time)}"
    text = document.text[part.start : part.end]
    first = document.place(part.start + len(text) - len(text.lstrip()))
    last = document.place(max(part.start, part.start + len(text.rstrip()) - 1))
    where = place(Place(line=first.line, page=first.page), document)
    a, b = (first.line, last.line) if first.page is None else (first.page, last.page)
    if not where or a is None or b is None or b <= a:
        return where
    return f"{where.replace(' ', 's ', 1)} to {b}"


def voice_lines(talk: Talk | None) -> tuple[str, ...]:
    """``candidate (Ben): 78 % of the words, 14 questions``, most words first; names are whatever the file has."""
    if talk is None:
        return ()
    lines = [_voice(v) for v in talk.voices[:_VOICES]]
    others = talk.voices[_VOICES:]
    if others:
        lines.append(f"{count(len(others), 'other voice')}: {_percent(sum(v.share for v in others))}")
    return tuple(lines)


def _voice(voice: VoiceShare) -> str:
    name = f" ({shorten(voice.name, _NAME)})" if voice.name else ""
    role = "unknown voice" if voice.role == "unknown" else voice.role
    asked = "" if voice.questions is None else f", {count(voice.questions, 'question')}"
    return f"{role}{name}: {_percent(voice.share)} of the words{asked}"


def _percent(share: float) -> str:
    return "<1 %" if 0 < share < 0.005 else f"{int(100 * share + 0.5)} %"
