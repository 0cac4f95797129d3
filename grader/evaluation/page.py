"""An evaluation as one page that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from grader.evaluation.evaluate import GRADES, Evaluation
from grader.evaluation.plots import SIDE, criteria_bars, reliabilities, totals
from grader.evaluation.report import standing
from grader.evaluation.tables import TITLES, shown
from grader.reporters.html import own_file, style, template
from grader.reporters.table import Table
from grader.schema.rubric import Rubric

_PACKAGE = "grader.evaluation"


def page(evaluation: Evaluation, tables: Sequence[Table], rubric: Rubric) -> str:
    """The page: figures with their intervals, plots, and every table. All words of others are escaped."""
    css, digest = style(own_file("evaluation.css", _PACKAGE))
    counts = evaluation.counts(evaluation.raters[0])
    return template(own_file("evaluation.html.j2", _PACKAGE), shown=shown).render(
        css=css,
        css_hash=digest,
        standing=standing(evaluation),
        figures=[(TITLES[name], f.value, f.low, f.high) for name, f in evaluation.main.items()],
        against="both raters, their mean" if "mean" in evaluation.headline else f"rater {evaluation.raters[0]}",
        bars=criteria_bars(counts, rubric) if counts else [],
        reliabilities=reliabilities(counts) if counts else {},
        totals=totals(evaluation),
        grades=list(GRADES.values()),
        side=SIDE,
        tables=tables,
    )
