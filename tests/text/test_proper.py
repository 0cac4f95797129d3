"""The interview proper: without asides and lectures, and else the very same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.schema.document import Block, Document, Role, Speaker
from grader.text.annotated import AnnotatedDocument, annotate
from grader.text.embeddings import shipped
from grader.text.proper import LECTURE, lectures, proper

SPEAKERS = tuple(
    Speaker(name=name, role=role) for name, role in (("Ann", "interviewer"), ("Bo", "candidate"), ("Cy", "unknown"))
)
Turn = tuple[str | None, int] | tuple[str | None, int, bool]
"""Who, how many words, and whether it is an aside."""


def talked(*turns: Turn, role: Role | None = None) -> AnnotatedDocument:
    """A talk of these turns, a sentence of ten words after the other; ``role`` is concluded of voices without names."""
    text, blocks = "", []
    for speaker, count, *aside in turns:
        words = [f"w{n}" + "." * (n % 10 == 9) for n in range(count)]
        text += "\n\n" if text else ""
        at = len(text)
        text += " ".join(words)
        out = bool(aside and aside[0])
        mine = role if speaker is None and not out else None
        blocks.append(
            Block(kind="paragraph" if out else "speech", start=at, end=len(text), speaker=speaker, role=mine, aside=out)
        )
    document = Document(kind="transcript", format="x", text=text, blocks=tuple(blocks), speakers=SPEAKERS)
    return annotate(document, shipped())


def weighed(annotated: AnnotatedDocument) -> list[int]:
    """Words of each turn that are weighed."""
    kept = set(proper(annotated)[1])
    words = [0] * len(annotated.document.blocks)
    for n, p in enumerate(annotated.passages):
        words[p.block] += p.words * (n in kept)
    return words


@pytest.mark.parametrize(
    ("turns", "words"),
    [
        ([("Ann", 40), ("Bo", 500)], [40, 500]),
        ([("Ann", LECTURE - 1), ("Bo", 50)], [LECTURE - 1, 50]),
        ([("Ann", LECTURE), ("Bo", 50)], [0, 50]),
        ([("Bo", 50), ("Ann", 900), ("Bo", 50)], [50, 0, 50]),
        # in two turns, with nobody between them, and with somebody
        ([("Ann", 200), ("Ann", 200), ("Bo", 50)], [0, 0, 50]),
        ([("Ann", 200), ("Bo", 1), ("Ann", 200)], [200, 1, 200]),
        # two of an interviewer's lectures, and his questions between them
        ([("Ann", 400), ("Bo", 9), ("Ann", 20), ("Bo", 9), ("Ann", 400)], [0, 9, 20, 9, 0]),
        # nobody else lectures
        ([("Cy", 900), ("Bo", 900)], [900, 900]),
        # an aside is not weighed, and breaks a lecture in two
        ([(None, 30, True), ("Ann", 20), ("Bo", 50)], [0, 20, 50]),
        ([("Ann", 200), (None, 500, True), ("Ann", 200)], [200, 0, 200]),
        ([("Ann", 400), (None, 500, True), ("Bo", 20)], [0, 0, 20]),
    ],
)
def test_what_is_weighed(turns: list[Turn], words: list[int]) -> None:
    assert weighed(talked(*turns)) == words


@pytest.mark.parametrize(("role", "words"), [("interviewer", [0]), ("candidate", [900])])
def test_a_voice_that_was_concluded_lectures_as_one_with_a_name(role: Role, words: list[int]) -> None:
    assert weighed(talked((None, 900), role=role)) == words


def test_nothing_left_out_is_the_same_document() -> None:
    annotated = talked(("Ann", 40), ("Bo", 500))
    assert proper(annotated) == (annotated, list(range(len(annotated.passages))))
    assert proper(annotated)[0] is annotated


def test_a_lecture_alone_leaves_nothing() -> None:
    rest, kept = proper(talked(("Ann", 900)))
    assert (rest.passages, rest.sentences, kept) == ([], [], [])
    assert rest.words_before[-1] == 0


TURNS = st.lists(
    st.tuples(st.sampled_from(["Ann", "Bo", "Cy", None]), st.sampled_from([1, 9, 35, 130, 301, 700]), st.booleans()),
    min_size=1,
    max_size=8,
)


@given(TURNS)
@settings(max_examples=100, deadline=None)
def test_what_stays_is_as_it_was(turns: list[tuple[str | None, int, bool]]) -> None:
    annotated = talked(*((who, n, aside and who is None) for who, n, aside in turns))
    rest, kept = proper(annotated)
    assert kept == sorted(set(kept))
    taught = lectures(annotated)
    out = [n for n in range(len(annotated.passages)) if n not in set(kept)]
    assert all(taught[n] or annotated.passages[n].aside for n in out)
    assert rest.document is annotated.document
    assert rest.words_before[-1] == sum(annotated.passages[n].words for n in kept)
    at = 0
    for number, n in enumerate(kept):
        old, new = annotated.passages[n], rest.passages[number]
        own = rest.sentences[new.first_sentence : new.last_sentence]
        assert new.first_sentence == at
        at = new.last_sentence
        before = annotated.sentences[old.first_sentence : old.last_sentence]
        assert [replace(s, passage=n) for s in own] == before
        assert {s.passage for s in own} <= {number}
        assert replace(new, first_sentence=old.first_sentence, last_sentence=old.last_sentence) == old
    assert at == len(rest.sentences)
    assert not any(p.aside for p in rest.passages)
