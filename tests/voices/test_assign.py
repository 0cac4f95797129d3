"""Parts are given out where nobody says them, and nowhere else; the text stays as it was."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.readers import with_candidate, with_roles
from grader.schema.document import Document
from grader.voices.assign import SHORTEST, with_voices
from tests.readers.reading import check_blocks, codes, document
from tests.voices.talking import DATASETS, TEXTS, by_chance, captions, named, shipped_voices, turns_of, words_by_role

ASKED = (
    ("Interviewer", "Please design a service that shortens addresses. Where would you like to start?"),
    ("Candidate", "So I'd first like to ask who uses it, and how many addresses there are in a day."),
    ("Interviewer", "Let's say a hundred million a month. What would you do about the ones that are never read again?"),
    ("Candidate", "Okay, so I would keep them in a table by their short name, and I'd give them a time to live."),
)


def alone(doc: Document) -> bool:
    """Is it left as it is by any model?"""
    return all(with_voices(doc, model) == doc for model in (shipped_voices(), by_chance(1), by_chance(2)))


class TestLeftAlone:
    def test_a_design(self) -> None:
        text = " ".join(said for _, said in ASKED) * 10
        assert alone(document(text, ".md", kind="design"))

    def test_a_short_talk(self) -> None:
        few = captions(ASKED)
        assert len(re.findall(r"[a-z]+", few)) < SHORTEST
        assert alone(document(few, ".vtt"))
        assert alone(named([("Kim" if who == "Candidate" else "Lee", said) for who, said in ASKED]))

    def test_a_talk_of_one_voice_without_a_name(self) -> None:
        his = " ".join(f"So I would keep row {n} in a table and then I'd shard it, and we cache it." for n in range(60))
        assert with_voices(doc := document(captions([("", his)]), ".vtt"), shipped_voices()) == doc
        assert codes(doc) == ["speakers_unknown"]

    def test_a_talk_of_one_voice_with_a_name(self) -> None:
        doc = named([("Kim", said) for _, said in ASKED * 10])
        heard = with_voices(doc, shipped_voices())
        assert (heard.speakers, heard.blocks) == (doc.speakers, doc.blocks)
        assert set(codes(heard)) <= {"speakers_unknown"}

    def test_a_passer_by_makes_no_second_voice(self) -> None:
        his = [("Kim", "So I would keep it in a table, and I'd shard that table by the user.")] * 40
        assert alone(named([*his, ("Lee", "Hi."), *his]))

    @pytest.mark.parametrize("names", [("Interviewer", "Candidate"), ("Host", "Lee"), ("I", "C"), ("Coach", "You")])
    def test_names_that_say_the_parts(self, names: tuple[str, str]) -> None:
        who = dict(zip(("Interviewer", "Candidate"), names, strict=True))
        doc = named([(who[name], said) for name, said in turns_of(TEXTS[0])])
        assert doc.roles == {names[0]: "interviewer", names[1]: "candidate"}
        assert alone(doc)

    def test_parts_that_the_user_says(self) -> None:
        doc = named([({"Interviewer": "Kim", "Candidate": "Lee"}[name], said) for name, said in turns_of(TEXTS[0])])
        assert alone(with_candidate(doc, "Kim"))
        assert alone(with_roles(doc, {"kim": "candidate", "lee": "interviewer"}))
        assert alone(with_roles(doc, {"Kim": "unknown"}))


class TestNamed:
    @pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.stem)
    def test_neutral_names_get_the_parts_they_play(self, path: Path) -> None:
        neutral = {"Interviewer": "Kim", "Candidate": "Lee"}
        doc = named([(neutral[name], said) for name, said in turns_of(path)])
        heard = with_voices(doc, shipped_voices())
        assert heard.roles == {"Kim": "interviewer", "Lee": "candidate"}
        assert (heard.text, heard.blocks) == (doc.text, doc.blocks)

    def test_a_part_that_the_words_overrule_says_why(self) -> None:
        neutral = {"Interviewer": "Kim", "Candidate": "Lee"}
        docs = [named([(neutral[name], said) for name, said in turns_of(path)]) for path in TEXTS]
        wrong = [doc for doc in docs if doc.roles["Kim"] == "candidate"]
        assert wrong  # an interviewer who talks more than he asks
        for doc in wrong:
            kim, lee = with_voices(doc, shipped_voices()).speakers
            assert re.fullmatch(r"asks and comments more than Lee \(\d\d% sure\)", kim.how)
            assert re.fullmatch(r"proposes and explains more than Kim \(\d\d% sure\)", lee.how)
            assert not kim.certain
            assert not lee.certain

    def test_a_further_voice_plays_no_part(self) -> None:
        neutral = {"Interviewer": "Kim", "Candidate": "Lee"}
        talk = [(neutral[name], said) for name, said in turns_of(TEXTS[0])]
        doc = named([*talk[:20], ("Pat", "Sorry, is this room free?"), *talk[20:]])
        assert with_voices(doc, shipped_voices()).roles == {"Kim": "interviewer", "Lee": "candidate", "Pat": "unknown"}


class TestUnnamed:
    def test_where_voices_are_marked_most_words_go_to_who_says_them(self) -> None:
        parts = {"Tomasz": "Interviewer", "Amara": "Candidate"}
        turns = [(parts[who], said) for who, said in turns_of(DATASETS / "samples" / "chat-service.txt")]
        doc = document(captions(turns, mark="&gt;&gt; "), ".vtt")
        told = words_by_role(with_voices(doc, shipped_voices()))
        truth = [who.lower() for who, said in turns for _ in said.split()]
        for part in ("candidate", "interviewer"):
            own = [role for (_, role), who in zip(told, truth, strict=True) if who == part]
            assert own.count(part) > 0.8 * len(own)

    @pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.stem)
    def test_where_the_interviewer_talks_much_it_is_more_than_chance(self, path: Path) -> None:
        turns = turns_of(path)
        told = words_by_role(with_voices(document(captions(turns), ".vtt"), shipped_voices()))
        truth = [who.lower() for who, said in turns for _ in said.split()]
        shares = []
        for part in ("candidate", "interviewer"):
            own = [role for (_, role), who in zip(told, truth, strict=True) if who == part]
            shares.append(own.count(part) / len(own))
        assert sum(shares) > 1.05

    def test_it_is_said_that_voices_were_concluded(self) -> None:
        doc = document(captions(turns_of(TEXTS[0])), ".vtt")
        heard = with_voices(doc, shipped_voices())
        assert (codes(doc), codes(heard)) == (["speakers_unknown"], ["speakers_concluded"])
        assert re.search(r"concluded from what is said, \d\d% sure on average$", heard.notices[0].message)

    def test_turns_end_at_marks(self) -> None:
        turns = turns_of(TEXTS[1])
        doc = document(captions(turns, mark="&gt;&gt; "), ".vtt")
        heard = with_voices(doc, shipped_voices())
        marks, changes = set(), set()
        for a, b in pairwise(heard.blocks):
            if heard.text.count("\n", a.end, b.start) > 1:
                marks.add(b.start)
            if a.role != b.role:
                changes.add(b.start)
        assert len(marks) == len(turns) - 1
        assert len(marks & changes) > 0.8 * len(changes)
        assert len(marks & changes) > 0.5 * len(marks)

    def test_a_turn_is_as_sure_as_a_whole(self) -> None:
        heard = with_voices(document(captions(turns_of(TEXTS[0])), ".vtt"), shipped_voices())
        for a, b in pairwise(heard.blocks):
            assert b.certainty is not None
            assert 0.5 <= b.certainty <= 1
            assert a.role != b.role or a.certainty == b.certainty


WORDS = st.lists(
    st.sampled_from("so yeah okay. how? we shard it. what's your right, thanks I would you great no um".split()),
    min_size=1,
    max_size=12,
)
CUES = st.lists(st.tuples(WORDS, WORDS, st.sampled_from(["", "", "", "&gt;&gt; "])), min_size=15, max_size=40)


def numbered(cues: list[tuple[list[str], list[str], str]]) -> str:
    """Captions of two lines a cue, in which no line begins as another does."""
    out = []
    for n, (first, second, mark) in enumerate(cues):
        lines = f"{mark}a{n} {' '.join(first)}\nb{n} {' '.join(second)}"
        out.append(f"00:{n:02d}:00.000 --> 00:{n:02d}:30.000\n{lines}")
    return "WEBVTT\n\n" + "\n\n".join(out) + "\n"


@given(CUES, st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_cut_blocks_are_the_text_still(cues: list[tuple[list[str], list[str], str]], seed: int) -> None:
    content = numbered(cues)
    doc = document(content, ".vtt")
    heard = with_voices(doc, by_chance(seed))
    assert heard.text == doc.text
    check_blocks(heard)
    # each of the old blocks is some of the new ones, from its first character to its last
    assert {b.start for b in doc.blocks} <= {b.start for b in heard.blocks}
    assert {b.end for b in doc.blocks} <= {b.end for b in heard.blocks}
    if heard == doc:
        return
    source = content.splitlines()
    for b in heard.blocks:
        whole = doc.blocks[doc.block_at(b.start) or 0]
        words = heard.text[b.start : b.end]
        assert words.split()[0] in source[(b.line or 0) - 1].split()
        assert b.role in ("candidate", "interviewer")
        assert None not in (b.start_time, b.end_time, whole.start_time, whole.end_time)
        assert whole.start_time <= b.start_time <= b.end_time <= whole.end_time  # type: ignore[operator]
        if b.start == whole.start:
            assert b.start_time == whole.start_time
        if b.end == whole.end:
            assert b.end_time == pytest.approx(whole.end_time, abs=2e-3)
    for a, b in pairwise(heard.blocks):
        assert a.end_time <= b.start_time  # type: ignore[operator]
        same = doc.block_at(a.start) == doc.block_at(b.start)
        assert not same or (a.end_time == b.start_time and a.role != b.role)


def test_two_blocks_where_a_voice_changes_in_one() -> None:
    """The property is about something: by chance, blocks are cut."""
    doc = document(numbered([("so yeah how? we shard it. okay. what's your".split(), ["I", "would"], "")] * 20), ".vtt")
    assert any(len(with_voices(doc, by_chance(seed)).blocks) > len(doc.blocks) for seed in range(6))
