"""How a talk went: minutes of each step, who speaks how much and asks how often, and when nobody speaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grader.checking.clock import Clock, Spoken, clock_of
from grader.matchers.leaves import asks
from grader.schema.document import Role
from grader.schema.rubric import Rubric
from grader.schema.segmentation import STEPS
from grader.schema.talk import Silence, StepTime, Talk, VoiceShare
from grader.segmenters.course import Course
from grader.text.annotated import AnnotatedDocument

LONG_SILENCE = 20.0
"""Seconds without a word that are worth saying."""


def talk_of(annotated: AnnotatedDocument, course: Course, rubric: Rubric) -> Talk | None:
    """The sizes of a transcript; None for a written design."""
    if annotated.kind != "transcript":
        return None
    clock = clock_of(annotated)
    inside = [n for n, step in enumerate(course.steps) if step != "other"]
    said = [n for n, p in enumerate(annotated.passages) if not p.aside]
    asked = _questions(annotated, inside)
    return Talk(
        times=clock.times,
        minutes=clock.minutes(said),
        interview=clock.minutes(inside),
        steps=_steps(annotated, course, rubric, clock, asked),
        voices=_voices(annotated, inside, asked),
        silences=_silences(annotated, inside) if clock.times == "exact" else (),
    )


def _questions(annotated: AnnotatedDocument, inside: Sequence[int]) -> dict[int, int] | None:
    """By passage of a known voice its sentences that ask; None for a text without a question mark, such as a machine
    writes down: there sentences have no beginnings to be told by either.
    """
    if "?" not in annotated.document.text:
        return None
    texts, passages = annotated.sentence_bytes, annotated.passages
    return {
        n: sum(map(asks, texts[passages[n].first_sentence : passages[n].last_sentence]))
        for n in inside
        if passages[n].role != "unknown"
    }


def _steps(
    annotated: AnnotatedDocument, course: Course, rubric: Rubric, clock: Clock, asked: Mapping[int, int] | None
) -> tuple[StepTime, ...]:
    budgets = {b.step: b.minutes for b in rubric.budgets}
    steps = [step for step in STEPS if step != "other"]
    passages = {step: [n for n, found in enumerate(course.steps) if found == step] for step in steps}
    words = {step: sum(annotated.passages[n].words for n in own) for step, own in passages.items()}
    total = sum(words.values())
    candidate = {n for own in passages.values() for n in own if annotated.passages[n].role == "candidate"}
    return tuple(
        StepTime(
            step=step,
            budget=budgets.get(step),
            minutes=clock.minutes(own),
            began=clock.began(own[0]) if own else None,
            words=words[step],
            share=round(words[step] / total, 4) if total else 0.0,
            questions=sum(asked[n] for n in own if n in candidate) if candidate and asked is not None else None,
        )
        for step, own in passages.items()
    )


@dataclass(slots=True)
class _Tally:
    words: int = 0
    questions: int = 0
    turns: int = 0


def _voices(
    annotated: AnnotatedDocument, inside: Sequence[int], asked: Mapping[int, int] | None
) -> tuple[VoiceShare, ...]:
    if all(annotated.passages[n].role == "unknown" for n in inside):
        return ()
    tallies: dict[tuple[Role, str | None], _Tally] = {}
    before: tuple[Role, str | None] | None = None
    for n in inside:
        p = annotated.passages[n]
        voice = (p.role, p.speaker)
        tally = tallies.setdefault(voice, _Tally())
        tally.words += p.words
        tally.turns += voice != before
        tally.questions += asked.get(n, 0) if asked is not None else 0
        before = voice
    total = sum(t.words for t in tallies.values())
    return tuple(
        VoiceShare(
            role=role,
            name=name,
            words=t.words,
            share=round(t.words / total, 4) if total else 0.0,
            questions=None if asked is None or role == "unknown" else t.questions,
            turns=t.turns,
        )
        for (role, name), t in sorted(tallies.items(), key=lambda item: -item[1].words)
    )


def _silences(annotated: AnnotatedDocument, inside: Sequence[int]) -> tuple[Silence, ...]:
    """Gaps between the end of all that was said so far and the next words, where both are of the interview."""
    spoken = Spoken.of(annotated)
    of_interview = np.zeros(len(annotated.passages), dtype=np.bool_)
    of_interview[list(inside)] = True
    starts = [p.start for p in annotated.passages]
    here = of_interview[np.maximum(np.searchsorted(starts, spoken.froms, side="right") - 1, 0)]
    # Captions overlap: the latest end counts, so one that is out of order makes no gap.
    until = np.fmax.accumulate(spoken.ends)[:-1]
    gaps = (spoken.starts[1:] - until >= LONG_SILENCE) & here[1:] & here[:-1] & ~np.isnan(spoken.ends[:-1])
    return tuple(
        Silence(start_time=float(until[n]), end_time=float(spoken.starts[n + 1])) for n in np.flatnonzero(gaps)
    )
