"""The JSON of transcription services: what is left out, null or told in another way."""

from __future__ import annotations

import json

import pytest

from grader.errors import InputError
from tests.readers.formats.samples import ASIDE, Turn
from tests.readers.formats.test_samples import read_turns
from tests.readers.reading import codes, document

UNKNOWN = "speakers_unknown"


def at(start: object, end: object, **more: object) -> dict[str, object]:
    return {"start": start, "end": end, **more}


def words(line: str, begin: float = 0.0, **more: object) -> list[dict[str, object]]:
    """A word a second, as Deepgram has them."""
    return [at(begin + n, begin + n + 0.5, word=word, **more) for n, word in enumerate(line.split())]


def aws_item(content: str, start: str | None = None, **more: object) -> dict[str, object]:
    times = {"start_time": start, "end_time": start} if start else {}
    kind = "pronunciation" if start else "punctuation"
    return {"type": kind, "alternatives": [{"content": content}], **times, **more}


def channels(*alternatives: dict[str, object]) -> dict[str, object]:
    return {"results": {"channels": [{"alternatives": [a]} for a in alternatives]}}


LOOP = [
    at(0.0, 2.0, text=" Please sell.", compression_ratio=1.2, no_speech_prob=0.1),
    *(at(n, n + 1.0, text=" Thank you.", compression_ratio=1.2, no_speech_prob=0.9) for n in (2.0, 3.0, 4.0)),
]
CASES: dict[str, tuple[object, str, list[Turn], list[str]]] = {
    "assemblyai without voices": (
        {"status": "completed", "text": "Sell now. Okay.", "utterances": None, "words": [
            at(100, 400, text="Sell"), at(500, 900, text="now."), at(1500, 1900, text="Okay."),
        ]},
        "assemblyai", [(None, 0.1, "Sell now. Okay.")], [UNKNOWN],
    ),
    "assemblyai with nothing but its text": (
        {"status": "completed", "text": "Sell now.", "utterances": None, "words": None},
        "assemblyai", [(None, None, "Sell now.")], [UNKNOWN],
    ),
    "deepgram with words alone, unpunctuated": (
        channels({"transcript": "sell now okay", "words": words("sell now", speaker=0) + words("okay", 5, speaker=1)}),
        "deepgram", [("Speaker 0", 0, "sell now"), ("Speaker 1", 5, "okay")], [],
    ),
    "deepgram with paragraphs": (
        channels({"transcript": "Sell. Now. Okay.", "paragraphs": {"transcript": "\nSpeaker 0: Sell.", "paragraphs": [
            {"speaker": 0, "sentences": [at(0.5, 1, text="Sell."), at(1, 2, text="Now.")]},
            {"speaker": 1, "sentences": [at(3, 4, text="Okay.")]},
        ]}}),
        "deepgram", [("Speaker 0", 0.5, "Sell."), ("Speaker 0", 1, "Now."), ("Speaker 1", 3, "Okay.")], [],
    ),
    "deepgram, a voice a channel": (
        channels({"words": words("sell now") + words("go on", 6)}, {"words": words("okay", 3)}),
        "deepgram", [("Speaker 0", 0, "sell now"), ("Speaker 1", 3, "okay"), ("Speaker 0", 6, "go on")], [],
    ),
    "amazon with pieces and no words": (
        {"results": {"transcripts": [], "audio_segments": [
            {"id": 0, "transcript": "Sell now.", "start_time": "0.5", "end_time": "2.0", "speaker_label": "spk_0"},
            {"id": 1, "transcript": "Okay.", "start_time": "3.0", "end_time": "4.0", "speaker_label": "spk_1"},
        ]}},
        "aws-transcribe", [("Speaker 0", 0.5, "Sell now."), ("Speaker 1", 3, "Okay.")], [],
    ),
    "amazon, a voice a channel": (
        {"results": {"items": [aws_item("Sell", "0.5")], "channel_labels": {"channels": [
            {"channel_label": "ch_0", "items": [aws_item("Sell", "0.5"), aws_item("."), aws_item("Go", "6.0"), aws_item(".")]},
            {"channel_label": "ch_1", "items": [aws_item("Okay", "3.0"), aws_item(".")]},
        ]}}},
        "aws-transcribe", [("Speaker 0", 0.5, "Sell."), ("Speaker 1", 3, "Okay."), ("Speaker 0", 6, "Go.")], [],
    ),
    "fireflies without its envelope": (
        {"sentences": [{"speaker_name": "Mara", "text": "Sell.", "start_time": "1.5"}, {"speaker_id": 3, "text": None, "raw_text": "okay", "start_time": 4}]},
        "fireflies", [("Mara", 1.5, "Sell."), ("Speaker 3", 4, "okay")], [],
    ),
    "rev with names and whole phrases": (
        {"speakers": [{"id": 0, "name": "Mara Voss"}], "monologues": [
            {"speaker": 0, "elements": [{"type": "text", "value": "Sell  now", "ts": 1}, {"type": "unknown", "value": "<laugh>"}]},
        ]},
        "rev", [("Mara Voss", 1, "Sell now<laugh>")], [],
    ),
    "openai's words and its text": (
        {"task": "transcribe", "text": "Sell, now! In 2014.", "words": words("Sell now In 2014")},
        "whisper", [(None, 0, "Sell, now! In 2014.")], [UNKNOWN],
    ),
    "openai's text alone": ({"text": "Sell now.", "usage": {}}, "whisper", [(None, None, "Sell now.")], [UNKNOWN]),
    "segments that end before the text does": (
        {"text": "Sell now. And more.", "segments": [at(0, 2, text="Sell now.")]},
        "whisper", [(None, 0, "Sell now."), (None, 2, "And more.")], ["untimed_words", UNKNOWN],
    ),
    "silence that whisper filled": (
        {"segments": LOOP},
        "whisper", [(None, 0, "Please sell."), (None, 2, "Thank you."), (ASIDE, 3, "Thank you."), (ASIDE, 4, "Thank you.")],
        ["recognition_loop", UNKNOWN],
    ),
    "what is really said three times": (
        {"segments": [{**s, "no_speech_prob": 0.1} for s in LOOP]},
        "whisper", [(None, 0, "Please sell."), *((None, n, "Thank you.") for n in (2, 3, 4))], [UNKNOWN],
    ),
    "a segment that goes round": (
        {"segments": [at(0, 9, text="and so and so and so and so", compression_ratio=2.9)]},
        "whisper", [(None, 0, "and so and so and so and so")], ["recognition_doubtful", UNKNOWN],
    ),
    "turns of no known service": (
        [{"name": "x", "speaker": "Mara", "text": "Sell now.", "start": 1.5}, {"speaker": "Jun", "text": "Okay.", "start": 4}],
        "json", [("Mara", 1.5, "Sell now."), ("Jun", 4, "Okay.")], ["format_guessed"],
    ),
    "turns of no known service in milliseconds": (
        {"meeting": {"turns": [{"speakerName": "SPEAKER_03", "content": "Sell now.", "startTime": 1500}, {"speakerName": "b", "content": "Okay.", "startTime": 94000}]}},
        "json", [("Speaker 3", 1.5, "Sell now."), ("Speaker B", 94, "Okay.")], ["format_guessed"],
    ),
    "records and times of the wrong type": (
        {"segments": [at(0, 2, text="Sell now."), 7, at("x", None, text="And more."), at(-1, 3, text=["no"])]},
        "whisper", [(None, 0, "Sell now."), (None, 2, "And more.")], ["records_left_out", "times_left_out", UNKNOWN],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_shapes(name: str) -> None:
    content, family, turns, notices = CASES[name]
    doc = document(json.dumps(content), ".json")
    assert (read_turns(doc), doc.format, codes(doc)) == (turns, family, notices)


def test_a_turn_a_line() -> None:
    doc = document('{"speaker": 1, "text": "Sell."}\n{"speaker": 2, "text": "Okay."}\n')
    assert read_turns(doc) == [("Speaker 1", None, "Sell."), ("Speaker 2", None, "Okay.")]


@pytest.mark.parametrize(
    "content",
    [
        '{"name": "feed", "version": 2}',
        '[{"id": 1, "text": "a column"}, {"id": 2, "text": "another"}]',
        '[{"role": "admin", "content": "may delete"}, {"role": "guest", "content": "may read"}]',
        '{"segments": [{"id": 1}], "text": 3}',
        '{"results": {"items": ["a"]}}',
        '{"a": ' * 50_000,
        "[00:00:05] Mara: Please sell tickets.\n[00:00:12] Jun: Okay.\n",
        '{"text": "not closed',
    ],
)
def test_what_is_no_transcript_in_json(content: str) -> None:
    assert document(content).format in ("text", "dialogue")


def test_a_piece_has_no_more_than_a_few_sentences() -> None:
    line = "one two three four five six seven eight nine ten. " * 6
    doc = document(json.dumps(channels({"words": words(line, speaker=0)})))
    assert [b.start_time for b in doc.blocks] == [0, 20, 40]
    assert " ".join(doc.text.split()) == line.strip()
    assert all(b.speaker == "Speaker 0" for b in doc.blocks)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('{"segments": [{"start": 0, "text": "Sell."}, ' + "[" * 20_000, "nested too deep"),
        ('{"segments": [{"start": 0, "text": "Sell."}, ' + "{}," * 500_001 + "0]}", "500,000 JSON objects"),
        ('{"segments": [{"start": 0, "text": "Sell.", "id": ' + "9" * 9_000 + "}]}", "damaged"),
        ('{"segments": [{"start": 0,\n"text": "Sell."', "on line 2"),
    ],
)
def test_json_that_cannot_be_parsed(content: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        document(content, ".json")
    assert "\n" not in str(caught.value)


def test_a_table_with_lines_that_are_none() -> None:
    doc = document("start\tend\ttext\n0\t900\tSell\nit now.\n-5\t9\tOkay.\n2000\t1000\tGo.\n", ".tsv")
    assert read_turns(doc) == [(None, 0, "Sell\nit now."), (None, None, "Okay."), (None, 2, "Go.")]
    assert codes(doc) == ["times_left_out", UNKNOWN]
