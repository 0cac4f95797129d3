"""A regular expression as a tree, read as far as it takes to know which words a match must hold.

The expressions are RE2's. What is not understood (named classes, flags in the middle) raises `UnknownError`.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from grader.text.words import WORD

_LARGEST_SET: Final = 8
"""Characters of a set above which it is any of many."""


class Text(NamedTuple):
    """Characters that stand there as they are, lower case, at least one."""

    text: str


class Sign(NamedTuple):
    """One character out of several: ``signs`` are they, lower case, where they are few and known."""

    word: bool
    """May it be one of a word?"""
    signs: str = ""
    digit: bool = False
    """Is it surely a digit?"""


class At(NamedTuple):
    """A place between characters: ``edge`` where it is surely at an edge of a word, or of the text."""

    edge: bool


class Row(NamedTuple):
    """One part after another."""

    parts: tuple[Node, ...]


class Choice(NamedTuple):
    """One of its parts."""

    parts: tuple[Node, ...]


class Times(NamedTuple):
    """A part repeated, at least so many times."""

    part: Node
    least: int
    once: bool
    """At most once."""


Node = Text | Sign | At | Row | Choice | Times

_ANY = Sign(word=True)
_DIGIT = Sign(word=True, digit=True)
_CLASSES = {"d": _DIGIT, "D": _ANY, "w": _ANY, "W": Sign(word=False), "s": Sign(word=False), "S": _ANY}
_EDGES = {"b": At(edge=True), "A": At(edge=True), "z": At(edge=True), "B": At(edge=False)}
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_PLAIN = re.compile(r"[A-Za-z0-9_ '\",;:!/=<>@#%&~`-]+")
_WORDS = re.compile(r"[a-z0-9_ '-]+(?:\|[a-z0-9_ '-]+)*(?=\))")
"""Choices of plain words, up to the end of their group."""
_REPEAT = re.compile(r"\{(\d+)(,?)(\d*)\}")
_GROUP = re.compile(r"\?(?:P?<\w+>|[imsU-]*:)")
_FLAGS = re.compile(r"\(\?[is]+\)")
_POSIX = re.compile(r"\[:\^?\w+:\]")


class UnknownError(Exception):
    """Here is something that this reader does not know."""


class _Reader:
    """Reads an expression that RE2 accepts."""

    def __init__(self, expression: str) -> None:
        lead = _FLAGS.match(expression)
        self._text, self._at = expression, lead.end() if lead else 0

    def read(self) -> Node:
        node = self._choice()
        if self._at < len(self._text):
            raise UnknownError
        return node

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _choice(self) -> Node:
        plain = _WORDS.match(self._text, self._at)
        if plain:
            self._at = plain.end()
            words = plain[0].split("|")
            return Text(words[0]) if len(words) == 1 else Choice(tuple(map(Text, words)))
        rows = [self._row()]
        while self._peek() == "|":
            self._at += 1
            rows.append(self._row())
        return rows[0] if len(rows) == 1 else Choice(tuple(rows))

    def _row(self) -> Node:
        parts: list[Node] = []
        while (c := self._peek()) and c not in "|)":
            plain = _PLAIN.match(self._text, self._at)
            if plain:
                end = plain.end()
                if end - self._at > 1 and self._text[end : end + 1] in _QUANTIFIERS:
                    end -= 1
                part: Node = Text(self._text[self._at : end].lower())
                self._at = end
            else:
                part = self._one(c)
            while (c := self._peek()) in _QUANTIFIERS:
                repeat = self._repeat(c, part)
                if repeat is None:
                    raise UnknownError  # a brace that is one
                part = repeat
            last = parts[-1] if parts else None
            if isinstance(part, Text) and isinstance(last, Text):
                parts[-1] = Text(last.text + part.text)
            else:
                parts.append(part)
        return parts[0] if len(parts) == 1 else Row(tuple(parts))

    def _repeat(self, c: str, part: Node) -> Node | None:
        if c == "{":
            m = _REPEAT.match(self._text, self._at)
            if m is None:
                return None
            self._at = m.end()
            least = int(m[1])
            once = least <= 1 and (m[3] == "1" if m[2] else least == 1)
        else:
            self._at += 1
            least, once = int(c == "+"), c == "?"
        if self._peek() == "?":
            self._at += 1
        return Times(part, least, once)

    def _one(self, c: str) -> Node:
        self._at += 1
        if c == "(":
            if self._peek() == "?":
                m = _GROUP.match(self._text, self._at)
                if m is None:
                    raise UnknownError
                self._at = m.end()
            node = self._choice()
            self._at += 1
            return node
        if c == "[":
            return self._set()
        if c == ".":
            return _ANY
        if c in "^$":
            return At(edge=True)
        return self._escape() if c == "\\" else _letter(c)

    def _escape(self) -> Node:
        c = self._peek()
        self._at += 1
        known = _CLASSES.get(c) or _EDGES.get(c)
        if known is not None:
            return known
        if c in _CONTROLS:
            return Text(_CONTROLS[c])
        if not c or c.isalnum():
            raise UnknownError
        return _letter(c)

    def _set(self) -> Node:
        negated = self._peek() == "^"
        self._at += negated
        word = plain = False
        digit, signs = True, ""
        first = True
        while (c := self._peek()) != "]" or first:
            first = False
            if not c or _POSIX.match(self._text, self._at):
                raise UnknownError
            one = self._character()
            if self._peek() == "-" and self._text[self._at + 1 : self._at + 2] not in ("]", ""):
                self._at += 1
                one = _range(one, self._character())
            word, digit = word or one.word, digit and one.digit
            signs, plain = signs + one.signs, plain or not one.signs
        self._at += 1
        if negated:
            return _ANY
        return Sign(word, "" if plain or len(signs) > _LARGEST_SET else signs, digit)

    def _character(self) -> Sign:
        """One character of a set, or one of its classes."""
        c = self._peek()
        self._at += 1
        node = self._escape() if c == "\\" else _letter(c)
        if isinstance(node, Sign):
            return node
        if not isinstance(node, Text):
            raise UnknownError
        word = WORD.fullmatch(node.text) is not None
        return Sign(word, node.text, word and node.text.isdigit())


_QUANTIFIERS = ("*", "+", "?", "{")


def _letter(c: str) -> Node:
    if c.isascii():
        return Text(c.lower())
    cased = c.isalpha() or c.lower() != c or c.upper() != c
    return (
        _ANY if cased else Text(c)
    )  # beyond ASCII a letter may have more than two forms, in ASCII too: \u017f is an s


def is_sign(c: str) -> bool:
    """Is the character neither white space nor a letter, digit or ``_``?"""
    return not (c.isspace() or c.isalpha() or WORD.fullmatch(c))


def _range(low: Sign, high: Sign) -> Sign:
    return _DIGIT if low.digit and high.digit else _ANY


def tree_of(expression: str) -> Node:
    """The expression, which RE2 accepts, as a tree; `UnknownError` where it is not understood."""
    return _Reader(expression).read()
