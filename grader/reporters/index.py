"""The page that leads to the reports of several submissions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.reporters.wording import count, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.schema.assessment import Assessment
    from grader.schema.rubric import Rubric


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One submission in a list of several."""

    path: str
    page: str
    """Address of its report, relative to the index: letters, digits, ``-`` and ``.`` alone."""
    band: str | None
    total: float
    warnings: tuple[str, ...]
    """Their codes."""

    @classmethod
    def of(cls, assessment: Assessment, page: str = "") -> IndexRow:
        """The row of an assessment."""
        card = assessment.scorecard
        return cls(assessment.submission.path, page, card.band, card.total, tuple(w.code for w in assessment.warnings))

    @property
    def name(self) -> str:
        """The path as one line that is safe to show."""
        return one_line(self.path) or "submission"

    def standing(self, rubric: Rubric) -> str:
        """The band's name, or that there is none."""
        return band_name(self.band, rubric)


def band_name(band: str | None, rubric: Rubric) -> str:
    """What people call a band: its title where that is short, else its id; ``Ungraded`` for None."""
    if band is None:
        return "Ungraded"
    title = next((one_line(b.title) for b in rubric.bands if b.id == band), "")
    return title if 0 < len(title) <= 20 else one_line(band).replace("_", " ").capitalize()


def markdown_index(rows: Sequence[IndexRow], rubric: Rubric) -> str:
    """The list as a Markdown table with links."""
    from grader.reporters.markdown import escape

    lines = [
        f"# {count(len(rows), 'submission')}",
        "",
        f"{escape(rubric.title)} {escape(rubric.version)}",
        "",
        "| Submission | Band | Total | Warnings |",
        "| --- | --- | ---: | --- |",
    ]
    for row in rows:
        warnings = escape(", ".join(row.warnings))
        cells = (f"[{escape(row.name)}]({row.page})", escape(row.standing(rubric)), f"{row.total:.1f}", warnings)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join((*lines, "", "Each is a reading by rules and statistics: advice, for a person to weigh.", ""))


def html_index(rows: Sequence[IndexRow], rubric: Rubric) -> str:
    """The list as a page that needs nothing but the reports beside it."""
    from grader.reporters.html import own_file, style, template

    css, digest = style()
    return template(own_file("index.html.j2")).render(css=css, css_hash=digest, rows=rows, rubric=rubric, count=count)
