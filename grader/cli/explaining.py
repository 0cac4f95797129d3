"""One submission examined as grading examines it, for `grader rubric explain`."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from grader.checking.explain import explain
from grader.cli.grading import source_of
from grader.cli.rubrics import matchers_of, rubric_named
from grader.errors import UsageError
from grader.pipeline import Grader
from grader.readers import read, with_candidate


def explained(rubric: str, file: str, criterion: str | None, candidate: str | None, model: Path | None) -> str:
    """The explanation; `InputError` for a submission that cannot be read, `UsageError` for an unknown criterion."""
    chosen = rubric_named(rubric)
    ids = [c.id for c in chosen.criteria]
    if criterion is not None and criterion not in ids:
        near = get_close_matches(criterion, ids, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(ids)}"
        raise UsageError(f"no criterion {criterion!r} in {rubric}; {hint}")
    matchers = matchers_of(chosen)
    grader = Grader(chosen, model, matchers=matchers)
    document = read(source_of(file))
    if candidate is not None:
        document = with_candidate(document, candidate)
    annotated, course, shown = grader.examine(document)
    judge = grader._judge
    judgement = judge.judge(annotated, course, shown) if judge and annotated.passages else None
    return explain(chosen, (annotated, course, shown), judgement, criterion, matchers)
