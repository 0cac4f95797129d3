"""The word patterns of a rubric on one text: where each may match is known from an index, where it does is asked late.

An index of the text's words says for all expressions at a time in which sentences each could match (`needs`); RE2 is
asked only where the answer is wanted. Most answers never are: a pattern of several parts wants the second only where
the first was found, and a criterion takes evidence from its own steps alone.
"""

from __future__ import annotations

from grader.matchers.index import Index
from grader.matchers.masks import mask_of, numbers, stretch
from grader.matchers.needs import need_of
from grader.schema.rubric import Assertion, Within
from grader.text.annotated import AnnotatedDocument
from grader.text.assertion import CUE_EXPRESSION
from grader.text.sets import Spans, Which, spans_of, which_of


class Lexicon:
    """The expressions of a rubric, each once, and the index of what each needs."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._expressions: list[_Expression] = []
        self._index = Index()
        self._cue = self.add(CUE_EXPRESSION)

    def add(self, expression: str) -> int:
        """Number of an expression; the same one gets the same number. Raises `re2.error` if RE2 refuses it."""
        number = self._numbers.get(expression)
        if number is None:
            self._expressions.append(_Expression(expression))
            number = self._numbers[expression] = self._index.add(need_of(expression))
        return number

    def scan(self, annotated: AnnotatedDocument) -> Scan:
        """The text, ready to be asked for any expression added so far."""
        return Scan(annotated, self._expressions, self._index.possible(annotated), self._cue)


class _Expression:
    """An expression in both forms that RE2 has: one says whether it matches, the other, slower, where."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.matches: Which = which_of([text])
        self._spans: Spans | None = None

    def spans(self, text: bytes) -> list[tuple[int, int]]:
        """Where it matches any characters at all, in bytes, one match after another."""
        if self._spans is None:
            self._spans = spans_of(self._text)
        return [span for span in self._spans(text) if span[0] < span[1]]


class Scan:
    """What the expressions find in one document, worked out as it is asked for and once."""

    def __init__(
        self, annotated: AnnotatedDocument, expressions: list[_Expression], possible: list[int], cue: int
    ) -> None:
        self.annotated = annotated
        self.every = stretch(0, len(annotated.sentences))
        """The mask of all sentences."""
        self.possible = possible
        """By expression the mask of the sentences in which it may match; in no other does it."""
        self._expressions, self._cue = expressions, cue
        passages = annotated.passages
        self.interviewers = [p.role == "interviewer" for p in passages]
        """Of each passage whether an interviewer speaks."""
        self.in_passages = [0 if p.kind == "heading" else stretch(p.first_sentence, p.last_sentence) for p in passages]
        """Of each passage the mask of its sentences, of which a heading has none."""
        self._bytes = annotated.sentence_bytes
        self._asked: dict[int, int] = {}
        self._found: dict[int, int] = {}
        self._spans: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self._meant: dict[tuple[Assertion, ...], tuple[int, int]] = {}
        self._long: dict[int, int] = {}
        self._short: dict[int, int] = {}
        self._places: dict[Within, tuple[list[int], dict[int, int]]] = {}

    def found(self, number: int, among: int) -> int:
        """The sentences among these in which the expression matches."""
        among &= self.possible[number]
        if not among:
            return 0
        asked = self._asked.get(number, 0)
        found = self._found.get(number, 0)
        fresh = among & ~asked
        if fresh:
            matches, texts = self._expressions[number].matches, self._bytes
            there = [n for n in numbers(fresh) if matches(texts[n])]
            if there:
                found |= mask_of(there, len(texts))
            self._asked[number] = asked | fresh
            self._found[number] = found
        return found & among

    def meant(self, accept: tuple[Assertion, ...], sentences: int) -> int:
        """Those of the sentences in which whatever is said is meant in one of these ways."""
        asked, meant = self._meant.get(accept, (0, 0))
        fresh = sentences & ~asked
        if fresh:
            # Where there is no word of negation or supposition all is asserted.
            cued = self.found(self._cue, fresh)
            meant |= fresh & ~cued
            if cued:
                assertions = self.annotated.assertions
                meant |= mask_of([n for n in numbers(cued) if assertions(n).all_in(accept)], len(self._bytes))
            self._meant[accept] = asked | fresh, meant
        return meant & sentences

    def of_words(self, least: int) -> int:
        """The sentences of at least so many words."""
        known = self._long.get(least)
        if known is None:
            words = self.annotated.sentence_words
            long = [n for n, count in enumerate(words) if count >= least]
            known = self._long[least] = mask_of(long, len(words))
        return known

    def shorter(self, most: int) -> int:
        """The sentences of at most so many characters."""
        known = self._short.get(most)
        if known is None:
            sentences = self.annotated.sentences
            short = [n for n, s in enumerate(sentences) if s.end - s.start <= most]
            known = self._short[most] = mask_of(short, len(sentences))
        return known

    def spans(self, number: int, sentence: int) -> list[tuple[int, int]]:
        """Where the expression stands in the sentence, in characters of the sentence."""
        known = self._spans.get((number, sentence))
        if known is None:
            text = self._bytes[sentence]
            known = self._expressions[number].spans(text)
            if not text.isascii():
                known = [(len(text[:x].decode()), len(text[:y].decode())) for x, y in known]
            self._spans[number, sentence] = known
        return known

    def place(self, sentence: int, within: Within) -> int:
        """The number of the sentence, passage, section or text that a sentence lies in."""
        return sentence if within == "sentence" else self._laid(within)[0][sentence]

    def spread(self, mask: int, within: Within) -> int:
        """All sentences of the places that a mask touches."""
        if within == "sentence" or not mask or mask == -1:
            return mask
        if within == "text":
            return self.every
        place, masks = self._laid(within)
        out = 0
        while mask:
            whole = masks[place[mask.bit_length() - 1]]
            out |= whole
            mask &= ~whole
        return out

    def _laid(self, within: Within) -> tuple[list[int], dict[int, int]]:
        """By sentence the number of its place, and by place its sentences."""
        known = self._places.get(within)
        if known is None:
            a = self.annotated
            if within == "passage":
                of_passage = list(range(len(a.passages)))
            elif within == "section":
                of_passage = [above[-1] if above else -1 for above in a.headings]
            else:
                of_passage = [0] * len(a.passages)
            masks: dict[int, int] = {}
            for p, place in zip(a.passages, of_passage, strict=True):
                masks[place] = masks.get(place, 0) | stretch(p.first_sentence, p.last_sentence)
            known = self._places[within] = ([of_passage[s.passage] for s in a.sentences], masks)
        return known
