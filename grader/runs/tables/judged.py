"""What was judged: dimensions, criteria, and the four steps. All of what is an interview or a design."""

from __future__ import annotations

import numpy as np

from grader.reporters.table import Cell, Table
from grader.runs.report.figures import INTERVIEW, NOT_ASSESSED, Figures
from grader.runs.tables.spread import DECIMALS, QUARTILES, SPREAD, quartiles, rounded, share, spread
from grader.schema.rubric import Rubric
from grader.schema.segmentation import STEP_TITLES


def dimensions(figures: Figures, rubric: Rubric) -> Table:
    """0 to 100 each; ``n`` leaves out those in which none of its criteria could be assessed."""
    of = figures.dimensions[figures.applicable]
    rows = tuple((d.id, d.title, *spread(of[:, n])) for n, d in enumerate(rubric.dimensions))
    return Table("dimensions", "Dimensions, 0 to 100", ("dimension", "title", *SPREAD), rows)


def criteria(figures: Figures, rubric: Rubric) -> Table:
    """Shares are of those that were assessed; a level that a criterion does not have is empty."""
    most = max(c.max_level for c in rubric.criteria)
    of, unprobed = figures.levels[figures.applicable], figures.not_probed[figures.applicable]
    rows: list[tuple[Cell, ...]] = []
    for n, criterion in enumerate(rubric.criteria):
        found = of[:, n]
        assessed = found[found >= 0]
        counts = np.bincount(assessed, minlength=most + 1)
        shares = [share(counts[k], len(assessed)) if k <= criterion.max_level else None for k in range(most + 1)]
        mean = rounded(float(assessed.mean()), DECIMALS) if len(assessed) else None
        left = int((found == NOT_ASSESSED).sum())
        rows.append(
            (
                criterion.id,
                criterion.title,
                criterion.dimension,
                len(assessed),
                *shares,
                mean,
                criterion.max_level,
                int(unprobed[:, n].sum()),
                left,
            )
        )
    levels = tuple(f"share level {k}" for k in range(most + 1))
    columns = ("criterion", "title", "dimension", "n", *levels, "mean", "highest", "not probed", "not assessed")
    return Table("criteria", "Criteria", columns, tuple(rows))


def steps(figures: Figures, rubric: Rubric) -> Table:
    """Minutes where texts have times, against the rubric's; and shares of the words of the four steps, of all texts."""
    planned = {b.step: b.minutes for b in rubric.budgets}
    minutes, shares = figures.minutes[figures.applicable], figures.shares[figures.applicable]
    rows: list[tuple[Cell, ...]] = []
    for n, step in enumerate(INTERVIEW):
        timed = minutes[:, n][~np.isnan(minutes[:, n])]
        plan = planned.get(step)
        over = share((timed > plan).sum(), len(timed)) if plan is not None else None
        spoken = shares[:, n]
        said = int((~np.isnan(spoken)).sum())
        cells = (plan, len(timed), *quartiles(timed), over, said, *quartiles(spoken, DECIMALS))
        rows.append((step, STEP_TITLES[step], *cells))
    columns = (
        "step",
        "title",
        "planned minutes",
        "with times",
        *(f"minutes {q}" for q in QUARTILES),
        "share over plan",
        "n",
        *(f"share {q}" for q in QUARTILES),
    )
    return Table("steps", "The four steps: minutes, and shares of the words", columns, tuple(rows))
