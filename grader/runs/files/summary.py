"""The tables of a run as Markdown, for a pull request, a wiki or an e-mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.reporters.markdown import escape
from grader.reporters.markdown_tables import markdown_table
from grader.reporters.table import Table
from grader.reporters.wording import count, shorten
from grader.runs.manifest import Manifest
from grader.runs.report.figures import Figures
from grader.schema.rubric import Rubric


def summary(manifest: Manifest, figures: Figures, tables: Sequence[Table], rubric: Rubric) -> str:
    """What the run is, and all its tables. Words of others are escaped, so they are never markup."""
    return "\n".join(_lines(manifest, figures, tables, rubric)) + "\n"


def _lines(manifest: Manifest, figures: Figures, tables: Sequence[Table], rubric: Rubric) -> Iterator[str]:
    yield f"# {count(figures.size, 'submission')}"
    yield ""
    sources = ", ".join(escape(shorten(s.words, 80)) for s in manifest.sources[:5])
    more = f" and {count(len(manifest.sources) - 5, 'other')}" if len(manifest.sources) > 5 else ""
    yield f"From {sources}{more}, by {escape(rubric.title)} {escape(rubric.version)}."
    yield ""
    for table in tables:
        yield f"## {escape(table.title)}"
        yield ""
        yield from markdown_table(table)
        yield ""
    yield "---"
    yield ""
    yield "A reading by rules and statistics: advice, for a person to weigh."
    yield ""
    yield escape(manifest.signature)
