"""Measure the page of a large run in headless Chromium: how long it takes to make, to open, to sort, to search.

python -m benchmarks.page [--submissions N] [--repeats N]

Opening is from the order to go there until all is loaded and scripts have run; sorting is from the click until the new
rows stand in the page and are laid out, the first time with the columns to load. Needs /usr/bin/chromium.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.chromium import Tab, browser
from tests.runs.report.runs import multiplied, page_of, small, some, store_of

SORT = """
const start = performance.now();
document.getElementById("by-COLUMN").click();
await calm();
table.offsetHeight;
return performance.now() - start;
"""
SEARCH = """
const start = performance.now();
choose.elements.name.value = "-777";
choose.dispatchEvent(new Event("input"));
await until(() => document.getElementById("status").textContent.includes(" of "));
await calm();
return performance.now() - start;
"""
OPEN = """
const start = performance.now();
document.querySelector(".open").click();
await until(() => document.querySelector(".about h3"));
return performance.now() - start;
"""


def measured(tab: Tab, address: str) -> dict[str, float]:
    """Milliseconds of each, in a page that was just opened."""
    found = {"open the page": 1000 * tab.open(address)}
    found["sort by total, the first"] = tab.js(SORT.replace("COLUMN", "total"))
    found["sort by words"] = tab.js(SORT.replace("COLUMN", "words"))
    found["sort by name"] = tab.js(SORT.replace("COLUMN", "name"))
    found["search a name"] = tab.js(SEARCH)
    found["open a detail"] = tab.js(OPEN)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, rubric = Path(name), small()
        store = store_of(folder / "run", rubric, some(rubric))
        multiplied(store, rubric, asked.submissions)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.perf_counter()
        page_of(store, rubric, folder / "page")
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        files = [p.stat().st_size for p in (folder / "page").rglob("*") if p.is_file()]
        print(f"{asked.submissions:,} submissions: made in {seconds:.1f} s, most memory {peak / 1024:.0f} MB")
        print(f"(before it {before / 1024:.0f} MB); index {(folder / 'page/index.html').stat().st_size:,} bytes,")
        print(f"{len(files):,} files, {sum(files) / 1e6:.0f} MB")
        with browser(folder / "profile") as tab:
            tab.look(1280)
            runs = [measured(tab, (folder / "page/index.html").as_uri()) for _ in range(asked.repeats)]
        for what in runs[0]:
            values = [run[what] for run in runs]
            print(f"{what:26} {median(values):7.0f} ms, at worst {max(values):.0f}")


if __name__ == "__main__":
    main()
