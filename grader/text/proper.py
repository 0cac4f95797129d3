"""The interview proper: a document without what its reader set aside and without what an interviewer lectures.

Whoever grades does not weigh ten minutes in which the interviewer talks: neither for what is in them, nor as minutes by
which all else comes later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from weakref import ReferenceType, ref

from grader.text.annotated import AnnotatedDocument, Taken
from grader.text.passages import Passage, Sentence

LECTURE = 300
"""Words of an interviewer without a break, about two minutes, from which on he no longer asks: he sets out a solution
of his own, teaches, tells of himself or gives feedback. In labelled interviews such a turn is hardly ever part of a
step.
"""


def lectures(annotated: AnnotatedDocument) -> list[bool]:
    """Of each passage whether it belongs to an interviewer's lecture."""
    found: list[bool] = []
    for interviewer, group in groupby(annotated.passages, key=lambda p: p.role == "interviewer" and not p.aside):
        turn = list(group)
        found += [interviewer and sum(p.words for p in turn) >= LECTURE] * len(turn)
    return found


def proper(annotated: AnnotatedDocument) -> tuple[AnnotatedDocument, list[int]]:
    """The interview proper of a document, and the indices of its passages in it; itself where nothing is left out."""
    kept = annotated.once("kept", lambda: _kept(annotated))
    if len(kept) == len(annotated.passages):
        return annotated, kept
    # A part knows its whole. If the whole held the part as well, neither would go before somebody looks for rubbish,
    # and with them all that is known of the text: the next one would be worked out in memory that no cache holds yet.
    known = annotated.once("proper", list[ReferenceType[AnnotatedDocument]])
    found = known[0]() if known else None
    if found is None:
        found = part(annotated, kept)
        known[:] = [ref(found)]
    return found, kept


def _kept(annotated: AnnotatedDocument) -> list[int]:
    taught = lectures(annotated)
    return [n for n, p in enumerate(annotated.passages) if not p.aside and not taught[n]]


def part(annotated: AnnotatedDocument, kept: Sequence[int]) -> AnnotatedDocument:
    """The document with these of its passages alone. Spans are still those of the whole text."""
    passages: list[Passage] = []
    sentences: list[Sentence] = []
    own: list[int] = []
    for number, n in enumerate(kept):
        p = annotated.passages[n]
        first = len(sentences)
        own += range(p.first_sentence, p.last_sentence)
        sentences += [Sentence(s.start, s.end, number) for s in annotated.sentences[p.first_sentence : p.last_sentence]]
        passages.append(replace(p, first_sentence=first, last_sentence=len(sentences)))
    a = annotated
    return AnnotatedDocument(a.document, passages, sentences, a.embeddings, a.plain, taken=Taken(a, own))
