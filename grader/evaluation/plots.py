"""Plots as plain geometry, in units of a drawing that the page scales; the template draws them as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from grader.evaluation.counts import Counts
from grader.evaluation.evaluate import GRADES, Evaluation
from grader.evaluation.figures import by_criterion, calibration
from grader.evaluation.tables import shown
from grader.schema.rubric import Rubric

SIDE = 240.0
"""Side of a square plot."""


@dataclass(frozen=True)
class Bar:
    """One bar of a list: ``value`` 0 to 1, or None where it is not defined."""

    label: str
    value: float | None
    says: str


@dataclass(frozen=True)
class Point:
    """A mark on a square plot, y downwards."""

    x: float
    y: float
    size: float
    says: str


def criteria_bars(counts: Counts, rubric: Rubric) -> list[Bar]:
    """Agreement on each criterion, the worst first."""
    found = by_criterion(counts, [c.id for c in rubric.criteria])
    titles = {c.id: c.title for c in rubric.criteria}
    ranked = sorted(found, key=lambda f: (math.isnan(f.qwk), f.qwk))
    return [
        Bar(
            titles[f.criterion],
            None if math.isnan(f.qwk) else max(0.0, f.qwk),
            shown(f.qwk),
        )
        for f in ranked
    ]


def reliability(bins: Sequence[tuple[float, float, float]]) -> list[Point]:
    """How often the grader is right against how sure it is; an area is a count."""
    most = max((w for *_, w in bins), default=1.0)
    return [
        Point(SIDE * sure, SIDE * (1 - right), 2 + 8 * math.sqrt(w / most), f"sure {sure:.2f}, right {right:.2f}")
        for sure, right, w in bins
    ]


def reliabilities(counts: Counts) -> dict[str, list[Point]]:
    """Both kinds of confidence."""
    return {
        "steps": reliability(calibration(counts.step_bins)[0]),
        "levels": reliability(calibration(counts.level_bins)[0]),
    }


def totals(evaluation: Evaluation) -> list[Point]:
    """The grader's total by the rater's grade; texts of one grade stand side by side."""
    wide = SIDE / len(GRADES)
    by_grade: dict[int, int] = dict.fromkeys(GRADES, 0)
    counts = {g: sum(t.grade == g for t in evaluation.results) for g in GRADES}
    points = []
    for t in sorted(evaluation.results, key=lambda t: t.id):
        by_grade[t.grade] += 1
        across = by_grade[t.grade] / (counts[t.grade] + 1)
        x = wide * (t.grade - 1 + 0.15 + 0.7 * across)
        points.append(Point(x, SIDE * (1 - t.reading.overall / 100), 3.5, f"{t.id}: {t.reading.overall:.0f}"))
    return points
