"""All that the learned parts see of a text, as numbers: they can be fitted again from these alone, without a text."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import re2
from numpy.typing import NDArray

from grader.schema.segmentation import STEPS
from grader.segmenters.cues import ABOUT, HEADINGS, MARKS, NAMES, SPOKEN, VOICES
from grader.text.annotated import AnnotatedDocument
from grader.text.sets import Spans, Which, spans_of, which_of
from grader.text.vocabulary import Known

KINDS = ("heading", "paragraph", "list_item", "code", "table", "diagram", "speech")
CUES = sum(len(SPOKEN.get(step, ())) for step in STEPS)
MARK_NAMES = (*MARKS, "about", *VOICES)

Rows = NDArray[np.float32]
Whole = NDArray[np.int64]
Small = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Seen:
    """A text of ``n`` passages."""

    talk: bool
    """A transcript, not a written design."""
    sums: Rows
    """Embeddings, summed over each passage's words: ``[n, dimensions]``."""
    words: Whole
    kinds: Small
    """Index into `KINDS`."""
    voices: Small
    """Is it the interviewer, is it the candidate, is it another voice than before: ``[n, 3]``."""
    credited: Small
    """May its words earn the candidate marks?"""
    inner: Whole
    """The heading that a passage stands under, or is; -1 for none."""
    outer: Whole
    """Of a heading the one above it; -1 for none, and of what is no heading."""
    names: Small
    """Which steps a heading's words hint at: ``[n, steps]``, zeros of what is no heading."""
    named: NDArray[np.int8]
    """The step whose name a heading is; -1 for none."""
    cues: Small
    """Which words that announce a step are there: ``[n, CUES]``."""
    marks: Small
    """How often something marks where the interview begins or ends, or speaks of it: ``[n, MARK_NAMES]``."""


@lru_cache(maxsize=1)
def _cues() -> tuple[Which, list[re2._Regexp], list[re2._Regexp], Spans]:
    cues = which_of((*(e for step in STEPS for e in SPOKEN.get(step, ())), *MARKS.values()))
    return cues, [re2.compile(HEADINGS[s]) for s in STEPS], [re2.compile(NAMES[s]) for s in STEPS], spans_of(ABOUT)


def see(annotated: AnnotatedDocument) -> Seen:
    """The text as numbers, worked out once a document."""
    return annotated.once("seen", lambda: _see(annotated))


def _see(annotated: AnnotatedDocument) -> Seen:
    passages = annotated.passages
    n = len(passages)
    inner, outer = np.full(n, -1, dtype=np.int64), np.full(n, -1, dtype=np.int64)
    names = np.zeros((n, len(STEPS)), dtype=np.uint8)
    named = np.full(n, -1, dtype=np.int8)
    _, hints, exact, _ = _cues()
    for k, (p, above) in enumerate(zip(passages, annotated.headings, strict=True)):
        if above:
            inner[k] = above[-1]
        if p.kind == "heading":
            text = annotated.plain[p.start : p.end]
            names[k] = [e.search(text) is not None for e in hints]
            named[k] = next((s for s, e in reversed(list(enumerate(exact))) if e.search(text)), -1)
            outer[k] = above[-2] if len(above) > 1 else -1
    cues, marks = _cues_and_marks(annotated)
    return Seen(
        talk=annotated.kind == "transcript",
        sums=annotated.passage_sums,
        words=np.asarray([p.words for p in passages], dtype=np.int64),
        kinds=np.asarray([KINDS.index(p.kind) for p in passages], dtype=np.uint8),
        voices=np.asarray(
            [(p.role == "interviewer", p.role == "candidate", p.opens_turn) for p in passages], dtype=np.uint8
        ).reshape(n, 3),
        credited=np.asarray(annotated.credited, dtype=np.uint8),
        inner=inner,
        outer=outer,
        names=names,
        named=named,
        cues=cues,
        marks=marks,
    )


def _cues_and_marks(annotated: AnnotatedDocument) -> tuple[Small, Small]:
    match, _, _, about = _cues()
    n, talk = len(annotated.passages), annotated.kind == "transcript"
    texts = annotated.sentence_bytes
    passage = np.asarray([s.passage for s in annotated.sentences], dtype=np.int64)
    kinds = CUES + len(MARKS)
    numbers = [match(text) for text in texts]
    sizes = np.fromiter(map(len, numbers), dtype=np.intp, count=len(numbers))
    met = np.repeat(passage * kinds, sizes) + np.fromiter(itertools.chain.from_iterable(numbers), dtype=np.int64)
    found = np.bincount(met, minlength=n * kinds).reshape(n, kinds)
    spoken = np.zeros((n, 1 + len(VOICES)), dtype=np.int64)
    if talk:
        spoken[:, 0] = np.bincount(passage[_matched(about, texts)], minlength=n)
        words = annotated.words
        column, counts = _VOICES.of(words.vocabulary, words.which)
        cells = np.repeat(passage[words.sentence], counts) * spoken.shape[1] + column
        spoken[:, 1:] = np.bincount(cells, minlength=spoken.size).reshape(spoken.shape)[:, 1:]
    marks = np.minimum(np.hstack([found[:, CUES:], spoken]), 255).astype(np.uint8)
    return (found[:, :CUES] > 0).astype(np.uint8), marks


_VOICE_OF = {word: (column,) for column, words in enumerate(VOICES.values(), start=1) for word in words}
"""By word the voice that it speaks to or of, counted from 1: no word is of two."""
_VOICES = Known(lambda word: _VOICE_OF.get(word, ()))


def _matched(expression: Spans, texts: list[bytes]) -> NDArray[np.int64]:
    """Of each match the text that it is in. The expression is one that matches no line break."""
    ends = np.cumsum([len(text) + 1 for text in texts])
    starts = [start for start, _ in expression(b"\n".join(texts))]
    return np.asarray(np.searchsorted(ends, starts, side="right"), dtype=np.int64)


def chain(seen: Seen, passage: int) -> list[int]:
    """The headings above a passage, the innermost first; a heading is under itself."""
    found = []
    heading = int(seen.inner[passage])
    while heading >= 0:
        found.append(heading)
        heading = int(seen.outer[heading])
    return found
