"""The pictures of a run. Each is drawn twice, for a wide page and for a phone; its numbers are in a table beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.reporters.drawing import (
    ACCENT,
    INK,
    MIDDLE,
    ON_DARK,
    ON_LIGHT,
    QUIET,
    STRONG,
    TRACK,
    Rows,
    Sheet,
    both,
)
from grader.reporters.index import band_name
from grader.reporters.sections import Picture
from grader.reporters.wording import shorten
from grader.runs.report.figures import INTERVIEW, NOT_ASSESSED, Figures
from grader.schema.rubric import Rubric
from grader.schema.segmentation import STEP_TITLES

MOST_CRITERIA = 60
"""Drawn: more are in the table alone."""
_BIN = 5
"""Points of a bar of the distribution."""


def pictures_of(figures: Figures, rubric: Rubric) -> tuple[Picture, ...]:
    """Those for which there is anything to draw; all are of submissions that are an interview or a design."""
    if not figures.applicable.any():
        return ()
    made = (_totals(figures, rubric), _dimensions(figures, rubric), _criteria(figures, rubric))
    return (*made, *_steps(figures, rubric))


def _totals(f: Figures, rubric: Rubric) -> Picture:
    totals = f.totals[f.applicable]
    # In whole tenths, so that a total on an edge falls on the same side whatever the arithmetic.
    bins = np.minimum(np.rint(totals * 10).astype(np.int64) // (10 * _BIN), 100 // _BIN - 1)
    counts = np.bincount(bins, minlength=100 // _BIN)
    bands = bands_of(rubric)
    ends = [*(at for _, at in bands[1:]), 100.0]

    def draw(wide: bool) -> Sheet:
        left, right = (52, 14) if wide else (44, 12)
        sheet = Sheet(720 if wide else 340, 270 if wide else 220)
        axes = sheet.axes(left, 34, right, 34)
        axes.set_xlim(0, 100)
        axes.set_ylim(0, max(int(counts.max()), 4) * 1.04)
        axes.bar(np.arange(0, 100, _BIN) + _BIN / 2, counts, _BIN * 0.88, color=ACCENT)
        axes.set_xticks(range(0, 101, 10 if wide else 20))
        _whole_numbers(axes)
        axes.grid(axis="y")
        pixels = (sheet.width - left - right) / 100
        for (title, start), end in zip(bands, ends, strict=True):
            if start > 0:
                axes.axvline(start, 0, 1.12, color=QUIET, linewidth=1.2, dashes=(3, 3), clip_on=False)
            if len(title) * 8 + 6 < (end - start) * pixels:
                place = axes.get_xaxis_transform()
                axes.text((start + end) / 2, 1.06, title, ha="center", va="center_baseline", color=INK, transform=place)
        return sheet

    wide, narrow = both(draw)
    low, middle, high = np.percentile(totals, (25, 50, 75))
    return Picture(
        "totals",
        "How the totals lie",
        f"Submissions by total, in steps of {_BIN} points; the dashed lines are where bands begin.",
        f"Histogram of {len(totals):,} totals: the median is {middle:.1f}, half lie between {low:.1f} and {high:.1f}.",
        wide,
        narrow,
    )


def _whole_numbers(axes: Any) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:,.0f}"))


def _spread(rows: Rows, n: int, values: NDArray[Any]) -> None:
    """A line for nine tenths, a bar for the middle half, a dot for the mean, which stands beside it as a number."""
    values = values[~np.isnan(values)].astype(np.float64)
    if not len(values):
        rows.say(n, 0, "none", ha="left", color=QUIET)
        return
    least, low, high, most = np.percentile(values, (5, 25, 75, 95))
    rows.line(n, least, most)
    rows.bar(n, low, high, MIDDLE, 11)
    rows.dot(n, values.mean())
    end = rows.axes.get_xlim()[1]
    rows.say(n, end + 8 / rows.scale, f"{values.mean():.{0 if end >= 60 else 1}f}", ha="left", color=INK)


_SPREAD = "The dot and the number are the mean, the bar holds the middle half, the line nine tenths."


def _dimensions(f: Figures, rubric: Rubric) -> Picture:
    scores = f.dimensions[f.applicable]
    titles = [d.title for d in rubric.dimensions]

    def draw(wide: bool) -> Sheet:
        rows = Rows(titles, wide, 100, head=8)
        _ticks(rows, (0, 25, 50, 75, 100))
        for n in range(len(titles)):
            _spread(rows, n, scores[:, n])
        return rows.sheet

    wide, narrow = both(draw)
    return Picture("dimensions", "Dimensions", f"Points of 100. {_SPREAD}", _means(titles, scores), wide, narrow)


def _means(titles: list[str], values: NDArray[Any]) -> str:
    """The means in words, for those who do not see them."""
    with_any = [n for n in range(len(titles)) if not np.isnan(values[:, n]).all()]
    said = (f"{shorten(titles[n], 60)} {np.nanmean(values[:, n].astype(np.float64)):.0f}" for n in with_any)
    return f"Means: {', '.join(said)}."


def _ticks(rows: Rows, at: tuple[float, ...], unit: str = "") -> None:
    rows.axes.set_xticks(at, [f"{x:g}{unit}" for x in at])
    rows.axes.grid(axis="x")


_STANDINGS = (
    ("met", STRONG, ON_DARK, ""),
    ("in part", MIDDLE, ON_LIGHT, ""),
    ("not shown", TRACK, INK, ""),
    ("not probed", TRACK, INK, "////"),
    ("not assessed", "none", QUIET, ""),
)
"""How a level is drawn: colour, letters on it, hatch. Their order tells them apart too."""


def standings(f: Figures, rubric: Rubric) -> NDArray[np.float64]:
    """[criterion, standing]: of all applicable submissions the percentage that met it, in part, and so on."""
    levels, unprobed = f.levels[f.applicable], f.not_probed[f.applicable]
    most = np.array([c.max_level for c in rubric.criteria], np.int8)
    unassessed = levels == NOT_ASSESSED
    absent = (levels == 0) & ~unprobed
    met = levels >= most
    parts = (met, (levels > 0) & ~met, absent, unprobed & ~unassessed, unassessed)
    return 100 * np.stack([p.sum(axis=0) for p in parts], axis=1) / max(1, len(levels))


def _criteria(f: Figures, rubric: Rubric) -> Picture:
    shares = standings(f, rubric)
    order = {d.id: n for n, d in enumerate(rubric.dimensions)}
    titles = {d.id: d.title for d in rubric.dimensions}
    chosen = sorted(range(len(rubric.criteria)), key=lambda n: order.get(rubric.criteria[n].dimension, 0))
    chosen = chosen[:MOST_CRITERIA]
    owners = [rubric.criteria[n].dimension for n in chosen]
    headings = {n: titles.get(d, d) for n, d in enumerate(owners) if n == 0 or owners[n - 1] != d}

    def draw(wide: bool) -> Sheet:
        names = [rubric.criteria[n].title for n in chosen]
        rows = Rows(names, wide, 100, headings, head=34 if wide else 62)
        for n, criterion in enumerate(chosen):
            at = 0.0
            for share, (_, colour, letters, hatch) in zip(shares[criterion], _STANDINGS, strict=True):
                rows.bar(n, at, at + share, colour, **_edge(colour, hatch))
                if share * rows.scale > 26 and not hatch:
                    rows.say(n, at + share / 2, f"{share:.0f}", color=letters, fontsize=11)
                at += share
        _ticks(rows, (0, 25, 50, 75, 100), " %")
        _legend(rows)
        return rows.sheet

    wide, narrow = both(draw)
    best, worst = int(shares[:, 0].argmax()), int(shares[:, 0].argmin())
    alt = (
        f"Shares of levels by criterion. Met most often: {rubric.criteria[best].title}, {shares[best, 0]:.0f} %;"
        f" least often: {rubric.criteria[worst].title}, {shares[worst, 0]:.0f} %."
    )
    note = "Percent of submissions that met a criterion, met it in part, or did not show it."
    if len(rubric.criteria) > MOST_CRITERIA:
        note += f" The first {MOST_CRITERIA} of {len(rubric.criteria)} criteria; the table has all."
    return Picture("criteria", "Criteria", note, alt, wide, narrow)


def _edge(colour: str, hatch: str) -> dict[str, Any]:
    """What sets a bar without a colour of its own apart: a hatch, or a line around it."""
    if hatch:
        return {"edgecolor": QUIET, "linewidth": 0, "hatch": hatch}
    return {"edgecolor": QUIET, "linewidth": 0.7} if colour == "none" else {}


def _legend(rows: Rows) -> None:
    from matplotlib.patches import Patch

    marks = [Patch(facecolor=c, hatch=h, edgecolor=QUIET, linewidth=0.5, label=title) for title, c, _, h in _STANDINGS]
    wide = rows.wide
    rows.axes.legend(
        handles=marks,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        borderaxespad=0.1,
        ncols=5 if wide else 3,
        frameon=False,
        handlelength=1.1,
        handleheight=0.9,
        handletextpad=0.4,
        columnspacing=1.1,
        fontsize=12,
    )


def _steps(f: Figures, rubric: Rubric) -> list[Picture]:
    """Shares of the words for all, and minutes for those with times; the rubric's budgets as upright marks."""
    budgets = {b.step: b.minutes for b in rubric.budgets}
    whole = sum(budgets.get(s, 0) for s in INTERVIEW)
    plan = [100 * budgets[s] / whole if s in budgets else None for s in INTERVIEW]
    minutes = f.minutes[f.applicable]
    found = []
    if not np.isnan(f.shares[f.applicable]).all():
        note = "Percent of the words of the four steps."
        found.append(_by_step("shares", "Room given to the steps", note, 100 * f.shares[f.applicable], plan))
    timed = minutes[~np.isnan(minutes).all(axis=1)]
    if len(timed):
        note = f"Minutes, in the {len(timed):,} with times."
        found.append(_by_step("minutes", "Time taken by the steps", note, timed, [budgets.get(s) for s in INTERVIEW]))
    return found


def _by_step(name: str, title: str, note: str, values: NDArray[Any], plan: list[float | None]) -> Picture:
    titles = [STEP_TITLES[s] for s in INTERVIEW]
    most = float(max(np.nanpercentile(values, 99), *(p or 0 for p in plan), 1)) * 1.05 if name == "minutes" else 100

    def draw(wide: bool) -> Sheet:
        from matplotlib.ticker import MaxNLocator

        rows = Rows(titles, wide, most, head=8)
        rows.axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        rows.axes.grid(axis="x")
        for n, meant in enumerate(plan):
            _spread(rows, n, values[:, n])
            if meant is not None:
                rows.tick(n, meant)
        return rows.sheet

    wide, narrow = both(draw)
    budget = " The upright mark is the rubric’s budget." if any(p is not None for p in plan) else ""
    return Picture(name, title, f"{note} {_SPREAD}{budget}", _means(titles, values), wide, narrow)


def bands_of(rubric: Rubric) -> list[tuple[str, float]]:
    """Bands from the lowest: what people call each, and where it begins."""
    return [(band_name(b.id, rubric), b.at_least) for b in sorted(rubric.bands, key=lambda b: b.at_least)]
