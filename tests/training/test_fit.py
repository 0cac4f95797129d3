"""Fitting again: the same texts give the same bytes, and no author is on both sides of a fold."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.pipeline import Grader
from grader.rubric import default_rubric
from grader.training.fit import fit
from grader.training.folds import fold_of
from grader.training.lessons import Lesson
from grader.training.train import SHIPPED_VOICES, lessons_of, train

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def samples() -> list[Lesson]:
    return lessons_of(ROOT / "datasets" / "samples", None, default_rubric())


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=30), st.integers(2, 9))
def test_no_author_is_on_both_sides(authors: list[str], count: int) -> None:
    folds = fold_of(authors, count)
    assert all(0 <= f < count for f in folds)
    assert len({(a, f) for a, f in zip(authors, folds, strict=True)}) == len(set(authors))


def test_more_folds_than_authors_leave_one_author_out() -> None:
    assert sorted(fold_of(list("abcd"), 50)) == [0, 1, 2, 3]


def test_large_authors_are_dealt_out_first() -> None:
    assert fold_of(list("abbbcc"), 2) == [1, 0, 0, 0, 1, 1]


@pytest.mark.slow
def test_the_same_texts_give_the_same_bytes_and_a_model_that_grades(samples: list[Lesson], tmp_path: Path) -> None:
    for name in ("one", "two"):
        fit(samples, default_rubric()).save(tmp_path / name)
    for part in ("steps.npz", "levels.npz"):
        assert (tmp_path / "one" / part).read_bytes() == (tmp_path / "two" / part).read_bytes()
    shutil.copy(SHIPPED_VOICES, tmp_path / "one")
    graded = Grader(model=tmp_path / "one").assess(ROOT / "datasets" / "samples" / "photo-albums.txt")
    assert graded.scorecard.band is not None
    shipped = Grader().assess(ROOT / "datasets" / "samples" / "photo-albums.txt")
    assert graded.signature != shipped.signature


def test_texts_that_are_not_there_are_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="none of its labelled texts"):
        train([ROOT / "datasets" / "public"], tmp_path, tmp_path / "out")
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "texts.json").write_bytes((ROOT / "datasets" / "public" / "texts.json").read_bytes())
    with pytest.raises(UsageError, match="--texts"):
        train([tmp_path / "public"], None, tmp_path / "out")


def test_one_author_is_not_enough(samples: list[Lesson]) -> None:
    with pytest.raises(UsageError, match="two authors or more"):
        fit(samples[:1], default_rubric())
