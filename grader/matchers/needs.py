"""What a sentence must hold for an expression to match in it: words, parts of words, signs.

An expression is read just as far as that takes, and what is not understood needs nothing: so a need is always met where
the expression matches, and where it is not met the expression need not be tried.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from grader.matchers.tree import At, Choice, Node, Row, Sign, Text, Times, UnknownError, is_sign, tree_of
from grader.text.words import WORD

Place = Literal["word", "start", "end", "inside", "sign", "digit"]


class Atom(NamedTuple):
    """One thing that a sentence can hold: a whole word, the start, end or inside of one, a sign, or any digit."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Need:
    """All of its parts, or one of them."""

    every: bool
    parts: tuple[Atom | Need, ...]


Wanted = Atom | Need | None
"""None: nothing that could be looked for."""

_OTHER = re.compile(r"[^a-z0-9_\s]")
_SHORTEST_INSIDE = 2
_MOST_SPELT = 32
"""Ways to match above which they are not looked at one by one."""


def _is_word(c: str) -> bool:
    return c.isascii() and (c.isalnum() or c == "_")


def _edge_after(node: Node, before: bool) -> bool:
    """Does no word go on past this node's end? ``before`` says so of its beginning."""
    match node:
        case Text():
            return not _is_word(node.text[-1])
        case Sign():
            return not node.word
        case At():
            return node.edge
        case Row():
            for part in node.parts:
                before = _edge_after(part, before)
            return before
        case Choice():
            return all(_edge_after(p, before) for p in node.parts)
        case Times():
            inside = _edge_after(node.part, before and node.once)
            return inside and (before or node.least > 0)


def _edge_before(node: Node, after: bool) -> bool:
    """The same of its beginning, seen from its end."""
    match node:
        case Text():
            return not _is_word(node.text[0])
        case Sign():
            return not node.word
        case At():
            return node.edge
        case Row():
            for part in reversed(node.parts):
                after = _edge_before(part, after)
            return after
        case Choice():
            return all(_edge_before(p, after) for p in node.parts)
        case Times():
            inside = _edge_before(node.part, after and node.once)
            return inside and (after or node.least > 0)


def _all_of(parts: Sequence[Wanted]) -> Wanted:
    flat: dict[Atom | Need, None] = {}
    for part in parts:
        if isinstance(part, Need) and part.every:
            flat.update(dict.fromkeys(part.parts))
        elif part is not None:
            flat[part] = None
    if not flat:
        return None
    return next(iter(flat)) if len(flat) == 1 else Need(True, tuple(flat))


def _one_of(parts: Sequence[Wanted]) -> Wanted:
    flat: dict[Atom | Need, None] = {}
    for part in parts:
        if part is None:
            return None
        if isinstance(part, Need) and not part.every:
            flat.update(dict.fromkeys(part.parts))
        else:
            flat[part] = None
    return next(iter(flat)) if len(flat) == 1 else Need(False, tuple(flat))


_PLACES: dict[tuple[bool, bool], Place] = {
    (True, True): "word",
    (True, False): "start",
    (False, True): "end",
    (False, False): "inside",
}


def _need(node: Node, before: bool, after: bool) -> Wanted:
    """What a node needs; ``before`` and ``after``: whether no word goes on past its beginning and its end."""
    match node:
        case Text():
            return _need_of_text(node.text, before, after)
        case Sign():
            if node.digit:
                return Atom("digit", "")
            return _one_of([_need_of_text(c, before, after) for c in node.signs]) if node.signs else None
        case At():
            return None
        case Row():
            found = _need_of_row(node.parts, before, after)
            if found is None and (texts := _spelt(node)):
                # Characters that say nothing one by one may say something together.
                found = _one_of([_need_of_text(text, before, after) for text in texts])
            return found
        case Choice():
            return _one_of([_need(p, before, after) for p in node.parts])
        case Times():
            return _need(node.part, before, after and node.once) if node.least else None


@lru_cache(maxsize=8192)
def _need_of_text(text: str, before: bool, after: bool) -> Wanted:
    found: list[Wanted] = [Atom("sign", c) for c in _OTHER.findall(text) if is_sign(c)]
    for m in WORD.finditer(text):
        left, right = m.start() > 0 or before, m.end() < len(text) or after
        if left or right or len(m[0]) >= _SHORTEST_INSIDE:
            found.append(Atom(_PLACES[left, right], m[0]))
    return _all_of(found)


def _need_of_row(parts: tuple[Node, ...], before: bool, after: bool) -> Wanted:
    edges = [after]
    for part in reversed(parts):
        edges.append(_edge_before(part, edges[-1]))
    found = []
    for n, part in enumerate(parts, 1):
        found.append(_need(part, before, edges[-n - 1]))
        before = _edge_after(part, before)
    return _all_of(found)


def _spelt(node: Node) -> list[str] | None:
    """All that the node can match, if it is not much."""
    match node:
        case Text():
            return [node.text]
        case Sign():
            return list(node.signs) or None
        case Times(once=True):
            inside = _spelt(node.part)
            return inside if inside is None or node.least else ["", *inside]
        case Choice():
            choices = [_spelt(p) for p in node.parts]
            found = [text for c in choices if c is not None for text in c]
            return None if None in choices or len(found) > _MOST_SPELT else found
        case Row():
            found = [""]
            for part in node.parts:
                more = _spelt(part)
                if more is None or len(found) * len(more) > _MOST_SPELT:
                    return None
                found = [a + b for a in found for b in more]
            return found
    return None


def need_of(expression: str) -> Wanted:
    """What a lower-case sentence holds wherever this expression, which RE2 accepts, matches in it."""
    try:
        return _need(tree_of(expression), False, False)
    except (UnknownError, RecursionError):
        return None
