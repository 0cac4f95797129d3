"""The process that grades: messages come in on standard input, outcomes go out on standard output.

It loads models once. It ends when its input does, so that none outlives the run that started it.
"""

from __future__ import annotations

import gc
import json
import os
import threading
from collections.abc import Iterator
from queue import SimpleQueue
from typing import Any, BinaryIO

from grader.errors import GraderError
from grader.runs.frames import read_frame, write_frame
from grader.runs.records import Grade, Outcome, Task, compact

COLLECT_EVERY = 8
"""Texts between two looks for objects that hold each other: a look takes two milliseconds."""
READY, BEGUN, OUTCOME, WRONG = b"ready", b"begun", b"outcome", b"wrong"


def main() -> None:
    """Greet, then grade what comes."""
    given, taken = _streams()
    frames = _frames(given)
    # All that takes long to load is loaded here: the run may have yet to find out what it is to grade.
    from grader.runs.grading import outcome_of
    from grader.runs.manifest import Settings
    from grader.runs.spec import grader_for

    settings = Settings.model_validate_json(next(frames)[0])
    try:
        grader = grader_for(settings)
    except GraderError as e:
        write_frame(taken, WRONG, str(e).encode("utf-8", "replace"))
        return
    write_frame(taken, READY, grader.signature.encode())
    # What is loaded stays: it need not be looked through for rubbish again and again. A text leaves little of it.
    gc.collect()
    gc.freeze()
    gc.disable()
    for number, frame in enumerate(frames, start=1):
        task = task_from(frame)
        write_frame(taken, BEGUN)
        send_outcome(taken, outcome_of(grader, settings, task))
        if number % COLLECT_EVERY == 0:
            gc.collect()


def task_frame(task: Task) -> tuple[bytes, ...]:
    """A task as a message."""
    head = compact([task.id, task.name, task.place, task.size]).encode()
    return (head,) if task.content is None else (head, task.content)


def task_from(frame: list[bytes]) -> Task:
    """The task of a message."""
    id_, name, place, size = json.loads(frame[0])
    return Task(id_, name, place, size, content=frame[1] if len(frame) > 1 else None)


def send_outcome(stream: BinaryIO, o: Outcome) -> None:
    """An outcome as a message."""
    head: list[Any] = [o.id, o.state, o.reason]
    if o.grade is None:
        write_frame(stream, OUTCOME, compact(head).encode())
        return
    g = o.grade
    head += [g.sha256, g.signature, g.status, g.total, g.band, g.row]
    write_frame(stream, OUTCOME, compact(head).encode(), g.detail, g.assessment)


def outcome_from(frame: list[bytes]) -> Outcome:
    """The outcome of a message."""
    id_, state, reason, *rest = json.loads(frame[1])
    if not rest:
        return Outcome(id_, state, reason)
    sha256, signature, status, total, band, row = rest
    return Outcome(id_, state, reason, Grade(sha256, signature, status, total, band, row, frame[2], frame[3]))


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """The two pipes, kept to ourselves: whatever else prints or reads cannot get between the messages."""
    given, taken = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return os.fdopen(given, "rb"), os.fdopen(taken, "wb")


def _frames(stream: BinaryIO) -> Iterator[list[bytes]]:
    """Messages as they come. They are read on a thread, so that the end of the run is seen in the midst of a text."""
    queue: SimpleQueue[list[bytes]] = SimpleQueue()

    def listen() -> None:
        while (frame := read_frame(stream)) is not None:
            queue.put(frame)
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        yield queue.get()


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main()
