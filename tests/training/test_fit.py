"""Fitting again: the same texts give the same bytes, and no author is on both sides of a fold."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.pipeline import Grader
from grader.rubric import default_rubric
from grader.training.fit import fit, folds
from grader.training.labelled import Lesson, lesson, load
from grader.training.train import train

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def samples() -> list[Lesson]:
    return [lesson(t) for t in load(ROOT / "datasets" / "samples")]


def test_no_author_is_on_both_sides(samples: list[Lesson]) -> None:
    held_out = []
    for train_on, held in folds(samples, 3):
        assert not {samples[n].author for n in train_on} & {samples[n].author for n in held}
        assert sorted(train_on + held) == list(range(len(samples)))
        held_out += held
    assert sorted(held_out) == list(range(len(samples)))


def test_more_folds_than_authors_leave_one_author_out(samples: list[Lesson]) -> None:
    assert [len(held) for _, held in folds(samples, 50)] == [1] * len(samples)


@pytest.mark.slow
def test_the_same_texts_give_the_same_bytes_and_a_model_that_grades(samples: list[Lesson], tmp_path: Path) -> None:
    for name in ("one", "two"):
        fit(samples, default_rubric()).save(tmp_path / name)
    for part in ("steps.npz", "levels.npz"):
        assert (tmp_path / "one" / part).read_bytes() == (tmp_path / "two" / part).read_bytes()
    graded = Grader(model=tmp_path / "one").assess(ROOT / "datasets" / "samples" / "photo-albums.txt")
    assert graded.scorecard.band is not None
    shipped = Grader().assess(ROOT / "datasets" / "samples" / "photo-albums.txt")
    assert graded.signature != shipped.signature


def test_texts_that_are_not_there_are_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="none of its labelled texts"):
        train([ROOT / "datasets" / "public"], tmp_path, tmp_path / "out")
    with pytest.raises(UsageError, match="--texts"):
        train([ROOT / "datasets" / "public"], None, tmp_path / "out")
