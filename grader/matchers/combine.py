"""Matchers made of matchers. Each looks for its rarest part first, and for the others where that one stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from grader.matchers.base import Hit, Matcher, Part, View
from grader.matchers.masks import mask_of, numbers, stretch
from grader.schema.rubric import Within


def _firsts(view: View, hits: list[Hit], within: Within) -> dict[int, Hit]:
    """By place the first of the matches that begin there."""
    if within == "sentence":
        return {hit.sentence: hit for hit in reversed(hits)}
    place = view.scan.place
    return {place(hit.sentence, within): hit for hit in reversed(hits)}


def _mask(hits: list[Hit], view: View) -> int:
    return mask_of([hit.sentence for hit in hits], len(view.annotated.sentences))


@dataclass(frozen=True)
class All:
    """Every part, in one place."""

    parts: tuple[Part, ...]
    within: Within

    def may(self, view: View) -> int:
        """The places that may have every part, as far as a match may begin there."""
        spread = view.scan.spread
        wide = view.only(spread(view.among, self.within))
        places, begins = wide.among, 0
        for n, part in enumerate(self.parts):
            mask = part.may(wide)
            places &= spread(mask, self.within)
            if not places:
                return 0
            begins |= mask if n == 0 or self.within in ("sentence", "passage") else 0
        return places & begins & view.among

    def find(self, view: View) -> list[Hit]:
        """In one sentence or passage, one match over the first of each part; wider, the first part's, which leads."""
        spread = view.scan.spread
        inner = view.only(spread(view.among, self.within))
        places, masks = inner.among, []
        for part in self.parts:
            mask = part.may(inner)
            places &= spread(mask, self.within)
            if not places:
                return []
            masks.append(mask)
        sizes = [(mask & places).bit_count() for mask in masks]
        firsts: dict[int, dict[int, Hit]] = {}
        for n in sorted(range(len(self.parts)), key=sizes.__getitem__):
            inner = inner.only(places)
            hits = self.parts[n].find(inner)
            places &= spread(_mask(hits, view), self.within)
            if not places:
                return []
            firsts[n] = _firsts(view, hits, self.within)
        found: list[Hit] = []
        for place in set(firsts[0]).intersection(*firsts.values()):
            chosen = [firsts[n][place] for n in range(len(self.parts))]
            if self.within in ("sentence", "passage"):
                first = min(chosen)
                found.append(Hit(first.sentence, min(h.start for h in chosen), max(h.end for h in chosen)))
            else:
                found.append(chosen[0])
        return view.wanted(found)


@dataclass(frozen=True)
class Any:
    """At least one part."""

    parts: tuple[Part, ...]

    def may(self, view: View) -> int:
        """Where any part may match."""
        mask = 0
        for part in self.parts:
            mask |= part.may(view)
        return mask

    def find(self, view: View) -> list[Hit]:
        """The matches of all parts."""
        return sorted({hit for part in self.parts for hit in part.find(view)})


@dataclass(frozen=True)
class Unless:
    """A match, and nothing that speaks against it."""

    match: Part
    unless: Part
    within: Within

    def may(self, view: View) -> int:
        """Where the match may be."""
        return self.match.may(view)

    def find(self, view: View) -> list[Hit]:
        """The matches with no match of ``unless`` in their sentence or passage."""
        hits = self.match.find(view)
        if not hits:
            return []
        against = self.unless.find(view.only(view.scan.spread(_mask(hits, view), self.within)))
        place = view.scan.place
        spoilt = {place(h.sentence, self.within) for h in against}
        return [h for h in hits if place(h.sentence, self.within) not in spoilt]


@dataclass(frozen=True)
class AtLeast:
    """Several matches in one place."""

    count: int
    match: Part
    distinct: bool
    within: Within

    def may(self, view: View) -> int:
        """Where a match may be."""
        return self.match.may(view)

    def find(self, view: View) -> list[Hit]:
        """All the matches of each place that has enough of them."""
        plain, place = view.annotated.plain, view.scan.place
        found: list[Hit] = []
        groups: dict[int, list[Hit]] = defaultdict(list)
        for hit in self.match.find(view.only(view.scan.spread(view.among, self.within))):
            groups[place(hit.sentence, self.within)].append(hit)
        for group in groups.values():
            number = len({plain[h.start : h.end] for h in group}) if self.distinct else len(group)
            if number >= self.count:
                found += group
        return view.wanted(found)


@dataclass(frozen=True)
class Then:
    """One thing, and another after it."""

    first: Part
    then: Part
    gap: int

    def may(self, view: View) -> int:
        """Where either may be, if both may."""
        wide = view.only(view.scan.every)
        first, then = self.first.may(wide), self.then.may(wide)
        return (first | then) & view.among if first and then else 0

    def find(self, view: View) -> list[Hit]:
        """The matches of ``first`` that are followed closely enough; of two voices, the candidate's half."""
        wide = view.only(view.scan.every)
        first, then = self.first.may(wide), self.then.may(wide)
        if not first & view.among and not then & view.among:
            return []
        then &= self._after(view, numbers(first))
        first &= self._before(view, numbers(then))
        # The rarer of the two is looked for first, the other one where that stands.
        if first.bit_count() <= then.bit_count():
            firsts = self.first.find(view.only(first)) if first else []
            then &= self._after(view, [hit.sentence for hit in firsts])
            later = self.then.find(view.only(then)) if then else []
        else:
            later = self.then.find(view.only(then))
            first &= self._before(view, [hit.sentence for hit in later])
            firsts = self.first.find(view.only(first)) if first else []
        found: set[Hit] = set()
        for hit in firsts:
            passage = view.passage_of(hit)
            answer = next((t for t in later if t.start >= hit.end and view.passage_of(t) - passage <= self.gap), None)
            if answer is not None:
                # Of a question and its answer, the candidate's half is the evidence, whoever began.
                found.add(hit if view.heard(passage, "candidate") else answer)
        return view.wanted(found)

    def _after(self, view: View, inside: Sequence[int]) -> int:
        """Where the second thing may be, if the first is in these sentences, which are in order."""
        sentences, passages = view.annotated.sentences, view.annotated.passages
        mask, before = 0, -1
        for n in inside:
            passage = sentences[n].passage
            if passage != before:  # of a passage the first sentence reaches furthest
                last = min(passage + self.gap, len(passages) - 1)
                mask |= stretch(n, passages[last].last_sentence)
                before = passage
        return mask

    def _before(self, view: View, inside: Sequence[int]) -> int:
        """Where the first thing may be, if the second is in these sentences, which are in order."""
        sentences, passages = view.annotated.sentences, view.annotated.passages
        mask, after = 0, -1
        for n in reversed(inside):
            passage = sentences[n].passage
            if passage != after:  # of a passage the last sentence reaches furthest
                first = max(passage - self.gap, 0)
                mask |= stretch(passages[first].first_sentence, n + 1)
                after = passage
        return mask


@dataclass(frozen=True)
class Foreign:
    """Another's matcher, which need not know that matches are wanted in some sentences only."""

    matcher: Matcher

    def may(self, view: View) -> int:
        """Anywhere."""
        return view.scan.every & view.among

    def find(self, view: View) -> list[Hit]:
        """What it finds, where that is wanted."""
        return view.wanted(self.matcher.find(view))
