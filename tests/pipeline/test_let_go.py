"""A text is let go of when it is graded, without anybody looking for rubbish."""

from __future__ import annotations

import gc
import weakref

import pytest

from grader.pipeline import Grader
from grader.readers import read_text

LECTURE = "We keep the rows of a shard together because a join is dear. " * 40


@pytest.mark.parametrize("taught", ["Why a queue?", LECTURE])
def test_nothing_of_a_text_holds_itself(taught: str) -> None:
    grader = Grader()
    document = read_text(f"Ann: Design a feed.\nBo: We use a queue and a cache.\nAnn: {taught}\nBo: It buffers.\n" * 2)
    gc.collect()
    gc.disable()
    try:
        found = grader.examine(document)
        held = weakref.ref(found.whole), weakref.ref(found.annotated)
        del found
        assert [r() for r in held] == [None, None]
    finally:
        gc.enable()
