"""The command as people run it: in this process for its words, in another for what only a process shows."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.cli import grader
from grader.cli.console import run

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "datasets" / "samples"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@pytest.fixture
def cli(capfdbinary, monkeypatch):
    """``cli("score", file)`` -> exit code, stdout and stderr, through the very entry that the console script calls."""
    monkeypatch.delenv("GRADER_DEBUG", raising=False)

    def call(*args: object) -> Ran:
        capfdbinary.readouterr()
        code = run(grader, [str(a) for a in args])
        captured = capfdbinary.readouterr()
        return Ran(code, captured.out.decode(), captured.err.decode())

    return call


def process(
    *args: object, stdin: bytes = b"", env: dict[str, str] | None = None, **kwargs
) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "grader", *map(str, args)],
        input=stdin,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        timeout=60,
        check=False,
        **kwargs,
    )


@pytest.fixture
def design(tmp_path: Path) -> Path:
    """A small real design in a folder of its own."""
    copy = tmp_path / "in" / "design.md"
    copy.parent.mkdir()
    copy.write_bytes((SAMPLES / "rate-limiter.md").read_bytes())
    return copy
