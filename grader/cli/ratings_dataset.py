"""``grader ratings dataset``: from a run and its ratings to texts and labels that ``grader train`` learns from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.console import say, write
from grader.cli.group import SETTINGS
from grader.cli.rating_files import placed_in, read_files, reading_options
from grader.errors import InputError, UsageError

if TYPE_CHECKING:
    from grader.calibration.ratings import Placed
    from grader.runs.records import Task
    from grader.runs.report.figures import Figures
    from grader.runs.store import Store
    from grader.schema.rubric import Rubric
    from grader.training.rated import RatedText

_PATH = click.Path(path_type=Path)
_GRADES = 4
"""Highest grade of the whole in labels."""


@click.command("dataset", context_settings=SETTINGS)
@click.argument("run", metavar="RUN", type=_PATH)
@click.option("--ratings", "files", metavar="FILE", type=_PATH, multiple=True, required=True, help="Again for more.")
@reading_options
@click.option("--out", type=_PATH, metavar="DIR", required=True, help="A folder that is not there yet.")
def dataset(
    run: Path,
    files: tuple[Path, ...],
    rename: dict[str, str],
    skip: tuple[str, ...],
    values: dict[str, float | None],
    criterion: str | None,
    by: tuple[str, ...],
    out: Path,
) -> int:
    """Make a data set of the submissions of RUN that people rated: their texts, and of each criterion one level.

    Of several ratings it is their mean, halves up. The texts are read again from where the run found them. Steps and
    evidence are not known and not learned; 'grader train' takes the data set together with others that have them.

    \b
    Example:
      grader ratings dataset reports/run-1 --ratings ratings.csv --out rated
      grader train datasets/public datasets/interviews datasets/designs rated --out my-model
      grader batch interviews --model my-model --out reports/run-2
    """
    from grader.calibration.formats import Reading
    from grader.runs.folders import staged
    from grader.runs.report.figures import figures_of
    from grader.runs.spec import rubric_of
    from grader.runs.store import Store
    from grader.training.rated import write_rated

    if out.exists():
        raise UsageError(f"{out}: is there already; choose another name")
    said = read_files(files, Reading(tuple(dict.fromkeys(by)), rename, frozenset(skip), values, criterion))
    with Store.open(run) as store, store.snapshot():
        rubric = rubric_of(store.manifest.settings)
        _check(rubric)
        figures = figures_of(store.all(), rubric)
        placed = [p for of in placed_in(said, figures.names, rubric) for p in of]
        with staged(out, "grader ratings dataset") as draft:
            number = write_rated(draft, _texts(store, figures, placed, rubric))
    write(f"{out}: {number:,} texts\n")
    return 0


def _check(rubric: Rubric) -> None:
    from grader.checking.learned import judged
    from grader.rubric import default_rubric

    if judged(rubric) != judged(default_rubric()):
        raise UsageError("the run's rubric has patterns of its own; weights are learned for those of the shipped one")


def _texts(store: Store, figures: Figures, placed: Sequence[Placed], rubric: Rubric) -> Iterator[RatedText]:
    """Those that can be read as they were graded, in the order of the run's listing; of others it is said why not."""
    from grader.runs.contents import with_rows
    from grader.runs.places import suffix_of
    from grader.training.rated import RatedText, together

    by: dict[int, dict[int | None, list[float | None]]] = {}
    for p in placed:
        by.setdefault(p.submission, {}).setdefault(p.criterion, []).append(p.score)
    of_id = {int(figures.ids[index]): index for index in by}
    digests = dict(store.contents())
    for index in sorted(by):
        if not figures.graded[index]:
            say(f"{figures.names[index]}: left out: the run has no grade of it")
    tasks = (task for task in store.graded() if task.id in of_id)
    for task in with_rows(tasks, store.manifest.reading):
        content = _content(task, digests.get(task.name))
        if content is None:
            continue
        index = of_id[task.id]
        overall = overall_of(by[index], rubric)
        if overall is None:
            say(f"{task.name}: left out: people gave it no level")
            continue
        levels = {rubric.criteria[c].id: together(of) for c, of in by[index].items() if c is not None}
        yield RatedText(task.name, suffix_of(task.place) or ".txt", content, levels, overall)


def _content(task: Task, digest: str | None) -> bytes | None:
    """The bytes that were graded; None, and why, where they are not there any more."""
    import hashlib

    from grader.runs.places import bytes_at

    try:
        content = task.content if task.content is not None else bytes_at(task.place, task.name)
    except InputError as e:
        say(f"{task.name}: left out: {e}")
        return None
    if hashlib.sha256(content).hexdigest() == digest:
        return content
    say(f"{task.name}: left out: it has changed since it was graded")
    return None


def overall_of(by: Mapping[int | None, list[float | None]], rubric: Rubric) -> int | None:
    """From people's levels alone, 1 where all are 0 to 4 where all are the highest; None where they gave none.

    Their grades of the whole are on scales of their own, and the machine's band is nothing that people said.
    """
    shares = [x / rubric.criteria[c].max_level for c, of in by.items() if c is not None for x in of if x is not None]
    return 1 + int((_GRADES - 1) * sum(shares) / len(shares) + 0.5) if shares else None
