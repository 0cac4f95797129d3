"""An evaluation as one page that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from grader.evaluation.evaluate import GRADES, Evaluation
from grader.evaluation.plots import SIDE, criteria_bars, reliabilities, totals
from grader.evaluation.report import standing
from grader.evaluation.tables import TITLES, Table, headline, shown
from grader.reporters.html import style
from grader.reporters.wording import visible
from grader.schema.rubric import Rubric


def page(evaluation: Evaluation, tables: Sequence[Table], rubric: Rubric) -> str:
    """The page: figures with their intervals, plots, and every table. All words of others are escaped."""
    css, digest = style()
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(visible=visible, shown=shown)
    template = files("grader.evaluation").joinpath("templates", "evaluation.html.j2").read_text("utf-8")
    counts = evaluation.counts(evaluation.raters[0])
    found = headline(evaluation)
    main = found.get("mean") or found[evaluation.raters[0]]
    return (
        environment.from_string(template.replace("\r\n", "\n")).render(
            css=css,
            css_hash=digest,
            standing=standing(evaluation),
            figures=[(TITLES[name], f.value, f.low, f.high) for name, f in main.items()],
            against="both raters, their mean" if "mean" in found else f"rater {evaluation.raters[0]}",
            bars=criteria_bars(counts, rubric) if counts else [],
            reliabilities=reliabilities(counts) if counts else {},
            totals=totals(evaluation),
            grades=list(GRADES.values()),
            side=SIDE,
            tables=tables,
        )
        + "\n"
    )
