"""One worker process, and the conversation with it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import BinaryIO, cast

from grader.errors import UsageError
from grader.runs.frames import read_frame, write_frame
from grader.runs.manifest import Manifest, differing
from grader.runs.records import Died, Outcome, Task
from grader.runs.worker import BEGUN, READY, outcome_from, task_frame

STARTING = 120.0
"""Seconds that a worker may take to load its models."""
STARTS = 10
"""Times that a worker is started, should something kill it while it loads them."""


class Child:
    """A worker. It is started when it is first given something, and again after it has died."""

    def __init__(self, manifest: Manifest, timeout: float, warm: subprocess.Popen[bytes] | None = None) -> None:
        """``warm`` is a process that `spawned` started before, which has had time to load what all runs need."""
        self._manifest, self._timeout, self._warm = manifest, timeout, warm
        self._process: subprocess.Popen[bytes] | None = None
        self._clock = threading.Lock()
        self._deadline: float | None = None
        """On the monotonic clock, when what it does now takes too long; None while it does nothing."""
        self._late = self._ended = False
        self._in_vain = 0
        """Deaths in a row of workers that had begun nothing."""

    def grade(self, tasks: list[Task]) -> Iterator[Outcome | Died]:
        """What became of each, in their order. Where the worker dies or is too slow, it is given up: the tasks behind
        the last one yielded were not begun, or were not to blame. `UsageError` where no worker can be started.
        """
        process = self._started()
        given = cast("BinaryIO", process.stdin)
        with contextlib.suppress(OSError):  # a worker that is gone is noticed when it does not answer
            for task in tasks:
                write_frame(given, *task_frame(task))
        for task in tasks:
            answer = self._answer(task)
            if answer is not None:
                yield answer
            if self._process is None:
                return

    def look(self) -> None:
        """End it where its time is up. Called from another thread than `grade`."""
        with self._clock:
            if self._deadline is not None and time.monotonic() > self._deadline:
                self._late, self._deadline = True, None
                self._kill()

    def _answer(self, task: Task) -> Outcome | Died | None:
        """What became of a task; None where the worker ended before it had begun it."""
        begun = False
        while (frame := self._read(self._timeout)) is not None and frame[0] == BEGUN:
            begun = True
        late, self._late = self._late, False
        if frame is not None:
            self._in_vain = 0
            if late:  # the answer came just as its time was up: the worker is gone all the same
                self._wait()
            return outcome_from(frame)
        how = self._how()
        self._wait()
        self._in_vain = 0 if begun else self._in_vain + 1
        if not begun and self._in_vain < STARTS:
            return None
        if late:
            return Outcome(task.id, "timed_out", f"took longer than {self._timeout:g} seconds; give --timeout more")
        return Died(task.id, f"its worker {how}")

    def _read(self, seconds: float) -> list[bytes] | None:
        """The next message, which must come within so many seconds; None where the worker is gone."""
        with self._clock:
            self._deadline = time.monotonic() + seconds
        frame = None
        process = self._process
        if process is not None:
            with contextlib.suppress(OSError, ValueError):  # ValueError: closed by `end`
                frame = read_frame(cast("BinaryIO", process.stdout))
        with self._clock:
            self._deadline = None
        return frame

    def end(self) -> None:
        """End it, whatever it does, and start it no more."""
        self._ended = True
        self._kill()
        self._wait()
        warm, self._warm = self._warm, None
        if warm is not None:
            dismissed(warm)

    def _started(self) -> subprocess.Popen[bytes]:
        """The worker, greeted. One that is killed while it starts is started again; one that ends itself is not."""
        for attempt in range(STARTS):
            process = self._process
            if process is not None and process.poll() is None:
                return process
            self._wait()
            warm, self._warm = self._warm, None
            self._process = process = warm or spawned()
            self._late = False
            with contextlib.suppress(OSError):
                settings = self._manifest.settings.model_dump_json().encode()
                write_frame(cast("BinaryIO", process.stdin), settings)
            frame = self._read(STARTING)
            if frame is not None and frame[0] == READY:
                self._check(frame[1].decode())
                return process
            how, killed = self._how(), process.wait() < 0
            self._wait()
            if frame is not None:
                raise UsageError(frame[1].decode("utf-8", "replace"))
            if self._ended or not killed or attempt == STARTS - 1:
                raise UsageError(f"a worker could not be started: it {how}; GRADER_DEBUG=1 shows why")
        raise AssertionError

    def _check(self, signature: str) -> None:
        """Another machine may have another grader: what it said would not be what this run says."""
        found = differing(self._manifest.signature, signature)
        if found:
            self._wait()
            raise UsageError(f"a worker grades otherwise ({'; '.join(found)}); install the same grader everywhere")

    def _how(self) -> str:
        """How it ended, in words."""
        code = self._process.wait() if self._process else 0
        return f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"

    def _kill(self) -> None:
        process = self._process
        if process is not None:
            with contextlib.suppress(OSError):
                process.kill()

    def _wait(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            dismissed(process)


def dismissed(process: subprocess.Popen[bytes]) -> None:
    """End a process and let go of what it was spoken to by."""
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            cast("BinaryIO", stream).close()


def spawned() -> subprocess.Popen[bytes]:
    """A new worker process; `UsageError` where the system has no room for one."""
    try:
        return subprocess.Popen(
            # -P: a module that lies in the folder of the submissions must not be taken for one of Python's.
            [sys.executable, "-P", "-m", "grader.runs.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("GRADER_DEBUG") else subprocess.DEVNULL,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            # A session of its own, so that a Ctrl-C at the terminal reaches the run alone, which lets it finish.
            start_new_session=True,
        )
    except OSError as e:
        raise UsageError(f"a worker could not be started: {e.strerror or e}; give --workers fewer") from e
