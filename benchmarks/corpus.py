"""Many texts of a known size, no two alike: sentences of the shipped samples and interviews, shuffled by a seed."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

from benchmarks.texts import CAPTION_WORDS, ROOT, stamp

_TURNS = (60, 18, 90, 25, 130, 12, 45, 30, 110, 20)
"""Words of the candidate's and the interviewer's turns, in turn."""
_SECONDS_PER_WORD = 0.35


def sentences() -> list[str]:
    """What is written and said in the shipped texts, a sentence each."""
    found: list[str] = []
    for folder in ("samples", "interviews", "designs"):
        for path in sorted((ROOT / "datasets" / folder).rglob("*")):
            if path.suffix in (".md", ".txt") and path.name != "README.md":
                lines = re.sub(r"^(?:\[[\d:]+\] )?[\w ]{1,20}: ", "", path.read_text("utf-8"), flags=re.MULTILINE)
                found += [s for s in re.split(r"(?<=[.!?])\s+", lines) if 20 < len(s) < 300 and "\n" not in s]
    return found


def words(rng: random.Random, pool: list[str], number: int) -> list[str]:
    """Words of sentences taken by chance."""
    got: list[str] = []
    while len(got) < number:
        got += rng.choice(pool).split()
    return got[:number]


def named(said: list[str]) -> str:
    """A dialogue of two people with names and times, as Otter, Zoom and others save it."""
    lines, at, turn = [], 0, 0
    while at < len(said):
        size = _TURNS[turn % len(_TURNS)]
        who = "Candidate" if turn % 2 == 0 else "Interviewer"
        seconds = int(at * _SECONDS_PER_WORD)
        lines.append(f"[{seconds // 60:02}:{seconds % 60:02}] {who}: {' '.join(said[at : at + size])}")
        at, turn = at + size, turn + 1
    return "\n\n".join(lines) + "\n"


def unnamed(said: list[str]) -> str:
    """Captions without names, as a machine makes them."""
    cues = ["WEBVTT", ""]
    for n in range(0, len(said), CAPTION_WORDS):
        begin = int(n * _SECONDS_PER_WORD)
        end = int((n + CAPTION_WORDS) * _SECONDS_PER_WORD)
        cues += [f"{stamp(begin)} --> {stamp(end)}", " ".join(said[n : n + CAPTION_WORDS]), ""]
    return "\n".join(cues)


def transcripts(folder: Path, number: int, size: int, form: str) -> list[str]:
    """Transcripts of ``size`` words as files in ``folder``; the words alone of each."""
    folder.mkdir(parents=True, exist_ok=True)
    rng, pool, texts = random.Random(number), sentences(), []
    make, suffix = (named, ".txt") if form == "named" else (unnamed, ".vtt")
    for n in range(number):
        said = words(rng, pool, size)
        (folder / f"talk-{n:05}{suffix}").write_text(make(said), "utf-8")
        texts.append(" ".join(said))
    return texts


def designs(path: Path, number: int, size: int) -> None:
    """Designs of ``size`` words as a table in JSON Lines."""
    rng, pool = random.Random(number), sentences()
    with path.open("w", encoding="utf-8") as file:
        for n in range(number):
            got: list[str] = []
            while sum(len(s.split()) for s in got) < size:
                got.append(rng.choice(pool))
            text = "# Design\n\n" + "\n\n".join(" ".join(got[k : k + 5]) for k in range(0, len(got), 5))
            file.write(json.dumps({"id": f"s{n:06}", "text": text}) + "\n")
