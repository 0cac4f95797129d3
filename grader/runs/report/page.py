"""The report of a run as a folder: a page that opens at once, data that it loads when asked, and full reports.

index.html    what the run is, pictures, tables, what to look at, the first submissions; whole without its script
data/         columns, names and details for the page's script
pages/        full reports of single submissions
tables/       every table as a file, which others write
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from markupsafe import Markup

from grader.reporters.html import HtmlReporter, own_file, style, template
from grader.reporters.sections import Image, Section, Shown
from grader.reporters.table import Table
from grader.reporters.wording import count, number, one_line
from grader.runs.manifest import made_of
from grader.runs.report.data import write_data
from grader.runs.report.figures import Figures
from grader.runs.report.listing import PAGE, Listing, page_name
from grader.runs.report.pictures import pictures_of
from grader.runs.report.sections import arranged
from grader.runs.spec import rubric_of
from grader.runs.store import Store
from grader.runs.stored import assessment_of
from grader.runs.tables.outliers import outliers_of

if TYPE_CHECKING:
    from jinja2 import Template

    from grader.schema.rubric import Rubric

Pages = Literal["all", "outliers", "none"]
FEW = 200
"""Submissions of a run of which all have a full report, unless told otherwise."""


def write_page(
    store: Store,
    figures: Figures,
    tables: Sequence[Table],
    folder: Path,
    *,
    pages: Pages | None = None,
    more: Sequence[Section] = (),
) -> None:
    """Write the page and what it loads into ``folder``, which is there and holds none of it.

    ``tables`` are those of the page, each of which another writes as the file ``tables/NAME.csv``; files of all rows
    that are there already, such as ``submissions.csv``, are linked. ``more`` are sections that need more than the run.
    ``pages`` are the submissions that have a full report: of a small run all, of others the outliers. The store must
    be as it was when the figures were read: hold a snapshot of it. OSError where something cannot be written.
    """
    rubric = rubric_of(store.manifest.settings)
    reported = _reported(figures, rubric, pages)
    files = [suffix for suffix in ("csv", "xlsx", "parquet", "jsonl") if (folder / f"submissions.{suffix}").is_file()]
    (folder / "index.html").write_bytes(_index(store, figures, rubric, tables, more, reported, files))
    write_data(store, figures, folder / "data")
    (folder / "pages").mkdir()
    for row in reported:
        report = HtmlReporter().render(assessment_of(store, int(figures.ids[row]), rubric), rubric)
        (folder / page_name(row)).write_bytes(report.encode("utf-8", "replace"))


def _reported(figures: Figures, rubric: Rubric, pages: Pages | None) -> list[int]:
    """Rows of the submissions that have a full report."""
    if pages == "none":
        return []
    if pages == "all" or (pages is None and figures.size <= FEW):
        return [int(n) for n in np.flatnonzero(figures.graded)]
    return sorted(one.index for one in outliers_of(figures, rubric))


def _index(
    store: Store,
    figures: Figures,
    rubric: Rubric,
    tables: Sequence[Table],
    more: Sequence[Section],
    reported: Sequence[int],
    files: Sequence[str],
) -> bytes:
    css, css_hash = style("\n" + own_file("sections.css") + "\n" + own_file("page.css", __package__))
    script, script_hash = _script()
    listing = Listing(figures, rubric, reported)
    links = {"outliers": [listing.page_of(one.index) for one in outliers_of(figures, rubric)]}
    text = _template().render(
        css=css,
        css_hash=css_hash,
        script=script,
        script_hash=script_hash,
        rubric=rubric,
        made_of=made_of(store.manifest.signature),
        sources=[one_line(source.words) for source in store.manifest.sources],
        size=figures.size,
        standing=_standing(figures),
        facts=_facts(figures),
        sections=arranged(tables, pictures_of(figures, rubric), more),
        image=Image.of,
        shown=lambda table: Shown.of(table, links.get(table.name, ())),
        listing=listing,
        files=files,
        about=Markup(listing.script_knows),  # noqa: S704  JSON of ours without a "<"
        most=PAGE,
        count=count,
    )
    return text.encode("utf-8", "replace")


@cache
def _template() -> Template:
    return template(own_file("sections.html.j2") + own_file("page.html.j2", __package__))


@cache
def _script() -> tuple[Markup, str]:
    """The page's script, ours and so without escaping; and the hash that admits it alone."""
    js = "\n" + own_file("page.js", __package__)
    return Markup(js), base64.b64encode(hashlib.sha256(js.encode()).digest()).decode()  # noqa: S704


def _standing(figures: Figures) -> str:
    """In a sentence what became of all of them."""
    graded, good = int(figures.graded.sum()), int(figures.applicable.sum())
    waiting, other = int((figures.states == 0).sum()), graded - good
    ended = figures.size - graded - waiting
    parts = [f"{good:,} of {count(figures.size, 'submission')} {_is(good, 'has', 'have')} a total and a band"]
    if other:
        parts.append(f"{other:,} {_is(other, 'was read and is', 'were read and are')} no system design interview")
    if ended:
        parts.append(f"{ended:,} could not be graded")
    if waiting:
        parts.append(f"{waiting:,} {_is(waiting, 'is', 'are')} still to be graded")
    return "; ".join(parts) + "."


def _facts(figures: Figures) -> list[tuple[str, str]]:
    """Three numbers that sum the totals up; none where there are no totals."""
    totals = figures.totals[figures.applicable]
    if not len(totals):
        return []
    low, middle, high = (float(q) for q in np.percentile(totals, (25, 50, 75)))
    return [
        (number(middle), "median of the totals, of 100"),
        (f"{number(low)} to {number(high)}", "the middle half of them"),
        (f"{len(totals):,}", "interviews and designs"),
    ]


def _is(n: int, one: str, many: str) -> str:
    return one if n == 1 else many
