"""What is written is read back by grader's own reader of captions: the same words, at the same times."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.transcribing.segments import Made, Segment
from grader.transcribing.vtt import made_of, vtt
from tests.readers.reading import document, words

MADE = Made("ab" * 32, "small", "0123456789abcdef", "en")
# Marks that mean something in captions; digits alone; what begins a line of dialogue is not here, see below.
WORDS = st.text(st.sampled_from("abzÄéж中 0123456789.,?!'’-–<>&;{}[]\"/\n\t\u00a0\u2028\x00\x1c\u200b"), max_size=30)
TEXTS = WORDS | st.sampled_from(
    [
        "-->",
        "00:01.000 --> 00:02.000",
        "NOTE well",
        "WEBVTT",
        "42",
        "&lt;b&gt;",
        "<v Amara>no",
        '{"spokenText": "x"}',
        "yes",
    ]
)


@st.composite
def spoken(draw: st.DrawFn) -> list[Segment]:
    out: list[Segment] = []
    at = 0
    for text in draw(st.lists(TEXTS, min_size=1, max_size=12)):
        start = at + draw(st.integers(0, 4_000_000))
        at = start + draw(st.integers(1, 30_000))
        out.append(Segment(start / 1000, at / 1000, text))
    return out


@given(spoken())
@example([Segment(n, n + 1, "Thank you.") for n in range(6)])
@example([Segment(0, 1, '{"spokenText": "a", "speakerName": "b"}'), Segment(1, 2, "a >> b")])
@example([Segment(0, 2, "3"), Segment(2, 4, "4"), Segment(4, 6, "5")])
def test_every_word_comes_back_at_its_time(segments: list[Segment]) -> None:
    seen = [s for s in segments if words(s.text.replace("\u200b", ""))]
    if not seen:
        return
    back = document(vtt(segments, MADE), ".vtt")
    assert back.format == "webvtt"
    assert words(back.text) == [w for s in seen for w in words(printable(s.text))]
    # A cue with a >> in it comes back in two turns of the same time.
    times = list(dict.fromkeys((round(b.start_time or 0, 3), round(b.end_time or 0, 3)) for b in back.blocks))
    assert times == [(s.start, s.end) for s in seen]


def printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


@given(st.lists(st.sampled_from(["Amara", "Question", "So"]), min_size=4, max_size=8))
def test_what_looks_like_a_speaker_is_at_worst_taken_for_one(names: list[str]) -> None:
    """A model that writes ``Amara: yes`` in front of everything has named the voices: nothing else is lost."""
    segments = [Segment(n, n + 1, f"{name}: word{n}") for n, name in enumerate(names)]
    back = document(vtt(segments, MADE), ".vtt")
    kept = [w for w in words(back.text) if w not in names]
    assert kept == [f"word{n}" for n in range(len(names))]


def test_it_reads_as_people_would_write_it() -> None:
    out = vtt([Segment(0, 1.5, "So <this>,\nthen."), Segment(3661.25, 3662, "Yes."), Segment(3663, 3664, "Yes.")], MADE)
    assert out.split("\n\n", 2)[2] == (
        "00:00:00.000 --> 00:00:01.500\nSo &lt;this&gt;, then.\n\n"
        "01:01:01.250 --> 01:01:02.000\nYes.\n\n01:01:03.000 --> 01:01:04.000\n<i></i>\nYes.\n"
    )


@pytest.mark.parametrize("model", ["small", "a folder: with --> in it", "two\nlines", " "])
def test_the_note_says_what_it_was_made_of(tmp_path, model: str) -> None:
    path = tmp_path / "t.vtt"
    path.write_text(vtt([Segment(0, 1, "yes")], Made("ab", model, "cd", "en")), encoding="utf-8")
    made = made_of(path)
    assert made is not None
    assert (made.recording, made.weights, made.language) == ("ab", "cd", "en")
    assert words(made.model) == words(model.replace("-->", ""))
    assert words(document(path.read_bytes(), ".vtt").text) == ["yes"]


@pytest.mark.parametrize(
    "text", ["", "WEBVTT\n\n00:01.000 --> 00:02.000\nyes\n", "WEBVTT\n\nNOTE Transcribed by grader\n\n", "\0\xff"]
)
def test_captions_of_others_have_no_such_note(tmp_path, text: str) -> None:
    path = tmp_path / "t.vtt"
    path.write_text(text, encoding="utf-8")
    assert made_of(path) is None
    assert made_of(tmp_path / "nothing") is None
