"""The run itself: tasks from the store to an engine, outcomes from the engine into the store, a few at a time."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from grader.runs.contents import with_rows
from grader.runs.engines import Engine, Stop
from grader.runs.records import Died, Outcome, Tally, Task
from grader.runs.store import Store

COMMIT_AFTER = 1.0
"""Seconds after which what is finished is committed: the most work that a kill can cost, together with the next."""
COMMIT_MANY = 100
MOST_DEATHS = 2
"""Workers that one submission may take with it before it is given up."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many errors end a run early: a number, or a share of all its submissions."""

    number: int | None = None
    share: float | None = None

    @property
    def given(self) -> bool:
        """Whether there is one at all."""
        return self.number is not None or self.share is not None

    def passed(self, tally: Tally) -> bool:
        """Whether there are more errors than that."""
        if self.number is not None:
            return tally.errors > self.number
        return self.share is not None and tally.errors > self.share * tally.all


class Batch:
    """One go at a run. ``on_commit`` hears of each commit, after it; ``on_wait`` now and then, when nothing happens."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        stop: Stop,
        limit: Limit,
        on_commit: Callable[[Sequence[Outcome], Tally], None],
        on_wait: Callable[[], None],
    ) -> None:
        self._store, self._engine, self._stop, self._limit = store, engine, stop, limit
        self._on_commit, self._on_wait = on_commit, on_wait
        self._again: deque[Task] = deque()
        self._finished: list[Outcome] = []
        self._since = 0.0
        self._tally = store.tally()
        self.over = False
        """Whether there are more errors than the limit admits."""

    def run(self) -> Tally:
        """Grade what waits; how all submissions stand then. `StoppedError` where it cannot go on now."""
        if self._too_many():
            return self._tally
        manifest = self._store.manifest
        tasks = with_rows(self._store.waiting(), manifest.reading)
        given: dict[int, Task] = {}

        def feed() -> Task | None:
            task = self._again.popleft() if self._again else next(tasks, None)
            if task is not None:
                given[task.id] = task
            return task

        answers = self._engine.run(manifest, feed, self._stop)
        try:
            for answer in answers:
                match answer:
                    case None:
                        self._on_wait()
                    case Outcome():
                        self._take(replace(answer, name=given.pop(answer.id).name))
                    case Died():
                        self._mourn(answer, given.pop(answer.id))
                if self._finished and self._due():
                    self._commit()
                    self._stop.soon = self._too_many() or self._stop.soon
        finally:
            answers.close()  # and its workers with it
            self._commit()
        self._too_many()
        return self._tally

    def _too_many(self) -> bool:
        self.over = self._limit.passed(self._tally)
        return self.over

    def _take(self, outcome: Outcome) -> None:
        if not self._finished:
            self._since = time.monotonic()
        self._finished.append(outcome)

    def _due(self) -> bool:
        return len(self._finished) >= COMMIT_MANY or time.monotonic() - self._since >= COMMIT_AFTER

    def _mourn(self, death: Died, task: Task) -> None:
        """The first time it may have been chance, or memory: it is tried once more, by itself."""
        deaths = self._store.died(death.id)
        if deaths >= MOST_DEATHS:
            reason = f"{death.reason}, {deaths} times; 'grader batch --retry' tries it again"
            self._take(Outcome(death.id, "failed", reason, name=task.name))
        else:
            self._again.append(replace(task, alone=True))

    def _commit(self) -> None:
        if not self._finished:
            return
        outcomes, self._finished = self._finished, []
        self._store.finish(outcomes)
        counts = dict(self._tally.counts)
        for o in outcomes:
            counts[o.state] = counts.get(o.state, 0) + 1
            counts["waiting"] = counts.get("waiting", 0) - 1
        self._tally = Tally(counts)
        self._on_commit(outcomes, self._tally)
