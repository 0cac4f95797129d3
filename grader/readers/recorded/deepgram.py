"""Deepgram: utterances, or paragraphs, or words; with several channels, each is one voice."""

from __future__ import annotations

from typing import Any

from grader.readers.recorded.talk import Talk, Word, fields, holds, objects, voice

_PAUSE = 0.8
"""Seconds of silence after which a piece ends, so that the other channel's answer has its place."""


def deepgram(data: object) -> Talk | None:
    """The talk in seconds; None for another shape."""
    results = fields(data, "results")
    channels = objects(results.get("channels"))
    utterances = results.get("utterances")
    uttered = holds(utterances, "transcript")
    if not uttered and not any("alternatives" in channel for channel in channels):
        return None
    talk = Talk()
    several = len(channels) > 1 or len({str(u.get("channel")) for u in objects(utterances)}) > 1
    if uttered:
        for record in talk.records(utterances):
            speaker = voice(record.get("channel") if several else record.get("speaker"))
            start, end = talk.seconds(record.get("start")), talk.seconds(record.get("end"))
            talk.add(talk.text(record, "transcript"), speaker, start, end)
    else:
        for number, channel in enumerate(channels):
            _channel(talk, channel, number if several else None)
    if several:
        talk.in_time_order()
    elif channels:
        talk.add_rest(_best(channels[0]).get("transcript"))
    return talk


def _best(channel: dict[str, Any]) -> dict[str, Any]:
    """The first alternative of a channel: the likeliest."""
    found = objects(channel.get("alternatives"))
    return found[0] if found else {}


def _channel(talk: Talk, channel: dict[str, Any], number: int | None) -> None:
    best = _best(channel)
    paragraphs = fields(best, "paragraphs").get("paragraphs")
    if holds(paragraphs, "sentences"):
        for paragraph in talk.records(paragraphs):
            speaker = voice(paragraph.get("speaker") if number is None else number)
            for sentence in talk.records(paragraph.get("sentences")):
                start, end = talk.seconds(sentence.get("start")), talk.seconds(sentence.get("end"))
                talk.add(talk.text(sentence, "text"), speaker, start, end)
    elif holds(best.get("words"), "word") or holds(best.get("words"), "punctuated_word"):
        talk.add_words(
            (_word(talk, record, number) for record in talk.records(best["words"])),
            pause=_PAUSE if number is not None else float("inf"),
        )
    else:
        talk.add(talk.text(best, "transcript"), voice(number), None, None)


def _word(talk: Talk, record: dict[str, Any], number: int | None) -> Word:
    return Word(
        talk.text(record, "punctuated_word", "word"),
        voice(record.get("speaker") if number is None else number),
        talk.seconds(record.get("start")),
        talk.seconds(record.get("end")),
    )
