"""Google Meet: a machine's notes above the transcript, and sentences that slipped below another's turn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from grader.readers.frames import AROUND
from grader.readers.labels import is_name_like
from grader.readers.parts import Gained, Part

_FINAL = re.compile(r"[.?!…。？！][\"'”’)\]]*$")
_SENTENCE = re.compile(r"[.?!…][\"'”’)\]]*(?=\s)")
_BETWEEN, _WORDS_BETWEEN = 3, 80
"""Turns, and words, of others that may stand between the halves of a sentence."""
_MYSELF = ("I ", "I'", "I’")


def rejoined(parts: Sequence[Part]) -> list[Part]:
    """Google Meet's turns with their sentences whole again: the rest of one that stands below another's turn is put
    back behind its beginning. No word changes, and each speaker's words keep their order.
    """
    left = list(parts)
    out: list[Part] = []
    n = 0
    while n < len(left):
        tail = left[n]
        out.append(tail)
        n += 1
        while tail.kind == "speech" and tail.speaker and not _FINAL.search(tail.text.rstrip()):
            at = _continuation(left, n, tail.speaker)
            if at is None:
                break
            rest = left.pop(at)
            ends = _SENTENCE.search(rest.text)
            if ends:
                after = rest.text[ends.end() :]
                lead = len(after) - len(after.lstrip())
                line = rest.line + rest.text.count("\n", 0, ends.end() + lead) if rest.line is not None else None
                left.insert(at, replace(rest, text=after.lstrip(), line=line))
                rest = replace(rest, text=rest.text[: ends.end()])
            tail = replace(rest, start=tail.start, end=tail.end)
            out.append(tail)
    for before, part in pairwise(out):
        part.new_turn = before.speaker != part.speaker
    return out


def _continuation(parts: Sequence[Part], begin: int, speaker: str) -> int | None:
    """Where a speaker's sentence goes on after the turns of others; None where it does not."""
    words = 0
    for n in range(begin, min(len(parts), begin + _BETWEEN + 1)):
        part = parts[n]
        if part.kind != "speech":
            return None
        if part.speaker == speaker:
            text = part.text.lstrip()
            goes_on = text[:1].islower() or text[:1].isdigit() or text.startswith(_MYSELF)
            return n if n > begin and goes_on else None
        words += len(part.text.split())
        if words > _WORDS_BETWEEN:
            return None
    return None


_NOTES = "📝"
_TRANSCRIPT = "📖"
_GEMINI = re.compile(r"\bGemini(?:['’]s notes| takes notes)|\bNotes by Gemini\b")


def notes_above(lines: Sequence[str]) -> int | None:
    """How many lines are a machine's notes of the meeting, with the heading of the transcript below them; 0 where there
    are no notes, None where nothing but notes is there.
    """
    filled = 0
    marked = False
    for line in lines[:40]:
        if line.strip(AROUND):
            filled += 1
            marked = marked or line.strip(AROUND).startswith(_NOTES)
            if filled == 5:
                break
    opened = (n for n, line in enumerate(lines) if _TRANSCRIPT in line and line.strip(AROUND).startswith(_TRANSCRIPT))
    heading = next(opened, None)
    if heading is not None and (marked or any(_GEMINI.search(line) for line in lines[:heading])):
        return heading + 1
    if heading is None and marked and any("Gemini" in line for line in lines):
        return None
    return 0


def named_by_meet(labels: Sequence[str], lines: Sequence[str]) -> dict[str, str]:
    """The speakers among the labels of a transcript that Meet made: names in full, or names of the list that is among
    these lines, the first of the file.
    """
    above = "\n".join(line for line in lines if ":" not in line)
    return {label.casefold(): label for label in labels if is_name_like(label) and (" " in label or label in above)}


def notes_parts(texts: Sequence[str], numbers: Sequence[int] | None) -> list[Part]:
    """A machine's notes as paragraphs that are no part of the talk."""
    parts: list[Part] = []
    gained = Gained()
    last = -2
    for n, text in enumerate(texts):
        if not text.strip(AROUND):
            continue
        number = numbers[n] if numbers is not None else None
        if last == n - 1 and number == (numbers[n - 1] + 1 if numbers is not None else None):
            gained.add(parts[-1], text.strip())
        else:
            parts.append(Part("paragraph", text.strip(), line=number, aside=True))
        last = n
    gained.join()
    return parts
