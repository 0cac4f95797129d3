"""Plain transcripts, and dialogues inside designs."""

from __future__ import annotations

import pytest

from tests.readers.reading import blocks, check_blocks, codes, document, turns

SHAPES: dict[str, tuple[str, list[tuple[str | None, str]], list[float | None]]] = {
    "time and name": (
        "[00:00:03] Ines: Let's start.\n[00:00:09] Tomasz: Sure. First: upload.\n[1:02:10] Ines: Good.\n",
        [("Ines", "Let's start."), ("Tomasz", "Sure. First: upload."), ("Ines", "Good.")],
        [3, 9, 3730],
    ),
    "name, two spaces, time": (
        "Ines Okafor  0:03  \nLet's start.\n\nUnknown Speaker  0:09  \nSure: upload.\nAnd a feed.\n\nIt is late.\n\n"
        "Ines Okafor  1:02:10\nGood.\n\nTranscribed by https://otter.ai\n",
        [
            ("Ines Okafor", "Let's start."),
            ("Unknown Speaker", "Sure: upload.\nAnd a feed."),
            ("Unknown Speaker", "It is late."),
            ("Ines Okafor", "Good."),
        ],
        [3, 9, 9, 3730],
    ),
    "name in square brackets, time of day past midnight": (
        "[Ines Okafor] 23:59:58\nPlease design a feed.\n\n[Tomasz Lind] 00:00:04\nHow many users?\n",
        [("Ines Okafor", "Please design a feed."), ("Tomasz Lind", "How many users?")],
        [0, 6],
    ),
    "name and bracketed time": (
        "Speaker 1 (00:03):\nLet's start.\n\nSpeaker 2 (00:09): Sure. [inaudible 00:00:12] a feed.\n",
        [("Speaker 1", "Let's start."), ("Speaker 2", "Sure. [inaudible 00:00:12] a feed.")],
        [3, 9],
    ),
    "times alone": (
        "0:00\nlet's start with the requirements\n0:03\nand then\n1:02:10\ngood we are at time\n",
        [(None, "let's start with the requirements"), (None, "and then"), (None, "good we are at time")],
        [0, 3, 3730],
    ),
    "a range, then a name": (
        "[0:00:03 - 0:00:08]\nInes Okafor\nLet's start.\n\n[0:00:08 - 0:00:09]\nTomasz Lind\nYep.\n\n"
        "[0:00:09 - 0:00:14]\nInes Okafor\nUpload a photo.\n",
        [("Ines Okafor", "Let's start."), ("Tomasz Lind", "Yep."), ("Ines Okafor", "Upload a photo.")],
        [3, 8, 9],
    ),
    "names and times now and then": (
        "Talk\nAttendees\nInes Okafor, Tomasz Lind\nInes Okafor: Let's do the\nTomasz Lind: Sure. Upload,\nInes Okafor: numbers.\n"
        "00:05:00\nTomasz Lind: So ten million people look at it every day.\n\nTranscription ended after 00:46:12\n",
        [
            (None, "Talk"),
            ("Ines Okafor", "Let's do the"),
            ("Ines Okafor", "numbers."),
            ("Tomasz Lind", "Sure. Upload,"),
            ("Tomasz Lind", "So ten million people look at it every day."),
        ],
        [None, None, None, None, 300],
    ),
    "role words among traps": (
        "INTERVIEWER: Let's start.\nCandidate: Sure. Three nines: that is 8.8 hours.\nThe API is simple:\nPOST /photos: returns an id\n"
        "https://example.org/design: see it\nNote: the ratio is 10:1\nAt 10:30 it doubles.\nCandidate (cont'd): and the key is user_id.\n",
        [
            ("INTERVIEWER", "Let's start."),
            (
                "Candidate",
                "Sure. Three nines: that is 8.8 hours.\nThe API is simple:\nPOST /photos: returns an id\n"
                "https://example.org/design: see it\nNote: the ratio is 10:1\nAt 10:30 it doubles.",
            ),
            ("Candidate", "and the key is user_id."),
        ],
        [None, None, None],
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_plain_transcripts(name: str) -> None:
    source, expected, times = SHAPES[name]
    doc = document(source, ".txt")
    assert turns(doc) == expected
    assert [b.start_time for b in doc.blocks] == times
    assert doc.kind == "transcript"
    assert doc.format == "dialogue"
    check_blocks(doc)
    lines = source.split("\n")
    for _, line, text in blocks(doc):
        assert line is not None
        assert lines[line - 1].rstrip().endswith(text.split("\n")[0])


def test_bold_names_in_markdown() -> None:
    doc = document(
        "### 00:05:00\n\n**Ines Okafor:** Let's do it now.  \n**Tomasz Lind:** Sure.\n**Ines Okafor:** Good.\n", ".md"
    )
    assert turns(doc) == [("Ines Okafor", "Let's do it now."), ("Tomasz Lind", "Sure."), ("Ines Okafor", "Good.")]
    assert (doc.kind, doc.format, doc.blocks[0].start_time) == ("transcript", "markdown", 300)


DESIGN = """# Photo feed

We keep this part short, and it is prose about what a photo feed has to do for its many readers every day.

> **Candidate**: "Do we need *comments*?"
> **Interviewer**: "No."

Note: the cache is small.

**Latency:** low

I would use:

**You:** Two stores:
- one for photos
- one for users

## API

POST /photos: returns an id
"""


def test_a_dialogue_inside_a_design() -> None:
    doc = document(DESIGN, ".md")
    said = {text: speaker for speaker, text in turns(doc)}
    assert said["Do we need comments?"] == "Candidate"
    assert said["No."] == "Interviewer"
    assert said["Two stores:"] == "You"
    assert said["one for users"] == "You"
    assert said["Note: the cache is small."] is None
    assert said["Latency: low"] is None
    assert said["POST /photos: returns an id"] is None
    assert doc.kind == "design"
    assert not codes(doc)
    assert ("speech", 6, "No.") in blocks(doc)


@pytest.mark.parametrize(
    ("text", "voices"),
    [
        (
            "Q: How many users use it today?\n\nA: One million.\n\nWe shall see what the rest of this design needs then.",
            {"Q", "A"},
        ),
        ("A: a list\n\nB: another\n\nand words that make up the rest of all of this", set()),
        ("I: one\n\nII: two\n\nand words that make up the rest of all of this", set()),
        ("Functional requirements: upload\n\nNon-functional requirements: fast\n\nScale: big\n\nLatency: low", set()),
        ("Redis: fast store\n\nKafka: a log\n\nCassandra: wide rows\n\nPostgres: rows", set()),
        ("GET /a: one\nPOST /b: two\nGET /c: three\nPOST /d: four", set()),
    ],
)
def test_labels_that_name_voices_and_labels_that_do_not(text: str, voices: set[str]) -> None:
    for suffix in (".md", ".txt"):
        assert {b.speaker for b in document(text, suffix).blocks} - {None} == voices


def test_a_label_on_its_own_line_names_the_paragraph_below() -> None:
    doc = document("**Interviewer:**\n\nWhy a queue?\n\n**Candidate:**\n\nIt smooths peaks.\n", ".md")
    assert turns(doc) == [("Interviewer", "Why a queue?"), ("Candidate", "It smooths peaks.")]
    assert doc.kind == "transcript"
