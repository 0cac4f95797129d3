"""What of a rubric is worth changing, how that was judged, and who among the rated interviews would move."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np

from grader.calibration.fitting.bands import BandTuner
from grader.calibration.fitting.changes import Change, changed, with_changes
from grader.calibration.fitting.cuts import CutTuner
from grader.calibration.fitting.nested import FEWEST, Judged, Split, Tuner, judged, splits
from grader.calibration.fitting.weights import WeightTuner
from grader.calibration.marks import Marks
from grader.calibration.points import rounded
from grader.calibration.statistics.intervals import Estimate, Resamples
from grader.schema.rubric import Rubric

Fitted = TypeVar("Fitted")
What = Literal["cuts", "weights", "bands"]
EVERYTHING: tuple[What, ...] = ("cuts", "weights", "bands")
TITLES: dict[What, str] = {
    "cuts": "cut-offs between levels",
    "weights": "points and weights",
    "bands": "where bands begin",
}
LOSSES: dict[What, str] = {
    "cuts": "mean squared difference in levels; QWK and SMD: mean over criteria",
    "weights": "mean squared distance of people's grades of the whole, each grader's brought to mean 0 and deviation 1,"
    " from a line fitted to the total on the other interviews; QWK and SMD: of totals",
    "bands": "mean squared difference in bands; QWK and SMD: of bands",
}
"""What is measured, all on interviews that had no part in the fit."""
NOTHING = Judged(Estimate(None), Estimate(None), Estimate(None), Estimate(None))


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


def propose(
    marks: Marks, wanted: Sequence[What], resamples: Resamples, seed: int, grades_are_bands: bool = False
) -> Proposal:
    """Tune each part; bands come last, and are tuned to the totals that the parts before make. A part is judged on
    interviews that had no part in what was taken before it either.

    ``grades_are_bands``: people's grades of the whole are the numbers of bands, 1 the lowest; else nothing is assumed
    of their scale, and people's bands are those that their totals come to.
    """
    divided = splits(marks.size, seed)
    tuned, now, held = [], marks, [marks] * len(divided)
    for what in (w for w in EVERYTHING if w in wanted):
        one, suggested = _tuned(what, now, held, divided, resamples, seed, grades_are_bands)
        tuned.append(one)
        if one.taken:
            now = with_changes(now, one.changes)
            held = [with_changes(m, c) for m, c in zip(held, suggested, strict=True)]
    changes = [c for one in tuned if one.taken for c in one.changes]
    # At once, so that the version rises once however many parts change.
    return Proposal(tuple(tuned), changed(marks.rubric, changes), tuple(_movers(marks, now)))


Found = tuple[Tuned, list[tuple[Change, ...]]]
"""A part, tuned on all interviews, and what the training interviews of each split suggest."""


def _tuned(
    what: What,
    now: Marks,
    held: Sequence[Marks],
    divided: Sequence[Split],
    resamples: Resamples,
    seed: int,
    grades_are_bands: bool,
) -> Found:
    if now.size < FEWEST:
        return _left(what, f"{now.size} interviews are too few to tune anything, {FEWEST} are needed")

    def found(made: Callable[[Marks], Tuner[Fitted]]) -> Found:
        # Until something is taken, all splits share one.
        tuners = {id(m): made(m) for m in (now, *held)}
        judgement, suggested = judged([tuners[id(m)] for m in held], divided, resamples)
        tuner = tuners[id(now)]
        changes = tuner.changes(tuner.fit(np.arange(now.size), seed))
        return _said(what, judgement, changes), suggested

    if what == "cuts":
        if not CutTuner(now).criteria:
            return _left(what, "patterns alone decided: there are no expected levels to cut")
        return found(CutTuner)
    if what == "weights":
        known = len(WeightTuner(now).known)
        if not now.grades:
            return _left(what, "people gave no grade of the whole to tune to")
        if known < FEWEST:
            return _left(what, f"{known} interviews have a grade of the whole that can be used, {FEWEST} are needed")
        return found(WeightTuner)
    bands = BandTuner(now, grades_are_bands)
    if grades_are_bands and not bands.scale.given.any():
        return _left(what, f"people gave no grade of the whole that is a band's number, 1 to {len(bands.edges) + 1}")
    if not (bands.scale.people > 0).sum() >= FEWEST or not len(bands.edges):
        return _left(what, f"fewer than {FEWEST} interviews have a band of people")
    return found(lambda m: BandTuner(m, grades_are_bands))


def _left(what: What, why: str) -> Found:
    return Tuned(what, NOTHING, (), why, False), []


def _said(what: What, found: Judged, changes: tuple[Change, ...]) -> Tuned:
    if not changes:
        return Tuned(what, found, (), "nothing is gained by a change: it stays as it is", False)
    if found.objection is not None:
        says = f"{found.objection}: it stays as it is"
        return Tuned(what, found, changes, says, False)
    gain = found.gain
    says = f"better on interviews that had no part in it, by {gain.value:.3f} [{gain.low:.3f}, {gain.high:.3f}]"
    before, after = found.qwk if found.r[0] is None else found.r
    if before is not None and after is not None:
        says += f", {'QWK' if found.r[0] is None else 'r'} {before:.3f} to {after:.3f}"
    return Tuned(what, found, changes, says, True)


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
