"""Which interviews to have graded by hand next, so that the answer gets certain soonest.

Two reasons take turns. *Spread*: drawn by lot from the stratum, a kind of text and a band of the machine's, of which,
for its number, the fewest were graded; these keep the figures what they are. *Doubt*: where the machine is least
certain, or near the edge of a band; these show soonest what is wrong, but are harder than others, so that agreement on
them is lower than on all. Each of the list says which it is. Those for spread are drawn first and from all, so that
what is in doubt takes nobody out of the draw.

What people gave decides nothing. A second person asked for where the first is far from the machine would be asked for
the first one's errors above all, and what they then agreed on would say little of all interviews.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heapreplace
from itertools import chain, zip_longest
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from grader.reporters.wording import number

Numbers = NDArray[np.float64]

NUMBER = 20
"""Interviews in the list, unless another number is asked for."""
_NEAR = 2.0
"""Points from the edge of a band."""


@dataclass(frozen=True)
class Candidates:
    """All interviews of a run that the machine graded, columns of equal length."""

    names: Sequence[str]
    kinds: Sequence[str]
    bands: NDArray[np.int64]
    """Of the machine's totals, from the lowest; -1 for none."""
    totals: Numbers
    certainty: Numbers
    """NaN where patterns alone decided."""
    raters: NDArray[np.int64]
    """How many people have graded it."""
    rated_by: Sequence[str]
    """Who has, where it is one person; else empty."""
    edges: Numbers
    """Totals from which bands begin, without the lowest."""
    band_names: Sequence[str] = ()
    """From the lowest; numbers where they have no names."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One interview to grade."""

    name: str
    who: Literal["a first person", "a second person"]
    reason: Literal["spread", "doubt"]
    says: str
    stratum: str
    """Its kind and the name of its band."""
    graded_by: str | None = None
    """Who graded it first, and so must not be the second."""


def whom_to_ask(c: Candidates, number_: int = NUMBER, second: bool = False, seed: int = 1) -> list[Ask]:
    """The interviews, those for spread and for doubt in turns. ``second``: rather have those graded again that one
    person has graded. The same seed draws the same ones.
    """
    open_ = c.raters == int(second)
    if not open_.any():
        second = not second
        open_ = c.raters == int(second)
    wanted = min(number_, int(open_.sum()))
    strata = [f"{kind}, band {_band(c, int(band))}" for kind, band in zip(c.kinds, c.bands, strict=True)]
    drawn, says = _drawn(strata, c.raters, open_, (wanted + 1) // 2, int(second) + 1, seed)
    taken = set(drawn)
    doubt, why = _doubt(c)
    by_doubt = (int(i) for i in np.argsort(-doubt, kind="stable") if open_[i] and int(i) not in taken)
    rest = [i for i, _ in zip(by_doubt, range(wanted - len(drawn)), strict=False)]

    def ask(i: int, reason: Literal["spread", "doubt"], words: str) -> Ask:
        who: Literal["a first person", "a second person"] = "a second person" if second else "a first person"
        return Ask(c.names[i], who, reason, words, strata[i], str(c.rated_by[i]) if second else None)

    spread = [ask(i, "spread", words) for i, words in zip(drawn, says, strict=True)]
    doubts = [ask(i, "doubt", "; ".join(why[i]) or "the least certain of those left") for i in rest]
    return [one for one in chain.from_iterable(zip_longest(spread, doubts)) if one is not None]


def _band(c: Candidates, band: int) -> str:
    return "unknown" if band < 0 else c.band_names[band] if band < len(c.band_names) else str(band)


def _drawn(
    strata: Sequence[str],
    raters: NDArray[np.int64],
    open_: NDArray[np.bool_],
    wanted: int,
    enough: int,
    seed: int,
) -> tuple[list[int], list[str]]:
    """So many of the open ones by lot, each of the stratum of which the smallest share is graded by ``enough``."""
    names, of = np.unique(np.array(strata, np.object_), return_inverse=True)
    whole = np.bincount(of, minlength=len(names))
    done = np.bincount(of[raters >= enough], minlength=len(names))
    left: list[list[int]] = [[] for _ in names]
    for i in np.random.default_rng(seed).permutation(np.flatnonzero(open_)).tolist():
        left[of[i]].append(i)
    queue = [((done[s] + 0.5) / whole[s], s) for s in range(len(names)) if left[s]]
    heapify(queue)
    found: list[int] = []
    says = []
    while len(found) < wanted:
        _, s = queue[0]
        found.append(left[s].pop())
        says.append(f"by lot: {int(done[s])} of {int(whole[s])} of this kind and band are graded by {enough} so far")
        done[s] += 1
        heapreplace(queue, ((done[s] + 0.5) / whole[s] if left[s] else np.inf, s))
    return found, says


def _doubt(c: Candidates) -> tuple[Numbers, list[list[str]]]:
    """How much there is to learn from each, and why."""
    n = len(c.names)
    usual = np.nanmean(c.certainty) if not np.isnan(c.certainty).all() else 1.0
    score = _ranks(-np.where(np.isnan(c.certainty), usual, c.certainty))
    why: list[list[str]] = [[] for _ in range(n)]
    for i in np.flatnonzero(score > 0.75):
        if not np.isnan(c.certainty[i]):
            why[int(i)].append(f"the machine is {c.certainty[i]:.0%} certain of its levels on average")
    if len(c.edges):
        away = np.abs(c.totals[:, None] - c.edges).min(axis=1)
        near = away <= _NEAR
        score = score + 0.5 * near
        for i in np.flatnonzero(near):
            why[int(i)].append(
                f"its total {number(float(c.totals[i]))} is {number(float(away[i]))} points from the edge of a band"
            )
    return score, why


def _ranks(values: Numbers) -> Numbers:
    """0 for the smallest to 1 for the largest; equal ones have the same."""
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts + 1) / 2
    return np.asarray(middle[which] / max(1, len(values) - 1))
