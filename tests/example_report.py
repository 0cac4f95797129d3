"""Make the example report from the shipped samples, as a person would with the command line.

python -m tests.example_report            writes reports/example
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "reports" / "example"


def sample_paths() -> list[str]:
    """The samples, relative to the project."""
    folder = ROOT / "datasets" / "samples"
    return sorted(
        str(p.relative_to(ROOT))
        for p in folder.iterdir()
        if p.is_file() and p.suffix in (".md", ".txt", ".vtt", ".srt") and p.name != "README.md"
    )


def make(folder: Path) -> None:
    """Write the pages and their index, and what a terminal shows, into ``folder``; files that no longer belong go away."""
    if folder.exists():
        for old in folder.iterdir():
            old.unlink()
    run("--format", "html", "--out", str(folder))
    (folder / "terminal.txt").write_bytes(run("--width", "100", "--no-color"))


def run(*options: str) -> bytes:
    """What ``grader score`` prints for all samples."""
    command = [sys.executable, "-m", "grader", "score", *sample_paths(), *options]
    environment = {**os.environ, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True).stdout


if __name__ == "__main__":
    make(FOLDER)
    print(f"{FOLDER}: {len(list(FOLDER.iterdir()))} files")
