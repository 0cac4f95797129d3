"""JSON of no known service that is plainly a transcript: a list of objects, each with words and a voice or a time."""

from __future__ import annotations

from typing import Any

from grader.readers.labels import is_role
from grader.readers.recorded.talk import Talk, objects, voice
from grader.schema.document import Notice

_TEXTS = ("text", "transcript", "sentence", "utterance", "caption", "content", "body", "words", "message")
_VOICES = ("speaker", "speaker_name", "speakerName", "speaker_label", "speakerLabel", "speaker_id", "speakerId")
_STARTS = ("start", "start_time", "startTime", "start_ms", "startMs", "begin", "offset", "timestamp", "time", "from")
_ENDS = ("end", "end_time", "endTime", "end_ms", "endMs", "to")
_FEWEST = 2
_MOST = 0.6
"""Share of the objects that must be turns."""
_SLOWEST = 20.0
"""Seconds a word: where whole numbers would mean slower speech than this, they are milliseconds."""
_DEPTH = 4


def listed(data: object) -> Talk | None:
    """The talk; None for JSON that is not plainly one."""
    records = _turns_in(data, 0)
    if records is None:
        return None
    start_key = _usual(records, _STARTS)
    end_key = _usual(records, _ENDS)
    voice_key = _usual(records, _VOICES) or "role"
    text_key = _usual(records, _TEXTS) or "text"
    talk = Talk()
    starts = [_first(r.get(start_key)) for r in records if start_key]
    whole = [n for n in starts if isinstance(n, int) and not isinstance(n, bool)]
    words = sum(len(r[text_key].split()) for r in records if isinstance(r.get(text_key), str))
    unit = 0.001 if whole and len(whole) == len(starts) and max(whole) > _SLOWEST * words else 1.0
    if start_key and start_key.lower().endswith("ms"):
        unit = 0.001
    for record in records:
        start = talk.seconds(_first(record.get(start_key)), unit) if start_key else None
        end = talk.seconds(record.get(end_key), unit) if end_key else None
        talk.add(talk.text(record, text_key), voice(record.get(voice_key)), start, end)
    measured = f", its times as {'milliseconds' if unit < 1 else 'seconds'}" if start_key else ""
    message = f"JSON of no known service; it was read as a list of turns{measured}, which is a guess"
    talk.notices.append(Notice(code="format_guessed", message=message))
    return talk


def _first(value: object) -> object:
    """A time, also where it is the first of a pair."""
    return value[0] if isinstance(value, list) and value else value


def _usual(records: list[dict[str, Any]], keys: tuple[str, ...]) -> str | None:
    """The key that most of the records have."""
    best = max(keys, key=lambda key: sum(record.get(key) is not None for record in records))
    return best if any(record.get(best) is not None for record in records) else None


def _turns_in(data: object, depth: int) -> list[dict[str, Any]] | None:
    """The first list of turns at or below this value."""
    if isinstance(data, list):
        records = objects(data)
        turns = sum(_is_turn(record) for record in records)
        if turns >= _FEWEST and turns >= _MOST * len(data):
            return records
    elif isinstance(data, dict) and depth < _DEPTH:
        for value in data.values():
            found = _turns_in(value, depth + 1)
            if found is not None:
                return found
    return None


def _is_turn(record: dict[str, Any]) -> bool:
    says = any(isinstance(record.get(key), str) and record[key].strip() for key in _TEXTS)
    role = record.get("role")
    return says and (
        any(voice(record.get(key)) for key in _VOICES)
        or any(isinstance(_first(record.get(key)), int | float | str) for key in _STARTS)
        or (isinstance(role, str) and is_role(role))
    )
