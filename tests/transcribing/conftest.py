from __future__ import annotations

from pathlib import Path

import pytest

from tests.transcribing.tiny_whisper import make
from tests.transcribing.voices import babble, recording, silence


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a model that hears gibberish."""
    pytest.importorskip("faster_whisper", reason="pip install 'grader[audio]'")
    return make(tmp_path_factory.mktemp("models") / "tiny-gibberish")


@pytest.fixture(scope="session")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of two stretches of speech with nine seconds of silence between them."""
    pytest.importorskip("faster_whisper", reason="pip install 'grader[audio]'")
    sounds = [babble(60, 2), silence(9), babble(50, 4), silence(6)]
    return recording(tmp_path_factory.mktemp("recordings") / "talk.wav", sounds)
