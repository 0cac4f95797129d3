"""Kills a batch again and again, at random times and at named points, and looks at what is left.

    python -m tests.runs.kills 1000 [SEED]

The oracle: what a batch says is done (it says so after the commit) is in the store at the end, once, as it was said; no
submission that was done is graded again; and grades and reports are those of a run that nobody disturbed.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.runs.conftest import GRADES, environment, ran, rows, short_designs
from tests.runs.killed import POINTS

BATCH_POINTS = tuple(p for p in POINTS if not p.startswith("report"))
REPORT_POINTS = tuple(p for p in POINTS if p.startswith("report"))
REPORT = ("--format", "html", "--format", "csv", "--format", "jsonl", "--format", "markdown")
MOST_LIVES = 200
TWICE = -1
"""Where what was done twice is noted, for a thread cannot fail a test."""


@dataclass
class Kills:
    """What was killed, where; and what was wrong."""

    counts: Counter[str] = field(default_factory=Counter)

    @property
    def all(self) -> int:
        return sum(self.counts.values())


@dataclass
class Torture:
    """A folder with texts, and what an undisturbed run makes of them."""

    folder: Path
    rng: random.Random
    kills: Kills = field(default_factory=Kills)
    decks: dict[tuple[str, ...], list[str]] = field(default_factory=dict)

    def prepare(self, number: int) -> None:
        short_designs(self.folder / "in", number)
        (self.folder / "in" / "empty.md").write_text("")
        done = ran("batch", "in", "--out", "calm", cwd=self.folder)
        assert done.code == 3, done.err
        assert ran("report", "calm", *REPORT, "--out", "calm-report", cwd=self.folder).code == 0
        self.grades = rows(self.folder / "calm", GRADES)
        self.report = tree(self.folder / "calm-report")

    def round(self, most: int) -> None:
        """One run, killed until it is done, or often enough; then its report likewise."""
        run = self.folder / "run"
        shutil.rmtree(run, ignore_errors=True)
        said: dict[int, tuple[str, float | None]] = {}
        for _ in range(MOST_LIVES):
            if self.life(run, said, quiet=self.kills.all >= most):
                break
        else:
            raise AssertionError("the run never ended")
        # Two kills of the workers of one submission are taken for its fault: that is what --retry is for.
        done = ran("batch", "in", "--out", "run", "--retry", cwd=self.folder)
        assert done.code == 3, (done.code, done.err)
        assert rows(run, GRADES) == self.grades, "other grades"
        kept = {
            i: (s, t)
            for i, s, t in rows(run, "SELECT s.id, state, total FROM submissions s LEFT JOIN grades g ON g.id = s.id")
        }
        assert TWICE not in said, f"done twice: {said[TWICE][0]}"
        for id_, (state, total) in said.items():
            assert state == "failed" or kept[id_] == (state, total), (id_, state, total, kept[id_])
        for _ in range(2):
            if self.kills.all < most:
                self.report_life(run)
        assert ran("report", "run", *REPORT, "--out", "report", cwd=self.folder).code == 0
        assert tree(self.folder / "report") == self.report, "another report"
        assert not [p.name for p in self.folder.iterdir() if p.name.startswith(".") and p.suffix != ".lock"], "rubbish"

    def life(self, run: Path, said: dict[int, tuple[str, float | None]], quiet: bool) -> bool:
        """One go at the run; whether it came to its end. What it says is noted."""
        args = ["batch", "in", "--out", run.name, "--workers", "2", "--json"]
        point = self.draw(BATCH_POINTS) if not quiet and self.rng.random() < 0.5 else None
        process = self.start(args, point)
        listener = threading.Thread(target=listen, args=(process, said))
        listener.start()
        if not quiet and (point is None or point.startswith("death")):
            self.disturb(
                process, ("run", "worker", "worker", "both") if point is None else ("worker",), point is not None
            )
        process.wait(timeout=300)
        listener.join()
        if process.returncode == -signal.SIGKILL and point is not None:
            self.kills.counts[point] += 1
        assert process.returncode in (0, 3, -signal.SIGKILL), (process.returncode, process.stderr.read())
        return process.returncode == 3

    def report_life(self, run: Path) -> None:
        args = ["report", run.name, *REPORT, "--out", "report"]
        point = self.draw(REPORT_POINTS) if self.rng.random() < 0.6 else None
        process = self.start(args, point)
        if point is None:
            time.sleep(self.rng.uniform(0.2, 2.5))
            process.kill()
        process.communicate(timeout=300)
        if process.returncode == -signal.SIGKILL:
            self.kills.counts[point or "report, at some time"] += 1
        report = self.folder / "report"
        assert not report.exists() or tree(report) == self.report, "a report in part"

    def start(self, args: list[str], point: str | None) -> subprocess.Popen:
        # Of deaths the first: a short run may see no second one.
        which = 1 if point is None or point.startswith("death") else self.rng.randint(1, 3)
        module = ["grader"] if point is None else ["tests.runs.killed", point, str(which)]
        return subprocess.Popen(
            [sys.executable, "-m", *module, *args],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env=environment(),
            start_new_session=True,
        )

    def draw(self, points: tuple[str, ...]) -> str:
        """A point by chance, all of them equally often."""
        deck = self.decks.setdefault(points, [])
        if not deck:
            deck += self.rng.sample(points, len(points))
        return deck.pop()

    def disturb(self, process: subprocess.Popen, targets: tuple[str, ...], often: bool) -> None:
        """Kill a worker now and then, or ``often``, the run itself, or all at once."""
        time.sleep(self.rng.uniform(0.2, 3.0))
        while process.poll() is None:
            whom = self.rng.choice(targets)
            workers = children(process.pid)
            if whom != "run" and workers:
                kill(self.rng.choice(workers))
                self.kills.counts["worker"] += 1
            if whom != "worker":
                process.kill()
                self.kills.counts["run"] += 1
                return
            # Long enough that a worker that was started again may come to grade something.
            time.sleep(self.rng.uniform(0.1, 1.0) if often else self.rng.uniform(0.3, 4.0))


def listen(process: subprocess.Popen, said: dict[int, tuple[str, float | None]]) -> None:
    """Note what the batch says is done. A line that was cut by the kill was not said."""
    for line in process.stdout:
        if not line.endswith("\n"):
            continue
        event = json.loads(line)
        if event["event"] == "done":
            before = said.get(event["id"])
            if before is not None and before[0] != "failed":
                said[TWICE] = (json.dumps(event), None)
            said[event["id"]] = (event["state"], event["total"])


def children(pid: int) -> list[int]:
    try:
        return [int(c) for t in Path(f"/proc/{pid}/task").iterdir() for c in (t / "children").read_text().split()]
    except OSError:
        return []


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def tree(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def torture(folder: Path, most: int, seed: int, number: int = 250) -> Kills:
    """Kill until ``most`` kills are done; AssertionError where anything was lost."""
    work = Torture(folder, random.Random(seed))
    work.prepare(number)
    while work.kills.all < most:
        work.round(most)
    return work.kills


def main() -> None:
    parser = argparse.ArgumentParser(description="Kill batches, and look at what is left.")
    parser.add_argument("kills", type=int)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        done = torture(Path(name), asked.kills, asked.seed)
    for what, number in sorted(done.counts.items()):
        print(f"{number:6}  {what}")
    print(f"{done.all:6}  kills; nothing was lost, nothing counted twice, all reports the same")


if __name__ == "__main__":
    main()
