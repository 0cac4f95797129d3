"""What every matcher shares: where it looks, and what it returns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

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

    @property
    def annotated(self) -> AnnotatedDocument:
        """The document."""
        return self.scan.annotated

    def heard(self, passage: int, voice: Voice) -> bool:
        """May this voice's words in this passage match? The step counts for the candidate, who is marked by it."""
        a = self.annotated
        if voice == "anyone":
            return True
        if voice == "interviewer":
            return a.passages[passage].role == "interviewer"
        return self.allowed[passage] and a.credited[passage]

    @cached_property
    def _open(self) -> dict[Voice, list[bool]]:
        return {}

    def open_sentences(self, voice: Voice) -> list[bool]:
        """For each sentence whether this voice's words in it may match; headings never do."""
        known = self._open.get(voice)
        if known is None:
            a = self.annotated
            fit = [self.heard(n, voice) and p.kind != "heading" for n, p in enumerate(a.passages)]
            known = self._open[voice] = [fit[s.passage] for s in a.sentences]
        return known

    def passage_of(self, hit: Hit) -> int:
        """The passage a match begins in."""
        return self.annotated.sentences[hit.sentence].passage


class Matcher(Protocol):
    """Finds one pattern."""

    def find(self, view: View) -> list[Hit]:
        """All matches, in order."""
