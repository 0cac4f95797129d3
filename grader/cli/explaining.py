"""One submission examined as grading examines it, for `grader rubric explain`."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from grader.checking.explain import explain
from grader.cli.grading import grader_for, source_of
from grader.errors import UsageError
from grader.made_of import matchers_of, readers_for
from grader.readers import BUILT_IN, read, with_candidate, with_roles
from grader.reporters.wording import place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.schema.document import Document, DocumentKind, Role


@dataclass(frozen=True, slots=True)
class Chosen:
    """A submission and how it is to be read, in the words of the command line."""

    file: str
    candidate: str | None = None
    kind: DocumentKind | None = None
    input_format: str | None = None
    roles: Mapping[str, Role] | None = None

    def read(self) -> Document:
        """The document as grading reads it; `InputError` where it cannot be."""
        source = source_of(self.file)
        document = read(source, (*readers_for(self.input_format), *BUILT_IN), self.input_format, self.kind)
        if self.candidate is not None:
            document = with_candidate(document, self.candidate, source.name)
        return with_roles(document, self.roles, source.name) if self.roles else document


def explained(
    rubric: str, submission: Chosen, criterion: str | None, model: Path | None, segmenter: str | None = None
) -> str:
    """The explanation; `InputError` for a submission that cannot be read, `UsageError` for an unknown criterion."""
    grader = grader_for(rubric, model, segmenter=segmenter)
    chosen = grader.rubric
    ids = [c.id for c in chosen.criteria]
    if criterion is not None and criterion not in ids:
        near = get_close_matches(criterion, ids, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(ids)}"
        raise UsageError(f"no criterion {criterion!r} in {rubric}; {hint}")
    found = grader.examine(submission.read())
    annotated, course, shown = found.annotated, found.course, found.shown
    judge = grader._judge
    judgement = judge.judge(annotated, course, shown) if judge and annotated.passages else None
    return explain(chosen, (annotated, course, shown), judgement, criterion, matchers_of(chosen), place=place)
