"""From a recording to a transcript beside it; a run that was broken off is taken up where it was left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from grader.errors import InputError, UsageError
from grader.readers.recording import recording_at
from grader.reporters.write import write_whole
from grader.schema.talk import clock
from grader.transcribing.ear import Ear, need_faster_whisper, sound_of, speech_in
from grader.transcribing.models import DEFAULT, check_model, folder_of, model_name, sha256_of, weights_digest
from grader.transcribing.part import Part
from grader.transcribing.segments import Made
from grader.transcribing.vtt import made_of, vtt

Progress = Callable[[float, float], None]
"""Told how many seconds have been heard, and of how many."""


def transcript_path(recording: Path) -> Path:
    """Where the transcript of a recording is kept: beside it, ``talk.mp4.vtt`` for ``talk.mp4``."""
    return recording.with_name(recording.name + ".vtt")


def transcribe(
    recording: Path,
    out: Path,
    *,
    model: str | None = None,
    device: str = "auto",
    language: str = "",
    download: bool = False,
    say: Callable[[str], None] = lambda _: None,
    progress: Progress = lambda _, __: None,
) -> Made:
    """Write what is said in a recording to ``out``, as WebVTT, and give what it was made of.

    ``model`` is a size or a folder (`grader.transcribing.models`); None is the default size, and content with a
    transcript by any model. A transcript of this recording that is there already is left as it is, hand-made
    corrections and all; any other file at ``out`` is a `UsageError`. ``say`` is told in lines what happens.

    While it is made, ``out`` with ``.part`` added holds what was heard (`grader.transcribing.part`). A run that is
    broken off in any way, and called again with the same recording, weights and language, hears the last window of
    30 seconds again and goes on; on the same machine, with the same versions, the transcript has the same bytes as
    that of a run that was not. `InputError` where the recording holds no speech, or is none.
    """
    name = str(recording)
    if recording_at(recording) is None:
        raise _no_recording(recording)
    if model is not None:
        check_model(model)
    digest = sha256_of(recording)
    done = _already(out, digest, model, language)
    if done is not None:
        say(f"{out}: is the transcript of {recording.name} already, by the model {done.model}; it is used as it is")
        return done
    need_faster_whisper()
    folder = folder_of(model or DEFAULT, download, say)
    made = Made(digest, model_name(model or DEFAULT), weights_digest(folder), language)
    with Part(out.with_name(out.name + ".part"), made, language) as part:
        try:
            if part.stale:
                say(f"{part.path}: {part.stale}; starting afresh")
            elif part.start:
                say(f"{part.path}: going on from {clock(part.start / 100)}")
            ear = Ear(folder, device)
            if language:
                ear.check_language(language)
            sound = sound_of(recording)
            stretches = speech_in(sound)
            if not stretches:
                raise InputError(name, "no speech can be heard in it")
            seconds = stretches[-1][1] / 100
            progress(part.start / 100, seconds)
            heard = part.language or language or ear.language_of(sound, stretches[0])
            part.begin(heard)
            for stretch in stretches:
                if stretch[1] <= part.start:
                    continue
                for segment in ear.hear(sound, stretch, heard, part.start):
                    part.add(segment)
                    progress(segment.end, seconds)
        except BaseException:
            if not part.segments:
                part.remove()
            raise
        if not part.segments:
            part.remove()
            raise InputError(name, "no words can be heard in it")
        made = replace(made, language=heard)
        write_whole(out, vtt(part.segments, made).encode())
        part.remove()
    return made


def _already(out: Path, digest: str, model: str | None, language: str) -> Made | None:
    """What the file at ``out`` was made of, where it will do; `UsageError` where another file is in the way."""
    if not out.exists() and not out.is_symlink():
        return None
    made = made_of(out)
    if made is None or made.recording != digest:
        raise UsageError(f"{out}: is in the way: it is no transcript of this recording; move it")
    if model is not None and model_name(model) != made.model:
        raise UsageError(f"{out}: was made with the model {made.model}; remove it to have it made again")
    if language and language != made.language:
        raise UsageError(f"{out}: was made in the language {made.language}; remove it to have it made again")
    return made


def _no_recording(path: Path) -> InputError:
    if not path.exists():
        return InputError(str(path), "there is no such file")
    if path.is_dir():
        return InputError(str(path), "is a folder", "name a recording in it")
    try:
        path.open("rb").close()
    except OSError as e:
        return InputError(str(path), f"cannot be read ({(e.strerror or str(e)).lower()})")
    return InputError(str(path), "is no recording", "MP4, M4A, MOV, WebM, MKV, AVI, MP3, AAC, WAV, Ogg and FLAC are")
