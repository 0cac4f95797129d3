"""A rubric's own examples: does each text earn the level that its author says?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.checking.rules import Rules
from grader.matchers.compile import CustomFactory
from grader.readers import read_text
from grader.schema.rubric import Rubric
from grader.text.annotated import annotate
from grader.text.embeddings import shipped


@dataclass(frozen=True, slots=True)
class ExampleOutcome:
    """One example and what the patterns made of it."""

    criterion: str
    index: int
    """Position among the criterion's examples, from 0."""
    text: str
    expected: int
    got: int

    @property
    def ok(self) -> bool:
        """The level is the author's."""
        return self.got == self.expected


def run_examples(rubric: Rubric, custom: Mapping[str, CustomFactory] | None = None) -> list[ExampleOutcome]:
    """Judge every example by the patterns alone, as if it stood where the criterion looks for evidence."""
    embeddings = shipped()
    rules = Rules(rubric, embeddings, custom)
    outcomes = []
    for criterion in rubric.criteria:
        for n, example in enumerate(criterion.examples):
            annotated = annotate(read_text(example.text, name=f"{criterion.id} example {n + 1}"), embeddings)
            shown = rules.find(rules.scan(annotated), steps=None)[criterion.id]
            outcomes.append(ExampleOutcome(criterion.id, n, example.text, example.level, shown.level))
    return outcomes
