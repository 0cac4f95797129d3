"""Time and voices of a talk: what each kind of clock tells, and what it does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.checking.left_out import left_out
from grader.checking.pace import MOST, pace
from grader.checking.talk import talk_of
from grader.rubric import default_rubric
from grader.schema.document import Block, Document, DocumentKind, Speaker
from grader.schema.segmentation import STEPS, Step
from grader.schema.talk import Silence, StepTime, Talk, Times, VoiceShare
from grader.segmenters.course import Course
from grader.text.annotated import AnnotatedDocument, annotate
from grader.text.embeddings import shipped

Said = tuple[Step, str, float | None, float | None, str | None]
"""Step, words, start and end in seconds, speaker."""
ROLES = (
    Speaker(name="Ann", role="interviewer"),
    Speaker(name="Bo", role="candidate"),
    Speaker(name="Cy", role="unknown"),
)
TEN = "one two three four five six seven eight nine ten."


def talked(
    said: Sequence[Said], kind: DocumentKind = "transcript", aside: frozenset[int] = frozenset()
) -> tuple[AnnotatedDocument, Course]:
    """A document with these blocks and the course that their steps say."""
    text, blocks = "", []
    for n, (_, words, start, end, speaker) in enumerate(said):
        text += "\n\n" if text else ""
        blocks.append(
            Block(
                kind="paragraph" if n in aside or kind == "design" else "speech",
                start=len(text),
                end=len(text) + len(words),
                speaker=speaker,
                start_time=start,
                end_time=end,
                aside=n in aside,
            )
        )
        text += words
    document = Document(kind=kind, format="webvtt", text=text, blocks=tuple(blocks), speakers=ROLES)
    annotated = annotate(document, shipped())
    steps = [said[p.block][0] for p in annotated.passages]
    return annotated, Course(steps, np.zeros((len(steps), len(STEPS))))


def measured(said: Sequence[Said], **more: Any) -> Talk:
    talk = talk_of(*talked(said, **more), default_rubric())
    assert talk
    return talk


def turns(*steps: tuple[Step, float | None], ends: float | None = None, words: str = TEN) -> list[Said]:
    """Turns of two voices that begin at these seconds; each lasts ``ends`` seconds where that is given."""
    return [
        (step, words, at, None if at is None or ends is None else at + ends, ("Ann", "Bo")[n % 2])
        for n, (step, at) in enumerate(steps)
    ]


def by_step(talk: Talk) -> dict[str, tuple[float | None, float | None]]:
    return {s.step: (s.minutes, s.began) for s in talk.steps}


class TestTime:
    def test_a_step_that_comes_back_adds_up_and_began_once(self) -> None:
        talk = measured(
            turns(("other", 1), ("scope", 61), ("high_level", 301), ("scope", 901), ("deep_dive", 961), ends=60)
        )
        assert by_step(talk) == {
            "scope": (5, 61),
            "high_level": (10, 301),
            "deep_dive": (1, 961),
            "wrap_up": (0, None),
        }
        assert (talk.minutes, talk.interview, talk.times) == (17, 16, "exact")
        assert [s.budget for s in talk.steps] == [5, 20, 15, 5]

    def test_without_ends_a_turn_lasts_until_the_next_and_the_last_at_the_talks_pace(self) -> None:
        talk = measured(turns(("scope", 0), ("high_level", 60), ("deep_dive", 120)))
        assert [s.minutes for s in talk.steps] == [1, 1, pytest.approx(0.96, abs=0.05), 0]

    def test_a_typed_dialogue_has_shares_and_no_minutes(self) -> None:
        talk = measured(turns(("scope", None), ("high_level", None), ("high_level", None), ("deep_dive", None)))
        assert (talk.times, talk.minutes, talk.interview, talk.silences) == ("none", None, None, ())
        assert [(s.minutes, s.began, s.words, s.share) for s in talk.steps] == [
            (None, None, 10, 0.25),
            (None, None, 20, 0.5),
            (None, None, 10, 0.25),
            (None, None, 0, 0.0),
        ]

    def test_one_mark_is_no_clock(self) -> None:
        assert measured(turns(("scope", 5), ("deep_dive", None))).times == "none"

    def test_marks_each_five_minutes_are_coarse(self) -> None:
        steps: list[Step] = ["scope"] * 10 + ["high_level"] * 10 + ["deep_dive"] * 10
        talk = measured(turns(*((s, 300.0 * (n // 10)) for n, s in enumerate(steps)), words=TEN * 3))
        assert talk.times == "coarse"
        assert talk.silences == ()
        assert by_step(talk)["high_level"] == (5, 300)

    def test_coarse_sizes_are_whole_minutes(self) -> None:
        steps: list[Step] = ["scope"] * 7 + ["high_level"] * 13
        talk = measured(turns(*((s, 301.0 * (n // 10)) for n, s in enumerate(steps)), words=TEN * 3))
        assert by_step(talk)["scope"] == (4, 0)
        assert by_step(talk)["high_level"] == (7, 240)

    @pytest.mark.parametrize(
        ("starts", "times"),
        [
            ((0, 60, 120, 180), "coarse"),  # whole minutes
            ((0, 61, 120, 180), "exact"),
            ((0, 0, 2, 2), "exact"),  # two voices in one cue
            ((0, 0, 0, 61), "coarse"),
            ((0, 400, 900, 1700), "exact"),  # long turns, each with its own mark
            ((36000, 36065, 36121, 36180), "exact"),  # the time of day
        ],
    )
    def test_how_exact_times_are(self, starts: Sequence[float], times: Times) -> None:
        assert measured(turns(*(("scope", float(s)) for s in starts))).times == times

    def test_a_recording_that_begins_again_takes_nothing_away(self) -> None:
        talk = measured(turns(("scope", 0), ("scope", 60), ("deep_dive", 0), ("deep_dive", 60), ends=60))
        assert by_step(talk)["scope"][0] == 1
        assert by_step(talk)["deep_dive"][0] == 2

    def test_a_long_turn_is_shared_out_by_its_words(self) -> None:
        said: list[Said] = [("scope", " ".join([TEN] * 30), 0, 300, "Bo"), ("deep_dive", TEN, 300, 310, "Bo")]
        annotated, course = talked(said)
        half = len(annotated.passages) // 2
        course.steps[half:-1] = ["high_level"] * (len(annotated.passages) - 1 - half)
        talk = talk_of(annotated, course, default_rubric())
        assert talk
        minutes = [s.minutes or 0 for s in talk.steps[:2]]
        assert sum(minutes) == pytest.approx(5, abs=0.02)
        assert minutes[0] == pytest.approx(2.5, abs=0.5)

    def test_a_design_has_none(self) -> None:
        assert talk_of(*talked([("scope", TEN, None, None, None)], kind="design"), default_rubric()) is None

    def test_a_machines_words_take_no_time(self) -> None:
        said = [("other", TEN * 50, None, None, None), *turns(("scope", 0), ("deep_dive", 61), ends=60)]
        talk = measured(said, aside=frozenset({0}))  # type: ignore[arg-type]
        assert talk.minutes == pytest.approx(2, abs=0.05)


class TestVoices:
    def test_shares_turns_and_questions(self) -> None:
        said: list[Said] = [
            ("other", "How are you?", None, None, "Bo"),
            ("scope", "Please design a feed for me.", None, None, "Ann"),
            ("scope", "Who uses it? And how many are there?", None, None, "Bo"),
            ("scope", "What do you think?", None, None, "Ann"),
            ("high_level", "The feed service reads it from one cache.", None, None, "Bo"),
        ]
        talk = measured(said)
        assert [(v.role, v.name, v.words, v.questions, v.turns) for v in talk.voices] == [
            ("candidate", "Bo", 16, 2, 2),
            ("interviewer", "Ann", 10, 1, 2),
        ]
        assert [s.questions for s in talk.steps] == [2, 0, 0, 0]

    def test_nobody_known_is_nobody_told(self) -> None:
        assert measured([("scope", TEN, None, None, "Cy"), ("scope", TEN, None, None, None)]).voices == ()

    def test_questions_without_marks_are_not_counted(self) -> None:
        talk = measured(turns(("scope", None), ("scope", None), words="who uses it and how many are there"))
        assert [v.questions for v in talk.voices] == [None, None]
        assert talk.steps[0].questions is None


@pytest.mark.parametrize(
    ("spans", "silences"),
    [
        ([(0, 10), (10, 20), (20, 30)], []),
        ([(0, 10), (29, 35), (36, 40)], []),
        ([(0, 10), (30, 35), (36, 40)], [(10, 30)]),
        ([(0, 60), (10, 12), (50, 70)], []),  # captions overlap
        ([(0, None), (30, None), (60, None)], []),  # where words end is not known
        ([(0, 10), (45, 50), (80, 90)], [(10, 45), (50, 80)]),
    ],
)
def test_silences(spans: list[tuple[float, float | None]], silences: list[tuple[float, float]]) -> None:
    said: list[Said] = [("scope", TEN, a, b, None) for a, b in spans]
    assert [(s.start_time, s.end_time) for s in measured(said).silences] == silences


def test_a_silence_outside_the_interview_is_none() -> None:
    said: list[Said] = [("other", TEN, 0, 5, "Ann"), ("scope", TEN, 40, 50, "Bo"), ("other", TEN, 90, 99, "Ann")]
    assert measured(said).silences == ()


def sizes(
    minutes: Sequence[float] | None = (5, 20, 15, 5),
    candidate: float | None = 0.7,
    questions: int | None = 3,
    silences: int = 0,
    times: Times = "exact",
) -> Talk:
    """A talk of such minutes a step."""
    budgets = (5.0, 20.0, 15.0, 5.0)
    steps = tuple(
        StepTime(
            step=step,
            budget=b,
            minutes=None if minutes is None else minutes[n],
            began=None if minutes is None else 60.0 * sum(minutes[:n]),
            words=100,
            share=0.25,
            questions=questions,
        )
        for n, (step, b) in enumerate(zip(STEPS[:4], budgets, strict=True))
    )
    voices = [
        VoiceShare(role=role, name=None, words=10, share=share, questions=questions, turns=3)
        for role, share in (("candidate", candidate), ("interviewer", 1 - candidate))  # type: ignore[operator]
    ] if candidate is not None else []  # fmt: skip
    return Talk(
        times=times,
        minutes=None if minutes is None else sum(minutes),
        interview=None if minutes is None else sum(minutes),
        steps=steps,
        voices=tuple(voices),
        silences=tuple(Silence(start_time=100.0 * n, end_time=100.0 * n + 20 + n) for n in range(silences)),
    )


@pytest.mark.parametrize(
    ("talk", "told"),
    [
        (sizes(), []),
        (sizes(None), []),
        (sizes((7, 25, 10, 3)), []),  # more, but not far
        (sizes((8, 20, 15, 5)), ["'Understand the problem' takes 8 minutes of the 5 planned, 3 over, from 0:00 on."]),
        (
            sizes((4, 10, 30, 2)),
            ["'Deep dive' takes 30 minutes of the 15 planned, 15 over, from 14:00 on."],
        ),
        (
            sizes((4, 10, 30, 2), times="coarse"),
            ["'Deep dive' takes about 30 minutes of the 15 planned, 15 over, from about 14:00 on."],
        ),
        (sizes((3, 10, 8, 1)), ["The interview itself takes 22 minutes of the 45 planned."]),
        (sizes((1, 0, 0, 0)), ["The interview itself takes 1 minute of the 45 planned."]),
        (sizes(candidate=0.3), ["The candidate says 30 % of the interview's words."]),
        (sizes(candidate=None), []),
        (sizes(questions=0), ["The candidate asks no question in the step 'Understand the problem'."]),
        (sizes(questions=None), []),
        (sizes(silences=1), ["Nobody speaks for 20 seconds at 0:00."]),
        (
            sizes(silences=5),
            [
                "Nobody speaks for 24 seconds at 6:40, 23 seconds at 5:00, 22 seconds at 3:20 and "
                "2 more of 20 seconds or longer."
            ],
        ),
    ],
)
def test_what_is_told_beside_the_score(talk: Talk, told: list[str]) -> None:
    assert [o.message for o in pace(talk)] == told


def test_few_things_are_told() -> None:
    worst = pace(sizes((20, 60, 50, 20), candidate=0.1, questions=0, silences=9))
    assert len(worst) == MOST
    assert worst[0].code == "interview_long"


WORDS = st.sampled_from([TEN, "Who is it?", "so we shard it " * 30, "welcome to the show", "you did well"])
TIMES = st.one_of(st.none(), st.floats(0, 1e5), st.integers(0, 100).map(lambda n: 60.0 * n))


@st.composite
def saids(draw: st.DrawFn) -> list[Said]:
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(STEPS), WORDS, TIMES, TIMES, st.sampled_from([None, "Ann", "Bo", "Cy"]), st.booleans()
            ),
            min_size=1,
            max_size=12,
        )
    )
    return [(s, w, a, b, v) for s, w, a, b, v, _ in rows]


@given(saids(), st.sampled_from(["transcript", "design"]), st.sets(st.integers(0, 11)))
@settings(max_examples=200, deadline=None)
def test_sizes_of_any_talk(said: list[Said], kind: DocumentKind, asides: set[int]) -> None:
    aside = frozenset(n for n in asides if n < len(said))
    said = [("other" if n in aside else s[0], *s[1:]) for n, s in enumerate(said)]  # type: ignore[misc]
    annotated, course = talked(said, kind, aside)
    parts = left_out(annotated, course)
    out = {n for part in parts for n in range(part.start, part.end)}
    for p, step in zip(annotated.passages, course.steps, strict=True):
        assert (p.start in out) == (p.end - 1 in out) == (step == "other")
    assert sum(p.words for p in parts) + sum(
        p.words for p, s in zip(annotated.passages, course.steps, strict=True) if s != "other"
    ) == sum(p.words for p in annotated.passages)
    assert all(part.what for part in parts)
    talk = talk_of(annotated, course, default_rubric())
    if talk is None:
        assert kind == "design"
        return
    assert sum(s.share for s in talk.steps) == pytest.approx(1 if set(course.steps) - {"other"} else 0, abs=1e-3)
    assert sum(v.share for v in talk.voices) == pytest.approx(1 if talk.voices else 0, abs=1e-3)
    minutes = [talk.minutes, talk.interview, *(s.minutes for s in talk.steps)]
    assert all(m is None for m in minutes) if talk.times == "none" else all(m is not None and m >= 0 for m in minutes)
    assert all(s.end_time - s.start_time >= 20 for s in talk.silences)
    assert len(pace(talk)) <= MOST
