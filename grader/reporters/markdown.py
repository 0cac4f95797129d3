"""The report as Markdown: headings, tables and quotes that any renderer shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from grader.reporters.next_steps import heading
from grader.reporters.overview import Overview
from grader.reporters.wording import count, mark, number, one_line, place, shorten, standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.reporters.overview import DimensionRow
    from grader.schema.assessment import Assessment, Evidence, Finding
    from grader.schema.document import Document
    from grader.schema.rubric import Rubric

_QUOTE = 240
"""Characters of a quote that are shown."""
_INLINE = re.compile(r"[\\`*_{}\[\]|~$#^=@]")
_LEADING = re.compile(r"^(?:[-+:]|\d+(?=[.)]))")
# Renderers that turn bare addresses into links must find none in words that are not ours.
_LINKS = re.compile(r"(?<=[a-z])(:)(?=//)|(?<=www)(\.)|(?<=mailto)(:)|(?<=xmpp)(:)", re.IGNORECASE)
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escape(text: str) -> str:
    """The text as one line of Markdown that renders as exactly these characters, white space aside."""
    line = _INLINE.sub(r"\\\g<0>", one_line(text))
    line = _LINKS.sub(r"\\\g<0>", line)
    line = re.sub("[&<>]", lambda m: _ENTITIES[m[0]], line)
    return _LEADING.sub(lambda m: f"{m[0]}\\" if m[0].isdigit() else f"\\{m[0]}", line)


class MarkdownReporter:
    """The report for a pull request, a wiki or an e-mail."""

    name = "markdown"

    def render(self, assessment: Assessment, rubric: Rubric) -> str:
        """The report; the words of others are escaped, so they are never markup."""
        return "\n".join(_lines(assessment, rubric)) + "\n"


def _lines(assessment: Assessment, rubric: Rubric) -> Iterator[str]:
    view, document = Overview.of(assessment, rubric), assessment.document
    yield from _head(view, assessment, rubric)
    yield from _what_next(view)
    yield from _steps(view)
    yield from _dimensions(view.dimensions)
    yield "## Criteria"
    yield ""
    yield "● met, ◐ in part, ○ not shown, – not assessed"
    yield ""
    for row in view.dimensions:
        if row.findings:
            yield f"### {escape(row.title)}"
            yield ""
        for finding in row.findings:
            yield from _finding(finding, document)
    if assessment.observations:
        yield from ("## Observations", "", "They earn and cost no points.", "")
        for observation in assessment.observations:
            yield f"- {escape(observation.message)}"
            yield from (f"  > {_quote(e, document)}" for e in observation.evidence[:1])
        yield ""
    yield "---"
    yield ""
    yield "A reading by rules and statistics: advice, for a person to weigh."
    yield ""
    yield escape(assessment.signature)


def _head(view: Overview, assessment: Assessment, rubric: Rubric) -> Iterator[str]:
    submission = assessment.submission
    yield f"# {escape(view.name)}"
    yield ""
    band = escape(view.band) if view.band else "Ungraded"
    yield f"**{band}: {view.total} of 100.** {escape(view.sentence)} {escape(view.tally)}"
    yield ""
    facts = [submission.kind, escape(submission.format), count(submission.words, "word")]
    yield f"{' · '.join(facts)} · {escape(rubric.title)} {escape(rubric.version)} · {escape(submission.path)}"
    yield ""
    for cap in assessment.scorecard.caps:
        yield f"- **Held at {number(cap.limit)} at most:** {escape(cap.reason)}"
    for notice in assessment.warnings:
        yield f"- **Warning:** {escape(notice.message)} ({escape(notice.code)})"
    if assessment.scorecard.caps or assessment.warnings:
        yield ""


def _what_next(view: Overview) -> Iterator[str]:
    if not view.plan.steps:
        return
    yield f"## {heading(view.plan.steps)}"
    yield ""
    for n, step in enumerate(view.plan.steps, start=1):
        gain = f" (+{number(step.gain)} points)" if step.gain >= 0.05 else ""
        cap = " This leads out of the cap." if step.lifts_cap else ""
        yield f"{n}. **{escape(step.finding.title)}**{gain}: {escape(step.finding.advice or '')}{cap}"
    yield ""
    if view.plan.reaches is not None:
        yield f"Together they take the total from {view.total} to {number(view.plan.reaches)}."
        yield ""


def _steps(view: Overview) -> Iterator[str]:
    steps = view.steps
    timed = any(row.began for row in steps.rows)
    yield "## The four steps"
    yield ""
    yield f"| Step | {'Began | Time' if timed else steps.unit.capitalize()} | Plan | |"
    yield f"| --- | {'---: | ' if timed else ''}---: | ---: | --- |"
    for row in steps.rows:
        plan = "–" if row.planned is None else steps.amount(row.planned)
        began = f"{row.began or '–'} | " if timed else ""
        yield f"| {row.number}. {row.title} | {began}{steps.amount(row.spent)} | {plan} | {row.verdict} |"
    yield ""
    if steps.coarse:
        yield "Minutes are about right and no more, for the file has few times."
        yield ""
    if view.left_out:
        yield f"Left out, {steps.other_amount}:"
        yield ""
        yield from (f"- {escape(str(row))}" for row in view.left_out)
        yield ""
    elif steps.other > 0:
        yield f"Besides, {steps.other_amount} is not the interview."
        yield ""
    if view.voices:
        yield f"Talk: {'; '.join(escape(voice) for voice in view.voices)}."
        yield ""


def _dimensions(rows: tuple[DimensionRow, ...]) -> Iterator[str]:
    yield "## Dimensions"
    yield ""
    yield "| Dimension | Score | | Share of the total |"
    yield "| --- | ---: | --- | ---: |"
    for row in rows:
        score = "–" if row.score is None else number(row.score)
        filled = round((row.score or 0) / 10)
        share = "–" if row.share is None else f"{row.share:.0f} %"
        yield f"| {escape(row.title)} | {score} | {'█' * filled}{'░' * (10 - filled)} | {share} |"
    yield ""


def _finding(finding: Finding, document: Document) -> Iterator[str]:
    level = (
        standing(finding) if finding.level is None else f"{finding.level} of {finding.max_level}, {standing(finding)}"
    )
    kinds = f" ({escape(', '.join(finding.kinds))})" if finding.kinds else ""
    said = [f"{mark(finding)} **{escape(finding.title)}**{kinds}: {level}"]
    if finding.descriptor:
        said.append(escape(finding.descriptor))
    if finding.unassessed:
        said.append(escape(finding.unassessed))
    if finding.advice:
        said.append(f"→ {escape(finding.advice)}")
    yield "- " + "\\\n  ".join(said)
    for evidence in finding.evidence[:1] or (finding.said_by_interviewer if finding.level == 0 else ()):
        yield ""
        yield f"  > {_quote(evidence, document)}"
    yield ""


def _quote(evidence: Evidence, document: Document) -> str:
    where = place(evidence, document)
    return f"“{escape(shorten(evidence.quote, _QUOTE))}”" + (f" ({escape(where)})" if where else "")
