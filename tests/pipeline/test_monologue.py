"""An interviewer who talks for ten minutes, full of a textbook's words, earns the candidate nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from grader.protocols import Source
from grader.readers import read, read_source
from grader.schema.assessment import Assessment
from grader.schema.document import Document
from tests.properties.grading import ROOT, shipped_grader

MONOLOGUES = sorted((Path(__file__).parent / "monologues").glob("*.txt"))
RECORDINGS = ("uptime-monitor.srt", "moderation-ml.txt")
WIDTH = 10
"""Words of a cue."""
PER_WORD = 0.37
LEAST_RISE = 2
Cue = tuple[str, str]
"""Who, and what."""


@cache
def recording(name: str) -> Document:
    return read(read_source(ROOT / "datasets" / "interviews" / "texts" / name))


def cues_of(words: list[str], who: str) -> list[Cue]:
    return [(who, " ".join(words[at : at + WIDTH])) for at in range(0, len(words), WIDTH)]


@cache
def cues(name: str) -> tuple[Cue, ...]:
    document = recording(name)
    spoken = [b for b in document.blocks if b.kind == "speech" and b.speaker]
    return tuple(c for b in spoken for c in cues_of(document.text[b.start : b.end].split(), b.speaker or ""))


def stamp(seconds: float) -> str:
    return f"{int(seconds) // 3600:02d}:{int(seconds) // 60 % 60:02d}:{seconds % 60:06.3f}"


def graded(said: tuple[Cue, ...]) -> Assessment:
    """The assessment of these cues as captions with names, one after the other."""
    lines, now = ["WEBVTT"], 0.0
    for who, words in said:
        end = now + len(words.split()) * PER_WORD
        shown = words.replace("&", "&amp;").replace("<", "&lt;")
        lines.append(f"{stamp(now)} --> {stamp(end)}\n<v {who}>{shown}")
        now = end
    return shipped_grader().assess_source(Source("talk.vtt", "\n\n".join(lines).encode() + b"\n", ".vtt"))


@cache
def alone(name: str) -> Assessment:
    return graded(cues(name))


def with_monologue(name: str, monologue: Path, place: str) -> tuple[Cue, ...]:
    """The cues with the monologue as a turn of the interviewer's, where a turn ends."""
    said = cues(name)
    asks = next(s.name for s in recording(name).speakers if s.role == "interviewer")
    at = {"start": min(12, len(said) // 20), "middle": len(said) // 2, "end": len(said) - 3}[place]
    while at < len(said) and said[at][0] == said[at - 1][0]:
        at += 1
    return (*said[:at], *cues_of(monologue.read_text(encoding="utf-8").split(), asks), *said[at:])


def test_the_monologues_would_earn_much_from_a_candidate() -> None:
    name = RECORDINGS[0]
    his = next(s.name for s in recording(name).speakers if s.role == "candidate")
    for monologue in MONOLOGUES:
        said = (*cues(name)[:20], *cues_of(monologue.read_text(encoding="utf-8").split(), his))
        assert graded(said).scorecard.total > graded(cues(name)[:20]).scorecard.total + 10, monologue.stem


@pytest.mark.parametrize("place", ["start", "middle", "end"])
@pytest.mark.parametrize("monologue", MONOLOGUES, ids=lambda p: p.stem)
@pytest.mark.parametrize("name", RECORDINGS)
def test_it_earns_nothing(name: str, monologue: Path, place: str) -> None:
    found = graded(with_monologue(name, monologue, place))
    assert found.document.roles == alone(name).document.roles
    assert found.scorecard.total - alone(name).scorecard.total < LEAST_RISE
    quoted = [e for f in found.findings for e in f.evidence]
    assert quoted
    roles = found.document.roles
    assert all(roles[e.speaker or ""] != "interviewer" for e in quoted)
