"""A small file of every transcript format that people have, and what is to be read from it.

Each expected turn is speaker, start in seconds, words. A turn whose speaker is `ASIDE` is no part of the talk.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from tests.readers.small_files import paragraph, word_file

ASIDE = "(aside)"
Turn = tuple[str | None, float | None, str]


@dataclass(frozen=True)
class Sample:
    """A file's content under the ending that it usually has."""

    content: bytes
    suffix: str
    format: str
    turns: list[Turn]
    notices: list[str] = field(default_factory=list)


def _text(content: str, suffix: str, name: str, turns: list[Turn], *notices: str) -> Sample:
    return Sample(content.encode(), suffix, name, turns, list(notices))


def _json(content: object, name: str, turns: list[Turn], *notices: str) -> Sample:
    return Sample(json.dumps(content, indent=1).encode(), ".json", name, turns, list(notices))


def _word(*paragraphs: str) -> bytes:
    """A Word file of these paragraphs; a line break inside one is a soft break."""
    return word_file("".join(paragraph(p.replace("\n", "</w:t><w:br/><w:t>")) if p else "<w:p/>" for p in paragraphs))


def _timed(text: str, start: float, end: float, **more: object) -> dict[str, object]:
    return {"text": text, "start": start, "end": end, **more}


def _said(word: str, start: float, end: float, **more: object) -> dict[str, object]:
    return {"word": word, "start": start, "end": end, **more}


UNKNOWN = "speakers_unknown"
GUID = "0a1b2c3d-1111-4222-8333-444455556666"
TEAMS_NEW = (
    "Design round - ticket shop-20260105_090000-Meeting Recording", "January 5, 2026, 9:00AM", "51m 4s", "",
    "Mara Voss started transcription", "", "\nMara Voss   0:05\nPlease sell tickets to a million fans.",
    "\nJun Park   0:12\nOkay: one queue a venue.", "\nMara Voss   1:04:30\nThat is our hour.", "",
    "Mara Voss stopped transcription",
)  # fmt: skip
TEAMS_NEW_TURNS: list[Turn] = [
    (ASIDE, None, "Design round - ticket shop-20260105_090000-Meeting Recording"),
    ("Mara Voss", 5, "Please sell tickets to a million fans."),
    ("Jun Park", 12, "Okay: one queue a venue."),
    ("Mara Voss", 3870, "That is our hour."),
]
TEAMS_OLD = (
    "0:0:1.500 --> 0:0:6.20\nMara Voss\nWhat would you build first?",
    "0:0:6.900 --> 0:0:7.100\nMara Voss\nGo ahead.",
    "0:0:7.250 --> 0:0:12.0\nJun Park\nThe seat map: it is read the most.",
)
TEAMS_OLD_TURNS: list[Turn] = [
    ("Mara Voss", 1.5, "What would you build first?"),
    ("Mara Voss", 6.9, "Go ahead."),
    ("Jun Park", 7.25, "The seat map: it is read the most."),
]
MEET = (
    "Design round (2026-01-05 at 09:00 CET) - Transcript", "Attendees", "Mara Voss, Jun Park", "Transcript",
    "Mara Voss: We could begin with the users and go on to the", "Jun Park: Right. Fans buy seats, venues open",
    "Mara Voss: load.", "Jun Park: a sale.", "00:05:00", "Jun Park: At the peak we see", "Mara Voss: Aha.",
    "Jun Park: fifty thousand orders a minute.", "", "", "Transcription ended after 00:51:04", "",
    "This editable transcript was computer generated and might contain errors. People can also change the text.",
)  # fmt: skip
MEET_TURNS: list[Turn] = [
    (ASIDE, None, "Design round (2026-01-05 at 09:00 CET) - Transcript"),
    ("Mara Voss", None, "We could begin with the users and go on to the"),
    ("Mara Voss", None, "load."),
    ("Jun Park", None, "Right. Fans buy seats, venues open"),
    ("Jun Park", None, "a sale."),
    ("Jun Park", 300, "At the peak we see"),
    ("Jun Park", 300, "fifty thousand orders a minute."),
    ("Mara Voss", 300, "Aha."),
]

SAMPLES: dict[str, Sample] = {
    "01 zoom cloud": _text(
        "WEBVTT\r\n\r\n1\r\n00:00:01.200 --> 00:00:05.000\r\nMara Voss: Hello. Please design a ticket shop.\r\n\r\n"
        "2\r\n00:00:05.500 --> 00:00:09.000\r\nJun Park (they/them): Good, my question: are seats numbered?\r\n\r\n"
        "3\r\n00:00:09.400 --> 00:00:10.000\r\nMara Voss: They are.\r\n\r\n"
        "4\r\n00:00:10.500 --> 00:00:14.000\r\nJun Park (they/them): Then I need a lock for each seat.\r\n\r\n"
        "5\r\n00:00:14.500 --> 00:00:16.000\r\nand it has to expire.\r\n",
        ".vtt",
        "webvtt",
        [
            ("Mara Voss", 1.2, "Hello. Please design a ticket shop."),
            ("Jun Park", 5.5, "Good, my question: are seats numbered?"),
            ("Mara Voss", 9.4, "They are."),
            ("Jun Park", 10.5, "Then I need a lock for each seat."),
            ("Jun Park", 14.5, "and it has to expire."),
        ],
    ),
    "02 zoom saved captions": _text(
        "[Mara Voss] 23:59:57\nHello. Please design a ticket shop.\n\n[Jun Park] 00:00:03\nFor how many fans?\n\n"
        "[Mara Voss] 00:00:08\nA million.\n",
        ".txt",
        "dialogue",
        [
            ("Mara Voss", 0, "Hello. Please design a ticket shop."),
            ("Jun Park", 6, "For how many fans?"),
            ("Mara Voss", 11, "A million."),
        ],
    ),
    "03 zoom without names": _text(
        "WEBVTT\n\n1\n00:00:01.200 --> 00:00:05.000\nPlease design a ticket shop.\n\n2\n00:00:05.500 --> 00:00:09.000\n"
        "good first question are seats numbered\n",
        ".vtt",
        "webvtt",
        [(None, 1.2, "Please design a ticket shop."), (None, 5.5, "good first question are seats numbered")],
        UNKNOWN,
    ),
    "04 teams captions": _text(
        f"WEBVTT\n\n{GUID}/7-0\n00:00:02.000 --> 00:00:04.500\n<v Voss, Mara>Tell me who buys,</v>\n\n"
        f"{GUID}/7-1\n00:00:04.500 --> 00:00:06.000\n<v Voss, Mara>what they buy &amp; what\nit costs.</v>\n\n"
        f"{GUID}/12-0\n00:00:07.100 --> 00:00:11.000\n<v Jun Park>Fans: each buys four seats.</v>\n\n"
        f"{GUID}/9-0\n00:00:06.700 --> 00:00:07.000\n<v Voss, Mara>So?</v>\n\n"
        f"{GUID}/20-0\n00:01:00.000 --> 00:01:02.000\n<v>A guest wants p95 &lt; 1 s.</v>\n",
        ".vtt",
        "webvtt",
        [
            ("Voss, Mara", 2, "Tell me who buys,"),
            ("Voss, Mara", 4.5, "what they buy & what\nit costs."),
            ("Voss, Mara", 6.7, "So?"),
            ("Jun Park", 7.1, "Fans: each buys four seats."),
            (None, 60, "A guest wants p95 < 1 s."),
        ],
    ),
    "05 teams document, new": Sample(_word(*TEAMS_NEW), ".docx", "docx", TEAMS_NEW_TURNS),
    "05 the same as text": _text("\n".join(TEAMS_NEW), ".txt", "dialogue", TEAMS_NEW_TURNS),
    "06 teams document, old": Sample(
        _word(*(p.replace(">", "&gt;") for p in TEAMS_OLD)), ".docx", "docx", TEAMS_OLD_TURNS
    ),
    "06 the same as text": _text("\n\n".join(TEAMS_OLD), ".txt", "webvtt", TEAMS_OLD_TURNS),
    "07 stream, legacy": _text(
        'WEBVTT\n\nNOTE duration:"00:51:04.0000000"\n\nNOTE language:en-us\n\nNOTE Confidence: 0.91\n\n'
        f"{GUID}\n00:00:02.000 --> 00:00:04.500\nTell me who\nbuys and\n\nNOTE Confidence: 0.55\n\n"
        "99999999-2222-4222-8333-444455556666\n00:00:04.500 --> 00:00:06.000\nwhat it costs.\n",
        ".vtt",
        "webvtt",
        [(None, 2, "Tell me who\nbuys and"), (None, 4.5, "what it costs.")],
        UNKNOWN,
    ),
    "08 teams metadata": _text(
        "WEBVTT\n\n00:00:02.000 --> 00:00:04.500\n"
        '{"startDateTime":"2026-01-05T09:00:02+00:00","speakerName":"Mara Voss","spokenText":"Who buys?","spokenLanguage":"en-us"}'
        "\n\n00:00:05.000 --> 00:00:07.000\n"
        '{"startDateTime":"2026-01-05T09:00:05+00:00","speakerName":"Jun Park","spokenText":"Fans do.","spokenLanguage":"en-us"}\n',
        ".vtt",
        "webvtt",
        [("Mara Voss", 2, "Who buys?"), ("Jun Park", 5, "Fans do.")],
    ),
    "09 meet": _text("\n".join(MEET), ".txt", "dialogue", MEET_TURNS),
    "09 meet as a document": Sample(_word(*MEET), ".docx", "docx", MEET_TURNS),
    "10 meet with notes": _text(
        "\ufeff📝 Notes\nJan 5, 2026\nDesign round\nInvited Mara Voss Jun Park\n\n\nSummary\nThe candidate shards by venue.\n\n"
        "Details\n* Estimates: Jun Park found 900 orders a second (00:05:00).\n\nYou should review Gemini's notes to make sure "
        "they're accurate.\n📖 Transcript\nJan 5, 2026\nDesign round - Transcript\n\n\n00:00:00\n\nMara Voss: Who buys?\n"
        "Jun Park: Fans do.\n\n\nTranscription ended after 00:51:04\n\nThis editable transcript was computer generated and might "
        "contain errors.\n",
        ".txt",
        "dialogue",
        [
            (ASIDE, None, "📝 Notes\nJan 5, 2026\nDesign round\nInvited Mara Voss Jun Park"),
            (ASIDE, None, "Summary\nThe candidate shards by venue."),
            (ASIDE, None, "Details\n* Estimates: Jun Park found 900 orders a second (00:05:00)."),
            (ASIDE, None, "You should review Gemini's notes to make sure they're accurate.\n📖 Transcript"),
            (ASIDE, None, "Design round - Transcript"),
            ("Mara Voss", 0, "Who buys?"),
            ("Jun Park", 0, "Fans do."),
        ],
    ),
    "11 meet as Markdown": _text(
        "### 00:00:00\n\n**Mara Voss:** We could begin with the users and go on to the  \n**Jun Park:** Right. Fans buy.  \n"
        "**Mara Voss:** load.  \n   \n \n\n### Transcription ended after 00:51:04\n\n*This editable transcript was computer "
        "generated and might contain errors.*\n",
        ".md",
        "markdown",
        [
            ("Mara Voss", 0, "We could begin with the users and go on to the"),
            ("Mara Voss", 0, "load."),
            ("Jun Park", 0, "Right. Fans buy."),
        ],
    ),
    "12 drive captions": _text(
        "WEBVTT\n\n00:00:00.000 --> 00:00:04.000\n(Mara Voss)\nTell me who\n\n00:00:04.000 --> 00:00:08.000\n(Mara Voss)\nbuys.\n"
        "-\n \n(Jun Park)\nFans of\n\n00:00:08.000 --> 00:00:12.000\n(Jun Park)\nbands.\n",
        ".vtt",
        "webvtt",
        [
            ("Mara Voss", 0, "Tell me who"),
            ("Mara Voss", 4, "buys."),
            ("Jun Park", 4, "Fans of"),
            ("Jun Park", 8, "bands."),
        ],
    ),
    "13 otter": _text(
        "Mara Voss  0:05  \nPlease sell tickets.\n\nUnknown Speaker  0:12  \nOkay: one queue a venue.\n\nSpeaker 2  1:04:30  \n"
        "That is our hour.\n\nTranscribed by https://otter.ai\n",
        ".txt",
        "dialogue",
        [
            ("Mara Voss", 5, "Please sell tickets."),
            ("Unknown Speaker", 12, "Okay: one queue a venue."),
            ("Speaker 2", 3870, "That is our hour."),
        ],
    ),
    "14 otter without names": _text(
        "0:05  \nPlease sell tickets.\n\n0:12  \nOkay: one queue a venue.\n\nTranscribed by https://otter.ai\n",
        ".txt",
        "dialogue",
        [(None, 5, "Please sell tickets."), (None, 12, "Okay: one queue a venue.")],
        UNKNOWN,
    ),
    "15 whisper": _json(
        {
            "text": " Please sell tickets. Okay, one queue a venue.",
            "segments": [
                _timed(" Please sell tickets.", 0.0, 3.5, id=0, tokens=[1], compression_ratio=1.1, no_speech_prob=0.01),
                _timed("", 3.5, 3.6, id=1, tokens=[], compression_ratio=1.1, no_speech_prob=0.01),
                _timed(" Okay, one queue a venue.", 3.6, 7.25, id=2, tokens=[], no_speech_prob=0.02),
            ],
            "language": "en",
        },
        "whisper",
        [(None, 0, "Please sell tickets."), (None, 3.6, "Okay, one queue a venue.")],
        UNKNOWN,
    ),
    "16 openai verbose": _json(
        {
            "task": "transcribe",
            "language": "english",
            "duration": 7.25,
            "text": "Please sell tickets. Okay.",
            "words": [_said("Please", 0.0, 0.4)],
            "segments": [_timed(" Please sell tickets.", 0.0, 3.5, id=0), _timed(" Okay.", 3.6, 4.0, id=1)],
        },
        "whisper",
        [(None, 0, "Please sell tickets."), (None, 3.6, "Okay.")],
        UNKNOWN,
    ),
    "17 openai diarised": _json(
        {
            "task": "transcribe",
            "duration": 7.25,
            "text": "Please sell tickets. Okay.",
            "segments": [
                _timed("Please sell tickets.", 0.0, 3.5, type="transcript.text.segment", id="seg_0", speaker="A"),
                _timed("Okay.", 3.6, 4.0, type="transcript.text.segment", id="seg_1", speaker="B"),
            ],
        },
        "whisper",
        [("Speaker A", 0, "Please sell tickets."), ("Speaker B", 3.6, "Okay.")],
    ),
    "18 whisperx": _json(
        {
            "segments": [
                _timed(
                    " Sell 400 tickets, fine, I try.",
                    0.1,
                    4.0,
                    words=[
                        _said("Sell", 0.1, 0.4, speaker="SPEAKER_00"),
                        {"word": "400"},
                        _said("tickets,", 0.9, 1.3, speaker="SPEAKER_00"),
                        _said("fine,", 2.0, 2.4, speaker="SPEAKER_01"),
                        _said("I", 3.0, 3.1),
                        _said("try.", 3.2, 4.0, speaker="SPEAKER_01"),
                    ],
                ),
                _timed(" 2014. Go on.", 5.0, 6.0, words=[{"word": "2014."}, _said("Go", 5.5, 5.7)]),
                _timed(" Right.", 7.0, 7.5, speaker="SPEAKER_00", words=[_said("Right.", 7.0, 7.5)]),
            ],
            "word_segments": [{"word": "400"}],
            "language": "en",
        },
        "whisper",
        [
            ("Speaker 0", 0.1, "Sell 400 tickets,"),
            ("Speaker 1", 2.0, "fine, I try."),
            ("Speaker 1", 5, "2014. Go on."),
            ("Speaker 0", 7, "Right."),
        ],
    ),
    "19 whisper.cpp": _json(
        {
            "systeminfo": "x",
            "model": {"type": "base"},
            "result": {"language": "en"},
            "transcription": [
                {"timestamps": {"from": "00:00:00,000"}, "offsets": {"from": 0, "to": 3500}, "text": " Please sell."},
                {"timestamps": {"from": "00:01:04,500", "to": "00:01:05,000"}, "text": " Okay."},
            ],
        },
        "whisper-cpp",
        [(None, 0, "Please sell."), (None, 64.5, "Okay.")],
        UNKNOWN,
    ),
    "20 whisper table": _text(
        "start\tend\ttext\n0\t3500\tPlease sell tickets.\n3600\t7250\tOkay.\n",
        ".tsv",
        "whisper-tsv",
        [(None, 0, "Please sell tickets."), (None, 3.6, "Okay.")],
        UNKNOWN,
    ),
    "21 assemblyai": _json(
        {
            "id": "1",
            "status": "completed",
            "audio_duration": 3064,
            "text": "Please sell tickets. Okay.",
            "words": [_timed("Please", 120, 400, speaker="A")],
            "utterances": [
                _timed("Please sell tickets.", 120, 3500, speaker="A", words=[]),
                _timed("Okay.", 3600, 4000, speaker="B", words=[]),
            ],
        },
        "assemblyai",
        [("Speaker A", 0.12, "Please sell tickets."), ("Speaker B", 3.6, "Okay.")],
    ),
    "22 deepgram": _json(
        {
            "metadata": {"duration": 3064.0, "channels": 1},
            "results": {
                "channels": [
                    {"alternatives": [{"transcript": "please sell okay", "words": [_said("please", 0.1, 0.4, speaker=0)]}]}
                ],
                "utterances": [
                    {"start": 0.1, "end": 3.5, "channel": 0, "transcript": "Please sell.", "words": [], "speaker": 0},
                    {"start": 3.6, "end": 4.0, "channel": 0, "transcript": "Okay.", "words": [], "speaker": 1},
                ],
            },
        },
        "deepgram",
        [("Speaker 0", 0.1, "Please sell."), ("Speaker 1", 3.6, "Okay.")],
    ),
    "23 amazon transcribe": _json(
        {
            "jobName": "round-1",
            "status": "COMPLETED",
            "results": {
                "transcripts": [{"transcript": "Please sell, now. Okay."}],
                "speaker_labels": {
                    "speakers": 2,
                    "segments": [
                        {"start_time": "0.1", "end_time": "1.4", "speaker_label": "spk_0", "items": []},
                        {"start_time": "3.6", "end_time": "4.0", "speaker_label": "spk_1", "items": []},
                    ],
                },
                "items": [
                    {"type": kind, **at, "alternatives": [{"confidence": "0.9", "content": word}]}
                    for kind, at, word in [
                        ("pronunciation", {"start_time": "0.1", "end_time": "0.4"}, "Please"),
                        ("pronunciation", {"start_time": "0.5", "end_time": "0.8"}, "sell"),
                        ("punctuation", {"speaker_label": "spk_1"}, ","),
                        ("pronunciation", {"start_time": "0.9", "end_time": "1.4"}, "now"),
                        ("punctuation", {}, "."),
                        ("pronunciation", {"start_time": "3.6", "end_time": "4.0", "speaker_label": "spk_1"}, "Okay"),
                        ("punctuation", {}, "."),
                    ]
                ],
            },
        },
        "aws-transcribe",
        [("Speaker 0", 0.1, "Please sell, now."), ("Speaker 1", 3.6, "Okay.")],
    ),
    "24 rev": _json(
        {
            "monologues": [
                {
                    "speaker": 0,
                    "elements": [
                        {"type": "text", "value": "Please", "ts": 0.1, "end_ts": 0.4},
                        {"type": "punct", "value": " "},
                        {"type": "text", "value": "sell", "ts": 0.5, "end_ts": 0.8},
                        {"type": "punct", "value": "."},
                    ],
                },
                {"speaker": 1, "elements": [{"type": "text", "value": "Okay", "ts": 3.6}, {"type": "punct", "value": "."}]},
            ]
        },
        "rev",
        [("Speaker 0", 0.1, "Please sell."), ("Speaker 1", 3.6, "Okay.")],
    ),
    "25 rev as text": _text(
        "Speaker 1 (00:05):\nPlease sell tickets.\n\nSpeaker 2 (00:12):\nOkay: one [inaudible 00:00:14] a venue.\n\n"
        "Speaker 1 (01:04:30):\n[crosstalk 01:04:31] Our hour.\n",
        ".txt",
        "dialogue",
        [
            ("Speaker 1", 5, "Please sell tickets."),
            ("Speaker 2", 12, "Okay: one [inaudible 00:00:14] a venue."),
            ("Speaker 1", 3870, "[crosstalk 01:04:31] Our hour."),
        ],
    ),
    "26 fireflies": _json(
        {
            "data": {
                "transcript": {
                    "title": "Design round",
                    "speakers": [{"id": 0, "name": "Mara Voss"}, {"id": 1, "name": None}],
                    "sentences": [
                        {"speaker_id": 0, "speaker_name": "Mara Voss", "raw_text": "please sel", "text": "Please sell.", "start_time": "0.1", "end_time": "3.5"},
                        {"speaker_id": 1, "speaker_name": None, "raw_text": "okay", "text": "Okay.", "start_time": 3.6, "end_time": 4.0},
                    ],
                }
            }
        },
        "fireflies",
        [("Mara Voss", 0.1, "Please sell."), ("Speaker 1", 3.6, "Okay.")],
    ),
    "27 youtube": _text(
        "WEBVTT\nKind: captions\nLanguage: en\n\n00:00:00.100 --> 00:00:03.500 align:start position:0%\n \n"
        "please<00:00:00.400><c> sell</c><00:00:00.800><c> tickets</c>\n\n00:00:03.500 --> 00:00:03.510 align:start position:0%\n"
        "please sell tickets\n \n\n00:00:03.510 --> 00:00:06.000 align:start position:0%\nplease sell tickets\n"
        "to<00:00:04.000><c> fans</c><00:00:04.400><c> &gt;&gt;</c><00:00:05.000><c> okay</c>\n\n"
        "00:00:06.000 --> 00:00:06.010 align:start position:0%\nto fans &gt;&gt; okay\n \n\n"
        "00:00:06.010 --> 00:00:09.000 align:start position:0%\nto fans &gt;&gt; okay\n[Applause]\n",
        ".vtt",
        "webvtt",
        [
            (None, 0.1, "please sell tickets"),
            (None, 3.51, "to fans"),
            (None, 3.51, "okay"),
            (None, 6.01, "[Applause]"),
        ],
        UNKNOWN,
    ),
    "28 youtube as SRT": _text(
        "1\n00:00:00,100 --> 00:00:03,500\nplease sell tickets\n\n2\n00:00:03,500 --> 00:00:03,510\nplease sell tickets\n\n"
        "3\n00:00:03,510 --> 00:00:06,000\nplease sell tickets\nto fans >> okay\n\n4\n00:00:06,000 --> 00:00:06,010\nto fans >> okay\n",
        ".srt",
        "srt",
        [(None, 0.1, "please sell tickets"), (None, 3.51, "to fans"), (None, 3.51, "okay")],
        UNKNOWN,
    ),
    "29 youtube pasted": _text(
        "0:00\nplease sell tickets\n0:04\nto fans\n1:04:30\nthat is our hour\n",
        ".txt",
        "dialogue",
        [(None, 0, "please sell tickets"), (None, 4, "to fans"), (None, 3870, "that is our hour")],
        UNKNOWN,
    ),
    "30 podcast SRT": _text(
        "\ufeff1\n00:00:00,000 --> 00:00:02,500\nMara: Please sell tickets to\nfans, and say\n\n2\n00:00:02,500 --> 00:00:04,000\n"
        "how.\n\n3\n00:00:04,200 --> 00:00:08,000\nJun: Okay. One queue:\na venue.\n",
        ".srt",
        "srt",
        [("Mara", 0, "Please sell tickets to\nfans, and say"), ("Mara", 2.5, "how."), ("Jun", 4.2, "Okay. One queue:\na venue.")],
    ),
    "31 podcast JSON": _json(
        {
            "version": "1.0.0",
            "segments": [
                {"speaker": "Mara", "startTime": 0.5, "endTime": 0.7, "body": "Please"},
                {"startTime": 0.8, "endTime": 1.2, "body": "sell\n"},
                {"speaker": "Mara", "startTime": 1.2, "endTime": 1.2, "body": "."},
                {"speaker": "Jun", "startTime": 4.3, "endTime": 4.6, "body": "Okay."},
            ],
        },
        "podcast",
        [("Mara", 0.5, "Please sell."), ("Jun", 4.3, "Okay.")],
    ),
    "32 podcast HTML": _text(
        "<cite>Mara:</cite>\n<time>0:05</time>\n<p>Please sell tickets.</p>\n<cite>Jun :</cite>\n<time>0:12</time>\n"
        "<p>Okay: one queue &amp; a venue.</p>\n",
        ".html",
        "html",
        [("Mara", 5, "Please sell tickets."), ("Jun", 12, "Okay: one queue & a venue.")],
    ),
    "33 podcast captions": _text(
        "WEBVTT\n\n00:00:00.000 --> 00:00:03.000\n<v Mara>Please sell tickets.\n\n00:00:03.000 --> 00:00:05.000\nTo fans.\n\n"
        "00:00:05.000 --> 00:00:07.000\n<v.first Jun>Okay.\n",
        ".vtt",
        "webvtt",
        [("Mara", 0, "Please sell tickets."), ("Mara", 3, "To fans."), ("Jun", 5, "Okay.")],
    ),
    "34 plain with times": _text(
        "[00:00:05] Mara: Please sell tickets.\n[00:00:12] Jun: Okay: one queue.\n[1:04:30] Mara: Our hour.\n",
        ".txt",
        "dialogue",
        [("Mara", 5, "Please sell tickets."), ("Jun", 12, "Okay: one queue."), ("Mara", 3870, "Our hour.")],
    ),
    "35 plain with traps": _text(
        "INTERVIEWER: Sell tickets.\nCandidate: Okay. Two rules: no seat is sold twice.\nThe API is small:\n"
        "POST /orders: returns an id\nhttps://example.com/map: see it\nNote: reads to writes are 20:1\nAt 9:30 a sale opens.\n"
        "Q: May a seat be lost?\nA: Never: fans complain.\nCandidate (cont'd): so I lock each seat.\n",
        ".txt",
        "dialogue",
        [
            ("INTERVIEWER", None, "Sell tickets."),
            (
                "Candidate",
                None,
                "Okay. Two rules: no seat is sold twice.\nThe API is small:\nPOST /orders: returns an id\n"
                "https://example.com/map: see it\nNote: reads to writes are 20:1\nAt 9:30 a sale opens.",
            ),
            ("Q", None, "May a seat be lost?"),
            ("A", None, "Never: fans complain."),
            ("Candidate", None, "so I lock each seat."),
        ],
    ),
    "36 corners of WebVTT": _text(
        '\ufeffWEBVTT - design round\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n\nSTYLE\n::cue(v[voice="Mara"]) { color: red }\n\n'
        "REGION\nid:two width:30%\n\nNOTE\na remark\nover two lines\n\n00:05.000 --> 00:09.000 line:0 align:start\n"
        "<v Mara><i>Please</i> sell</v> <v Jun>okay &lt;i&gt;x&lt;/i&gt;</v>\n- a further line\nnote that this is said as well\n\n"
        "3\n00:00:09.500 --> 00:00:10.000\n12\n00:00:10.000 --> 00:00:11.000\nno blank line above this cue\n",
        ".vtt",
        "webvtt",
        [
            ("Mara", 5, "Please sell"),
            ("Jun", 5, "okay <i>x</i>\n- a further line\nnote that this is said as well"),
            ("Jun", 9.5, "12"),
            ("Jun", 10, "no blank line above this cue"),
        ],
    ),
}  # fmt: skip
