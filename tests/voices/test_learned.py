"""The model of voices: what it decodes, and what it is kept in."""

from __future__ import annotations

import shutil
from dataclasses import fields
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.pipeline import SHIPPED_MODEL, Grader
from grader.voices.learned import FORMAT, Heard, LearnedVoices
from grader.voices.pieces import pieces_of, unnamed
from grader.voices.sound import hear
from tests.readers.reading import document
from tests.voices.talking import TEXTS, by_chance, captions, shipped_voices, turns_of


def chance(odds: np.ndarray) -> list[float]:
    return list(1 / (1 + np.exp(-np.asarray(odds, dtype=np.float64))))


def by_paths(leaning: np.ndarray, leaves: np.ndarray, returns: np.ndarray) -> np.ndarray:
    """The chance that each piece is the candidate's: the weight of all courses in which it is, of all there are."""
    here, left, returned = chance(leaning), chance(leaves), chance(returns)
    total, his = 0.0, np.zeros(len(here))
    for path in product((True, False), repeat=len(here)):
        weight = 1.0
        for k, candidate in enumerate(path):
            weight *= here[k] if candidate else 1 - here[k]
            if k:
                changes = left[k] if path[k - 1] else returned[k]
                weight *= changes if candidate != path[k - 1] else 1 - changes
        total += weight
        his += weight * np.asarray(path)
    return his / total


ODDS = st.floats(-8, 8)
ROWS = st.lists(st.tuples(ODDS, ODDS, ODDS), min_size=1, max_size=8)


@given(ROWS)
@settings(max_examples=150, deadline=None)
def test_decoding_weighs_every_course_there_is(rows: list[tuple[float, float, float]]) -> None:
    leaning, leaves, returns = np.asarray(rows, dtype=np.float64).T
    assert np.allclose(Heard(leaning, leaves, returns).candidate(1.0), by_paths(leaning, leaves, returns), atol=1e-9)


@given(ROWS, st.floats(0.1, 2), ODDS)
@settings(max_examples=50, deadline=None)
def test_what_pieces_lean_to_counts_by_its_weight(
    rows: list[tuple[float, float, float]], weight: float, habit: float
) -> None:
    leaning, leaves, returns = np.asarray(rows, dtype=np.float64).T
    scaled = np.clip(weight * (leaning + habit), -13, 13)
    found = Heard(leaning, leaves, returns).candidate(weight, habit)
    assert np.allclose(found, by_paths(scaled, leaves, returns), atol=1e-9)


def test_nothing_said_is_nothing_decoded() -> None:
    none = np.zeros(0)
    assert len(Heard(none, none, none).candidate()) == 0


@pytest.mark.parametrize("odds", [1e9, -1e9, np.inf, -np.inf])
def test_odds_without_bound_are_chances_still(odds: float) -> None:
    wild = np.full(5, odds)
    for rows in ((wild, wild, wild), (wild, -wild, -wild), (-wild, wild, -wild)):
        found = Heard(*rows).candidate()
        assert np.isfinite(found).all()
        assert ((found >= 0) & (found <= 1)).all()


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    model = by_chance(1)
    model.save(tmp_path / "voices.npz")
    again = LearnedVoices.load(tmp_path / "voices.npz")
    for f in fields(LearnedVoices):
        assert np.allclose(getattr(again, f.name), getattr(model, f.name), atol=1e-6), f.name
    again.save(tmp_path / "twice.npz")
    assert (tmp_path / "twice.npz").read_bytes() == (tmp_path / "voices.npz").read_bytes()


def test_the_shipped_model_hears_a_talk_the_same_after_a_round_trip(tmp_path: Path) -> None:
    shipped_voices().save(tmp_path / "voices.npz")
    again = LearnedVoices.load(tmp_path / "voices.npz")
    doc = document(captions(turns_of(TEXTS[0])[:60]), ".vtt")
    sound = hear(pieces_of(doc, unnamed(doc)))
    assert np.allclose(again.hear(sound).candidate(), shipped_voices().hear(sound).candidate(), atol=1e-6)


def damaged(path: Path, how: str) -> None:
    content = path.read_bytes()
    with np.load(path) as z:
        arrays = {name: z[name] for name in z.files}
    if how == "gone":
        path.unlink()
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "another file":
        path.write_bytes(b"PK\x03\x04 no archive")
    elif how == "cut short":
        path.write_bytes(content[: len(content) // 2])
    elif how == "overwritten":
        path.write_bytes(content[:200] + b"\x00\xff" * 200 + content[600:])
    elif how == "another format":
        np.savez(path, **{**arrays, "format": np.int64(FORMAT + 1)})
    elif how == "no seams":
        np.savez(path, **{name: a for name, a in arrays.items() if name != "leaves"})
    elif how == "an object":
        np.savez(path, **{**arrays, "words": np.asarray([object()], dtype=object)})
    elif how == "letters":
        np.savez(path, **{**arrays, "words": np.asarray(["a", "b"])})


@pytest.mark.parametrize(
    "how",
    ["gone", "empty", "another file", "cut short", "overwritten", "another format", "no seams", "an object", "letters"],
)
def test_a_damaged_model_is_said_in_one_line(tmp_path: Path, how: str) -> None:
    model = tmp_path / "model"
    shutil.copytree(SHIPPED_MODEL, model)
    damaged(model / "voices.npz", how)
    with pytest.raises(UsageError, match="no model here") as raised:
        Grader(model=model)
    assert "\n" not in str(raised.value)
