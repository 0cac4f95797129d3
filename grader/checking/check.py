"""Criterion x text -> finding: the level, its evidence and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from grader.checking.features import usable
from grader.checking.learned import Judgement
from grader.checking.quotes import quote_span, speaks
from grader.checking.rules import Shown
from grader.matchers.base import Hit
from grader.schema.assessment import Evidence, Finding
from grader.schema.rubric import Criterion, Rubric
from grader.segmenters.course import Course
from grader.segmenters.seen import Rows, see
from grader.text.annotated import AnnotatedDocument

MOST_EVIDENCE = 3
LABEL = 3
"""Words below which a sentence is a label, to be quoted only where there is nothing else."""
_PROSE = frozenset({"paragraph", "list_item", "speech"})
SECOND = 0.25
"""Share of the first quote's score as evidence that a further quote must have."""
SECOND_UNMATCHED = 0.75
"""The same where no pattern matched: there a quote has nothing but its score to speak for it."""
NO_DIALOGUE = "needs a second voice, and this text has one"


def check(
    annotated: AnnotatedDocument,
    course: Course,
    rubric: Rubric,
    shown: Mapping[str, Shown],
    judgement: Judgement | None,
) -> tuple[Finding, ...]:
    """One finding a criterion, in the rubric's order. Without a judgement the patterns alone decide."""
    allowed = usable(see(annotated), course)
    return tuple(_finding(annotated, course, c, shown[c.id], judgement, allowed) for c in rubric.criteria)


def _finding(
    annotated: AnnotatedDocument,
    course: Course,
    criterion: Criterion,
    shown: Shown,
    judgement: Judgement | None,
    allowed: NDArray[np.bool_],
) -> Finding:
    bare = Finding(
        criterion=criterion.id,
        title=criterion.title,
        dimension=criterion.dimension,
        step=criterion.step,
        level=None,
        max_level=criterion.max_level,
        unassessed=NO_DIALOGUE,
    )
    if criterion.applies_to == "dialogue" and not annotated.has_dialogue:
        return bare
    level, scores = shown.level, None
    if judgement is not None:
        level = judgement.level(criterion.id)
        scores = judgement.scores[criterion.id]
    evidence: tuple[Evidence, ...] = ()
    if level and shown.level:
        evidence = _evidence(annotated, course, shown, level, scores, allowed)
    elif level and scores is not None:
        evidence = _unmatched(annotated, course, scores, allowed)
    if level and not evidence:
        level = 0
    sure = None if judgement is None else round(judgement.probabilities[criterion.id][level], 3)
    descriptors = {x.level: x.descriptor for x in criterion.levels}
    advice = {a.level: a.say for a in criterion.advice}
    return bare.model_copy(
        update={
            "level": level,
            "unassessed": None,
            "descriptor": descriptors.get(level, criterion.absent),
            "advice": advice.get(level) if level < criterion.max_level else None,
            "evidence": evidence,
            "kinds": shown.kinds if level else (),
            "confidence": sure,
        }
    )


def _evidence(
    annotated: AnnotatedDocument,
    course: Course,
    shown: Shown,
    level: int,
    scores: Rows | None,
    allowed: NDArray[np.bool_],
) -> tuple[Evidence, ...]:
    """The best matches, one a passage: of the level given first, then by how much the passage looks like evidence.

    A second and third quote must look like evidence nearly as much as the first: a weak one makes a good one doubted.
    """
    best: dict[int, tuple[float, Hit]] = {}
    for at, hits in shown.hits.items():
        for hit in hits:
            passage = annotated.sentences[hit.sentence].passage
            if not allowed[passage]:
                continue
            worth = (1.0 if at >= level else 0.0) + (float(scores[passage]) * 2 if scores is not None else 0.1 * at)
            if annotated.sentence_words[hit.sentence] < LABEL and annotated.passages[passage].kind in _PROSE:
                worth -= 1.5  # "Reqs" over a list says less than any of its items
            if passage not in best or worth > best[passage][0]:
                best[passage] = (worth, hit)
    ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))[:MOST_EVIDENCE]
    if scores is not None and ranked:
        least = SECOND * float(scores[ranked[0][0]])
        ranked = [ranked[0], *(r for r in ranked[1:] if float(scores[r[0]]) >= least)]
    return tuple(_quoted(annotated, course, passage, hit) for passage, (_, hit) in ranked)


def _unmatched(
    annotated: AnnotatedDocument, course: Course, scores: Rows, allowed: NDArray[np.bool_]
) -> tuple[Evidence, ...]:
    """The passages that look most like evidence, where no pattern matched; none where the best says too little."""
    ranked = sorted(np.flatnonzero(allowed).tolist(), key=lambda n: (-float(scores[n]), n))[:MOST_EVIDENCE]
    found: list[Evidence] = []
    for passage in ranked:
        hit = speaks(annotated, passage)
        if hit is None or (found and float(scores[passage]) < SECOND_UNMATCHED * float(scores[ranked[0]])):
            break
        found.append(_quoted(annotated, course, passage, hit))
    return tuple(found)


def _quoted(annotated: AnnotatedDocument, course: Course, passage: int, hit: Hit) -> Evidence:
    return Evidence.at(annotated.document, *quote_span(annotated, hit), course.steps[passage])
