"""Matchers made of matchers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from grader.matchers.base import Hit, Matcher, View
from grader.schema.rubric import Within


def _place(view: View, hit: Hit, within: Within) -> int:
    """The number of the sentence, passage, section or text that a match lies in."""
    if within == "sentence":
        return hit.sentence
    if within == "text":
        return 0
    passage = view.passage_of(hit)
    if within == "passage":
        return passage
    above = view.annotated.headings[passage]
    return above[-1] if above else -1


def _grouped(view: View, hits: list[Hit], within: Within) -> dict[int, list[Hit]]:
    groups: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        groups[_place(view, hit, within)].append(hit)
    return groups


@dataclass(frozen=True)
class All:
    """Every part, in one place."""

    parts: tuple[Matcher, ...]
    within: Within

    def find(self, view: View) -> list[Hit]:
        """In one sentence or passage, one match over the first of each part; wider, the first part's, which leads."""
        groups: list[dict[int, list[Hit]]] = []
        for part in self.parts:
            hits = part.find(view)
            if not hits:
                return []
            groups.append(_grouped(view, hits, self.within))
        found: list[Hit] = []
        for place in sorted(set(groups[0]).intersection(*groups[1:])):
            chosen = [g[place][0] for g in groups]
            if self.within in ("sentence", "passage"):
                first = min(chosen)
                found.append(Hit(first.sentence, min(h.start for h in chosen), max(h.end for h in chosen)))
            else:
                found.append(chosen[0])
        return sorted(set(found))


@dataclass(frozen=True)
class Any:
    """At least one part."""

    parts: tuple[Matcher, ...]

    def find(self, view: View) -> list[Hit]:
        """The matches of all parts."""
        return sorted({hit for part in self.parts for hit in part.find(view)})


@dataclass(frozen=True)
class Unless:
    """A match, and nothing that speaks against it."""

    match: Matcher
    unless: Matcher
    within: Within

    def find(self, view: View) -> list[Hit]:
        """The matches with no match of ``unless`` in their sentence or passage."""
        hits = self.match.find(view)
        if not hits:
            return []
        spoilt = set(_grouped(view, self.unless.find(view), self.within))
        return [h for h in hits if _place(view, h, self.within) not in spoilt]


@dataclass(frozen=True)
class AtLeast:
    """Several matches in one place."""

    count: int
    match: Matcher
    distinct: bool
    within: Within

    def find(self, view: View) -> list[Hit]:
        """All the matches of each place that has enough of them."""
        plain = view.annotated.plain
        found: list[Hit] = []
        for hits in _grouped(view, self.match.find(view), self.within).values():
            number = len({plain[h.start : h.end] for h in hits}) if self.distinct else len(hits)
            if number >= self.count:
                found += hits
        return sorted(found)


@dataclass(frozen=True)
class Then:
    """One thing, and another after it."""

    first: Matcher
    then: Matcher
    gap: int

    def find(self, view: View) -> list[Hit]:
        """The matches of ``first`` that are followed closely enough; of two voices, the candidate's half."""
        firsts = self.first.find(view)
        later = self.then.find(view) if firsts else []
        found: set[Hit] = set()
        for hit in firsts:
            passage = view.passage_of(hit)
            answer = next((t for t in later if t.start >= hit.end and view.passage_of(t) - passage <= self.gap), None)
            if answer is not None:
                # Of a question and its answer, the candidate's half is the evidence, whoever began.
                found.add(hit if view.heard(passage, "candidate") else answer)
        return sorted(found)
