"""Measure batches, as ratios in one run.

python -m benchmarks.batch [throughput] [scaling] [flat] [many]     all of them unless named; some take minutes
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from benchmarks.corpus import designs, transcripts
from benchmarks.texts import ROOT

RESULTS = Path(__file__).with_name("batch-results.json")
WORDS = 7000
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def command(*args: object) -> list[str]:
    return [sys.executable, "-m", "grader", *map(str, args)]


def batch(source: Path, run: Path, *options: object) -> float:
    """Seconds of a whole batch, process start to exit."""
    start = time.perf_counter()
    done = subprocess.run(
        command("batch", source, "--out", run, "-q", *options), cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 3):
        raise RuntimeError(done.stderr)
    return time.perf_counter() - start


def spacy_on_two(texts: list[str]) -> float:
    """Seconds of spaCy's blank tokenizer and sentencizer over the texts, on two processes."""
    start = time.perf_counter()
    shards = [texts[k : k + 25] for k in range(0, len(texts), 25)]
    with get_context("forkserver").Pool(2) as pool:
        for _ in pool.imap_unordered(_spacy_shard, shards):
            pass
    return time.perf_counter() - start


_nlp: list[Any] = []


def _spacy_shard(texts: list[str]) -> int:
    if not _nlp:
        import spacy

        _nlp.append(spacy.blank("en"))
        _nlp[0].add_pipe("sentencizer")
    return sum(len(_nlp[0](text)) for text in texts)


def throughput(folder: Path, number: int = 2000) -> dict[str, Any]:
    """A batch of transcripts on two workers, against spaCy's tokenizer and sentencizer on two; in four turns each."""
    found: dict[str, Any] = {"transcripts": number, "words": WORDS}
    for form in ("named", "unnamed"):
        ours, theirs = [], []
        texts = transcripts(folder / form, number // 4, WORDS, form)
        for turn in range(4):
            theirs.append(spacy_on_two(texts))
            ours.append(batch(folder / form, folder / f"run-{form}-{turn}", "--workers", 2))
        found[form] = {
            "grader_s": round(sum(ours), 1),
            "spacy_s": round(sum(theirs), 1),
            "ratio": round(sum(ours) / sum(theirs), 2),
            "ratios": [round(a / b, 2) for a, b in zip(ours, theirs, strict=True)],
            "a_second": round(number / sum(ours), 1),
        }
    return found


def in_process(source: Path) -> float:
    """Seconds of the bare loop: read, grade, make JSON; in a process of its own, start to exit."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom grader.pipeline import Grader\n"
        "from grader.reporters.json import JsonReporter\n"
        "g, r = Grader(), JsonReporter(compact=True)\n"
        "for p in sorted(Path(sys.argv[1]).iterdir()):\n    r.render(g.assess(p), g.rubric)\n"
    )
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, str(source)], cwd=ROOT, check=True)
    return time.perf_counter() - start


def scaling(folder: Path, number: int = 300) -> dict[str, Any]:
    """One worker against the bare loop, and two against one; medians of three turns."""
    transcripts(folder / "some", number, WORDS, "named")
    turns = []
    for turn in range(3):
        bare = in_process(folder / "some")
        one = batch(folder / "some", folder / f"one-{turn}", "--workers", 1)
        two = batch(folder / "some", folder / f"two-{turn}", "--workers", 2)
        turns.append((bare / one, one / two))
    return {
        "transcripts": number,
        "one_worker_of_the_bare_loop": round(median(t[0] for t in turns), 3),
        "two_workers_of_one": round(median(t[1] for t in turns), 3),
        "turns": [[round(a, 3), round(b, 3)] for a, b in turns],
    }


class Tree:
    """A batch and its workers, watched: processor time and memory of all of them together."""

    def __init__(self, pid: int) -> None:
        self.pid, self.peak = pid, 0
        self._seconds: dict[int, float] = {}  # of those that have ended too: a worker may leave before the last mark

    def pids(self) -> list[int]:
        found, left = [], [self.pid]
        while left:
            pid = left.pop()
            found.append(pid)
            try:
                for task in Path(f"/proc/{pid}/task").iterdir():
                    left += [int(c) for c in (task / "children").read_text().split()]
            except OSError:
                continue
        return found

    def look(self) -> float:
        """Seconds of processor time so far; the memory is noted."""
        memory = 0
        for pid in self.pids():
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
                self._seconds[pid] = (int(fields[11]) + int(fields[12])) / _TICK
                memory += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
            except (OSError, IndexError):
                continue
        self.peak = max(self.peak, memory)
        return sum(self._seconds.values())


def watched(source: Path, run: Path) -> tuple[list[tuple[int, float]], int]:
    """A batch: after each commit how many are done and the processor time till then; and the peak memory in bytes."""
    process = subprocess.Popen(
        command("batch", source, "--out", run, "--json", "--workers", 2), cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    tree, marks = Tree(process.pid), []
    assert process.stdout is not None
    for line in process.stdout:
        if '"progress"' in line:
            event = json.loads(line)
            marks.append((event["submissions"] - event["waiting"], tree.look()))
    process.wait()
    return marks, tree.peak


def cost(marks: list[tuple[int, float]], first: int, last: int) -> float:
    """Processor milliseconds a submission between two counts of those done."""
    inside = [m for m in marks if first <= m[0] <= last]
    return 1000 * (inside[-1][1] - inside[0][1]) / (inside[-1][0] - inside[0][0])


def flat(folder: Path) -> dict[str, Any]:
    """What the first and the last thousand of 10,000 submissions cost, and the peak of memory against 500's."""
    designs(folder / "many.jsonl", 10_000, 500)
    designs(folder / "few.jsonl", 500, 500)
    _, small = watched(folder / "few.jsonl", folder / "few")
    marks, large = watched(folder / "many.jsonl", folder / "many")
    early, late = cost(marks, 100, 1600), cost(marks, 8500, 10_000)
    return {
        "early_ms": round(early, 3),
        "late_ms": round(late, 3),
        "late_of_early": round(late / early, 3),
        "peak_500_mb": round(small / 1e6, 1),
        "peak_10000_mb": round(large / 1e6, 1),
        "peak_of_500": round(large / small, 3),
    }


def many(folder: Path, number: int = 100_000) -> dict[str, Any]:
    """100,000 short submissions in one run; the second run over it; its report."""
    designs(folder / "hundred-thousand.jsonl", number, 60)
    run = folder / "hundred-thousand"
    first = batch(folder / "hundred-thousand.jsonl", run)
    again = batch(folder / "hundred-thousand.jsonl", run)
    start = time.perf_counter()
    subprocess.run(command("report", run), cwd=ROOT, check=True, capture_output=True)
    report = time.perf_counter() - start
    index = (run / "report" / "index.html").stat().st_size
    return {
        "submissions": number,
        "first_s": round(first, 1),
        "a_second": round(number / first, 1),
        "again_s": round(again, 1),
        "report_s": round(report, 1),
        "index_mb": round(index / 1e6, 3),
        "store_mb": round((run / "run.db").stat().st_size / 1e6, 1),
    }


MEASURES = {"throughput": throughput, "scaling": scaling, "flat": flat, "many": many}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure batches, as ratios in one run.")
    parser.add_argument("measures", nargs="*", metavar="MEASURE", help=", ".join(MEASURES))
    parser.add_argument("--in", dest="folder", type=Path, help="work here, and leave it there")
    asked = parser.parse_args()
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    with tempfile.TemporaryDirectory() as name:
        for measure in asked.measures or MEASURES:
            results[measure] = MEASURES[measure](asked.folder or Path(name))
            RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
            print(measure, json.dumps(results[measure], indent=1))


if __name__ == "__main__":
    main()
