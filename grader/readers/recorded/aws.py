"""Amazon Transcribe: words and punctuation apart, times as strings, and voices told by time or by channel."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from grader.readers.recorded.talk import Talk, Word, fields, holds, objects, voice

_PAUSE = 0.8
"""Seconds of silence after which a piece ends, so that the other channel's answer has its place."""


def aws(data: object) -> Talk | None:
    """The talk in seconds; None for another shape."""
    results = fields(data, "results")
    channels = objects(fields(results, "channel_labels").get("channels"))
    pieces = results.get("audio_segments")
    itemised = holds(results.get("items"), "alternatives", "type")
    whole = next((t.get("transcript") for t in objects(results.get("transcripts"))), None)
    if not itemised and not holds(pieces, "transcript") and not isinstance(whole, str):
        return None
    talk = Talk()
    if len(channels) > 1 and any(holds(channel.get("items"), "alternatives") for channel in channels):
        for channel in channels:
            speaker = voice(channel.get("channel_label"))
            words = [_word(talk, item, speaker) for item in talk.records(channel.get("items"))]
            talk.add_words(words, pause=_PAUSE)
        talk.in_time_order()
        return talk
    labels = _Labels(talk, fields(results, "speaker_labels"))
    if itemised:
        talk.add_words(_word(talk, item, None, labels) for item in talk.records(results["items"]))
    elif holds(pieces, "transcript"):
        for piece in talk.records(pieces):
            start, end = talk.seconds(piece.get("start_time")), talk.seconds(piece.get("end_time"))
            speaker = voice(piece.get("speaker_label")) or labels.at(start)
            talk.add(talk.text(piece, "transcript"), speaker, start, end)
    talk.add_rest(whole)
    return talk


class _Labels:
    """Who speaks when, where the words themselves do not say."""

    def __init__(self, talk: Talk, labels: dict[str, Any]) -> None:
        found: list[tuple[float, str | None]] = []
        for segment in objects(labels.get("segments")):
            for record in (segment, *objects(segment.get("items"))):
                start = talk.seconds(record.get("start_time"))
                if start is not None:
                    found.append((start, voice(record.get("speaker_label"))))
        self._found = sorted(found, key=lambda pair: pair[0])
        self._starts = [start for start, _ in self._found]

    def at(self, time: float | None) -> str | None:
        """The voice that was last to begin by this time."""
        n = bisect_right(self._starts, time) - 1 if time is not None else -1
        return self._found[n][1] if n >= 0 else None


def _word(talk: Talk, item: dict[str, Any], speaker: str | None, labels: _Labels | None = None) -> Word:
    best = objects(item.get("alternatives"))
    text = talk.text(best[0], "content") if best else ""
    glued = item.get("type") == "punctuation"
    start, end = talk.seconds(item.get("start_time")), talk.seconds(item.get("end_time"))
    if speaker is None and not glued:  # punctuation may bear the label of who speaks next
        speaker = voice(item.get("speaker_label")) or (labels.at(start) if labels is not None else None)
    return Word(text, speaker, start, end, glued)
