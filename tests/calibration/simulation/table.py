"""What came of the study, as Markdown for people and as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.calibration.simulation.study import Advised, Covered, wilson
from tests.calibration.simulation.worlds import SAYS

LEAST, MOST = 0.93, 0.97
PARTS = {"cuts": "cut-offs of levels", "weights": "points and weights", "bands": "where bands begin"}
KINDS = {
    "independent": "people say nothing that the machine says; numbers as good as can be",
    "best already": "people say on average what the machine says; numbers as good as can be",
    "wrong": "the same, with the machine's numbers wrong",
}


@dataclass(frozen=True)
class Part:
    """The data sets of one world and size."""

    world: str
    interviews: int
    sets: int
    size: int
    """Interviews of the sample that the truth is from."""
    figures: Sequence[Covered]
    first: int
    """Sets in which the broken criterion was named first."""


def markdown(parts: Sequence[Part], advised: Sequence[Advised], resamples: int) -> str:
    """The whole page; the first size is what is promised, others are told beside it."""
    return "\n".join([*_page(parts, advised, resamples)]) + "\n"


def _page(parts: Sequence[Part], advised: Sequence[Advised], resamples: int) -> Iterator[str]:
    most = max(p.interviews for p in parts)
    yield from (
        "# What a calibration says, tried on graders whose errors are known",
        "Made by `make simulate` (tests/calibration/simulation); the same numbers come out each time. In each data set"
        " people and a machine grade interviews whose true standing is known; how harsh and how noisy they are is known"
        " too, and on one of six criteria people look at different things. An interval is right where it holds the"
        f" truth; of 95 % intervals {100 * LEAST:.0f} to {100 * MOST:.0f} of 100 should. Every data set has its own"
        f" {resamples:,} resamples.",
        "",
        "*Given* is the share of the data sets for which there is an interval; *covered* the share of these intervals that"
        " hold the truth, with its own 95 % interval; *width* the mean width of the intervals; *off* the mean of the"
        " figure less the truth.",
        "",
    )
    for p in (p for p in parts if p.interviews == most):
        yield from _promised(p)
    yield from _small([p for p in parts if p.interviews < most], parts[0])
    yield from _advised(advised, most)


def _promised(p: Part) -> Iterator[str]:
    out = [c for c in p.figures if not LEAST <= c.share <= MOST]
    low, high = wilson(p.first, p.sets)
    agreement = [c for c in p.figures if not c.name.startswith(("drift", "lenience"))]
    drifts = [1 - c.share for c in p.figures if c.name.startswith("drift")]
    harsh = [c.share for c in p.figures if c.name.startswith("lenience")]
    yield from (
        f"## {p.interviews} interviews: {SAYS[p.world]}",
        "",
        f"{p.sets:,} data sets. The truth of agreement is from one sample of {p.size:,} interviews: its own error is"
        f" {(p.interviews / p.size) ** 0.5:.3f} of that of a data set, so that it moves a share by less than 0.1. That of lenience and"
        " drift is worked out exactly.",
        "",
        f"- Figures outside {100 * LEAST:.0f} to {100 * MOST:.0f}: {len(out)} of {len(p.figures)}"
        + (f": {'; '.join(f'{c.name} {100 * c.share:.1f}' for c in out)}." if out else "."),
        f"- Agreement, mean over {len(agreement)} figures: {100 * sum(c.share for c in agreement) / len(agreement):.1f} covered.",
        f"- Lenience: at worst {100 * min(harsh):.1f} covered.",
        f"- Drift, where there is none, claimed in {100 * min(drifts):.1f} to {100 * max(drifts):.1f} of 100.",
        f"- The broken criterion named first in {100 * p.first / p.sets:.1f} of 100 ({100 * low:.1f} to {100 * high:.1f}).",
        "",
        "| figure | truth | given | covered | from, to | width | off | |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *(_row(c, p.sets) for c in p.figures),
        "",
    )


def _row(c: Covered, sets: int) -> str:
    low, high = wilson(c.held, c.sets)
    cells = (
        c.name,
        f"{c.truth:.3f}",
        f"{100 * c.sets / sets:.1f}",
        f"{100 * c.share:.1f}",
        f"{100 * low:.1f}, {100 * high:.1f}",
        f"{c.width:.3f}",
        f"{c.bias:+.4f}",
        "" if LEAST <= c.share <= MOST else "too low" if c.share < LEAST else "too high",
    )
    return f"| {' | '.join(cells)} |"


def _small(parts: Sequence[Part], beside: Part) -> Iterator[str]:
    if not parts:
        return
    yield from (
        "## Fewer interviews",
        "Told so that nobody expects more of them; nothing is promised here. The graders are the first three.",
        "",
    )
    columns = [*parts, beside]
    heads = [f"{p.interviews} interviews: covered | given | width" for p in columns]
    yield from (f"| figure | {' | '.join(heads)} |", "| --- |" + " --- | --- | --- |" * len(columns))
    for n, c in enumerate(beside.figures):
        of = [(p.figures[n], p.sets) for p in columns]
        cells = [f"{100 * x.share:.1f} | {100 * x.sets / sets:.0f} | {x.width:.3f}" for x, sets in of]
        yield f"| {c.name} | {' | '.join(cells)} |"
    firsts = [f"{100 * p.first / p.sets:.1f} | |" for p in columns]
    yield f"| the broken criterion named first | {' '.join(firsts)}"
    sets = ", ".join(f"{p.sets:,} of {p.interviews}" for p in columns)
    yield from ("", f"Data sets: {sets} interviews.", "")


def _advised(advised: Sequence[Advised], interviews: int) -> Iterator[str]:
    if not advised:
        return
    yield from (
        "## Tuning",
        f"Data sets of {interviews} interviews. *Gain* is on interviews that had no"
        " part in the tuning, with its standard error; *advised* the share of the data sets for which a change was"
        " advised: where nothing can be gained, at most 2.5 of 100 should be.",
        "",
        "Where marks have nothing to do with what people say, the squared difference is least when everybody gets the"
        " middle. Cut-offs and bands begin there, for otherwise there would be a gain to be had.",
        "",
        "| data sets | how many | what is tuned | gain | standard error | advised, of 100 | from, to |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    )
    for a in advised:
        low, high = wilson(a.taken, a.sets)
        ends = f"{100 * low:.1f}, {100 * high:.1f}"
        said = f"{a.gain:+.5f} | {a.error:.5f} | {100 * a.taken / a.sets:.1f} | {ends}"
        yield f"| {KINDS[a.kind]} | {a.sets:,} | {PARTS[a.what]} | {said} |"


def figures_csv(parts: Sequence[Part]) -> str:
    """Every figure of every part, a row each."""
    lines = ["world,interviews,sets,figure,truth,intervals,held,width,off"]
    for p in parts:
        for c in p.figures:
            numbers = f"{c.truth:.6f},{c.sets},{c.held},{c.width:.6f},{c.bias:.6f}"
            lines.append(f'{p.world},{p.interviews},{p.sets},"{c.name}",{numbers}')
        lines.append(f"{p.world},{p.interviews},{p.sets},broken criterion named first,,{p.sets},{p.first},,")
    return "\n".join(lines) + "\n"


def tuning_csv(advised: Sequence[Advised]) -> str:
    """A row for each kind of data set and each part of the rubric."""
    rows = [f"{a.kind},{a.what},{a.sets},{a.gain:.6f},{a.error:.6f},{a.taken}" for a in advised]
    return "\n".join(["data sets,tuned,sets,gain,standard error,advised", *rows]) + "\n"
