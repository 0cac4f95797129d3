"""What is left out, called by its place and by what is said in it."""

from __future__ import annotations

import pytest

from grader.checking.left_out import (
    ADVERT,
    AFTER,
    ASIDE,
    BEFORE,
    BEFORE_DESIGN,
    FEEDBACK,
    FRAME,
    LECTURE,
    NOT_DESIGN,
    NOT_TOLD,
    NOTES,
    REFERENCES,
    REPEATED,
    TEASER,
    left_out,
)
from tests.checking.test_talk import Said, talked

DESIGN = (
    "We put a queue in front of the workers and shard the store by the id of the user, since all reads are by user."
)
MORE = "Then a worker takes the job from the queue, and writes the thumbnail to the store beside the picture itself."
BEGIN: Said = ("scope", DESIGN, None, None, "Bo")
END: Said = ("deep_dive", MORE, None, None, "Bo")


def other(words: str, speaker: str | None = "Ann") -> Said:
    return "other", words, None, None, speaker


def whats(*said: Said, **more: object) -> list[str]:
    return [part.what for part in left_out(*talked(said, **more))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("Hi Bo, nice to meet you, can you hear me well?", [BEFORE]),
        ("Hello everyone, and welcome back to the channel. Today Bo is here.", [BEFORE]),
        ("takes the job from the queue, and writes the thumbnail to the store beside it", [TEASER]),
    ],
)
def test_before_the_interview(words: str, what: list[str]) -> None:
    assert whats(other(words), BEGIN, END) == what


def test_a_teaser_ends_where_a_host_greets() -> None:
    teaser = other("That is where most people fail: they forget what happens when the leader is gone.", "Bo")
    host = other("Welcome to the show, today with Bo.")
    assert whats(teaser, host, BEGIN) == [TEASER, BEFORE]
    chat = other("Is it recording? Yes. Hi, how are you?", "Bo")
    assert whats(chat, host, BEGIN) == [BEFORE]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("Great, let us stop. How do you think it went?", FEEDBACK),
        ("You did really well, I would say hire.", FEEDBACK),
        ("I liked your approach. You mentioned the leader early, and next time say more of costs.", FEEDBACK),
        ("I went too early into the tables. Yes, that was it.", FEEDBACK),
        ("Thank you, bye, see you on Monday.", AFTER),
    ],
)
def test_after_the_interview(words: str, what: str) -> None:
    assert whats(BEGIN, other(words)) == [what]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("Sorry, that was my dog, he hears the postman.", ASIDE),
        ("This is sponsored by a shop; use the code BO for a discount.", ADVERT),
        ("and so on and on it goes with this and that. " * 25, ASIDE),
        ("and so on and on it goes with this and that. " * 50, LECTURE),
    ],
)
def test_in_the_middle(words: str, what: str) -> None:
    assert whats(BEGIN, other(words), END) == [what]


def test_what_a_candidate_says_at_length_is_no_lecture() -> None:
    assert whats(BEGIN, other("and so on and on it goes with this and that. " * 50, "Bo"), END) == [NOT_TOLD]


@pytest.mark.parametrize(
    ("place", "start", "what"), [(0, None, NOTES), (1, None, FRAME), (1, 3.0, REPEATED), (2, None, FRAME)]
)
def test_a_machines_words(place: int, start: float | None, what: str) -> None:
    said = [BEGIN, END]
    said.insert(place, ("other", "The candidate shards by user.", start, start, None))
    assert whats(*said, aside=frozenset({place})) == [what]


def test_a_machines_words_stand_by_themselves() -> None:
    parts = left_out(*talked([other("Notes of it.", None), other("Hi, how are you?"), BEGIN], aside=frozenset({0})))
    assert [(p.what, p.words) for p in parts] == [(NOTES, 3), (BEFORE, 4)]
    assert parts[0].end == parts[1].start


def test_a_text_that_is_no_interview_is_called_no_more_than_that() -> None:
    assert whats(other("Hello, welcome."), other("You did well.", "Bo")) == [NOT_TOLD]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["From: Sam, to: Kim"], [BEFORE_DESIGN]),
        (["", "Thanks to all who read this."], [NOT_DESIGN]),
        (["", "https://example.org/paper"], [REFERENCES]),
    ],
)
def test_in_a_design(words: list[str], what: list[str]) -> None:
    before, after = ([other(w, None)] if w else [] for w in [*words, ""][:2])
    assert whats(*before, BEGIN, *after, kind="design") == what


def test_times_and_words() -> None:
    said: list[Said] = [
        ("other", "Hi Bo, nice to meet you.", 0, 30, "Ann"),
        ("scope", DESIGN, 92, 400, "Bo"),
        ("other", "How did it go?", 2470, 3123, "Ann"),
    ]
    assert [(p.start_time, p.end_time, p.words) for p in left_out(*talked(said))] == [(0, 92, 6), (2470, 3123, 4)]
