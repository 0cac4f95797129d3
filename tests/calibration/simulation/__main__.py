"""Run the study: python -m tests.calibration.simulation [--sets N] [--out FOLDER]"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from tests.calibration.simulation.study import advice, coverage
from tests.calibration.simulation.table import Part, figures_csv, markdown, tuning_csv
from tests.calibration.simulation.tuning import KINDS
from tests.calibration.simulation.worlds import LARGE, WORLDS, truth

PLAN = (("three", 200, 1.0), ("three", 30, 0.25), ("three", 60, 0.25), ("two", 200, 0.25), ("skewed", 200, 0.5))
"""A world, interviews of a data set, and which share of the data sets is made."""
_TUNED, _FEW = 0.25, 0.1
"""Share of the data sets on which a rubric is tuned, which takes long, and of those on which it helps for certain."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=2000)
    parser.add_argument("--resamples", type=int, default=1000)
    parser.add_argument("--truth", type=int, default=LARGE, help="interviews of the sample that truth is from")
    parser.add_argument("--out", type=Path, default=Path("benchmarks"))
    asked = parser.parse_args()
    start = time.perf_counter()
    parts, advised = [], []
    known = {name: truth(world, asked.truth) for name, world in WORLDS.items()}
    for name, interviews, share in PLAN:
        sets = max(1, round(asked.sets * share))
        figures, first = coverage(WORLDS[name], known[name], interviews, sets, asked.resamples)
        parts.append(Part(name, interviews, sets, asked.truth, figures, first))
        print(f"{name}, {interviews} interviews: {time.perf_counter() - start:.0f} s", flush=True)
    for kind in KINDS:
        sets = max(2, round(asked.sets * (_FEW if kind == "wrong" else _TUNED)))
        advised += advice(200, sets, asked.resamples, [kind])
        print(f"tuning, {kind}: {time.perf_counter() - start:.0f} s", flush=True)
    made = {
        "simulation.md": markdown(parts, advised, asked.resamples),
        "simulation.csv": figures_csv(parts),
        "simulation-tuning.csv": tuning_csv(advised),
    }
    for file, text in made.items():
        (asked.out / file).write_text(text, encoding="utf-8", newline="\n")
        print(asked.out / file)


if __name__ == "__main__":
    main()
