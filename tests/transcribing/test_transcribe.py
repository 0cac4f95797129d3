"""The real path with a model of random weights: decoding, windows, going on. What it hears means nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.errors import InputError, UsageError
from grader.schema.talk import clock
from grader.transcribing.ear import PAUSE, sound_of, speech_in
from grader.transcribing.transcribe import transcribe, transcript_path
from grader.transcribing.vtt import made_of
from tests.readers.reading import document
from tests.transcribing.tiny_whisper import make
from tests.transcribing.voices import RATE, babble, recording, silence


class Stopped(BaseException):
    """What comes down on a run like Ctrl-C."""


@pytest.fixture(scope="module")
def whole(talk: Path, tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The transcript of a run that was never stopped."""
    out = tmp_path_factory.mktemp("whole") / "t.vtt"
    transcribe(talk, out, model=str(tiny))
    return out.read_bytes()


def times(transcript: bytes) -> list[tuple[float, float]]:
    return [(b.start_time or 0, b.end_time or 0) for b in document(transcript, ".vtt").blocks]


def test_a_transcript_is_written_and_nothing_else(talk, tiny, tmp_path, whole):
    lines: list[str] = []
    heard: list[tuple[float, float]] = []
    out = tmp_path / "t.vtt"
    made = transcribe(talk, out, model=str(tiny), say=lines.append, progress=lambda a, b: heard.append((a, b)))
    assert out.read_bytes() == whole
    assert made_of(out) == made
    assert made.model == "tiny-gibberish"
    assert made.language
    assert list(tmp_path.iterdir()) == [out]
    assert lines == []
    assert heard[0] == (0, heard[-1][1])
    assert len(heard) == 1 + len(times(whole))
    assert 119 <= heard[-1][1] <= 120


def test_silence_is_not_given_to_the_model(whole):
    assert len(times(whole)) > 4
    assert any(start < 60 for start, _ in times(whole))
    assert any(start > 68 for start, _ in times(whole))
    # A window begins where a voice does: nothing starts within the silence, but for half a second around it.
    assert not [t for t in times(whole) if 60.6 < t[0] < 68.4 or 60.6 < t[1] < 68.4 or t[1] > 119.6]


@pytest.mark.parametrize("after", [1, 4])
def test_a_run_that_was_stopped_goes_on_and_says_the_same(talk, tiny, tmp_path, whole, after):
    out, lines = tmp_path / "t.vtt", []

    def stop(done: float, _: float) -> None:
        calls.append(done)
        if len(calls) > after:
            raise Stopped

    calls: list[float] = []
    with pytest.raises(Stopped):
        transcribe(talk, out, model=str(tiny), progress=stop)
    assert not out.exists()
    assert (tmp_path / "t.vtt.part").read_bytes().count(b"\n") == 1 + after
    again: list[float] = []
    transcribe(talk, out, model=str(tiny), say=lines.append, progress=lambda done, _: again.append(done))
    assert out.read_bytes() == whole
    assert list(tmp_path.iterdir()) == [out]
    assert len(again) <= 1 + len(times(whole))
    if again[0]:
        assert len(again) < 1 + len(times(whole))
        assert lines == [f"{out}.part: going on from {clock(again[0])}"]


def test_another_model_or_recording_starts_afresh_and_says_so(talk, tiny, tmp_path, whole):
    other = make(tmp_path / "other", seed=2)
    copy = shutil.copy(talk, tmp_path / "talk.wav")
    out, lines = tmp_path / "t.vtt", []

    def stop(done: float, _: float) -> None:
        if done > 40:
            raise Stopped

    with pytest.raises(Stopped):
        transcribe(copy, out, model=str(other), progress=stop)
    with pytest.raises(Stopped):
        transcribe(copy, out, model=str(tiny), say=lines.append, progress=stop)
    assert lines == [f"{out}.part: it was begun with the model other; starting afresh"]
    recording(copy, [babble(20, 9)])
    lines.clear()
    transcribe(copy, out, model=str(tiny), say=lines.append)
    assert lines == [f"{out}.part: the recording has changed; starting afresh"]
    assert out.read_bytes() != whole


def test_what_is_there_is_used_or_left_alone(talk, tiny, tmp_path, whole):
    out, lines = tmp_path / "t.vtt", []
    corrected = whole.replace(b"\n\n00:", b"\n\n00:", 1) + b"\n00:03:00.000 --> 00:03:01.000\nby hand\n"
    out.write_bytes(corrected)
    for model in (None, str(tiny)):
        transcribe(talk, out, model=model, say=lines.append)
    assert out.read_bytes() == corrected
    assert len(lines) == 2
    with pytest.raises(UsageError, match="was made with the model tiny-gibberish"):
        transcribe(talk, out, model="base")
    with pytest.raises(UsageError, match="was made in the language"):
        transcribe(talk, out, language="xx")
    out.write_bytes(b"WEBVTT\n\n00:01.000 --> 00:02.000\nyes\n")
    with pytest.raises(UsageError, match="in the way"):
        transcribe(talk, out, model=str(tiny))
    assert b"yes" in out.read_bytes()


def test_the_language_can_be_given_and_must_be_known(talk, tiny, tmp_path):
    short = recording(tmp_path / "s.wav", [babble(8, 6)])
    assert transcribe(short, tmp_path / "s.vtt", model=str(tiny), language="en").language == "en"
    with pytest.raises(UsageError, match="does not know the language 'xx'"):
        transcribe(short, tmp_path / "x.vtt", model=str(tiny), language="xx")
    assert not (tmp_path / "x.vtt.part").exists()


def test_models_that_are_none(talk, tiny, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=r"lacks model\.bin, config\.json, tokenizer\.json"):
        transcribe(talk, tmp_path / "t.vtt", model=str(tmp_path / "empty"))
    with pytest.raises(UsageError, match=r"no model 'huge'.*tiny, tiny\.en, base"):
        transcribe(talk, tmp_path / "t.vtt", model="huge")
    broken = shutil.copytree(tiny, tmp_path / "broken")
    (broken / "model.bin").write_bytes(b"\x06\0\0\0nonsense")
    with pytest.raises(UsageError, match="cannot be loaded"):
        transcribe(talk, tmp_path / "t.vtt", model=str(broken))
    with pytest.raises(UsageError, match="cannot be loaded on cuda"):
        transcribe(talk, tmp_path / "t.vtt", model=str(tiny), device="cuda")
    assert not list(tmp_path.glob("t.vtt*"))


def test_recordings_that_are_none(talk, tiny, tmp_path):
    def fails(path: Path, why: str) -> None:
        with pytest.raises(InputError, match=why):
            transcribe(path, tmp_path / "t.vtt", model=str(tiny))

    fails(tmp_path / "nothing.mp4", "there is no such file")
    fails(tmp_path, "is a folder")
    (tmp_path / "a.mp4").write_text("words")
    fails(tmp_path / "a.mp4", "is no recording")
    (tmp_path / "b.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(2000))
    fails(tmp_path / "b.mp4", "cannot be decoded")
    fails(recording(tmp_path / "c.wav", [silence(8)]), "no speech can be heard")
    fails(recording(tmp_path / "d.wav", [silence(0)]), "cannot be decoded|no speech can be heard")
    assert not list(tmp_path.glob("t.vtt*"))


def test_half_a_recording_is_heard_as_far_as_it_goes(talk, tiny, tmp_path):
    half = tmp_path / "half.wav"
    half.write_bytes(talk.read_bytes()[: talk.stat().st_size // 2])
    transcribe(half, tmp_path / "t.vtt", model=str(tiny))
    assert times((tmp_path / "t.vtt").read_bytes())


FORMATS = [
    ("mp3", "mp3", "an MP3 recording"), ("mp4", "aac", "an MP4 recording"), ("adts", "aac", "an AAC recording"),
    ("webm", "libopus", "a Matroska or WebM recording"), ("matroska", "libopus", "a Matroska or WebM recording"),
    ("ogg", "libopus", "an Ogg recording"), ("flac", "flac", "a FLAC recording"), ("wav", "pcm_s16le", "a WAV recording"),
    ("avi", "pcm_s16le", "an AVI recording"), ("mov", "aac", "an MP4 recording"),
]  # fmt: skip


@pytest.mark.parametrize(("container", "codec", "kind"), FORMATS, ids=[f[0] for f in FORMATS])
@pytest.mark.parametrize("filmed", [False, True])
def test_each_format_is_told_by_its_content_and_decoded(tmp_path, container, codec, kind, filmed):
    av = pytest.importorskip("av")
    import numpy as np

    from grader.readers.recording import recording_at

    if filmed and container not in ("mp4", "matroska", "avi", "mov"):
        pytest.skip("holds no film")
    path = tmp_path / "recording"
    sound = (babble(4, 2) * 32767).clip(-32768, 32767).astype(np.int16)
    with av.open(str(path), "w", format=container) as out:
        if filmed:
            film = out.add_stream("mpeg4", rate=5)
            film.width = film.height = 64
            film.pix_fmt = "yuv420p"
        stream = out.add_stream(codec, rate=48000)
        stream.layout = "mono"
        if filmed:
            for n in range(20):
                picture = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 10 * n, np.uint8), format="rgb24")
                out.mux(film.encode(picture))
            out.mux(film.encode(None))
        resampler = av.AudioResampler("s16" if codec != "aac" and codec != "mp3" else "fltp", "mono", 48000, 1024)
        frame = av.AudioFrame.from_ndarray(sound[None], format="s16", layout="mono")
        frame.sample_rate = RATE
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            out.mux(stream.encode(part))
        out.mux(stream.encode(None))
    assert recording_at(path) == kind
    heard = sound_of(path)
    assert 3.8 < len(heard) / RATE < 4.3
    assert speech_in(heard)


def test_film_without_sound(tmp_path, tiny):
    av = pytest.importorskip("av")
    import numpy as np

    path = tmp_path / "mute.mp4"
    with av.open(str(path), "w") as out:
        film = out.add_stream("mpeg4", rate=5)
        film.width = film.height = 64
        film.pix_fmt = "yuv420p"
        out.mux(film.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        out.mux(film.encode(None))
    with pytest.raises(InputError, match="has no sound"):
        transcribe(path, tmp_path / "t.vtt", model=str(tiny))


def test_speech_is_found_between_pauses(talk):
    first, second = speech_in(sound_of(talk))
    assert first[0] == 0
    assert abs(first[1] - 6050) < 60
    assert abs(second[0] - 6850) < 60
    assert second[0] - first[1] > 100 * PAUSE


def test_where_a_transcript_is_kept():
    assert transcript_path(Path("a/talk.mp4")) == Path("a/talk.mp4.vtt")
