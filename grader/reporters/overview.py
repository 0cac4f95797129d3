"""The facts of a report in the order people read them, the same for every kind of report."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from grader.reporters.next_steps import Plan, next_steps
from grader.reporters.talk import LeftOutRow, left_out_rows, voice_lines
from grader.reporters.wording import count, number, one_line, standing
from grader.schema.document import Notice
from grader.schema.segmentation import STEP_TITLES, STEPS
from grader.schema.talk import clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.schema.assessment import Assessment, Finding
    from grader.schema.rubric import Rubric
    from grader.schema.segmentation import Step

_NAME = 20
"""A title of a band with more characters is a sentence rather than a name."""
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class StepRow:
    """How much of the interview one of the four steps took, against what the rubric gives it."""

    number: int
    step: Step
    title: str
    spent: float
    """Minutes, or where times are not known percent of the interview's words."""
    planned: float | None
    """In the unit of ``spent``; None where the rubric has no budget for the step."""
    began: str = ""
    """When it first began; empty where that is not known."""

    @property
    def verdict(self) -> str:
        """In words, how ``spent`` compares with ``planned``; near enough is within a quarter."""
        if self.spent <= 0:
            return "not found"
        if self.planned is None:
            return ""
        if abs(self.spent - self.planned) <= max(self.planned / 4, 1.0):
            return "as planned"
        # Of the rounded numbers, so that the three figures that stand side by side add up.
        difference = _whole(self.spent) - _whole(self.planned)
        return f"{abs(difference)} {'over' if self.spent > self.planned else 'short'}"


@dataclass(frozen=True, slots=True)
class Steps:
    """The four steps, and what of the text is none of them."""

    rows: tuple[StepRow, ...]
    timed: bool
    """Whether ``spent`` is minutes; else percent of words."""
    other: float
    """Minutes, or percent of the whole text's words, that are not the interview."""
    coarse: bool = False
    """Whether the file's times are too coarse for minutes to be more than about right."""

    @property
    def unit(self) -> str:
        """What the amounts are, in words."""
        if self.coarse:
            return "minutes, about, for the file has few times"
        return "minutes" if self.timed else "share of the words"

    def amount(self, value: float) -> str:
        """``6 min`` or ``12 %``."""
        return f"{number_or_less(value)} {'min' if self.timed else '%'}"

    @property
    def other_amount(self) -> str:
        """How much is not the interview: ``6 min`` or ``12 % of the words``."""
        return self.amount(self.other) + ("" if self.timed else " of the words")

    @property
    def scale(self) -> float:
        """The largest amount that a bar has to show."""
        return max([1.0, *(max(r.spent, r.planned or 0) for r in self.rows)])


@dataclass(frozen=True, slots=True)
class DimensionRow:
    """A dimension with its score and its findings, in the rubric's order."""

    id: str
    title: str
    score: float | None
    share: float | None
    """Percent of the total it decides; None where the rubric does not know it."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything a report says except the text itself."""

    name: str
    """The file's own name."""
    graded: bool
    total: str
    band: str | None
    sentence: str
    tally: str
    steps: Steps
    dimensions: tuple[DimensionRow, ...]
    plan: Plan
    voices: tuple[str, ...]
    """What each voice's share is; empty where nobody's role is known."""
    left_out: tuple[LeftOutRow, ...]

    @classmethod
    def of(cls, assessment: Assessment, rubric: Rubric) -> Overview:
        """The facts; a function of its arguments alone."""
        card = assessment.scorecard
        dimensions = _dimensions(assessment, rubric)
        band, meaning = _band(card.band, rubric)
        return cls(
            name=PurePath(one_line(assessment.submission.path).replace("\\", "/")).name or "submission",
            graded=card.status == "graded",
            total=number(card.total),
            band=band,
            sentence=meaning + (_sentence(dimensions) if card.status == "graded" else _ungraded(assessment.warnings)),
            tally=_tally(assessment.findings),
            steps=_steps(assessment, rubric),
            dimensions=dimensions,
            plan=next_steps(assessment, rubric),
            voices=voice_lines(assessment.talk),
            left_out=left_out_rows(assessment),
        )


def number_or_less(value: float) -> str:
    """A whole number, or ``<1`` for what is little but not nothing."""
    return "<1" if 0 < value < 0.5 else str(_whole(value))


def _whole(value: float) -> int:
    return int(value + 0.5)


def _band(id_: str | None, rubric: Rubric) -> tuple[str | None, str]:
    """The band's name, and where the rubric titles it at greater length, that as a sentence."""
    title = next((one_line(b.title) for b in rubric.bands if b.id == id_), "")
    if id_ is None or 0 < len(title) <= _NAME:
        return title or None, ""
    return one_line(id_).replace("_", " ").capitalize(), f"{title.rstrip('.')}. " if title else ""


def _ungraded(warnings: Iterable[Notice]) -> str:
    """Why there is no band, in the words of the warning that says so."""
    reasons = {"not_english": "This is not in English", "too_short": "This is too short to be graded"}
    found = next((reasons[w.code] for w in warnings if w.code in reasons), "")
    return f"{found or 'This does not read as a system design interview or a written design'}, so it has no band."


def _sentence(dimensions: Iterable[DimensionRow]) -> str:
    scored = [(d.score, d.title) for d in dimensions if d.score is not None]
    if not scored:
        return "No criterion could be assessed."
    best, least = max(scored, key=lambda s: s[0]), min(scored, key=lambda s: s[0])
    if best[0] - least[0] < 0.05:
        return f"Every dimension stands at {number(best[0])}."
    return f"Strongest in {best[1]} ({number(best[0])}), weakest in {least[1]} ({number(least[0])})."


def _tally(findings: Iterable[Finding]) -> str:
    tally = Counter(standing(f) for f in findings)
    judged = sum(n for k, n in tally.items() if k != "not assessed")
    words = f"{tally['met']} of {count(judged, 'criterion', 'criteria')} met"
    words += f", {tally['in part']} in part, {tally['not shown']} not shown"
    return words + (f"; {tally['not assessed']} not assessed." if tally["not assessed"] else ".")


def _dimensions(assessment: Assessment, rubric: Rubric) -> tuple[DimensionRow, ...]:
    groups: dict[str, list[Finding]] = {d.id: [] for d in rubric.dimensions}
    for finding in assessment.findings:
        groups.setdefault(finding.dimension, []).append(finding)
    order = {c.id: n for n, c in enumerate(rubric.criteria)}
    known = {d.id: d for d in rubric.dimensions}
    scores = assessment.scorecard.dimensions
    weights = sum(d.weight for d in rubric.dimensions if scores.get(d.id) is not None)
    rows = []
    for id_, findings in groups.items():
        dimension, score = known.get(id_), scores.get(id_)
        share = 100 * dimension.weight / weights if dimension and score is not None else None
        ordered = sorted(findings, key=lambda f: order.get(f.criterion, len(order)))
        rows.append(DimensionRow(id_, dimension.title if dimension else id_, score, share, tuple(ordered)))
    return tuple(rows)


def _steps(assessment: Assessment, rubric: Rubric) -> Steps:
    budget = {b.step: b.minutes for b in rubric.budgets}
    talk = assessment.talk
    if talk is not None and talk.minutes is not None and talk.interview is not None:
        began = {s.step: clock(s.began) for s in talk.steps if s.began is not None}
        rows = [
            # A step of few words, under coarse times, may take no minutes; it is there all the same.
            StepRow(
                n,
                s.step,
                STEP_TITLES[s.step],
                (s.minutes or 0.01) if s.words else 0.0,
                budget.get(s.step),
                began.get(s.step, ""),
            )
            for n, s in enumerate(talk.steps, start=1)
        ]
        return Steps(tuple(rows), True, max(0.0, talk.minutes - talk.interview), talk.times == "coarse")
    segments, text = assessment.segments, assessment.document.text
    spent = dict.fromkeys(STEPS, 0)
    for segment in segments:
        spent[segment.step] += sum(1 for _ in _WORD.finditer(text, segment.start, segment.end))
    steps = [s for s in STEPS if s != "other"]
    inside, whole = sum(spent[s] for s in steps) or 1, sum(spent.values()) or 1
    session = sum(budget.get(s, 0.0) for s in steps)
    rows = [
        StepRow(n, s, STEP_TITLES[s], 100 * spent[s] / inside, 100 * budget[s] / session if s in budget else None)
        for n, s in enumerate(steps, start=1)
    ]
    return Steps(tuple(rows), False, 100 * spent["other"] / whole)
