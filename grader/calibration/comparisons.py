"""Machine against people, and people against each other: every figure with its interval, thing by thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from grader.calibration import pairs
from grader.calibration.marks import Marks
from grader.calibration.statistics import categories, numbers, truth
from grader.calibration.statistics.intervals import Estimate, Figure, Resamples
from grader.evaluation.agreement import accuracy, kappa

Numbers = NDArray[np.float64]
Sort = Literal["criterion", "pooled", "mean", "dimension", "total", "band"]

FIGURES = ("exact", "adjacent", "kappa", "qwk", "ac2", "alpha", "correlation", "smd", "bias", "prmse")
"""In the order of tables."""
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


def comparisons(marks: Marks, resamples: Resamples) -> list[Comparison]:
    """The whole first, then dimensions, then criteria in the rubric's order."""
    found = [_whole(marks, resamples), _bands(marks, resamples)]
    of = [pairs.criterion(marks, n) for n in range(len(marks.rubric.criteria))]
    found += list(_together(of, resamples, len(marks.raters) == 2))
    found += [_dimension(marks, n, resamples) for n in range(len(marks.rubric.dimensions))]
    for n, one in enumerate(marks.rubric.criteria):
        found.append(_levels(of[n], one.id, one.title, "criterion", resamples, len(marks.raters) == 2))
    return found


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
    p = marks.papers
    sums = pairs.scores(marks.machine.totals, p.rater, p.interview, p.totals, marks)
    return _scores(sums, "total", "Total", "total", resamples, marks)


def _bands(marks: Marks, resamples: Resamples) -> Comparison:
    return _levels(pairs.bands(marks), "band", "Band", "band", resamples, len(marks.raters) == 2)


def _dimension(marks: Marks, n: int, resamples: Resamples) -> Comparison:
    p, dimension = marks.papers, marks.rubric.dimensions[n]
    sums = pairs.scores(marks.machine.dimensions[:, n], p.rater, p.interview, p.dimensions[:, n], marks)
    return _scores(sums, dimension.id, dimension.title, "dimension", resamples, marks)


def _level_figures(q: int, ordered: bool, used: Numbers) -> tuple[dict[str, Figure], dict[str, Figure]]:
    """Of rows as `Levels.flat` has them: the machine's figures and the people's. ``used [...]``: how many of the ``q``
    levels there are, of several things each its own number.
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
    return ours, theirs


def _score_figures(ordered: bool) -> tuple[dict[str, Figure], dict[str, Figure]]:
    """Of rows as `Scores.flat` has them."""
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
    return ours, theirs


def _levels(sums: pairs.Levels, name: str, title: str, sort: Sort, resamples: Resamples, ordered: bool) -> Comparison:
    q = sums.machine.shape[-1]
    both = sums.machine.sum(axis=(1, 2))
    twice = sums.shared.sum(axis=(1, 2)) > 0
    figures = _level_figures(q, ordered, np.asarray(float(sums.used)))
    return _compared(sums.flat, figures, name, title, sort, resamples, (both, twice), _counted(sums.machine))


def _counted(tables: Numbers) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(int(x) for x in row) for row in tables.sum(axis=0))


def _scores(sums: pairs.Scores, name: str, title: str, sort: Sort, resamples: Resamples, marks: Marks) -> Comparison:
    twice = sums.people[:, 0] > 0
    figures = _score_figures(len(marks.raters) == 2)
    return _compared(sums.flat, figures, name, title, sort, resamples, (sums.machine[:, 0], twice))


def _drop(ours: Mapping[str, Figure], theirs: Mapping[str, Figure]) -> Figure:
    return lambda s: np.asarray(theirs["qwk"](s) - ours["qwk"](s))


def _compared(
    flat: Numbers,
    figures: tuple[dict[str, Figure], dict[str, Figure]],
    name: str,
    title: str,
    sort: Sort,
    resamples: Resamples,
    there: tuple[Numbers, NDArray[np.bool_]],
    table: tuple[tuple[int, ...], ...] = (),
    drop: Figure | None = None,
) -> Comparison:
    """``there``: pairs of each interview with the machine, and which interviews were rated twice."""
    ours, theirs = figures
    interviews, twice = int((there[0] > 0).sum()), int(there[1].sum())
    both = int((there[1] & (there[0] > 0)).sum())
    machine = resamples.estimates(flat, ours, interviews)
    people = resamples.estimates(flat, theirs, twice)

    apart = resamples.estimates(flat, {"drop": drop or _drop(ours, theirs)}, min(interviews, twice))["drop"]
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


def _explained(found: Estimate | None, figure: str, n: int, nothing: str) -> Estimate:
    """The estimate, with the reason where it is undefined; ``nothing``: the reason where there is no ``n``."""
    if found is None:
        return Estimate(None, n=n, why=ANY_ORDER if figure in ("smd", "bias") else NO_LEVELS)
    return found if found.value is not None else replace(found, why=nothing if not n else ALIKE)


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
        _level_figures(q, ordered, used.max()),
        "pooled",
        "All criteria, pooled",
        "pooled",
        resamples,
        (np.asarray(both), twice),
        _counted(np.sum([one.machine for one in of], axis=0)),
    )

    def mean(figure: Figure) -> Figure:
        def over_criteria(s: Numbers) -> Numbers:
            values = figure(s.reshape(*s.shape[:-1], criteria, size))
            defined = ~np.isnan(values)
            total = np.where(defined, values, 0.0).sum(axis=-1)
            return (
                categories.over(total, defined.sum(axis=-1))
                if total.ndim
                else np.asarray(total / defined.sum() if defined.any() else np.nan)
            )

        return over_criteria

    ours, theirs = _level_figures(q, ordered, used)
    means = ({k: mean(f) for k, f in ours.items()}, {k: mean(f) for k, f in theirs.items()})
    flat = stacked.reshape(n, criteria * size)
    # The drop of criteria that both sides have a figure of: else it would be one of other criteria, not of agreement.
    drop = mean(_drop(ours, theirs))
    yield _compared(flat, means, "mean", "Mean over criteria", "mean", resamples, (np.asarray(both), twice), drop=drop)
