"""``grader calibrate``: a run beside the ratings of people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from grader.cli.console import MISSED, say, write
from grader.cli.group import SETTINGS
from grader.cli.pages import made_in
from grader.cli.rating_files import check_groups, placed_in, read_files, reading_options, summary_of
from grader.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from grader.calibration.calibration import Calibration, Choices
    from grader.calibration.formats import RatingsFile
    from grader.reporters.table import Table
    from grader.runs.report.figures import Figures
    from grader.runs.store import Store
    from grader.schema.rubric import Rubric

_PATH = click.Path(path_type=Path)
_FORMATS = ("html", "csv", "markdown", "json")
_PARTS = ("cuts", "weights", "bands")
_SHOWN = {
    "verdicts": ("title", "verdict", "leans to", "interviews", "more to settle it", "QWK", "drop", "SMD"),
    "broken-lines": ("title", "trouble", "says", "suggestion"),
    "graders": ("grader", "interviews", "stands", "lenience", "points", "scatter", "drift"),
    "tuning": ("what", "advice", "says"),
    "to-grade-next": ("interview", "by", "why"),
}
"""Tables for a terminal and their columns; the files have all."""
_WITH_INTERVAL = ("QWK", "lenience")


@click.command(context_settings=SETTINGS)
@click.argument("run", metavar="RUN", type=_PATH)
@click.option(
    "--ratings",
    "files",
    metavar="FILE",
    type=_PATH,
    multiple=True,
    required=True,
    help="Ratings of people. May be given again.",
)
@reading_options
@click.option("--fit", is_flag=True, help="Also tune the rubric, and judge that on interviews it was not tuned on.")
@click.option("--only", type=click.Choice(_PARTS), multiple=True, help="Tune this alone; may be given again.")
@click.option("--grades-are-bands", is_flag=True, help="Tune bands to grades of the whole: 1 means the lowest band.")
@click.option("--write", "to", metavar="FILE", type=_PATH, help="Write the rubric with what is worth changing.")
@click.option("--rubric", metavar="FILE|NAME", help="With --write: the run's rubric.  [default: the shipped one]")
@click.option("--qwk", metavar="LEAST", type=float, default=0.70, show_default=True, help="Agreement that is enough.")
@click.option(
    "--drop", metavar="MOST", type=float, default=0.10, show_default=True, help="How much less than among people."
)
@click.option(
    "--smd", metavar="MOST", type=float, default=0.15, show_default=True, help="Standardised difference of means."
)
@click.option("--with-seen", is_flag=True, help="Also those that the machine's weights were fitted on: no measure.")
@click.option(
    "--ask", metavar="N", type=click.IntRange(0, 10_000), default=20, show_default=True, help="To grade next."
)
@click.option(
    "--resamples", metavar="N", type=click.IntRange(200, 20_000), default=2000, show_default=True, help="For intervals."
)
@click.option("--seed", metavar="N", type=click.IntRange(min=0), default=1, show_default=True, help="Of all chance.")
@click.option(
    "--fail-under",
    metavar="[OF.]FIGURE=LEAST",
    multiple=True,
    help="End with 1 where a figure itself is below: qwk=.70 (of the total), users.qwk=.5, dimension_api.qwk=.6.",
)
@click.option(
    "--fail-over",
    metavar="[OF.]FIGURE=MOST",
    multiple=True,
    help="The same of differences, up or down: smd=.15, users.bias=.2.",
)
@click.option(
    "--format",
    "formats",
    type=click.Choice(_FORMATS),
    multiple=True,
    help="Write only this; may be given again.  [default: all]",
)
@click.option("--out", type=_PATH, metavar="DIR", help="Write here.  [default: RUN/calibration]")
@click.option("--force", is_flag=True, help="With --write: write over a file that is there.")
def calibrate(
    run: Path,
    files: tuple[Path, ...],
    rename: dict[str, str],
    skip: tuple[str, ...],
    values: dict[str, float | None],
    criterion: str | None,
    by: tuple[str, ...],
    fit: bool,
    only: tuple[str, ...],
    grades_are_bands: bool,
    to: Path | None,
    rubric: str | None,
    qwk: float,
    drop: float,
    smd: float,
    with_seen: bool,
    ask: int,
    resamples: int,
    seed: int,
    fail_under: tuple[str, ...],
    fail_over: tuple[str, ...],
    formats: tuple[str, ...],
    out: Path | None,
    force: bool,
) -> int:
    """Hold a run against the ratings of people: may its marks be used, which lines of the rubric do not work, who is
    harsh, what should the cut-offs be, and which interviews to grade next.

    \b
    Examples:
      grader calibrate reports/run-1 --ratings ratings.csv
      grader calibrate reports/run-1 --ratings ratings.xlsx --by team --fail-under qwk=.70
      grader calibrate reports/run-1 --ratings ratings.csv --fit --write tuned.yaml
    """
    from grader.calibration.calibration import Choices
    from grader.calibration.entered import columns_of
    from grader.calibration.formats import Reading
    from grader.calibration.gate import gates, missed
    from grader.calibration.report.files import write_files
    from grader.calibration.verdicts import Thresholds
    from grader.cli.extras import need_calibrate
    from grader.runs.folders import staged
    from grader.runs.spec import rubric_of
    from grader.runs.store import Store

    need_calibrate("calibration", "scipy", *(["matplotlib"] if not formats or "html" in formats else []))
    if (only or to is not None) and not fit:
        raise UsageError(f"{'--only' if only else '--write'} is of --fit; give that too")
    if rubric is not None and to is None:
        raise UsageError("--rubric is of --write; give that too")
    if grades_are_bands and not fit:
        raise UsageError("--grades-are-bands is of --fit; give that too")
    if to is not None and not to.parent.is_dir():
        raise UsageError(f"{to}: cannot be written: {to.parent} is no folder; make it first, or choose another name")
    if to is not None and not force and to.exists():
        raise UsageError(f"{to}: is there already; choose another name, or give --force")
    if not all(math.isfinite(x) and x >= 0 for x in (qwk, drop, smd)):
        raise UsageError("--qwk, --drop and --smd are numbers from 0 up")
    wanted = tuple(p for p in _PARTS if p in only or not only) if fit else ()
    choices = Choices(Thresholds(qwk, drop, smd), resamples, seed, wanted, ask, grades_are_bands)  # type: ignore[arg-type]
    said = read_files(files, Reading(columns_of(by), rename, frozenset(skip), values, criterion))
    check_groups(said, columns_of(by))
    folder = out if out is not None else run / "calibration"
    with Store.open(run) as store, store.snapshot():
        by_rubric = rubric_of(store.manifest.settings)
        asked = gates(fail_under, fail_over, by_rubric)
        text = _rubric_file(rubric, by_rubric) if to is not None else None
        found = _calibrated(store, by_rubric, said, by, choices, with_seen)
        with staged(folder, "grader calibrate") as draft:
            write_files(found, store.manifest.signature, draft, formats or _FORMATS)
            made = made_in(draft)
    for file in said:
        say(summary_of(file))
    _show(found)
    if to is not None and text is not None:
        _write(found, text, to)
    write("\n" + "".join(f"{folder / name}\n" for name in made))
    below = missed(found, asked)
    for line in below:
        say(line)
    return MISSED if below else 0


def _calibrated(
    store: Store, rubric: Rubric, said: Sequence[RatingsFile], by: Sequence[str], choices: Choices, with_seen: bool
) -> Calibration:
    from grader.calibration.calibration import calibrate as worked_out
    from grader.calibration.entered import entered
    from grader.calibration.marks import Marks
    from grader.runs.rated import StoredQuotes, candidates_of, machine_of
    from grader.runs.report.figures import figures_of

    figures = figures_of(store.all(), rubric)
    placed = [p for of in placed_in(said, figures.names, rubric) for p in of]
    known = _fitted_on(store)
    seen = np.zeros(figures.size, np.bool_) if known is None else _seen(store, figures, known)
    usable = figures.applicable if with_seen else figures.applicable & ~seen
    found = entered(placed, usable, figures.names, tuple(dict.fromkeys(by)))
    left = _left_out(figures, found.without, seen & figures.applicable & ~usable)
    if not found.rated:
        why = f": {'; '.join(f'{n:,}: {reason}' for reason, n in left.items())}" if left else ""
        hint = "; --with-seen looks at them all the same" if seen.any() and not with_seen else ""
        raise UsageError(f"people rated nothing that can be held against the run{why}{hint}")
    machine = machine_of(store, figures, found.rated, rubric)
    marks = Marks(rubric, found.raters, machine, found.ratings, found.grades, found.groups)
    number = None if known is None else int(seen[list(found.rated)].sum())
    quotes = StoredQuotes(store, figures, found.rated, rubric)
    return worked_out(marks, candidates_of(figures, marks, found.rated), quotes, choices, number, left)


def _fitted_on(store: Store) -> frozenset[str] | None:
    """Digests of the texts that the run's model was fitted on."""
    from grader.made_of import fitted_on
    from grader.pipeline import SHIPPED_MODEL

    model = store.manifest.settings.model
    return fitted_on(Path(model) if model else SHIPPED_MODEL)


def _seen(store: Store, figures: Figures, known: frozenset[str]) -> NDArray[np.bool_]:
    """[submission]: whether the run's model was fitted on it."""
    names = {name for name, digest in store.contents() if digest in known}
    return np.fromiter((name in names for name in figures.names), np.bool_, figures.size)


def _left_out(figures: Figures, without: Sequence[int], seen: NDArray[np.bool_]) -> dict[str, int]:
    """Why rated submissions have no part in it, and how many each; it is also said on stderr, with names."""
    from grader.reporters.wording import count, shorten

    reasons: dict[str, list[str]] = {}
    for i in without:
        if seen[i]:
            why = "the machine's weights were fitted on them"
        elif figures.graded[i]:
            why = "the machine takes them for no system design interview"
        else:
            why = "the run has no grade of them"
        reasons.setdefault(why, []).append(shorten(figures.names[i], 60))
    for why, names in reasons.items():
        few = ", ".join(names[:3]) + (" ..." if len(names) > 3 else "")
        say(f"{count(len(names), 'rated submission')} left out, {why}: {few}")
    return {why: len(names) for why, names in reasons.items()}


def _show(found: Calibration) -> None:
    from grader.calibration.report.words import ANSWERS, basis, headline, sentences
    from grader.calibration.tables import tables
    from grader.cli.tables import show

    lines = [f"{ANSWERS[found.answer]}. {headline(found)}", "", basis(found), *sentences(found)]
    made = {t.name: t for t in tables(found)}
    show(lines, [_narrow(made[name]) for name in _SHOWN if name in made])


def _narrow(table: Table) -> Table:
    """The columns that a terminal has room for, the main figure with its interval."""
    from dataclasses import replace

    from grader.calibration.tables import merged

    wide, columns = merged(table), _SHOWN[table.name]
    of = [(wide if name in _WITH_INTERVAL else table, name) for name in columns]
    places = [(rows.rows, rows.columns.index(name)) for rows, name in of]
    return replace(
        table, columns=columns, rows=tuple(tuple(rows[n][at] for rows, at in places) for n in range(len(table.rows)))
    )


def _rubric_file(named: str | None, used: Rubric) -> str:
    """The text of the run's rubric; `UsageError` where that is not what the run was graded by."""
    from grader.cli.rubrics import rubric_text
    from grader.rubric import parse_rubric
    from grader.rubric.load import DEFAULT

    name = named or DEFAULT
    text = rubric_text(name)
    if parse_rubric(text, name) != used:
        raise UsageError(f"{name}: is not the rubric that the run was graded by; say with --rubric where that lies")
    return text


def _write(found: Calibration, text: str, to: Path) -> None:
    from grader.calibration.fitting.writing import rewritten
    from grader.reporters.write import write_whole

    proposal = found.proposal
    if proposal is None or not proposal.changes:
        say(f"{to}: not written, for nothing is worth changing")
        return
    write_whole(to, rewritten(text, to, proposal.changes, proposal.rubric).encode("utf-8"))
    say(f"Written: {to}; 'grader rescore' shows who would move in the whole run. Calibrate it on other interviews than")
    say("these, to which it was tuned: on these it would look better than it is.")
