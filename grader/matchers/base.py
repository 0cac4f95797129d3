"""What every matcher shares: where it looks, and what it returns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress
from operator import and_
from typing import NamedTuple, Protocol, Self

from grader.matchers.masks import EVERY
from grader.matchers.scan import Scan
from grader.schema.rubric import Voice
from grader.text.annotated import AnnotatedDocument


class Hit(NamedTuple):
    """A match: the sentence it begins in, and its span in characters of the document's text."""

    sentence: int
    start: int
    end: int


@dataclass(frozen=True)
class View:
    """A scanned document, and the passages that a criterion may take evidence from."""

    scan: Scan
    allowed: list[bool]
    among: int = EVERY
    """Mask of the sentences in which matches are wanted to begin."""
    swapped: bool = False
    """Look in the interviewer's words for what the candidate should have said, not in the candidate's."""
    _heard: dict[Voice, tuple[Sequence[bool], int]] = field(default_factory=dict, repr=False)

    @property
    def annotated(self) -> AnnotatedDocument:
        """The document."""
        return self.scan.annotated

    def only(self, among: int) -> Self:
        """The same view with matches wanted in these sentences alone."""
        return self if among == self.among else type(self)(self.scan, self.allowed, among, self.swapped, self._heard)

    def heard(self, passage: int, voice: Voice) -> bool:
        """May this voice's words in this passage match? The step counts for the candidate, who is marked by it."""
        return self._listened(voice)[0][passage]

    def open_sentences(self, voice: Voice) -> int:
        """Mask of the wanted sentences in which this voice's words may match; headings never do."""
        return self._listened(voice)[1] & self.among

    def _listened(self, voice: Voice) -> tuple[Sequence[bool], int]:
        """Where this voice is heard: of each passage whether it is, and the sentences."""
        known = self._heard.get(voice)
        if known is None:
            passages = self.passages_of(voice)
            # No sentence is in two passages, so to add the masks is to join them.
            known = self._heard[voice] = passages, sum(compress(self.scan.in_passages, passages))
        return known

    def passages_of(self, voice: Voice) -> Sequence[bool]:
        """Of each passage whether it is this voice's and may match."""
        if voice == "anyone":
            return [True] * len(self.allowed)
        if voice == "interviewer":
            return self.scan.interviewers
        own = self.scan.interviewers if self.swapped else self.annotated.credited
        return list(map(and_, self.allowed, own))

    def wanted(self, hits: Iterable[Hit]) -> list[Hit]:
        """Of some matches those that begin where matches are wanted, each once and in order."""
        if self.among == EVERY:
            return sorted(set(hits))
        return sorted({h for h in hits if self.among >> h.sentence & 1})

    def heard_in(self, hits: Iterable[Hit], voice: Voice) -> list[Hit]:
        """Of some matches those that begin where this voice's words may match."""
        passages, sentences = self._listened(voice)[0], self.annotated.sentences
        return [h for h in hits if passages[sentences[h.sentence].passage]]

    def passage_of(self, hit: Hit) -> int:
        """The passage a match begins in."""
        return self.annotated.sentences[hit.sentence].passage


class Matcher(Protocol):
    """Finds one pattern. It may heed ``view.among`` to save work; what it finds elsewhere is dropped."""

    def find(self, view: View) -> list[Hit]:
        """All matches, in order."""


class Part(Matcher, Protocol):
    """A matcher that other matchers are made of: it heeds ``view.among``, and says cheaply where it may match."""

    def may(self, view: View) -> int:
        """Mask of wanted sentences: no match begins in another."""
