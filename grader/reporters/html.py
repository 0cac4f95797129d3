"""The report as one page that needs nothing else: no network, no script, no font."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from grader.reporters import wording
from grader.reporters.marked_text import lay_out, number_quotes
from grader.reporters.next_steps import heading
from grader.reporters.overview import Overview
from grader.schema.segmentation import STEP_TITLES, STEPS
from grader.schema.talk import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jinja2 import Template

    from grader.schema.assessment import Assessment, Evidence, Finding, Observation
    from grader.schema.rubric import Rubric
    from grader.schema.segmentation import Step

_QUOTE = 280
"""Characters of a quote shown beside its criterion; the text has the whole of it."""
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")


class HtmlReporter:
    """A page for reading: the marks on the left, the text they rest on to the right."""

    name = "html"

    def render(self, assessment: Assessment, rubric: Rubric) -> str:
        """The page; all words of others are escaped, and its policy forbids anything to load or run."""
        return _template().render(_page(assessment, rubric))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A segment on the timeline, in percent of the text's length in time or words."""

    step: Step
    start: float
    size: float
    says: str


@cache
def _template() -> Template:
    return template(own_file("report.html.j2"), number=wording.number, mark=wording.mark, standing=wording.standing)


def template(text: str, **filters: Callable[..., object]) -> Template:
    """A page of ours, in which every value is escaped; it has the filter ``visible`` and those given."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters.update(visible=wording.visible, **filters)
    return environment.from_string(text)


@cache
def style(more: str = "") -> tuple[Markup, str]:
    """The style sheet and what a page adds to it, ours and so without escaping; and the hash that admits it alone."""
    css = "\n" + own_file("report.css") + more
    return Markup(css), base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()  # noqa: S704


def own_file(name: str, package: str = "grader.reporters") -> str:
    """A file of a package's folder of templates, with plain line ends whatever the checkout has."""
    return files(package).joinpath("templates", name).read_text("utf-8").replace("\r\n", "\n")


def _page(assessment: Assessment, rubric: Rubric) -> dict[str, Any]:
    css, digest = style()
    cited: list[Finding | Observation] = [*assessment.findings, *assessment.observations]
    quotes = number_quotes((e.start, e.end) for c in cited for e in c.evidence)
    anchors = _anchors(assessment.findings)
    back: dict[int, list[tuple[str, Finding]]] = {}
    for finding in assessment.findings:
        for n in dict.fromkeys(quotes[e.start, e.end] for e in finding.evidence):
            back.setdefault(n, []).append((anchors[finding.criterion], finding))
    language = assessment.document.language or ""

    def place(evidence: Evidence) -> str:
        return wording.place(evidence, assessment.document)

    return {
        "css": css,
        "css_hash": digest,
        "a": assessment,
        "rubric": rubric,
        "view": Overview.of(assessment, rubric),
        "sections": lay_out(assessment, quotes),
        "quotes": quotes,
        "anchors": anchors,
        "back": back,
        "timeline": _timeline(assessment),
        "step_numbers": {s: n for n, s in enumerate(STEPS, start=1)},
        "step_titles": STEP_TITLES,
        "text_language": language if _LANGUAGE.fullmatch(language) else None,
        "heading": heading,
        "count": wording.count,
        "place": place,
        "shorten": lambda quote: wording.shorten(quote, _QUOTE),
    }


def _anchors(findings: Sequence[Finding]) -> dict[str, str]:
    """An id on the page for each criterion: its own where that is safe in an address, else its number."""
    return {
        f.criterion: f"c-{f.criterion if _ID.fullmatch(f.criterion) else n}" for n, f in enumerate(findings, start=1)
    }


def _timeline(assessment: Assessment) -> tuple[Stretch, ...]:
    segments = assessment.segments
    times = [(s.start_time, s.end_time) for s in segments]
    spans = [(a, b) for a, b in times if a is not None and b is not None and b >= a]
    if len(spans) < len(segments):
        spans = [(s.start, s.end) for s in segments]
    if not spans:
        return ()
    first, whole = spans[0][0], max(b for _, b in spans) - spans[0][0] or 1
    stretches = []
    for segment, (a, b) in zip(segments, spans, strict=True):
        when = f", {clock(a)} to {clock(b)}" if segment.start_time is not None else ""
        size = min(100.0, 100 * (b - a) / whole)
        stretches.append(
            Stretch(segment.step, max(0.0, 100 * (a - first) / whole), size, STEP_TITLES[segment.step] + when)
        )
    return tuple(stretches)
