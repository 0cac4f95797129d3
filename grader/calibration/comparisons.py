"""Machine against people, and people against each other: every figure with its interval, thing by thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from grader.calibration import pairs
from grader.calibration.figures import FIGURES, Figures, level_figures, score_figures
from grader.calibration.marks import Marks
from grader.calibration.statistics.intervals import Estimate, Figure, Resamples
from grader.evaluation.agreement import over

Numbers = NDArray[np.float64]
Sort = Literal["criterion", "pooled", "mean", "dimension", "total", "band"]

NO_LEVELS = "points have no levels to agree on"
NO_PAIR = "no interview has a mark of both"
NOT_TWICE = "no interview was rated by two people"
ALIKE = "marks of the one or of the other are all alike"
NO_TRUTH = "people differ from each other as much as interviews do"
ANY_ORDER = "of several raters none comes first"


@dataclass(frozen=True)
class Comparison:
    """What is known of one criterion, dimension or of the whole."""

    name: str
    """Id of the criterion or dimension; of the others their sort."""
    title: str
    sort: Sort
    interviews: int
    """That both the machine and somebody marked."""
    pairs: int
    """A pair for each person."""
    twice: int
    """Interviews that two or more people marked."""
    machine: Mapping[str, Estimate]
    """Machine against people, by `FIGURES`; ``bias`` and ``smd`` above 0: the machine is higher."""
    people: Mapping[str, Estimate]
    """People against each other."""
    drop: Estimate
    """QWK of people less that of the machine."""
    pairs_table: tuple[tuple[int, ...], ...] = ()
    """Of what has levels: how often the machine gave the one (row) and a person the other (column)."""
    only_people: int = 0
    """Of a criterion: levels of people where the machine gave none."""
    only_machine: int = 0
    """How often a person said that it does not apply, and the machine gave a level."""


def comparisons(marks: Marks, resamples: Resamples) -> list[Comparison]:
    """The whole first, then dimensions, then criteria in the rubric's order."""
    found = [_whole(marks, resamples), _bands(marks, resamples)]
    of = [pairs.criterion(marks, n) for n in range(len(marks.rubric.criteria))]
    found += list(_together(of, resamples, len(marks.raters) == 2))
    found += [_dimension(marks, n, resamples) for n in range(len(marks.rubric.dimensions))]
    for n, one in enumerate(marks.rubric.criteria):
        made = _levels(of[n], one.id, one.title, "criterion", resamples, len(marks.raters) == 2)
        only_people, only_machine = _alone(marks, n)
        found.append(replace(made, only_people=only_people, only_machine=only_machine))
    return found


def _alone(marks: Marks, n: int) -> tuple[int, int]:
    """Marks of a criterion that only people gave, or only the machine."""
    r = marks.ratings
    of = r.criterion == n
    given, own = ~np.isnan(r.level[of]), ~np.isnan(marks.machine.levels[r.interview[of], n])
    return int((given & ~own).sum()), int((~given & own).sum())


def comparisons_of_all(marks: Marks, resamples: Resamples) -> tuple[Comparison, Comparison]:
    """All criteria pooled, and the total."""
    of = [pairs.criterion(marks, n) for n in range(len(marks.rubric.criteria))]
    pooled = next(_together(of, resamples, len(marks.raters) == 2))
    return pooled, _whole(marks, resamples)


def criterion_comparison(marks: Marks, index: int, resamples: Resamples) -> Comparison:
    """Of one criterion alone."""
    one = marks.rubric.criteria[index]
    sums = pairs.criterion(marks, index)
    return _levels(sums, one.id, one.title, "criterion", resamples, len(marks.raters) == 2)


def _whole(marks: Marks, resamples: Resamples) -> Comparison:
    sums = pairs.totals(marks)
    return _scores(sums, "total", "Total", "total", resamples, marks)


def _bands(marks: Marks, resamples: Resamples) -> Comparison:
    return _levels(pairs.bands(marks), "band", "Band", "band", resamples, len(marks.raters) == 2)


def _dimension(marks: Marks, n: int, resamples: Resamples) -> Comparison:
    dimension, sums = marks.rubric.dimensions[n], pairs.dimension(marks, n)
    return _scores(sums, dimension.id, dimension.title, "dimension", resamples, marks)


def _levels(sums: pairs.Levels, name: str, title: str, sort: Sort, resamples: Resamples, ordered: bool) -> Comparison:
    q = sums.machine.shape[-1]
    both = sums.machine.sum(axis=(1, 2))
    twice = sums.shared.sum(axis=(1, 2)) > 0
    figures = level_figures(q, ordered, np.asarray(float(sums.used)))
    return _compared(sums.flat, figures, name, title, sort, resamples, (both, twice), _counted(sums.machine))


def _counted(tables: Numbers) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(int(x) for x in row) for row in tables.sum(axis=0))


def _scores(sums: pairs.Scores, name: str, title: str, sort: Sort, resamples: Resamples, marks: Marks) -> Comparison:
    twice = sums.people[:, 0] > 0
    figures = score_figures(len(marks.raters) == 2)
    return _compared(sums.flat, figures, name, title, sort, resamples, (sums.machine[:, 0], twice))


def _compared(
    flat: Numbers,
    figures: Figures,
    name: str,
    title: str,
    sort: Sort,
    resamples: Resamples,
    there: tuple[Numbers, NDArray[np.bool_]],
    table: tuple[tuple[int, ...], ...] = (),
) -> Comparison:
    """``there``: pairs of each interview with the machine, and which interviews were rated twice."""
    interviews, twice = int((there[0] > 0).sum()), int(there[1].sum())
    both = int((there[1] & (there[0] > 0)).sum())
    machine = resamples.estimates(flat, figures.machine, interviews)
    people = resamples.estimates(flat, figures.people, twice)

    apart = resamples.estimates(flat, {"drop": figures.drop}, min(interviews, twice))["drop"]
    return Comparison(
        name,
        title,
        sort,
        interviews,
        int(there[0].sum()),
        twice,
        {f: _explained(machine.get(f), f, interviews, NO_PAIR) for f in FIGURES if f != "prmse"}
        | {"prmse": _explained_truth(machine["prmse"], interviews, both)},
        {f: _explained(people.get(f), f, twice, NOT_TWICE) for f in FIGURES if f != "prmse"},
        apart if apart.value is not None else replace(apart, why=_nothing(interviews, twice) or ALIKE),
        table,
    )


ONE = "one interview says nothing of agreement"


def _explained(found: Estimate | None, figure: str, n: int, nothing: str) -> Estimate:
    """The estimate, with the reason where it is undefined; ``nothing``: the reason where there is no ``n``."""
    if found is None:
        return Estimate(None, n=n, why=ANY_ORDER if figure in ("smd", "bias") else NO_LEVELS)
    return found if found.value is not None else replace(found, why=nothing if not n else ONE if n == 1 else ALIKE)


def _explained_truth(found: Estimate, interviews: int, twice: int) -> Estimate:
    if found.value is not None:
        return found
    return replace(found, why=_nothing(interviews, twice) or NO_TRUTH)


def _nothing(interviews: int, twice: int) -> str | None:
    """What there is none of, if there is none."""
    return NO_PAIR if not interviews else NOT_TWICE if not twice else None


def _together(of: list[pairs.Levels], resamples: Resamples, ordered: bool) -> Iterator[Comparison]:
    """All criteria pooled, and the mean over criteria; pooling also rewards knowing which criteria are common."""
    q = of[0].machine.shape[-1]
    used = np.array([one.used for one in of], np.float64)
    stacked = np.stack([one.flat for one in of], axis=1)  # [interview, criterion, k]
    both = sum(one.machine.sum(axis=(1, 2)) for one in of)
    twice = np.asarray(sum(one.shared.sum(axis=(1, 2)) for one in of)) > 0
    n, criteria, size = stacked.shape
    yield _compared(
        stacked.sum(axis=1),
        level_figures(q, ordered, used.max()),
        "pooled",
        "All criteria, pooled",
        "pooled",
        resamples,
        (np.asarray(both), twice),
        _counted(np.sum([one.machine for one in of], axis=0)),
    )

    def mean(figure: Figure, size_of: bool = False) -> Figure:
        def over_criteria(s: Numbers) -> Numbers:
            values = figure(s.reshape(*s.shape[:-1], criteria, size))
            defined = ~np.isnan(values)
            total = np.where(defined, np.abs(values) if size_of else values, 0.0).sum(axis=-1)
            return (
                over(total, defined.sum(axis=-1))
                if total.ndim
                else np.asarray(total / defined.sum() if defined.any() else np.nan)
            )

        return over_criteria

    # Of differences the mean size: too high on one criterion does not make up for too low on another.
    of_each = level_figures(q, ordered, used)
    means = Figures(
        {k: mean(f, k in ("smd", "bias")) for k, f in of_each.machine.items()},
        {k: mean(f, k in ("smd", "bias")) for k, f in of_each.people.items()},
        mean(of_each.drop),
    )
    flat = stacked.reshape(n, criteria * size)
    yield _compared(flat, means, "mean", "Mean over criteria", "mean", resamples, (np.asarray(both), twice))
