"""This machine: a few worker processes, each with a thread here that talks to it.

Every worker answers for each submission by itself, so it is known which one a dead worker was at, and no other suffers.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
from collections.abc import Generator, Iterator
from queue import Empty, SimpleQueue

from grader.errors import UsageError
from grader.runs.engines import Engine, Feed, Stop, chunk_of
from grader.runs.engines.child import Child, dismissed, spawned
from grader.runs.manifest import Manifest
from grader.runs.records import Died, Outcome, Task

WARMED = 2
"""Workers that are started before it is known how many are needed."""
_LOOK = 0.25
"""Seconds between two looks at the clock while nothing happens."""


class LocalEngine:
    """A pool of workers on this machine. ``timeout`` is in seconds a submission."""

    def __init__(self, workers: int | None = None, timeout: float = 120.0) -> None:
        self._workers, self._timeout = workers or cores(), timeout
        self._warm: list[subprocess.Popen[bytes]] = []

    def warm(self) -> None:
        """Start a few workers while the run is still being opened, so that by then they have loaded what all runs need.

        Whoever calls it calls `cool` in the end.
        """
        with contextlib.suppress(UsageError):  # whoever really needs them tries again, and says it
            while len(self._warm) < min(self._workers, WARMED):
                self._warm.append(spawned())

    def cool(self) -> None:
        """End those that were not needed."""
        while self._warm:
            dismissed(self._warm.pop())

    def run(self, manifest: Manifest, feed: Feed, stop: Stop) -> Generator[Outcome | Died | None]:
        """As `Engine.run` has it."""
        warm = [*self._warm, *[None] * self._workers][: self._workers]
        self._warm = []
        crew = [_Hand(Child(manifest, self._timeout, process), stop) for process in warm]
        answers: SimpleQueue[_Answer] = SimpleQueue()
        again: list[Task] = []

        def next_task() -> Task | None:
            return again.pop() if again else feed()

        try:
            for hand in crew:
                hand.begin(answers)
            while not stop.now:
                if not stop.soon:
                    for hand in crew:
                        # One chunk in work and one in hand: it never waits for us.
                        while hand.chunks < 2 and (chunk := chunk_of(next_task)):
                            hand.give(chunk)
                # Seen before the answers are: whoever has no chunk left has given every answer.
                done = not any(hand.chunks for hand in crew)
                for hand in crew:
                    hand.child.look()
                yield from _answers(answers, again, 0 if done else _LOOK)
                if done and (stop.soon or not again) and answers.empty():
                    return
        finally:
            for hand in crew:
                hand.child.end()
            for hand in crew:
                hand.dismiss()


@contextlib.contextmanager
def warmed(engine: Engine) -> Iterator[None]:
    """Workers of this machine load while the run is opened, which takes about as long."""
    if not isinstance(engine, LocalEngine):
        yield
        return
    engine.warm()
    try:
        yield
    finally:
        engine.cool()


_Answer = Outcome | Died | list[Task] | Exception
"""Of a hand: what became of a task, the tasks that were not begun, or why there can be no worker."""


class _Hand(threading.Thread):
    """Gives chunks to one worker, one after the other."""

    def __init__(self, child: Child, stop: Stop) -> None:
        super().__init__(daemon=True)
        self.child, self._halt = child, stop
        self._given: SimpleQueue[list[Task] | None] = SimpleQueue()
        self.chunks = 0
        """Chunks that were given and are not done; changed under the lock, by the one who gives and by `run`."""
        self._lock = threading.Lock()

    def begin(self, answers: SimpleQueue[_Answer]) -> None:
        self._answers = answers
        self.start()

    def give(self, chunk: list[Task]) -> None:
        with self._lock:
            self.chunks += 1
        self._given.put(chunk)

    def dismiss(self) -> None:
        self._given.put(None)
        self.join(timeout=5)

    def run(self) -> None:
        while (chunk := self._given.get()) is not None:
            left = list(chunk)
            try:
                if not self._halt.soon:
                    for answer in self.child.grade(chunk):
                        left.pop(0)
                        self._answers.put(answer)
                        if self._halt.soon:
                            break
            except Exception as e:  # noqa: BLE001  it is raised where the run is
                self._answers.put(e)
            self._answers.put(left)
            with self._lock:
                self.chunks -= 1


def _answers(answers: SimpleQueue[_Answer], again: list[Task], wait: float) -> Iterator[Outcome | Died | None]:
    """What has come in; waits a moment for the first. Tasks that were not begun go to ``again``."""
    try:
        answer = answers.get(timeout=wait)
    except Empty:
        yield None
        return
    while True:
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, list):
            again.extend(reversed(answer))
        else:
            yield answer
        try:
            answer = answers.get_nowait()
        except Empty:
            return


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
