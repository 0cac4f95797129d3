"""``grader status``: how a run stands, and what to do next."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.console import write
from grader.cli.group import SETTINGS

if TYPE_CHECKING:
    from grader.runs.records import Tally
    from grader.runs.store import Store

_SHOWN = 20
"""Errors that are listed."""


@click.command(context_settings=SETTINGS)
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="As one JSON object, for machines.")
def status(run: Path, as_json: bool) -> int:
    """Say how a run stands: what is done, what went wrong, what made it, and what to do next.

    \b
    Examples:
      grader status reports/run-1
      grader status reports/run-1 --json
    """
    from grader.runs.lock import held
    from grader.runs.store import Store

    with Store.open(run) as store, store.snapshot():
        found = _found(store, run, held(run))
    write(json.dumps(found, indent=2, ensure_ascii=False) + "\n" if as_json else "\n".join(_lines(found)) + "\n")
    return 0


def _found(store: Store, run: Path, busy: bool) -> dict[str, Any]:
    from grader.cli.progress import standing
    from grader.runs.records import STATES
    from grader.runs.spec import rubric_of

    manifest, tally = store.manifest, store.tally()
    rubric = rubric_of(manifest.settings)
    settings = manifest.settings.model_dump(exclude={"rubric"}, exclude_none=True)
    reading = {k: v for k, v in manifest.reading.model_dump(mode="json").items() if v}
    return {
        "run": str(run),
        "at_work": busy,
        "standing": standing(tally),
        "submissions": tally.all,
        "states": {s: tally[s] for s in STATES},
        "rubric": {"id": rubric.id, "version": rubric.version, "title": rubric.title},
        "signature": manifest.signature,
        "settings": {**settings, **reading},
        "sources": [s.words for s in manifest.sources],
        "errors": [{"name": name, "state": state, "reason": why} for name, state, why in store.errors(_SHOWN)],
        "more_errors": max(0, tally.errors - _SHOWN),
        "next": [{"why": why, "command": command} for why, command in _next(tally, run, busy)],
    }


def _next(tally: Tally, run: Path, busy: bool) -> Iterator[tuple[str, str]]:
    folder = shlex.quote(str(run))
    if tally.waiting and not busy:
        yield "go on", f"grader batch --out {folder}"
    elif not tally.all and not busy:
        yield "look for submissions again", f"grader batch --out {folder}"
    if (tally["failed"] or tally["timed_out"]) and not busy:
        yield "try again what failed or timed out", f"grader batch --out {folder} --retry"
    if tally.all:
        yield "report", f"grader report {folder}"


def _lines(found: dict[str, Any]) -> Iterator[str]:
    from grader.reporters.wording import count, one_line, shorten

    yield found["standing"]
    waiting = found["states"]["waiting"]
    if found["at_work"]:
        yield "A process is at work on it."
    elif waiting:
        yield f"No process is at work on it, and {waiting:,} {'waits' if waiting == 1 else 'wait'}."
    yield ""
    rubric = found["rubric"]
    yield f"rubric     {one_line(rubric['title'])} ({rubric['id']} {rubric['version']})"
    yield f"made by    {one_line(found['signature'])}"
    for name, value in found["settings"].items():
        yield f"{'--' + name.replace('_', '-'):<10} {shorten(_said(value), 200)}"
    for n, source in enumerate(found["sources"][:_SHOWN]):
        yield f"{'sources' if n == 0 else '':<10} {shorten(source, 200)}"
    if len(found["sources"]) > _SHOWN:
        yield f"{'':<10} and {count(len(found['sources']) - _SHOWN, 'other')}"
    if found["errors"]:
        yield ""
        yield "Not graded:"
        for error in found["errors"]:
            state, reason = error["state"].replace("_", " "), shorten(error["reason"] or "no reason is kept", 300)
            yield f"  {shorten(error['name'], 200)}: {state}: {reason}"
        if found["more_errors"]:
            yield f"  and {found['more_errors']:,} more; 'grader report' has all of them, by reason and by name"
    if found["next"]:
        yield ""
        wide = max(len(step["why"]) for step in found["next"]) + 2
        for step in found["next"]:
            yield f"To {step['why'] + ':':<{wide}}{step['command']}"


def _said(value: object) -> str:
    if isinstance(value, dict):
        return ",".join(f"{k}={v}" for k, v in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
