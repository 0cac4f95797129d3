"""What stands in a page of many submissions, section by section: its pictures, and its tables as they are shown."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.reporters.table import Cell, Table
from grader.reporters.wording import number, one_line

MOST_ROWS = 100
"""Of a table on the page; its file has all."""


_SMALL = 3
"""Up to which the numbers of a column, levels or figures of agreement, need a second decimal."""
_INTERVAL = re.compile(r"-?[\d,.]+( \[-?[\d,.]+, -?[\d,.]+\])?$")
"""A number with its interval, as text."""
_SENTENCE = 40
"""Characters from which a cell needs room."""
_WORDS = {
    "n": "number",
    "sd": "std. dev.",
    "min": "lowest",
    "max": "highest",
    "q1": "1st quartile",
    "q3": "3rd quartile",
    "median": "median",
}
"""What statistics are called in a heading."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and what it says to those who do not see it."""

    name: str
    title: str
    note: str
    """How to read it."""
    alt: str
    wide: str
    """SVG."""
    narrow: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page. ``name`` is its address."""

    name: str
    title: str
    lead: str = ""
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    wide: bool = False
    """Whether its tables need all the width there is."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as the page has it: the columns that people read."""

    name: str
    title: str
    columns: tuple[tuple[str, str], ...]
    """Their headings, each with its class: ``figure`` for numbers, ``long`` for sentences."""
    rows: tuple[tuple[str, ...], ...]
    links: tuple[str | None, ...]
    """Of each row the address that its first cell leads to."""
    left: int
    """Rows that are in its file alone."""

    @classmethod
    def of(cls, table: Table, links: Sequence[str | None] = ()) -> Shown:
        """Ids are left out where there are titles, and shares become percentages."""
        kept = [n for n in range(len(table.columns)) if not (n == 0 and table.columns[1:2] == ("title",))]
        columns = [[row[n] for row in table.rows[:MOST_ROWS]] for n in kept]
        names = [table.columns[n] for n in kept]
        cells = [_column(name, values) for name, values in zip(names, columns, strict=True)]
        return cls(
            table.name,
            one_line(table.title),
            tuple((_heading(name), _class(values)) for name, values in zip(names, columns, strict=True)),
            tuple(zip(*cells, strict=True)),
            (*links, *[None] * len(table.rows))[:MOST_ROWS],
            max(0, len(table.rows) - MOST_ROWS),
        )


def _heading(column: str) -> str:
    """``share level 2`` as ``Level 2``: that it is a share, its percent signs say. ``minutes q1`` in words."""
    words = one_line(column)
    first, _, last = words.rpartition(" ")
    if first == "share" and last not in _WORDS:
        words = last
    elif first.startswith("share "):
        words = words.removeprefix("share ")
    elif last in _WORDS and not first.endswith(" the"):
        words = f"{first}, {_WORDS[last]}" if first else _WORDS[last]
    return words[:1].upper() + words[1:]


def _class(values: Sequence[Cell]) -> str:
    there = [v for v in values if v is not None]
    if any(isinstance(v, int | float) for v in there):
        return "figure"
    if there and all(isinstance(v, str) and _INTERVAL.match(v) for v in there):
        return "figure"
    return "long" if any(isinstance(v, str) and len(v) > _SENTENCE for v in values) else ""


def _column(name: str, values: Sequence[Cell]) -> list[str]:
    share = name.startswith("share")
    most = max((abs(v) for v in values if isinstance(v, float)), default=0.0)
    decimals = 2 if most <= _SMALL else 1
    return ["–" if v is None else _said(v, share, decimals) for v in values]


def _said(value: str | float, share: bool, decimals: int) -> str:
    if isinstance(value, str):
        return one_line(value)
    if share:
        return f"{number(100 * value)} %"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.{decimals}f}"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that is in the page itself."""

    address: str
    width: str
    height: str

    @classmethod
    def of(cls, svg: str) -> Image:
        """Of an SVG that says its size as its view box."""
        width, height = svg.split('viewBox="0 0 ', 1)[1].split('"', 1)[0].split()
        content = base64.b64encode(svg.encode("utf-8", "replace")).decode()
        return cls(f"data:image/svg+xml;base64,{content}", width, height)
