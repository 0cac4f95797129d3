"""The line of the source of an HTML page on which each part of the page begins."""

from __future__ import annotations

import html
from bisect import bisect_right
from collections.abc import Iterable

from grader.readers.parts import Part

_UNSEEN = ("script", "style", "title", "noscript", "template")
_NEEDLE = 32
"""Letters and digits of a part that are looked for."""
_WINDOW = 20_000
"""Letters and digits past the last part in which the next is looked for: a bound on the time."""


def set_lines(parts: Iterable[Part], source: str) -> None:
    """Give each part its line, by the letters and digits it begins with; None where the source has them not in order.

    Tags, entities and blanks between the letters do not matter, so that no parser has to keep positions.
    """
    pieces: list[str] = []
    starts: list[int] = []
    lines: list[int] = []
    length = 0
    for number, text in _texts(source):
        piece = _letters(html.unescape(text) if "&" in text else text)
        if piece:
            starts.append(length)
            lines.append(number)
            pieces.append(piece)
            length += len(piece)
    letters = "".join(pieces)
    position = 0
    for part in parts:
        own = _letters(part.text)
        found = letters.find(own[:_NEEDLE], position, position + _WINDOW) if own else -1
        if found < 0:
            continue
        part.line = lines[bisect_right(starts, found) - 1]
        position = found + (len(own) if letters.startswith(own, found) else min(len(own), _NEEDLE))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _texts(source: str) -> Iterable[tuple[int, str]]:
    """Every line of the source, cut at tags, with its number from 1; no comments, scripts and the like."""
    number = 1
    at = 0
    lower = source.lower()
    if len(lower) != len(source):  # a few letters are longer in lower case
        lower = source
    while at < len(source):
        opens = source.find("<", at)
        opens = len(source) if opens < 0 else opens
        for n, text in enumerate(source[at:opens].split("\n")):
            if text:
                yield number + n, text
        number += source.count("\n", at, opens)
        if opens == len(source):
            return
        at = _past(source, lower, opens)
        if at == opens + 1:
            yield number, "<"
        number += source.count("\n", opens, at)


def _past(source: str, lower: str, opens: int) -> int:
    """Where the markup that opens here ends; just past the ``<`` where it is none."""
    if source.startswith("<!--", opens):
        return _after(source, "-->", opens + 4)
    following = source[opens + 1 : opens + 2]
    if not (following.isalpha() or following in ("/", "!", "?")):
        return opens + 1
    for tag in _UNSEEN:
        if lower.startswith(tag, opens + 1) and not lower[opens + 1 + len(tag) : opens + 2 + len(tag)].isalnum():
            return _after(source, ">", _after(lower, f"</{tag}", opens))
    return _after(source, ">", opens)


def _after(text: str, mark: str, start: int) -> int:
    found = text.find(mark, start)
    return len(text) if found < 0 else found + len(mark)
