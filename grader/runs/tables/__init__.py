"""The tables of a run, the same ones on a page, as CSV and in a workbook. A cell that is not defined is None.

spread.py     how many values lie
overall.py    states, totals, bands, kinds, formats
judged.py     dimensions, criteria, steps
problems.py   warnings, errors
outliers.py   what a person should look at
agreement.py  the grades against those of people

Columns whose names begin with ``share`` are shares, 0 to 1.
"""

from __future__ import annotations

from grader.reporters.table import Table
from grader.runs.report.figures import Figures
from grader.runs.tables import judged, overall, problems
from grader.runs.tables.outliers import outliers
from grader.schema.rubric import Rubric


def tables_of(figures: Figures, rubric: Rubric) -> list[Table]:
    """All tables that need nothing but the run, the most important first."""
    return [
        overall.states(figures),
        overall.totals(figures),
        overall.bands(figures, rubric),
        overall.kinds(figures),
        overall.formats(figures),
        judged.dimensions(figures, rubric),
        judged.criteria(figures, rubric),
        judged.steps(figures, rubric),
        problems.warnings(figures),
        problems.errors(figures),
        outliers(figures, rubric),
    ]
