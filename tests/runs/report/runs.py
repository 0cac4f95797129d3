"""Runs for reports: stores of real assessments, and of very many that are copies of a few."""

from __future__ import annotations

import json
import random
import sqlite3
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from grader.reporters.json import JsonReporter
from grader.runs.database import FILE
from grader.runs.detail import detail_of
from grader.runs.grading import pack
from grader.runs.manifest import Given, Manifest, Reading, Settings
from grader.runs.records import Entry, Grade, Outcome, State
from grader.runs.report.figures import Figures, figures_of
from grader.runs.report.page import write_page
from grader.runs.row import Row
from grader.runs.store import Store
from grader.runs.tables import tables_of
from grader.schema.assessment import Assessment
from grader.schema.rubric import Rubric
from tests.reporters.conftest import LEVELS, make_design, make_rubric, make_talk
from tests.runs.made import SIGNATURE

Submission = tuple[str, Assessment | tuple[State, str]]
"""A name, and the assessment or how else it ended."""


def store_of(folder: Path, rubric: Rubric, given: Sequence[Submission], source: str = "interviews") -> Store:
    manifest = Manifest(
        signature=SIGNATURE,
        settings=Settings(rubric=rubric.model_dump_json()),
        reading=Reading(),
        sources=(Given(words=source, at="/"),),
    )
    store = Store.create(folder, manifest)
    entries = [(n, Entry(f"/{n}", name, {"kind": "file"}, 1, "")) for n, (name, _) in enumerate(given)]
    store.enlist(entries, [], [], 1)
    ends = []
    for n, (_, end) in enumerate(given, start=1):
        if isinstance(end, Assessment):
            state: State = "graded_with_warnings" if end.warnings else "graded"
            ends.append(Outcome(n, state, None, _grade(end, rubric)))
        elif end[0] != "waiting":
            ends.append(Outcome(n, *end))
    store.finish(ends)
    return store


def _grade(a: Assessment, rubric: Rubric) -> Grade:
    card = a.scorecard
    return Grade(
        sha256=a.submission.sha256,
        signature=a.signature,
        status=card.status,
        total=round(card.total, 1),
        band=card.band,
        row=Row.of(a, rubric).model_dump_json(),
        detail=pack(json.dumps(detail_of(a), ensure_ascii=False)),
        assessment=pack(JsonReporter(compact=True).render(a, rubric)),
    )


def some(rubric: Rubric, word: Callable[[str], str] = str) -> list[Submission]:
    """Every way that a submission can end."""
    good = {**LEVELS, "recovery": 2, "summary": 1}
    return [
        (word("chat.vtt"), make_talk(rubric, levels=good)),
        (word("feed.vtt"), make_talk(rubric, word=word, path=word("feed.vtt"))),
        (word("photos.md"), make_design(rubric)),
        (word("photos again.md"), make_design(rubric, levels=good)),
        (word("recipe.md"), make_design(rubric, status="not_applicable", levels=dict.fromkeys(LEVELS, 0))),
        (word("empty.md"), ("refused", word("has no words"))),
        (word("broken.pdf"), ("failed", word("is damaged"))),
        (word("endless.txt"), ("timed_out", "took longer than 120 s")),
        (word("new.txt"), ("waiting", "")),
    ]


def multiplied(store: Store, rubric: Rubric, number: int) -> Figures:
    """Fill the store up to so many submissions with copies of what it has, under other names, with other totals."""
    chance = random.Random(5)
    edges = sorted((b.at_least, b.id) for b in rubric.bands)
    with sqlite3.connect(store.folder / FILE) as sql:
        last = sql.execute("SELECT max(id) FROM submissions").fetchone()[0]
        models = sql.execute(
            "SELECT s.id, s.state, g.sha256, g.signature, g.row, p.detail, p.whole FROM submissions s"
            " JOIN grades g ON g.id = s.id JOIN pages p ON p.id = s.id WHERE g.status = 'graded' ORDER BY s.id"
        ).fetchall()
        for id_ in range(last + 1, number + 1):
            _, state, sha256, signature, text, detail, whole = models[id_ % len(models)]
            total = round(min(100.0, max(0.0, chance.gauss(58, 18))), 1)
            row = json.loads(text)
            row["words"], row["certainty"] = chance.randrange(300, 9000), round(chance.uniform(0.5, 1), 4)
            row["dimensions"] = {k: round(chance.uniform(0, 100), 1) for k in row["dimensions"]}
            band = [band for at, band in edges if at <= total][-1]
            name = f"interviews/candidate-{chance.randrange(10**7):07}-{id_}.vtt"
            sql.execute(
                "INSERT INTO submissions (id, identity, name, place, size, stamp, listing, position, state)"
                " VALUES (?, ?, ?, '{}', 1, '', 1, ?, ?)",
                (id_, f"/{name}", name, id_, state),
            )
            grade = (id_, sha256, signature, "graded", total, band, json.dumps(row, separators=(",", ":")))
            sql.execute("INSERT INTO grades VALUES (?, ?, ?, ?, ?, ?, ?)", grade)
            sql.execute("INSERT INTO pages VALUES (?, ?, ?)", (id_, detail, whole))
    return figures_of(store.all(), rubric)


def page_of(store: Store, rubric: Rubric, folder: Path, **options: Any) -> Figures:
    """Write the report of a run."""
    folder.mkdir(parents=True)
    with store.snapshot():
        figures = figures_of(store.all(), rubric)
        write_page(store, figures, tables_of(figures, rubric), folder, **options)
    return figures


def opened(folder: Path, name: str) -> bytes:
    """What a script of the page holds."""
    text = (folder / "data" / f"{name}.js").read_text("ascii")
    before, content, after = text.split('"')[1:4]
    assert (text[:5], before, content, after) == ("part(", name, ",", text.split('"')[3])
    return zlib.decompress(b64decode(text.split('"')[3]))


def all_bytes(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def names(given: Iterable[Submission]) -> list[str]:
    return sorted(name for name, _ in given)


ROOT = Path(__file__).parents[3]


def small() -> Rubric:
    return make_rubric()
