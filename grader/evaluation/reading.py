"""What a rater, or the grader, says of one text, in the units that labels name: two such readings can be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from grader.schema.assessment import Assessment
from grader.schema.segmentation import STEPS
from grader.training.records import LabelRecord
from grader.training.units import units_of_words, words

Level = int | None


@dataclass(frozen=True)
class Reading:
    """One text as somebody reads it."""

    steps: tuple[int, ...]
    """Number of the step of each unit."""
    levels: dict[str, Level]
    """By criterion; None where a rater says that it cannot apply. What the grader leaves open counts as level 0."""
    evidence: dict[str, tuple[int, ...]]
    """By criterion the units that show it, the best first."""
    overall: float
    """A rater's grade, 1 to 4, or the grader's total, 0 to 100."""
    step_confidence: tuple[float, ...] = ()
    """How sure the grader is of the step of each unit."""
    level_confidence: dict[str, float] | None = None
    times: tuple[float | None, ...] = ()
    """Seconds at which each unit begins, where the text says so."""
    band: str | None = None


def of_record(record: LabelRecord) -> Reading:
    """What a rater says."""
    return Reading(
        steps=tuple(record.step_of_unit),
        levels=record.levels,
        evidence={c: said.units for c, said in record.criteria.items()},
        overall=float(record.overall),
    )


def of_assessment(assessment: Assessment, units: Sequence[str]) -> Reading:
    """What the grader says. Words are aligned, so markup that it takes away does not matter; a unit takes the step that
    most of its words have, and one with no word in the text that of the unit before.
    """
    text = assessment.document.text
    said = [(n, w) for n, s in enumerate(assessment.segments) for w in words(text[s.start : s.end])]
    unit_of = units_of_words(units, [w for _, w in said])
    votes: list[Counter[int]] = [Counter() for _ in units]
    for place, unit in unit_of.items():
        votes[unit][said[place][0]] += 1
    steps, sure = [], []
    step, confidence = STEPS.index("other"), 0.0
    for v in votes:
        if v:
            by_step: Counter[int] = Counter()
            for segment, n in v.items():
                by_step[STEPS.index(assessment.segments[segment].step)] += n
            step = max(by_step, key=by_step.__getitem__)
            own = [s for s in v if STEPS.index(assessment.segments[s].step) == step]
            confidence = assessment.segments[max(own, key=v.__getitem__)].confidence
        steps.append(step)
        sure.append(confidence)
    evidence: dict[str, tuple[int, ...]] = {}
    for f in assessment.findings:
        found = []
        for e in f.evidence:
            first = len(words(text[: e.start]))
            hit = Counter(unit_of[k] for k in range(first, first + len(words(e.quote))) if k in unit_of)
            if hit:
                found.append(max(sorted(hit), key=hit.__getitem__))
        evidence[f.criterion] = tuple(found)
    return Reading(
        steps=tuple(steps),
        levels={f.criterion: f.level or 0 for f in assessment.findings},
        evidence=evidence,
        overall=assessment.scorecard.total,
        step_confidence=tuple(sure),
        level_confidence={f.criterion: f.confidence for f in assessment.findings if f.confidence is not None},
        times=_times(assessment, unit_of, len(units)),
        band=assessment.scorecard.band,
    )


def _times(assessment: Assessment, unit_of: dict[int, int], count: int) -> tuple[float | None, ...]:
    """When each unit begins: the time of the block that its first word stands in."""
    times: list[float | None] = [None] * count
    at = 0
    for block in assessment.document.blocks:
        for _ in words(assessment.document.text[block.start : block.end]):
            unit = unit_of.get(at)
            if unit is not None and times[unit] is None:
                times[unit] = block.start_time
            at += 1
    return tuple(times)
