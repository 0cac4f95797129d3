"""Labelled texts as the fit sees them: numbers and labels, no words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from grader.checking.applicability import LEAST, design_likeness
from grader.checking.features import Hits
from grader.checking.rules import Rules
from grader.readers import read
from grader.schema.segmentation import STEPS
from grader.segmenters.course import Course
from grader.segmenters.seen import Rows, Seen, see
from grader.text.annotated import AnnotatedDocument, annotate
from grader.text.embeddings import shipped
from grader.text.proper import proper
from grader.training.labelled import LabelledText
from grader.training.records import LabelRecord
from grader.training.units import passage_units
from grader.voices.assign import with_voices
from grader.voices.learned import LearnedVoices

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Lesson:
    """One labelled text."""

    id: str
    author: str
    tuned_on: bool
    """The rubric's patterns were written beside this text."""
    own: bool
    """It was written for the project, and is not somebody else's."""
    digest: str
    """SHA-256 of the text."""
    seen: Seen
    unit_of: Whole
    """The labelled unit that each passage lies in; -1 for none."""
    interview: bool
    """It is taken for an interview or a design: what is not is never shown to the models."""
    records: Mapping[str, LabelRecord]
    find: Callable[[Course], Hits]
    """What the patterns find when the steps are these."""
    course: Course | None = None
    """The course that a model which had not seen the text gave it, where this is known from before."""

    @property
    def _first(self) -> LabelRecord:
        return next(iter(self.records.values()))

    @property
    def levels_only(self) -> bool:
        """Its steps and evidence are not known."""
        return self._first.levels_only

    @cached_property
    def steps(self) -> Whole:
        """Number of the step of each passage, by the first rater."""
        of_unit = self._first.step_of_unit
        steps, last = [], STEPS.index("other")
        for unit in self.unit_of:
            last = of_unit[unit] if unit >= 0 else last
            steps.append(last)
        return np.asarray(steps, dtype=np.int64)

    @property
    def levels(self) -> dict[str, int | None]:
        """By criterion, by the first rater; None where it cannot apply."""
        return self._first.levels

    def evidence(self, criteria: Sequence[str]) -> NDArray[np.float64]:
        """How strongly raters named each passage as evidence: ``[passages, criteria]``, 1 at level 2, .7 at level 1."""
        table = np.zeros((len(self.unit_of), len(criteria)))
        for record in self.records.values():
            for k, criterion in enumerate(criteria):
                said = record.criteria.get(criterion)
                if said is not None and said.level in (1, 2):
                    named = np.isin(self.unit_of, said.units)
                    table[named, k] = np.maximum(table[named, k], 1.0 if said.level == 2 else 0.7)
        return table


def quantised(sums: Rows) -> tuple[NDArray[np.int8], Rows]:
    """Whole numbers up to 127, and what one is worth in each row."""
    scale = np.maximum(np.abs(sums).max(axis=1, initial=0.0), 1e-6) / np.float32(127)
    return np.rint(sums / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def restored(whole: NDArray[np.int8], scale: Rows) -> Rows:
    """The sums, as near as they are kept."""
    return np.asarray(whole.astype(np.float32) * scale[:, None], dtype=np.float32)


def coarse(seen: Seen) -> Seen:
    """The text with its embeddings as near as they are kept: a fit sees no finer ones, wherever it gets them from."""
    return replace(seen, sums=restored(*quantised(seen.sums)))


def annotated_text(text: LabelledText, voices: LearnedVoices) -> AnnotatedDocument:
    """The interview proper in the text, its voices told apart, as the grader sees it."""
    return proper(annotate(with_voices(read(text.source), voices), shipped()))[0]


def study(text: LabelledText, annotated: AnnotatedDocument, rules: Rules, criteria: Sequence[str]) -> Lesson:
    """A text that was read, with its labels laid on its passages."""
    scan = rules.scan(annotated)
    where = passage_units(text.units, annotated)
    return Lesson(
        text.id,
        text.author,
        text.tuned_on,
        text.own,
        text.digest,
        coarse(see(annotated)),
        np.asarray([-1 if u is None else u for u in where], dtype=np.int64),
        design_likeness(annotated) >= LEAST,
        text.records,
        lambda course: Hits.of(annotated, rules.find(scan, course.steps), criteria),
    )
