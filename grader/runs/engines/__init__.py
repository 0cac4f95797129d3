"""Who starts the workers. An engine asks for tasks, and yields what became of them, in any order."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Protocol

from grader.runs.manifest import Manifest
from grader.runs.records import Died, Outcome, Task

Feed = Callable[[], Task | None]
"""The next task; None where there is none now. There may be one again, when a worker has died."""


@dataclass
class Stop:
    """Set from outside, such as by a Ctrl-C: no more tasks are begun; ``now`` ends those in hand too."""

    soon: bool = False
    now: bool = False


class Engine(Protocol):
    """Grades tasks somewhere."""

    def run(self, manifest: Manifest, feed: Feed, stop: Stop) -> Generator[Outcome | Died | None]:
        """Grade until there are no more tasks and none is in hand. None is yielded now and then where nothing has
        happened, so that the one who waits can look at the clock.
        """


CHUNK_BYTES = 512 * 1024
CHUNK_TASKS = 32
"""Of a chunk, what a worker is given at once: enough that it never waits, little enough that all end together."""


def chunk_of(feed: Feed, most_bytes: int = CHUNK_BYTES, most_tasks: int = CHUNK_TASKS) -> list[Task]:
    """Tasks for one worker; one that is to be alone is; empty where there are none."""
    chunk: list[Task] = []
    size = 0
    while len(chunk) < most_tasks and size < most_bytes:
        task = feed()
        if task is None:
            break
        chunk.append(task)
        size += task.size
        if task.alone:
            break
    return chunk
