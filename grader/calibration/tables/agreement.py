"""How far the machine agrees with people, and people with each other."""

from __future__ import annotations

from collections.abc import Iterator

from grader.calibration.calibration import Calibration
from grader.calibration.figures import FIGURES
from grader.calibration.subgroups import BAND, KIND, band_names
from grader.calibration.tables.cells import ends, estimate, number, reasons, with_ends
from grader.reporters.table import Cell, Table

SORTS = {
    "total": "whole",
    "band": "whole",
    "pooled": "whole",
    "mean": "whole",
    "dimension": "dimension",
    "criterion": "criterion",
}
NAMES = {
    "exact": "exact",
    "adjacent": "adjacent",
    "kappa": "kappa",
    "qwk": "QWK",
    "ac2": "AC2",
    "alpha": "alpha",
    "correlation": "r",
    "smd": "SMD",
    "bias": "bias",
    "prmse": "PRMSE",
}
"""What figures are called in headings."""


def verdicts(c: Calibration) -> Table:
    """Of each thing that somebody rated the verdict and what it rests on."""
    rows = []
    for v, one in zip(c.verdicts, c.comparisons, strict=True):
        if not one.interviews:
            continue
        qwk, drop, smd = one.machine["qwk"], one.drop, one.machine["smd"]
        numbers = [x for e in (qwk, drop, smd) for x in (number(e.value), *ends(e))]
        why = dict.fromkeys(e.why for e in (qwk, drop, smd) if e.why)
        counts = (one.interviews, one.twice, v.more, v.more_twice)
        said = (v.name, v.title, SORTS[one.sort], v.word, v.leans)
        rows.append((*said, *counts, *numbers, "; ".join(why) or None))
    columns = (
        "name",
        "title",
        "of",
        "verdict",
        "leans to",
        "interviews",
        "rated twice",
        "more to settle it",
        "more rated twice",
        *with_ends("QWK"),
        *with_ends("drop"),
        *with_ends("SMD"),
        "undefined",
    )
    return Table("verdicts", "May its marks be used?", columns, tuple(rows))


def agreement(c: Calibration, side: str) -> Table:
    """Machine against people, or people among themselves: the figures alone, QWK with its interval."""
    wanted = [f for f in FIGURES if f != "prmse" or side == "machine"]
    columns = ["name", "title", "of", "interviews", *([] if side == "people" else ["pairs"])]
    for f in wanted:
        columns += with_ends(NAMES[f]) if f == "qwk" else [NAMES[f]]
    rows = []
    for one in c.comparisons:
        of = one.machine if side == "machine" else one.people
        n = (one.interviews, one.pairs) if side == "machine" else (one.twice,)
        cells: list[Cell] = [one.name, one.title, SORTS[one.sort], *n]
        for f in wanted:
            cells += [number(of[f].value), *ends(of[f])] if f == "qwk" else [number(of[f].value)]
        if n[0]:
            rows.append(tuple(cells))
    title = "The machine against people" if side == "machine" else "People among themselves"
    return Table(f"agreement-{side}", title, tuple(columns), tuple(rows))


def figures(c: Calibration) -> Table:
    """Every figure with its interval, a row each."""
    rows: list[tuple[Cell, ...]] = []
    for one in c.comparisons:
        for between, of in (("machine and people", one.machine), ("people", one.people)):
            rows += [(one.name, SORTS[one.sort], between, f, *estimate(of[f])) for f in FIGURES if f in of]
        rows.append((one.name, SORTS[one.sort], "people less machine", "qwk", *estimate(one.drop)))
    columns = ("name", "of", "between", "figure", *with_ends("value"), "interviews", "undefined")
    return Table("figures", "All figures with their intervals", columns, tuple(rows))


def grades(c: Calibration) -> Table:
    """Grades of the whole beside totals, as orders."""
    columns = ("grader", "interviews", *with_ends("rank correlation"), "undefined")
    rows = tuple(
        (g.rater, g.interviews, number(g.correlation.value), *ends(g.correlation), g.correlation.why) for g in c.grades
    )
    return Table("grades", "Totals and people's grades of the whole", columns, rows)


def confusion(c: Calibration) -> Table:
    """How often the machine gave the one level and a person the other, by criterion and by band."""
    rows: list[tuple[Cell, ...]] = []
    names = band_names(c.marks)
    for one in c.comparisons:
        if one.sort not in ("criterion", "band"):
            continue
        for own, row in enumerate(one.pairs_table):
            for given, n in enumerate(row):
                if n:
                    said = (names[own], names[given]) if one.sort == "band" else (str(own), str(given))
                    rows.append((one.name, one.title, *said, n))
    return Table("confusion", "Levels of both", ("name", "title", "machine", "person", "pairs"), tuple(rows))


def parts(c: Calibration) -> Iterator[Table]:
    """A table for bands, for kinds of text, and for each column that divides the interviews."""
    titles = {BAND: "By band, of the mean of both totals", KIND: "By kind of text"}
    groups = list(c.marks.groups)
    heads = ("part", "group", "interviews", "pairs")
    for column in dict.fromkeys(p.column for p in c.parts):
        names = ("exact", "adjacent") if column == BAND else ("exact", "QWK", "bias", "points", "difference")
        rows = []
        for p in c.parts:
            if p.column == column:
                numbers = {
                    "exact": p.exact,
                    "adjacent": p.adjacent,
                    "QWK": p.qwk,
                    "bias": p.bias,
                    "points": p.points,
                    "difference": p.difference,
                }
                of = [numbers[name] for name in names]
                cells = [x for e in of for x in (number(e.value), *ends(e))]
                rows.append((p.column, p.group, p.interviews, p.pairs, *cells, reasons(of)))
        columns = (*heads, *(x for name in names for x in with_ends(name)), "undefined")
        name = f"by-group-{groups.index(column) + 1}" if column in groups else f"by-{column}"
        yield Table(name, titles.get(column, f"By {column}"), columns, tuple(rows))


def impact(c: Calibration) -> Table:
    """Scoring rates and impact ratios, of the interviews that people rated."""
    columns = (
        "column",
        "group",
        "totals of",
        "interviews",
        "above the median",
        "share",
        *with_ends("ratio"),
        "against",
        "interviews of that",
        "note",
    )
    rows = tuple(
        (
            i.column,
            i.group,
            i.of,
            i.n,
            i.above,
            number(i.rate),
            number(i.ratio.value),
            *ends(i.ratio),
            i.reference,
            i.reference_n or None,
            "; ".join(x for x in ("under 2 % of all" if i.small else "", i.ratio.why or "") if x) or None,
        )
        for i in c.impacts
    )
    title = "Of the rated interviews: share above the median, and its ratio to the highest group's"
    return Table("impact", title, columns, rows)
