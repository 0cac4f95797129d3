"""What the figures come to in plain words: usable, not yet, or too few to tell.

The thresholds are those of Williamson, Xi and Breyer (2012), A framework for evaluation and use of automated scoring. A
condition is met where the whole interval meets it, and missed where the whole interval misses it; between the two,
nobody can tell yet, and how many more interviews would likely shrink the interval enough is computed from how far the
figure is from the threshold.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from grader.calibration.comparisons import Comparison
from grader.calibration.statistics.intervals import ALL_ONE, FEWEST, Estimate

Word = Literal["usable", "not yet", "too few to tell", "too few graded twice to tell"]
Standing = Literal["met", "missed", "open", "unknown"]

_CLOSE = 0.005
"""A figure this near to its threshold would take more interviews than anybody has."""
_MOST = 5000
"""Interviews that a team might still be asked for."""
_LIKELY = 1 + 0.8416 / 1.96
"""What half an interval is multiplied by for four chances in five, instead of one in two."""
_ENOUGH_ALIKE = 30
"""Interviews from which on perfect agreement, which has no interval, is believed: fewer than one in ten may differ."""


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
    """Interviews, all together, that would likely settle an open one."""
    why: Literal["undefined", "few", "near"] | None = None
    """Why no number is known: the figure, or its interval, is undefined; there are too few interviews for an interval;
    it is so near to its threshold that it would take more interviews than a team can grade."""
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
        sure = [c for c in conditions if c.why != "few"]
        if any(c.holds is False for c in sure):
            leans = "not yet"
        elif len(sure) == len(conditions) and all(c.holds for c in conditions):
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
    open_ = [c for c in conditions if c.standing in ("open", "unknown")]
    needed = [c.needed for c in open_ if c.twice == twice]
    if not needed or any(c.needed is None for c in open_):  # one that nothing settles leaves the whole open
        return None
    return max(0, max(n for n in needed if n is not None) - have)


def _at_least(e: Estimate, limit: float) -> Condition:
    says = f"QWK {_said(e)}, wanted at least {limit:.2f}"
    return _condition(says, e, lambda x: x >= limit, lambda x: (x - limit, math.inf))


def _at_most(found: Comparison, limit: float) -> Condition:
    e, among = found.drop, _said(found.people["qwk"])
    if e.value is None:
        return Condition(f"nothing to hold it against: {e.why}", "unknown", None, None, "undefined", twice=True)
    apart = f"{_said(e)} lower than" if e.value >= 0 else f"not lower ({_said(e)}) than"
    says = f"QWK {apart} among people ({among}) on the same interviews, wanted at most {limit:.2f} lower"
    return _condition(says, e, lambda x: x <= limit, lambda x: (math.inf, limit - x), twice=True)


def _within(e: Estimate, limit: float) -> Condition:
    says = f"standardised mean difference {_said(e)}, wanted within ±{limit:.2f}"
    return _condition(says, e, lambda x: abs(x) <= limit, lambda x: (x + limit, limit - x))


def _condition(
    says: str,
    e: Estimate,
    holds: Callable[[float], bool],
    room: Callable[[float], tuple[float, float]],
    twice: bool = False,
) -> Condition:
    """``room``: how far a value is above the lower threshold and below the upper one; less than nothing outside."""
    if e.value is None:
        return Condition(says, "unknown", None, None, "undefined", twice)
    held = holds(e.value)
    if e.n < FEWEST:
        return Condition(says, "open", held, None, "few", twice)
    if e.why == ALL_ONE:  # all say the same: that is certain enough once there are many
        enough = e.n >= _ENOUGH_ALIKE
        standing: Standing = "open" if not enough else "met" if held else "missed"
        return Condition(says, standing, held, None if enough else _ENOUGH_ALIKE, None, twice)
    if e.ends is None:
        return Condition(says, "open", held, None, "undefined", twice)
    low, high = e.ends
    above, below = room(e.value)
    if held:
        standing = "met" if holds(low) and holds(high) else "open"
        ways = [(e.value - low, above), (high - e.value, below)]
    else:
        outside = high - e.value < -above if above < 0 else e.value - low < -below
        standing = "missed" if outside else "open"
        ways = [(high - e.value, -above)] if above < 0 else [(e.value - low, -below)]
    if standing != "open":
        return Condition(says, standing, held, None, None, twice)
    needed = [_needed(e.n, half, away) for half, away in ways if not math.isinf(away)]
    most = None if None in needed else max(n for n in needed if n is not None)
    return Condition(says, standing, held, most, "near" if most is None else None, twice)


def _needed(n: int, half: float, away: float) -> int | None:
    """Interviews with which the interval would clear the threshold with four chances in five, should the figure be what
    it now seems: half of it shrinks as the root of their number grows, and the figure itself moves.
    """
    if away < _CLOSE:
        return None
    needed = n * (_LIKELY * half / away) ** 2
    return None if needed > _MOST else math.ceil(round(needed / 10, 6)) * 10


def _said(e: Estimate) -> str:
    if e.value is None:
        return f"undefined ({e.why})"
    value, *ends = (f"{round(x, 2) + 0.0:.2f}" for x in (e.value, *(e.ends or ())))
    return f"{value} [{', '.join(ends)}]" if ends else f"{value} ({e.why})"
