"""How submissions ended, and what they reached."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grader.reporters.table import Cell, Table
from grader.runs.records import STATES
from grader.runs.report.figures import Figures
from grader.runs.tables.spread import SPREAD, rounded, share, spread
from grader.schema.rubric import Rubric

KINDS = ("transcript", "design")
"""As `Figures.kinds` numbers them."""
NOT_AN_INTERVIEW = "no interview or design"


def states(figures: Figures) -> Table:
    """Every submission is in one state: they add up."""
    counts = np.bincount(figures.states, minlength=len(STATES))
    rows: list[tuple[Cell, ...]] = [
        (state.replace("_", " "), int(counts[n]), share(counts[n], figures.size)) for n, state in enumerate(STATES)
    ]
    rows.append(("all", figures.size, share(figures.size, figures.size)))
    return Table("states", "How they ended", ("state", "submissions", "share"), tuple(rows))


def totals(figures: Figures) -> Table:
    """Totals of what is an interview or a design, 0 to 100."""
    return Table("totals", "Totals", ("of", *SPREAD), (("all", *spread(figures.totals[figures.applicable])),))


def bands(figures: Figures, rubric: Rubric) -> Table:
    """From the highest band down; with what is no interview they add up to all that are graded."""
    graded = int(figures.graded.sum())
    ordered = sorted(rubric.bands, key=lambda b: b.at_least)
    rows: list[tuple[Cell, ...]] = []
    for n, band in reversed(list(enumerate(ordered))):
        of = figures.applicable & (figures.bands == n)
        up_to = ordered[n + 1].at_least if n + 1 < len(ordered) else 100.0
        rows.append((band.id, band.title, band.at_least, up_to, *_some(figures, of, graded)))
    none = figures.applicable & (figures.bands < 0)
    if none.any():
        rows.append((None, "no band", None, None, *_some(figures, none, graded)))
    other = figures.graded & ~figures.applicable
    rows.append((None, NOT_AN_INTERVIEW, None, None, int(other.sum()), share(other.sum(), graded), None))
    columns = ("band", "title", "from", "to", "submissions", "share", "mean")
    return Table("bands", "By band", columns, tuple(rows))


def kinds(figures: Figures) -> Table:
    """Totals of transcripts and of designs."""
    of = [(name, figures.kinds == n) for n, name in enumerate(KINDS)]
    return Table("kinds", "By kind of text", ("kind", *_COLUMNS), _by(figures, of))


def formats(figures: Figures) -> Table:
    """Totals by the format that was read, by name."""
    of = sorted(((name, figures.formats == n) for n, name in enumerate(figures.format_names)), key=lambda x: x[0])
    return Table("formats", "By format", ("format", *_COLUMNS), _by(figures, of))


_COLUMNS = ("graded", NOT_AN_INTERVIEW, *SPREAD)


def _by(figures: Figures, groups: list[tuple[str, NDArray[np.bool_]]]) -> tuple[tuple[Cell, ...], ...]:
    rows: list[tuple[Cell, ...]] = []
    for name, of in groups:
        graded, applicable = figures.graded & of, figures.applicable & of
        other = int(graded.sum() - applicable.sum())
        rows.append((name, int(graded.sum()), other, *spread(figures.totals[applicable])))
    return tuple(rows)


def _some(figures: Figures, of: NDArray[np.bool_], whole: int) -> tuple[Cell, ...]:
    mean = float(figures.totals[of].mean()) if of.any() else float("nan")
    return int(of.sum()), share(of.sum(), whole), rounded(mean, 2)
