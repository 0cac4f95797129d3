"""Ordered cut-offs on one scale: where to put them so that the steps they make are nearest to what people gave.

A value reaches as many steps as there are edges at or below it. With squared differences each edge's cost is a sum over
the values above it, so the best rising edges of a grid are found exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Scale:
    """Values of interviews on one or several scales, and the steps that people gave them.

    ``values [interview, scale]``, NaN for none; ``people [interview, scale]`` how many gave a step, ``total`` the sum
    of those, ``square`` the sum of their squares. ``fixed``: the machine gives step 0 there whatever the edges are.
    """

    values: Numbers
    people: Numbers
    total: Numbers
    square: Numbers
    fixed: NDArray[np.bool_]
    old: Numbers
    """[scale, edge]: the edges as they are."""
    grid: Numbers
    """Rising; where an edge may be."""
    unit: float
    """A move of an edge that counts as 1."""

    def fit(self, interviews: Whole, strength: float) -> Numbers:
        """[scale, edge] for these interviews; an edge moved by ``unit`` must gain as much as ``strength`` units of
        squared difference an interview.
        """
        if np.isinf(strength):
            return self.old
        scales, edges = self.old.shape
        values = self.values[interviews]
        there = ~np.isnan(values) & ~self.fixed[interviews] & (self.people[interviews] > 0)
        at = np.searchsorted(self.grid, np.where(there, values, -np.inf), side="right") - 1
        n, total = self.people[interviews], self.total[interviews]
        cost = np.zeros((edges, scales, len(self.grid)))
        rows, columns = np.nonzero(there & (at >= 0))
        for k in range(edges):
            # Step k + 1 instead of k: (k + 1 - h)^2 - (k - h)^2, summed over people.
            more = (2 * k + 1) * n - 2 * total
            np.add.at(cost[k], (columns, at[rows, columns]), more[rows, columns])
        cost = np.cumsum(cost[:, :, ::-1], axis=2)[:, :, ::-1]
        moved = (self.grid[None, None, :] - self.old.T[:, :, None]) / self.unit
        cost = cost + strength * np.maximum(1, n.sum(axis=0))[None, :, None] * moved**2
        return self.grid[_rising(cost)]

    def steps(self, edges: Numbers, interviews: Whole) -> Numbers:
        """[interview, scale]: the steps that the values reach; NaN where there is none."""
        values = self.values[interviews]
        found = (values[:, :, None] >= edges[None, :, :]).sum(axis=2).astype(np.float64)
        return np.where(np.isnan(values), np.nan, np.where(self.fixed[interviews], 0.0, found))

    def loss(self, edges: Numbers, interviews: Whole) -> Numbers:
        """[interview, 2]: mean squared difference of an interview, over people and scales; 1 where there is any."""
        found = self.steps(edges, interviews)
        n, total, square = (x[interviews] for x in (self.people, self.total, self.square))
        there = ~np.isnan(found) & (n > 0)
        step = np.where(there, found, 0.0)
        apart = np.where(there, n * step**2 - 2 * step * total + square, 0.0).sum(axis=1)
        count = np.where(there, n, 0.0).sum(axis=1)
        return np.stack([np.divide(apart, count, out=np.zeros_like(apart), where=count > 0), count > 0], axis=1)


def _rising(cost: Numbers) -> Whole:
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
