"""The beginning of a source as rough text: enough to tell formats apart, and cheap."""

from __future__ import annotations

from functools import lru_cache

from grader.protocols import Source

_BYTES = 24 * 1024


def glimpse(source: Source) -> str:
    """The first 24 kB with ``\\n`` line ends, damaged characters replaced; empty for what is binary."""
    return _text(source.content[:_BYTES])


@lru_cache(maxsize=1)  # each reader looks at the same beginning
def _text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", "replace")
    elif b"\0" in head:
        wide = "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
        text = head.decode(wide, "replace") if head.count(0) > len(head) // 4 else ""
    else:
        text = head.decode("utf-8-sig", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
