"""A machine's notes before a transcript: never part of the interview, never evidence, and nobody else's words change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.pipeline import Grader
from grader.protocols import Source
from grader.schema.segmentation import STEPS
from grader.segmenters.course import Course
from grader.text.annotated import AnnotatedDocument
from tests.properties.grading import shipped_grader

NOTES = """📝 Notes
Jan 5, 2026
Design round
Invited Mara Voss Jun Park

Summary
The candidate estimates 900 orders a second, shards the orders by venue, keeps three replicas in two regions, caches the
seat map in Redis with a time to live of two seconds, and fails over to the replica when the leader is lost.

Details
* High-level design: Jun Park puts an API gateway before the booking service and a queue before the payment service.

You should review Gemini's notes to make sure they're accurate.
"""
TALK = """📖 Transcript
Jan 5, 2026
Design round - Transcript

00:00:00

Mara Voss: Hi Jun. Please design a system that sells tickets for concerts.
Jun Park: Who buys them, and how many people come at the same moment?
Mara Voss: Fans do, up to a hundred thousand at once for a big show.
Jun Park: So the requirements are to see seats, to hold a seat and to pay, and nobody may buy the same seat twice.
Mara Voss: That is right. How would you build it?

00:05:00

Jun Park: At a high level the client calls a gateway, and that calls a booking service with a database behind it.
Mara Voss: What is in the tables?
Jun Park: A seat has an event, a row, a number and a status, and the primary key is the event and the seat.
Mara Voss: And when two people want one seat?
Jun Park: The update is conditional on the status, so only one of them gets it, and the other one is told so.
Mara Voss: Good. How would you scale it?

00:10:00

Jun Park: I would partition by event, because one show is hot and the others are not, instead of by user.
Mara Voss: And if the database fails?
Jun Park: Then a replica takes over, and holds that were not written are simply lost, which is fine for ten minutes.
Mara Voss: Thanks, that is our time.

Transcription ended after 00:15:00
"""


class Same:
    """All of a text is one step."""

    name = "same"

    def segment(self, annotated: AnnotatedDocument) -> Course:
        n = len(annotated.passages)
        return Course(["deep_dive"] * n, np.full((n, len(STEPS)), 1 / len(STEPS)))


def graded(grader: Grader, text: str) -> tuple[Sequence[str], AnnotatedDocument, Course]:
    assessment = grader.assess_source(Source("meeting.txt", text.encode()))
    found = grader.examine(assessment.document)
    assert not any(p.aside for p in found.annotated.passages)
    annotated, course = found.whole, found.whole_course
    quotes = [e.quote for f in assessment.findings for e in f.evidence]
    quotes += [e.quote for o in assessment.observations for e in o.evidence]
    where = {q: annotated.document.text.find(q) for q in quotes}
    asides = [(p.start, p.end) for p in annotated.passages if p.aside]
    assert asides
    assert not [q for q, at in where.items() if any(a <= at < b for a, b in asides)]
    assert [p.what for p in assessment.left_out if p.start == 0] == ["a machine's notes"]
    assert assessment.talk
    assert assessment.talk.times == "coarse"
    assert sum(v.words for v in assessment.talk.voices) == sum(s.words for s in assessment.talk.steps)
    return quotes, annotated, course


def test_a_machines_notes_are_no_part_of_the_interview() -> None:
    quotes, annotated, course = graded(shipped_grader(), NOTES + TALK)
    assert quotes
    for p, step, sure, credited in zip(
        annotated.passages, course.steps, course.probabilities, annotated.credited, strict=True
    ):
        assert not p.aside or (step == "other" and not credited and sure[STEPS.index("other")] == 1)


def test_whatever_a_model_says_of_them_and_of_them_alone() -> None:
    _, annotated, course = graded(Grader(segmenter=Same()), NOTES + TALK)
    assert [step == "other" for step in course.steps] == [p.aside for p in annotated.passages]
    assert np.allclose(course.probabilities[[not p.aside for p in annotated.passages]], 1 / len(STEPS))
