"""What is concluded about each sample, compared with what was concluded, and read by a person, before.

``tests/golden/<sample>.txt`` holds a digest that can be read beside the sample: band, total, dimensions, segments with their
first words, and each criterion's level with its quotes. A change of rubric, weights or code that moves a level shows here.
To accept a change, write the digests again and read the difference before it is committed:

    GRADER_GOLDEN=write pytest tests/golden        (or: make golden)
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.schema.assessment import Assessment
from grader.schema.talk import Talk
from tests.properties.grading import SAMPLES, sample

FOLDER = Path(__file__).parent
WRITING = os.environ.get("GRADER_GOLDEN") == "write"


def words(text: str, most: int) -> str:
    """The first words, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"


def clock(seconds: float | None) -> str:
    return "" if seconds is None else f" at {int(seconds) // 60}:{int(seconds) % 60:02d}"


def talk_lines(talk: Talk) -> list[str]:
    """Time and voices."""
    steps = [f"{s.step} {'-' if s.minutes is None else s.minutes} min, {s.share:.2f}" for s in talk.steps]
    voices = [f"{v.role} {v.share:.2f}, {v.questions} questions, {v.turns} turns" for v in talk.voices]
    return [f"talk, times {talk.times}: {'; '.join([*steps, *voices])}; {len(talk.silences)} silences"]


def digest(a: Assessment) -> str:
    """The conclusions, line by line."""
    card, text = a.scorecard, a.document.text
    lines = [
        f"{a.submission.format} {a.submission.kind}, {a.submission.words} words",
        f"{card.status}: {card.band} {card.total}",
        *(f"cap: {c.limit} {c.reason}" for c in card.caps),
        *(f"warning: {w.code}" for w in a.warnings),
        *(f"observation: {o.code}" for o in a.observations),
        "",
        *(f"{name}: {'-' if value is None else value}" for name, value in card.dimensions.items()),
        "",
        *(
            f"[{s.step}] {s.end - s.start} characters{clock(s.start_time)}: {words(text[s.start : s.end], 70)}"
            for s in a.segments
        ),
        *(f"left out: {p.what}, {p.words} words{clock(p.start_time)}" for p in a.left_out),
        *(talk_lines(a.talk) if a.talk else ()),
        "",
    ]
    for f in a.findings:
        kinds = f" ({', '.join(f.kinds)})" if f.kinds else ""
        lines.append(
            f"{f.criterion}: {'unassessed, ' + str(f.unassessed) if f.level is None else f'{f.level} of {f.max_level}'}{kinds}"
        )
        lines += [
            f"    {e.step}, {f'line {e.line}' if e.line else 'no line'}: {words(e.quote, 110)}" for e in f.evidence
        ]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_sample(path: Path) -> None:
    golden = FOLDER / f"{path.stem}.txt"
    found = digest(sample(path.name))
    if WRITING:
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8"), "to accept the change: GRADER_GOLDEN=write pytest tests/golden"


def test_every_golden_has_its_sample() -> None:
    assert {p.stem for p in FOLDER.glob("*.txt")} == {p.stem for p in SAMPLES}
