"""What a plug-in may be. Each is passed as a value; nothing registers itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from grader.schema.assessment import Assessment
    from grader.schema.document import Document
    from grader.schema.rubric import Rubric
    from grader.segmenters.course import Course
    from grader.text.annotated import AnnotatedDocument


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a submission and where they came from; ``name`` is what errors call it."""

    name: str
    content: bytes
    suffix: str = ""
    """Lower-case ending of the file's name with its dot, or empty: a hint, never proof."""

    @classmethod
    def of(cls, path: Path, content: bytes) -> Source:
        """A source named after its path."""
        return cls(str(path), content, path.suffix.lower())


class Reader(Protocol):
    """Reads one family of formats."""

    @property
    def name(self) -> str:
        """The format's name, as `Document.format` has it."""

    def recognises(self, source: Source) -> float:
        """How sure it is, 0 to 1, that the bytes are of its format; cheap, and raises nothing."""

    def read(self, source: Source) -> Document:
        """The document, or `InputError`; any other exception is a bug."""


class Segmenter(Protocol):
    """Finds the steps."""

    @property
    def name(self) -> str:
        """As signatures call it."""

    def segment(self, annotated: AnnotatedDocument) -> Course:
        """One step a passage, and the probability of every step; the same for the same text."""


class Reporter(Protocol):
    """Makes one kind of report of an assessment."""

    @property
    def name(self) -> str:
        """What ``--format`` calls it."""

    def render(self, assessment: Assessment, rubric: Rubric) -> str:
        """The whole report; a function of its arguments alone."""
