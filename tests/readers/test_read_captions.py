"""WebVTT and SRT: every word once, in order, with its speaker and time."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import InputError
from tests.readers.reading import blocks, check_blocks, codes, document, turns, words

AT = "00:00:01.000 --> 00:00:02.000\n"
CASES: dict[str, tuple[str, list[tuple[str | None, str]]]] = {
    "two voices in one cue": (
        f"WEBVTT\n\n{AT}<v Ines><b>Let's</b> go</v> <v.loud Tomasz>sure &lt;ok&gt; &amp; done</v>\n",
        [("Ines", "Let's go"), ("Tomasz", "sure <ok> & done")],
    ),
    "a voice over two lines": (
        f"WEBVTT\n\n{AT}<v Okafor, Ines>and then\nthe design.</v>\n",
        [("Okafor, Ines", "and then\nthe design.")],
    ),
    "a voice that carries on until the next": (
        f"WEBVTT\n\n{AT}<v Ines>One.\n\n{AT}Two.\n\n{AT}<v Tomasz>Three.\n\n{AT}<v>Four.",
        [("Ines", "One."), ("Ines", "Two."), ("Tomasz", "Three."), (None, "Four.")],
    ),
    "decimal commas and no header": (
        "00:00:01,000 --> 00:00:02,500\nfirst\n\n00:00:03,000 --> 00:00:04,000\nsecond\n",
        [(None, "first"), (None, "second")],
    ),
    "no blank line between cues": (
        "1\n00:00:01,000 --> 00:00:02,000\nhello\n2\n00:00:02,000 --> 00:00:03,000\nthere\n3\n00:00:03,000 --> 00:00:04,000\nyou",
        [(None, "hello"), (None, "there"), (None, "you")],
    ),
    "words that are only a number": (
        f"WEBVTT\n\n3\n{AT}7\n{AT}hours\n\n4\n{AT}42\n",
        [(None, "7"), (None, "hours"), (None, "42")],
    ),
    "a blank line inside a cue": (
        "1\n00:00:01,000 --> 00:00:02,000\nhello\n\nworld\n\n2\n00:00:02,000 --> 00:00:03,000\nagain",
        [(None, "hello"), (None, "world"), (None, "again")],
    ),
    "notes, styles, regions": (
        "WEBVTT - talk\nKind: captions\n\nSTYLE\n::cue { color: lime }\n\nREGION\nid:one\n\nNOTE a\nsecond line\n\n"
        f"{AT}kept\nnote that this is speech\n\nNOTE Confidence: 0.8\n\n{AT}NOTEworthy\n",
        [(None, "kept\nnote that this is speech"), (None, "NOTEworthy")],
    ),
    "a rolling display": (
        f"WEBVTT\n\n{AT} \nlet's<00:00:00.480><c> start</c>\n\n{AT}let's start\n \n\n{AT}let's start\nand then\n\n"
        f"{AT}and then\n \n\n{AT}and then\nmore\n",
        [(None, "let's start"), (None, "and then"), (None, "more")],
    ),
    "a rolling display with a change of voice in it": (
        "1\n00:00:00,1 --> 00:00:01,0\nso then\n\n2\n00:00:01,0 --> 00:00:01,1\nso then\n\n3\n00:00:01,1 --> 00:00:02,0\n"
        "so then\nit works >> sure\n\n4\n00:00:02,0 --> 00:00:02,1\nit works >> sure\n",
        [(None, "so then"), (None, "it works"), (None, "sure")],
    ),
    "what is really said twice": (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nyes\n\n00:02.000 --> 00:03.000\nyes\n\n00:03.000 --> 00:04.000\nwe can\n\n"
        "00:04.000 --> 00:05.000\nshard it\n\n00:05.000 --> 00:06.000\nby user\n",
        [(None, "yes"), (None, "yes"), (None, "we can"), (None, "shard it"), (None, "by user")],
    ),
    "the same cue twice": (
        f"WEBVTT\n\n{AT}once\n\n{AT}once\n\n00:03.000 --> 00:04.000\nthen\n",
        [(None, "once"), (None, "then")],
    ),
    "names before a colon, and a colon that names nobody": (
        f"WEBVTT\n\n{AT}Ines Okafor: Please design a feed.\n\n{AT}Tomasz Lind (he/him): First question: how many users?\n\n"
        f"{AT}Ines Okafor: A million.\n\n{AT}Tomasz Lind (he/him): Fine.\n\n{AT}the ratio is: ten to one\n",
        [
            ("Ines Okafor", "Please design a feed."),
            ("Tomasz Lind", "First question: how many users?"),
            ("Ines Okafor", "A million."),
            ("Tomasz Lind", "Fine."),
            ("Tomasz Lind", "the ratio is: ten to one"),
        ],
    ),
    "labels of notes are no speakers": (
        f"WEBVTT\n\n{AT}Note: it is late\n\n{AT}Example: a cache\n\n{AT}Note: at 10:30 it doubles\n\n{AT}see https://a.example\n",
        [
            (None, "Note: it is late"),
            (None, "Example: a cache"),
            (None, "Note: at 10:30 it doubles"),
            (None, "see https://a.example"),
        ],
    ),
    "two dashes are two voices": (f"WEBVTT\n\n{AT}- Ready?\n- Yes.\n", [(None, "Ready?"), (None, "Yes.")]),
    "names in brackets": (
        f"WEBVTT\n\n{AT}(Ines Okafor)\nLet's start\n\n{AT}(Ines Okafor)\nwith numbers.\n-\n \n(Tomasz Lind)\nSure.\n\n"
        f"{AT}(Tomasz Lind)\nTen.\n",
        [
            ("Ines Okafor", "Let's start"),
            ("Ines Okafor", "with numbers."),
            ("Tomasz Lind", "Sure."),
            ("Tomasz Lind", "Ten."),
        ],
    ),
    "less than and more than in plain words": (
        f"WEBVTT\n\n{AT}p99 < 200 ms and rate > 300\n\n{AT}store <key, value> pairs &amp &unknown; A&B\n",
        [(None, "p99 < 200 ms and rate > 300"), (None, "store <key, value> pairs &amp &unknown; A&B")],
    ),
    "a script is words without its tags": (
        f'WEBVTT\n\n{AT}</script><script>alert(1)</script> {{{{7*7}}}}\n\n{AT}<v "><img src=x onerror=alert(1)>>hello</v>\n',
        [(None, "alert(1) {{7*7}}"), (None, ">hello")],
    ),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_words_and_voices(name: str, ends: str) -> None:
    source, expected = CASES[name]
    for mark in ("", "\ufeff"):
        doc = document((mark + source).replace("\n", ends))
        assert turns(doc) == expected
        assert doc.kind == "transcript"
        assert doc.format in ("webvtt", "srt")
        check_blocks(doc)


def test_times_and_lines() -> None:
    doc = document("WEBVTT\n\nid-1\n00:02.610 --> 01:00:07.98 align:start\none\ntwo\n\n0:0:9,5 --> 0:0:8,0\n\nthree\n")
    assert [(b.start_time, b.end_time, b.line) for b in doc.blocks] == [(2.61, 3607.98, 5), (9.5, 9.5, 10)]
    place = doc.place(doc.text.index("two"))
    assert (place.line, place.time) == (6, 2.61)


def test_metadata_cues() -> None:
    cue = json.dumps({"speakerName": "Ines Okafor", "spokenText": "Upload a \ud800photo.", "spokenLanguage": "en-us"})
    doc = document(f'WEBVTT\n\n{AT}{cue}\n\n{AT}{{"other": 1}}\n')
    assert turns(doc)[0] == ("Ines Okafor", "Upload a photo.")


def test_stamps_that_make_no_sense_are_no_speech() -> None:
    doc = document("WEBVTT\n\n00:xx --> 00:09\nkept\n\n00:00:05.000 --> 00:00:06.000\nalso\n")
    assert [text for _, text in turns(doc)][-1] == "also"
    assert "kept" in doc.text


def test_no_names_are_said_to_be_missing() -> None:
    assert codes(document(f"WEBVTT\n\n{AT}we can do it with a cache and you know it\n")) == ["speakers_unknown"]


@pytest.mark.parametrize("source", ["WEBVTT", "WEBVTT\n\nNOTE nothing\n", f"WEBVTT\n\n{AT}\n\n{AT}---\n"])
def test_captions_without_words(source: str) -> None:
    with pytest.raises(InputError):
        document(source, ".vtt")


_spoken = st.lists(
    st.lists(st.from_regex(r"\A[a-z]{1,8}\Z"), min_size=1, max_size=6).map(" ".join), min_size=1, max_size=3
)


@given(
    cues=st.lists(st.tuples(st.integers(0, 5_000_000), _spoken), min_size=1, max_size=12),
    comma=st.booleans(),
    header=st.booleans(),
    numbers=st.booleans(),
    gap=st.booleans(),
)
def test_every_word_once_in_order_on_its_line(
    cues: list[tuple[int, list[str]]], comma: bool, header: bool, numbers: bool, gap: bool
) -> None:
    out = ["WEBVTT", ""] if header else []
    expected = []
    before: list[str] = []
    for n, (at, spoken) in enumerate(sorted(cues)):
        begin, lines = at + n, spoken  # a cue that comes twice with the same times is read once
        if before and lines[0] == before[-1]:  # that would be a rolling display
            lines = [f"x {lines[0]}", *lines[1:]]
        before = lines
        a, b = (
            f"{t // 3600000:02}:{t // 60000 % 60:02}:{t // 1000 % 60:02}.{t % 1000:03}" for t in (begin, begin + 900)
        )
        stamp = f"{a} --> {b}"
        out += ([str(n + 1)] if numbers else []) + [stamp.replace(".", ",") if comma else stamp, *lines]
        out += [""] if gap else []
        expected += [word for line in lines for word in line.split()]
    doc = document("\n".join(out))
    assert words(doc.text) == expected
    check_blocks(doc)
    source = "\n".join(out).split("\n")
    for _, line, text in blocks(doc):
        assert line is not None
        for k, row in enumerate(text.split("\n")):
            assert source[line - 1 + k].strip() == row
