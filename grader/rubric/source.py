"""YAML as plain values, each with its line and column; what a rubric has no use for is refused.

A rubric may come from a stranger, so the reading is bounded: no tags but those of YAML's core, no
expansion of aliases past `MAX_NODES`, no nesting past `MAX_DEPTH`. Plain scalars follow YAML 1.2: ``yes``, ``no`` and
``on`` are words, not truth values, for they are words that a rubric may look for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from grader.errors import RubricError

MAX_BYTES = 1_000_000
MAX_NODES = 100_000
"""Values in a file, each alias counted as all that it stands for."""
MAX_DEPTH = 64

PathInYaml = tuple[str | int, ...]
Problem = tuple[tuple[int, int], str]
"""Line and column, from 1, and what is wrong there."""

_CORE = "tag:yaml.org,2002:"
_OTHER_SCALARS = frozenset(_CORE + name for name in ("int", "float", "bool", "null"))
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    form: word == "true" for word in ("true", "false") for form in (word, word.title(), word.upper())
}
# Eighteen digits are more than any weight needs, and keep a number from becoming infinite.
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]{1,18}|[0-9]{1,18}(?:\.[0-9]{0,18})?)(?:[eE][-+]?[0-9]{1,2})?")


@dataclass(slots=True, eq=False)
class Node:
    """One value and where it is written; ``size`` counts it and all below it."""

    value: Any
    line: int
    column: int
    size: int = 1
    children: dict[str | int, Node] = field(default_factory=dict)
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    alias: bool = False


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The values of a file, and the place of each by its path."""

    name: str
    root: Node
    problems: tuple[Problem, ...] = ()
    """What is wrong with the YAML, though its values can be read."""

    def place(self, path: PathInYaml, of_key: bool = False) -> tuple[int, int]:
        """Line and column, from 1, of the value at ``path`` (or of its key); of the nearest that exists above it."""
        node, place = self.root, (self.root.line, self.root.column)
        for step in path:
            child = node.children.get(step)
            if child is None:
                break
            place = node.keys.get(str(step), (child.line, child.column)) if of_key else (child.line, child.column)
            if child.alias:  # what is below is written elsewhere, and may be right there
                break
            node = child
        return place


def line_of(name: str, place: tuple[int, int], message: str) -> str:
    """``name:line:column: message``."""
    return f"{name}:{place[0]}:{place[1]}: {message}"


def lines_of(name: str, problems: Iterable[Problem]) -> list[str]:
    """The problems as lines, in the order of the file, none twice."""
    return [line_of(name, place, message) for place, message in sorted(set(problems))]


def read_text(path: Path) -> str:
    """The text of a rubric file; `RubricError` where there is none, or not one of UTF-8 of at most `MAX_BYTES`."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # no file can have a NUL in its name
        raise RubricError([f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}"]) from None
    if len(content) > MAX_BYTES:
        raise RubricError([line_of(str(path), (1, 1), f"the file is larger than {MAX_BYTES // 1_000_000} MB")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        place = (before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1)
        raise RubricError([line_of(str(path), place, "not UTF-8 text; save the file as UTF-8")]) from None


def read_yaml(text: str, name: str) -> YamlFile:
    """The values of ``text``, which messages call ``name``; `RubricError` where they cannot be read to the end."""
    if len(text) > MAX_BYTES:
        raise RubricError([line_of(name, (1, 1), f"the file is larger than {MAX_BYTES // 1_000_000} MB")])
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            builder.take(event)
    except _StopError as stop:
        raise RubricError(lines_of(name, [*builder.problems, stop.problem])) from None
    except yaml.YAMLError as error:
        raise RubricError([*lines_of(name, builder.problems), _syntax(error, text, name)]) from None
    except UnicodeEncodeError as error:
        raise RubricError([line_of(name, _place_in(text, error.start), "a character that is no text")]) from None
    if builder.root is None:
        raise RubricError([line_of(name, (1, 1), "the file is empty; `grader rubric new` prints a start")])
    return YamlFile(name, builder.root, tuple(builder.problems))


class _StopError(Exception):
    """A problem past which reading on makes no sense."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


class _Builder:
    """Takes the parser's events one by one; recursion would let a deep file end the program."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._open: list[Node] = []
        self._key: list[str | None] = []
        self._anchors: dict[str, Node] = {}
        self._nodes = 0

    def take(self, event: Any) -> None:
        """One event of the parser."""
        place = (event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.ScalarEvent):
            plain = event.implicit[0] if event.tag is None else event.tag in _OTHER_SCALARS
            self._check_tag(event.tag, ("str", "int", "float", "bool", "null"), place)
            if self._takes_key():
                self._open_key(event.value, place)
            else:
                self._add(Node(_plain(event.value) if plain else event.value, *place), event.anchor)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            mapping = isinstance(event, yaml.MappingStartEvent)
            self._check_tag(event.tag, ("map",) if mapping else ("seq",), place)
            if self._takes_key():
                self._stop(place, "a key must be text, not a list or a mapping")
            if len(self._open) >= MAX_DEPTH:
                self._stop(place, f"nested deeper than {MAX_DEPTH} levels")
            node = Node({} if mapping else [], *place)
            self._add(node, event.anchor)
            self._open.append(node)
            self._key.append(None)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._key.pop()
            node = self._open.pop()
            node.size += sum(child.size for child in node.children.values())
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event.anchor or "", place)
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self._stop(place, "a second document begins here; a file holds one rubric")

    def _takes_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].value, dict) and self._key[-1] is None

    def _open_key(self, key: str, place: tuple[int, int]) -> None:
        parent = self._open[-1]
        if key in parent.keys:
            first = parent.keys[key][0]
            self.problems.append((place, f"key {key!r} is here twice (first on line {first})"))
        else:
            parent.keys[key] = place
        self._key[-1] = key

    def _add(self, node: Node, anchor: str | None) -> None:
        self._nodes += node.size
        if self._nodes > MAX_NODES:
            self._stop((node.line, node.column), f"more than {MAX_NODES} values, aliases counted in full")
        if anchor is not None:
            self._anchors[anchor] = node
        if not self._open:
            self.root = node
            return
        parent, key = self._open[-1], self._key[-1]
        if key is not None:
            self._key[-1] = None
            parent.value[key] = node.value
            parent.children[key] = node
        else:
            parent.children[len(parent.value)] = node
            parent.value.append(node.value)

    def _alias(self, anchor: str, place: tuple[int, int]) -> None:
        node = self._anchors.get(anchor)
        if node is None:
            self._stop(place, f"alias *{anchor} has no anchor &{anchor} before it")
        elif any(node is outer for outer in self._open):
            self._stop(place, f"alias *{anchor} would contain itself")
        elif self._takes_key():
            self._stop(place, "a key must be text, not an alias")
        else:
            self._add(Node(node.value, *place, node.size, node.children, node.keys, alias=True), None)

    def _check_tag(self, tag: str | None, known: tuple[str, ...], place: tuple[int, int]) -> None:
        if tag is not None and tag != "!" and tag not in {_CORE + short for short in known}:
            shown = "!!" + tag.removeprefix(_CORE) if tag.startswith(_CORE) else tag
            self.problems.append((place, f"tag {shown!r} has no meaning in a rubric; leave it out"))

    def _stop(self, place: tuple[int, int], message: str) -> None:
        raise _StopError((place, message))


def _plain(text: str) -> Any:
    """The value of an unquoted scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text


def _place_in(text: str, position: int) -> tuple[int, int]:
    before = text[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1


def _syntax(error: yaml.YAMLError, text: str, name: str) -> str:
    """One line for what the YAML parser says in several."""
    if isinstance(error, yaml.MarkedYAMLError) and (mark := error.problem_mark or error.context_mark) is not None:
        place = (mark.line + 1, mark.column + 1)
        lines = text.split("\n")
        if mark.line < len(lines) and lines[mark.line][mark.column :].startswith("\t"):
            return line_of(name, place, "not YAML: a tab; indent with spaces")
        return line_of(name, place, f"not YAML: {error.problem}" + (f" ({error.context})" if error.context else ""))
    place = _place_in(text, next((n for n, c in enumerate(text) if not _allowed(c)), 0))
    return line_of(name, place, "not YAML: a control character; remove it")


def _allowed(character: str) -> bool:
    return character.isprintable() or character in "\t\n\r\u0085\ufeff" or ord(character) >= 0xA0
