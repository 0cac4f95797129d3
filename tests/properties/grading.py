"""What the tests that grade whole texts share: one grader a session, and the texts that come with the project."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from grader.pipeline import Grader
from grader.schema.assessment import Assessment

ROOT = Path(__file__).parents[2]
SAMPLES = sorted(
    p
    for p in (ROOT / "datasets" / "samples").iterdir()
    if p.is_file() and p.suffix in (".md", ".txt", ".vtt", ".srt") and p.name != "README.md"
)
SUBMISSIONS = ROOT / "tests" / "submissions"


@cache
def shipped_grader() -> Grader:
    """The grader as it ships, built once."""
    return Grader()


@cache
def sample(name: str) -> Assessment:
    """The assessment of one of the shipped samples."""
    return shipped_grader().assess(ROOT / "datasets" / "samples" / name)


def levels(assessment: Assessment) -> dict[str, int | None]:
    """Level by criterion."""
    return {f.criterion: f.level for f in assessment.findings}


def earned(assessment: Assessment) -> dict[str, int]:
    """Levels above 0 by criterion."""
    return {c: n for c, n in levels(assessment).items() if n}
