"""The conformance kit passes what keeps the promises, and says in a sentence which promise a plug-in breaks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.errors import InputError
from grader.matchers.base import Hit, View
from grader.plugins import load
from grader.protocols import Source
from grader.readers import BUILT_IN
from grader.reporters import BUILT_IN as REPORTERS
from grader.reporters import reporter
from grader.schema.document import Block, Diagram, Document
from grader.schema.segmentation import STEPS
from grader.segmenters.course import Course
from grader.testing import check_matcher, check_reader, check_reporter, check_segmenter

SAMPLES = Path(__file__).parents[2] / "datasets" / "samples"
GOOD = {
    "webvtt": (SAMPLES / "ticket-sales.vtt").read_bytes()[:2000],
    "srt": (SAMPLES / "metrics-pipeline.srt").read_bytes()[:2000],
    "html": b"<html><body><h1>Design</h1><p>An API and a queue.</p></body></html>",
    "dialogue": b"Interviewer: Design a feed.\nCandidate: For how many users?\nInterviewer: Ten million.\nCandidate: Then a queue.\n",
    "markdown": b"# Design\n\n- An API\n\n```mermaid\ngraph LR\n a --> b\n```\n",
    "text": b"An API writes to a queue.\n\nWorkers read it.\n",
}


@pytest.mark.parametrize("name", GOOD)
def test_our_own_readers_pass(name: str) -> None:
    check_reader(next(r for r in BUILT_IN if r.name == name), GOOD[name])


@pytest.mark.parametrize("name", REPORTERS)
def test_our_own_reporters_pass(name: str) -> None:
    check_reporter(reporter(name))


def test_our_own_segmenter_passes() -> None:
    from grader.pipeline import SHIPPED_MODEL
    from grader.segmenters.learned import LearnedSegmenter

    check_segmenter(LearnedSegmenter.load(SHIPPED_MODEL / "steps.npz"))


def test_plugins_of_another_package_pass(acme: None) -> None:
    check_reader(load("readers", "acme.notes"), b"%NOTES\nOne line.\n\nAnother.\n")  # type: ignore[arg-type]
    check_segmenter(load("segmenters", "acme.thirds"))  # type: ignore[arg-type]
    check_matcher(load("matchers", "acme.repeats"), {"word": "reminders", "times": 2})  # type: ignore[arg-type]
    check_reporter(load("reporters", "acme.line"))  # type: ignore[arg-type]


class Letters:
    """A sound reader of bytes that begin with ``L:``; each bad one changes one thing."""

    name = "acme.letters"

    def recognises(self, source: Source) -> float:
        return 0.9 if source.content.startswith(b"L:") else 0

    def read(self, source: Source) -> Document:
        text = source.content.decode("utf-8", "replace")
        if not text.startswith("L:"):
            raise InputError(source.name, "is no letter")
        return self.document(text)

    def document(self, text: str, **changes: Any) -> Document:
        blocks = (Block(kind="paragraph", start=0, end=len(text), line=1),)
        return Document(**{"kind": "design", "format": self.name, "text": text, "blocks": blocks} | changes)


def _reader(**methods: Any) -> Letters:
    return type("Bad", (Letters,), methods)()


def _blocks(*spans: tuple[int, int], **more: Any) -> Callable[[Letters, str], Document]:
    return lambda self, text: Letters.document(
        self, text, blocks=tuple(Block(kind="paragraph", start=a, end=b, **more) for a, b in spans)
    )


def test_a_sound_reader_passes() -> None:
    check_reader(Letters(), b"L: Dear all, a queue.")


BAD_READERS = [
    ({"name": ""}, "a plug-in has a name that is text, not ''"),
    ({"recognises": lambda self, s: 2}, "recognises() gives a number from 0 to 1, not 2"),
    (
        {"recognises": lambda self, s: 0.0},
        "recognises() is not sure at all of the good file: it would never be asked to read it",
    ),
    (
        {"recognises": lambda self, s: 0.5 if s.content[0] else 0},
        "recognises() raised for an empty file: IndexError: index out of range",
    ),
    ({"read": lambda self, s: 1 / 0}, "read() raised for the good file: ZeroDivisionError: division by zero"),
    (
        {"read": lambda self, s: self.document(s.content.decode())},
        "read() raised ValidationError|UnicodeDecodeError|block 0 of the document of an empty file is [0, 0): empty or outside the text",
    ),
    ({"document": _blocks((0, 900))}, "block 0 of the document is [0, 900): empty or outside the text"),
    ({"document": _blocks((3, 3))}, "block 0 of the document is [3, 3): empty or outside the text"),
    ({"document": _blocks((0, 5), (4, 6))}, "block 1 of the document begins before block 0 ends"),
    ({"document": _blocks((0, 1), line=0)}, "block 0 of the document is on line 0; lines begin at 1"),
    (
        {"document": _blocks((0, 1), speaker="Ann")},
        "block 0 of the document is spoken by 'Ann', who is not among its speakers",
    ),
    (
        {"document": lambda self, t: Letters.document(self, t, diagrams=(Diagram(block=3, notation="ascii"),))},
        "a diagram of the document names block 3, which is none",
    ),
    (
        {"document": lambda self, t: Letters.document(self, t, format="text")},
        "the document says the format 'text'; the reader's name is 'acme.letters'",
    ),
    (
        {"document": lambda self, t: Letters.document(self, t + "\ud800")},
        "the text of the document holds a lone surrogate, which cannot be written",
    ),
]


@pytest.mark.parametrize(("methods", "message"), BAD_READERS)
def test_a_bad_reader_is_told_what_is_wrong(methods: dict[str, Any], message: str) -> None:
    with pytest.raises(AssertionError) as caught:
        check_reader(_reader(**methods), b"L: Dear all, a queue.")
    assert any(str(caught.value).startswith(m) for m in message.split("|"))


def test_a_reader_that_remembers_is_told_so() -> None:
    seen: list[int] = []

    def document(self: Letters, text: str) -> Document:
        seen.append(1)
        return Letters.document(self, text + "!" * len(seen))

    with pytest.raises(AssertionError, match="read\\(\\) gives another document for the same bytes"):
        check_reader(_reader(document=document), b"L: Dear all.")


def test_the_line_that_raised_is_named() -> None:
    with pytest.raises(AssertionError, match=r"KeyError: 'x' \(test_testing\.py, line \d+\)$"):
        check_reader(_reader(read=lambda self, s: {}["x"]), b"L: Dear all.")


class Halves:
    name = "acme.halves"

    def segment(self, annotated: Any) -> Course:
        count = len(annotated.passages)
        steps = ["scope" if n < count / 2 else "deep_dive" for n in range(count)]
        return Course(steps, np.eye(len(STEPS))[[STEPS.index(s) for s in steps]].reshape(count, len(STEPS)))  # type: ignore[arg-type]


def _course(change: Callable[[Course], Course]) -> Any:
    return type("Bad", (Halves,), {"segment": lambda self, a: change(Halves.segment(self, a))})()


def test_a_sound_segmenter_passes() -> None:
    check_segmenter(Halves())


BAD_SEGMENTERS = [
    (lambda c: Course(c.steps[:-1], c.probabilities[:-1]), "segment() gives "),
    (
        lambda c: Course(["intro" for _ in c.steps], c.probabilities),
        "segment() gives the step intro; steps are scope, high_level, deep_dive, wrap_up, other",
    ),
    (
        lambda c: Course(c.steps, c.probabilities[:, :3]),
        "the probabilities for a talk have the shape (6, 3), not (6, 5)",
    ),
    (lambda c: Course(c.steps, c.probabilities * np.nan), "a probability for a talk is not a number"),
    (lambda c: Course(c.steps, c.probabilities - 0.5), "a probability for a talk is not from 0 to 1"),
    (lambda c: Course(c.steps, c.probabilities / 2), "the probabilities of a passage of a talk do not add up to 1"),
]


@pytest.mark.parametrize(("change", "message"), BAD_SEGMENTERS)
def test_a_bad_segmenter_is_told_what_is_wrong(change: Callable[[Course], Course], message: str) -> None:
    with pytest.raises(AssertionError) as caught:
        check_segmenter(_course(change))
    assert str(caught.value).startswith(message)


def test_a_segmenter_of_chance_is_told_so() -> None:
    chance = np.random.default_rng(3)

    def change(course: Course) -> Course:
        return Course(course.steps, chance.dirichlet(np.ones(5), len(course.steps)))

    with pytest.raises(AssertionError, match="segment\\(\\) gives another course for a talk the second time"):
        check_segmenter(_course(change))


def test_a_segmenter_that_fails_without_passages_is_told_so() -> None:
    def change(course: Course) -> Course:
        course.steps[0] = "scope"
        return course

    with pytest.raises(AssertionError, match=r"segment\(\) raised for a text of nothing: IndexError"):
        check_segmenter(_course(change))


class Finds:
    def __init__(self, hits: Callable[[View], list[Hit]]) -> None:
        self._hits = hits

    def find(self, view: View) -> list[Hit]:
        return self._hits(view)


def _sentences(view: View) -> list[Hit]:
    return [Hit(n, s.start, s.end) for n, s in enumerate(view.annotated.sentences)]


def test_a_sound_matcher_passes() -> None:
    check_matcher(lambda options: Finds(_sentences), {})


BAD_MATCHERS: list[tuple[Any, str]] = [
    ("text", "a matcher plug-in is a function of a pattern's options"),
    (lambda options: options["word"], "the factory raised for these options: KeyError: 'word'"),
    (lambda options: options.update(a=1) or Finds(_sentences), "the factory changed the options it was given"),
    (lambda options: None, "what the factory gives has no find()"),
    (lambda options: Finds(lambda v: 1 / 0), "find() raised for a talk: ZeroDivisionError"),  # type: ignore[arg-type, return-value]
    (lambda options: Finds(lambda v: None), "find() gives a list of matches, not NoneType"),  # type: ignore[arg-type, return-value]
    (lambda options: Finds(lambda v: [Hit(999, 0, 1)]), "a match in a talk is in sentence 999, which is none"),
    (lambda options: Finds(lambda v: [Hit(0, 5, 5)]), "a match in a talk is [5, 5): empty or outside the text"),
    (lambda options: Finds(lambda v: [Hit(0, 400, 410)]), "a match in a talk begins at 400, outside its sentence ["),
    (lambda options: Finds(lambda v: _sentences(v)[::-1]), "the matches in a talk are not in order"),
]


@pytest.mark.parametrize(("factory", "message"), BAD_MATCHERS)
def test_a_bad_matcher_is_told_what_is_wrong(factory: Any, message: str) -> None:
    with pytest.raises(AssertionError) as caught:
        check_matcher(factory, {})
    assert str(caught.value).startswith(message)


class Totals:
    name = "acme.totals"

    def render(self, assessment: Any, rubric: Any) -> Any:
        return f"{assessment.scorecard.total}\n"


BAD_REPORTERS: list[tuple[Any, str]] = [
    (lambda self, a, r: b"bytes", "render() gives text, not bytes"),
    (lambda self, a, r: " \n", "the report of a talk is empty"),
    (lambda self, a, r: "\udc80", "the report of a talk cannot be written as UTF-8: UnicodeEncodeError"),
    (lambda self, a, r: f"{a.findings[0].evidence[0].quote}", "render() raised for a "),
    (lambda self, a, r, n=count(): f"report {next(n)}", "render() gives another report of a talk the second time"),
    (lambda self, a, r: a.scorecard.dimensions.clear() or "text", "render() changed the assessment of a talk"),
]


def test_a_sound_reporter_passes() -> None:
    check_reporter(Totals())


@pytest.mark.parametrize(("render", "message"), BAD_REPORTERS)
def test_a_bad_reporter_is_told_what_is_wrong(render: Any, message: str) -> None:
    with pytest.raises(AssertionError) as caught:
        check_reporter(type("Bad", (Totals,), {"render": render})())
    assert str(caught.value).startswith(message)
