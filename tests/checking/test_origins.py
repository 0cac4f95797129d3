"""How evidence came: by the candidate alone, after a question, after a hint; and what that makes of its points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from grader.checking.check import NOT_PROBED, check
from grader.checking.origins import ANSWER, SURE, Origins
from grader.checking.rules import Rules
from grader.readers import read_text
from grader.schema.assessment import Finding, How
from grader.schema.document import Block, Document, Role, Speaker
from grader.schema.points import Credit
from grader.schema.rubric import Rubric
from grader.schema.segmentation import STEPS, Step
from grader.scoring import score
from grader.segmenters.course import Course
from grader.text.annotated import AnnotatedDocument, annotate
from grader.text.embeddings import shipped
from tests.checking.test_check import CACHING, phrase

TURNS = {"I": "Interviewer", "C": "Candidate"}
LONG = "and then the request goes on to the next part of it, as I drew it there on the board. " * 10


def talk(*said: str) -> Document:
    """A dialogue of turns that begin with ``I`` or ``C``."""
    return read_text("\n".join(f"{TURNS[s[0]]}: {s[2:]}" for s in said) + "\n", kind="transcript")


def laid(document: Document, step: Step = "deep_dive") -> tuple[AnnotatedDocument, Course]:
    annotated = annotate(document, shipped())
    n = len(annotated.passages)
    chances = np.zeros((n, len(STEPS)))
    chances[:, STEPS.index(step)] = 1
    return annotated, Course([step] * n, chances)


def came(document: Document, quote: str, step: Step = "deep_dive") -> How | None:
    """How the last mention of the quote came."""
    annotated, course = laid(document, step)
    at = document.text.rindex(quote)
    passage = next(n for n, p in enumerate(annotated.passages) if p.start <= at < p.end)
    return Origins(annotated, course).how(passage, quote)


QUOTE = "We put a bloom filter in front of the database replica"


@pytest.mark.parametrize(
    ("said", "how"),
    [
        # nobody was there before, or nobody asked
        ([f"C {QUOTE}.", "I Okay."], "volunteered"),
        (["I Design a feed.", "C Right.", "I Okay.", f"C {QUOTE}."], "volunteered"),
        # a question, with its mark and without
        (["I How do you find it?", f"C {QUOTE}."], "after_question"),
        (["I so what happens when it grows", f"C {QUOTE}."], "after_question"),
        (["I Walk me through a read.", f"C {QUOTE}."], "after_question"),
        # a question was long ago
        (["I How do you find it?", f"C {LONG}", f"C {LONG}", f"C {QUOTE}."], "volunteered"),
        # what an interviewer brings in is a hint, with a question or without
        (["I You could use a bloom filter before the database.", f"C {QUOTE}."], "after_hint"),
        (["I What about a bloom filter in front of it?", f"C {QUOTE}."], "after_hint"),
        (["I Maybe a bloom filter.", "I And a replica of the database.", f"C {QUOTE}."], "after_hint"),
        (
            ["I At our place the reads all went to a replica, and a bloom filter kept most away.", f"C {QUOTE}."],
            "after_hint",
        ),
        # a question may name what it is about
        (["I How would the bloom filter know of the replica?", f"C {QUOTE}."], "after_question"),
        # one word in common is no hint
        (["I You could use a filter of some kind.", f"C {QUOTE}."], "volunteered"),
        # his own words, which the interviewer says again
        (
            ["C A bloom filter, and a replica of the database.", "I Okay, maybe the bloom filter.", f"C {QUOTE}."],
            "volunteered",
        ),
        (
            ["C A bloom filter, and a replica.", "I What about the bloom filter, instead?", f"C {QUOTE}."],
            "after_question",
        ),
        # what an interviewer says himself
        (["C Right.", f"I {QUOTE}.", "C Yes."], "interviewer"),
    ],
)  # fmt: skip
def test_how_evidence_came(said: list[str], how: How) -> None:
    assert came(talk(*said, "I Thanks.", "C Bye."), QUOTE) == how


def test_in_the_scope_there_are_no_hints() -> None:
    """The interviewer sets the problem, and who asks about it must take up its words."""
    said = talk("I You could use a bloom filter before the database.", f"C {QUOTE}.", "I Yes.", "C Good.")
    assert (came(said, QUOTE, "deep_dive"), came(said, QUOTE, "scope")) == ("after_hint", "volunteered")


def test_in_a_design_nobody_asks() -> None:
    design = read_text(f"How do you find it?\n\n{QUOTE}.", kind="design")
    assert came(design, QUOTE) is None


def test_an_answer_has_an_end() -> None:
    """Up to `ANSWER` words after the question, passage by passage."""
    document = talk("I How do you find it?", f"C {LONG * 3}", "I Yes.", "C Good.")
    annotated, course = laid(document)
    origins = Origins(annotated, course)
    his = [n for n, p in enumerate(annotated.passages) if p.role == "candidate"][:-1]
    said = 0
    for n in his:
        assert origins.how(n, "the next part") == ("after_question" if said <= ANSWER else "volunteered")
        said += annotated.passages[n].words
    assert said > ANSWER


CREDIT = Credit(volunteered=1, after_question=0.9, after_hint=0.4)


@pytest.mark.parametrize(
    ("role", "certainty", "how", "share"),
    [
        ("candidate", None, None, 1.0),
        ("candidate", None, "volunteered", 1.0),
        ("candidate", None, "after_question", 0.9),
        ("candidate", None, "after_hint", 0.4),
        ("candidate", 1.0, "after_question", 0.9),
        ("candidate", SURE, "after_question", 0.9),
        ("candidate", 0.6, "volunteered", 0.75),
        ("candidate", 0.6, "after_hint", 0.3),
        ("candidate", 0.5, "volunteered", 0.625),
        ("candidate", 0.5, None, 1.0),
        ("interviewer", None, "interviewer", 0.0),
        ("interviewer", 0.5, "interviewer", 0.0),
        ("unknown", None, "volunteered", 1.0),
    ],
)
def test_shares(role: Role, certainty: float | None, how: How | None, share: float) -> None:
    concluded = certainty is not None
    block = Block(
        kind="speech",
        start=0,
        end=len(QUOTE),
        speaker=None if concluded else "Bo",
        role=role if concluded else None,
        certainty=certainty,
    )
    speakers = () if concluded else (Speaker(name="Bo", role=role),)
    document = Document(kind="transcript", format="webvtt", text=QUOTE, blocks=(block,), speakers=speakers)
    assert Origins(*laid(document)).share(0, how, CREDIT) == pytest.approx(share, abs=1e-9)


def rubric(**changed: Any) -> Rubric:
    """A rubric of one criterion, which an interviewer may ask for."""
    criterion = {**CACHING, "probe": phrase("fast"), **changed.pop("criterion", {})}
    return Rubric.model_validate(
        {
            "id": "small",
            "version": "1.0.0",
            "title": "Small",
            "dimensions": [{"id": "only", "title": "Only"}],
            "criteria": [criterion],
            "bands": [{"id": "any", "at_least": 0}],
            **changed,
        }
    )


def found(of: Rubric, said: Sequence[str] | Document, step: Step = "deep_dive") -> Finding:
    document = said if isinstance(said, Document) else talk(*said)
    annotated, course = laid(document, step)
    rules = Rules(of, shipped())
    scan = rules.scan(annotated)
    shown, heard = rules.find(scan, course.steps), rules.heard(scan, course.steps)
    (finding,) = check(annotated, course, of, shown, None, heard)
    return finding


class TestCredit:
    @pytest.mark.parametrize(
        ("said", "level", "hows", "credit", "total"),
        [
            (["I Design a feed.", "C We cache it.", "I Yes.", "C So."], 1, ["volunteered"], 1.0, 50.0),
            (["I What of reads?", "C We cache it.", "I Yes.", "C So."], 1, ["after_question"], 0.8, 40.0),
            (
                ["I Maybe replicas with a cache.", "C We cache the replicas, and evict.", "I Yes.", "C So."],
                2,
                ["after_hint"],
                0.4,
                40.0,
            ),
            # the best of its evidence is what counts
            (
                ["I What of reads?", "C We cache it.", "I Okay.", "C And we cache that.", "I Yes.", "C So."],
                1,
                ["after_question", "volunteered"],
                1.0,
                50.0,
            ),
            (["I Design a feed.", "C No.", "I Yes.", "C So."], 0, [], 1.0, 0.0),
        ],
    )
    def test_a_level_counts_by_its_best_evidence(
        self, said: list[str], level: int, hows: list[How], credit: float, total: float
    ) -> None:
        of = rubric(credit={"after_question": 0.8, "after_hint": 0.4})
        f = found(of, said)
        assert (f.level, [e.how for e in f.evidence], f.credit) == (level, hows, credit)
        assert f.credit == max((e.share for e in f.evidence), default=1.0)
        assert score(of, [f]).total == total

    def test_a_design_earns_in_full(self) -> None:
        of = rubric(credit={"volunteered": 0, "after_question": 0, "after_hint": 0})
        f = found(of, read_text("How? We cache it.", kind="design"))
        assert ([e.how for e in f.evidence], f.credit, score(of, [f]).total) == ([None], 1.0, 50.0)


class TestSaidByInterviewer:
    SAID = ("I We cache it, and the cache evicts old rows.", "C I see.", "I A cache.", "C Yes.")

    def test_it_earns_nothing_and_is_quoted(self) -> None:
        f = found(rubric(), self.SAID)
        assert (f.level, f.evidence, f.not_probed) == (0, (), False)
        (quote,) = f.said_by_interviewer
        assert (quote.quote, quote.speaker) == ("We cache it, and the cache evicts old rows.", "Interviewer")
        assert (quote.how, quote.share) == ("interviewer", 0.0)
        assert score(rubric(), [f]).total == 0

    def test_it_is_quoted_beside_a_level_that_falls_short(self) -> None:
        f = found(rubric(), [*self.SAID, "I So?", "C We cache it."])
        assert (f.level, len(f.said_by_interviewer)) == (1, 1)
        assert [e.speaker for e in f.evidence] == ["Candidate"]

    def test_it_is_not_where_all_was_shown(self) -> None:
        f = found(rubric(), [*self.SAID, "I So?", "C The cache evicts old rows."])
        assert (f.level, f.said_by_interviewer) == (2, ())

    def test_outside_the_interview_nobody_says_anything(self) -> None:
        assert found(rubric(), self.SAID, "other").said_by_interviewer == ()


class TestNotProbed:
    NOTHING = ("I Design a feed.", "C Who reads it?", "I People do.", "C Good.")

    def test_its_step_never_came_and_nobody_asked(self) -> None:
        f = found(rubric(), self.NOTHING, "scope")
        assert (f.level, f.not_probed, f.unassessed, f.descriptor) == (0, True, None, "No cache.")
        assert score(rubric(), [f]).total == 0

    @pytest.mark.parametrize(
        ("said", "step"),
        [
            (NOTHING, "deep_dive"),  # its step came
            ((*NOTHING, "I And if it must be fast?", "C Hm."), "scope"),  # somebody asked
            ((*NOTHING, "I We had a cache.", "C Hm."), "scope"),  # somebody said it
            ((*NOTHING, "I Well?", "C A cache."), "scope"),  # it was shown
        ],
    )
    def test_it_had_its_chance(self, said: tuple[str, ...], step: Step) -> None:
        for of in (rubric(), rubric(not_probed="unassessed")):
            f = found(of, said, step)
            assert (f.not_probed, f.unassessed) == (False, None)

    def test_a_question_of_the_candidates_is_no_probe(self) -> None:
        assert found(rubric(), [*self.NOTHING, "I Well?", "C Must it be fast?"], "scope").not_probed

    @pytest.mark.parametrize("kind", ["design", "transcript"])
    def test_where_no_interviewer_is_known_nobody_could_ask(self, kind: Any) -> None:
        assert not found(rubric(), read_text("Who reads it? People do.", kind=kind), "scope").not_probed

    def test_it_may_be_left_out_of_the_score(self) -> None:
        of = rubric(not_probed="unassessed")
        f = found(of, self.NOTHING, "scope")
        assert (f.level, f.unassessed, f.not_probed) == (None, NOT_PROBED, True)
        assert (f.evidence, f.said_by_interviewer, f.advice) == ((), (), None)
        assert score(of, [f]).dimensions == {"only": None}

    def test_without_a_probe_its_step_alone_decides(self) -> None:
        of = rubric(criterion={"probe": None})
        assert found(of, [*self.NOTHING, "I And if it must be fast?", "C Hm."], "scope").not_probed
