"""The one path: read, annotate, segment, check, score."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zipfile import BadZipFile

from grader.checking.applicability import NOT_AN_INTERVIEW, notices
from grader.checking.check import check
from grader.checking.learned import LearnedJudge, judged
from grader.checking.left_out import left_out
from grader.checking.observe import observe
from grader.checking.origins import Origins
from grader.checking.rules import Heard, Rules, Shown
from grader.checking.talk import talk_of
from grader.errors import UsageError
from grader.matchers.compile import CustomFactory
from grader.protocols import Reader, Segmenter, Source
from grader.readers import BUILT_IN, read, with_candidate, with_roles
from grader.readers.source import read_source
from grader.rubric import default_rubric
from grader.schema.assessment import Assessment, Submission
from grader.schema.document import Document, DocumentKind, Notice, Role
from grader.schema.rubric import Rubric
from grader.scoring import score
from grader.segmenters.course import Course, no_interview, segments, whole
from grader.segmenters.learned import LearnedSegmenter
from grader.text.annotated import AnnotatedDocument, annotate
from grader.text.embeddings import Embeddings, shipped
from grader.text.proper import proper
from grader.version import VERSION
from grader.voices.assign import with_voices
from grader.voices.learned import LearnedVoices

SHIPPED_MODEL = Path(__file__).parent / "data" / "model"


@dataclass(frozen=True)
class Examined:
    """A document with its voices told apart: the interview proper annotated, its course of steps, what the patterns
    find in the candidate's words and in an interviewer's, why it should not be graded, if so; and the document and its
    course with all that was said beside the interview.
    """

    annotated: AnnotatedDocument
    course: Course
    shown: dict[str, Shown]
    heard: dict[str, Heard]
    unfit: tuple[Notice, ...]
    whole: AnnotatedDocument
    whole_course: Course
    kept: list[int]
    """Of the passages of the whole those of the interview proper."""


class Grader:
    """Grades submissions by one rubric. Reading the weights and compiling the patterns is done once, here.

    ``model`` is a folder with ``voices.npz``, ``steps.npz`` and ``levels.npz``; ``readers`` come before the built-in
    ones; ``matchers`` serve a rubric's ``custom`` patterns. Raises `RubricError` for patterns that cannot be compiled,
    and `UsageError` for a model folder that is none.
    """

    def __init__(
        self,
        rubric: Rubric | None = None,
        model: Path | str | None = None,
        *,
        readers: Sequence[Reader] = (),
        segmenter: Segmenter | None = None,
        matchers: Mapping[str, CustomFactory] | None = None,
    ) -> None:
        self.rubric = rubric or default_rubric()
        self._folder = Path(model) if model else SHIPPED_MODEL
        self._embeddings: Embeddings = shipped()
        try:
            self._segmenter: Segmenter = segmenter or LearnedSegmenter.load(self._folder / "steps.npz")
            judge = LearnedJudge.load(self._folder / "levels.npz")
            self._voices = LearnedVoices.load(self._folder / "voices.npz")
        except (OSError, KeyError, ValueError, EOFError, RuntimeError, BadZipFile, zlib.error) as e:
            remedy = "install grader again" if model is None else "give a folder that 'grader train' wrote"
            raise UsageError(f"{self._folder}: no model here ({type(e).__name__}: {e}); {remedy}") from e
        # Weights fitted to other patterns would weigh what they never saw: then the patterns alone decide.
        self._judge = judge if judge.rubric == judged(self.rubric) else None
        self._rules = Rules(self.rubric, self._embeddings, matchers)
        self._readers = (*readers, *BUILT_IN)
        self._matchers = sorted(matchers or ())

    @cached_property
    def signature(self) -> str:
        """What makes its numbers, beside the reader that a submission needs."""
        rubric = hashlib.sha256(self.rubric.model_dump_json().encode()).hexdigest()[:8]
        parts = [f"grader:{VERSION}", f"rubric:{self.rubric.id}@{self.rubric.version}#{rubric}"]
        learned = isinstance(self._segmenter, LearnedSegmenter)
        parts.append(f"voices:{self._digest('voices.npz')}")
        parts.append(f"steps:{self._digest('steps.npz') if learned else self._segmenter.name}")
        parts.append(f"levels:{self._digest('levels.npz') if self._judge else 'patterns'}")
        parts.append(f"embeddings:{self._embeddings.digest}")
        parts += [f"matcher:{name}" for name in self._matchers]
        return "|".join(parts)

    def _digest(self, name: str) -> str:
        return hashlib.sha256((self._folder / name).read_bytes()).hexdigest()[:8]

    def assess(
        self,
        path: Path | str,
        candidate: str | None = None,
        kind: DocumentKind | None = None,
        format: str | None = None,  # noqa: A002
        roles: Mapping[str, Role] | None = None,
    ) -> Assessment:
        """Grade one file. InputError where it cannot be read."""
        return self.assess_source(read_source(Path(path)), candidate, kind, format, roles)

    def assess_text(
        self, text: str, kind: DocumentKind | None = None, candidate: str | None = None, name: str = "<text>"
    ) -> Assessment:
        """Grade a text; ``kind`` says whether it is a transcript or a design where that should not be found out."""
        return self.assess_source(Source(name, text.encode("utf-8", "replace")), candidate, kind)

    def assess_source(
        self,
        source: Source,
        candidate: str | None = None,
        kind: DocumentKind | None = None,
        format: str | None = None,  # noqa: A002
        roles: Mapping[str, Role] | None = None,
    ) -> Assessment:
        """Grade bytes that were read elsewhere.

        ``candidate`` and ``roles`` say who plays which part, by speakers' names; else it is concluded.
        """
        document = read(source, self._readers, format=format, kind=kind)
        if candidate is not None:
            document = with_candidate(document, candidate, source.name)
        if roles:
            document = with_roles(document, roles, source.name)
        found = self.examine(document)
        judgement = None
        if self._judge and found.annotated.passages:
            judgement = self._judge.judge(found.annotated, found.course, found.shown)
        document, annotated, course = found.whole.document, found.whole, found.whole_course
        origins = Origins(annotated, course, found.kept)
        findings = check(found.annotated, found.course, self.rubric, found.shown, judgement, found.heard, origins)
        parts = segments(annotated, course)
        talk = talk_of(annotated, course, self.rubric)
        unfit = found.unfit
        return Assessment(
            signature=f"{self.signature}|reader:{document.format}",
            submission=Submission(
                path=source.name,
                sha256=hashlib.sha256(source.content).hexdigest(),
                format=document.format,
                kind=document.kind,
                language=document.language,
                encoding=document.encoding,
                words=annotated.words_before[-1],
            ),
            document=document,
            segments=parts,
            findings=findings,
            observations=observe(annotated, course, parts, talk),
            scorecard=score(self.rubric, findings, "not_applicable" if unfit else "graded"),
            warnings=tuple(dict.fromkeys((*document.notices, *unfit))),
            talk=talk,
            left_out=left_out(annotated, course),
        )

    def examine(self, document: Document) -> Examined:
        """What `assess` concludes from. What is no interview has no step of one, and so shows nothing."""
        everything = annotate(with_voices(document, self._voices), self._embeddings)
        annotated, kept = proper(everything)
        course = self._segmenter.segment(annotated)
        unfit = tuple(n for n in document.notices if n.code == "not_english") or notices(annotated, course.steps)
        if any(n.code == NOT_AN_INTERVIEW for n in unfit):
            course = no_interview(course)
        scan = self._rules.scan(annotated)
        shown, heard = self._rules.find(scan, course.steps), self._rules.heard(scan, course.steps)
        all_of_it = whole(course, kept, len(everything.passages))
        return Examined(annotated, course, shown, heard, unfit, everything, all_of_it, kept)
