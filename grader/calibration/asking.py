"""Which interviews to have graded by hand next, so that the answer gets certain soonest.

Two reasons take turns. *Spread*: the kind and band of which, for their number, the fewest were graded; these keep the
figures what they are. *Doubt*: where the machine is least certain, near the edge of a band, or far from the one person
who graded it; these show soonest what is wrong, but are harder than others, so that agreement on them is lower than on
all. Each of the list says which it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
    totals: Numbers
    certainty: Numbers
    """NaN where patterns alone decided."""
    raters: NDArray[np.int64]
    """How many people have graded it."""
    people: Numbers
    """Their mean total; NaN where they gave none."""
    edges: Numbers
    """Totals from which bands begin, without the lowest."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One interview to grade."""

    name: str
    who: Literal["a first person", "a second person"]
    reason: Literal["spread", "doubt"]
    says: str


def whom_to_ask(c: Candidates, number_: int = NUMBER, second: bool = False) -> list[Ask]:
    """The interviews, the most useful first. ``second``: rather have those graded again that one person has graded."""
    open_ = c.raters == 1 if second else c.raters == 0
    if not open_.any():
        open_ = c.raters == 0 if second else c.raters == 1
    if not open_.any():
        return []
    who: Literal["a first person", "a second person"] = (
        "a second person" if c.raters[open_].max() == 1 else "a first person"
    )
    doubt, why = _doubt(c)
    strata = [f"{kind}, band {band}" for kind, band in zip(c.kinds, c.bands, strict=True)]
    names, of = np.unique(np.array(strata), return_inverse=True)
    enough = 2 if who == "a second person" else 1
    all_ = np.bincount(of, minlength=len(names)).astype(np.float64)
    done = np.bincount(of[c.raters >= enough], minlength=len(names)).astype(np.float64)
    by_doubt = [int(i) for i in np.lexsort((np.arange(len(doubt)), -doubt)) if open_[i]]
    # Of a stratum the ones in the middle of its doubt: neither the hardest nor the easiest.
    middle: dict[int, list[int]] = {}
    own: dict[int, list[int]] = {s: [] for s in range(len(names))}
    for i in by_doubt:
        own[int(of[i])].append(i)
    for s, members in own.items():
        half = len(members) // 2
        middle[s] = [members[k] for k in sorted(range(len(members)), key=lambda k, half=half: abs(k - half))]  # type: ignore[misc]
    found: list[Ask] = []
    taken: set[int] = set()
    while len(found) < number_ and len(taken) < int(open_.sum()):
        if len(found) % 2 == 0:
            left = [s for s in range(len(names)) if any(i not in taken for i in middle[s])]
            s = min(left, key=lambda s: (done[s] + 0.5) / all_[s])
            i = next(i for i in middle[s] if i not in taken)
            kind = c.kinds[i]
            says = f"{int(done[s])} of {int(all_[s])} of this kind ({kind}) and band are graded by {enough} so far"
            found.append(Ask(c.names[i], who, "spread", says))
        else:
            i = next(i for i in by_doubt if i not in taken)
            found.append(Ask(c.names[i], who, "doubt", "; ".join(why[i]) or "the least certain of those left"))
        done[of[i]] += 1
        taken.add(i)
    return found


def _doubt(c: Candidates) -> tuple[Numbers, list[list[str]]]:
    """How much there is to learn from each, and why."""
    n = len(c.names)
    sure = np.where(
        np.isnan(c.certainty), np.nanmean(c.certainty) if not np.isnan(c.certainty).all() else 1, c.certainty
    )
    score = _ranks(-sure)
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
    apart = np.abs(c.totals - c.people)
    there = ~np.isnan(apart)
    if there.any():
        usual = max(float(np.median(apart[there])), 1.0)
        score = score + np.where(there, np.minimum(apart / usual, 4) / 2, 0)
        for i in np.flatnonzero(there & (apart > 2 * usual)):
            why[int(i)].append(
                f"the machine's total {number(float(c.totals[i]))}, a person's {number(float(c.people[i]))}"
            )
    return score, why


def _ranks(values: Numbers) -> Numbers:
    """0 for the smallest to 1 for the largest."""
    order = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return order / max(1, len(values) - 1)
