"""What of a rubric is worth changing, how that was judged, and who among the rated interviews would move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from grader.calibration.fitting.bands import BandTuner
from grader.calibration.fitting.cuts import CutTuner
from grader.calibration.fitting.nested import FEWEST, Judged, judged
from grader.calibration.fitting.weights import WeightTuner
from grader.calibration.marks import Marks
from grader.calibration.points import Points, rounded
from grader.calibration.statistics.intervals import Estimate, Resamples
from grader.schema.rubric import Rubric

Numbers = NDArray[np.float64]
What = Literal["cuts", "weights", "bands"]
EVERYTHING: tuple[What, ...] = ("cuts", "weights", "bands")
TITLES: dict[What, str] = {
    "cuts": "cut-offs between levels",
    "weights": "points and weights",
    "bands": "where bands begin",
}
LOSSES: dict[What, str] = {
    "cuts": "mean squared difference in levels",
    "weights": "mean squared distance from what people say of the whole",
    "bands": "mean squared difference in bands",
}
NOTHING = Judged(Estimate(None), Estimate(None), Estimate(None), ())


@dataclass(frozen=True, slots=True)
class Change:
    """One number of the rubric: where it stands, what it is and what it would be."""

    where: tuple[str, str, str]
    """``criteria`` or another list of the rubric, an id in it, and the key."""
    old: tuple[float, ...]
    new: tuple[float, ...]


@dataclass(frozen=True)
class Tuned:
    """One part of the rubric, tuned."""

    what: What
    judged: Judged
    changes: tuple[Change, ...]
    """What all interviews together suggest."""
    says: str
    taken: bool
    """Whether it is worth changing."""


@dataclass(frozen=True, slots=True)
class Mover:
    """An interview whose total or band would be another."""

    name: str
    before: tuple[float, int]
    """Total and index of its band."""
    after: tuple[float, int]


@dataclass(frozen=True)
class Proposal:
    """All that was tuned, and the rubric with what is worth changing."""

    tuned: tuple[Tuned, ...]
    rubric: Rubric
    movers: tuple[Mover, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """Of what is worth changing."""
        return tuple(c for t in self.tuned if t.taken for c in t.changes)


def propose(marks: Marks, wanted: Sequence[What], resamples: Resamples, seed: int) -> Proposal:
    """Tune each part by itself; bands come last, and are tuned to the totals that the parts before make."""
    tuned, now = [], marks
    for what in (w for w in EVERYTHING if w in wanted):
        one = _tuned(now, what, resamples, seed)
        tuned.append(one)
        if one.taken:
            now = with_changes(now, one.changes)
    changes = [c for one in tuned if one.taken for c in one.changes]
    # At once, so that the version rises once however many parts change.
    return Proposal(tuple(tuned), changed(marks.rubric, changes), tuple(_movers(marks, now)))


def _tuned(marks: Marks, what: What, resamples: Resamples, seed: int) -> Tuned:
    if marks.size < FEWEST:
        return Tuned(
            what, NOTHING, (), f"{marks.size} interviews are too few to tune anything, {FEWEST} are needed", False
        )
    interviews = np.arange(marks.size)
    if what == "cuts":
        cuts = CutTuner(marks)
        if not cuts.criteria:
            why = "patterns alone decided: there are no expected levels to cut"
            return Tuned(what, NOTHING, (), why, False)
        found, edges = judged(cuts, interviews, resamples, seed)
        return _said(what, found, tuple(_of_cuts(marks, cuts, edges)))
    if what == "weights":
        weights = WeightTuner(marks)
        if len(weights.known) < FEWEST:
            why = f"{len(weights.known)} interviews have a grade or a total of people, {FEWEST} are needed"
            return Tuned(what, NOTHING, (), why, False)
        found, factors = judged(weights, interviews, resamples, seed)
        return _said(what, found, tuple(_of_weights(marks.rubric, weights.shares * factors.factors)))
    bands = BandTuner(marks)
    if not (bands.scale.people > 0).sum() >= FEWEST or not len(bands.edges):
        return Tuned(what, NOTHING, (), f"fewer than {FEWEST} interviews have a band of people", False)
    found, edges = judged(bands, interviews, resamples, seed)
    ranked = sorted(marks.rubric.bands, key=lambda b: b.at_least)[1:]
    changes = [
        Change(("bands", b.id, "at_least"), (b.at_least,), (float(e),))
        for b, e in zip(ranked, edges[0], strict=True)
        if b.at_least != e
    ]
    return _said(what, found, tuple(changes))


def _said(what: What, found: Judged, changes: tuple[Change, ...]) -> Tuned:
    gain = found.gain
    if not changes:
        return Tuned(what, found, (), "nothing is gained by a change: it stays as it is", False)
    if found.worth_it:
        says = f"better on interviews that had no part in it, by {gain.value:.3f} [{gain.low:.3f}, {gain.high:.3f}]"
        return Tuned(what, found, changes, says, True)
    if gain.low is None:
        return Tuned(
            what, found, (), "nothing is gained on interviews that had no part in it: it stays as it is", False
        )
    says = (
        f"no certain gain on interviews that had no part in it, {gain.value:.3f} [{gain.low:.3f}, {gain.high:.3f}]:"
        " it stays as it is"
    )
    return Tuned(what, found, changes, says, False)


def _of_cuts(marks: Marks, tuner: CutTuner, edges: Numbers) -> Iterator[Change]:
    for n, old, new in zip(tuner.criteria, tuner.scale.old, edges, strict=True):
        if tuple(old) != tuple(new):
            was, now = (tuple(float(x) for x in e) for e in (old, new))
            yield Change(("criteria", marks.rubric.criteria[n].id, "cuts"), was, now)


def _of_weights(rubric: Rubric, shares: Numbers) -> Iterator[Change]:
    """Weights and points from shares of the total; what they add up to stays."""
    used = {c.dimension for c in rubric.criteria}
    whole = sum(d.weight for d in rubric.dimensions if d.id in used)
    shares = shares / shares.sum()
    for d in rubric.dimensions:
        own = [n for n, c in enumerate(rubric.criteria) if c.dimension == d.id]
        if not own:
            continue
        share = float(shares[own].sum())
        new = max(round(whole * share, 1), 0.1)
        if new != d.weight:
            yield Change(("dimensions", d.id, "weight"), (d.weight,), (new,))
        points = sum(rubric.criteria[n].points for n in own)
        for n in own:
            point = max(round(points * float(shares[n]) / share, 2), 0.01)
            if point != rubric.criteria[n].points:
                yield Change(("criteria", rubric.criteria[n].id, "points"), (rubric.criteria[n].points,), (point,))


def with_changes(marks: Marks, changes: Sequence[Change]) -> Marks:
    """The same ratings beside what the machine would give by the changed rubric, as far as numbers tell: a level that
    rises is given where nothing but its quote is yet to be found.
    """
    from dataclasses import replace

    rubric = changed(marks.rubric, changes)
    m = marks.machine
    levels = m.levels.copy()
    at = {c.id: n for n, c in enumerate(rubric.criteria)}
    for change in changes:
        if change.where[2] == "cuts":
            n = at[change.where[1]]
            old, new = (np.array(cuts) for cuts in (change.old, change.new))
            expected = m.expected[:, n]
            there = ~np.isnan(expected) & ~np.isnan(levels[:, n])
            unquoted = there & (levels[:, n] == 0) & (expected >= old[0])
            reached = (expected[:, None] >= new).sum(axis=1).astype(np.float64)
            levels[:, n] = np.where(there & ~unquoted, reached, levels[:, n])
    points = Points.of(rubric)
    dimensions = points.dimensions(levels, credit=m.credits)
    machine = replace(m, levels=levels, dimensions=dimensions, totals=points.totals(dimensions))
    return replace(marks, rubric=rubric, machine=machine)


def changed(rubric: Rubric, changes: Sequence[Change]) -> Rubric:
    """The rubric with other numbers, and the next minor version."""
    updates: dict[tuple[str, str], dict[str, object]] = {}
    for c in changes:
        value: object = tuple(c.new) if c.where[2] == "cuts" else c.new[0]
        updates.setdefault(c.where[:2], {})[c.where[2]] = value
    lists = {
        name: tuple(
            one.model_copy(update=updates[name, one.id]) if (name, one.id) in updates else one
            for one in getattr(rubric, name)
        )
        for name in ("criteria", "dimensions", "bands")
    }
    return rubric.model_copy(update={**lists, "version": next_version(rubric.version)} if changes else lists)


def next_version(version: str) -> str:
    """``1.2.3`` becomes ``1.3.0``."""
    major, minor, _ = version.split(".")
    return f"{major}.{int(minor) + 1}.0"


def _movers(before: Marks, after: Marks) -> Iterator[Mover]:
    """Those whose band changes, then those whose total does, the farthest first."""
    old, new = (rounded(m.machine.totals) for m in (before, after))
    bands = [m.points.bands(m.machine.totals) for m in (before, after)]
    order = np.lexsort((-np.abs(np.nan_to_num(new - old)), -(bands[0] != bands[1]).astype(np.int64)))
    for i in order:
        if bands[0][i] != bands[1][i] or old[i] != new[i]:
            if np.isnan(old[i]) or np.isnan(new[i]):
                continue
            name = before.machine.names[i]
            yield Mover(name, (float(old[i]), int(bands[0][i])), (float(new[i]), int(bands[1][i])))
