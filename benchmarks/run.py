"""Measure grader against spaCy, side by side in one run.

python -m benchmarks.run [--repeats N]     prints a table and writes benchmarks/results.json
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

# As the command does: two threads wait for each other longer than these small products take.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from benchmarks.texts import ROOT, count, design, transcript

RESULTS = Path(__file__).with_name("results.json")


def seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def side_by_side(ours: Callable[[], object], theirs: Callable[[], object], repeats: int) -> dict[str, float]:
    """Medians in milliseconds, and the median of the ratios of neighbouring measurements: a busy machine slows both."""
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(repeats)]
    return {
        "grader_ms": round(1000 * median(a for a, _ in pairs), 2),
        "other_ms": round(1000 * median(b for _, b in pairs), 2),
        "ratio": round(median(a / b for a, b in pairs), 3),
    }


def started(*command: str) -> None:
    """Run a command from process start to exit."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, *command], check=True, capture_output=True, env=environment)


def warm_path(repeats: int) -> dict[str, float]:
    """Bytes of a WebVTT to JSON, by a grader that has graded before; and spaCy's tokenizer and sentencizer, warmed."""
    import spacy

    from grader.pipeline import Grader
    from grader.protocols import Source
    from grader.reporters.json import JsonReporter

    content, text = transcript()
    grader, report = Grader(), JsonReporter()
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")

    def ours() -> None:
        report.render(grader.assess_source(Source("talk.vtt", content, ".vtt")), grader.rubric)

    def theirs() -> None:
        nlp(text)

    first = seconds(ours)
    for _ in range(4):
        ours()
        theirs()
    return {"words": count(text), "first_text_ms": round(1000 * first, 1), **side_by_side(ours, theirs, repeats)}


def commands(repeats: int, folder: Path) -> dict[str, dict[str, float]]:
    """Whole processes, start to exit."""
    path = folder / "design.md"
    path.write_bytes(design())
    score = ("-m", "grader", "score", "--format", "json", str(path))
    pairs: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
        "score a design of 1,000 words / import spacy": (score, ("-c", "import spacy")),
        "grader --help / import click": (("-m", "grader", "--help"), ("-c", "import click")),
    }
    found = {}
    for name, (ours, theirs) in pairs.items():
        started(*ours)
        started(*theirs)
        found[name] = side_by_side(lambda o=ours: started(*o), lambda t=theirs: started(*t), repeats)
    return found


def peak_memory(folder: Path) -> dict[str, float]:
    """Most resident memory of one ``grader score`` of the transcript, in MB."""
    path = folder / "talk.vtt"
    path.write_bytes(transcript()[0])
    code = (
        "import resource, subprocess, sys\n"
        f"command = [sys.executable, '-m', 'grader', 'score', '--format', 'json', {str(path)!r}]\n"
        "subprocess.run(command, check=True, stdout=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return {"peak_mb": round(int(ran.stdout) / unit, 1)}


def table(results: dict[str, Any]) -> str:
    """The measurements for people."""
    rows = [("", "grader", "other", "ratio", "goal")]
    warm = results["warm"]
    rows.append(
        (
            f"transcript of {warm['words']} words to JSON, warm / spaCy",
            f"{warm['grader_ms']} ms",
            f"{warm['other_ms']} ms",
            str(warm["ratio"]),
            "1.5",
        )
    )
    for (name, r), goal in zip(results["commands"].items(), ("1.5", "2"), strict=True):
        rows.append((name, f"{r['grader_ms']} ms", f"{r['other_ms']} ms", str(r["ratio"]), goal))
    rows.append(("the first transcript of a process", f"{warm['first_text_ms']} ms", "", "", ""))
    rows.append(("peak memory of one run", f"{results['memory']['peak_mb']} MB", "", "", "300 MB"))
    widths = [max(len(r[k]) for r in rows) for k in range(5)]
    return "\n".join(
        rows[n][0].ljust(widths[0]) + "".join("  " + rows[n][k].rjust(widths[k]) for k in range(1, 5))
        for n in range(len(rows))
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure speed and memory as ratios.")
    parser.add_argument("--repeats", type=int, default=11, help="measurements of each, of which the median is told")
    repeats = parser.parse_args().repeats
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        results: dict[str, Any] = {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "repeats": repeats,
            "warm": warm_path(3 * repeats),
            "commands": commands(repeats, folder),
            "memory": peak_memory(folder),
        }
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(table(results))


if __name__ == "__main__":
    main()
