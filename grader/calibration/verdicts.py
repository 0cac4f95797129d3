"""What the figures come to in plain words: usable, not yet, or too few to tell.

The thresholds are those of Williamson, Xi and Breyer (2012), A framework for evaluation and use of automated scoring. A
condition is met where the whole interval meets it, and missed where the whole interval misses it; between the two,
nobody can tell yet, and how many more interviews would shrink the interval enough is computed from how far the figure
is from the threshold.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from grader.calibration.comparisons import Comparison
from grader.calibration.statistics.intervals import Estimate

Word = Literal["usable", "not yet", "too few to tell", "too few graded twice to tell"]
Standing = Literal["met", "missed", "open", "unknown"]

_CLOSE = 0.005
"""A figure this near to its threshold would take more interviews than anybody has."""
_MOST = 5000
"""Interviews that a team might still be asked for."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a machine's marks must reach."""

    qwk: float = 0.70
    """At least."""
    drop: float = 0.10
    """At most: QWK of people among themselves less that of the machine with people."""
    smd: float = 0.15
    """At most, up or down."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One threshold, and how a thing stands to it."""

    says: str
    standing: Standing
    holds: bool | None
    """Whether the figure itself, without its interval, meets it."""
    needed: int | None
    """Interviews, all together, that would settle an open one; None where no number would, or none is known."""
    twice: bool = False
    """Whether those must be graded by two people."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to think of the machine's marks of one thing."""

    name: str
    title: str
    word: Word
    leans: Literal["usable", "not yet"] | None
    """Where it is open: what the figures say without their intervals."""
    conditions: tuple[Condition, ...]
    more: int | None
    """Further interviews that one person has graded, which would settle it."""
    more_twice: int | None
    """Further interviews graded by two people."""


def verdict(found: Comparison, limits: Thresholds) -> Verdict:
    """The verdict on one comparison."""
    conditions = (
        _at_least(found.machine["qwk"], limits.qwk),
        _at_most(found, limits.drop),
        _within(found.machine["smd"], limits.smd),
    )
    standings = {c.standing for c in conditions}
    leans: Literal["usable", "not yet"] | None = None
    word: Word
    if "missed" in standings:
        word = "not yet"
    elif standings == {"met"}:
        word = "usable"
    else:
        undecided = [c for c in conditions if c.standing != "met"]
        word = "too few graded twice to tell" if all(c.twice for c in undecided) else "too few to tell"
        if any(c.holds is False for c in conditions):
            leans = "not yet"
        elif all(c.holds for c in conditions):
            leans = "usable"
    open_ = word.startswith("too few")
    return Verdict(
        found.name,
        found.title,
        word,
        leans,
        conditions,
        _more(conditions, False, found.interviews) if open_ else None,
        _more(conditions, True, found.twice) if open_ else None,
    )


def _more(conditions: tuple[Condition, ...], twice: bool, have: int) -> int | None:
    needed = [c.needed for c in conditions if c.standing == "open" and c.twice == twice]
    if not needed or any(n is None for n in needed):
        return None
    return max(0, max(n for n in needed if n is not None) - have)


def _at_least(e: Estimate, limit: float) -> Condition:
    says = f"QWK {_said(e)}, wanted at least {limit:.2f}"
    if e.value is None:
        return Condition(says, "unknown", None, None)
    if e.ends is None:
        return Condition(says, "open", e.value >= limit, None)
    low, high = e.ends
    standing: Standing = "met" if low >= limit else "missed" if high < limit else "open"
    half = e.value - low if e.value >= limit else high - e.value
    return Condition(says, standing, e.value >= limit, _needed(e.n, half, abs(e.value - limit)))


def _at_most(found: Comparison, limit: float) -> Condition:
    e = found.drop
    says = f"QWK {_said(e)} lower than among people ({_said(found.people['qwk'])}), wanted at most {limit:.2f} lower"
    if e.value is None:
        return Condition(f"nothing to hold it against: {e.why}", "unknown", None, None, twice=True)
    if e.ends is None:
        return Condition(says, "open", e.value <= limit, None, twice=True)
    low, high = e.ends
    standing: Standing = "met" if high <= limit else "missed" if low > limit else "open"
    half = high - e.value if e.value <= limit else e.value - low
    return Condition(says, standing, e.value <= limit, _needed(e.n, half, abs(e.value - limit)), twice=True)


def _within(e: Estimate, limit: float) -> Condition:
    says = f"standardised mean difference {_said(e)}, wanted within ±{limit:.2f}"
    if e.value is None:
        return Condition(says, "unknown", None, None)
    holds = abs(e.value) <= limit
    if e.ends is None:
        return Condition(says, "open", holds, None)
    low, high = e.ends
    outside = low > limit or high < -limit
    standing: Standing = "met" if low >= -limit and high <= limit else "missed" if outside else "open"
    if holds:  # both ends must come inside
        sides = ((high - e.value, limit - e.value), (e.value - low, limit + e.value))
        needed = [_needed(e.n, half, away) for half, away in sides]
        most = None if None in needed else max(n for n in needed if n is not None)
        return Condition(says, standing, holds, most)
    half = e.value - low if e.value > 0 else high - e.value
    return Condition(says, standing, holds, _needed(e.n, half, abs(e.value) - limit))


def _needed(n: int, half: float, away: float) -> int | None:
    """Interviews with which half an interval would be no longer than the way to the threshold: it shrinks as the root
    of their number grows.
    """
    if away < _CLOSE:
        return None
    needed = n * (half / away) ** 2
    return None if needed > _MOST else math.ceil(round(needed / 10, 6)) * 10


def _said(e: Estimate) -> str:
    if e.value is None:
        return f"undefined ({e.why})"
    return f"{e.value:.2f} ({e.why})" if e.ends is None else f"{e.value:.2f} [{e.low:.2f}, {e.high:.2f}]"
