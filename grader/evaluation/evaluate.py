"""Grade labelled texts and hold the result against each rater: what `grader evaluate` does."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from grader.errors import UsageError
from grader.evaluation.counts import Counts, counts, stacked
from grader.evaluation.figures import FIGURES, Figure, interval, resampled
from grader.evaluation.reading import Reading, of_assessment, of_record
from grader.made_of import fitted_on
from grader.pipeline import SHIPPED_MODEL, Grader
from grader.schema.assessment import Assessment
from grader.schema.rubric import Rubric
from grader.training.labelled import LabelledText
from grader.training.records import FORMS
from grader.training.units import words

_FOLD = re.compile(r"fold-\d{1,4}")
GRADES = {1: "poor", 2: "weak", 3: "good", 4: "strong"}


@dataclass(frozen=True)
class TextResult:
    """One text: what the grader says, and how it compares with each rater."""

    id: str
    form: str
    grade: int
    """The first rater's, 1 to 4."""
    words: int
    reading: Reading
    status: str
    against: dict[str, Counts]
    """By rater."""
    seen: bool | None
    """The model was fitted on this text: agreement with it is no measure. None where the model does not say."""


@dataclass(frozen=True)
class Evaluation:
    """All texts, in the data set's order."""

    signature: str
    criteria: tuple[str, ...]
    results: tuple[TextResult, ...]

    @property
    def raters(self) -> list[str]:
        """Raters of any text."""
        return sorted({r for t in self.results for r in t.against})

    @property
    def seen(self) -> int:
        """Texts that the model was fitted on."""
        return sum(t.seen is True for t in self.results)

    @property
    def unknown(self) -> int:
        """Texts of which the model does not say whether it was fitted on them."""
        return sum(t.seen is None for t in self.results)

    def counts(self, rater: str, of: Callable[[TextResult], bool] = lambda _: True) -> Counts | None:
        """The stacked counts against one rater, of the texts that ``of`` keeps; None where there are none."""
        kept = [t.against[rater] for t in self.results if rater in t.against and of(t)]
        return stacked(kept) if kept else None

    @cached_property
    def headline(self) -> dict[str, dict[str, Figure]]:
        """By rater the figures of all texts, and as ``mean`` their mean where two raters labelled the same texts."""
        drawn = {r: resampled(c) for r in self.raters if (c := self.counts(r)) is not None}
        found = {r: {name: interval(values) for name, values in d.items()} for r, d in drawn.items()}
        if len(drawn) > 1 and all(len(t.against) == len(drawn) for t in self.results):
            # The same texts are drawn for each rater, so the mean has an interval of its own.
            found["mean"] = {name: interval(np.mean([d[name] for d in drawn.values()], axis=0)) for name in FIGURES}
        return found

    @property
    def main(self) -> dict[str, Figure]:
        """The mean of the raters where there is one, else the first rater's figures."""
        return self.headline.get("mean") or self.headline[self.raters[0]]

    def groups(self) -> dict[str, Callable[[TextResult], bool]]:
        """All texts, texts of one form, and texts of one grade, as far as there are any."""
        found: dict[str, Callable[[TextResult], bool]] = {"all texts": lambda _: True}
        for form in FORMS:
            if any(t.form == form for t in self.results):
                found[form] = lambda t, form=form: t.form == form  # type: ignore[misc]
        for grade, name in GRADES.items():
            if any(t.grade == grade for t in self.results):
                found[name] = lambda t, grade=grade: t.grade == grade  # type: ignore[misc]
        return found


Assess = Callable[[LabelledText], Assessment]


def evaluate(
    texts: Sequence[LabelledText],
    rubric: Rubric,
    assess: Assess,
    seen: Callable[[LabelledText], bool | None] = lambda _: False,
    say: Callable[[int, int], None] = lambda *_: None,
) -> Evaluation:
    """Grade each text with ``assess`` and compare. ``say`` hears of progress: texts done, of how many."""
    criteria = tuple(c.id for c in rubric.criteria)
    results: list[TextResult] = []
    signatures: dict[str, None] = {}
    for n, text in enumerate(texts):
        assessment = assess(text)
        signatures[assessment.signature.rpartition("|reader:")[0]] = None
        reading = of_assessment(assessment, text.units)
        sizes = [len(words(u)) for u in text.units]
        against = {r: counts(reading, of_record(record), sizes, criteria) for r, record in text.records.items()}
        grade = next(iter(text.records.values())).overall
        status = assessment.scorecard.status
        results.append(TextResult(text.id, text.form, grade, sum(sizes), reading, status, against, seen(text)))
        say(n + 1, len(texts))
    first, *others = signatures
    signature = f"{first} and {len(others)} other models" if others else first
    return Evaluation(signature, criteria, tuple(results))


class Models:
    """The model that each text is graded by: one for all, or, of a folder of folds, the one that has not seen it."""

    def __init__(self, folder: Path | None, rubric: Rubric | None = None) -> None:
        self._rubric, self._folder = rubric, folder
        self._fold_of: dict[str, str] = {}
        self._graders: dict[Path | None, Grader] = {}
        self._fitted_on: dict[Path, frozenset[str] | None] = {}
        listed = folder / "folds.json" if folder else None
        if listed is not None and listed.exists():
            try:
                self._fold_of = dict(json.loads(listed.read_text(encoding="utf-8")))
                if not all(isinstance(f, str) and _FOLD.fullmatch(f) for f in self._fold_of.values()):
                    raise ValueError("a fold is called fold-N")
            except (OSError, ValueError, TypeError) as e:
                raise UsageError(
                    f"{listed}: no list of folds ({e}); write it again with 'grader train --folds'"
                ) from None

    def assess(self, text: LabelledText) -> Assessment:
        """The assessment by the model that has not seen the text, where there is one."""
        folder = self._model_of(text)
        if folder not in self._graders:
            self._graders[folder] = Grader(self._rubric, folder)
        return self._graders[folder].assess_source(text.source)

    def seen(self, text: LabelledText) -> bool | None:
        """Was the model that grades the text fitted on it? None where it does not say what it was fitted on."""
        folder = self._model_of(text) or SHIPPED_MODEL
        if folder not in self._fitted_on:
            self._fitted_on[folder] = fitted_on(folder)
        known = self._fitted_on[folder]
        return None if known is None else text.digest in known

    def _model_of(self, text: LabelledText) -> Path | None:
        if not self._fold_of or self._folder is None:
            return self._folder
        fold = self._fold_of.get(text.id)
        if fold is None:
            raise UsageError(f"{self._folder}: no fold has held out {text.id}; train the folds with its data set too")
        return self._folder / fold
