"""grader, that kills itself the nth time it comes to a point: ``python -m tests.runs.killed POINT N batch ...``."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from pathlib import Path

POINTS = (
    "made: before the tables",
    "listing: before it is committed",
    "listing: after it is committed",
    "grades: before they are written",
    "grades: when they are written",
    "grades: after they are committed",
    "grades: before it is said",
    "death: before it is noted",
    "end: before the log is folded",
    "report: before the old one is moved",
    "report: before the new one is moved",
    "report: after the new one is moved",
    "report: in the midst of its files",
)


def main() -> None:
    point, left = sys.argv[1], int(sys.argv[2])
    del sys.argv[1:3]
    arm(point, left)
    from grader.cli import main as run

    run()


def arm(point: str, left: int) -> None:
    """Put the kill where the point is."""
    count = [left]

    def here(*_: object) -> None:
        count[0] -= 1
        if count[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    from grader.cli import progress
    from grader.runs import store
    from grader.runs.store import Store

    where, _, what = point.partition(": ")
    if where == "made":
        count[0] = 1
        before(Store, "create", here) if left == 1 else inside_creation(store, here)
    elif where == "listing":
        count[0] = 1  # so few entries are one transaction
        around(Store, "enlist", here, after="after" in what)
    elif where == "grades" and what == "before they are written":
        before(Store, "finish", here)
    elif where == "grades" and what == "when they are written":
        before(Store, "_remember", lambda *_: here())
        count[0] = left * 37
    elif where == "grades" and what == "after they are committed":
        around(Store, "finish", here, after=True)
    elif where == "grades":
        before(progress.Lines, "committed", here)
    elif where == "death":
        before(Store, "died", here)
        count[0] = 1
    elif where == "end":
        before(Store, "close", here)
        count[0] = 1
    elif where == "report":
        arm_report(what, here, count, left)


def inside_creation(store: object, here: object) -> None:
    real = sqlite3.Connection.execute

    class Dying(sqlite3.Connection):
        def execute(self, sql: str, *args: object) -> sqlite3.Cursor:
            if sql.startswith("INSERT INTO about"):
                here()
            return real(self, sql, *args)

    connect = sqlite3.connect
    sqlite3.connect = lambda *a, **k: connect(*a, factory=Dying, **k)


def arm_report(what: str, here: object, count: list[int], left: int) -> None:
    count[0] = 1
    if what == "in the midst of its files":
        count[0] = left * 5
        before(Path, "open", here)
        return
    # Two moves where there was a report before: the old one away, the new one in its place.
    count[0] = 1 if what == "before the old one is moved" else 2
    real = os.rename

    def moved(*args: object, **kwargs: object) -> None:
        if not what.startswith("after"):
            here()
        real(*args, **kwargs)
        if what.startswith("after"):
            here()

    os.rename = os.replace = Path.rename = Path.replace = moved


def before(owner: type, name: str, here: object) -> None:
    around(owner, name, here, after=False)


def around(owner: type, name: str, here: object, after: bool) -> None:
    real = getattr(owner, name)
    static = isinstance(owner.__dict__[name], classmethod)

    def wrapped(*args: object, **kwargs: object) -> object:
        if not after:
            here()
        found = real(*args[1:], **kwargs) if static else real(*args, **kwargs)
        if after:
            here()
        return found

    setattr(owner, name, classmethod(wrapped) if static else wrapped)


if __name__ == "__main__":
    main()
