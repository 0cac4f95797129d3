"""An evaluation as tables: the same ones on a terminal, as CSV, as JSON and on the page."""

from __future__ import annotations

import numpy as np

from grader.evaluation.agreement import accuracy
from grader.evaluation.counts import Counts
from grader.evaluation.evaluate import GRADES, Evaluation
from grader.evaluation.figures import FIGURES, by_criterion, by_step, calibration, figures
from grader.reporters.table import Cell, Table
from grader.schema.rubric import Rubric
from grader.schema.segmentation import STEPS

TITLES = {
    "step_accuracy": "words in the right step",
    "step_macro_f1": "steps, mean F1",
    "step_kappa": "steps, kappa",
    "pk": "boundaries, Pk (0 is perfect)",
    "window_diff": "boundaries, WindowDiff (0 is perfect)",
    "minutes_off": "boundaries, minutes off",
    "criterion_exact": "levels, exact",
    "criterion_qwk": "levels, QWK pooled",
    "criterion_qwk_mean": "levels, QWK mean over criteria",
    "criterion_f1_shown": "shown at all, F1",
    "criterion_bias": "levels, mean difference",
    "evidence_hit": "evidence at the labelled place",
    "overall_spearman": "total and grade, rank correlation",
}
_GROUP_FIGURES = (
    "step_accuracy",
    "step_macro_f1",
    "criterion_exact",
    "criterion_qwk",
    "criterion_qwk_mean",
    "criterion_bias",
    "evidence_hit",
)


def tables(evaluation: Evaluation, rubric: Rubric) -> list[Table]:
    """All tables, the most important first."""
    first = evaluation.raters[0]
    counts = {r: c for r in evaluation.raters if (c := evaluation.counts(r)) is not None}
    return [
        _headline(evaluation, counts),
        _groups(evaluation),
        _criteria(counts, rubric),
        _confusion(counts[first], first),
        _calibration(counts[first], first),
        _bands(evaluation),
        _texts(evaluation),
    ]


def _headline(evaluation: Evaluation, counts: dict[str, Counts]) -> Table:
    found = evaluation.headline
    columns = ["figure"]
    rows: list[tuple[Cell, ...]] = []
    for who in found:
        of = f"{who}, {len(counts[who].totals)} texts" if who in counts else who
        columns += [of, "from", "to"]
    for name in FIGURES:
        cells: list[Cell] = [name]
        for figure in (f[name] for f in found.values()):
            cells += [figure.value, figure.low, figure.high]
        rows.append(tuple(cells))
    return Table(
        "figures", "Agreement with each rater, and what 95 % of resampled texts give", tuple(columns), tuple(rows)
    )


def _groups(evaluation: Evaluation) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for name, of in evaluation.groups().items():
        for rater in evaluation.raters:
            counts = evaluation.counts(rater, of)
            if counts is not None:
                found = figures(counts, resamples=1)
                rows.append((name, rater, len(counts.totals), *(found[f].value for f in _GROUP_FIGURES)))
    return Table(
        "groups", "By form and by the rater's grade", ("texts", "rater", "count", *_GROUP_FIGURES), tuple(rows)
    )


def _criteria(counts: dict[str, Counts], rubric: Rubric) -> Table:
    columns = ["criterion", "dimension"]
    for rater in counts:
        columns += [f"judged {rater}", f"shown {rater}", f"qwk {rater}", f"exact {rater}", f"bias {rater}"]
    of = {r: by_criterion(c, [k.id for k in rubric.criteria]) for r, c in counts.items()}
    rows: list[tuple[Cell, ...]] = []
    for n, criterion in enumerate(rubric.criteria):
        cells: list[Cell] = [criterion.id, criterion.dimension]
        for found in of.values():
            f = found[n]
            cells += [f.judged, f.shown_by_rater, f.qwk, f.exact, f.bias]
        rows.append(tuple(cells))
    return Table("criteria", "By criterion", tuple(columns), tuple(rows))


def _confusion(counts: Counts, rater: str) -> Table:
    table = counts.steps.sum(axis=0)
    share = table / max(float(table.sum()), 1.0)
    scores = by_step(counts)
    rows: list[tuple[Cell, ...]] = [
        (f"grader: {step}", *map(float, share[n]), scores[step]) for n, step in enumerate(STEPS)
    ]
    return Table(
        "steps", f"Share of all words by the grader's step and that of rater {rater}", ("", *STEPS, "F1"), tuple(rows)
    )


def _calibration(counts: Counts, rater: str) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for name, bins in (("steps, by word", counts.step_bins), ("levels", counts.level_bins)):
        found, error = calibration(bins)
        rows += [(name, sure, right, round(weight)) for sure, right, weight in found]
        rows.append((f"{name}: mean distance", error, "", ""))
    return Table(
        "confidence",
        f"How often the grader is right (rater {rater}) when it is so sure",
        ("of", "mean confidence", "right", "count"),
        tuple(rows),
    )


def _bands(evaluation: Evaluation) -> Table:
    bands = sorted({t.reading.band or "none" for t in evaluation.results}, key=lambda b: (b == "none", _order(b)))
    rows: list[tuple[Cell, ...]] = []
    for grade, name in GRADES.items():
        of = [t for t in evaluation.results if t.grade == grade]
        if of:
            rows.append((name, len(of), *(sum((t.reading.band or "none") == b for t in of) for b in bands)))
    columns = ("rater's grade", "texts", *(f"grader: {b}" for b in bands))
    return Table("bands", "The grader's band by the rater's grade", columns, tuple(rows))


def _order(band: str) -> int:
    return next((n for n, name in GRADES.items() if name == band), 0)


def _texts(evaluation: Evaluation) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for t in evaluation.results:
        one = next(iter(t.against.values()))
        exact = float(np.trace(one.levels.sum(axis=0)) / max(one.levels.sum(), 1))
        off = float(one.boundaries[2])
        rows.append(
            (
                t.id,
                t.form,
                t.words,
                GRADES[t.grade],
                float(t.reading.overall),
                t.reading.band or t.status,
                float(accuracy(one.steps)),
                exact,
                off,
                "seen" if t.seen else "",
            )
        )
    columns = (
        "text",
        "form",
        "words",
        "grade",
        "total",
        "band",
        "steps right",
        "levels exact",
        "minutes off",
        "in training",
    )
    return Table("texts", "By text, against its first rater", columns, tuple(rows))


def shown(cell: Cell) -> str:
    """A cell as people read it: figures without the leading zero, as is usual for shares."""
    if isinstance(cell, float):
        if np.isnan(cell):
            return "-"
        if abs(cell) >= 10:
            return f"{cell:.1f}"
        said = f"{cell:.3f}" if abs(cell) < 1.0005 else f"{cell:.2f}"
        return said.replace("0.", ".", 1) if said.lstrip("-").startswith("0.") else said
    return str(cell)
