"""Boxes and arrows drawn with characters, read as components and connections.

Boxes are found by their corners; what is left of the lines is flooded, and each connected run of line characters
connects the boxes it touches, towards those where it ends in an arrow head.
"""

from __future__ import annotations

import re
from itertools import pairwise

_TOP = re.compile(r"[+┌╔╭.][-─═━+┬┴╦╩┼▼v]{2,}[+┐╗╮.]")
_SIDES = frozenset("|│║┃├┤╠╣┼+▶►◀◄<>")
_BOTTOM = frozenset("+└╚╰┘╝╯'`┴┬-─═━")
_LINE = frozenset("-─━═|│┃║+┼├┤┬┴└┘┌┐╭╮╯╰╔╗╚╝╠╣╦╩╬/\\")
_HEADS = frozenset("<>^▼▲▶◀►◄→←↑↓⟶")
_LABEL_ON_LINE = re.compile(r"(?<=[-─═━])[ ]?[\w(\[][\w /.,:()\[\]]{0,28}[ ]?(?=[-─═━>▶►→])")
_SPACED = re.compile(
    r"(?<=[>▶►→])(?P<into> {1,2})(?=[|│┃║])|(?<=[|│┃║])(?P<back> {1,2})(?=[<◀◄←])"
    r"|(?<=[|│┃║]) {1,2}(?=[-─━═])|(?<=[-─━═]) {1,2}(?=[|│┃║])"
)
"""The blanks between a box and an arrow beside it."""
_ARROW = re.compile(r"(\s*(?:[-─═━]{0,40}[→⟶⇒↔]|[<◀◄]?[-─═━]{1,40}[>▶►]+|={1,40}>|[<◀◄][-─═━]{1,40}|←)\s*)")
_BACK = re.compile(r"\s*[<◀◄←][-─═━]*\s*$")
_ART = re.compile(r"[\u2500-\u25ff|]+")
_DOWN = re.compile(r"[\s|│┃]*[↓▼v⬇]?[\s|│┃↓▼v⬇]*$")
_NO_PROSE = re.compile(r"[;{}=]|\w\(|::|\bdef\b|\breturn\b|//")
_TREE = re.compile(r"[├└][─-]")
_MAX_BOXES = 200
_TALLEST = 60

Drawn = tuple[list[str], list[tuple[str, str]]]


def drawing_of(lines: list[str]) -> Drawn | None:
    """Components and connections of a drawing; None where the lines draw nothing."""
    joined = "\n".join(lines)
    if not any(mark in joined for mark in ("--", "──", "->", "→", "│", "|", "▼", "↓", "═", "⟶")):
        return None
    return _boxed(lines) or _chained(lines)


def _boxed(lines: list[str]) -> Drawn | None:
    boxes = _boxes(lines)
    if not boxes:
        return None
    # A table has rules of the same width on every other line and never an arrow; one lone frame is a note.
    names = [_title(lines, box, boxes) for box in boxes]
    pairs = _connections(lines, boxes, names)
    inner = _bracketed(lines)
    if len({n for n in names if n}) + len(inner) < 2 or (not pairs and _is_table(boxes)):
        return None
    return names + inner, pairs


Box = tuple[int, int, int, int]
"""Top row, left column, bottom row, right column."""


def _boxes(lines: list[str]) -> list[Box]:
    boxes: list[Box] = []
    for row, line in enumerate(lines):
        for top in _TOP.finditer(line):
            left, right = top.start(), top.end() - 1
            for below in range(row + 1, min(len(lines), row + _TALLEST)):
                under = lines[below]
                if len(under) <= left:
                    break
                corner, other = under[left], under[min(right, len(under) - 1)]
                if corner in _BOTTOM and below > row + 1 and set(under[left : right + 1]) <= _BOTTOM | _HEADS | {"v"}:
                    boxes.append((row, left, below, right))
                    break
                if corner not in _SIDES or (other not in _SIDES and len(under) > right + 2):
                    break
            if len(boxes) >= _MAX_BOXES:
                return boxes
    return boxes


def _is_table(boxes: list[Box]) -> bool:
    return len({(left, right) for _, left, _, right in boxes}) == 1 and all(a[2] == b[0] for a, b in pairwise(boxes))


def _title(lines: list[str], box: Box, boxes: list[Box]) -> str:
    """The words in a box, without those of boxes inside it."""
    top, left, bottom, right = box
    inside = [b for b in boxes if b is not box and top < b[0] and b[2] < bottom and left < b[1] and b[3] < right]
    words: list[str] = []
    for row in range(top + 1, bottom):
        if any(b[0] <= row <= b[2] for b in inside):
            continue
        text = " ".join(_ART.sub(" ", lines[row][left + 1 : right]).split())
        if words and (text.startswith(("-", "•", "*")) or len(words) > 3):
            break  # below the name comes what the thing does
        if any(c.isalnum() for c in text):
            words.append(text)
    return " ".join(words)[:120]


def _bracketed(lines: list[str]) -> list[str]:
    """Components written as ``[ Name ]`` in or beside the boxes."""
    return [" ".join(m[1].split()) for line in lines for m in re.finditer(r"\[ ?([A-Za-z][^\[\]|│]{1,50}?) ?\]", line)]


def _connections(lines: list[str], boxes: list[Box], names: list[str]) -> list[tuple[str, str]]:
    owner: dict[tuple[int, int], int] = {}
    for n, (top, left, bottom, right) in enumerate(boxes):
        for column in range(left, right + 1):
            owner[top, column] = owner[bottom, column] = n
        for row in range(top, bottom + 1):
            owner[row, left] = owner[row, right] = n
    # A box is solid: lines do not pass through it. Frames that hold other boxes are open.
    frames = {
        n
        for n, a in enumerate(boxes)
        if any(a[0] < b[0] and b[2] < a[2] and a[1] < b[1] and b[3] < a[3] for b in boxes)
    }
    solid = [box for n, box in enumerate(boxes) if n not in frames]
    inner: set[tuple[int, int]] = set()
    for top, left, bottom, right in solid:
        for row in range(top + 1, bottom):
            inner.update((row, column) for column in range(left + 1, right))
    cells: dict[tuple[int, int], str] = {}
    for row, line in enumerate(lines):
        joined = _SPACED.sub(_bridge, _LABEL_ON_LINE.sub(lambda m: "-" * len(m[0]), line))
        for column, char in enumerate(joined):
            place = (row, column)
            if place not in owner and place not in inner and (char in _LINE or char in _HEADS or _lone_v(line, column)):
                cells[place] = char
    pairs: list[tuple[str, str]] = []
    while cells:
        touched, heads = _flood(cells, owner)
        tails = [n for n in touched if n not in heads]
        if heads and tails:
            pairs += [(names[a], names[b]) for a in tails for b in heads]
        elif len(touched) > 1:
            pairs += [(names[touched[0]], names[n]) for n in touched[1:]]
    return [(a, b) for a, b in pairs if a and b]


def _bridge(gap: re.Match[str]) -> str:
    return (">" if gap["into"] else "<" if gap["back"] else "-") * len(gap[0])


def _lone_v(line: str, column: int) -> bool:
    return line[column] in "vV" and not line[max(0, column - 1) : column + 2].strip(" |").strip("vV")


def _flood(cells: dict[tuple[int, int], str], owner: dict[tuple[int, int], int]) -> tuple[list[int], list[int]]:
    """Take one connected run of line characters out of ``cells``: the boxes it touches, those its heads point at."""
    start = next(iter(cells))
    heap = [(start, cells.pop(start))]
    touched: dict[int, None] = {}
    heads: dict[int, None] = {}
    while heap:
        (row, column), char = heap.pop()
        for near in ((row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)):
            box = owner.get(near)
            if box is not None:
                flat = near[0] == row
                if (flat and char in "|│┃║") or (not flat and char in "-─━═" and char not in _HEADS):
                    continue  # a line that runs past a box without meeting it
                touched[box] = None
                if char in _HEADS or char in "vV":
                    heads[box] = None
            elif near in cells:
                heap.append((near, cells.pop(near)))
    return list(touched), list(heads)


def _chained(lines: list[str]) -> Drawn | None:
    """``Client -> Load balancer -> API`` on a line, or names below each other with arrows between."""
    names: list[str] = []
    pairs: list[tuple[str, str]] = []
    above = ""
    down = False
    tree = bracketed = 0
    for line in lines:
        if not line.strip():
            continue
        if _DOWN.match(line):
            down = True
            continue
        arrows = _ARROW.split(line)
        if _TREE.search(line) and len(arrows) == 1:
            tree += 1
        if _NO_PROSE.search(line):
            above, down = "", False
            continue
        chain = [_name(part) for part in arrows[::2]]
        bracketed += line.count("[") + line.count("┌")
        if down and above and chain[0]:
            pairs.append((above, chain[0]))
            names.append(above)
            names.append(chain[0])
        elif len(chain) > 1 and not chain[0]:
            chain[0] = above
        for left, arrow, right in zip(chain, arrows[1::2], chain[1:], strict=False):
            if left and right:
                names += [left, right]
                pairs.append((right, left) if _BACK.match(arrow) else (left, right))
        # Arrows that only start a line branch off from the same thing above.
        above = (
            chain[0] if len(chain) > 1 and arrows[0].strip() == "" else next((n for n in reversed(chain) if n), above)
        )
        down = False
    ends = [name for pair in pairs for name in pair]
    linked = len(pairs) >= 2 and len(set(ends)) < len(ends)
    # Two words and an arrow are a mapping ("id -> name"); in brackets, or in a chain, they are parts of a system.
    return (names, pairs) if (linked or (pairs and bracketed)) and tree <= len(pairs) else None


def _name(part: str) -> str:
    name = " ".join(re.sub(r"[\u2500-\u25ff|]+", " ", part).split()).strip("[]* -")
    return name if 1 < len(name) <= 60 and name[0].isalnum() else ""
