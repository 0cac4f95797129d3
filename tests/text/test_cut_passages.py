"""How a document is cut into passages and sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.protocols import Source
from grader.readers import read, read_text
from grader.schema.document import Block, Document, Speaker
from grader.text.annotated import annotate, normalise
from grader.text.embeddings import shipped
from grader.text.passages import LEAST_WORDS, LONGEST_TURN, MOST_WORDS, count_words, cut


def talk(*turns: tuple[str | None, str]) -> Document:
    """A transcript with these turns, one block each, a second apart."""
    blocks, text = [], ""
    for n, (speaker, words) in enumerate(turns):
        text += "\n" if text else ""
        blocks.append(
            Block(
                kind="speech",
                start=len(text),
                end=len(text) + len(words),
                speaker=speaker,
                start_time=float(n),
                end_time=n + 1.0,
            )
        )
        text += words
    names = dict.fromkeys(s for s, _ in turns if s)
    roles = {"Ann": "interviewer", "Bo": "candidate"}
    return Document(
        kind="transcript",
        format="dialogue",
        text=text,
        blocks=tuple(blocks),
        speakers=tuple(Speaker(name=n, role=roles.get(n, "unknown")) for n in names),
    )


def passages_of(document: Document) -> list[str]:
    return [document.text[p.start : p.end] for p in cut(document)[0]]


def sentences_of(document: Document) -> list[str]:
    return [document.text[s.start : s.end] for s in cut(document)[1]]


SENTENCES = [
    ("One here. Two there? Three!", ["One here.", "Two there?", "Three!"]),
    ('He said "no." Then yes.', ['He said "no."', "Then yes."]),
    ("It takes 1.5 ms at p99.9 on v2.0 of it.", ["It takes 1.5 ms at p99.9 on v2.0 of it."]),
    ("Three nines.No space after.", ["Three nines.No space after."]),
    ("We cache it... and then? Yes.", ["We cache it...", "and then?", "Yes."]),
    ("no punctuation at all in this one", ["no punctuation at all in this one"]),
    ("你好。我们用缓存。 Good.", ["你好。我们用缓存。", "Good."]),
    (
        "A store, e.g. Redis, vs. a log, i.e. Kafka. It was 2020. Then we moved.",
        ["A store, e.g. Redis, vs. a log, i.e. Kafka.", "It was 2020.", "Then we moved."],
    ),
    ("(It fails.) We retry.", ["(It fails.)", "We retry."]),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences_of_a_turn(text: str, expected: list[str]) -> None:
    assert sentences_of(talk(("Bo", text))) == expected


def test_list_items_and_lines_of_code_are_sentences() -> None:
    document = read_text(
        "# Storage\n\nTwo stores:\n\n- A table of users. It is small.\n- A log\n\n```\nGET /a\n\nPUT /b\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        kind="design",
    )
    kinds = [p.kind for p in cut(document)[0]]
    assert kinds == ["heading", "paragraph", "list_item", "list_item", "code", "table"]
    said = sentences_of(document)
    assert "A table of users." in said
    assert "It is small." in said
    assert {"GET /a", "PUT /b"} <= set(said)
    assert [s for s in said if "1" in s and "2" in s]


def test_a_numbered_list_inside_one_block_is_cut_at_its_items() -> None:
    assert sentences_of(talk(("Bo", "First we\n1. upload\n2) store\n- done"))) == [
        "First we",
        "1. upload",
        "2) store",
        "- done",
    ]


def test_a_long_turn_is_cut_at_ends_of_sentences() -> None:
    sentence = "We put every event on the log and read it back in order. "
    document = talk(("Ann", "Go on."), ("Bo", sentence * 20), ("Ann", "Right."))
    passages, _ = cut(document)
    own = [p for p in passages if p.speaker == "Bo"]
    assert len(own) == 4
    assert all(document.text[p.start : p.end].strip().endswith("order.") for p in own)
    assert all(LONGEST_TURN <= p.words < LONGEST_TURN + 12 for p in own[:-1])
    assert [p.opens_turn for p in passages] == [True, True, False, False, False, True]


def test_a_long_turn_with_no_end_of_sentence_stays_whole() -> None:
    document = talk(("Bo", "and then " * 200))
    assert len(cut(document)[0]) == 1


def test_captions_of_one_voice_are_gathered() -> None:
    document = talk(*((None, f"so um we take cue number {n} here") for n in range(20)))
    passages, _ = cut(document)
    assert all(LEAST_WORDS <= p.words < MOST_WORDS + 8 for p in passages[:-1])
    assert 3 <= len(passages) <= 6
    assert passages[0].start_time == 0.0
    assert passages[0].end_time == passages[1].start_time


def test_a_caption_more_moves_only_the_passages_near_it() -> None:
    """Where passages are counted off from the start, one word more moves all that follow."""
    cues = [f"well {n * n} of them go to shard {n % 7} or {n % 11} maybe" for n in range(200)]
    before, after = (
        {d.text[p.start : p.end] for p in cut(d)[0]}
        for d in (talk(*((None, c) for c in cues)), talk(*((None, c) for c in [*cues[:20], "it rained", *cues[20:]])))
    )
    assert len(before - after) <= 4


def test_captions_of_two_voices_are_not_gathered_together() -> None:
    document = talk(("Ann", "Why a queue?"), ("Bo", "Because"), ("Bo", "it buffers."), ("Ann", "Right."))
    assert passages_of(document) == ["Why a queue?", "Because\nit buffers.", "Right."]
    assert [p.role for p in cut(document)[0]] == ["interviewer", "candidate", "interviewer"]


def test_a_sentence_runs_on_over_captions() -> None:
    assert sentences_of(talk((None, "we put it"), (None, "on a queue. And"), (None, "read it."))) == [
        "we put it\non a queue.",
        "And\nread it.",
    ]


ANYTHING = st.lists(
    st.tuples(st.sampled_from([None, "Ann", "Bo"]), st.text(max_size=80).filter(str.strip)), max_size=12
)


@given(ANYTHING)
def test_passages_and_sentences_are_in_order_and_lose_no_word(turns: list[tuple[str | None, str]]) -> None:
    document = talk(*turns)
    passages, sentences = cut(document)
    at = 0
    for p in passages:
        assert at <= p.start < p.end
        at = p.end
        assert p.first_sentence < p.last_sentence
    at = 0
    for s in sentences:
        p = passages[s.passage]
        assert at <= s.start < s.end
        assert p.start <= s.start
        assert s.end <= p.end
        at = s.end
    assert [n for p in passages for n in range(p.first_sentence, p.last_sentence)] == list(range(len(sentences)))
    assert count_words(" ".join(document.text[s.start : s.end] for s in sentences)) == count_words(document.text)


@given(st.text())
def test_normalised_text_keeps_its_places(text: str) -> None:
    assert len(normalise(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We DON’T", "we don't"),
        ("“so–called”", '"so-called"'),
        ("a\nb\tc\u00a0d", "a b c d"),
        ("İstanbul", "İstanbul".replace("s", "s")),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected


def test_headings_stand_over_what_follows_them() -> None:
    a = annotate(
        read_text("# A\n\none two\n\n## B\n\nthree\n\n## C\n\nfour\n\n# D\n\nfive\n", kind="design"), shipped()
    )
    words = [a.document.text[p.start : p.end] for p in a.passages]
    above = {words[n]: [words[h].strip("# ") for h in a.headings[n]] for n in range(len(words))}
    assert above["one two"] == ["A"]
    assert above["three"] == ["A", "B"]
    assert above["four"] == ["A", "C"]
    assert above["five"] == ["D"]


def test_whose_words_count() -> None:
    known = annotate(talk(("Ann", "Why?"), ("Bo", "Because."), ("Cy", "Hello.")), shipped())
    assert known.credited == [False, True, False]
    unknown = annotate(talk(("Cy", "Why?"), ("Di", "Because.")), shipped())
    assert unknown.credited == [True, True]
    none = annotate(talk((None, "Why? Because.")), shipped())
    assert none.credited == [True]


def test_a_heap_of_terms_earns_nothing_however_long() -> None:
    heap = "cache queue shard replica quorum CDN gateway broker " * 6
    a = annotate(
        read_text(f"We put a cache in front of it.\n\n{heap}\n\n- cache, queue, shard\n", kind="design"), shipped()
    )
    assert a.credited == [True, False, True]


def test_a_dialogue_has_two_voices_that_are_both_heard_again() -> None:
    once = annotate(talk(("Ann", "Design a feed."), ("Bo", "Yes.")), shipped())
    twice = annotate(talk(("Ann", "Design a feed."), ("Bo", "Why?"), ("Ann", "You say."), ("Bo", "Fine.")), shipped())
    captions = annotate(talk((None, "design a feed yes")), shipped())
    essay = annotate(read_text("A feed of posts.\n\nIt is long.\n", kind="design"), shipped())
    assert [x.has_dialogue for x in (once, twice, captions, essay)] == [False, True, True, False]


def test_sums_of_passages_are_the_sums_of_their_sentences() -> None:
    a = annotate(talk(("Ann", "Design a feed. Now."), ("Bo", "We use a queue. It buffers. 你好")), shipped())
    for p, row in zip(a.passages, a.passage_sums, strict=True):
        assert abs(row - a.sentence_sums[p.first_sentence : p.last_sentence].sum(axis=0)).max() < 1e-4


def test_an_empty_document_has_no_pieces() -> None:
    a = annotate(Document(kind="design", format="text", text="", blocks=()), shipped())
    assert (a.passages, a.sentences, a.words_before) == ([], [], [0])
    assert a.passage_sums.shape == (0, shipped().dimensions)


def test_words_are_cut_into_the_longest_pieces_and_unknown_signs_count_nothing() -> None:
    table = shipped()
    assert len(table.pieces("queue")) == 1
    assert len(table.pieces("shardingly")) > 1
    assert table.pieces("x" * 41) == ()
    assert not table.sums(["?!"]).any()
    cache, caching, garlic = (table.sums([w])[0] for w in ("cache", "caching", "garlic"))
    near = lambda a, b: float(a @ b / ((a @ a) ** 0.5 * (b @ b) ** 0.5))  # noqa: E731
    assert near(cache, caching) > near(cache, garlic) + 0.2


def test_a_vtt_passage_knows_when_it_was_said() -> None:
    vtt = b"WEBVTT\n\n00:00:01.000 --> 00:00:03.500\nwe use a queue\n\n00:00:04.000 --> 00:00:06.000\nand a cache\n"
    passages, _ = cut(read(Source("a.vtt", vtt, ".vtt")))
    assert [(p.start_time, p.end_time) for p in passages] == [(1.0, 6.0)]
