"""Characters that a reader of the page cannot see, and how they leave the text."""

from __future__ import annotations

import re

# Line and page breaks other than "\n" become a space, so that "\n" alone ends a line and words stay apart.
_BREAKS = "\t\x0b\x0c\r\x85\u2028\u2029"
# Gone without a word: control characters, soft hyphens (every typeset page has them), halves of surrogate pairs.
_SILENT = "\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\u00ad\ufffe\uffff\ud800-\udfff"
# Gone with a notice: zero-width, bidirectional controls, tag characters, fillers: they can hide words or split them.
_HIDDEN = (
    "\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff"
)
# A joiner belongs in emoji and in Indic and Persian words; beside a Latin letter it only breaks a word in two.
_JOINER = "(?<=[ -\u024f])[\u200c\u200d]|[\u200c\u200d](?=[ -\u024f])"

_ODD = re.compile(f"[{_BREAKS}{_SILENT}{_HIDDEN}\u200c\u200d]")
_TO_SPACE = re.compile(f"[{_BREAKS}]")
_DROP = re.compile(f"[{_SILENT}]")
_DROP_SEEN = re.compile(f"[{_HIDDEN}]|{_JOINER}")
_SURROGATES = re.compile("[\ud800-\udfff]")


def cleaned(text: str, keep_tabs: bool = False) -> tuple[str, int]:
    """The text without characters that cannot be seen, and how many of the telling kind were taken out.

    Words are kept as they are written (no Unicode normalisation), and so is every ``\\n``.
    """
    if text.isascii() and text.isprintable():
        return text, 0
    if not _ODD.search(text):
        return text, 0
    text = _TO_SPACE.sub(lambda m: "\t" if keep_tabs and m[0] == "\t" else " ", text)
    text = _DROP.sub("", text)
    return _DROP_SEEN.subn("", text)


def without_surrogates(text: str) -> str:
    """The text with each lone half of a surrogate pair as U+FFFD, so that it can be encoded."""
    return _SURROGATES.sub("\ufffd", text)
