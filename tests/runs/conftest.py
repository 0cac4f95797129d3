"""Runs as people make them: the command in a process of its own, real texts, and a reader that misbehaves on purpose."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "datasets" / "samples"

TRAP = '''
"""A reader of plain text that does what its text says."""
import os, re, signal, time
from pathlib import Path
from grader.readers import read
from grader.errors import UsageError

class Trap:
    name = "acme.trap"
    def recognises(self, source):
        return 1.0
    def read(self, source):
        text = source.content
        if text.startswith(b"HANG"):
            while True: time.sleep(60)
        if text.startswith(b"SPIN"):
            re.match(r"(a+)+$", "a" * 64 + "b")
        if text.startswith(b"DIE"):
            os.kill(os.getpid(), signal.SIGKILL)
        if text.startswith(b"LEAVE"):
            os._exit(7)
        if text.startswith(b"ONCE"):
            mark = Path(os.environ["TRAP"]) / str(abs(hash(source.name)) % 10**6)
            if not mark.exists():
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        if text.startswith(b"WAIT"):
            time.sleep(float(text.split()[1]))
        if text.startswith(b"RAISE"):
            raise RuntimeError("secret words of a candidate")
        if text.startswith(b"PRINT"):
            print("x" * 100000, flush=True)
        return read(source)
'''


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def environment(**more: str) -> dict[str, str]:
    path = os.pathsep.join(p for p in (more.pop("PYTHONPATH", ""), str(ROOT), os.environ.get("PYTHONPATH", "")) if p)
    return {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "7", **more}


def started(*args: object, cwd: Path | None = None, env: dict[str, str] | None = None, **kwargs) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "grader", *(a if isinstance(a, bytes) else str(a) for a in args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=cwd or ROOT,
        env=env or environment(),
        start_new_session=True,
        **kwargs,
    )


def ran(*args: object, cwd: Path | None = None, env: dict[str, str] | None = None, timeout: float = 300) -> Ran:
    process = started(*args, cwd=cwd, env=env)
    out, err = process.communicate(timeout=timeout)
    return Ran(process.returncode, out, err)


def interrupted(process: subprocess.Popen) -> None:
    """As Ctrl-C does it: the whole process group of the terminal hears it."""
    os.killpg(process.pid, signal.SIGINT)


def rows(run: Path, query: str = "SELECT name, state, reason FROM submissions ORDER BY id") -> list[tuple]:
    with sqlite3.connect(run / "run.db") as connection:
        return connection.execute(query).fetchall()


def states(run: Path) -> dict[str, str]:
    return {name: state for name, state, _ in rows(run)}


def reasons(run: Path) -> dict[str, str]:
    return {name: reason for name, _, reason in rows(run)}


GRADES = (
    "SELECT name, state, reason, sha256, signature, status, total, band, row, hex(detail), hex(whole) FROM submissions s"
    " LEFT JOIN grades g ON g.id = s.id LEFT JOIN pages p ON p.id = s.id ORDER BY name"
)
"""All that reports are made from."""


def sentences() -> list[str]:
    found = []
    for path in sorted(SAMPLES.glob("*.md")):
        found += [s for s in re.split(r"(?<=[.!?])\s+", path.read_text("utf-8")) if 20 < len(s) < 200 and "\n" not in s]
    return found


def short_designs(folder: Path, number: int, words: int = 60) -> Path:
    """Designs of sentences from the samples, no two alike, written into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    pool = sentences()
    for n in range(number):
        text, at = [f"# Design {n}"], n * 7
        while sum(len(s.split()) for s in text) < words:
            text.append(pool[at % len(pool)])
            at += 1 + n % 3
        (folder / f"design-{n:05}.md").write_text("\n\n".join(text), "utf-8")
    return folder


@pytest.fixture
def trap(tmp_path: Path) -> dict[str, str]:
    """The environment in which ``--input-format acme.trap`` is installed."""
    site, marks = tmp_path / "site", tmp_path / "marks"
    about = site / "acme_trap-1.0.dist-info"
    about.mkdir(parents=True)
    marks.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-trap\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text('[grader.readers]\n"acme.trap" = acme_trap:Trap\n'.replace('"', ""))
    (site / "acme_trap.py").write_text(TRAP)
    return environment(PYTHONPATH=str(site), TRAP=str(marks))
