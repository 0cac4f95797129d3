"""Two runs side by side: who moved, by how much, and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from grader.reporters.table import Cell, Table
from grader.runs.manifest import Manifest, differences
from grader.runs.records import GRADED, Kept
from grader.schema.rubric import Rubric

_REASONS = 3
"""Criteria named as the reason of a move."""


@dataclass(frozen=True, slots=True)
class Move:
    """A submission that both runs have, and how it stands in each."""

    name: str
    before: Kept
    after: Kept
    why: tuple[str, ...]

    @property
    def by(self) -> float | None:
        """Points of the total that it gained; None where one of the runs has no grade of it."""
        if self.before.total is None or self.after.total is None:
            return None
        return round(self.after.total - self.before.total, 1)

    @property
    def moved(self) -> bool:
        """Whether anything that counts is different: total, band, or how it ended."""
        return self.by not in (0, None) or self.before.band != self.after.band or self.before.state != self.after.state


@dataclass(frozen=True)
class Comparison:
    """Two runs over the same submissions, matched by name."""

    made: list[str]
    """What sets the runs themselves apart."""
    moves: list[Move]
    """Those that moved, the farthest first."""
    both: int
    only_before: list[str]
    only_after: list[str]


def compare(
    before: tuple[Manifest, Iterable[Kept], Rubric], after: tuple[Manifest, Iterable[Kept], Rubric]
) -> Comparison:
    """The comparison. Where the names of sources differ but what is in them does not, give the runs the same names."""
    both, moves = 0, []
    only: tuple[list[str], list[str]] = ([], [])
    for old, new in _side_by_side(before[1], after[1]):
        if old is None or new is None:
            only[0 if new is None else 1].append((old or new).name)  # type: ignore[union-attr]
            continue
        both += 1
        move = Move(new.name, old, new, ())
        if move.moved:
            moves.append(Move(new.name, old, new, tuple(_why(old, new, before[2], after[2]))))
    moves.sort(key=lambda m: (-abs(m.by) if m.by is not None else float("-inf"), m.name))
    return Comparison(differences(before[0], after[0]), moves, both, only[0], only[1])


def _side_by_side(before: Iterable[Kept], after: Iterable[Kept]) -> Iterator[tuple[Kept | None, Kept | None]]:
    """Two lists by name as one; a run has no name twice."""
    left, right = iter(before), iter(after)
    old, new = next(left, None), next(right, None)
    while old is not None or new is not None:
        if new is None or (old is not None and old.name < new.name):
            yield old, None
            old = next(left, None)
        elif old is None or new.name < old.name:
            yield None, new
            new = next(right, None)
        else:
            yield old, new
            old, new = next(left, None), next(right, None)


def _why(old: Kept, new: Kept, rubric_old: Rubric, rubric_new: Rubric) -> list[str]:
    """The levels that changed, those with the most points first; else what else it can only be."""
    if old.row is None or new.row is None:
        return [f"{_ended(old)}, now {_ended(new)}"]
    a, b = _levels(old.row), _levels(new.row)
    titles = {c.id: c.title for c in (*rubric_old.criteria, *rubric_new.criteria)}
    points = {c.id: c.points for c in (*rubric_old.criteria, *rubric_new.criteria)}
    changed = [c for c in dict.fromkeys((*a, *b)) if a.get(c, _NOTHING)[0] != b.get(c, _NOTHING)[0]]
    changed.sort(key=lambda c: -points[c])
    said = [f"{titles[c]}: {_level(a, c)}, now {_level(b, c)}" for c in changed[:_REASONS]]
    if len(changed) > _REASONS:
        said.append(f"and {len(changed) - _REASONS} more")
    if not changed and any(a[c][1] != b[c][1] for c in a):
        said.append("the same levels with another credit")
    if not said:
        said.append("the same levels, weighed otherwise")
    if old.sha256 != new.sha256:
        said.insert(0, "its text is another")
    return said


_NOTHING: tuple[int | None, float] = (None, 1.0)


def _levels(row: str) -> dict[str, tuple[int | None, float]]:
    found: list[Any] = json.loads(row)["levels"]
    return {criterion: (level, credit) for criterion, level, _most, credit, *_ in found}


def _level(levels: dict[str, tuple[int | None, float]], criterion: str) -> str:
    if criterion not in levels:
        return "not in the rubric"
    level = levels[criterion][0]
    return "not assessed" if level is None else str(level)


def _ended(kept: Kept) -> str:
    return "graded" if kept.state in GRADED else kept.state.replace("_", " ")


def tables(comparison: Comparison) -> list[Table]:
    """The comparison as tables: in numbers, then who moved."""
    totals = [m.by for m in comparison.moves if m.by is not None]
    up, down = sum(t > 0 for t in totals), sum(t < 0 for t in totals)
    graded_in_both = comparison.both - sum(m.by is None for m in comparison.moves)
    rows: list[tuple[Cell, ...]] = [
        ("in both runs", comparison.both),
        ("moved", len(comparison.moves)),
        ("total higher", up),
        ("total lower", down),
        ("another band", sum(m.before.band != m.after.band for m in comparison.moves)),
        ("ended otherwise", sum(m.before.state != m.after.state for m in comparison.moves)),
        ("mean change of the total", round(sum(totals) / graded_in_both, 3) if graded_in_both else None),
        ("only in the first", len(comparison.only_before)),
        ("only in the second", len(comparison.only_after)),
    ]
    columns = ("submission", "before", "after", "change", "band before", "band after", "why")
    moved: list[tuple[Cell, ...]] = [
        (m.name, m.before.total, m.after.total, m.by, m.before.band, m.after.band, "; ".join(m.why))
        for m in comparison.moves
    ]
    return [
        Table("comparison", "Two runs", ("", "submissions"), tuple(rows)),
        Table("moved", "Who moved, and why", columns, tuple(moved)),
    ]
