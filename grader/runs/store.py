"""The run's store: one SQLite file, the only truth about what is graded.

It is in WAL mode with ``synchronous=FULL``: a commit that returned survives the end of any process, and of the machine
where its disk honours a sync. All changes go through the few methods here, each one transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from grader.errors import UsageError
from grader.runs.database import APPLICATION, FILE, TABLES, connected, explained, readable
from grader.runs.manifest import FORMAT, Manifest
from grader.runs.records import ERRORS, Entry, Grade, Kept, Known, Outcome, State, Tally, Task, compact

_MANY = 500
"""Rows asked for at once: what is held in memory at a time."""
_GRADED = "state IN ('graded', 'graded_with_warnings')"
_PRESENT = "listing >= (SELECT coalesce(max(CAST(value AS INTEGER)), 0) FROM about WHERE key = 'listing')"
"""Of a submission, that the last listing which came to its end has found it, or a later one."""


class Store:
    """An open store. `Store.create` and `Store.open` make one; it closes as a context does."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._sql, self.folder = connection, folder

    @classmethod
    def create(cls, folder: Path, manifest: Manifest) -> Store:
        """A new store in a folder that may not be there yet; `UsageError` where it cannot be made."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with explained(folder):
                store = cls(connected(folder / FILE), folder)
                with store._written():
                    for table in TABLES:
                        store._sql.execute(table)
                    store._sql.execute(f"PRAGMA application_id = {APPLICATION}")
                    store._sql.execute("INSERT INTO about VALUES ('manifest', ?)", (manifest.model_dump_json(),))
        except OSError as e:
            raise UsageError(f"{folder}: no run can be kept here ({e.strerror or e}); choose another --out") from e
        return store

    @classmethod
    def open(cls, folder: Path, *, write: bool = False) -> Store:
        """The store of a run; `UsageError` where the folder holds none, or one of another kind."""
        path = folder / FILE
        if not path.is_file():
            raise UsageError(f"{folder}: is no run: there is no {FILE} in it; 'grader batch ... --out' makes one")
        with explained(folder):
            connection = connected(path) if write else readable(path)
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
                raise UsageError(f"{path}: is not the store of a run")
            store = cls(connection, folder)
            kept = store.manifest.format
        if kept != FORMAT:
            raise UsageError(f"{path}: has the form {kept}, this grader knows {FORMAT}; use the grader that made it")
        return store

    @staticmethod
    def begun(folder: Path) -> bool:
        """Whether a run was made in this folder. One whose making was cut short was not."""
        path = folder / FILE
        if not path.is_file():
            return False
        with explained(folder), closing(readable(path)) as connection:
            return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; the last to leave folds its log into it."""
        with suppress(sqlite3.Error):
            self._sql.close()

    @property
    def manifest(self) -> Manifest:
        """What made the run."""
        found = self._sql.execute("SELECT value FROM about WHERE key = 'manifest'").fetchone()
        return Manifest.model_validate_json(found[0])

    def keep_manifest(self, manifest: Manifest) -> None:
        """Put this manifest in the place of the old one."""
        with self._written():
            self._sql.execute("UPDATE about SET value = ? WHERE key = 'manifest'", (manifest.model_dump_json(),))

    # Listing

    def next_listing(self) -> int:
        """The number of a new listing."""
        return int(self._sql.execute("SELECT coalesce(max(listing), 0) + 1 FROM submissions").fetchone()[0])

    def known(self, identities: Sequence[str]) -> dict[str, Known]:
        """What is known of these submissions, by identity."""
        marks = ",".join("?" * len(identities))
        join = "submissions s LEFT JOIN grades g ON g.id = s.id"
        query = f"SELECT identity, s.id, place, stamp, state, sha256 FROM {join} WHERE identity IN ({marks})"
        return {row[0]: Known(*row[1:]) for row in self._sql.execute(query, identities)}

    def taken(self, names: Sequence[str]) -> set[str]:
        """Which of these names submissions of the run have."""
        marks = ",".join("?" * len(names))
        return {row[0] for row in self._sql.execute(f"SELECT name FROM submissions WHERE name IN ({marks})", names)}

    def enlist(
        self,
        new: Iterable[tuple[int, Entry]],
        changed: Iterable[tuple[int, int, Entry]],
        same: Iterable[tuple[int, int]],
        listing: int,
    ) -> None:
        """One transaction of a listing: rows for what is new, what has changed waits again, the rest was seen.

        Each comes with its place in the listing, then with its id where it has one.
        """
        with self._written():
            self._sql.executemany(
                "INSERT INTO submissions (identity, name, place, size, stamp, listing, position)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                ((e.identity, e.name, compact(e.place), e.size, e.stamp, listing, at) for at, e in new),
            )
            self._sql.executemany(
                "UPDATE submissions SET state = 'waiting', reason = NULL, deaths = 0, place = ?, size = ?, stamp = ?,"
                " listing = ?, position = ? WHERE id = ?",
                ((compact(e.place), e.size, e.stamp, listing, at, id_) for at, id_, e in changed),
            )
            self._sql.executemany(
                "UPDATE submissions SET listing = ?, position = ? WHERE id = ?",
                ((listing, at, id_) for at, id_ in same),
            )

    def seen_again(self, entries: Iterable[tuple[int, Entry]]) -> None:
        """The same content at another place, such as another row of its table, or under another stamp."""
        with self._written():
            self._sql.executemany(
                "UPDATE submissions SET place = ?, size = ?, stamp = ? WHERE id = ?",
                ((compact(e.place), e.size, e.stamp, id_) for id_, e in entries),
            )

    def end_listing(self, listing: int) -> None:
        """A listing of all sources is done: what it did not find is no part of the run until it is found again."""
        with self._written():
            self._sql.execute("INSERT OR REPLACE INTO about VALUES ('listing', ?)", (str(listing),))

    def gone(self) -> int:
        """How many submissions the last listing did not find."""
        return int(self._sql.execute(f"SELECT count(*) FROM submissions WHERE NOT {_PRESENT}").fetchone()[0])

    def retry(self) -> int:
        """Let what failed or ran out of time wait again; how many those are."""
        with self._written():
            done = "UPDATE submissions SET state = 'waiting', reason = NULL, deaths = 0"
            return self._sql.execute(f"{done} WHERE state IN ('failed', 'timed_out')").rowcount

    # Grading

    def waiting(self) -> Iterator[Task]:
        """Submissions without an end, in the order of the last listing."""
        return self._tasks("state = 'waiting'")

    def graded(self) -> Iterator[Task]:
        """Submissions with a grade, as if they were to be graded again, in the same order."""
        return self._tasks(_GRADED)

    def _tasks(self, which: str) -> Iterator[Task]:
        query = (
            "SELECT position, id, name, place, size, stamp, deaths FROM submissions"
            f" WHERE {which} AND {_PRESENT} AND (position, id) > (?, ?) ORDER BY position, id LIMIT {_MANY}"
        )
        after = (-1, -1)
        while found := self._sql.execute(query, after).fetchall():
            for _, id_, name, place, size, stamp, deaths in found:
                yield Task(id_, name, json.loads(place), size, stamp, alone=deaths > 0)
            after = found[-1][:2]

    def finish(self, outcomes: Sequence[Outcome]) -> None:
        """One transaction: these submissions have ended so. An earlier end of theirs is replaced."""
        with self._written():
            for o in outcomes:
                self._sql.execute(
                    "UPDATE submissions SET state = ?, reason = ? WHERE id = ?", (o.state, o.reason, o.id)
                )
                self._forget(o.id)
                if o.grade is not None:
                    self._remember(o.id, o.grade)

    def _forget(self, id_: int) -> None:
        self._sql.execute("DELETE FROM grades WHERE id = ?", (id_,))
        self._sql.execute("DELETE FROM pages WHERE id = ?", (id_,))

    def _remember(self, id_: int, g: Grade) -> None:
        row = (id_, g.sha256, g.signature, g.status, g.total, g.band, g.row)
        self._sql.execute("INSERT INTO grades VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        self._sql.execute("INSERT INTO pages VALUES (?, ?, ?)", (id_, g.detail, g.assessment))

    def died(self, id_: int) -> int:
        """A worker ended while it graded this submission; how often one has."""
        with self._written():
            self._sql.execute("UPDATE submissions SET deaths = deaths + 1 WHERE id = ?", (id_,))
        return int(self._sql.execute("SELECT deaths FROM submissions WHERE id = ?", (id_,)).fetchone()[0])

    # Reading

    def tally(self) -> Tally:
        """How many are in each state."""
        with explained(self.folder):
            query = f"SELECT state, count(*) FROM submissions WHERE {_PRESENT} GROUP BY state ORDER BY state"
            return Tally(dict(self._sql.execute(query)))

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read inside is of one moment, whatever is committed meanwhile."""
        with explained(self.folder):
            self._sql.execute("BEGIN")
            try:
                yield
            finally:
                self._sql.execute("ROLLBACK")

    def all(self) -> Iterator[Kept]:
        """Every submission, by name: the order of all reports."""
        query = (
            "SELECT s.id, s.name, s.identity, s.state, s.reason,"
            " g.sha256, g.signature, g.status, g.total, g.band, g.row"
            f" FROM submissions s LEFT JOIN grades g ON g.id = s.id AND {_GRADED} WHERE {_PRESENT}"
            " ORDER BY s.name, s.identity"
        )
        for row in self._sql.execute(query):
            yield Kept(*row)

    def contents(self) -> Iterator[tuple[str, str]]:
        """Name of each graded submission and SHA-256 of what was graded, by name."""
        yield from self._sql.execute(
            "SELECT name, sha256 FROM submissions s JOIN grades g ON g.id = s.id"
            f" WHERE {_GRADED} AND {_PRESENT} ORDER BY name, identity"
        )

    def errors(self, most: int) -> list[tuple[str, State, str | None]]:
        """Name, state and reason of the first by name that ended without a grade."""
        marks = ", ".join(f"'{s}'" for s in ERRORS)
        query = f"SELECT name, state, reason FROM submissions WHERE state IN ({marks}) AND {_PRESENT} ORDER BY name"
        return self._sql.execute(f"{query}, identity LIMIT ?", (most,)).fetchall()

    def page(self, id_: int) -> tuple[bytes, bytes]:
        """The packed detail and the packed assessment of a graded submission."""
        return tuple(self._sql.execute("SELECT detail, whole FROM pages WHERE id = ?", (id_,)).fetchone())

    def detail(self, id_: int) -> bytes:
        """The packed detail alone."""
        return bytes(self._sql.execute("SELECT detail FROM pages WHERE id = ?", (id_,)).fetchone()[0])

    def signature(self, id_: int) -> str:
        """What made the grade of a submission."""
        return str(self._sql.execute("SELECT signature FROM grades WHERE id = ?", (id_,)).fetchone()[0])

    @property
    def was_rescored(self) -> bool:
        """Whether the packed assessments are of an older rubric than the grades."""
        return self._sql.execute("SELECT value FROM about WHERE key = 'rescored'").fetchone() is not None

    def rescored(self, manifest: Manifest, grades: Iterable[tuple[str, float, str | None, str, int]]) -> None:
        """One transaction: another manifest, and of each grade signature, total, band, row by its id."""
        with self._written():
            self._sql.execute("UPDATE about SET value = ? WHERE key = 'manifest'", (manifest.model_dump_json(),))
            self._sql.execute("INSERT OR REPLACE INTO about VALUES ('rescored', 'yes')")
            self._sql.executemany("UPDATE grades SET signature = ?, total = ?, band = ?, row = ? WHERE id = ?", grades)

    def copy_to(self, folder: Path) -> Store:
        """A store with the same content in another folder that is empty or not there."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as e:
            raise UsageError(f"{folder}: no run can be kept here ({e.strerror or e}); choose another --out") from e
        with explained(folder):
            connection = connected(folder / FILE)
            self._sql.backup(connection)
            return Store(connection, folder)

    @contextmanager
    def _written(self) -> Iterator[None]:
        """One transaction: all of it, or nothing."""
        with explained(self.folder):
            self._sql.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._sql.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._sql.execute("ROLLBACK")
                raise
