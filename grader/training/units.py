"""Cut a text into the numbered units that labels refer to, and find them again in a document's passages.

The rules are those of the annotation: timed caption lines are gathered into about forty words, Markdown is cut into
headings, paragraphs, list items, tables and fenced blocks, plain dialogue into lines. A label names a unit by number.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from grader.readers import decode, read, read_source
from grader.schema.document import Document
from grader.text.annotated import AnnotatedDocument

_WORD = re.compile(r"[a-z0-9]+")
TIMED = re.compile(r"\[(?:(\d+):)?(\d+):(\d\d)\]\s?(.*)$")
"""A caption line: hours, minutes, seconds, words."""
_FENCE = re.compile(r"(```+|~~~+)")
_HEADING = re.compile(r"#{1,6}\s")
_ITEM = re.compile(r"(?:[-*+]|\d+[.)])\s")
_STOP = re.compile(r"(?<=[.?!\u3002\uff1f\uff01])")
CAPTION_WORDS = 40
LINE_WORDS = 60


def words(text: str) -> list[str]:
    """Runs of ASCII letters and digits, lower case: what alignment is made on."""
    return _WORD.findall(text.lower())


def caption_units(text: str) -> list[str]:
    """Units of timed caption lines; a ``>>`` begins another."""
    units: list[str] = []
    held: list[str] = []
    for line in text.splitlines():
        timed = TIMED.match(line.strip())
        if not timed:
            continue
        for piece in re.split(r"(?=>>)", timed[4]):
            if not piece.strip():
                continue
            if held and (piece.startswith(">>") or sum(len(h.split()) for h in held) >= CAPTION_WORDS):
                units.append(" ".join(held))
                held = []
            held.append(piece.strip())
    if held:
        units.append(" ".join(held))
    return units


def block_units(text: str) -> list[str]:
    """Units of Markdown or plain text; a table and a fenced block stay whole."""
    units: list[str] = []
    held: list[str] = []
    fence = ""
    in_table = False

    def close() -> None:
        if any(line.strip() for line in held):
            units.append("\n".join(held).strip("\n"))
        held.clear()

    for line in text.splitlines():
        bare = line.strip()
        mark = _FENCE.match(bare)
        if fence:
            held.append(line)
            if mark and mark[1][0] == fence:
                fence = ""
                close()
        elif mark:
            close()
            fence = mark[1][0]
            held.append(line)
        elif bare.startswith("|"):
            if not in_table:
                close()
            in_table = True
            held.append(line)
        else:
            if in_table:
                close()
                in_table = False
            if not bare:
                close()
            elif _HEADING.match(bare):
                close()
                held.append(line)
                close()
            else:
                if _ITEM.match(bare):
                    close()
                held.append(line)
    close()
    return units


def line_units(text: str) -> list[str]:
    """One unit a line; a long line is cut at ends of sentences."""
    units: list[str] = []
    for line in text.splitlines():
        held: list[str] = []
        for piece in _STOP.split(line):
            if held and sum(len(h.split()) for h in held) >= LINE_WORDS:
                units.append("".join(held).strip())
                held = []
            held.append(piece)
        if "".join(held).strip():
            units.append("".join(held).strip())
    return units


CUTS = {"captions": caption_units, "blocks": block_units, "lines": line_units}


def cut_of(suffix: str, document: Document) -> str:
    """How a text of one's own is cut when it is labelled: captions with times, turns by line, all else by block."""
    if suffix in {".vtt", ".srt"}:
        return "captions"
    return "lines" if document.kind == "transcript" else "blocks"


def timed_lines(document: Document) -> str:
    """The speech of a document as caption lines ``[h:mm:ss] Name: words``, which `caption_units` cuts."""
    lines = []
    before: str | None = None
    for block in document.blocks:
        at = int(block.start_time or 0)
        words_said = " ".join(document.text[block.start : block.end].split())
        turn = f">> {block.speaker}: " if block.speaker and block.speaker != before else ""
        before = block.speaker
        lines.append(f"[{at // 3600}:{at // 60 % 60:02d}:{at % 60:02d}] {turn}{words_said}")
    return "\n".join(lines)


def main(path: Path) -> None:
    """Print a text of one's own as the numbered units that a label record refers to."""
    source = read_source(path)
    document = read(source)
    cut = cut_of(path.suffix, document)
    text = timed_lines(document) if cut == "captions" else decode(source)[0]
    for n, unit in enumerate(CUTS[cut](text)):
        print(f"[{n}] {unit}\n")


def units_of_words(units: Sequence[str], said: Sequence[str]) -> dict[int, int]:
    """The unit that each of these words lies in, by place in ``said``: words are aligned, markup does not matter."""
    theirs = [(n, word) for n, unit in enumerate(units) for word in words(unit)]
    matcher = difflib.SequenceMatcher(None, [word for _, word in theirs], said, autojunk=False)
    return {b + k: theirs[a + k][0] for a, b, size in matcher.get_matching_blocks() for k in range(size)}


def passage_units(units: Sequence[str], annotated: AnnotatedDocument) -> list[int | None]:
    """For each passage the unit that holds most of its words, or None."""
    text = annotated.document.text
    ours = [(n, word) for n, p in enumerate(annotated.passages) for word in words(text[p.start : p.end])]
    votes: list[Counter[int]] = [Counter() for _ in annotated.passages]
    for place, unit in units_of_words(units, [word for _, word in ours]).items():
        votes[ours[place][0]][unit] += 1
    return [max(v, key=lambda u: (v[u], -u)) if v else None for v in votes]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
