"""Is a mention asserted, negated or only supposed? "We don't need sharding" must not earn sharding.

After ConText (Chapman et al.): a cue opens a scope that runs forward (or back) until a word that ends it, or for so
many words. The cues are data, in `grader.text.cues`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import re2

from grader.text.cues import BACKWARD, FORWARD, SCOPE_ENDS, SCOPE_WORDS

Assertion = Literal["asserted", "negated", "hypothetical"]


_Cues = list[tuple[re2._Regexp, Assertion]]


@lru_cache(maxsize=1)
def _cues() -> tuple[_Cues, _Cues, re.Pattern[str]]:
    def build(table: dict[Assertion, tuple[str, ...]]) -> _Cues:
        return [(re2.compile(r"\b(" + "|".join(cues) + r")(?:\W|$)"), kind) for kind, cues in table.items() if cues]

    return build(FORWARD), build(BACKWARD), re.compile("|".join(SCOPE_ENDS))


CUE_EXPRESSION = (
    r"\b(?:" + "|".join(c for table in (FORWARD, BACKWARD) for cues in table.values() for c in cues) + r")\b"
)
"""Any cue, for RE2: a sentence without one asserts all it says."""

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Assertions:
    """The scopes of one sentence, each ``(start, end, kind)`` in its characters."""

    scopes: tuple[tuple[int, int, Assertion], ...]

    @classmethod
    def of(cls, sentence: str) -> Assertions:
        """Find the scopes in a lower-case sentence."""
        forward, backward, ends = _cues()
        scopes: list[tuple[int, int, Assertion]] = []
        # Bytes spare RE2 the counting of characters; of ASCII the two are the same.
        searched = sentence.encode() if sentence.isascii() else sentence
        for pattern, kind in forward:
            for m in pattern.finditer(searched):
                stop = ends.search(sentence, m.end(1))
                limit = stop.start() if stop else len(sentence)
                words = list(_WORD.finditer(sentence, m.end(1), limit))
                if len(words) > SCOPE_WORDS:
                    limit = words[SCOPE_WORDS - 1].end()
                scopes.append((m.start(1), limit, kind))
        for pattern, kind in backward:
            for m in pattern.finditer(searched):
                before = [e.end() for e in ends.finditer(sentence, 0, m.start())]
                start = before[-1] if before else 0
                words = list(_WORD.finditer(sentence, start, m.start()))
                if len(words) > SCOPE_WORDS:
                    start = words[-SCOPE_WORDS].start()
                scopes.append((start, m.end(1), kind))
        return cls(tuple(scopes))

    def all_in(self, accepted: Collection[Assertion]) -> bool:
        """Whether nothing in the sentence is meant in another way than these."""
        return "asserted" in accepted and all(kind in accepted for _, _, kind in self.scopes)

    def at(self, start: int, end: int) -> Assertion:
        """How the words ``[start, end)`` of the sentence are meant; negation outweighs supposition."""
        found = {kind for a, b, kind in self.scopes if a < end and start < b}
        return "negated" if "negated" in found else "hypothetical" if "hypothetical" in found else "asserted"
