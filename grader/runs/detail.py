"""What the page of a run shows of one submission: its levels with the best quotes, its steps, warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.reporters.wording import place, shorten

if TYPE_CHECKING:
    from grader.schema.assessment import Assessment, Evidence, Finding

QUOTES = 2
"""Quotes shown beside a criterion."""
QUOTE = 160
"""Characters of a quote; the report of the submission itself has the whole of it."""


def detail_of(a: Assessment) -> dict[str, Any]:
    """Plain values with short keys, for there is one of these for each of a million.

    ``f``: findings as [criterion, level, quotes, said by the interviewer]; ``s``: segments as [step, characters];
    ``w``: warnings. What depends on weights stands in the row.
    """
    return {
        "f": [[f.criterion, f.level, _quotes(f.evidence, a), _heard(f, a)] for f in a.findings],
        "s": [[s.step, s.end - s.start] for s in a.segments],
        "w": [shorten(w.message, QUOTE) for w in a.warnings],
    }


def _quotes(evidence: tuple[Evidence, ...], a: Assessment) -> list[list[str]]:
    return [[shorten(e.quote, QUOTE), place(e, a.document)] for e in evidence[:QUOTES]]


def _heard(finding: Finding, a: Assessment) -> list[list[str]]:
    return _quotes(finding.said_by_interviewer[:1], a) if not finding.evidence else []
