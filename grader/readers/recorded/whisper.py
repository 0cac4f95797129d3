"""Whisper and what is made like it: OpenAI's verbose and diarised answers, WhisperX, faster-whisper, stable-ts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from grader.readers.recorded.talk import Said, Talk, Word, holds, objects, voice
from grader.schema.document import Notice

_TOO_EVEN = 2.4
"""Whisper's own threshold: text that compresses better than this is a loop of its decoder."""
_SILENT = 0.6
"""Whisper's own threshold of the probability that nobody speaks."""
_ANSWER = frozenset({"text", "segments", "words", "word_segments", "language", "duration", "task", "usage", "logprobs"})


def whisper(data: object) -> Talk | None:
    """The talk in seconds; None for another shape."""
    if not isinstance(data, dict):
        return None
    segments = data.get("segments")
    if holds(segments, "text") and (holds(segments, "start") or holds(segments, "no_speech_prob")):
        return _segments(data, segments)
    words = next((data[key] for key in ("word_segments", "words") if holds(data.get(key), "word", "start")), None)
    whole = data.get("text")
    if words is not None and data.keys() <= _ANSWER:
        talk = Talk()
        if isinstance(whole, str) and whole.strip():  # the words have lost their punctuation
            talk.add_words(_pieces(whole, objects(words), talk))
        else:
            talk.add_words(_word(talk, word) for word in talk.records(words))
        return talk
    if isinstance(whole, str) and ("task" in data or "usage" in data or "segments" in data) and data.keys() <= _ANSWER:
        talk = Talk()
        talk.add(whole, None, None, None)
        return talk
    return None


def _segments(data: dict[str, Any], segments: object) -> Talk:
    talk = Talk()
    heard: list[tuple[Said, dict[str, Any]]] = []
    last: str | None = None
    for segment in talk.records(segments):
        before = len(talk.said)
        text = talk.text(segment, "text")
        start, end = talk.seconds(segment.get("start")), talk.seconds(segment.get("end"))
        speaker = voice(segment.get("speaker"))
        words = objects(segment.get("words"))
        voices = {name for word in words if (name := voice(word.get("speaker")))}
        if len(voices) > 1 or (voices and speaker is None):
            pieces = _pieces(text, words, talk) if text.strip() else [_word(talk, w) for w in words]
            _cut(talk, pieces, start, end)
        elif not text.strip() and words:
            talk.add_words(_word(talk, word) for word in words)
        else:
            talk.add(text, speaker, start, end)
        for said in talk.said[before:]:
            said.speaker = last = said.speaker or last
            heard.append((said, segment))
    _mark_loops(talk, heard)
    talk.add_rest(data.get("text"))
    return talk


def _word(talk: Talk, word: dict[str, Any]) -> Word:
    text = talk.text(word, "word", "text")
    start, end = talk.seconds(word.get("start")), talk.seconds(word.get("end"))
    return Word(text.strip(), voice(word.get("speaker")), start, end)


def _pieces(text: str, words: Sequence[dict[str, Any]], talk: Talk) -> list[Word]:
    """The text itself, cut before each of its words that is found in it: no character is lost where words are amiss."""
    found: list[Word] = []
    lowered = text.casefold() if len(text.casefold()) == len(text) else text
    at = 0
    for record in words:
        word = _word(talk, record)
        length = len(word.text)
        place = lowered.find(word.text.casefold(), at) if word.text else -1
        # Far off is the same word again, later: this one is not in the text.
        if place < 0 or place - at > 80:
            continue
        if found:
            found[-1].text += text[at:place]
            word.text = text[place : place + length]
        else:
            word.text = text[: place + length]
        word.glued = True
        found.append(word)
        at = place + length
    if not found:
        return [Word(text)]
    found[-1].text += text[at:]
    return found


def _cut(talk: Talk, words: Sequence[Word], start: float | None, end: float | None) -> None:
    """A segment cut where its voice changes; its own times at both ends."""
    first = len(talk.said)
    now = next((w.speaker for w in words if w.speaker), None)
    for word in words:
        word.speaker = now = word.speaker or now
    for speaker, run in groupby(words, key=lambda w: w.speaker):
        spoken = list(run)
        text = "".join(w.text if w.glued else f" {w.text}" for w in spoken)
        begins = next((w.start for w in spoken if w.start is not None), None)
        ends = next((w.end for w in reversed(spoken) if w.end is not None), None)
        talk.add(text, speaker, begins, ends)
    if len(talk.said) > first:
        talk.said[first].start = start if start is not None else talk.said[first].start
        talk.said[-1].end = end if end is not None else talk.said[-1].end


def _mark_loops(talk: Talk, heard: Sequence[tuple[Said, dict[str, Any]]]) -> None:
    """Whisper fills silence with its last words again and again: the first stays said, the others are set aside."""
    looped = even = 0
    for _, run in groupby(heard, key=lambda pair: pair[0].text.casefold()):
        (first, segment), *others = run
        silent = len(others) >= 2 and any(_above(record, "no_speech_prob", _SILENT) for _, record in others)
        for said, record in others:
            if silent or _above(record, "compression_ratio", _TOO_EVEN):
                said.aside = True
                looped += 1
        even += _above(segment, "compression_ratio", _TOO_EVEN) and _repeats(first.text)
    if looped:
        message = f"{looped} segments repeat the one before as recognition does in silence; they are not graded"
        talk.notices.append(Notice(code="recognition_loop", message=message))
    if even:
        message = f"{even} segments say the same words over and over, as recognition does when it fails; they are kept"
        talk.notices.append(Notice(code="recognition_doubtful", message=message))


def _above(record: dict[str, Any], key: str, threshold: float) -> bool:
    value = record.get(key)
    return isinstance(value, int | float) and value > threshold


def _repeats(text: str) -> bool:
    """Whether some run of words comes three times in a row."""
    words = text.casefold().split()[:400]
    return any(
        words[n : n + period] * 3 == words[n : n + 3 * period]
        for period in range(1, min(20, len(words) // 3) + 1)
        for n in range(len(words) - 3 * period + 1)
    )
