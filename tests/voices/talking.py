"""Talks that the tests of voices share: with neutral names, as captions, and models that decide by chance."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np

from grader.pipeline import SHIPPED_MODEL
from grader.schema.document import Document
from grader.voices.features import courses, little_features, seam_features, word_features
from grader.voices.learned import LearnedVoices
from grader.voices.pieces import pieces_of
from grader.voices.sound import hear
from tests.readers.reading import document

DATASETS = Path(__file__).parents[2] / "datasets"
TEXTS = sorted((DATASETS / "voices" / "texts").glob("*.txt"))
PER_SECOND = 2.5


@cache
def shipped_voices() -> LearnedVoices:
    """The model as it ships."""
    return LearnedVoices.load(SHIPPED_MODEL / "voices.npz")


@cache
def by_chance(seed: int) -> LearnedVoices:
    """A model with weights drawn by chance: it hears two voices in nearly everything, and changes them anywhere."""
    sound = hear(pieces_of(document("Yes? No.", ".txt", kind="transcript"), [0]))
    own = np.zeros(len(sound.sizes))
    seams = seam_features(own, sound)
    rows = (word_features(sound), little_features(sound), courses((own, own), sound), seams, seams)
    draw = np.random.default_rng(seed)
    return LearnedVoices(*(np.round(draw.normal(0, 1.5, r.shape[1] + 1), 4) for r in rows))


def turns_of(path: Path) -> list[tuple[str, str]]:
    """Who says what, in a dialogue of a turn a line."""
    return re.findall(r"^(\w+): (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)


def named(turns: Iterable[tuple[str, str]]) -> Document:
    """A dialogue of these turns."""
    return document("\n\n".join(f"{who}: {said}" for who, said in turns), ".txt", kind="transcript")


def stamp(seconds: float) -> str:
    return f"{int(seconds) // 3600:02d}:{int(seconds) // 60 % 60:02d}:{seconds % 60:06.3f}"


def captions(turns: Iterable[tuple[str, str]], mark: str = "", width: int = 8) -> str:
    """The same as captions without names; ``mark`` stands before the first words of a turn."""
    cues, now = [], 0.0
    for _, said in turns:
        words = said.split()
        for at in range(0, len(words), width):
            cue = words[at : at + width]
            end = now + len(cue) / PER_SECOND
            cues.append(f"{stamp(now)} --> {stamp(end)}\n{mark if at == 0 else ''}{' '.join(cue)}")
            now = end
    return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"


def words_by_role(doc: Document) -> list[tuple[str, str | None]]:
    """Each word with the role of its block."""
    return [(w, b.role) for b in doc.blocks for w in doc.text[b.start : b.end].split()]
