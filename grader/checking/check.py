"""Criterion x text -> finding: the level, its evidence and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from grader.checking.features import usable
from grader.checking.learned import Judgement
from grader.checking.origins import Origins
from grader.checking.quotes import quote_span, speaks
from grader.checking.rules import Heard, Shown
from grader.matchers.base import Hit
from grader.schema.assessment import Evidence, Finding
from grader.schema.rubric import Criterion, Rubric
from grader.schema.segmentation import Step
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
NOT_PROBED = "the interview came to an end before it, and nobody asked for it"
ROOM = 0.02
"""Share of the words from which on a step was given room."""


def check(
    annotated: AnnotatedDocument,
    course: Course,
    rubric: Rubric,
    shown: Mapping[str, Shown],
    judgement: Judgement | None,
    heard: Mapping[str, Heard] | None = None,
    origins: Origins | None = None,
) -> tuple[Finding, ...]:
    """One finding a criterion, in the rubric's order. Without a judgement the patterns alone decide; ``heard`` is what
    interviewers said, ``origins`` knows how evidence came.
    """
    text = _Text(annotated, course, rubric, usable(see(annotated), course), origins or Origins(annotated, course))
    return tuple(_finding(text, c, shown[c.id], judgement, (heard or {}).get(c.id)) for c in rubric.criteria)


@dataclass(frozen=True)
class _Text:
    """What all criteria look at."""

    annotated: AnnotatedDocument
    course: Course
    rubric: Rubric
    allowed: NDArray[np.bool_]
    origins: Origins
    _quotes: dict[tuple[int, int, int], Evidence] = field(default_factory=dict)

    @cached_property
    def open(self) -> list[bool]:
        """The same as plain values, which are quicker to ask one by one."""
        found: list[bool] = self.allowed.tolist()
        return found

    @cached_property
    def words_by_step(self) -> Mapping[Step, int]:
        """Words of the text that belong to each step."""
        words: dict[Step, int] = {}
        for p, step in zip(self.annotated.passages, self.course.steps, strict=True):
            words[step] = words.get(step, 0) + p.words
        return words

    def quoted(self, hit: Hit) -> Evidence:
        """A match as evidence: its words, how they came and what share they earn."""
        document = self.annotated.document
        passage = self.annotated.sentences[hit.sentence].passage
        start, end = quote_span(self.annotated, hit)
        known = self._quotes.get((passage, start, end))
        if known is not None:  # one sentence often shows several criteria
            return known
        how = self.origins.how(passage, document.text[start:end])
        share = self.origins.share(passage, how, self.rubric.credit)
        quote = Evidence.at(document, start, end, self.course.steps[passage], how, share)
        self._quotes[passage, start, end] = quote
        return quote


def _finding(
    text: _Text, criterion: Criterion, shown: Shown, judgement: Judgement | None, heard: Heard | None
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
    if criterion.applies_to == "dialogue" and not text.annotated.has_dialogue:
        return bare
    level, scores = shown.level, None
    if judgement is not None:
        level = judgement.level(criterion.id, criterion.cuts)
        scores = judgement.scores[criterion.id]
    evidence: tuple[Evidence, ...] = ()
    credit = 1.0
    if level and shown.level:
        evidence, credit = _evidence(text, shown, level, scores)
    elif level and scores is not None:
        evidence = _unmatched(text, scores)
        credit = max((e.share for e in evidence), default=1.0)
    if level and not evidence:
        level = 0
    said = _said_by_interviewer(text, heard) if level < criterion.max_level else ()
    not_probed = not level and not said and heard is not None and _no_room(text, criterion) and not heard.probed
    if not_probed and text.rubric.not_probed == "unassessed":
        return bare.model_copy(update={"unassessed": NOT_PROBED, "not_probed": True})
    sure = None if judgement is None else round(judgement.probabilities[criterion.id][level], 3)
    expected = None if judgement is None else round(judgement.expected[criterion.id], 4) + 0.0
    return bare.model_copy(
        update={
            "level": level,
            "unassessed": None,
            "descriptor": criterion.descriptor_of(level),
            "advice": criterion.advice_at(level),
            "evidence": evidence,
            "kinds": shown.kinds if level else (),
            "confidence": sure,
            "expected": expected,
            "credit": credit if evidence else 1.0,
            "said_by_interviewer": said,
            "not_probed": not_probed,
        }
    )


def _said_by_interviewer(text: _Text, heard: Heard | None) -> tuple[Evidence, ...]:
    """The longest of an interviewer's sentences that match, to show why they earned the candidate nothing."""
    hits = () if heard is None else heard.hits
    sizes = text.annotated.sentence_words
    best = max(hits, key=lambda h: (sizes[h.sentence], -h.start), default=None)
    return () if best is None else (text.quoted(best),)


def _no_room(text: _Text, criterion: Criterion) -> bool:
    return text.words_by_step.get(criterion.step, 0) < ROOM * text.annotated.words_before[-1]


def _evidence(text: _Text, shown: Shown, level: int, scores: Rows | None) -> tuple[tuple[Evidence, ...], float]:
    """The best matches, one a passage: of the level given first, then by how much the passage looks like evidence; and
    the credit of the level, the greatest share of those that show it.

    A second and third quote must look like evidence nearly as much as the first: a weak one makes a good one doubted.
    """
    annotated, allowed = text.annotated, text.open
    sentences, sizes = annotated.sentences, annotated.sentence_words
    looks = None if scores is None else scores.tolist()
    best: dict[int, tuple[float, Hit]] = {}
    shows: set[Hit] = set()
    for at, hits in shown.hits.items():
        for hit in hits:
            passage = sentences[hit.sentence].passage
            if not allowed[passage]:
                continue
            worth = (1.0 if at >= level else 0.0) + (looks[passage] * 2 if looks is not None else 0.1 * at)
            if sizes[hit.sentence] < LABEL and annotated.passages[passage].kind in _PROSE:
                worth -= 1.5  # "Reqs" over a list says less than any of its items
            if at >= level:
                shows.add(hit)
            if passage not in best or worth > best[passage][0]:
                best[passage] = (worth, hit)
    ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))[:MOST_EVIDENCE]
    if looks is not None and ranked:
        least = SECOND * looks[ranked[0][0]]
        ranked = [ranked[0], *(r for r in ranked[1:] if looks[r[0]] >= least)]
    quoted = [(text.quoted(hit), hit in shows) for _, (_, hit) in ranked]
    shares = [e.share for e, enough in quoted if enough] or [e.share for e, _ in quoted]
    return tuple(e for e, _ in quoted), max(shares, default=1.0)


def _unmatched(text: _Text, scores: Rows) -> tuple[Evidence, ...]:
    """The passages that look most like evidence, where no pattern matched; none where the best says too little."""
    may = np.flatnonzero(text.allowed)
    ranked = may[np.argsort(-scores[may], kind="stable")[:MOST_EVIDENCE]].tolist()
    found: list[Evidence] = []
    for passage in ranked:
        hit = speaks(text.annotated, passage)
        if hit is None or (found and float(scores[passage]) < SECOND_UNMATCHED * float(scores[ranked[0]])):
            break
        found.append(text.quoted(hit))
    return tuple(found)
