"""Make the ratings again: make.py [OUT]. Without OUT, ratings.csv beside this file.

Three graders that do not exist rate texts of designs/ and interviews/. What each gives is the level of the text's
label, seen with an error that is stated below; so the true answers are known, and `truths` works them out.
"""

import csv
import json
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random

from grader.rubric import default_rubric

HERE = Path(__file__).resolve().parent
SETS = (("designs", 36), ("interviews", 24))
"""Data sets, and how many of their texts are rated."""
SEED = "grader calibration example 1"
COLUMNS = ("doc", "grader", "criterion", "score", "comment", "at", "team")
TEAMS = ("mobile", "payments", "search")
BROKEN = "requirements_review"
"""Here each grader looks at something of his own: levels 0, 1 and 2 are equally likely, whatever the text."""
NOISE = 0.35
"""Deviation of what a grader sees from the label's level, in levels, before it is rounded."""
UNSURE = 0.03
"""Chance that a grader finds that a criterion does not apply where it does."""
COMMENTED = 0.04
START = datetime(2026, 9, 7, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Grader:
    """How much lower everything seems to a grader, in levels, at the first text and at the last."""

    name: str
    first: float
    last: float


GRADERS = (Grader("grader-1", 0.35, 0.35), Grader("grader-2", 0.0, 0.0), Grader("grader-3", -0.3, 0.5))


@dataclass(frozen=True)
class Text:
    """A text with its label."""

    file: str
    levels: dict[str, int | None]
    """By criterion; None: does not apply."""
    overall: int
    team: str


def texts() -> list[Text]:
    """Those that are rated: evenly from the list of each data set, by name."""
    found = []
    for name, number in SETS:
        listed = sorted(json.loads((HERE.parent / name / "texts.json").read_text("utf-8")), key=lambda t: t["id"])
        for n in range(number):
            one = listed[n * len(listed) // number]
            label = json.loads((HERE.parent / name / "labels" / "A" / f"{one['id']}.json").read_text("utf-8"))
            levels = {c: None if s["level"] == "na" else s["level"] for c, s in label["criteria"].items()}
            team = TEAMS[Random(f"{SEED} {one['id']}").randrange(len(TEAMS))]
            found.append(Text(one["file"], levels, label["overall"], team))
    return found


def papers() -> dict[str, list[Text]]:
    """What each grader rates, in order: every text once, half of them by a second grader."""
    rng = Random(f"{SEED} papers")
    rated = texts()
    rng.shuffle(rated)
    of: dict[str, list[Text]] = {g.name: [] for g in GRADERS}
    for n, text in enumerate(rated):
        # Turns, so that all have equally many, each pair of graders too.
        first = n % len(GRADERS)
        of[GRADERS[first].name].append(text)
        if n % 2 == 0:
            of[GRADERS[(first + 1 + n // 6 % 2) % len(GRADERS)].name].append(text)
    for rows in of.values():
        rng.shuffle(rows)
    return of


def harsh(grader: Grader, n: int, papers: int) -> float:
    """How much lower everything seems at the n-th of so many papers."""
    return grader.first + (grader.last - grader.first) * n / (papers - 1)


def rows() -> Iterator[tuple[str, ...]]:
    """The table, grader by grader in order of time."""
    rubric = default_rubric()
    criteria = {c.id: c for c in rubric.criteria}
    for grader in GRADERS:
        rng = Random(f"{SEED} {grader.name}")
        own = papers()[grader.name]
        for n, text in enumerate(own):
            lower = harsh(grader, n, len(own))
            start = START + timedelta(days=n // 2, hours=4 * (n % 2))
            for minute, (name, level) in enumerate(text.levels.items()):
                given = seen(name, level, lower, rng)
                said, shown = "N/A" if given is None else str(given), ""
                if given is not None and rng.random() < COMMENTED:
                    shown = f"level {given}: {criteria[name].descriptor_of(given)}"
                at = (start + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ")
                yield text.file, grader.name, name, said, shown, at, text.team
            at = (start + timedelta(minutes=len(text.levels))).strftime("%Y-%m-%dT%H:%M:%SZ")
            whole = min(4, max(1, round(text.overall - lower + rng.gauss(0, NOISE))))
            yield text.file, grader.name, "overall", str(whole), "", at, text.team


def seen(criterion: str, level: int | None, lower: float, rng: Random) -> int | None:
    """The level that a grader gives, None for not applicable."""
    error, unsure, own = rng.gauss(0, NOISE), rng.random(), rng.randrange(3)
    if level is None or unsure < UNSURE:
        return None
    return own if criterion == BROKEN else min(2, max(0, round(level - lower + error)))


def expected(criterion: str, level: int, lower: float) -> float:
    """The mean of what `seen` gives."""
    if criterion == BROKEN:
        return 1.0
    return sum(0.5 * math.erfc((edge - level + lower) / NOISE / math.sqrt(2)) for edge in (0.5, 1.5))


def truths() -> dict[str, tuple[float, float]]:
    """By grader: the levels that he gives more than the three do on average, and by which his marks rise from his first
    text to his last. Over all texts, rated by him or not, and over his time.
    """
    rated, steps = texts(), 50
    own: dict[str, tuple[float, float]] = {}
    for g in GRADERS:
        means = [_mean(rated, harsh(g, n, steps)) for n in range(steps)]
        own[g.name] = sum(means) / steps, means[-1] - means[0]
    usual = sum(mean for mean, _ in own.values()) / len(own)
    return {name: (mean - usual, rise) for name, (mean, rise) in own.items()}


def _mean(rated: list[Text], lower: float) -> float:
    found = [expected(c, level, lower) for t in rated for c, level in t.levels.items() if level is not None]
    return sum(found) / len(found)


def table() -> bytes:
    """The file."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows())
    return out.getvalue().encode("utf-8")


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "ratings.csv").write_bytes(table())
    for who, (lenience, rise) in truths().items():
        print(f"{who}: {lenience:+.2f} levels, {rise:+.2f} from the first text to the last")
