"""The report for a terminal, by rich; as readable in a pipe as in colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.reporters import wording
from grader.reporters.columns import drawn
from grader.reporters.next_steps import heading
from grader.reporters.overview import Overview
from grader.reporters.wording import count, number, one_line, place, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from grader.reporters.overview import DimensionRow
    from grader.schema.assessment import Assessment, Evidence, Finding
    from grader.schema.document import Document
    from grader.schema.rubric import Rubric

_ACCENT, _QUIET, _LABEL = "cyan", "bright_black", "bold"
_MARK_STYLES = {"met": "green", "in part": "yellow", "not shown": "red", "not probed": _QUIET, "not assessed": _QUIET}
_MARGIN = (0, 0, 0, 2)
_ROOM_FOR_BEGAN = 70
_LEFT_OUT = 6
"""Parts left out that are listed; the JSON has them all."""


class TerminalReporter:
    """What a person reads after grading one file."""

    name = "terminal"

    def __init__(self, *, width: int = 100, colour: bool = False) -> None:
        """``width`` in columns, at least 40; ``colour`` False where the output is no terminal or NO_COLOR is set."""
        self._width = max(40, width)
        self._colour = colour

    def render(self, assessment: Assessment, rubric: Rubric) -> str:
        """The report; without ``colour`` it has no escape sequence."""
        return drawn(lambda console: _Page(console, assessment, rubric).print(), self._width, self._colour)


class _Page:
    """One report being printed from top to bottom."""

    def __init__(self, console: Console, assessment: Assessment, rubric: Rubric) -> None:
        self.console, self.assessment, self.rubric = console, assessment, rubric
        self.overview = Overview.of(assessment, rubric)
        self.room = console.width - 4
        self.bar = max(12, min(40, self.room - 54))

    def print(self) -> None:
        self.head()
        self.four_steps()
        self.dimensions()
        self.criteria()
        self.remarks()
        self.what_next()
        self.foot()

    def say(self, *parts: str | Text, style: str = "", indent: int = 2) -> None:
        text = Text(style=style)
        for part in parts:
            text.append_text(part) if isinstance(part, Text) else text.append(part)
        self.console.print(Padding(text, (0, 2, 0, indent)), soft_wrap=False)

    def section(self, title: str, aside: str = "") -> None:
        self.console.print()
        row = Table.grid(expand=True, padding=0)
        row.add_column(ratio=1)
        row.add_column(justify="right", style=_QUIET)
        row.add_row(Text(title, style=f"{_LABEL} {_ACCENT}"), Text(aside))
        self.console.print(Padding(row, (0, 2, 0, 2)))
        self.console.print(Padding(Text("─" * self.room, style=_QUIET), _MARGIN))

    def head(self) -> None:
        view, submission = self.overview, self.assessment.submission
        self.console.print()
        self.say(Text(one_line(submission.path) or view.name, style=_LABEL))
        facts = [submission.kind, one_line(submission.format), count(submission.words, "word")]
        facts.append(f"{one_line(self.rubric.title)} {one_line(self.rubric.version)}")
        self.say(" · ".join(facts), style=_QUIET)
        self.console.print()
        band = one_line(view.band).upper() if view.band else "UNGRADED"
        score = self.assessment.scorecard.total
        line = Text.assemble((band, f"{_LABEL} {_ACCENT}"), "  ", (view.total, _LABEL), (" of 100  ", _QUIET))
        self.say(line, bar(score / 100, min(40, max(10, self.room - len(line)))))
        self.say(one_line(view.sentence))
        self.say(view.tally)
        for cap in self.assessment.scorecard.caps:
            self.say(Text("! ", style="yellow"), f"Held at {number(cap.limit)} at most: {one_line(cap.reason)}")

    def four_steps(self) -> None:
        steps = self.overview.steps
        self.section("The four steps", steps.unit)
        timed = self.room > _ROOM_FOR_BEGAN and any(row.began for row in steps.rows)
        grid = self.grid(right=(2, 3), quiet=(3, 4, 5))
        for row in steps.rows:
            planned = None if row.planned is None else row.planned / steps.scale
            plan = "" if row.planned is None else f"plan {steps.amount(row.planned)}"
            title = Text.assemble((f"{row.number} ", _QUIET), row.title)
            line = bar(row.spent / steps.scale, self.bar - (11 if timed else 0), planned)
            began = f"at {row.began}" if timed and row.began else ""
            grid.add_row(title, line, steps.amount(row.spent), plan, row.verdict, began)
        self.console.print(Padding(grid, _MARGIN))
        if any(r.planned for r in steps.rows):
            self.say("┃ marks the plan" + ("; at, when it began" if timed else ""), style=_QUIET)
        self.left_out()
        if self.overview.voices:
            self.say("Talk: ", "; ".join(self.overview.voices), style=_QUIET)

    def left_out(self) -> None:
        steps, rows = self.overview.steps, self.overview.left_out
        if rows:
            told = "; ".join(str(row) for row in rows[:_LEFT_OUT])
            more = f"; {len(rows) - _LEFT_OUT} more" if len(rows) > _LEFT_OUT else ""
            self.say(f"Left out, {steps.other_amount}: {told}{more}", style=_QUIET)
        elif steps.other > 0:
            self.say(f"Besides, {steps.other_amount} is not the interview", style=_QUIET)

    def dimensions(self) -> None:
        self.section("Dimensions", "score · share of the total")
        grid = self.grid(right=(2, 3), quiet=(3,))
        for row in self.overview.dimensions:
            score = "–" if row.score is None else f"{row.score:.1f}"
            share = "" if row.share is None else f"{row.share:.0f} %"
            grid.add_row(one_line(row.title), bar((row.score or 0) / 100, self.bar), score, share, "")
        self.console.print(Padding(grid, _MARGIN))

    def grid(self, right: Sequence[int], quiet: Sequence[int]) -> Table:
        grid = Table.grid(padding=(0, 2, 0, 0))
        for n in range(6):
            style = _QUIET if n in quiet else ""
            if n == 0:  # the only column with words of others, so it alone may wrap
                grid.add_column(style=style, overflow="fold", min_width=24, max_width=26)
            else:
                grid.add_column(style=style, justify="right" if n in right else "left", no_wrap=True)
        return grid

    def criteria(self) -> None:
        legend = " ".join(("● met ", "◐ in part ", "○ not shown ", "– not assessed"))
        self.section("Criteria", legend)
        for n, row in enumerate(self.overview.dimensions):
            if not row.findings:
                continue
            if n:
                self.console.print()
            self.dimension_line(row)
            for finding in row.findings:
                self.finding(finding)

    def dimension_line(self, row: DimensionRow) -> None:
        score = "not assessed" if row.score is None else number(row.score)
        self.say(Text(one_line(row.title), style=_LABEL), Text(f"  {score}", style=_QUIET))

    def finding(self, finding: Finding) -> None:
        style = _MARK_STYLES[wording.standing(finding)]
        grid = Table.grid(padding=(0, 1, 0, 0), expand=True)
        grid.add_column(no_wrap=True, width=1)
        grid.add_column(ratio=1, overflow="fold")
        grid.add_column(no_wrap=True, justify="right", style=_QUIET)
        title = one_line(finding.title)
        if finding.kinds:
            title += f" ({', '.join(one_line(k) for k in finding.kinds)})"
        level = "–" if finding.level is None else f"{finding.level}/{finding.max_level}"
        grid.add_row(Text(wording.mark(finding), style=style), Text(title), level)
        if finding.evidence:
            grid.add_row("", self.quote(finding.evidence[0]), "")
        if finding.level is None:
            grid.add_row("", Text(one_line(finding.unassessed or ""), style=_QUIET), "")
        elif finding.not_probed:
            grid.add_row("", Text("Not probed: nobody asked, and the interview never came to it.", style=_QUIET), "")
        elif finding.level == 0 and finding.said_by_interviewer:
            grid.add_row("", self.quote(finding.said_by_interviewer[0]), "")
        if finding.advice:
            grid.add_row("", Text.assemble(("→ ", _ACCENT), one_line(finding.advice)), "")
        self.console.print(Padding(grid, (0, 2, 0, 2)))

    def quote(self, evidence: Evidence) -> Text:
        where = place(evidence, self.document)
        # Two lines, less the mark's column and some room for the place to stand beside the words.
        words = shorten(evidence.quote, max(40, 2 * (self.room - 10) - len(where) - 8))
        return Text.assemble((f"“{words}”", "italic"), (f"  {where}" if where else "", _QUIET))

    @property
    def document(self) -> Document:
        return self.assessment.document

    def remarks(self) -> None:
        if self.assessment.observations:
            self.section("Observations", "beside the score")
            for observation in self.assessment.observations:
                self.item("•", Text(one_line(observation.message)), *(self.quote(e) for e in observation.evidence[:1]))
        if self.assessment.warnings:
            self.section("Warnings")
            for notice in self.assessment.warnings:
                self.item(
                    "!", Text(one_line(notice.message)), Text(one_line(notice.code), style=_QUIET), style="yellow"
                )

    def item(self, sign: str, *lines: Text, style: str = _ACCENT) -> None:
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for n, line in enumerate(lines):
            grid.add_row(Text(sign if n == 0 else "", style=style), line)
        self.console.print(Padding(grid, (0, 2, 0, 2)))

    def what_next(self) -> None:
        plan = self.overview.plan
        if not plan.steps:
            return
        reaches = f"together {self.overview.total} → {number(plan.reaches)}" if plan.reaches is not None else ""
        self.section(heading(plan.steps), reaches)
        for n, step in enumerate(plan.steps, start=1):
            title = Text(one_line(step.finding.title), style=_LABEL)
            title.append(f"  +{number(step.gain)} points" if step.gain >= 0.05 else "", style=f"not bold {_ACCENT}")
            title.append("  leads out of the cap" if step.lifts_cap else "", style="not bold yellow")
            self.item(f"{n}", title, Text(one_line(step.finding.advice or "")))

    def foot(self) -> None:
        self.console.print()
        self.say("A reading by rules and statistics: advice, for a person to weigh.", style=_QUIET)
        self.say(one_line(self.assessment.signature), style=_QUIET)
        self.console.print()


def bar(share: float, width: int, planned: float | None = None) -> Text:
    """A line of ``width`` columns, heavy up to ``share``, with a mark at ``planned``."""
    filled = min(width, max(1 if share > 0 else 0, round(share * width)))
    at = None if planned is None else min(width - 1, round(planned * width))
    text = Text()
    for n in range(width):
        sign = "┃" if n == at else "━" if n < filled else "╌"
        text.append(sign, style="bold" if n == at else _ACCENT if n < filled else _QUIET)
    return text
