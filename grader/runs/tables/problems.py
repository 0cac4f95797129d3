"""What went wrong: warnings of those that are graded, reasons of those that are not."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from grader.reporters.table import Cell, Table
from grader.reporters.wording import shorten
from grader.runs.records import ERRORS, STATES
from grader.runs.report.figures import Figures
from grader.runs.tables.spread import share

MOST_REASONS = 100
"""Kinds of reason in the table; the rest is one row."""
_REASON = 200
"""Characters of a reason."""
_VARIES = re.compile(r"'[^']*'|\"[^\"]*\"|\([^()]*\)|\d[\d.,:]*")
"""What sets two reasons of one kind apart: what they quote, and numbers."""


def warnings(figures: Figures) -> Table:
    """How many have each; the commonest first."""
    graded = int(figures.graded.sum())
    counts = {
        code: int(((figures.warnings >> np.uint64(n)) & np.uint64(1)).sum())
        for n, code in enumerate(figures.warning_codes)
    }
    rows = tuple((code, n, share(n, graded)) for code, n in sorted(counts.items(), key=lambda x: (-x[1], x[0])))
    return Table("warnings", "Warnings", ("warning", "submissions", "share"), rows)


@dataclass
class _Reason:
    state: str
    kind: str
    first: str
    """The reason of ``example``, the first by name."""
    example: str
    submissions: int = 0
    alike: bool = True
    """Whether all have it word for word."""


def errors(figures: Figures) -> Table:
    """Reasons that differ in numbers and quoted words alone are one, with … in their place; the commonest first."""
    found: dict[tuple[int, str], _Reason] = {}
    ends = {STATES.index(s) for s in ERRORS}
    for n in np.flatnonzero(np.isin(figures.states, list(ends))).tolist():
        state, said = int(figures.states[n]), shorten(figures.reasons[n] or "no reason is kept", _REASON)
        kind = _VARIES.sub("…", said)
        one = found.setdefault((state, kind), _Reason(STATES[state], kind, said, figures.names[n]))
        one.submissions += 1
        one.alike = one.alike and said == one.first
    ordered = sorted(found.values(), key=lambda r: (-r.submissions, r.state, r.kind))
    rows: list[tuple[Cell, ...]] = [
        (r.state.replace("_", " "), r.first if r.alike else r.kind, r.submissions, r.example)
        for r in ordered[:MOST_REASONS]
    ]
    rest = ordered[MOST_REASONS:]
    if rest:
        rows.append((None, f"{len(rest):,} other reasons", sum(r.submissions for r in rest), rest[0].example))
    return Table("errors", "Not graded, and why", ("state", "reason", "submissions", "example"), tuple(rows))
