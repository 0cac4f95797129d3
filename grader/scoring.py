"""From findings to a scorecard: arithmetic alone. It never sees a text, so changed weights re-score a finished run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from grader.schema.assessment import Cap, Finding, Scorecard
from grader.schema.rubric import Rubric


def score(
    rubric: Rubric, findings: Sequence[Finding], status: Literal["graded", "not_applicable"] = "graded"
) -> Scorecard:
    """A dimension is the share of its points that was reached; the total their weighted mean, capped; all 0 to 100.

    A level earns its share of the criterion's points times the finding's credit.

    A criterion that is unassessed leaves numerator and denominator, and so does a dimension with nothing assessed.
    """
    points = {c.id: c.points for c in rubric.criteria}
    reached = {d.id: 0.0 for d in rubric.dimensions}
    possible = dict(reached)
    for f in findings:
        if f.level is None:
            continue
        reached[f.dimension] += points[f.criterion] * f.credit * f.level / f.max_level
        possible[f.dimension] += points[f.criterion]
    exact = {d: 100 * reached[d] / possible[d] if possible[d] else None for d in reached}
    weights = {d.id: d.weight for d in rubric.dimensions if exact[d.id] is not None}
    total = sum(w * (exact[d] or 0.0) for d, w in weights.items()) / sum(weights.values()) if weights else 0.0
    caps = []
    for cap in rubric.caps:
        value = exact.get(cap.dimension)
        if value is not None and value < cap.below and total > cap.total_at_most:
            caps.append(Cap(limit=cap.total_at_most, reason=cap.reason))
    total = round(min([total, *(c.limit for c in caps)]), 1)
    return Scorecard(
        status=status,
        total=total,
        dimensions={d: None if v is None else round(v, 1) for d, v in exact.items()},
        band=band(rubric, total) if status == "graded" else None,
        caps=tuple(caps),
    )


def band(rubric: Rubric, total: float) -> str:
    """The highest band that the total reaches, or the lowest there is."""
    ranked = sorted(rubric.bands, key=lambda b: b.at_least)
    return [ranked[0], *(b for b in ranked if total >= b.at_least)][-1].id
