"""From a match to words fit to be quoted: its sentence, or as much of a long one as one reads at a glance."""

from __future__ import annotations

import re
from typing import Final

from grader.matchers.base import Hit
from grader.text.annotated import AnnotatedDocument

_OF_MARKS: Final = re.compile(
    r"\b(?:grader|graders|grading|rubric|full marks|(?:good|high|top|best) (?:marks?|grade|score)"
    r"|(?:every|each|all) criteri(?:on|a))\b"
)
"""Words to or about whoever grades are no part of an answer."""
_WORD: Final = re.compile(r"\S+")
LONGEST: Final = 280
"""Characters of a quote at the most."""
ASSERTED: Final = 0.6
"""Share of a sentence's words that must not be denied in it."""
LEAD: Final = 90
"""Characters of a long sentence that are kept before the match."""


SAYS: Final = 8
"""Words below which a sentence says too little to be quoted where no pattern vouches for it."""


def speaks(annotated: AnnotatedDocument, passage: int) -> Hit | None:
    """The longest sentence of a passage that asserts most of what it says, or None: the whole of it is to be quoted."""
    p = annotated.passages[passage]
    sizes = annotated.sentence_words
    for n in sorted(range(p.first_sentence, p.last_sentence), key=lambda n: (-sizes[n], n)):
        if sizes[n] < SAYS:
            return None
        text = annotated.sentence_texts[n]
        if _OF_MARKS.search(text):
            continue
        words = [m.span() for m in _WORD.finditer(text)]
        meant = sum(annotated.assertions(n).at(a, b) != "negated" for a, b in words)
        if meant > ASSERTED * len(words):
            sentence = annotated.sentences[n]
            return Hit(n, sentence.start, sentence.end)
    return None


def quote_span(annotated: AnnotatedDocument, hit: Hit) -> tuple[int, int]:
    """The span to quote, cut at white space, never empty."""
    text = annotated.document.text
    sentence = annotated.sentences[hit.sentence]
    start, end = sentence.start, max(sentence.end, min(hit.end, annotated.passages[sentence.passage].end))
    if end - start <= LONGEST:
        return start, end
    if hit.start - start > LEAD:
        start = _word_start(text, hit.start - LEAD, hit.start)
    end = min(end, start + LONGEST)
    if end < len(text) and not text[end].isspace():
        cut = text.rfind(" ", start + 1, end)
        end = cut if cut > max(start, hit.start) else end
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    return start, end


def _word_start(text: str, low: int, high: int) -> int:
    """The first start of a word at or after ``low``, at most ``high``."""
    for n in range(low, high):
        if text[n - 1 : n].isspace() and not text[n].isspace():
            return n
    return high
