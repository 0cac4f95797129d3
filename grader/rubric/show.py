"""A rubric as plain text for people: what is asked for, and what each of it is worth."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from grader.schema.rubric import Criterion, Dimension, Rubric
from grader.schema.segmentation import STEP_TITLES

WIDTH = 100


def describe(rubric: Rubric) -> str:
    """The whole rubric in lines of at most 100 characters where words allow it; the same for the same rubric."""
    return "\n".join(_lines(rubric)) + "\n"


def _lines(rubric: Rubric) -> Iterator[str]:
    yield from _wrapped(f"{_one_line(rubric.title)} ({rubric.id} {rubric.version})")
    if rubric.description:
        yield ""
        yield from _wrapped(rubric.description)
    if rubric.budgets:
        yield ""
        yield "Minutes: " + ", ".join(f"{STEP_TITLES[b.step].lower()} {b.minutes:g}" for b in rubric.budgets)
    whole = sum(d.weight for d in rubric.dimensions)
    for dimension in rubric.dimensions:
        yield ""
        yield from _dimension(rubric, dimension, whole)
    yield ""
    yield "Bands"
    bands = sorted(rubric.bands, key=lambda b: b.at_least)
    for band, following in zip(bands, [*bands[1:], None], strict=True):
        end = f"below {following.at_least:g}" if following else "100"
        title = f": {_one_line(band.title)}" if band.title else ""
        yield from _wrapped(f"{band.at_least:g} to {end}: {_one_line(band.id)}{title}", "  ")
    if rubric.caps:
        yield ""
        yield "Caps"
        titles = {d.id: _one_line(d.title) for d in rubric.dimensions}
        for cap in rubric.caps:
            when = f"{titles.get(cap.dimension, cap.dimension)} below {cap.below:g}"
            yield from _wrapped(f"{when}: the total is at most {cap.total_at_most:g}. {cap.reason}", "  ")


def _dimension(rubric: Rubric, dimension: Dimension, whole: float) -> Iterator[str]:
    criteria = [c for c in rubric.criteria if c.dimension == dimension.id]
    share = _percent(dimension.weight, whole)
    yield from _wrapped(
        f"{_one_line(dimension.title)} ({dimension.id}): {share} of the total, {_counted(len(criteria), 'criterion')}"
    )
    points = sum(c.points for c in criteria)
    for criterion in criteria:
        yield from _criterion(criterion, points)


def _criterion(criterion: Criterion, points: float) -> Iterator[str]:
    worth = f"{_percent(criterion.points, points)} of its dimension"
    told = [f"belongs to: {STEP_TITLES[criterion.step].lower()}", worth]
    if criterion.applies_to == "dialogue":
        told.append("only where two people talk")
    if criterion.after:
        told.append(f"only after {_percent(criterion.after, 1)} of the text")
    if criterion.cuts:
        told.append(f"levels begin at {criterion.cuts[0]:g} and {criterion.cuts[1]:g} expected")
    yield from _wrapped(f"{_one_line(criterion.title)} [{criterion.id}]", "  ")
    yield from _wrapped("; ".join(told), "      ")
    yield from _wrapped(f"0 {criterion.absent}", "    ", "      ")
    for level in sorted(criterion.levels, key=lambda x: x.level):
        yield from _wrapped(f"{level.level} {level.descriptor}", "    ", "      ")
    if criterion.kinds:
        yield from _wrapped("kinds: " + ", ".join(_one_line(k.title) for k in criterion.kinds), "      ")


def _wrapped(text: str, indent: str = "", following: str | None = None) -> list[str]:
    later = indent if following is None else following
    return wrap(_one_line(text), WIDTH, initial_indent=indent, subsequent_indent=later, break_on_hyphens=False) or [""]


def _one_line(text: str) -> str:
    """Printable characters alone: a rubric's words must not steer a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.3g} %"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what.replace('criterion', 'criteria')}"
