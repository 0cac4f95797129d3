"""What befalls files on their way: each mutation of a sample by its name, the same each time."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from random import Random

Change = Callable[[bytes, Random], bytes]


def _cut(share: float) -> Change:
    return lambda content, draw: content[: max(1, int(len(content) * share))]


def _flipped(content: bytes, draw: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(8):
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def _nulls(content: bytes, draw: Random) -> bytes:
    at = draw.randrange(len(content))
    return content[:at] + b"\0\0" + content[at:]


def _on_text(change: Callable[[str, Random], str]) -> Change:
    """A change of the text, which in a Word file is that of its document."""

    def changed(content: bytes, draw: Random) -> bytes:
        if not content.startswith(b"PK"):
            return change(content.decode(), draw).encode("utf-8", "surrogatepass")
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
            for name in archive.namelist():
                inner = archive.read(name)
                inner = changed(inner, draw) if name.endswith("document.xml") else inner
                copy.writestr(zipfile.ZipInfo(name), inner)
        return out.getvalue()

    return changed


def _swapped(text: str, draw: Random) -> str:
    """The first two numbers of each line change places."""
    number = r"[\d:.,]*\d"
    return re.sub(rf"({number})([^\d\n]+)({number})", r"\3\2\1", text)


def _moved(text: str, draw: Random) -> str:
    lines = text.split("\n")
    draw.shuffle(lines)
    return "\n".join(lines)


SAME: dict[str, Change] = {
    "line ends of Windows": _on_text(lambda t, d: t.replace("\r\n", "\n").replace("\n", "\r\n")),
    "line ends of old Macs": _on_text(lambda t, d: t.replace("\r\n", "\n").replace("\n", "\r")),
    "a byte order mark": lambda c, d: c if c.startswith((b"PK", b"\xef")) else b"\xef\xbb\xbf" + c,
    "UTF-16": lambda c, d: c if c.startswith(b"PK") else c.decode("utf-8-sig").encode("utf-16"),
    "UTF-16 without its mark": lambda c, d: (
        c if c.startswith(b"PK") or not c.isascii() else c.decode("utf-8-sig").encode("utf-16-be")
    ),
    "blank lines at the end": lambda c, d: c if c.startswith(b"PK") else c + b"\n\n \n",
}
"""After these the same is read."""

HARM: dict[str, Change] = {
    **{f"cut at {n}/16": _cut(n / 16) for n in (1, 2, 4, 6, 8, 10, 12, 15)},
    "bits flipped": _flipped,
    "NUL bytes": _nulls,
    "Latin-1": _on_text(lambda t, d: t.replace("a", "é")),
    "lone surrogates": _on_text(lambda t, d: t.replace("e", "\ud83d", 3)),
    "lone surrogates, escaped": _on_text(lambda t, d: t.replace("ell", "\\ud83d", 3)),
    "twice in one file": lambda c, d: c + b"\n" + c,
    "no blank lines": _on_text(lambda t, d: re.sub(r"\n\s*\n", "\n", t)),
    "huge numbers": _on_text(lambda t, d: re.sub(r"\d+", lambda m: m[0] * 40, t)),
    "negative numbers": _on_text(lambda t, d: re.sub(r"(?<![\d:.,])(?=\d)", "-", t)),
    "swapped times": _on_text(_swapped),
    "lines out of order": _on_text(_moved),
    "separators of Unicode": _on_text(lambda t, d: t.replace("\n", "\u2028")),
    "deep nesting": _on_text(lambda t, d: t.replace(":", ":" + "[" * 3000 + "]" * 3000, 1)),
    "no digits": _on_text(lambda t, d: re.sub(r"\d", "", t)),
    "no colons": _on_text(lambda t, d: t.replace(":", "")),
}
"""After these no more is promised than a document or one clear line."""


def _walk(value: object, draw: Random, change: Callable[[object, Random], object], rate: float) -> object:
    if isinstance(value, dict):
        return {
            k: _walk(v, draw, change, rate) for k, v in value.items() if change is not _gone or draw.random() > rate
        }
    if isinstance(value, list):
        return [_walk(v, draw, change, rate) for v in value]
    return change(value, draw) if draw.random() < rate else value


def _gone(value: object, draw: Random) -> object:
    return value


def _on_json(change: Callable[[object, Random], object], rate: float) -> Change:
    return lambda content, draw: json.dumps(_walk(json.loads(content), draw, change, rate)).encode()


WRONG = (None, True, -1, 10**30, 1e308, float("nan"), float("inf"), "", "12", "x", [], {}, [[]], {"a": [1]}, "\ud800")
JSON_HARM: dict[str, Change] = {
    "some keys deleted": _on_json(_gone, 0.2),
    "half the keys deleted": _on_json(_gone, 0.5),
    "some values of another type": _on_json(lambda v, d: d.choice(WRONG), 0.15),
    "most values of another type": _on_json(lambda v, d: d.choice(WRONG), 0.7),
    "no value": _on_json(lambda v, d: None, 1.0),
    "numbers as strings": _on_json(lambda v, d: str(v) if isinstance(v, float | int) else v, 1.0),
    "keys twice": _on_text(lambda t, d: re.sub(r'("\w+": [^\[{,\n]+),', r"\1, \1,", t)),
    "numbers of 10,000 digits": _on_text(lambda t, d: re.sub(r"(?<=: )\d+", "9" * 10_000, t, count=3)),
    "lists around": lambda c, d: b"[" + c + b"]",
}
"""The same, of JSON."""
