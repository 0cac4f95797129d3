"""What follows from it: lines to mend, graders, tuning, interviews to grade next."""

from __future__ import annotations

from collections.abc import Iterator

from grader.calibration.calibration import Calibration
from grader.calibration.fitting.proposal import LOSSES, TITLES, Proposal
from grader.calibration.subgroups import band_names
from grader.calibration.tables.cells import DECIMALS, ends, number, reasons, values, with_ends
from grader.reporters.table import Table


def broken(c: Calibration) -> Table:
    """The lines that do not work."""
    columns = ("name", "title", "trouble", "says", "suggestion", "AC2 of people", "AC2 of the machine")
    rows = tuple(
        (b.criterion, b.title, b.trouble, b.says, b.suggestion, number(b.people.value), number(b.machine.value))
        for b in c.broken
    )
    return Table("broken-lines", "Lines of the rubric that do not work", columns, rows)


def raters(c: Calibration) -> Table:
    """The graders, the machine beside them."""
    columns = (
        "grader",
        "interviews",
        "marks",
        "stands",
        *with_ends("lenience"),
        *with_ends("points"),
        *with_ends("against the machine"),
        *with_ends("scatter"),
        *with_ends("own error"),
        *with_ends("spread"),
        *with_ends("drift"),
        "undefined",
    )
    rows = []
    for r in c.raters:
        figures = (
            (r.lenience, DECIMALS),
            (r.points, 2),
            (r.against_machine, DECIMALS),
            (r.scatter, DECIMALS),
            (r.error, DECIMALS),
            (r.spread, DECIMALS),
            (r.drift, DECIMALS),
        )
        numbers = [x for e, decimals in figures for x in (number(e.value, decimals), *ends(e, decimals))]
        rows.append((r.rater, r.interviews, r.marks, r.stands, *numbers, reasons(e for e, _ in figures)))
    title = "Graders (scatter: distance from the others, whoever errs; own error: the grader's alone)"
    return Table("graders", title, columns, tuple(rows))


def fair(c: Calibration) -> Table:
    """Totals as they would be if all were equally harsh."""
    columns = ("interview", "graders", "adjusted for", "mean total", "fair total", "machine")
    rows = tuple(
        (
            f.name,
            f.raters,
            f"{f.adjusted} of {f.raters}",
            round(f.plain, 1),
            round(f.fair, 1),
            number(f.machine, 1),
        )
        for f in c.fair
    )
    return Table("fair-averages", "Fair averages", columns, rows)


def tuning(c: Calibration, p: Proposal) -> Iterator[Table]:
    """What tuning gains, what would change, and who would move."""
    rows = tuple(
        (
            TITLES[t.what],
            "change it" if t.taken else "leave it",
            t.says,
            LOSSES[t.what],
            number(t.judged.before.value),
            number(t.judged.after.value),
            number(t.judged.gain.value),
            *ends(t.judged.gain),
            *(number(x) for of in (t.judged.qwk, t.judged.smd) for x in of),
        )
        for t in p.tuned
    )
    measures = ("QWK as it is", "QWK tuned", "SMD as it is", "SMD tuned")
    columns = ("what", "advice", "says", "measured by", "as it is", "tuned", *with_ends("gain"), *measures)
    yield Table("tuning", "What tuning would gain", columns, rows)
    changes = tuple(
        (*change.where, values(change.old), values(change.new), "yes" if t.taken else "no")
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
    """Whom to ask next, and who has graded the interview already and so cannot be the second."""
    rows = tuple((a.name, a.who, a.graded_by, a.reason, a.stratum, a.says) for a in c.asks)
    columns = ("interview", "by", "not by", "reason", "stratum", "why")
    return Table("to-grade-next", "To grade by hand next", columns, rows)
