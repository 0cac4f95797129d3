"""A finished run by a changed rubric.

Weights, points, caps, bands and words need arithmetic alone. What the program looks for, or how evidence counts, needs
the texts again, and then it is said which.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from grader.checking.learned import CUTS, level_of
from grader.reporters.next_steps import next_steps_of
from grader.runs.manifest import Manifest
from grader.runs.records import Kept
from grader.runs.row import Level, Row, totalled
from grader.runs.spec import grader_for
from grader.schema.assessment import Assessment, Finding, Scorecard
from grader.schema.rubric import Criterion, Rubric
from grader.scoring import score

_JUDGED = ("applies_to", "steps", "after", "step")
"""Fields of a criterion that decide what is evidence for it."""
_EDGE = 1e-4
"""An expected level so near to a cut may, before it was rounded, have been on its other side."""


@dataclass(frozen=True)
class Change:
    """One thing that is different, in words, and the graded submissions whose levels or credits it may change."""

    says: str
    everyone: bool = False
    transcripts: bool = False
    criterion: str | None = None
    """With ``transcripts``: those alone in which it was not shown."""
    not_probed: bool = False
    """Those in which a criterion was not probed."""
    cuts: tuple[tuple[float, ...], tuple[float, ...]] | None = None
    """The old and the new cuts of ``criterion``: those whose expected level comes to another level."""

    def concerns(self, row: Row) -> bool:
        """Whether this submission must be checked again."""
        if self.everyone:
            return True
        if self.cuts is not None:
            return any(self._cut(x, row) for x in row.levels)
        if self.not_probed:
            return any(x.not_probed for x in row.levels)
        if self.transcripts and row.kind == "transcript":
            return self.criterion is None or any(x.criterion == self.criterion and not x.level for x in row.levels)
        return False

    def _cut(self, level: Level, row: Row) -> bool:
        if self.cuts is None or level.criterion != self.criterion or level.level is None:
            return False
        if level.expected is None:  # patterns alone decided, or it was graded before this was kept
            return row.certainty is not None
        old, new = (level_of(level.expected, cuts) for cuts in self.cuts)
        return old != new or any(abs(level.expected - cut) < _EDGE for cut in self.cuts[1])


@dataclass(frozen=True)
class Changes:
    """What sets two rubrics apart."""

    arithmetic: list[str] = field(default_factory=list)
    """What needs no text: each in words."""
    judgement: list[Change] = field(default_factory=list)
    """What needs the texts."""


def changes(old: Rubric, new: Rubric) -> Changes:
    """All differences that matter, in the rubric's order."""
    found = Changes()
    before, after = {c.id: c for c in old.criteria}, {c.id: c for c in new.criteria}
    found.judgement.extend(Change(f"criterion {c} is new", everyone=True) for c in after if c not in before)
    found.judgement.extend(Change(f"criterion {c} is gone", everyone=True) for c in before if c not in after)
    if [c for c in before if c in after] != [c for c in after if c in before]:
        found.arithmetic.append("the order of the criteria")
    for id_, criterion in after.items():
        if id_ in before:
            _criterion(before[id_], criterion, found)
    if old.credit != new.credit:
        found.judgement.append(Change("credit: what evidence earns that was asked for or hinted at", transcripts=True))
    if old.not_probed != new.not_probed:
        found.judgement.append(Change(f"not_probed: {old.not_probed}, now {new.not_probed}", not_probed=True))
    if old.budgets != new.budgets:
        found.judgement.append(Change("budgets: what is observed of the time that steps took", transcripts=True))
    for name in ("dimensions", "bands", "caps", "title", "description"):
        if getattr(old, name) != getattr(new, name):
            found.arithmetic.append(name)
    return found


def _criterion(old: Criterion, new: Criterion, found: Changes) -> None:
    for name in _JUDGED:
        if getattr(old, name) != getattr(new, name):
            found.judgement.append(Change(f"criterion {new.id}: {name}", everyone=True))
    if [(x.level, x.when) for x in old.levels] != [(x.level, x.when) for x in new.levels]:
        found.judgement.append(Change(f"criterion {new.id}: what is looked for", everyone=True))
    if [(k.id, k.when) for k in old.kinds] != [(k.id, k.when) for k in new.kinds]:
        found.judgement.append(Change(f"criterion {new.id}: kinds", everyone=True))
    if old.cuts != new.cuts:
        cuts = (old.cuts or CUTS, new.cuts or CUTS)
        was, now = (f"{a:g} and {b:g}" for a, b in cuts)
        says = f"criterion {new.id}: cuts {was}, now {now}"
        found.judgement.append(Change(says, criterion=new.id, cuts=cuts))
    if old.probe != new.probe:
        found.judgement.append(Change(f"criterion {new.id}: probe", transcripts=True, criterion=new.id))
    if (old.points, old.dimension) != (new.points, new.dimension):
        was, now = (f"{c.points:g} of {c.dimension}" for c in (old, new))
        found.arithmetic.append(f"criterion {new.id}: points {was}, now {now}")
    words = [(c.title, c.absent, c.advice, [x.descriptor for x in c.levels]) for c in (old, new)]
    if words[0] != words[1]:
        found.arithmetic.append(f"criterion {new.id}: words")


@dataclass(frozen=True)
class Rescored:
    """A graded submission, re-totalled."""

    id: int
    name: str
    status: str
    before: tuple[float, str | None]
    """Total and band."""
    card: Scorecard
    row: Row
    signature: str


def rescored(kept: Kept, rubric: Rubric, made_of: str) -> Rescored | None:
    """The submission by another rubric, its levels as they are; None where it has no grade."""
    if kept.row is None or kept.status is None or kept.total is None:
        return None
    row = Row.model_validate_json(kept.row)
    findings = findings_of(row, rubric)
    card = score(rubric, findings, "graded" if kept.status == "graded" else "not_applicable")
    changed = row.model_copy(update=totalled(card, next_steps_of(findings, card, rubric)))
    reader = (kept.signature or "").rpartition("|")[2]
    before = (kept.total, kept.band)
    return Rescored(kept.id, kept.name, kept.status, before, card, changed, f"{made_of}|{reader}")


def must_check(submissions: Iterator[Kept], found: Changes) -> list[str]:
    """Names of the graded submissions that must be read again."""
    if not found.judgement:
        return []
    rows = ((k.name, Row.model_validate_json(k.row)) for k in submissions if k.row is not None)
    return [name for name, row in rows if any(change.concerns(row) for change in found.judgement)]


def findings_of(row: Row, rubric: Rubric) -> list[Finding]:
    """As much of the findings as arithmetic and advice need."""
    levels = {x.criterion: x for x in row.levels}
    return [
        reworded(
            Finding(
                criterion=c.id,
                title="",
                dimension="",
                step=c.step,
                level=levels[c.id].level,
                max_level=levels[c.id].max_level,
                unassessed=None if levels[c.id].level is not None else "not assessed",
                credit=levels[c.id].credit,
                expected=levels[c.id].expected,
            ),
            c,
        )
        for c in rubric.criteria
        if c.id in levels
    ]


def reworded(finding: Finding, criterion: Criterion) -> Finding:
    """The finding in the words of this rubric, its level and evidence as they are."""
    words: dict[str, object] = {"title": criterion.title, "dimension": criterion.dimension}
    if finding.level is not None:
        words["descriptor"] = criterion.descriptor_of(finding.level)
        words["advice"] = criterion.advice_at(finding.level)
    return finding.model_copy(update=words)


def renewed(assessment: Assessment, rubric: Rubric, signature: str) -> Assessment:
    """A stored assessment as this rubric has it: words and scorecard."""
    criteria = {c.id: c for c in rubric.criteria}
    known = {f.criterion: f for f in assessment.findings}
    findings = tuple(reworded(known[c], criteria[c]) for c in criteria if c in known)
    return assessment.model_copy(
        update={
            "signature": signature,
            "findings": findings,
            "scorecard": score(rubric, findings, assessment.scorecard.status),
        }
    )


def manifest_by(old: Manifest, rubric: Rubric) -> Manifest:
    """The manifest of the run that another rubric makes of this one; `UsageError` where its models are not here."""
    settings = old.settings.model_copy(update={"rubric": rubric.model_dump_json()})
    return old.model_copy(update={"signature": grader_for(settings).signature, "settings": settings})
