"""Ordered cut-offs on one scale: where to put them so that the steps they make agree best with what people gave.

A value reaches as many steps as there are edges at or below it. Agreement is QWK, 1 less the squared differences as a
share of those that chance would make: least squares alone would rather give everybody the middle, which agrees with
nobody. For a given share both are sums over the values above an edge, so that the best rising edges of a grid are found
exactly, and the share that belongs to them by doing that a few times (Dinkelbach 1967).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

_TURNS = 8


@dataclass(frozen=True)
class Scale:
    """Values of interviews on one or several scales, and the steps that people gave them.

    ``values [interview, scale]``, NaN for none; ``given [interview, scale, step]`` how many people gave the step.
    ``fixed``: the machine gives step 0 there whatever the edges are.
    """

    values: Numbers
    given: Numbers
    fixed: NDArray[np.bool_]
    old: Numbers
    """[scale, edge]: the edges as they are."""
    grid: Numbers
    """Rising; where an edge may be."""
    unit: float
    """A move of an edge that counts as 1."""
    now: Numbers | None = None
    """[interview, scale]: the steps that the machine has given, which stay where the edges do."""

    @cached_property
    def people(self) -> Numbers:
        """[interview, scale]: how many gave a step; 0 where the machine gives none."""
        return np.asarray(np.where(np.isnan(self.values), 0.0, self.given.sum(axis=2)))

    @cached_property
    def total(self) -> Numbers:
        """[interview, scale]: the sum of their steps."""
        return np.where(self.people > 0, self.given @ np.arange(self.given.shape[2], dtype=np.float64), 0.0)

    @cached_property
    def square(self) -> Numbers:
        """[interview, scale]: the sum of their squares."""
        return np.where(self.people > 0, self.given @ np.arange(self.given.shape[2], dtype=np.float64) ** 2, 0.0)

    @cached_property
    def places(self) -> Whole:
        """[interview, scale]: the last place of the grid that the value reaches; -1 for none."""
        there = ~np.isnan(self.values) & ~self.fixed
        return np.searchsorted(self.grid, np.where(there, self.values, -np.inf), side="right") - 1

    def fit(self, interviews: Whole, strengths: Sequence[float]) -> Numbers:
        """[strength, scale, edge] for these interviews; an edge moved by ``unit`` must gain as much QWK as the strength
        says.
        """
        scales, edges = self.old.shape
        n, total, square = (x[interviews] for x in (self.people, self.total, self.square))
        at = self.places[interviews]
        reached, scale = np.nonzero(at >= 0)
        key = scale * len(self.grid) + at[reached, scale]
        above = []
        for x in (n, total):
            sums = np.bincount(key, x[reached, scale], minlength=scales * len(self.grid)).reshape(scales, -1)
            above.append(np.cumsum(sums[:, ::-1], axis=1)[:, ::-1])
        number, mean = n.sum(axis=0), np.divide(total.sum(axis=0), n.sum(axis=0).clip(1))
        # [edge, scale, place]: what step k + 1 instead of k adds to the squared differences, and to those by chance.
        odd = (2 * np.arange(edges) + 1.0)[:, None, None]
        seen, chance = odd * above[0] - 2 * above[1], odd * above[0] - 2 * mean[:, None] * above[0]
        whole = square.sum(axis=0)
        start = np.searchsorted(self.grid, self.old)
        moved = ((self.grid[None, None, :] - self.old.T[:, :, None]) / self.unit) ** 2
        column, row = np.arange(scales)[:, None], np.arange(edges)[None, :]

        def of(x: NDArray[np.floating[Any]], places: Whole) -> Numbers:
            return np.asarray(x[row, column, places].sum(axis=1))

        found = []
        for strength in strengths:
            best, most = start, np.full(scales, -np.inf)
            places = start
            for _ in range(_TURNS):
                apart, by_chance = whole + of(seen, places), whole + of(chance, places)
                share = np.divide(apart, by_chance, out=np.zeros(scales), where=by_chance > 1e-9)
                agreed = np.where((by_chance > 1e-9) & (number > 0), -share - strength * of(moved, places), -np.inf)
                better = agreed > most + 1e-12
                if not better.any():
                    break
                best = np.where(better[:, None], places, best)
                most = np.where(better, agreed, most)
                cost = (seen - share[:, None] * chance) / by_chance.clip(1e-9)[:, None] + strength * moved
                places = rising(cost)
            found.append(self.grid[best])
        return np.stack(found)

    def steps(self, edges: Numbers, interviews: Whole) -> Numbers:
        """[interview, scale]: the steps that the values reach; NaN where there is none."""
        values = self.values[interviews]
        found = (values[:, :, None] >= edges[None, :, :]).sum(axis=2).astype(np.float64)
        found = np.where(self.fixed[interviews], 0.0, found)
        if self.now is not None:
            found = np.where((edges == self.old).all(axis=1), self.now[interviews], found)
        return np.where(np.isnan(values), np.nan, found)

    def tables(self, edges: Numbers, interviews: Whole) -> Numbers:
        """[interview, scale, step of the machine, step of a person]: how many people."""
        found = self.steps(edges, interviews)
        own = found[:, :, None] == np.arange(self.given.shape[2])
        return np.asarray(own[:, :, :, None] * self.given[interviews][:, :, None, :])


def rising(cost: Numbers) -> Whole:
    """[scale, edge]: places on the grid, rising, with the least cost together; ``cost [edge, scale, place]``."""
    edges, scales, places = cost.shape
    best = cost[0]
    came = np.zeros((edges, scales, places), np.int64)
    for k in range(1, edges):
        least = np.minimum.accumulate(best, axis=1)
        new = best <= least  # where the least so far is reached anew
        where = np.maximum.accumulate(np.where(new, np.arange(places), 0), axis=1)
        before = np.concatenate([np.full((scales, 1), np.inf), least[:, :-1]], axis=1)
        came[k] = np.concatenate([np.zeros((scales, 1), np.int64), where[:, :-1]], axis=1)
        best = cost[k] + before
    found = np.zeros((scales, edges), np.int64)
    found[:, -1] = best.argmin(axis=1)
    for k in range(edges - 1, 0, -1):
        found[:, k - 1] = came[k][np.arange(scales), found[:, k]]
    return found
