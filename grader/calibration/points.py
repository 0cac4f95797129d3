"""The rubric's arithmetic on many marks at once: what `grader.scoring.score` does with one text's findings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.schema.rubric import Rubric

Numbers = NDArray[np.float64]

ENOUGH = 0.8
"""Share of a dimension's points that must have been marked for its score to say anything."""


@dataclass(frozen=True)
class Points:
    """A rubric as numbers. ``shares [criterion, dimension]`` are points, 0 where a criterion is of another one."""

    shares: Numbers
    weights: Numbers
    """[dimension]."""
    most: Numbers
    """[criterion]: its highest level."""
    caps: tuple[tuple[int, float, float], ...]
    """A dimension's index, the score below which the cap holds, and the total that it allows."""
    edges: Numbers
    """[band]: totals from which bands begin, rising."""

    @classmethod
    def of(cls, rubric: Rubric) -> Points:
        """Of a rubric."""
        at = {d.id: n for n, d in enumerate(rubric.dimensions)}
        shares = np.zeros((len(rubric.criteria), len(rubric.dimensions)))
        for n, c in enumerate(rubric.criteria):
            shares[n, at[c.dimension]] = c.points
        return cls(
            shares,
            np.array([d.weight for d in rubric.dimensions], np.float64),
            np.array([c.max_level for c in rubric.criteria], np.float64),
            tuple((at[c.dimension], c.below, c.total_at_most) for c in rubric.caps if c.dimension in at),
            np.array(sorted(b.at_least for b in rubric.bands), np.float64),
        )

    def dimensions(
        self, levels: Numbers, marked: NDArray[np.bool_] | None = None, credit: float | Numbers = 1
    ) -> Numbers:
        """Scores 0 to 100 ``[..., dimension]`` of levels ``[..., criterion]``, NaN where there is none.

        A level that is NaN leaves the sum. ``marked`` says where a person gave a level or said that it does not apply:
        a dimension of which less than `ENOUGH` was marked has no score.
        """
        there = ~np.isnan(levels)
        earned = np.where(there, levels / self.most, 0.0) * np.where(there, credit, 0.0)
        possible = there.astype(np.float64) @ self.shares
        found = np.divide(
            100 * (earned @ self.shares), possible, out=np.full(possible.shape, np.nan), where=possible > 0
        )
        return found if marked is None else np.where(self.enough(marked), found, np.nan)

    def enough(self, marked: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """[..., dimension]: whether enough of it was marked for a score."""
        return np.asarray(marked.astype(np.float64) @ self.shares >= ENOUGH * self.shares.sum(axis=0) - 1e-9)

    def totals(self, dimensions: Numbers, capped: bool = True) -> Numbers:
        """Totals ``[...]`` of dimensions' scores; NaN where none has a score."""
        there = ~np.isnan(dimensions)
        weight = np.where(there, self.weights, 0.0)
        whole = weight.sum(axis=-1)
        total = np.divide(
            (weight * np.where(there, dimensions, 0.0)).sum(axis=-1),
            whole,
            out=np.full(whole.shape, np.nan),
            where=whole > 0,
        )
        if capped:
            for at, below, most in self.caps:
                held = there[..., at] & (np.where(there[..., at], dimensions[..., at], 0.0) < below)
                total = np.where(held & (total > most), most, total)
        return np.asarray(total)

    def bands(self, totals: Numbers) -> NDArray[np.int64]:
        """Index of each total's band, from the lowest; -1 for NaN. Totals count with one decimal, as in reports."""
        found = np.searchsorted(self.edges, rounded(totals), side="right") - 1
        return np.where(np.isnan(totals), -1, np.maximum(found, 0))


def rounded(totals: Numbers) -> Numbers:
    """Totals with one decimal, as reports have them. numpy rounds 9.95 up, which is a little less than that, and so
    would give another band than `grader.scoring.score`.
    """
    flat = [round(t, 1) for t in np.asarray(totals, np.float64).ravel().tolist()]
    return np.array(flat, np.float64).reshape(np.shape(totals))
