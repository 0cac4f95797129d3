"""The one module that knows faster-whisper: decodes a recording, finds where someone speaks, and hears what is said."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import InputError, UsageError
from grader.transcribing.segments import Segment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Sound = NDArray[np.float32]
    """One channel of `RATE` samples a second, between -1 and 1."""

RATE = 16_000
BEAM = 5
PAUSE = 5.0
"""Seconds without speech that are passed over; shorter ones are heard, as the model makes use of what is around."""
SURE = 0.35
"""Probability from which on something is taken for a voice: below the usual .5, as a noise heard costs less than a word
missed."""
LONGEST = 600.0
"""Seconds of speech without a pause that are taken at once; what is longer is cut where it is silent for a moment.

The spectrum of an hour would take 3 GB of memory, that of ten minutes a sixth of it.
"""
Stretch = tuple[int, int]
"""Begin and end, in hundredths of a second of the recording."""


def need_faster_whisper() -> None:
    """`UsageError` where the extra is not installed."""
    try:
        import_module("faster_whisper")
    except ImportError as e:
        raise UsageError(f"recordings need faster-whisper ({e}): pip install 'grader[audio]'") from e


def sound_of(recording: Path) -> Sound:
    """The sound of a recording or film; `InputError` where it has none. The file is read bit by bit, never whole."""
    import av
    from faster_whisper import decode_audio

    try:
        # By its handle, as FFmpeg would take a name for an address of the network where it looks like one.
        with recording.open("rb") as file:
            with av.open(file, metadata_errors="ignore") as container:
                if not container.streams.audio:
                    raise InputError(str(recording), "has no sound")
            file.seek(0)
            sound: Sound = decode_audio(file, RATE)
    except (av.error.FFmpegError, OSError, ValueError) as e:
        reason = " ".join(str(getattr(e, "strerror", None) or e).split()).lower()
        raise InputError(str(recording), f"cannot be decoded ({reason})", "is it whole?") from e
    return sound


def speech_in(sound: Sound) -> list[Stretch]:
    """Where someone speaks, in order, with half a second around; pauses of less than `PAUSE` are part of it.

    Whisper makes up words where it hears nothing for long. What no voice is in is therefore never given to it, and
    stays a gap between the cues; unlike the filter of faster-whisper, which glues speech together, times stay exact.
    """
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    if len(sound) < RATE // 10:
        return []
    options = VadOptions(
        threshold=SURE, min_silence_duration_ms=int(PAUSE * 1000), max_speech_duration_s=LONGEST, speech_pad_ms=500
    )
    found = get_speech_timestamps(sound, options, RATE)
    return [(100 * s["start"] // RATE, -(-100 * s["end"] // RATE)) for s in found]


class Ear:
    """A model, loaded. The same sound gives the same words on the same machine with the same versions.

    Each window of up to 30 seconds is decoded by itself: by beam search, at temperature 0 and without another try at
    a higher one, without the words before it. What was heard so far therefore never bears on what comes, but by where
    the next window begins.
    """

    def __init__(self, folder: Path, device: str) -> None:
        from faster_whisper import WhisperModel

        try:
            self._model = WhisperModel(str(folder), device=device, compute_type="auto", local_files_only=True)
        except (RuntimeError, ValueError, OSError) as e:
            raise UsageError(f"{folder}: cannot be loaded on {device}: {' '.join(str(e).split())[:200]}") from e

    def check_language(self, language: str) -> None:
        """`UsageError` for a code that the model does not know."""
        known: list[str] = self._model.supported_languages
        if language not in known:
            raise UsageError(f"the model does not know the language {language!r}; it knows {', '.join(sorted(known))}")

    def language_of(self, sound: Sound, stretch: Stretch) -> str:
        """Code of the language of the first 30 seconds of a stretch; ``en`` for a model that knows no other."""
        if not self._model.model.is_multilingual:
            return "en"
        language, _, _ = self._model.detect_language(_cut(sound, stretch))
        return str(language)

    def hear(self, sound: Sound, stretch: Stretch, language: str, start: int = 0) -> Iterator[Segment]:
        """What is said in a stretch, as it is heard.

        With ``start``, where a window began (in hundredths of a second of the recording), the segments are those of
        this window and the later ones, the same as in a call without it.
        """
        begin = stretch[0]
        found, _ = self._model.transcribe(
            _cut(sound, stretch),
            language=language,
            clip_timestamps=[max(start - begin, 0) / 100],
            beam_size=BEAM,
            temperature=0.0,
            condition_on_previous_text=False,
        )
        for s in found:
            at, limit = begin / 100, stretch[1] / 100
            # A window is filled up to 30 seconds with nothing; what is heard in that was not said.
            if at + s.start < limit:
                end = min(at + s.end, limit)
                yield Segment(round(at + s.start, 3), round(end, 3), s.text.strip(), begin + s.seek)


def _cut(sound: Sound, stretch: Stretch) -> Sound:
    return sound[stretch[0] * RATE // 100 : stretch[1] * RATE // 100]
