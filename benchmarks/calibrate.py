"""Measure a calibration: python -m benchmarks.calibrate [--interviews N] [--resamples N] [--repeats N]

Three simulated graders and a machine mark interviews by the 28 criteria of the shipped rubric; then all of `calibrate`
but reading and storing: every figure with its interval, groups, graders, broken lines, tuning of all parts, and the
page, tables and files. Writes calibrate-results.json.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np

from grader.calibration.asking import Candidates
from grader.calibration.broken import Quotes
from grader.calibration.calibration import Choices, calibrate
from grader.calibration.fitting.proposal import EVERYTHING
from grader.calibration.marks import Marks
from grader.calibration.report.files import FORMATS, write_files
from grader.rubric import default_rubric
from tests.calibration.simulated import World, simulate

WORLD = World(severity=(0.4, 0.0, -0.3), machine_bias=0.1, broken=3)
GOAL = 60.0
"""Seconds, on two cores."""
UNRATED = 1500
"""Interviews of the run that nobody graded."""


def marks_of(interviews: int) -> Marks:
    """With times, a group of each interview, and grades of the whole."""
    marks = simulate(WORLD, interviews, 1, default_rubric())
    teams = tuple(("mobile", "payments", "search")[n % 3] for n in range(interviews))
    p = marks.papers
    grades = {
        (int(r), int(i)): float(1 + b)
        for r, i, b in zip(p.rater, p.interview, marks.points.bands(p.totals), strict=True)
    }
    ratings = replace(marks.ratings, at=3600.0 * marks.ratings.interview)
    return replace(marks, ratings=ratings, groups={"team": teams}, grades=grades)


def candidates_of(marks: Marks) -> Candidates:
    """The rated interviews and others that nobody rated."""
    m, rng = marks.machine, np.random.default_rng(1)
    raters = np.bincount(marks.papers.interview, minlength=marks.size)
    who = dict(zip(marks.papers.interview.tolist(), marks.papers.rater.tolist(), strict=True))
    others = rng.choice(marks.size, UNRATED)
    totals = np.concatenate([m.totals, m.totals[others]])
    return Candidates(
        [f"i{n:05d}" for n in range(marks.size + UNRATED)],
        [*m.kinds, *(m.kinds[k] for k in others)],
        marks.points.bands(totals),
        totals,
        np.concatenate([m.certainty, m.certainty[others]]),
        np.concatenate([raters, np.zeros(UNRATED, np.int64)]),
        [*(marks.raters[who[n]] if raters[n] == 1 else "" for n in range(marks.size)), *[""] * UNRATED],
        marks.points.edges[1:],
    )


def measured(interviews: int, resamples: int) -> dict[str, float]:
    """Seconds of the arithmetic and of the files."""
    marks = marks_of(interviews)
    candidates = candidates_of(marks)
    start = time.perf_counter()
    found = calibrate(marks, candidates, Quotes(), Choices(resamples=resamples, fit=EVERYTHING))
    worked_out = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        write_files(found, "benchmark", Path(folder), FORMATS)
    done = time.perf_counter()
    return {"figures and tuning": worked_out - start, "page and files": done - worked_out, "together": done - start}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--interviews", type=int, default=500)
    parser.add_argument("--resamples", type=int, default=2000)
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    runs = [measured(asked.interviews, asked.resamples) for _ in range(asked.repeats)]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = {what: round(median(run[what] for run in runs), 2) for what in runs[0]}
    print(f"{asked.interviews} interviews, 28 criteria, 3 graders, {asked.resamples:,} samples: median of {len(runs)}")
    for what, seconds in found.items():
        print(f"{what:20} {seconds:6.1f} s, at worst {max(run[what] for run in runs):.1f}")
    print(f"most memory          {memory:6.0f} MB")
    print(f"wanted: under {GOAL:.0f} s")
    results = {
        "interviews": asked.interviews,
        "resamples": asked.resamples,
        "seconds": found,
        "memory_mb": round(memory),
    }
    path = Path(__file__).parent / "calibrate-results.json"
    path.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
