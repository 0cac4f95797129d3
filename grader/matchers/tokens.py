"""spaCy token patterns. spaCy is loaded only when a rubric has one, and reads only sentences that may be evidence."""

from __future__ import annotations

from typing import Any

from grader.matchers.base import Hit, View
from grader.matchers.masks import numbers
from grader.schema.rubric import Assertion, Voice
from grader.text.english import blank_english


class TokenPatterns:
    """Sentences in which one of the token patterns matches."""

    def __init__(
        self, patterns: tuple[tuple[dict[str, Any], ...], ...], voice: Voice, accept: tuple[Assertion, ...]
    ) -> None:
        from spacy.matcher import Matcher as SpacyMatcher

        self._nlp = blank_english()
        self._matcher = SpacyMatcher(self._nlp.vocab, validate=True)
        self._matcher.add("pattern", [list(p) for p in patterns])
        self._voice, self._accept = voice, accept

    def may(self, view: View) -> int:
        """Anywhere: only spaCy could say."""
        return view.open_sentences(self._voice)

    def find(self, view: View) -> list[Hit]:
        """Matches meant in one of the accepted ways, outside headings."""
        a, hits = view.annotated, []
        with self._nlp.memory_zone():
            for n in numbers(self.may(view)):
                s = a.sentences[n]
                doc = self._nlp.make_doc(a.document.text[s.start : s.end])
                for _, first, last in self._matcher(doc):
                    span = doc[first:last]
                    if a.assertions(n).at(span.start_char, span.end_char) in self._accept:
                        hits.append(Hit(n, s.start + span.start_char, s.start + span.end_char))
        return sorted(set(hits))
