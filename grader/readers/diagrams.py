"""Diagrams written as text, read as components and connections: Mermaid, PlantUML, and boxes drawn with characters.

Nothing is rendered and nothing is run; each line is looked at once, and a diagram beyond the bounds is cut.
"""

from __future__ import annotations

import re

from grader.readers.drawing import drawing_of
from grader.schema.document import Diagram

_MAX_LINES = 600
_MAX_WIDTH = 500
_MAX_NAMES = 300
_MERMAID = re.compile(
    r"(?:graph|flowchart)\b|(?:sequence|class|er|state|block|c4\w+|architecture|requirement)\w{0,12}\b(?:-\w+)?$|C4\w+$"
    r"|erDiagram|architecture-beta|mindmap$",
    re.IGNORECASE,
)
_SHAPE = re.compile(
    r"([A-Za-z_]\w{0,60})(?:\(\[|\[\[|\[\(|\(\(|\{\{|\[/|\[\\|\[|\(|\{|>)([^\[\](){}]{1,200})(?:\]\)|\]\]|\)\]|\)\)|\}\}|/\]|\\\]|\]|\)|\})"
)
_EDGE = re.compile(
    r"\s*(?P<back><)?(?:-->|---|--[xo]|-{2,}>?|={2,}>?|-\.{1,3}->?|~~~)"
    r"(?:(?P<label>[^-=.|&<>]{1,60})(?:-{2,}[>xo]?|={2,}>?|\.{1,3}->?))?\s*(?:\|[^|]{0,100}\|)?\s*"
)
_IGNORED = re.compile(
    r"(?:%%|subgraph\b|end\b|style\b|classDef\b|class\b.*\bdef|click\b|linkStyle\b|direction\b|title\b|accTitle|accDescr)"
)
_MESSAGE = re.compile(r"([^-<>:;]{1,60}?)\s*(?:<<)?--?(?:>>?|x|\))[+-]?\s*([^-<>:;]{1,60}?)\s*(?::|$)")
_RELATION = re.compile(r"([\w\"]{1,60})\s+\S{0,12}(?:--|\.\.|->)\S{0,12}\s+([\w\"]{1,60})\s*(?::|$)")
_PARTICIPANT = re.compile(r"(?:participant|actor)\s+(\S{1,60})(?:\s+as\s+(.{1,80}))?$")
_PLANT_ELEMENT = re.compile(
    r"(?:participant|actor|boundary|control|entity|database|collections|queue|component|interface|node|cloud|rectangle"
    r"|storage|folder|frame|package|agent|artifact|card|file|stack|hexagon|class|object|state|usecase|container|system"
    r")\s+(?:\"([^\"]{1,80})\"|\[([^\]]{1,80})\]|([\w.]{1,60}))(?:\s+as\s+([\w.]{1,60}))?",
    re.IGNORECASE,
)
_PLANT_BRACKET = re.compile(r"\[([^\]]{1,80})\](?:\s+as\s+([\w.]{1,60}))?\s*$")
_PLANT_SIDE = r"(\"[^\"]{1,80}\"|\[[^\]]{1,80}\]|\([^)]{1,80}\)|:[^:]{1,80}:|[\w.]{1,60})"
_PLANT_ARROW = re.compile(
    rf"{_PLANT_SIDE}\s*(?:\"[^\"]{{0,40}}\"\s*)?([<*o|#x]{{0,2}}[-.=~][-.=~\w\[\]#,]{{0,30}}[>*o|x\\/]{{0,2}})\s*"
    rf"(?:\"[^\"]{{0,40}}\"\s*)?{_PLANT_SIDE}"
)
_LANGUAGES = """
    go golang haskell http json python py sql tsx ts typescript javascript js java yaml yml bash sh shell c cpp rust
    ruby php html css xml proto protobuf toml kotlin swift scala graphql lua diff csv dockerfile ini
"""
_CODE = frozenset(_LANGUAGES.split())


def diagram_of(text: str, notation: str, block: int) -> Diagram | None:
    """The diagram in a code block, or None where it is code or anything else.

    ``notation`` is the word after the fence, which may be empty; ``block`` is the block's index in the document.
    """
    word = notation.strip().lower()
    lines = [line[:_MAX_WIDTH] for line in text.split("\n", _MAX_LINES)[:_MAX_LINES]]
    first = next((line.strip() for line in lines if line.strip() and not line.lstrip().startswith(("%%", "---"))), "")
    if word == "mermaid" or (not word and _MERMAID.match(first) and ("--" in text or "->" in text)):
        return _diagram(block, "mermaid", *_mermaid(lines, first))
    if word in ("plantuml", "puml", "uml", "wsd") or first.startswith("@startuml"):
        return _diagram(block, "plantuml", *_plantuml(lines))
    if word in _CODE:
        return None
    drawn = drawing_of(lines)
    return _diagram(block, "ascii", *drawn) if drawn is not None else None


def _diagram(block: int, notation: str, components: list[str], connections: list[tuple[str, str]]) -> Diagram:
    names = tuple(dict.fromkeys(name for name in components if name))[:_MAX_NAMES]
    pairs = tuple(dict.fromkeys(pair for pair in connections if pair[0] != pair[1]))[: 2 * _MAX_NAMES]
    return Diagram(block=block, notation=notation, components=names, connections=pairs)  # type: ignore[arg-type]


def _plain(label: str) -> str:
    label = re.sub(r"<br\s{0,3}/?>|\\n", " ", label).strip().strip("\"'`")
    return " ".join(label.split())


def _mermaid(lines: list[str], first: str) -> tuple[list[str], list[tuple[str, str]]]:
    titles: dict[str, str] = {}
    pairs: list[tuple[str, str]] = []
    flow = first.lower().startswith(("graph", "flowchart"))
    started = False
    for line in map(str.strip, lines):
        if not line or _IGNORED.match(line):
            continue
        if not started and line == first:
            started = True
            continue
        named = _PARTICIPANT.match(line)
        if named:
            titles[named[1]] = _plain(named[2] or named[1])
        elif flow:
            for statement in line.split(";"):
                pairs += _flow(statement, titles)
        else:
            message = _MESSAGE.match(line) or _RELATION.match(line)
            if message and "[*]" not in line:
                one, other = (_plain(side) for side in message.groups())
                titles.setdefault(one, one)
                titles.setdefault(other, other)
                pairs.append((one, other))
    return list(titles.values()), [(titles.get(a, a), titles.get(b, b)) for a, b in pairs]


def _flow(statement: str, titles: dict[str, str]) -> list[tuple[str, str]]:
    """The connections of one statement of a flow chart; names of its nodes are noted in ``titles``."""

    def node(match: re.Match[str]) -> str:
        titles[match[1]] = _plain(match[2].strip("/\\"))
        return match[1]

    bare = _SHAPE.sub(node, statement)
    sides: list[list[str]] = []
    backs: list[bool] = []
    at = 0
    for edge in _EDGE.finditer(bare):
        sides.append(_ids(bare[at : edge.start()]))
        backs.append(edge["back"] is not None)
        at = edge.end()
    sides.append(_ids(bare[at:]))
    for side in sides:
        for name in side:
            titles.setdefault(name, name)
    pairs = []
    for left, right, back in zip(sides, sides[1:], backs, strict=False):
        for a in left[:20]:
            for b in right[:20]:
                pairs.append((a, b))
                if back:
                    pairs.append((b, a))
    return pairs


def _ids(side: str) -> list[str]:
    names = (part.strip().partition(":::")[0].partition("@{")[0].strip() for part in side.split("&"))
    return [name for name in names if re.fullmatch(r"\w[\w.-]{0,60}", name)]


def _plantuml(lines: list[str]) -> tuple[list[str], list[tuple[str, str]]]:
    titles: dict[str, str] = {}
    pairs: list[tuple[str, str]] = []
    for line in map(str.strip, lines):
        if not line or line.startswith(("@", "'", "!", "skinparam", "note", "title", "hide", "left to")):
            continue
        element = _PLANT_ELEMENT.match(line) or _PLANT_BRACKET.match(line)
        if element:
            *labels, alias = element.groups()
            label = _plain(next(name for name in labels if name))
            titles[alias or label] = label
            continue
        arrow = _PLANT_ARROW.match(line)
        if arrow:
            one, other = (_plain(side.strip('[]():"')) for side in (arrow[1], arrow[3]))
            titles.setdefault(one, one)
            titles.setdefault(other, other)
            pairs.append((other, one) if arrow[2].startswith("<") and not arrow[2].endswith(">") else (one, other))
    return list(titles.values()), [(titles[a], titles[b]) for a, b in pairs]
