"""A calibration as tables: the same ones on its page, as CSV, as JSON and on a terminal.

Undefined is an empty cell, and a table that has intervals says why. The interval of a column ``x`` is under ``x from``
and ``x to``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grader.calibration.calibration import Calibration
from grader.calibration.comparisons import FIGURES
from grader.calibration.fitting.proposal import LOSSES, TITLES, Proposal
from grader.calibration.statistics.intervals import Estimate
from grader.calibration.subgroups import band_names
from grader.reporters.table import Cell, Table

DECIMALS = 4
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


def tables(c: Calibration) -> list[Table]:
    """All tables, the most important first; those that would be empty are left out."""
    found = [
        verdicts(c),
        agreement(c, "machine"),
        agreement(c, "people"),
        figures(c),
        confusion(c),
        *_parts(c),
        impact(c),
        broken(c),
        raters(c),
        fair(c),
        *(_proposal(c, c.proposal) if c.proposal is not None else ()),
        asks(c),
    ]
    return [t for t in found if t.rows]


def verdicts(c: Calibration) -> Table:
    """Of each thing the verdict and what it rests on."""
    rows = []
    for v, one in zip(c.verdicts, c.comparisons, strict=True):
        qwk, drop, smd = one.machine["qwk"], one.drop, one.machine["smd"]
        numbers = [x for e in (qwk, drop, smd) for x in (_number(e.value), *_ends(e))]
        why = dict.fromkeys(e.why for e in (qwk, drop, smd) if e.why)
        more = (v.more, v.more_twice)
        rows.append(
            (v.name, v.title, v.word, v.leans, one.interviews, one.twice, *more, *numbers, "; ".join(why) or None)
        )
    columns = (
        "name",
        "title",
        "verdict",
        "leans to",
        "interviews",
        "rated twice",
        "more to settle it",
        "more rated twice",
        *_with_ends("QWK"),
        *_with_ends("drop"),
        *_with_ends("SMD"),
        "undefined",
    )
    return Table("verdicts", "May its marks be used?", columns, tuple(rows))


def agreement(c: Calibration, side: str) -> Table:
    """Machine against people, or people among themselves: the figures alone, QWK with its interval."""
    wanted = [f for f in FIGURES if f != "prmse" or side == "machine"]
    columns = ["name", "title", "of", "interviews", *([] if side == "people" else ["pairs"])]
    for f in wanted:
        columns += _with_ends(NAMES[f]) if f == "qwk" else [NAMES[f]]
    rows = []
    for one in c.comparisons:
        of = one.machine if side == "machine" else one.people
        n = (one.interviews, one.pairs) if side == "machine" else (one.twice,)
        cells: list[Cell] = [one.name, one.title, SORTS[one.sort], *n]
        for f in wanted:
            cells += [_number(of[f].value), *_ends(of[f])] if f == "qwk" else [_number(of[f].value)]
        if n[0]:
            rows.append(tuple(cells))
    title = "The machine against people" if side == "machine" else "People among themselves"
    return Table(f"agreement-{side}", title, tuple(columns), tuple(rows))


def figures(c: Calibration) -> Table:
    """Every figure with its interval, a row each."""
    rows: list[tuple[Cell, ...]] = []
    for one in c.comparisons:
        for between, of in (("machine and people", one.machine), ("people", one.people)):
            rows += [(one.name, SORTS[one.sort], between, f, *_estimate(of[f])) for f in FIGURES if f in of]
        rows.append((one.name, SORTS[one.sort], "people less machine", "qwk", *_estimate(one.drop)))
    columns = ("name", "of", "between", "figure", *_with_ends("value"), "interviews", "undefined")
    return Table("figures", "All figures with their intervals", columns, tuple(rows))


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


def _parts(c: Calibration) -> Iterator[Table]:
    columns = (
        "part",
        "group",
        "interviews",
        "exact",
        *_with_ends("QWK"),
        "bias",
        "points",
        *_with_ends("difference"),
    )
    titles = {"band": "By band", "kind": "By kind of text"}
    groups = list(c.marks.groups)
    for column in dict.fromkeys(p.column for p in c.parts):
        rows = tuple(
            (
                p.column,
                p.group,
                p.interviews,
                _number(p.exact.value),
                _number(p.qwk.value),
                *_ends(p.qwk),
                _number(p.bias.value),
                _number(p.points.value, 2),
                _number(p.difference.value),
                *_ends(p.difference),
            )
            for p in c.parts
            if p.column == column
        )
        name = f"by-group-{groups.index(column) + 1}" if column in groups else f"by-{column}"
        yield Table(name, titles.get(column, f"By {column}"), columns, rows)


def impact(c: Calibration) -> Table:
    """Scoring rates and impact ratios."""
    columns = ("column", "group", "totals of", "interviews", "above the median", "share", *_with_ends("ratio"), "note")
    rows = tuple(
        (
            i.column,
            i.group,
            i.of,
            i.n,
            i.above,
            _number(i.rate),
            _number(i.ratio.value),
            *_ends(i.ratio),
            "; ".join(x for x in ("under 2 % of all" if i.small else "", i.ratio.why or "") if x) or None,
        )
        for i in c.impacts
    )
    return Table("impact", "Share above the median, and its ratio to the highest group's", columns, rows)


def broken(c: Calibration) -> Table:
    """The lines that do not work."""
    columns = ("name", "title", "trouble", "says", "suggestion", "AC2 of people", "AC2 of the machine")
    rows = tuple(
        (b.criterion, b.title, b.trouble, b.says, b.suggestion, _number(b.people.value), _number(b.machine.value))
        for b in c.broken
    )
    return Table("broken-lines", "Lines of the rubric that do not work", columns, rows)


def raters(c: Calibration) -> Table:
    """The graders, the machine among them."""
    columns = (
        "grader",
        "interviews",
        "marks",
        "stands",
        *_with_ends("lenience"),
        *_with_ends("points"),
        "scatter",
        "spread",
        *_with_ends("drift"),
        "undefined",
    )
    rows = []
    for r in c.raters:
        why = dict.fromkeys(e.why for e in (r.lenience, r.points, r.drift) if e.why)
        rows.append(
            (
                r.rater,
                r.interviews,
                r.marks,
                r.stands,
                _number(r.lenience.value),
                *_ends(r.lenience),
                _number(r.points.value, 2),
                *_ends(r.points, 2),
                _number(r.scatter.value),
                _number(r.spread.value),
                _number(r.drift.value),
                *_ends(r.drift),
                "; ".join(w for w in why if w) or None,
            )
        )
    return Table("graders", "Graders", columns, tuple(rows))


def fair(c: Calibration) -> Table:
    """Totals as they would be if all were equally harsh."""
    columns = ("interview", "graders", "mean total", "fair total", "machine")
    rows = tuple((f.name, f.raters, round(f.plain, 1), round(f.fair, 1), _number(f.machine, 1)) for f in c.fair)
    return Table("fair-averages", "Fair averages", columns, rows)


def _proposal(c: Calibration, p: Proposal) -> Iterator[Table]:
    rows = tuple(
        (
            TITLES[t.what],
            "change it" if t.taken else "leave it",
            t.says,
            LOSSES[t.what],
            _number(t.judged.before.value),
            _number(t.judged.after.value),
            _number(t.judged.gain.value),
            *_ends(t.judged.gain),
        )
        for t in p.tuned
    )
    columns = ("what", "advice", "says", "measured by", "as it is", "tuned", *_with_ends("gain"))
    yield Table("tuning", "What tuning would gain", columns, rows)
    changes = tuple(
        (*change.where, _values(change.old), _values(change.new), "yes" if t.taken else "no")
        for t in p.tuned
        for change in t.changes
    )
    yield Table("changes", "What would change", ("list", "of", "key", "as it is", "tuned", "taken"), changes)
    names = band_names(c.marks)
    movers = tuple(
        (m.name, m.before[0], m.after[0], round(m.after[0] - m.before[0], 1), names[m.before[1]], names[m.after[1]])
        for m in p.movers
    )
    heads = ("interview", "before", "after", "change", "band before", "band after")
    yield Table("movers", "Who would move, of those that were rated", heads, movers)


def asks(c: Calibration) -> Table:
    """Whom to ask next."""
    rows = tuple((a.name, a.who, a.reason, a.says) for a in c.asks)
    return Table("to-grade-next", "To grade by hand next", ("interview", "by", "reason", "why"), rows)


def _estimate(e: Estimate) -> tuple[Cell, ...]:
    return _number(e.value), *_ends(e), e.n, e.why


def _with_ends(name: str) -> list[str]:
    """A column and those of its interval."""
    return [name, f"{name} from", f"{name} to"]


def _ends(e: Estimate, decimals: int = DECIMALS) -> tuple[Cell, Cell]:
    return (None, None) if e.ends is None else (_number(e.low, decimals), _number(e.high, decimals))


def _number(value: float | None, decimals: int = DECIMALS) -> Cell:
    return None if value is None else round(float(value), decimals) + 0.0


def _values(values: Iterable[float]) -> str:
    return " and ".join(f"{v:g}" for v in values)


def merged(table: Table) -> Table:
    """For people: each figure and its interval in one cell."""
    names = list(table.columns)
    columns = [n for n, name in enumerate(names) if not any(name in _with_ends(other)[1:] for other in names)]
    rows = tuple(tuple(_merged(table, row, n) for n in columns) for row in table.rows)
    return Table(table.name, table.title, tuple(names[n] for n in columns), rows)


def _merged(table: Table, row: tuple[Cell, ...], n: int) -> Cell:
    ends = _with_ends(table.columns[n])[1:]
    if ends[0] not in table.columns:
        return row[n]
    value, low, high = row[n], *(row[table.columns.index(end)] for end in ends)
    if not isinstance(value, int | float):
        return value
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return f"{value:.2f}"
    return f"{value:.2f} [{low:.2f}, {high:.2f}]".replace(" ", "\u00a0")
