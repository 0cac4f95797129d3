"""The project's own texts differ from each other, and are as many, as long and as unlike as the data sets say.

Texts that share sentences, outlines or an order of topics would teach the weights one writer's habits, and an agreement
measured on them would be worth less than it looks. The limits are what was measured plus a little: a text added later
has to be no more alike than those that are there. The texts of others are not looked at: they do not lie here.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations, groupby
from pathlib import Path
from typing import Any

import pytest

from grader.readers import decode, read, read_source

DATASETS = Path(__file__).parents[2] / "datasets"
FOLDERS = {  # by data set: where its texts lie, and where its list and labels
    "interviews": (DATASETS / "interviews/texts", DATASETS / "interviews", DATASETS / "interviews/labels"),
    "designs": (DATASETS / "designs/texts", DATASETS / "designs", DATASETS / "designs/labels"),
    "samples": (DATASETS / "samples", DATASETS / "labels/samples", DATASETS / "labels/samples"),
}

LONG_RUN = 10
"""Words. So much is more than a common turn of phrase, and is counted."""
PAIRS_WITH_A_LONG_RUN = 3  # measured: 2
LONGEST_RUN = 13  # measured: "What would you like it to be? I'd like it to be", "I'd" being two
HEADINGS = 4
"""A design with fewer has no outline to compare."""
DESIGNS_WITH_HEADINGS = 40  # measured: 42 of 64, the rest is prose, bullets, mail
SHARED_HEADINGS = 0.4  # of the shorter outline; measured: 7 of 19, two proposals with goals, non-goals, risks, rollout
ORDERS = 30  # of topics among transcripts; measured: 32 among 47
TRANSCRIPTS_OF_ONE_ORDER = 9  # measured: 8
STRAIGHT = ("scope", "high_level", "deep_dive", "wrap_up")
STRAIGHT_TRANSCRIPTS = 20  # measured: 18, whatever else is said before, between and after

_WORD = re.compile(r"[a-z0-9]+")
_BOLD_LINE = re.compile(r"^\s*\*\*([^*\n]+)\*\*:?[ \t]*$", re.MULTILINE)

Run = tuple[str, ...]


@dataclass(frozen=True)
class OwnText:
    """A text of the project, its words as the grader sees them, and what is said of it."""

    name: str
    design: bool
    text: str
    headings: tuple[str, ...]
    problem: str
    labels: dict[str, dict[str, Any]]
    """By rater."""

    @property
    def length(self) -> int:
        """Words as people count them."""
        return len(self.text.split())

    @property
    def order(self) -> tuple[str, ...]:
        """Steps in the order in which they come, one after the same one being the same."""
        return tuple(step for step, _ in groupby(step for _, _, step in self.labels["A"]["steps"]))

    @property
    def order_of_interview(self) -> tuple[str, ...]:
        """The same without what is no part of the interview: a greeting in front makes no other order."""
        return tuple(step for step, _ in groupby(step for step in self.order if step != "other"))


def words(text: str) -> Run:
    return tuple(_WORD.findall(text.lower()))


@cache
def own_texts() -> tuple[OwnText, ...]:
    return tuple(t for name in FOLDERS for t in texts_of(name))


def texts_of(dataset: str) -> Iterator[OwnText]:
    texts, listed, labels = FOLDERS[dataset]
    for entry in json.loads((listed / "texts.json").read_text(encoding="utf-8")):
        source = read_source(texts / entry["file"])
        document = read(source)
        marked = [document.text[b.start : b.end] for b in document.blocks if b.kind == "heading"]
        # notes have bold lines where others have headings: for the reader they are paragraphs, for the eye they are not
        bold = _BOLD_LINE.findall(decode(source)[0]) if document.format in {"markdown", "text"} else []
        paths = {rater: labels / rater / f"{entry['id']}.json" for rater in "AB"}
        yield OwnText(
            name=f"{dataset}/{entry['file']}",
            design=entry["kind"] == "design",
            text=document.text,
            headings=tuple(" ".join(words(h)) for h in (*marked, *bold)),
            problem=entry.get("problem", ""),
            labels={r: json.loads(p.read_text(encoding="utf-8")) for r, p in paths.items() if p.exists()},
        )


def transcripts() -> list[OwnText]:
    """Recorded, or typed as a dialogue."""
    return [t for t in own_texts() if not t.design]


def designs() -> list[OwnText]:
    return [t for t in own_texts() if t.design]


@cache
def long_runs() -> dict[tuple[str, str], Run]:
    """By pair of texts their longest common run of words, where it is a long one."""
    said = {t.name: words(t.text) for t in own_texts()}
    where: dict[Run, list[tuple[str, int]]] = {}
    for name, run in said.items():
        for n in range(len(run) - LONG_RUN + 1):
            where.setdefault(run[n : n + LONG_RUN], []).append((name, n))
    longest: dict[tuple[str, str], Run] = {}
    for places in where.values():
        for (one, m), (two, n) in combinations(places, 2):
            if one != two:  # what a text says again (a teaser, a refrain) is its own affair
                run = whole_run(said[one], said[two], m, n)
                longest[one, two] = max(longest.get((one, two), ()), run, key=len)
    return longest


def whole_run(one: Run, two: Run, m: int, n: int) -> Run:
    """What both say from these places on."""
    size = 0
    while m + size < len(one) and n + size < len(two) and one[m + size] == two[n + size]:
        size += 1
    return one[m : m + size]


def told(runs: dict[tuple[str, str], Run]) -> str:
    """For a failure: which texts, and what they share."""
    ordered = sorted(runs.items(), key=lambda r: -len(r[1]))
    return "".join(f"\n  {len(run)} words in {one} and {two}: {' '.join(run)}" for (one, two), run in ordered)


def test_every_text_is_read_and_labelled() -> None:
    assert len(own_texts()) >= 111
    assert all("A" in t.labels for t in own_texts())


def test_no_two_texts_share_a_long_run_of_words() -> None:
    too_long = {pair: run for pair, run in long_runs().items() if len(run) > LONGEST_RUN}
    assert not too_long, f"more than {LONGEST_RUN} words in common:{told(too_long)}"


def test_few_texts_share_even_ten_words() -> None:
    assert len(long_runs()) <= PAIRS_WITH_A_LONG_RUN, f"{LONG_RUN} words or more in common:{told(long_runs())}"


def test_a_shared_run_is_found_whole() -> None:
    one, two = words("so a b c d, e f"), words("then: a b c d x")
    assert whole_run(one, two, 1, 1) == ("a", "b", "c", "d")


def test_no_two_designs_have_one_outline() -> None:
    by_outline: dict[tuple[str, ...], list[str]] = {}
    for t in designs():
        if t.headings:  # without headings there is no outline that could be the same
            by_outline.setdefault(t.headings, []).append(t.name)
    same = {outline: names for outline, names in by_outline.items() if len(names) > 1}
    assert not same


def test_outlines_share_few_headings() -> None:
    outlined = {t.name: frozenset(t.headings) for t in designs() if len(t.headings) >= HEADINGS}
    assert len(outlined) >= DESIGNS_WITH_HEADINGS
    for (one, a), (two, b) in combinations(outlined.items(), 2):
        share = len(a & b) / min(len(a), len(b))
        assert share <= SHARED_HEADINGS, f"{one} and {two} share {sorted(a & b)}"


def test_transcripts_take_topics_in_many_orders() -> None:
    orders = Counter(t.order for t in transcripts())
    assert len(orders) >= ORDERS
    order, times = orders.most_common(1)[0]
    assert times <= TRANSCRIPTS_OF_ONE_ORDER, f"{times} transcripts go {', '.join(order)}"


def test_most_transcripts_do_not_go_straight_through_the_steps() -> None:
    straight = [t.name for t in transcripts() if t.order_of_interview == STRAIGHT]
    assert len(straight) <= STRAIGHT_TRANSCRIPTS, f"straight through: {', '.join(straight)}"


def test_forty_transcripts_have_two_thousand_words() -> None:
    assert sum(t.length >= 2000 for t in transcripts()) >= 40


def test_a_dozen_transcripts_have_five_thousand_words() -> None:
    long = {t.name: t.length for t in transcripts() if t.length >= 5000}
    assert len(long) >= 12, f"{len(long)} transcripts of 5,000 words or more: {long}"


def test_sixty_designs_are_neither_scraps_nor_books() -> None:
    assert sum(150 <= t.length <= 3000 for t in designs()) >= 60


def test_problems_are_many() -> None:
    assert len({t.problem for t in own_texts() if t.problem}) >= 25


@pytest.mark.parametrize("texts", [transcripts, designs])
def test_all_grades_are_there(texts: Any) -> None:
    assert {t.labels["A"]["overall"] for t in texts()} == {1, 2, 3, 4}


def test_a_tenth_of_the_texts_is_labelled_twice() -> None:
    twice = [t for t in own_texts() if set(t.labels) == {"A", "B"}]
    assert len(twice) >= len(own_texts()) / 10
