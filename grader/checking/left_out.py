"""What of a text is not the interview, and what it seems to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import Final

import numpy as np
import re2

from grader.checking.clock import clock_of
from grader.schema.segmentation import STEPS
from grader.schema.talk import LeftOut
from grader.segmenters.course import Course
from grader.segmenters.seen import MARK_NAMES, see
from grader.text.annotated import AnnotatedDocument
from grader.text.passages import Passage
from grader.text.proper import lectures, part, proper

NOT_TOLD = "not the interview"
BEFORE, AFTER, FEEDBACK = "before the interview", "after the interview", "feedback after the interview"
LECTURE = "a long explanation by the interviewer"
TEASER, ASIDE, ADVERT = "teaser", "small talk or aside", "advertisement"
NOTES, FRAME, REPEATED = "a machine's notes", "a service's frame", "repeated by a machine"
BEFORE_DESIGN, REFERENCES, NOT_DESIGN = "before the design", "references and navigation", "not part of the design"

WELCOME: Final = (
    r"\bwelcome (?:to|back)\b|\b(?:hello|hi|hey|what's up),? (?:and welcome|everyone|everybody|guys|folks)\b"
    r"|\bin (?:this|today's) (?:video|episode)\b"
)
"""A host greets those who watch; what stands before it was cut there."""
GREETING: Final = (
    r"\b(?:how are you|how's it going|nice to meet|good (?:morning|afternoon|evening)|can you (?:hear|see)|thanks for"
    r"|recording|hello|hi|hey)\b"
)
ADVERTS: Final = (
    r"\b(?:sponsor(?:s|ed|ing)?|promo code|discount|free trial|subscribe|links? (?:is |are )?(?:in|down) "
    r"(?:the )?(?:description|bio|below)|sign up (?:at|for|with|using)|check (?:them|it) out at|use (?:the |my )?code)"
    r"\b"
)
LOOKING_BACK: Final = (
    r"\bi (?:went|rushed|jumped|spent|ran out|was (?:nervous|too|a bit)|wasn't|forgot|missed|skipped|froze|got stuck)\b"
    r"|\bi (?:should|could|would)(?:'ve| have)\b|\bi'd have\b|\b(?:one )?piece of advice\b|\btell you what i think\b"
)
"""People say of themselves how they did, or begin to say it of the other."""
NAVIGATION: Final = r"https?://|\bwww\.|\]\(#"
SHINGLE = 8
"""Words in a row that are said twice by no accident."""
ABOUT_SHARE = 0.015
"""Mentions of the interview and the people in it, by words, that make a run one about the interview."""
YOU_SHARE = 0.03
"""The same of *you*, where *we* is rare: feedback is given to somebody, a design is made together."""
SHORT_ASIDE = 400
"""Words up to which a pause in an interview passes for small talk."""


def left_out(annotated: AnnotatedDocument, course: Course) -> tuple[LeftOut, ...]:
    """The runs of `other`, in order, those of a machine by themselves; with the four steps they are the whole text."""
    return tuple(_part(annotated, run, what) for run, what in _runs(annotated, course))


def _part(annotated: AnnotatedDocument, run: range, what: str) -> LeftOut:
    passages, clock = annotated.passages, clock_of(annotated)
    timed = not passages[run.start].aside
    return LeftOut(
        start=passages[run.start].start if run.start else 0,
        end=passages[run.stop].start if run.stop < len(passages) else len(annotated.document.text),
        start_time=clock.began(run.start) if timed else passages[run.start].start_time,
        end_time=clock.began(run.stop) if timed else passages[run.stop - 1].end_time,
        words=sum(passages[n].words for n in run),
        what=what,
    )


def _runs(annotated: AnnotatedDocument, course: Course) -> list[tuple[range, str]]:
    passages, steps = annotated.passages, course.steps
    inside = [n for n, step in enumerate(steps) if step != "other"]
    spoken = next((n for n, p in enumerate(passages) if not p.aside), len(passages))
    taught = lectures(annotated)
    keys = [(step == "other", p.aside, t) for step, p, t in zip(steps, passages, taught, strict=True)]
    cuts = [0, *(n for n in range(1, len(keys)) if keys[n] != keys[n - 1]), len(keys)]
    found: list[tuple[range, str]] = []
    for first, following in pairwise(cuts):
        run = range(first, following)
        if not run or steps[first] != "other":
            continue
        if passages[first].aside:
            what = REPEATED if passages[first].start_time is not None else NOTES if first < spoken else FRAME
            found.append((run, what))
        elif not inside:
            found.append((run, NOT_TOLD))
        elif taught[first] and inside[0] < first < inside[-1]:
            found.append((run, LECTURE))
        elif annotated.kind == "design":
            found.append((run, _in_a_design(annotated, run, inside)))
        elif first < inside[0]:
            found += _before(annotated, run)
        else:
            found.append((run, _after(annotated, run) if first > inside[-1] else _between(annotated, run)))
    return found


def _in_a_design(annotated: AnnotatedDocument, run: range, inside: Sequence[int]) -> str:
    seen = see(annotated)
    other = STEPS.index("other")
    links = sum(_search(NAVIGATION, annotated, n) for n in run)
    if any(seen.named[n] == other or seen.names[n, other] for n in run) or 2 * links >= len(run):
        return REFERENCES
    return BEFORE_DESIGN if run.start < inside[0] else NOT_DESIGN


def _before(annotated: AnnotatedDocument, run: range) -> list[tuple[range, str]]:
    """A teaser, if there is one, and the rest."""
    until = _teaser(annotated, run)
    return [(r, what) for r, what in ((run[:until], TEASER), (run[until:], BEFORE)) if r]


def _teaser(annotated: AnnotatedDocument, run: range) -> int:
    """How many passages at the very start were cut out of what follows: said again, or before a host's welcome."""
    if run.start:
        return 0
    again = _said_again(annotated, run)
    host = next((n for n in run if _search(WELCOME, annotated, n)), 0)
    if host and not any(_search(GREETING, annotated, n) for n in range(host)):
        again = max(again, host)
    return again


def _said_again(annotated: AnnotatedDocument, run: range) -> int:
    """How many passages from the start share words in a row, each, with what is said after the run."""
    words = annotated.words.lists()
    later = " ".join(w for p in annotated.passages[run.stop :] for w in _words(words, p))
    said = (_words(words, annotated.passages[n]) for n in run)
    return next((k for k, own in enumerate(said) if not any(s in later for s in _shingles(own))), len(run))


def _shingles(words: list[str]) -> Iterator[str]:
    return (" ".join(words[k : k + SHINGLE]) for k in range(0, len(words) - SHINGLE + 1, SHINGLE // 2))


def _words(sentences: list[list[str]], p: Passage) -> list[str]:
    return list(chain.from_iterable(sentences[p.first_sentence : p.last_sentence]))


def _after(annotated: AnnotatedDocument, run: range) -> str:
    """Feedback where somebody asks for it or gives it, or much is said of the interview; else it is only a closing."""
    words = sum(annotated.passages[n].words for n in run)
    interview, kept = proper(annotated)
    own = [row for row, n in enumerate(kept) if n in run]  # all of a run or none of it
    seen = see(interview).marks[own] if own else see(part(annotated, run)).marks
    marks = seen.sum(axis=0, dtype=np.int64)
    about, you, we, debrief = (marks[MARK_NAMES.index(name)] for name in ("about", "you", "we", "debrief"))
    much = about >= 2 and (about >= ABOUT_SHARE * words or (you >= YOU_SHARE * words and you >= 3 * we))
    if much or debrief or any(_search(LOOKING_BACK, annotated, n) for n in run):
        return FEEDBACK
    return AFTER


def _between(annotated: AnnotatedDocument, run: range) -> str:
    if sum(_search(ADVERTS, annotated, n) for n in run) >= min(2, len(run)):
        return ADVERT
    return ASIDE if sum(annotated.passages[n].words for n in run) <= SHORT_ASIDE else NOT_TOLD


def _search(expression: str, annotated: AnnotatedDocument, passage: int) -> bool:
    p = annotated.passages[passage]
    return _compiled(expression).search(annotated.plain[p.start : p.end]) is not None


@lru_cache(maxsize=8)
def _compiled(expression: str) -> re2._Regexp:
    return re2.compile(expression)
