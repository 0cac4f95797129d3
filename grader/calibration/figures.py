"""Which figures there are, as functions of the sums of `grader.calibration.pairs`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.calibration.statistics import categories, numbers, truth
from grader.calibration.statistics.intervals import Figure
from grader.evaluation.agreement import accuracy, kappa

Numbers = NDArray[np.float64]

FIGURES = ("exact", "adjacent", "kappa", "qwk", "ac2", "alpha", "correlation", "smd", "bias", "prmse")
"""In the order of tables."""


@dataclass(frozen=True)
class Figures:
    """Of one kind of thing: the machine's figures against people, people's among themselves, and the drop in QWK.

    The drop is of the interviews that two or more people marked, and of no others, the machine's pairs counted as
    people's are: how people agree on hard interviews must not be held against what the machine does on all.
    """

    machine: Mapping[str, Figure]
    people: Mapping[str, Figure]
    drop: Figure


def level_figures(q: int, ordered: bool, used: Numbers) -> Figures:
    """Of rows as `pairs.Levels.flat` has them. ``used [...]``: how many of the ``q`` levels there are, of several
    things each its own number. ``ordered``: two raters, the one's levels in rows and the other's in columns.
    """
    cells = q * q

    def table(start: int) -> Callable[[Numbers], Numbers]:
        return lambda s: s[..., start : start + cells].reshape(*s.shape[:-1], q, q)

    machine, people, shared = table(0), table(cells), table(2 * cells)

    def on(of: Callable[[Numbers], Numbers], figure: Callable[[Numbers], Numbers]) -> Figure:
        return lambda s: figure(of(s))

    def given(s: Numbers) -> Numbers:
        return s[..., 3 * cells : 3 * cells + q]

    def both_orders(t: Numbers) -> Numbers:
        return t + np.swapaxes(t, -1, -2)

    of_tables: dict[str, Callable[[Numbers], Numbers]] = {
        "exact": accuracy,
        "adjacent": categories.adjacent,
        "kappa": kappa,
        "qwk": lambda t: kappa(t, 2),
        "correlation": lambda t: numbers.correlation(numbers.from_table(t)),
    }
    differences: dict[str, Callable[[Numbers], Numbers]] = {
        "smd": lambda t: numbers.smd(numbers.from_table(t)),
        "bias": lambda t: numbers.bias(numbers.from_table(t)),
    }
    ours = {name: on(machine, f) for name, f in (of_tables | differences).items()}
    ours["ac2"] = lambda s: categories.ac2(machine(s), levels=used)
    ours["alpha"] = lambda s: categories.alpha(both_orders(machine(s)))
    ours["prmse"] = lambda s: truth.prmse(s[..., 3 * cells + q : 3 * cells + q + truth.SUMS])
    theirs = {name: on(people, f) for name, f in (of_tables | (differences if ordered else {})).items()}
    theirs["ac2"] = lambda s: categories.ac2(shared(s), given(s), used)
    theirs["alpha"] = lambda s: categories.alpha(both_orders(people(s)) if ordered else people(s))
    again = table(3 * cells + q + truth.SUMS)

    def drop(s: Numbers) -> Numbers:
        own = again(s) if ordered else both_orders(again(s))
        return np.asarray(theirs["qwk"](s) - kappa(own, 2))

    return Figures(ours, theirs, drop)


def score_figures(ordered: bool) -> Figures:
    """Of rows as `pairs.Scores.flat` has them."""
    size = numbers.SUMS

    def machine(s: Numbers) -> Numbers:
        return s[..., :size]

    def people(s: Numbers) -> Numbers:
        return s[..., size : 2 * size]

    ours: dict[str, Figure] = {
        "qwk": lambda s: numbers.concordance(machine(s)),
        "correlation": lambda s: numbers.correlation(machine(s)),
        "smd": lambda s: numbers.smd(machine(s)),
        "bias": lambda s: numbers.bias(machine(s)),
        "alpha": lambda s: numbers.interval_alpha(numbers.both_orders(machine(s))),
        "prmse": lambda s: truth.prmse(s[..., 2 * size : 2 * size + truth.SUMS]),
    }
    theirs: dict[str, Figure] = {
        "qwk": lambda s: numbers.concordance(people(s)),
        "correlation": lambda s: numbers.correlation(people(s)),
        "alpha": lambda s: numbers.interval_alpha(numbers.both_orders(people(s)) if ordered else people(s)),
    }
    if ordered:
        theirs |= {"smd": lambda s: numbers.smd(people(s)), "bias": lambda s: numbers.bias(people(s))}

    def drop(s: Numbers) -> Numbers:
        again = s[..., 2 * size + truth.SUMS : 3 * size + truth.SUMS]
        own = again if ordered else numbers.both_orders(again)
        return np.asarray(theirs["qwk"](s) - numbers.concordance(own))

    return Figures(ours, theirs, drop)
