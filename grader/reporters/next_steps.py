"""What to do next: the pieces of advice that would add the most points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.schema.assessment import Assessment, Finding, Scorecard
    from grader.schema.points import CapRule
    from grader.schema.rubric import Rubric


@dataclass(frozen=True, slots=True)
class NextStep:
    """A criterion to meet, and what that is worth."""

    finding: Finding
    gain: float
    """Points of 100 that the total gains once this criterion, and those listed before it, are fully met."""
    lifts_cap: bool = False
    """Whether a cap of the rubric holds the total down until its dimension gets better."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The next steps in order of worth, and where they lead."""

    steps: tuple[NextStep, ...] = ()
    reaches: float | None = None
    """The total with all steps done; None where the scorecard's total is not what the rubric's arithmetic gives."""


def next_steps(assessment: Assessment, rubric: Rubric, most: int = 3) -> Plan:
    """The ``most`` unmet criteria whose meeting adds most, each judged with those before it done.

    A dimension's score is the share of its points reached, a criterion counting by level; the total is the
    weighted mean of the dimensions that could be assessed, held down by the rubric's caps. Where no single
    criterion raises a capped total, those that lead out of the cap come first. Nothing for a submission
    that is not graded.
    """
    return next_steps_of(assessment.findings, assessment.scorecard, rubric, most)


def next_steps_of(findings: Sequence[Finding], card: Scorecard, rubric: Rubric, most: int = 3) -> Plan:
    """As `next_steps`, of findings and the scorecard that they add up to."""
    if card.status != "graded":
        return Plan()
    points = {c.id: c.points for c in rubric.criteria}
    judged = [f for f in findings if f.level is not None and f.criterion in points]
    possible: dict[str, float] = {}
    reached: dict[str, float] = {}
    for f in judged:
        possible[f.dimension] = possible.get(f.dimension, 0.0) + points[f.criterion]
        reached[f.dimension] = reached.get(f.dimension, 0.0) + points[f.criterion] * _share(f)
    scores = {d: 100 * reached[d] / possible[d] for d in possible}
    agrees = abs(_total(scores, rubric) - card.total) < 0.1
    open_ = [f for f in judged if f.advice and _share(f) < 1]
    chosen: list[NextStep] = []
    while open_ and len(chosen) < most:
        worth = {f.criterion: 100 * points[f.criterion] * (1 - _share(f)) / possible[f.dimension] for f in open_}
        options = [_step(f, scores, worth[f.criterion], rubric) for f in open_]
        step, _ = max(options, key=lambda o: (round(o[0].gain, 9), o[0].lifts_cap, round(o[1], 9)))
        chosen.append(step)
        open_.remove(step.finding)
        scores[step.finding.dimension] += worth[step.finding.criterion]
    return Plan(tuple(chosen), _total(scores, rubric) if chosen and agrees else None)


def _step(finding: Finding, scores: Mapping[str, float], worth: float, rubric: Rubric) -> tuple[NextStep, float]:
    """The step, whose dimension gains ``worth``, and what it would add if there were no caps."""
    mean, done = _mean(scores, rubric), {**scores, finding.dimension: scores[finding.dimension] + worth}
    held = any(r.dimension == finding.dimension and r.total_at_most < mean for r in _holding(scores, rubric))
    return NextStep(finding, _total(done, rubric) - _total(scores, rubric), held), _mean(done, rubric) - mean


def _share(finding: Finding) -> float:
    return max(0, finding.level or 0) / finding.max_level


def _total(scores: Mapping[str, float], rubric: Rubric) -> float:
    return min([_mean(scores, rubric), *(r.total_at_most for r in _holding(scores, rubric))])


def _holding(scores: Mapping[str, float], rubric: Rubric) -> list[CapRule]:
    return [r for r in rubric.caps if r.dimension in scores and scores[r.dimension] < r.below]


def _mean(scores: Mapping[str, float], rubric: Rubric) -> float:
    weights = {d.id: d.weight for d in rubric.dimensions if d.id in scores}
    return sum(scores[d] * w for d, w in weights.items()) / sum(weights.values()) if weights else 0.0


def heading(steps: Sequence[NextStep]) -> str:
    """``Do these three things next``, for as many as there are."""
    words = {1: "Do this one thing next", 2: "Do these two things next", 3: "Do these three things next"}
    return words.get(len(steps), f"Do these {len(steps)} things next")
