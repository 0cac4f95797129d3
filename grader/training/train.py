"""Fit the weights that ship, or one model a fold to measure with: what `grader train` does."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from grader.checking.learned import judged
from grader.checking.rules import Rules
from grader.errors import UsageError
from grader.made_of import FITTED_ON
from grader.pipeline import SHIPPED_MODEL
from grader.rubric import default_rubric
from grader.schema.rubric import Rubric
from grader.text.embeddings import shipped
from grader.training.fit import fit
from grader.training.folds import fold_of
from grader.training.labelled import load
from grader.training.lessons import Lesson, annotated_text, study
from grader.training.numbers import HELD, load_numbers, save_numbers
from grader.training.talks import is_of_voices, load_talks, read_talks, save_talks, talk_of
from grader.training.voices import Talk, fit_voices
from grader.voices.learned import LearnedVoices

VOICES = "voices.npz"
SHIPPED_VOICES = SHIPPED_MODEL / VOICES
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

    Voices are fitted to the data sets of voices among them; without any, the shipped ones are kept. ``numbers`` also
    writes what the fit used of texts that lie elsewhere into their data set. UsageError where no text of a data set is
    found.
    """
    rubric = default_rubric()
    talks = {d: talks_of(d, texts) for d in datasets if is_of_voices(d)}
    heard = [t for found in talks.values() for t in found]
    voices = fit_voices(heard) if heard else LearnedVoices.load(SHIPPED_VOICES)
    if heard:
        say(f"{len(heard)} talks, {sum(len(t.candidate) for t in heard)} pieces of speech")
    by_dataset = {d: lessons_of(d, texts, rubric, voices) for d in datasets if d not in talks}
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
        voices.save(out / VOICES)
        _say_fitted_on(out, lessons, heard)
        for dataset, found in by_dataset.items():
            if numbers and not any(t.own for t in found):
                save_numbers(dataset / NUMBERS, found, fitted.courses, fitted.hits, judged(rubric))
        for dataset, told in talks.items():
            if numbers:
                save_talks(dataset / NUMBERS, [t for t in told if t.real])
        return
    unseen: dict[str, str] = {}
    fold = fold_of([t.author for t in lessons], fold_count)
    for number in sorted(set(fold)):
        held = {t.id: t.author for t, f in zip(lessons, fold, strict=True) if f == number}
        known = [t for t in heard if t.id not in held and t.author not in held.values()]
        if heard:  # who speaks in a text that is held out must not be known either
            voices = fit_voices(known)
            anew = {t.id: t for d in by_dataset for t in lessons_of(d, texts, rubric, voices, talks_alone=True)}
            train_on = [anew.get(t.id, t) for t in lessons if t.id not in held]
        else:
            train_on = [t for t in lessons if t.id not in held]
        folder = out / f"fold-{number}"
        fit(train_on, rubric).save(folder)
        voices.save(folder / VOICES)
        _say_fitted_on(folder, train_on, known)
        unseen.update(dict.fromkeys(held, f"fold-{number}"))
        say(f"fold {number}: fitted on {len(train_on)} texts, {len(held)} held out")
    (out / "folds.json").write_text(json.dumps(unseen, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def lessons_of(
    dataset: Path,
    texts: Path | None,
    rubric: Rubric,
    voices: LearnedVoices | None = None,
    *,
    talks_alone: bool = False,
) -> list[Lesson]:
    """The texts of a data set that may be learned from; where they lie elsewhere and are not given, their numbers.

    ``voices`` tells them apart, the shipped ones unless given; ``talks_alone`` leaves out designs, in which nobody
    speaks.
    """
    if texts is None and (dataset / NUMBERS).exists():
        return load_numbers(dataset / NUMBERS, dataset, judged(rubric))
    criteria = [c.id for c in rubric.criteria]
    rules = Rules(rubric, shipped())
    chosen = voices or LearnedVoices.load(SHIPPED_VOICES)
    taught = [t for t in load(dataset, texts) if t.split != HELD and not (talks_alone and t.form == "design")]
    found = [study(t, annotated_text(t, chosen), rules, criteria) for t in taught]
    if not found and not talks_alone:
        raise UsageError(f"{dataset}: none of its labelled texts was found; its README says how to rebuild them")
    return found


def talks_of(dataset: Path, texts: Path | None) -> list[Talk]:
    """The talks of a data set of voices that may be learned from: its own, and those of others as texts or numbers."""
    own = [talk_of(t) for t in load_talks(dataset, texts) if not t.entry.named and t.entry.split != HELD]
    if texts is None and (dataset / NUMBERS).exists():
        own += read_talks(dataset / NUMBERS)
    return own


def _say_fitted_on(model: Path, lessons: Sequence[Lesson], heard: Sequence[Talk] = ()) -> None:
    """Beside the weights, the SHA-256 of each text they were fitted on: who measures must know what was seen."""
    listed = json.dumps(sorted({t.digest for t in lessons} | {t.digest for t in heard}), indent=0)
    (model / FITTED_ON).write_text(listed + "\n", encoding="utf-8")
