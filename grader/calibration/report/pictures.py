"""The pictures of a calibration. Each is drawn twice, for a wide page and for a phone; tables have its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from grader.calibration.calibration import Calibration
from grader.calibration.comparisons import Comparison
from grader.calibration.statistics.intervals import Estimate
from grader.reporters.drawing import (
    ACCENT,
    DARK,
    INK,
    LIGHT,
    LINE,
    MIDDLE,
    ON_DARK,
    ON_LIGHT,
    QUIET,
    STRONG,
    TRACK,
    Rows,
    Sheet,
    both,
    label,
)
from grader.reporters.sections import Picture

MOST_ROWS = 60
_SHADES = (
    (0.02, TRACK, INK),
    (0.15, LIGHT, ON_LIGHT),
    (0.4, MIDDLE, ON_LIGHT),
    (0.7, STRONG, ON_DARK),
    (2.0, DARK, ON_DARK),
)
"""Shares of the largest number up to which a cell has a colour, and the letters on it."""


def pictures_of(c: Calibration) -> dict[str, Picture]:
    """Those for which there is anything to draw, by name."""
    return {p.name: p for p in _pictures(c)}


def _pictures(c: Calibration) -> Iterator[Picture]:
    shown = [x for x in c.comparisons if x.machine["qwk"].value is not None and x.sort != "pooled"]
    if shown:
        yield _agreement(shown[:MOST_ROWS], c.choices.thresholds.qwk)
    for one in c.comparisons:
        if one.name in ("band", "pooled") and one.interviews:
            yield _confusion(c, one)
    if (totals := _totals(c)) and len(totals) > 1:
        yield _scores(totals)
    bands = [(p.group, p.exact) for p in c.parts if p.column == "band" and p.exact.value is not None]
    if len(bands) > 1:
        yield _by_band(bands)
    known = [(r.rater, r.lenience) for r in c.raters if r.lenience.value is not None]
    if len(known) > 1:
        yield _severity(known[:MOST_ROWS])


def _agreement(shown: Sequence[Comparison], wanted: float) -> Picture:
    names = [x.title for x in shown]
    least = [x for c in shown for e in (c.machine["qwk"], c.people["qwk"]) for x in (e.value, e.low) if x is not None]
    floor = float(min(0, np.floor(min(least) * 4) / 4))
    heads = {"total": "The whole", "dimension": "Dimensions", "criterion": "Criteria"}
    sorts = ["total" if x.sort in ("band", "mean") else x.sort for x in shown]
    headings = {n: heads[s] for n, s in enumerate(sorts) if n == 0 or sorts[n - 1] != s}

    def draw(wide: bool) -> Sheet:
        rows = Rows(names, wide, 1 - floor, headings, head=8)
        ticks = [x for x in (-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1) if x >= floor]
        rows.axes.set_xticks([x - floor for x in ticks], [f"{x:g}" for x in ticks])
        rows.axes.grid(axis="x")
        rows.axes.axvline(wanted - floor, color=QUIET, linewidth=1.2, dashes=(3, 3))
        for n, one in enumerate(shown):
            own, theirs = one.machine["qwk"], one.people["qwk"]
            if own.ends is not None:
                rows.line(n, own.ends[0] - floor, own.ends[1] - floor)
            if theirs.value is not None:
                rows.tick(n, theirs.value - floor)
            rows.dot(n, (own.value or 0.0) - floor)
            rows.say(n, 1 - floor + 8 / rows.scale, f"{own.value:.2f}", ha="left", color=INK)
        return rows.sheet

    worst = min(shown, key=lambda x: x.machine["qwk"].value or 0)
    alt = f"QWK of {len(shown)} things; the lowest is {worst.title}, {worst.machine['qwk'].value:.2f}."
    note = (
        "QWK of the machine with people: the dot and the number, with its 95 % interval. The upright mark is that of"
        f" people among themselves, the dashed line the {wanted:.2f} that is wanted."
    )
    return Picture("agreement", "Agreement", note, alt, *both(draw))


def _confusion(c: Calibration, one: Comparison) -> Picture:
    counts = np.array(one.pairs_table, np.float64)
    if one.name == "band":
        names = [b.id for b in sorted(c.marks.rubric.bands, key=lambda b: b.at_least)]
        title = "Bands"
    else:
        names, title = [f"level {k}" for k in range(len(counts))], "Levels, all criteria together"
    shares = counts / max(counts.max(), 1)

    def draw(wide: bool) -> Sheet:
        q, side = len(counts), (96 if wide else 62)
        left, top = (150 if wide else 92), 58
        sheet = Sheet(left + q * side + 20, top + q * 46 + 10)
        axes = sheet.axes(left, top, 20, 10)
        axes.set_xlim(0, q)
        axes.set_ylim(q, 0)
        axes.set_xticks([])
        axes.set_yticks([])
        for row in range(q):
            axes.text(-0.12, row + 0.5, label(names[row], 16), ha="right", va="center_baseline", color=INK)
            axes.text(
                row + 0.5, -0.2, label(names[row], 12 if wide else 8), ha="center", va="center_baseline", color=INK
            )
            for column in range(q):
                share = float(shares[row, column])
                _, colour, letters = next(s for s in _SHADES if share <= s[0])
                axes.barh(row + 0.5, 0.96, 0.92, column + 0.02, color=colour)
                said = f"{counts[row, column]:,.0f}"
                axes.text(column + 0.5, row + 0.5, said, ha="center", va="center_baseline", color=letters)
        axes.text(q / 2, -0.75, "people", ha="center", va="center_baseline", color=QUIET)
        axes.text(-0.12, -0.2, "machine", ha="right", va="center_baseline", color=QUIET)
        return sheet

    agreed = float(np.trace(counts) / max(counts.sum(), 1))
    alt = f"{title}: of {counts.sum():,.0f} pairs {100 * agreed:.0f} % are the same."
    note = "Pairs of a mark of the machine and one of a person; the darker, the more of them."
    return Picture("confusion" if one.name == "pooled" else "bands", title, note, alt, *both(draw))


def _totals(c: Calibration) -> list[tuple[float, float]]:
    return [(f.plain, f.machine) for f in c.fair if f.machine is not None]


def _scores(points: list[tuple[float, float]]) -> Picture:
    x, y = np.array([p[0] for p in points]), np.array([p[1] for p in points])

    def draw(wide: bool) -> Sheet:
        size = 420 if wide else 330
        sheet = Sheet(size, size)
        axes = sheet.axes(52, 14, 16, 46)
        axes.set_xlim(-2, 102)
        axes.set_ylim(-2, 102)
        axes.plot((0, 100), (0, 100), color=LINE, linewidth=1.5)
        axes.set_xticks(range(0, 101, 25))
        axes.set_yticks(range(0, 101, 25))
        axes.grid()
        axes.plot(x, y, "o", color=ACCENT, markersize=5 if len(x) > 100 else 7, alpha=0.55, markeredgewidth=0)
        axes.set_xlabel("people’s mean total", color=QUIET)
        axes.set_ylabel("machine’s total", color=QUIET)
        return sheet

    apart = np.abs(x - y)
    middle, most = float(np.median(apart)), float(apart.max())
    alt = f"{len(x):,} interviews: totals are {middle:.0f} points apart in the middle, {most:.0f} at most."
    note = "Each dot is an interview. On the line both say the same; above it the machine says more."
    return Picture("scores", "Totals", note, alt, *both(draw))


def _by_band(bands: Sequence[tuple[str, Estimate]]) -> Picture:
    def draw(wide: bool) -> Sheet:
        rows = Rows([name for name, _ in bands], wide, 100, head=8)
        rows.axes.set_xticks((0, 25, 50, 75, 100), [f"{x} %" for x in (0, 25, 50, 75, 100)])
        rows.axes.grid(axis="x")
        for n, (_, e) in enumerate(bands):
            if e.ends is not None:
                rows.line(n, 100 * e.ends[0], 100 * e.ends[1])
            rows.dot(n, 100 * (e.value or 0))
            rows.say(n, 100 + 8 / rows.scale, f"{100 * (e.value or 0):.0f}", ha="left", color=INK)
        return rows.sheet

    alt = "Levels that are the same: " + ", ".join(f"{name} {100 * (e.value or 0):.0f} %" for name, e in bands) + "."
    note = "Share of levels that are the same, by the band of the mean of both totals, with 95 % intervals."
    return Picture("by-band", "By band", note, alt, *both(draw))


def _severity(known: Sequence[tuple[str, Estimate]]) -> Picture:
    ends = [abs(x) for _, e in known for x in (e.value or 0.0, *(e.ends or ()))]
    most = max(0.1, np.ceil(max(ends) * 10) / 10)

    def draw(wide: bool) -> Sheet:
        rows = Rows([name for name, _ in known], wide, 2 * most, head=24)
        ticks = (-most, -most / 2, 0, most / 2, most)
        rows.axes.set_xticks([x + most for x in ticks], [f"{x:+.2g}" if x else "0" for x in ticks])
        rows.axes.grid(axis="x")
        rows.axes.axvline(most, color=QUIET, linewidth=1.2)
        for place, words, at in ((0.02 * most, "harsher", "left"), (1.98 * most, "more lenient", "right")):
            rows.axes.text(place, -12, words, ha=at, va="center_baseline", color=QUIET)
        for n, (_, e) in enumerate(known):
            if e.ends is not None:
                rows.line(n, max(0, e.ends[0] + most), min(2 * most, e.ends[1] + most))
            rows.dot(n, (e.value or 0.0) + most)
            rows.say(n, 2 * most + 8 / rows.scale, f"{e.value:+.2f}", ha="left", color=INK, fontsize=11)
        return rows.sheet

    said = ", ".join(f"{label(name, 30)} {e.value:+.2f}" for name, e in known[:12])
    note = "Levels that each adds to what other people give to the same, with 95 % intervals; 0 is the mean of people."
    return Picture("severity", "How harsh each is", note, f"Lenience in levels: {said}.", *both(draw))
