"""``grader batch``: from many submissions to a run that can be gone on with."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from grader.cli.console import INTERRUPTED, UNREAD, WRONG, say, write
from grader.cli.group import SETTINGS
from grader.cli.roles import HELP as ROLES
from grader.cli.roles import parse_roles
from grader.errors import GraderError, StoppedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from grader.runs.batch import Limit
    from grader.runs.engines import Engine, Stop
    from grader.runs.opening import Asked
    from grader.runs.records import Entry, Tally
    from grader.runs.store import Store
    from grader.schema.document import Role

_LIMIT = re.compile(r"(\d+(?:\.\d+)?)\s*%|(\d+)")


def _limit(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Limit:
    from grader.runs.batch import Limit

    if value is None:
        return Limit()
    match = _LIMIT.fullmatch(value.strip())
    if match is None or (match[1] and float(match[1]) > 100):
        raise click.BadParameter(f"{value!r} is no number and no percentage; write 20, or 5%")
    return Limit(share=float(match[1]) / 100) if match[1] else Limit(number=int(match[2]))


@click.command(context_settings=SETTINGS)
@click.argument("sources", metavar="[SOURCE...]", nargs=-1)
@click.option("--out", type=click.Path(path_type=Path), metavar="RUN", required=True, help="The folder of the run.")
@click.option("--rubric", metavar="FILE|NAME", help="The rubric; grader's own unless given.")
@click.option("--candidate", metavar="NAME", help="The speaker whose words count, in every transcript.")
@click.option("--roles", metavar="PAIRS|FILE", callback=parse_roles, help=ROLES)
@click.option("--kind", type=click.Choice(["transcript", "design"]), help="What all submissions are.")
@click.option("--input-format", metavar="NAME", help="Read every submission as this, as 'grader score' does.")
@click.option("--segmenter", metavar="NAME", help="Find the steps by the segmenter of a plug-in.")
@click.option("--model", type=click.Path(path_type=Path), metavar="DIR", help="A folder that 'grader train' wrote.")
@click.option(
    "--text-column", metavar="NAME", help="Of tables, the column of the texts.  [default: text, transcript, ...]"
)
@click.option("--id-column", metavar="NAME", help="Of tables, the column that names them.  [default: id, ...]")
@click.option("--include", metavar="GLOB", multiple=True, help="Of folders and archives, only such paths.")
@click.option("--exclude", metavar="GLOB", multiple=True, help="Of folders and archives, no such paths.")
@click.option("--workers", type=click.IntRange(1, 1024), metavar="N", help="Processes.  [default: one a processor]")
@click.option("--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True, help="Who grades.")
@click.option("--scheduler", metavar="ADDRESS", help="Of a Dask cluster; a cluster on this machine unless given.")
@click.option(
    "--timeout", type=click.FloatRange(min=1), default=120, show_default=True, metavar="SECONDS", help="A submission's."
)
@click.option("--max-errors", metavar="N|P%", callback=_limit, help="End early after more errors than that.")
@click.option("--retry", is_flag=True, help="Try again what failed or timed out.")
@click.option("--explain", is_flag=True, help="Grade nothing; say what would be graded, and why.")
@click.option("--json", "as_json", is_flag=True, help="Say what happens as lines of JSON, for machines.")
@click.option("--quiet", "-q", is_flag=True, help="Show no progress.")
def batch(
    sources: tuple[str, ...],
    out: Path,
    rubric: str | None,
    roles: dict[str, Role] | None,
    workers: int | None,
    engine: Literal["local", "dask"],
    scheduler: str | None,
    timeout: float,
    max_errors: Limit,
    retry: bool,
    explain: bool,
    as_json: bool,
    quiet: bool,
    **given: Any,
) -> int:
    """Grade everything in SOURCEs, and keep it in the folder RUN.

    A SOURCE is a folder, a pattern, a file, a table (CSV, JSON Lines, Parquet: a submission a row), a ZIP archive, or
    an address such as s3://bucket/folder. Called again with the same RUN, it goes on: what is graded stays, what is
    new or has changed is graded. Kill it whenever you like.

    \b
    Examples:
      grader batch interviews/ --out reports/run-1
      grader batch answers.csv --text-column answer --out reports/run-2
      grader batch --out reports/run-1                # go on
      grader report reports/run-1
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from grader.runs.engines.local import warmed
    from grader.runs.lock import Lock
    from grader.runs.opening import begin, make_folder

    _check_words(out, given)
    asked, default = _asked(sources, rubric, roles, given)
    chosen = _engine(engine, scheduler, workers, timeout)
    if explain:
        return _explain(out, asked, default, retry)
    make_folder(out)
    with Lock(out), warmed(chosen):
        store = begin(out, asked, default)
        with store:
            code = _run(store, chosen, max_errors, retry, as_json, quiet)
    return code


def _run(store: Store, engine: Engine, limit: Limit, retry: bool, as_json: bool, quiet: bool) -> int:
    from grader.cli.interrupts import heard
    from grader.cli.progress import progress
    from grader.runs.batch import Batch
    from grader.runs.engines import Stop
    from grader.runs.listing import enlist

    shown, stop = progress(as_json, quiet), Stop()
    again = f"grader batch --out {shlex.quote(str(store.folder))}"
    listing = _Listing(store, stop, shown.note)
    tally = None
    try:
        with heard(stop, shown.note):
            gone = enlist(store, listing.entries(), shown.listed, whole=listing.whole).gone
            if retry:
                store.retry()
            shown.begin(store.tally())
            work = Batch(store, engine, stop, limit, shown.committed, shown.waits)
            tally = work.run()
    except (KeyboardInterrupt, StoppedError) as e:
        return _ended(str(e) or "interrupted", again)
    except click.exceptions.Exit:
        return _ended("interrupted: nobody reads standard output any more", again)
    except UsageError as e:
        say(str(e))
        return _ended("ended early", again, WRONG)
    finally:
        shown.end(tally)
    _sum_up(store, tally, as_json, 0 if stop.soon else gone)
    if work.over:
        what = f"{tally.errors:,} errors are more than --max-errors admits"
        if tally.waiting:
            return _ended(f"ended early: {what}", again, UNREAD)
        say(what)
    if stop.soon:
        return _ended("interrupted", again)
    if tally.errors:
        say(f"What was not graded, and why: grader status {shlex.quote(str(store.folder))}")
    if tally.graded:
        say(f"The report: grader report {shlex.quote(str(store.folder))}")
    return UNREAD if work.over or (tally.errors and not limit.given) else 0


def _sum_up(store: Store, tally: Tally, as_json: bool, gone: int) -> None:
    """How all stand. The run is done: what cannot be written now does not change how it ended."""
    from grader.cli.progress import standing
    from grader.reporters.wording import count
    from grader.runs.manifest_file import write_manifest

    try:
        write_manifest(store)
        if not as_json:
            write(standing(tally) + "\n")
    except (GraderError, click.exceptions.Exit) as e:
        say(standing(tally))
        say(str(e) if isinstance(e, GraderError) else "nobody reads standard output")
    if gone:
        say(f"{count(gone, 'submission')} no longer in the sources, left out; grades are kept, should they come back")


class _Listing:
    """Entries of a run's sources, until a stop is asked for. A source that is not there any more is said."""

    def __init__(self, store: Store, stop: Stop, note: Callable[[str], None]) -> None:
        manifest = store.manifest
        self._sources, self._reading = manifest.sources, manifest.reading
        self._stop, self._note = stop, note
        self._missing: list[UsageError] = []

    def whole(self) -> bool:
        """Whether all sources were there."""
        return not self._missing

    def entries(self) -> Iterator[Entry]:
        """All of them; `UsageError` where no source is there."""
        from grader.runs.sources import listed

        for source in self._sources:
            try:
                for entry in listed([source], self._reading):
                    if self._stop.soon:
                        raise KeyboardInterrupt
                    yield entry
            except UsageError as e:
                self._missing.append(e)
        if len(self._missing) == len(self._sources):
            raise self._missing[0]
        for error in self._missing:
            self._note(f"{error}; what the run has of it stays")


def _ended(what: str, again: str, code: int = INTERRUPTED) -> int:
    say(what)
    say(f"To go on: {again}")
    return code


def _check_words(out: Path, given: dict[str, Any]) -> None:
    """`UsageError` for words that are no UTF-8: no store could keep them, and no line that goes on could name them."""
    for value in (out, *given.values()):
        for word in value if isinstance(value, tuple) else (value,):
            try:
                str(word).encode("utf-8")
            except UnicodeEncodeError:
                shown = str(word).encode("utf-8", "replace").decode()
                raise UsageError(f"{shown}: is no UTF-8; write it otherwise") from None


def _asked(
    sources: tuple[str, ...], rubric: str | None, roles: dict[str, Role] | None, given: dict[str, Any]
) -> tuple[Asked, str]:
    """What was asked for, and grader's own rubric."""
    from grader.rubric import default_rubric
    from grader.runs.opening import Asked
    from grader.runs.sources import given as source

    chosen = None
    if rubric is not None:
        from grader.cli.rubrics import rubric_named

        chosen = rubric_named(rubric).model_dump_json()
    model = given.pop("model")
    settings = {
        "model": str(model.absolute()) if model else None,
        "roles": roles,
        **{name: given[name] for name in ("segmenter", "candidate", "kind", "input_format")},
    }
    reading = {name: given[name] for name in ("text_column", "id_column", "include", "exclude")}
    asked = Asked(
        sources=tuple(source(words) for words in sources),
        rubric=chosen,
        settings={name: value for name, value in settings.items() if value is not None},
        reading={name: value for name, value in reading.items() if value},
    )
    return asked, default_rubric().model_dump_json()


def _engine(name: str, scheduler: str | None, workers: int | None, timeout: float) -> Engine:
    if name == "local":
        if scheduler is not None:
            raise UsageError("--scheduler is for --engine dask")
        from grader.runs.engines.local import LocalEngine

        return LocalEngine(workers, timeout)
    from grader.runs.engines.dask import DaskEngine

    return DaskEngine(scheduler, workers, timeout)


def _explain(out: Path, asked: Asked, default: str, retry: bool) -> int:
    from grader.reporters.wording import count, one_line
    from grader.runs.listing import explained
    from grader.runs.manifest import differences
    from grader.runs.opening import manifest_for
    from grader.runs.sources import listed
    from grader.runs.store import Store

    store = Store.open(out) if Store.begun(out) else None
    if store is None and not asked.sources:
        raise UsageError(f"{out}: there is no run here; name what to grade: grader batch SOURCE")
    old = store.manifest if store else None
    new = manifest_for(asked, default, old)
    for line in differences(old, new) if old else ():
        say(f"{out}: made otherwise: {line}")
    number = 0
    for name, why in explained(store, listed(new.sources, new.reading), retry):
        number += 1
        write(f"{one_line(name)}: {why}\n")
    if store is not None:
        store.close()
    say(f"{count(number, 'submission')} would be graded" if number else "nothing would be graded")
    return 0
