"""Which lines of the rubric do not work, and what to do about each.

Agreement is by AC2 here, since kappa is low wherever nearly everybody has the same level, which is no fault of a line.
Each trouble is taken at the end of its interval that is kindest to the line, so that few interviews do not accuse it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from grader.calibration import pairs
from grader.calibration.marks import MACHINE, Marks
from grader.calibration.statistics import categories
from grader.calibration.statistics.intervals import FEWEST, Estimate, Resamples
from grader.reporters.wording import count
from grader.schema.rubric import Criterion

Numbers = NDArray[np.float64]
Trouble = Literal["people disagree", "the machine disagrees with people who agree", "a level is never used"]

LIMIT = 0.25
"""1 less AC2 from which on a line counts as broken."""
FEW_INTERVIEWS = 60
"""Interviews below which a level that nobody gave says nothing: of fewer, one in twenty might still have it."""
_UNUSED = 0.1
"""What a level that nobody uses counts beside a disagreement."""
CASES = 3


@dataclass(frozen=True, slots=True)
class Case:
    """An interview that shows the trouble: who gave which level, with what words."""

    interview: str
    marks: tuple[tuple[str, int, str], ...]
    """Rater or the machine, level, and his comment, or the machine's quotes."""


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """One criterion that does not work."""

    criterion: str
    title: str
    trouble: Trouble
    score: float
    """How much: 1 less the AC2 that it has at best."""
    says: str
    suggestion: str
    people: Estimate
    """AC2 of people."""
    machine: Estimate
    """AC2 of the machine with people who agree."""
    cases: tuple[Case, ...]


class Quotes:
    """What the machine quotes for a level; this one knows none."""

    def of(self, interview: int, criterion: int) -> Sequence[str]:  # noqa: ARG002
        """Of an interview by its index in the marks."""
        return ()


def broken_lines(marks: Marks, resamples: Resamples, quotes: Quotes, most: int = 5) -> list[BrokenLine]:
    """The worst lines first; none that stays below `LIMIT` or is used as it should be."""
    found = []
    for n, criterion in enumerate(marks.rubric.criteria):
        line = _line(marks, n, criterion, resamples, quotes)
        if line is not None:
            found.append(line)
    return sorted(found, key=lambda x: (-x.score, x.criterion))[:most]


def _line(marks: Marks, n: int, criterion: Criterion, resamples: Resamples, quotes: Quotes) -> BrokenLine | None:
    of = pairs.criterion(marks, n)
    q = criterion.max_level + 1
    cells = of.shared.shape[-1] ** 2
    flat = np.concatenate([of.shared.reshape(marks.size, -1), of.given], axis=1)

    def among(s: Numbers) -> Numbers:
        size = of.shared.shape[-1]
        table = s[..., :cells].reshape(*s.shape[:-1], size, size)
        return categories.ac2(table[..., :q, :q], s[..., cells : cells + q])

    twice = of.shared.sum(axis=(1, 2)) > 0
    people = resamples.estimates(flat, {"it": among}, int(twice.sum()))["it"]
    agreed = _agreed(marks, n)
    table = np.where((agreed >= 0)[:, None, None], of.machine, 0.0)
    size = table.shape[-1]

    def held(s: Numbers) -> Numbers:
        return categories.ac2(s.reshape(*s.shape[:-1], size, size)[..., :q, :q])

    there = int((table.sum(axis=(1, 2)) > 0).sum())
    machine = resamples.estimates(table.reshape(marks.size, -1), {"it": held}, there)["it"]
    given = marks.counts[:, n, :q].sum(axis=0)
    rated = int((marks.counts[:, n].sum(axis=1) > 0).sum())
    unused = [k for k in range(q) if not given[k]] if rated >= FEW_INTERVIEWS else []
    scores: dict[Trouble, float] = {
        "people disagree": _at_best(people),
        "the machine disagrees with people who agree": _at_best(machine),
        "a level is never used": _UNUSED * len(unused),
    }
    trouble = max(scores, key=lambda t: (scores[t], t))
    score = scores[trouble]
    if score < LIMIT and not unused:
        return None
    if score < LIMIT:
        trouble = "a level is never used"
    if trouble == "people disagree":
        says, suggestion, cases = _people(marks, n, criterion, of.people.sum(axis=0)[:q, :q], people, quotes)
    elif trouble == "a level is never used":
        says, suggestion, cases = _unused(criterion, unused, int(given.sum()))
    else:
        says, suggestion, cases = _machine(marks, n, criterion, agreed, machine, quotes)
    return BrokenLine(criterion.id, criterion.title, trouble, score, says, suggestion, people, machine, cases)


def _at_best(e: Estimate) -> float:
    if e.value is None:
        return 0.0
    # Alike in every resample is alike; too few for an interval accuse nobody.
    return 0.0 if e.n < FEWEST else 1 - (e.value if e.high is None else e.high)


def _agreed(marks: Marks, n: int) -> NDArray[np.int64]:
    """The level that all of two or more people gave each interview, -1 where there is none."""
    counts = marks.counts[:, n]
    ratings = counts.sum(axis=1)
    one = (counts > 0).sum(axis=1) == 1
    return np.where(one & (ratings > 1), counts.argmax(axis=1), -1)


def _people(
    marks: Marks, n: int, criterion: Criterion, table: Numbers, found: Estimate, quotes: Quotes
) -> tuple[str, str, tuple[Case, ...]]:
    apart = table + table.T
    np.fill_diagonal(apart, 0)
    low, high = np.unravel_index(int(np.argmax(np.triu(apart, 1))), apart.shape)
    share = float(np.triu(apart, 1)[low, high] / max(np.triu(apart, 1).sum(), 1))
    says = (
        f"People who rated the same {count(found.n, 'interview')} gave different levels (AC2 {found.value:.2f});"
        f" {share:.0%} of their differences are between level {low} and level {high}."
    )
    if high - low > 1:
        suggestion = (
            f"Split it: where one sees level {low} and another level {high}, they look at two things. Make each a line"
            " of its own, or say in the descriptors which of them counts."
        )
    else:
        suggestion = (
            f"Sharpen what sets level {high} apart. Level {low} reads “{criterion.descriptor_of(int(low))}”,"
            f" level {high} “{criterion.descriptor_of(int(high))}”; name what must be there for the one and is"
            " missing in the other, and add an example of each."
        )
    return says, suggestion, tuple(_cases(marks, n, _furthest(marks, n), quotes))


def _machine(
    marks: Marks, n: int, criterion: Criterion, agreed: NDArray[np.int64], found: Estimate, quotes: Quotes
) -> tuple[str, str, tuple[Case, ...]]:
    own = marks.machine.levels[:, n]
    of = (agreed >= 0) & ~np.isnan(own)
    off = np.where(of, own - agreed, 0.0)
    below, above = int((off < 0).sum()), int((off > 0).sum())
    says = (
        f"Where people agree, in {count(int(of.sum()), 'interview')}, the machine gives another level in"
        f" {below + above}: a lower one in {below}, a higher one in {above} (AC2 {found.value:.2f})."
    )
    if below >= above:
        suggestion = (
            f"Add what people accept as “{criterion.descriptor_of(criterion.max_level)}” to the line’s examples, with"
            " its level; 'grader rubric test' then shows what is not found, and the patterns can be widened."
        )
    else:
        suggestion = (
            "Add the quotes below to the line’s examples, with the level that people gave; 'grader rubric test' then"
            " shows what is taken for evidence that is none, and the patterns can be narrowed ('unless')."
        )
    order = np.argsort(-np.abs(off), kind="stable")
    return says, suggestion, tuple(_cases(marks, n, [int(i) for i in order if off[i]], quotes))


def _unused(criterion: Criterion, unused: list[int], ratings: int) -> tuple[str, str, tuple[Case, ...]]:
    said = " and ".join(map(str, unused))
    says = f"In {ratings:,} ratings nobody gave level {said}."
    if len(unused) >= criterion.max_level:
        return says, "Drop the line, or move its points: all who are rated get the same, so it tells nobody apart.", ()
    if unused == [0]:
        suggestion = (
            "Everybody shows something of it. Where that is as it should be, leave it; otherwise ask more of level 1:"
            f" “{criterion.descriptor_of(1)}”."
        )
    elif criterion.max_level in unused:
        suggestion = (
            "Nobody reached the highest level. Where these candidates are all juniors, leave it; otherwise ask less of"
            f" it: “{criterion.descriptor_of(criterion.max_level)}”."
        )
    else:
        suggestion = f"Drop level {said}, or rewrite its descriptor: “{criterion.descriptor_of(unused[0])}”."
    return says, suggestion, ()


def _furthest(marks: Marks, n: int) -> list[int]:
    """Interviews on which people differ, those that differ most first."""
    counts = marks.counts[:, n]
    q = counts.shape[1]
    there = counts > 0
    lowest = np.where(there.any(axis=1), there.argmax(axis=1), 0)
    highest = np.where(there.any(axis=1), q - 1 - there[:, ::-1].argmax(axis=1), 0)
    order = np.argsort(lowest - highest, kind="stable")
    return [int(i) for i in order if highest[i] > lowest[i]]


def _cases(marks: Marks, n: int, interviews: Sequence[int], quotes: Quotes) -> Iterator[Case]:
    r = marks.ratings
    of_criterion = np.flatnonzero(r.criterion == n)
    chosen = sorted(interviews[: 4 * CASES], key=lambda i: -_words(marks, of_criterion, i))[:CASES]
    for i in chosen:
        said = []
        for place in of_criterion[r.interview[of_criterion] == i]:
            if not np.isnan(r.level[place]):
                who = marks.raters[int(r.rater[place])]
                said.append((who, int(r.level[place]), r.comments.get(int(place), "")))
        own = marks.machine.levels[i, n]
        if not np.isnan(own):
            said.append((MACHINE, int(own), " … ".join(quotes.of(i, n))))
        yield Case(marks.machine.names[i], tuple(said))


def _words(marks: Marks, places: NDArray[np.int64], interview: int) -> int:
    """How many raters wrote why: a case with their words says more than one without."""
    r = marks.ratings
    return sum(int(p) in r.comments for p in places if r.interview[p] == interview)
