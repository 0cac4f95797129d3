"""What a passage looks like to the step classifier, as numbers."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
import re2
from numpy.typing import NDArray

from grader.schema.segmentation import STEPS, Step
from grader.segmenters.cues import HEADINGS, NAMES, SPOKEN
from grader.text.annotated import AnnotatedDocument
from grader.text.embeddings import unit
from grader.text.passages import TARGET_WORDS

KINDS = ("heading", "paragraph", "list_item", "code", "table", "diagram", "speech")
BINS = 10


@lru_cache(maxsize=1)
def _cues() -> tuple[re2.Set, list[int], list[re2._Regexp]]:
    cues = re2.Set.SearchSet()
    owners: list[int] = []
    for n, step in enumerate(STEPS):
        for k, expression in enumerate(SPOKEN.get(step, ())):
            cues.Add(expression)
            owners.append(n * 10 + k)
    cues.Compile()
    return cues, owners, [re2.compile(HEADINGS[s]) for s in STEPS]


def _mean_around(rows: NDArray[np.float32], reach: int) -> NDArray[np.float32]:
    """Mean of each row and ``reach`` rows to each side."""
    total = np.vstack([np.zeros((1, rows.shape[1]), dtype=np.float64), np.cumsum(rows, axis=0, dtype=np.float64)])
    n = len(rows)
    low = np.maximum(np.arange(n) - reach, 0)
    high = np.minimum(np.arange(n) + reach + 1, n)
    return np.asarray((total[high] - total[low]) / (high - low)[:, None], dtype=np.float32)


def cue_counts(annotated: AnnotatedDocument) -> NDArray[np.float32]:
    """For each passage which cues it holds: ``[passages, cues]``, 0 or 1."""
    return annotated.once("cue_counts", lambda: _cue_counts(annotated))


def _cue_counts(annotated: AnnotatedDocument) -> NDArray[np.float32]:
    cues, owners, _ = _cues()
    columns = {owner: n for n, owner in enumerate(owners)}
    found = np.zeros((len(annotated.passages), len(columns)), dtype=np.float32)
    texts, match = annotated.sentence_texts, cues.Match
    for n, sentence in enumerate(annotated.sentences):
        for number in match(texts[n]) or ():
            found[sentence.passage, number] = 1
    return found


def heading_steps(annotated: AnnotatedDocument) -> NDArray[np.float32]:
    """For each passage which steps the heading just above it, and those farther up, name: ``[passages, 2 x steps]``."""
    return annotated.once("heading_steps", lambda: _heading_steps(annotated))


def _heading_steps(annotated: AnnotatedDocument) -> NDArray[np.float32]:
    named: dict[int, NDArray[np.float32]] = {}
    expressions = _cues()[2]
    for n, p in enumerate(annotated.passages):
        if p.kind == "heading":
            text = annotated.plain[p.start : p.end]
            named[n] = np.asarray([1.0 if e.search(text) else 0.0 for e in expressions], dtype=np.float32)
    out = np.zeros((len(annotated.passages), 2 * len(STEPS)), dtype=np.float32)
    for n, above in enumerate(annotated.headings):
        if above:
            out[n, : len(STEPS)] = named[above[-1]]
            if len(above) > 1:
                out[n, len(STEPS) :] = np.max([named[h] for h in above[:-1]], axis=0)
    return out


def named_steps(annotated: AnnotatedDocument) -> NDArray[np.float32]:
    """For each passage 1 for the step that the innermost heading with a step's name gives it: ``[passages, steps]``."""
    out = np.zeros((len(annotated.passages), len(STEPS)), dtype=np.float32)
    named: dict[int, int] = {}
    for n, p in enumerate(annotated.passages):
        if p.kind == "heading":
            text = annotated.plain[p.start : p.end]
            named.update((n, k) for k, step in enumerate(STEPS) if _named(step).search(text))
    for n, above in enumerate(annotated.headings):
        step = next((named[h] for h in reversed(above) if h in named), None)
        if step is not None:
            out[n, step] = 1
    return out


@lru_cache(maxsize=len(STEPS))
def _named(step: Step) -> re2._Regexp:
    return re2.compile(NAMES[step])


Guise = Literal["itself", "unheaded", "talk"]


def step_features(annotated: AnnotatedDocument, guise: Guise = "itself") -> NDArray[np.float32]:
    """``[passages, features]``: own and neighbouring words, cues, headings, place, form and voice.

    For a fit a written design can also be seen without its headings, or without any of its form, as if it were told.
    """
    passages = annotated.passages
    n = len(passages)
    sums = annotated.passage_sums
    own = unit(sums)
    # A text of twenty passages and one of four hundred have different neighbourhoods; a share of the text adapts.
    wide = max(2, n // 12)
    head = np.zeros_like(own)
    for k, above in enumerate(annotated.headings):
        if above:
            head[k] = own[above[-1]] + 0.5 * sum((own[h] for h in above[1:-1]), np.zeros_like(own[0]))
    cues = cue_counts(annotated)
    words = np.asarray(annotated.words_before, dtype=np.float32)
    total = max(float(words[-1]), 1.0)
    middle = ((words[:-1] + words[1:]) / (2 * total)).astype(np.float32)
    bins = np.eye(BINS, dtype=np.float32)[np.minimum((middle * BINS).astype(int), BINS - 1)]
    told = guise == "talk"
    talk = np.full((n, 1), float(told or annotated.kind == "transcript"), dtype=np.float32)
    kinds = np.asarray(
        [[float(("speech" if told else p.kind) == k) for k in KINDS] for p in passages], dtype=np.float32
    )
    voice = np.asarray(
        [[float(p.role == "interviewer"), float(p.role == "candidate"), float(p.opens_turn)] for p in passages],
        dtype=np.float32,
    )
    size = np.log1p(np.asarray([[TARGET_WORDS if told else p.words] for p in passages], dtype=np.float32)) / 4
    headed = np.asarray(
        [[float(len(above) > 0), min(len(above), 3) / 3] for above in annotated.headings], dtype=np.float32
    )
    ends = np.stack([middle, middle**2, np.exp(-middle * 15), np.exp(-(1 - middle) * 15)], axis=1)
    by_heading = np.hstack([head, heading_steps(annotated), headed])
    return np.hstack(
        [
            by_heading if guise == "itself" else np.zeros_like(by_heading),
            own,
            unit(_mean_around(sums, 1)),
            unit(_mean_around(sums, wide)),
            cues,
            _mean_around(cues, 2),
            _mean_around(cues, wide),
            bins,
            bins * talk,
            ends,
            ends * talk,
            talk,
            kinds,
            voice,
            size,
        ]
    )
