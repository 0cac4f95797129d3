"""What a level's patterns found, and what they found but did not count, with the reason; for explaining."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.checking.rules import _allowed
from grader.matchers.base import Hit, Matcher, View
from grader.matchers.compile import CustomFactory, compile_pattern
from grader.matchers.leaves import Words
from grader.matchers.scan import Lexicon, Scan
from grader.schema import rubric as r
from grader.schema.rubric import Assertion, Criterion, Level, Voice
from grader.segmenters.course import Course
from grader.text.embeddings import Embeddings

_EVERY: tuple[Assertion, ...] = ("asserted", "negated", "hypothetical")


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A match that did not count."""

    hit: Hit
    why: str


@dataclass(frozen=True, slots=True)
class Part:
    """One pattern of a level's tree and how often it alone was found, gates and all."""

    depth: int
    pattern: r.Pattern
    count: int


@dataclass(frozen=True)
class _Deaf(View):
    """A view that does not ask whose words they are, where the candidate's are wanted."""

    def passages_of(self, voice: Voice) -> Sequence[bool]:
        return self.allowed if voice == "candidate" else super().passages_of(voice)


class LevelPatterns:
    """The patterns of one level, compiled as they are and with their gates lifted one at a time."""

    def __init__(self, level: Level, build: Callable[[r.Pattern, bool], Matcher]) -> None:
        self.level = level
        self._as_is = build(level.when, False)
        self._exactly = build(level.when, True)
        self._any_assertion = build(_lifted(level.when, accept=True), False)
        self._nothing_against = build(_lifted(level.when, unless=True), False)
        self._bare = build(_lifted(level.when, accept=True, unless=True), True)
        self._parts = [(depth, p, build(p, False)) for depth, p in _tree(level.when)]
        self._words = [m for _, _, m in self._parts if isinstance(m, Words)]

    def near_misses(self, criterion: Criterion, scan: Scan, course: Course, counted: Sequence[Hit]) -> list[NearMiss]:
        """Matches in sentences that none of ``counted`` begins in, each with the one gate that kept it out."""
        a, steps = scan.annotated, course.steps
        strict = _allowed(criterion, a, steps)
        any_step = _allowed(criterion.model_copy(update={"steps": tuple({*steps})}), a, steps)
        any_time = _allowed(criterion.model_copy(update={"after": 0.0}), a, steps)
        everywhere = [True] * len(strict)

        def speaker(hit: Hit) -> str:
            p = a.passages[a.sentences[hit.sentence].passage]
            return f"said by {p.speaker}, not the candidate" if p.speaker else "not the candidate's words"

        runs: list[tuple[Matcher, View, Callable[[Hit], str]]] = [
            (self._any_assertion, View(scan, strict), lambda h: self._meant(scan, h)),
            (self._as_is, _Deaf(scan, strict), speaker),
            (
                self._as_is,
                View(scan, any_step),
                lambda h: f"in the step {steps[a.sentences[h.sentence].passage]!r}, where the criterion takes none",
            ),
            (self._as_is, View(scan, any_time), lambda _: f"before {criterion.after:.0%} of the text"),
            (self._nothing_against, View(scan, strict), lambda _: "ruled out by an 'unless' of the rubric"),
            (
                self._bare,
                _Deaf(scan, everywhere),
                lambda _: "kept out by more than one of: meaning, voice, step, place, 'unless'",
            ),
        ]
        seen = {hit.sentence for hit in counted}
        found: list[NearMiss] = []
        for matcher, view, why in runs:
            for hit in matcher.find(view):
                if hit.sentence not in seen:
                    seen.add(hit.sentence)
                    found.append(NearMiss(hit, why(hit)))
        return sorted(found, key=lambda n: n.hit)

    def parts(self, criterion: Criterion, scan: Scan, course: Course) -> list[Part]:
        """The tree of patterns, outermost first, with how many matches each has by itself."""
        view = View(scan, _allowed(criterion, scan.annotated, course.steps))
        return [Part(depth, pattern, len(matcher.find(view))) for depth, pattern, matcher in self._parts]

    def words(self, criterion: Criterion, scan: Scan, course: Course, counted: bool) -> list[tuple[int, int]]:
        """Spans of the words that match, apart and in order: those that count, or also those that do not."""
        a = scan.annotated
        if counted:
            hits = self._exactly.find(View(scan, _allowed(criterion, a, course.steps)))
        else:
            hits = self._bare.find(_Deaf(scan, [True] * len(a.passages)))
        apart: list[tuple[int, int]] = []
        for start, end in sorted((h.start, h.end) for h in hits):
            if apart and start <= apart[-1][1]:
                apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
            else:
                apart.append((start, end))
        return apart

    def _meant(self, scan: Scan, hit: Hit) -> str:
        sentence, assertions = scan.annotated.sentences[hit.sentence], scan.annotated.assertions(hit.sentence)
        spans = [(x, y) for w in self._words for n in w.numbers for x, y in scan.spans(n, hit.sentence)]
        inside = [(x, y) for x, y in spans if hit.start <= sentence.start + x and sentence.start + y <= hit.end]
        meant = {assertions.at(x, y) for x, y in inside}
        return " and ".join(m for m in ("negated", "hypothetical") if m in meant) or "negated or hypothetical"


class Examined:
    """The levels of some criteria, compiled into one lexicon so that a text is scanned once."""

    def __init__(
        self, criteria: Sequence[Criterion], embeddings: Embeddings, custom: Mapping[str, CustomFactory] | None = None
    ) -> None:
        self.lexicon = Lexicon()

        def build(pattern: r.Pattern, precise: bool) -> Matcher:
            return compile_pattern(pattern, self.lexicon, embeddings, custom or {}, precise)

        self.levels = {c.id: [LevelPatterns(x, build) for x in sorted(c.levels, key=_number)] for c in criteria}


def _number(level: Level) -> int:
    return level.level


def _lifted(pattern: r.Pattern, *, accept: bool = False, unless: bool = False) -> r.Pattern:
    """The pattern with words accepted however they are meant, or with nothing that may speak against a match."""

    def inner(p: r.Pattern) -> r.Pattern:
        return _lifted(p, accept=accept, unless=unless)

    changes: dict[str, Any] = {}
    match pattern:
        case r.AllOf() | r.AnyOf():
            changes = {"of": tuple(inner(p) for p in pattern.of)}
        case r.Unless():
            if unless:
                return inner(pattern.match)
            changes = {"match": inner(pattern.match)}
        case r.AtLeast():
            changes = {"match": inner(pattern.match)}
        case r.Then():
            changes = {"first": inner(pattern.first), "then": inner(pattern.then)}
        case r.Phrase() | r.Regex() | r.Quantity() | r.Tokens() if accept:
            changes = {"accept": _EVERY}
    return pattern.model_copy(update=changes) if changes else pattern


def _tree(pattern: r.Pattern, depth: int = 0) -> Iterator[tuple[int, r.Pattern]]:
    yield depth, pattern
    for inner in r.children(pattern):
        yield from _tree(inner, depth + 1)
