"""Speech is cut where the voice could change, and not a word is lost or doubled."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.schema.document import Block, Document
from grader.voices.pieces import pieces_of, unnamed

Cue = tuple[str, float | None, float | None]


def spoken(*cues: str | Cue, gap: str = "\n") -> Document:
    """A transcript without names, a block a cue: words, or words with their times."""
    text, blocks = "", []
    for n, cue in enumerate(cues):
        words, start, end = cue if isinstance(cue, tuple) else (cue, None, None)
        text += gap if n else ""
        at = len(text)
        text += words
        blocks.append(Block(kind="speech", start=at, end=len(text), start_time=start, end_time=end))
    return Document(kind="transcript", format="webvtt", text=text, blocks=tuple(blocks))


class Piece(NamedTuple):
    start: int
    end: int
    block: int
    words: tuple[str, ...]
    marked: bool
    ended: bool
    asked: bool
    inside: bool
    gap: float


def heard(doc: Document) -> list[Piece]:
    found = pieces_of(doc, unnamed(doc))
    said = [tuple(found.words[b - n : b]) for b, n in zip(found.ends_of_words, found.sizes, strict=True)]
    flags = (found.marked, found.ended, found.asked, found.inside)
    return list(map(Piece, found.starts, found.ends, found.blocks, said, *flags, found.gaps))


def said(doc: Document) -> list[str]:
    return [doc.text[p.start : p.end] for p in heard(doc)]


@pytest.mark.parametrize(
    ("cue", "pieces"),
    [
        ("we keep it in a table", ["we keep it in a table"]),
        ("We keep it. And we read it.", ["We keep it.", "And we read it."]),
        ("Is it big? Yes. Very…", ["Is it big?", "Yes.", "Very…"]),
        ("so that is it okay how would you store it", ["so that is it", "okay how would you store it"]),
        ("so that is it okay great so how", ["so that is it", "okay great so", "how"]),
        ("so yeah it works", ["so yeah it works"]),  # one word cannot be cut off
        ("Right, Mr. Ong said so.", ["Right, Mr.", "Ong said so."]),
        ("... well", ["... well"]),  # a sentence that has no words ends nothing
        ("2.5 of them", ["2.5 of them"]),
        ("it is in\nthe second line. yes", ["it is in\nthe second line.", "yes"]),
    ],
)
def test_where_the_voice_could_change(cue: str, pieces: list[str]) -> None:
    assert said(spoken(cue)) == pieces


def test_what_is_known_of_a_piece() -> None:
    doc = spoken(("Is it BIG? It's big", 0.0, 2.0), ("okay then", 2.0, 3.0), ("who uses it", 7.5, 9.0))
    first, second, third, fourth = heard(doc)
    assert (first.words, second.words) == (("is", "it", "big"), ("it's", "big"))
    assert [p.block for p in (first, second, third, fourth)] == [0, 0, 1, 2]
    assert [p.inside for p in (first, second, third, fourth)] == [False, True, False, False]
    assert [(p.ended, p.asked) for p in (first, second, third)] == [(False, False), (True, True), (False, False)]
    assert [p.gap for p in (first, second, third, fourth)] == [0, 0, 0, 4.5]


@pytest.mark.parametrize(
    ("times", "gap"),
    [
        ((0.0, 1.0, 1.0, 2.0), 0.0),
        ((0.0, 3.0, 1.0, 2.0), 0.0),
        ((0.0, None, 9.0, None), 0.0),
        ((0.0, 1.0, 3.0, 4.0), 2.0),
    ],
)
def test_silence_before_a_piece(times: tuple[float | None, ...], gap: float) -> None:
    a, b, c, d = times
    assert heard(spoken(("one", a, b), ("two", c, d)))[1].gap == gap


@pytest.mark.parametrize(("gap", "marked"), [("\n", False), ("\n\n", True)])
def test_a_new_voice_that_is_marked(gap: str, marked: bool) -> None:
    assert [p.marked for p in heard(spoken("so it goes", "Fine. And then?", gap=gap))] == [False, marked, False]


def test_whose_voices_have_no_names() -> None:
    doc = spoken("one", "two", "three")
    aside = doc.blocks[1].model_copy(update={"aside": True})
    heading = doc.blocks[2].model_copy(update={"kind": "heading"})
    named = doc.blocks[2].model_copy(update={"speaker": "Ann"})
    assert unnamed(doc) == [0, 1, 2]
    assert unnamed(doc.model_copy(update={"blocks": (doc.blocks[0], aside, heading)})) == [0]
    assert unnamed(doc.model_copy(update={"blocks": (*doc.blocks[:2], named)})) == []
    assert unnamed(doc.model_copy(update={"kind": "design"})) == []


def test_a_letter_whose_lower_case_is_longer() -> None:
    doc = spoken("İs it İ? yes", "okay")
    assert said(doc) == ["İs it İ?", "yes", "okay"]
    assert [p.words for p in heard(doc)] == [("i", "s", "it", "i"), ("yes",), ("okay",)]


def test_nothing_said_has_no_pieces() -> None:
    doc = spoken("one")
    assert len(pieces_of(doc, []).starts) == 0


TOKENS = st.one_of(
    st.sampled_from(["yeah", "Okay,", "how", "right?", "so.", "we", "I'd", "…", "--", "?", "thanks", "uh-huh", "2.5"]),
    st.text("abyé'’-.?!…,0漢", min_size=1, max_size=6),
)
CUES = st.lists(st.lists(TOKENS, min_size=1, max_size=15).map(" ".join), min_size=1, max_size=8)


@given(CUES, st.sampled_from(["\n", "\n\n"]))
@settings(max_examples=200, deadline=None)
def test_every_word_once_and_in_order(cues: list[str], gap: str) -> None:
    doc = spoken(*cues, gap=gap)
    pieces = heard(doc)
    assert [w for p in pieces for w in doc.text[p.start : p.end].split()] == [w for cue in cues for w in cue.split()]
    assert [w for p in pieces for w in p.words] == re.findall(r"[a-z0-9']+", " ".join(cues).lower().replace("’", "'"))
    end = 0
    for n, p in enumerate(pieces):
        block = doc.blocks[p.block]
        assert max(end, block.start) <= p.start < p.end <= block.end
        assert p.inside == (n > 0 and pieces[n - 1].block == p.block)
        assert not (p.asked and not p.ended)
        end = p.end
