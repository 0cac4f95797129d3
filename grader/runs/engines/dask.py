"""A Dask cluster: chunks go to its workers, each of which keeps a process of ours that does the grading.

Dask finds workers, moves chunks, and gives those of a lost worker to another. What it must not be asked is to survive a
submission that kills or hangs its process: that happens to the process of ours, and the Dask worker lives on. The
store stays the truth, so that a lost scheduler costs a restart and no grades.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Generator, Iterator
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, cast

from grader.errors import GraderError, InputError, StoppedError, UsageError
from grader.runs.contents import with_content
from grader.runs.engines import Feed, Stop, chunk_of
from grader.runs.engines.child import Child
from grader.runs.engines.local import cores
from grader.runs.manifest import Manifest
from grader.runs.records import Died, Outcome, Task
from grader.runs.refusal import refused

if TYPE_CHECKING:
    from distributed import Client, Future

CHUNK_BYTES, CHUNK_TASKS = 1024 * 1024, 64
"""Of a chunk: larger than on one machine, for each costs the scheduler a millisecond or two."""
_LOOK = 0.25
_WORKERS_WITHIN = 60
"""Seconds in which the cluster's first worker must have come."""
_COUNT_EVERY = 5.0
"""Seconds between two counts of the cluster's workers, which may come and go."""


class DaskEngine:
    """The cluster of a scheduler's address; without one, a cluster on this machine that ends with the run."""

    def __init__(self, scheduler: str | None = None, workers: int | None = None, timeout: float = 120.0) -> None:
        self._scheduler, self._workers, self._timeout = scheduler, workers, timeout

    def run(self, manifest: Manifest, feed: Feed, stop: Stop) -> Generator[Outcome | Died | None]:
        """As `Engine.run` has it."""
        with self._client() as client:
            yield from _Work(client, manifest, self._timeout).run(feed, stop)

    @contextlib.contextmanager
    def _client(self) -> Iterator[Client]:
        try:
            import distributed
        except ImportError:
            raise UsageError("--engine dask needs Dask; pip install 'grader[dask]'") from None
        cluster = None
        try:
            if self._scheduler is None:
                cluster = distributed.LocalCluster(
                    n_workers=self._workers or cores(), threads_per_worker=1, dashboard_address=None, silence_logs=50
                )
            try:
                client = distributed.Client(cluster or self._scheduler, timeout=20, set_as_default=False)
                client.wait_for_workers(1, timeout=_WORKERS_WITHIN)
            except (OSError, TimeoutError, ValueError) as e:
                where = self._scheduler or "this machine"
                raise StoppedError(f"{where}: no Dask cluster with a worker answers ({e or type(e).__name__})") from e
            try:
                yield client
            finally:
                with contextlib.suppress(Exception):
                    client.close(timeout=2)
        finally:
            if cluster is not None:
                cluster.close()


class _Work:
    """The chunks that are out, and those that are to go out again."""

    def __init__(self, client: Client, manifest: Manifest, timeout: float) -> None:
        self._client, self._manifest, self._timeout = client, manifest, timeout
        self._done: SimpleQueue[Future] = SimpleQueue()
        self._out: dict[Any, list[Task]] = {}
        self._again: list[list[Task]] = []
        self._counted, self._slots = 0.0, 1

    def run(self, feed: Feed, stop: Stop) -> Generator[Outcome | Died | None]:
        """Two chunks a worker are out at any time, so that none waits for us."""
        while not stop.now:
            while not stop.soon and len(self._out) < 2 * self._room():
                chunk = self._again.pop() if self._again else chunk_of(feed, CHUNK_BYTES, CHUNK_TASKS)
                if not chunk:
                    break
                yield from self._send(chunk)
            if not self._out:
                return
            try:
                future = self._done.get(timeout=_LOOK)
            except Empty:
                self._alive()
                yield None
                continue
            yield from self._received(future)

    def _room(self) -> int:
        if time.monotonic() - self._counted > _COUNT_EVERY:
            self._counted = time.monotonic()
            with contextlib.suppress(OSError, TimeoutError):
                self._slots = max(1, sum(cast("dict[str, int]", self._client.nthreads()).values()))
        return self._slots

    def _send(self, chunk: list[Task]) -> Iterator[Outcome]:
        tasks = []
        for task in chunk:
            try:
                tasks.append(with_content(task))
            except InputError as e:
                yield refused(task.id, e)
        if tasks:
            asked = (self._manifest.model_dump_json(), self._timeout, tasks)
            future = self._client.submit(grade_chunk, *asked, pure=False)
            self._out[future] = tasks
            future.add_done_callback(self._done.put)

    def _received(self, future: Future) -> Iterator[Outcome | Died]:
        tasks = self._out.pop(future)
        if future.status == "finished":
            yield from future.result()
            return
        if future.status == "cancelled":
            raise _lost(self._client)
        error = future.exception()
        if isinstance(error, GraderError):
            raise error
        if type(error).__name__ != "KilledWorker":
            raise UsageError(
                f"a Dask worker cannot grade ({type(error).__name__}: {error}); is grader on every worker?"
            )
        # Dask gave up on this chunk, for several workers were lost with it: one of its tasks may be why.
        if len(tasks) == 1:
            yield Died(tasks[0].id, "its Dask worker was lost")
        else:
            middle = len(tasks) // 2
            self._again += [tasks[middle:], tasks[:middle]]

    def _alive(self) -> None:
        if self._client.status not in ("running", "connecting"):
            raise _lost(self._client)


def _lost(client: Client) -> StoppedError:
    return StoppedError(f"the Dask scheduler was lost ({client.status}); what is finished is kept")


_mine = threading.local()
"""The process of ours that this thread of a Dask worker keeps."""


def grade_chunk(manifest: str, timeout: float, tasks: list[Task]) -> list[Outcome | Died]:
    """Runs on a Dask worker: what became of each task."""
    child = _child(manifest, timeout)
    ended = threading.Event()
    threading.Thread(target=_watch, args=(child, ended), daemon=True).start()
    try:
        done: list[Outcome | Died] = []
        while len(done) < len(tasks):
            done += child.grade(tasks[len(done) :])
        return done
    finally:
        ended.set()


def _watch(child: Child, ended: threading.Event) -> None:
    while not ended.wait(_LOOK):
        child.look()


def _child(manifest: str, timeout: float) -> Child:
    kept = getattr(_mine, "child", None)
    if kept is None or kept[0] != (manifest, timeout):
        if kept is not None:
            kept[1].end()
        kept = _mine.child = ((manifest, timeout), Child(Manifest.model_validate_json(manifest), timeout))
    return cast("Child", kept[1])
