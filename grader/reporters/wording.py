"""Text of others made fit to show, and the small phrases that all reports share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from grader.schema.talk import clock

if TYPE_CHECKING:
    from grader.schema.assessment import Evidence, Finding
    from grader.schema.document import Document, Place

# Whole escape sequences (CSI; OSC, DCS, SOS, PM and APC with what they carry; short ones), in their seven-bit
# and eight-bit forms. Of a string that never ends only the opening goes: what follows may be words.
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f\n]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Marks that reorder or hide what stands beside them; the letters of right-to-left scripts need none of them.
_REORDERING = re.compile("[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """The text without escape sequences, control characters and marks that reorder; line ends and tabs stay."""
    return _REORDERING.sub("", _CONTROLS.sub("", _ESCAPES.sub("", text.replace("\r\n", "\n"))))


def one_line(text: str) -> str:
    """`plain` text with all white space as single spaces."""
    line = " ".join(text.split())
    # What can be printed holds nothing of that kind, as nearly all quotes.
    return line if line.isprintable() else _SPACE.sub(" ", plain(_SPACE.sub(" ", text))).strip()


def shorten(text: str, most: int) -> str:
    """One line of at most ``most`` characters, cut between words where it can be, with ``…`` for what is left out."""
    line = one_line(text)
    if len(line) <= most:
        return line
    head = line[: most - 1]
    at = head.rfind(" ") if line[most - 1] != " " else len(head)
    # A word longer than half the room is cut inside rather than lost.
    return (head[:at] if at > most // 2 else head).rstrip(" ,;:—–-") + "…"


def visible(text: str) -> str:
    """The text for a page: every character stays, those that no page may hold as the picture Unicode has for them."""
    return _CONTROLS.sub(_picture, text.replace("\r\n", "\n").replace("\r", "\n"))


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def number(value: float) -> str:
    """One decimal at most: ``68``, ``68.4``; never ``-0``."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def place(evidence: Evidence | Place, document: Document) -> str:
    """Where a quote or a character stands, as people look for it: its time, else page, else line; then who speaks."""
    parts = []
    if evidence.time is not None:
        parts.append(clock(evidence.time))
    elif evidence.page is not None:
        parts.append(f"page {evidence.page}")
    elif evidence.line is not None:
        parts.append(f"{'paragraph' if document.format == 'docx' else 'line'} {evidence.line}")
    if evidence.speaker:
        parts.append(shorten(evidence.speaker, 40))
    return ", ".join((*parts, *_came(evidence)))


_HOW = {"after_question": "asked for", "after_hint": "after a hint", "interviewer": "the interviewer"}


def _came(evidence: Evidence | Place) -> list[str]:
    """How evidence came, where the candidate did not bring it up; and what it counts, where that is not all."""
    how = getattr(evidence, "how", None)
    said = [_HOW[how]] if how in _HOW else []
    share = getattr(evidence, "share", 1.0)
    return said + ([f"counts {share:.0%}"] if 0 < share < 1 else [])


MARKS = "○◔◐◕●"
"""Not shown, less than half, half, more than half, met."""
UNASSESSED_MARK = "–"
NOT_PROBED = "not probed"
"""Not shown, and nobody asked for it in an interview that never came to its step."""


def mark(finding: Finding) -> str:
    """The level as a shape that needs no colour to be read."""
    level, most = finding.level, finding.max_level
    if level is None:
        return UNASSESSED_MARK
    if level <= 0 or level >= most:
        return MARKS[0] if level <= 0 else MARKS[4]
    return MARKS[2] if level * 2 == most else MARKS[1] if level * 2 < most else MARKS[3]


def standing(finding: Finding) -> str:
    """The level in words: met, in part, not shown, not assessed."""
    if finding.level is None:
        return "not assessed"
    if finding.not_probed:
        return NOT_PROBED
    return "not shown" if finding.level <= 0 else "met" if finding.level >= finding.max_level else "in part"


def count(n: int, one: str, many: str = "") -> str:
    """``1 criterion``, ``1,200 criteria``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"
