"""The sections of a run's page, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.reporters.sections import Picture, Section
from grader.reporters.table import Table


@dataclass
class Arranged:
    """Tables and pictures as they are handed out to sections, each once."""

    tables: dict[str, Table]
    pictures: dict[str, Picture]
    sections: list[Section] = field(default_factory=list)

    def add(self, name: str, title: str, lead: str, pictures: Sequence[str], tables: Sequence[str]) -> None:
        """A section with what there is of these; none where there is nothing."""
        drawn = tuple(self.pictures.pop(p) for p in pictures if p in self.pictures)
        given = tuple(self.tables.pop(t) for t in tables if t in self.tables and self.tables[t].rows)
        if drawn or given:
            self.sections.append(Section(name, title, lead, drawn, given))


def arranged(tables: Sequence[Table], pictures: Sequence[Picture], more: Sequence[Section]) -> list[Section]:
    """All sections in the page's order. Tables that no section asks for come in the last one."""
    left = Arranged({t.name: t for t in tables}, {p.name: p for p in pictures})
    left.add("ends", "How they ended", "", (), ("states",))
    left.add("totals", "Totals", "", ("totals",), ("bands", "totals"))
    left.add("dimensions", "Dimensions", "", ("dimensions",), ("dimensions",))
    left.add("criteria", "Criteria", "", ("criteria",), ("criteria",))
    left.add("steps", "The four steps", "", ("shares", "minutes"), ("steps",))
    left.add("agreement", "Agreement with ratings", "", ("agreement",), ("agreement", "agreement-overall"))
    left.sections.extend(more)
    left.add("look-at", "To look at by hand", "", (), ("outliers", "errors"))
    left.add("tables", "More tables", "", tuple(left.pictures), tuple(left.tables))
    return left.sections
