"""For authors of plug-ins: does a reader, segmenter, matcher or reporter keep what `grader.protocols` promises?

    def test_reader():
        check_reader(MyReader(), Path("a.mine").read_bytes())

Each check raises AssertionError with one sentence that says which promise is broken, and returns None if none is.
A check tries much, not everything: it finds the usual faults.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, TypeVar

from grader.errors import InputError
from grader.protocols import Reader, Reporter, Segmenter, Source

if TYPE_CHECKING:
    from grader.matchers.compile import CustomFactory
    from grader.pipeline import Grader
    from grader.schema.assessment import Assessment
    from grader.schema.document import Document
    from grader.text.annotated import AnnotatedDocument

P = ParamSpec("P")
T = TypeVar("T")

_TALK = """\
Interviewer: Design a service that sends reminders.
Candidate: Who is it for, and how many reminders a day do we expect?
Interviewer: Ten million a day, for clinics.
Candidate: Then about 120 a second. A client calls the API, the API writes to a queue, and workers send the reminders.
Interviewer: What if a worker dies?
Candidate: The message comes back after a timeout. I would not shard the database yet.
Candidate: To sum up: a queue between the API and the workers, and retries with a key for each reminder.
"""
_DESIGN = """\
# Reminders

## Goals

- Tell patients of their appointments, 10 million a day.

## Design

The API writes to a queue. Workers send \u201creminders\u201d \u2013 by e-mail or SMS.
"""
_TEXTS = {
    "a talk": _TALK,
    "a design": _DESIGN,
    "a design of one line": "One line.",
    "a text of nothing but headings": "# One\n\n# Two\n",
    "a text of other scripts": "# \u8bbe\u8ba1\n\n\u0130stanbul \U0001f600 caf\u00e9 \u202enot\u202c here.\n",
}


def check_reader(reader: Reader, good: bytes) -> None:
    """Is it sure of ``good``, a small file of its format, does it read it into a sound document, and never crash?"""
    _check_name(reader)
    source = Source("good", good)
    sure = _call("recognises() raised for the good file", reader.recognises, source)
    _is(isinstance(sure, int | float) and 0 <= sure <= 1, f"recognises() gives a number from 0 to 1, not {sure!r}")
    _is(sure > 0, "recognises() is not sure at all of the good file: it would never be asked to read it")
    document = _call("read() raised for the good file", reader.read, source)
    _check_document(document, reader.name)
    again = _call("read() raised when the good file was read a second time", reader.read, source)
    _is(again == document, "read() gives another document for the same bytes")
    for what, content in _bad_files(good):
        bad = Source(what, content)
        doubt = _call(f"recognises() raised for {what}", reader.recognises, bad)
        _is(0 <= doubt <= 1, f"recognises() gives {doubt!r} for {what}; it gives a number from 0 to 1")
        try:
            made = reader.read(bad)
        except InputError as e:
            _is("\n" not in str(e), f"the InputError for {what} has more than one line")
        except Exception as e:  # noqa: BLE001  whatever it is, it is the finding
            _fail(f"read() raised {_told(e)} for {what}; what cannot be read is an InputError")
        else:
            _check_document(made, reader.name, f" of {what}")


def check_segmenter(segmenter: Segmenter) -> None:
    """Does it give each passage of some texts (one is empty) a step and its probabilities, always the same?"""
    import numpy as np

    from grader.schema.segmentation import STEPS
    from grader.segmenters.course import segments

    _check_name(segmenter)
    for what, annotated in _annotated():
        count = len(annotated.passages)
        course = _call(f"segment() raised for {what}", segmenter.segment, annotated)
        steps, sure = list(course.steps), np.asarray(course.probabilities)
        _is(len(steps) == count, f"segment() gives {len(steps)} steps for the {count} passages of {what}")
        unknown = sorted({str(s) for s in steps} - set(STEPS))
        _is(not unknown, f"segment() gives the step {', '.join(unknown)}; steps are {', '.join(STEPS)}")
        shape = (count, len(STEPS))
        _is(sure.shape == shape, f"the probabilities for {what} have the shape {sure.shape}, not {shape}")
        _is(bool(np.isfinite(sure).all()), f"a probability for {what} is not a number")
        _is(bool((sure >= -1e-9).all() and (sure <= 1 + 1e-9).all()), f"a probability for {what} is not from 0 to 1")
        _is(
            bool(np.allclose(sure.sum(axis=1), 1, atol=1e-6)),
            f"the probabilities of a passage of {what} do not add up to 1",
        )
        again = segmenter.segment(annotated)
        same = list(again.steps) == steps and np.array_equal(np.asarray(again.probabilities), sure)
        _is(same, f"segment() gives another course for {what} the second time")
        parts = segments(annotated, course)
        covered = "".join(annotated.document.text[s.start : s.end] for s in parts)
        _is(covered == annotated.document.text, f"the segments of {what} are not the whole text")


def check_matcher(factory: CustomFactory, options: Mapping[str, Any]) -> None:
    """Does the factory take the options, and its matcher find sound spans, in order, always the same?"""
    from grader.matchers.base import View
    from grader.matchers.scan import Lexicon

    _is(callable(factory), "a matcher plug-in is a function of a pattern's options")
    before = repr(options)
    matcher = _call("the factory raised for these options", factory, options)
    _is(repr(options) == before, "the factory changed the options it was given")
    _is(callable(getattr(matcher, "find", None)), "what the factory gives has no find()")
    for what, annotated in _annotated():
        scan = Lexicon().scan(annotated)
        view = View(scan, [True] * len(annotated.passages))
        hits = _call(f"find() raised for {what}", matcher.find, view)
        _is(isinstance(hits, list), f"find() gives a list of matches, not {type(hits).__name__}")
        for hit in hits:
            _is(
                0 <= hit.sentence < len(annotated.sentences),
                f"a match in {what} is in sentence {hit.sentence}, which is none",
            )
            length = len(annotated.document.text)
            _is(
                0 <= hit.start < hit.end <= length,
                f"a match in {what} is [{hit.start}, {hit.end}): empty or outside the text",
            )
            sentence = annotated.sentences[hit.sentence]
            begins = sentence.start <= hit.start < sentence.end
            _is(
                begins,
                f"a match in {what} begins at {hit.start}, outside its sentence [{sentence.start}, {sentence.end})",
            )
        _is(hits == sorted(hits), f"the matches in {what} are not in order")
        _is(matcher.find(view) == hits, f"find() gives other matches for {what} the second time")


def check_reporter(reporter: Reporter) -> None:
    """Does it report a graded talk, a graded design and a text that is neither, always the same, changing nothing?"""
    from grader.pipeline import Grader

    _check_name(reporter)
    grader = Grader()
    for what, assessment in _assessments(grader):
        before = assessment.to_json_dict()
        made = _call(f"render() raised for {what}", reporter.render, assessment, grader.rubric)
        _is(isinstance(made, str), f"render() gives text, not {type(made).__name__}")
        _is(bool(made.strip()), f"the report of {what} is empty")
        _call(f"the report of {what} cannot be written as UTF-8", made.encode, "utf-8")
        _is(
            reporter.render(assessment, grader.rubric) == made,
            f"render() gives another report of {what} the second time",
        )
        _is(assessment.to_json_dict() == before, f"render() changed the assessment of {what}")


def _bad_files(good: bytes) -> Iterator[tuple[str, bytes]]:
    """What a reader meets in the wild: nothing, bytes of no format, and the good file cut and damaged."""
    yield "an empty file", b""
    yield "a file of NUL bytes", b"\0" * 64
    yield "a file of every byte", bytes(range(256)) * 4
    yield "a file that is not UTF-8", b"\xff\xfe\xfa caf\xe9 \x80\x81"
    for cut in sorted({1, len(good) // 3, len(good) // 2, len(good) - 1} - {0, len(good)}):
        yield f"the good file's first {cut} bytes", good[:cut]
    for step in (7, 31):
        yield (
            f"the good file with every byte number {step} damaged",
            bytes(b ^ 0xA5 if n % step == 0 else b for n, b in enumerate(good)),
        )


def _check_document(document: Document, name: str, of: str = "") -> None:
    """A document's own promises: its blocks in order, in the text, apart and not empty; its diagrams in its blocks."""
    _is(document.format == name, f"the document{of} says the format {document.format!r}; the reader's name is {name!r}")
    try:
        document.text.encode("utf-8")
    except UnicodeEncodeError:
        _fail(f"the text of the document{of} holds a lone surrogate, which cannot be written")
    end = 0
    for n, block in enumerate(document.blocks):
        inside = 0 <= block.start < block.end <= len(document.text)
        _is(inside, f"block {n} of the document{of} is [{block.start}, {block.end}): empty or outside the text")
        _is(block.start >= end, f"block {n} of the document{of} begins before block {n - 1} ends")
        end = block.end
        _is(
            block.line is None or block.line >= 1,
            f"block {n} of the document{of} is on line {block.line}; lines begin at 1",
        )
        known = block.speaker is None or block.speaker in document.roles
        _is(known, f"block {n} of the document{of} is spoken by {block.speaker!r}, who is not among its speakers")
    for diagram in document.diagrams:
        there = 0 <= diagram.block < len(document.blocks)
        _is(there, f"a diagram of the document{of} names block {diagram.block}, which is none")


def _annotated() -> Iterator[tuple[str, AnnotatedDocument]]:
    from grader.readers import read_text
    from grader.schema.document import Document
    from grader.text.annotated import annotate
    from grader.text.embeddings import shipped

    for what, text in _TEXTS.items():
        yield what, annotate(read_text(text), shipped())
    yield "a text of nothing", annotate(Document(kind="design", format="text", text="", blocks=()), shipped())


def _assessments(grader: Grader) -> Iterator[tuple[str, Assessment]]:
    for what, text in _TEXTS.items():
        yield what, grader.assess_text(text, name=f"{what} <&>.md")


def _check_name(plugin: Reader | Segmenter | Reporter) -> None:
    name = getattr(plugin, "name", None)
    _is(isinstance(name, str) and bool(name), f"a plug-in has a name that is text, not {name!r}")


def _call(problem: str, function: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
    try:
        return function(*args, **options)
    except Exception as e:  # noqa: BLE001  whatever it is, it is the finding
        _fail(f"{problem}: {_told(e)}")


def _told(error: BaseException) -> str:
    """An exception's kind, its words, and the line of the plug-in that raised it."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    place = f" ({Path(step.tb_frame.f_code.co_filename).name}, line {step.tb_lineno})" if step is not None else ""
    return f"{type(error).__name__}: {error}{place}"


def _is(holds: bool, problem: str) -> None:
    if not holds:
        _fail(problem)


def _fail(problem: str) -> NoReturn:
    # Raised, not asserted: python -O takes assert statements away.
    raise AssertionError(problem)
