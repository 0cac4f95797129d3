"""Transcription services whose answers are short to read: AssemblyAI, Rev, Fireflies, whisper.cpp, podcast players."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from grader.readers.recorded.talk import Talk, Word, fields, holds, objects, voice

_MILLISECONDS = 0.001
_ASSEMBLYAI_WORDS = "audio_duration language_code acoustic_model speaker_labels audio_url status"
_ASSEMBLYAI = frozenset(_ASSEMBLYAI_WORDS.split())


def assemblyai(data: object) -> Talk | None:
    """AssemblyAI: milliseconds; ``utterances`` is null where voices were not told apart."""
    if not isinstance(data, dict):
        return None
    utterances = data.get("utterances")
    if holds(utterances, "text", "start"):
        talk = Talk()
        for record in talk.records(utterances):
            text = talk.text(record, "text")
            speaker = voice(record.get("speaker"))
            talk.add(text, speaker, *_times(talk, record, "start", "end"))
        talk.add_rest(data.get("text"))
        return talk
    if not data.keys() & _ASSEMBLYAI or not isinstance(data.get("text"), str):
        return None
    talk = Talk()
    if holds(data.get("words"), "text", "start"):
        talk.add_words(
            Word(talk.text(w, "text"), voice(w.get("speaker")), *_times(talk, w, "start", "end"))
            for w in talk.records(data["words"])
        )
    talk.add_rest(data["text"])
    return talk


def _times(talk: Talk, record: dict[str, Any], start: str, end: str) -> tuple[float | None, float | None]:
    return talk.seconds(record.get(start), _MILLISECONDS), talk.seconds(record.get(end), _MILLISECONDS)


def whisper_cpp(data: object) -> Talk | None:
    """whisper.cpp: offsets in milliseconds beside times with a decimal comma."""
    transcription = data.get("transcription") if isinstance(data, dict) else None
    if not (holds(transcription, "text", "offsets") or holds(transcription, "text", "timestamps")):
        return None
    talk = Talk()
    turn = 0
    turns = any(record.get("speaker_turn_next") is True for record in objects(transcription))
    for record in talk.records(transcription):
        offsets, stamps = fields(record, "offsets"), fields(record, "timestamps")
        start, end = _times(talk, offsets, "from", "to")
        start = talk.seconds(stamps.get("from")) if start is None else start
        end = talk.seconds(stamps.get("to")) if end is None else end
        speaker = f"Speaker {turn % 2}" if turns else voice(record.get("speaker"))
        talk.add(talk.text(record, "text"), speaker, start, end)
        turn += record.get("speaker_turn_next") is True
    return talk


def rev(data: object) -> Talk | None:
    """Rev: monologues of text and of punctuation, spaces among it; a monologue may name its speaker by number only."""
    monologues = data.get("monologues") if isinstance(data, dict) else None
    if not holds(monologues, "elements"):
        return None
    names = {s.get("id"): voice(s.get("name")) for s in objects(fields(data).get("speakers")) if _plain(s.get("id"))}
    talk = Talk()
    for monologue in talk.records(monologues):
        number = monologue.get("speaker")
        speaker = (names.get(number) if _plain(number) else None) or voice(number)
        words: list[Word] = []
        for element in talk.records(monologue.get("elements")):
            start, end = talk.seconds(element.get("ts")), talk.seconds(element.get("end_ts"))
            words.append(Word(talk.text(element, "value"), speaker, start, end, glued=True))
        talk.add_words(_after_spaces(words))
    return talk


def _plain(value: object) -> bool:
    return isinstance(value, int | str)


def _after_spaces(words: list[Word]) -> Iterator[Word]:
    """The words with the spaces between them taken off: what follows a space is not glued to what is before it."""
    spaced = True
    for word in words:
        if not word.text.strip():
            spaced = spaced or bool(word.text)
            continue
        word.glued = not (spaced or word.text[0].isspace())
        spaced = word.text[-1].isspace()
        word.text = word.text.strip()
        yield word


def fireflies(data: object) -> Talk | None:
    """Fireflies: sentences, bare or inside the answer of its API; the text that people may have corrected counts."""
    for path in (("data", "transcript"), ("transcript",), ()):
        found = fields(data, *path)
        sentences = found.get("sentences")
        if holds(sentences, "text", "speaker_name") or holds(sentences, "text", "start_time"):
            break
    else:
        return None
    names = {s.get("id"): voice(s.get("name")) for s in objects(found.get("speakers")) if _plain(s.get("id"))}
    talk = Talk()
    for record in talk.records(sentences):
        number = record.get("speaker_id")
        named = voice(record.get("speaker_name")) or (names.get(number) if _plain(number) else None)
        start, end = talk.seconds(record.get("start_time")), talk.seconds(record.get("end_time"))
        talk.add(talk.text(record, "text", "raw_text"), named or voice(number), start, end)
    return talk


def podcast(data: object) -> Talk | None:
    """The podcast namespace: segments that may be single words; who speaks is said where it changes."""
    segments = data.get("segments") if isinstance(data, dict) else None
    if not holds(segments, "body"):
        return None
    talk = Talk()
    words: list[Word] = []
    for record in talk.records(segments):
        start, end = talk.seconds(record.get("startTime")), talk.seconds(record.get("endTime"))
        words.append(Word(talk.text(record, "body").strip(), voice(record.get("speaker")), start, end))
    talk.add_words(word for word in words if word.text)
    return talk
