"""What services write around a talk: who began the recording, titles, dates, lists of who is there. Nobody said it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from grader.readers.labels import is_name_like, split_label
from grader.readers.parts import Part

AROUND = "*_#> \t\ufeff"
"""Marks of Markdown, spaces and a byte order mark around a line."""
_OPENED = re.compile(
    r"(.{1,80}?)\s+(?:started transcription|hat die Transkription gestartet|inició la transcripción"
    r"|iniciou a transcrição|a commencé la transcription|rozpocz(?:ął|ęła) transkrypcję)$",
    re.IGNORECASE,
)
_STOPPED = re.compile(
    r"(.{1,80}?)\s+(?:stopped transcription|hat die Transkription beendet|detuvo la transcripción"
    r"|a arrêté la transcription|parou a transcrição|zatrzymała? transkrypcję)$",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r"Transcribed by https?://|This editable transcript was computer generated|AI-generated content may be incorrect"
    r"|Esta transcripción editable se |Questa trascrizione modificabile è stata generata"
    r"|KI-generierte Inhalte können fehlerhaft sein"
    r"|(?:Transcription ended after|La transcripción finalizó después de|Trascrizione terminata dopo) \d",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"(?:Transcription ended after|La transcripción finalizó después de|Trascrizione terminata dopo) \d", re.IGNORECASE
)
_HEADING_WORDS = """
    transcript transcription transkript transkription transcripción transcrição trascrizione transcriptie transkrypcja
"""
_HEADINGS = frozenset(_HEADING_WORDS.split())
_ATTENDEE_WORDS = "attendees teilnehmer teilnehmende participants asistentes participantes partecipanti deelnemers"
_ATTENDEES = frozenset(_ATTENDEE_WORDS.split())
_LENGTH = re.compile(r"(?:\d{1,2} ?h(?:ours?)? ?)?(?:\d{1,3} ?m(?:in)? ?)?\d{1,2} ?s(?:ec)?$")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LONGEST_DATE = 45


def _hinted(line: str) -> bool:
    """Whether a line may be one of a service: the cheap look before the others, as this is asked of every line."""
    # Written out: a loop or a pattern takes ten times as long.
    return "ranscri" in line or "rascri" in line or "ranskr" in line or "enerated" in line or "eneriert" in line


def opens(line: str) -> bool:
    """Whether a line says who started the recording."""
    return _says_who(_OPENED, line)


def of_a_service(line: str) -> bool:
    """Whether a service wrote a line."""
    return _hinted(line) and (opens(line) or closes(line))


def closes(line: str) -> bool:
    """Whether a line is what a service writes below a talk: who stopped it, how long it was, a disclaimer."""
    if not _hinted(line):
        return False
    bare = line.strip(AROUND)
    return bool(_CLOSED.match(bare)) or _says_who(_STOPPED, bare)


def _says_who(pattern: re.Pattern[str], line: str) -> bool:
    if not _hinted(line):
        return False
    bare = line.strip(AROUND + ".")
    if len(bare) > 140:
        return False
    found = pattern.match(bare)
    return found is not None and is_name_like(found[1].strip(AROUND).replace("(", " ").replace(")", " "))


def family_of(lines: Iterable[str]) -> str:
    """Whose frame is around these lines: ``meet``, ``teams``, or nobody's (empty)."""
    found = ""
    attendees = False
    for line in lines:
        if len(line) < 40 and not attendees:
            attendees = line.strip(AROUND).casefold().rstrip(":") in _ATTENDEES
        if not _hinted(line) or len(line) > 160:
            continue
        bare = line.strip(AROUND)
        key = bare.casefold().rstrip(":")
        if (
            _ENDED.match(bare)
            or (attendees and key in _HEADINGS)
            or (" - " in key and key.rpartition(" - ")[2] in _HEADINGS)
        ):
            return "meet"
        if not found and (opens(bare) or _says_who(_STOPPED, bare)):
            found = "teams"
    return found


def unsaid(lines: Sequence[str]) -> list[bool]:
    """For each line above the first turn, inside a known frame, whether it only says when and with whom it was."""
    out: list[bool] = []
    names_follow = False
    for line in lines:
        bare = line.strip(AROUND)
        key = bare.casefold().rstrip(":")
        dated = len(bare) <= _LONGEST_DATE and bool(_YEAR.search(bare)) and sum(c.isalpha() for c in bare) <= 25
        drop = names_follow or key in _HEADINGS or key in _ATTENDEES or dated or bool(_LENGTH.match(bare))
        out.append(bool(bare) and (drop or of_a_service(bare)))
        if bare:
            names_follow = key in _ATTENDEES
    return out


def without_frame(parts: Sequence[Part], family: str) -> list[Part]:
    """The parts of a transcript without a service's lines; what else stands above its first turn is an aside."""
    if not family and not any(_hinted(part.text) for part in parts):
        return list(parts)
    out: list[Part] = []
    began = closed = False
    names_follow = False
    for part in parts:
        lines = part.text.split("\n")
        if part.kind == "speech":
            began, closed = True, False
        if began or not family:
            gone = [of_a_service(line) for line in lines]
        else:
            gone = unsaid(["Attendees", *lines] if names_follow else lines)[-len(lines) :]
            names_follow = lines[-1].strip(AROUND).casefold().rstrip(":") in _ATTENDEES
        ends = any(closes(line) for line in lines)
        first = next((n for n, drop in enumerate(gone) if not drop), None)
        if first is not None:
            last = max(n for n, drop in enumerate(gone) if not drop)
            line = part.line + first if part.line is not None else None
            kept = part if not any(gone) else replace(part, text="\n".join(lines[first : last + 1]), line=line)
            beside = closed or (ends and part.kind != "speech") or bool(family and not began)
            out.append(replace(kept, aside=True, speaker=None) if beside else kept)
        closed = closed or ends
    return out


def without_recorder(parts: Sequence[Part], names: Collection[str]) -> list[Part]:
    """Parts without a line at either end that names a speaker and the recording, in a language that is not known."""
    full = tuple(name for name in names if " " in name)  # a first name may begin a sentence
    turns = [n for n, part in enumerate(parts) if part.kind == "speech"]
    if not turns or not full:
        return list(parts)
    return [
        part
        for n, part in enumerate(parts)
        if not (
            (n < turns[0] or n == len(parts) - 1)
            and len(part.text) < 100
            and "\n" not in part.text
            and part.text.startswith(full)
            and _hinted(part.text)
            and part.text.rstrip()[-1:] not in ".?!"
            and split_label(part.text) is None
        )
    ]
