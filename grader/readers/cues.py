"""The cues of a WebVTT or SRT file: their times and lines, found without help from what a broken file leaves out."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from grader.errors import InputError

MAX_CUES = 200_000
_STAMP = r"(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,9}))?"
_TIMING = re.compile(rf"\s*{_STAMP}\s*-->\s*{_STAMP}")
_LOOSE_TIMING = re.compile(r"\s*[\d:.,]+\S{0,20}\s*-->\s*[\d:.,]+")
"""A timing line whose times make no sense: still no speech."""
TAG = re.compile(
    r"<(/?)(v|c|i|b|u|s|ruby|rt|lang|font|span|br|p|div|em|strong|a|img|script|style)(?![\w-])([^<>]*)>"
    r"|<\d[\d:.,]*>",
    re.IGNORECASE,
)
"""A tag of captions: what closes (``/``), its name, its attributes. ``<key, value>`` and ``a < b`` are words."""
_PIECE = re.compile(r"\s*(\S{1,80}/\d{1,9})-\d{1,9}\s*$")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,31});")
_USUAL = "00:00:00.000 --> 00:00:00.000"
_DIGITS = np.asarray([c == "0" for c in _USUAL])
_BETWEEN = np.asarray([ord(c) for c in _USUAL if c != "0"], dtype=np.uint32)
_TENS = tuple(10**n for n in range(10))


@dataclass(slots=True)
class Cue:
    """One cue; times are seconds, None where its stamp makes no sense."""

    start: float | None
    end: float | None
    lines: list[tuple[int, str]] = field(default_factory=list)
    """Number of each line in the source, and its words with tags and entities as they came."""
    sentence: str = ""
    """What the identifiers of the cues of one sentence have in common (``…/14`` of ``…/14-0`` and ``…/14-1``)."""


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> float:
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + int(fraction) / _TENS[len(fraction)] if fraction else float(whole)


def _times(line: str) -> tuple[float | None, float | None]:
    """Both times of a timing line, in seconds; None for times that make no sense."""
    stamp = _TIMING.match(line)
    if not stamp:
        return None, None
    a, b, c, d, e, f, g, h = stamp.groups()
    start = _seconds(a, b, c, d)
    return start, max(start, _seconds(e, f, g, h))


def _all_times(lines: Sequence[str]) -> list[tuple[float | None, float | None]]:
    """The times of all timing lines: those of the usual form, which nearly all have, are worked out together."""
    characters = np.asarray([line[: len(_USUAL)] for line in lines], dtype=f"U{len(_USUAL) + 1}")
    grid = characters.view(np.uint32).reshape(len(lines), -1)[:, : len(_USUAL)]
    digits = grid[:, _DIGITS].astype(np.int64) - ord("0")
    usual = ((digits >= 0) & (digits <= 9)).all(axis=1) & (grid[:, ~_DIGITS] == _BETWEEN).all(axis=1)
    numbers = digits.reshape(-1, 2, 9)
    seconds = numbers[:, :, :6] @ np.asarray([36000, 3600, 600, 60, 10, 1])
    times = seconds + numbers[:, :, 6:] @ np.asarray([100, 10, 1]) / 1000
    times[:, 1] = times.max(axis=1)
    return [
        (start, end) if known and not line[len(_USUAL) :][:1].isdigit() else _times(line)
        for line, known, (start, end) in zip(lines, usual.tolist(), times.tolist(), strict=True)
    ]


def cues_of(text: str, name: str) -> list[Cue]:
    """The cues in the order of the file, with their lines of speech; words before the first are a cue of their own."""
    lines = text.split("\n")
    timings = [n for n, line in enumerate(lines) if "-->" in line and _LOOSE_TIMING.match(line)]
    if len(timings) > MAX_CUES:
        raise InputError(name, f"more than {MAX_CUES:,} cues", "grade it in parts")
    if not timings:
        return []
    first = _beginning(lines, timings[0], -1, None)
    cues: list[Cue] = []
    preamble = Cue(None, None, _preamble(lines[:first]))
    if preamble.lines:
        cues.append(preamble)
    counter: int | None = None
    times = _all_times([lines[n] for n in timings])
    begins = first
    for k, at in enumerate(timings):
        if begins < at and lines[begins].strip().isdecimal():
            counter = int(lines[begins].strip()[:12])
        following = timings[k + 1] if k + 1 < len(timings) else len(lines)
        ends = _beginning(lines, following, at, counter) if following < len(lines) else following
        start, end = times[k]
        cue = Cue(start, end, _speech(lines, at + 1, ends))
        if begins < at and "/" in lines[begins]:
            found = _PIECE.match(lines[begins])
            cue.sentence = found[1] if found else ""
        cues.append(cue)
        begins = ends
    return cues


def _beginning(lines: list[str], timing: int, previous: int, counter: int | None) -> int:
    """The line on which a cue begins: its identifier's, or its timing's where it has none."""
    n = timing - 1
    if n <= previous or not lines[n].strip():
        return timing
    if n - 1 == previous:  # directly below the last timing: that cue's only words
        return timing if previous >= 0 else n
    above = lines[n - 1]
    if not above.strip() and n - 2 != previous:
        return n
    if not above:
        return n
    # No blank line between two cues: a number is the next cue's only where it counts on.
    own = lines[n].strip()
    return n if own.isdecimal() and counter is not None and int(own[:12]) == counter + 1 else timing


def _preamble(lines: list[str]) -> list[tuple[int, str]]:
    """Words before the first cue that belong to no header, note or style."""
    n = 0
    if lines and lines[0].startswith("WEBVTT"):
        while n < len(lines) and lines[n].strip():
            n += 1
    kept = _speech(lines, n, len(lines))
    out: list[tuple[int, str]] = []
    skipping = False
    last = -2
    for number, line in kept:
        if number - 1 != last + 1 or not lines[number - 2].strip():
            skipping = line.rstrip() in ("STYLE", "REGION")
        last = number - 1
        if not skipping:
            out.append((number, line))
    return out


def _speech(lines: list[str], start: int, stop: int) -> list[tuple[int, str]]:
    """The lines of a cue with their numbers from 1, without blank lines and without notes that stand after one."""
    if stop - start == 2 and not lines[start + 1] and lines[start].strip():  # one line, as most cues have
        return [(start + 1, lines[start])]
    kept: list[tuple[int, str]] = []
    note = False
    blank = False
    for n in range(start, stop):
        line = lines[n]
        if not line or line.isspace():
            blank = blank or not line
            note = False if not line else note
            continue
        if blank and line.startswith("NOTE") and (len(line) == 4 or line[4] in " \t"):
            note = True
        blank = False
        if not note:
            kept.append((n + 1, line))
    return kept


def unroll(cues: Sequence[Cue]) -> None:
    """Take out the lines that a rolling display shows again, where the file is of that kind; and cues that come twice.

    Whole lines are compared with the last one kept alone, so that what is really said twice stays.
    """
    shown = [[_shown(raw) for _, raw in cue.lines] for cue in cues]
    filled = [n for n, texts in enumerate(shown) if texts]
    repeats = sum(shown[b][0] == shown[a][-1] for a, b in pairwise(filled))
    rolling = repeats >= 2 and repeats >= 0.3 * (len(filled) - 1)
    last: str | None = None
    before: int | None = None
    for n in filled:
        cue, texts = cues[n], shown[n]
        if before is not None and texts == shown[before] and cue.start is not None:
            there = cues[before]
            if (cue.start, cue.end) == (there.start, there.end):
                cue.lines = []
                continue
        before = n
        if rolling:
            fresh = 1 if texts[0] == last else 0
            cue.lines = cue.lines[fresh:]
        last = texts[-1]


def _shown(raw: str) -> str:
    """A line as a viewer sees it."""
    return decoded(TAG.sub("", raw)).strip() if "<" in raw or "&" in raw else raw.strip()


def decoded(text: str) -> str:
    """Text with its entities resolved."""
    if "&" not in text:
        return text
    return (
        _ENTITY.sub(lambda m: html.unescape(m[0]), text)
        .replace("\xa0", " ")
        .replace("\u200e", "")
        .replace("\u200f", "")
    )
