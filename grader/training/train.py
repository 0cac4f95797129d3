"""Fit the weights that ship, or one model a fold to measure with: what `grader train` does."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from grader.checking.learned import judged
from grader.checking.rules import Rules
from grader.errors import UsageError
from grader.rubric import default_rubric
from grader.schema.rubric import Rubric
from grader.text.embeddings import shipped
from grader.training.fit import fit
from grader.training.folds import fold_of
from grader.training.labelled import load
from grader.training.lessons import Lesson, annotated_text, study
from grader.training.numbers import HELD, load_numbers, save_numbers

NUMBERS = "numbers.npz"
"""Of a data set that points to texts: what a fit needs of them, so that it can be had without them."""


def train(
    datasets: Sequence[Path],
    texts: Path | None,
    out: Path,
    fold_count: int = 0,
    numbers: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Write a model into ``out``; with folds, one model a fold into ``out/fold-N``, and ``out/folds.json``, which says
    of each text which fold's model has not seen it (nor another text of its author).

    ``numbers`` also writes what the fit used of texts that lie elsewhere into their data set. UsageError where no text
    of a data set is found.
    """
    rubric = default_rubric()
    by_dataset = {d: lessons_of(d, texts, rubric) for d in datasets}
    lessons = [t for found in by_dataset.values() for t in found]
    ids = [t.id for t in lessons]
    twice = next((i for i in ids if ids.count(i) > 1), None)
    if twice is not None:
        raise UsageError(f"{twice!r} is in two data sets; give one of them, or rename it")
    if fold_count and any(t.course is not None for t in lessons):
        # What is kept of them was found by models that had seen the texts a fold holds out.
        raise UsageError("folds cannot be fitted from numbers; give the texts with --texts")
    say(f"{len(lessons)} texts, {sum(len(t.seen.words) for t in lessons)} passages")
    if not fold_count:
        fitted = fit(lessons, rubric)
        fitted.save(out)
        _say_fitted_on(out, lessons)
        for dataset, found in by_dataset.items():
            if numbers and not any(t.own for t in found):
                save_numbers(dataset / NUMBERS, found, fitted.courses, fitted.hits, judged(rubric))
        return
    unseen: dict[str, str] = {}
    fold = fold_of([t.author for t in lessons], fold_count)
    for number in sorted(set(fold)):
        train_on = [t for t, f in zip(lessons, fold, strict=True) if f != number]
        fit(train_on, rubric).save(out / f"fold-{number}")
        _say_fitted_on(out / f"fold-{number}", train_on)
        unseen.update({t.id: f"fold-{number}" for t, f in zip(lessons, fold, strict=True) if f == number})
        say(f"fold {number}: fitted on {len(train_on)} texts, {len(lessons) - len(train_on)} held out")
    (out / "folds.json").write_text(json.dumps(unseen, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def lessons_of(dataset: Path, texts: Path | None, rubric: Rubric) -> list[Lesson]:
    """The texts of a data set that may be learned from; where they lie elsewhere and are not given, their numbers."""
    if texts is None and (dataset / NUMBERS).exists():
        return load_numbers(dataset / NUMBERS, dataset, judged(rubric))
    criteria = [c.id for c in rubric.criteria]
    rules = Rules(rubric, shipped())
    found = [study(t, annotated_text(t), rules, criteria) for t in load(dataset, texts) if t.split != HELD]
    if not found:
        raise UsageError(f"{dataset}: none of its labelled texts was found; its README says how to rebuild them")
    return found


def _say_fitted_on(model: Path, lessons: Sequence[Lesson]) -> None:
    """Beside the weights, the SHA-256 of each text they were fitted on: who measures must know what was seen."""
    listed = json.dumps(sorted(t.digest for t in lessons), indent=0)
    (model / "fitted-on.json").write_text(listed + "\n", encoding="utf-8")
