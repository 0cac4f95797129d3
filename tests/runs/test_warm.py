"""Workers that are started before it is known whether they are needed."""

from __future__ import annotations

import os

import pytest

from grader.runs.engines.local import WARMED, LocalEngine


def test_workers_that_were_not_needed_are_gone() -> None:
    engine = LocalEngine(workers=8)
    engine.warm()
    pids = [process.pid for process in engine._warm]
    assert len(pids) == WARMED
    engine.cool()
    assert engine._warm == []
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_no_more_are_started_than_there_are_to_be() -> None:
    engine = LocalEngine(workers=1)
    engine.warm()
    assert len(engine._warm) == 1
    engine.cool()
