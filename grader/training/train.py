"""Fit the weights that ship, or one model a fold to measure with: what `grader train` does."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from grader.errors import UsageError
from grader.rubric import default_rubric
from grader.training.fit import fit, folds
from grader.training.labelled import LabelledText, lesson, load


def train(
    datasets: Sequence[Path],
    texts: Path | None,
    out: Path,
    fold_count: int = 0,
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Write a model into ``out``; with folds, one model a fold into ``out/fold-N``, and ``out/folds.json``, which says
    of each text which fold's model has not seen it (nor another text of its author).

    UsageError where no text of the data set is found.
    """
    rubric = default_rubric()
    labelled: list[LabelledText] = []
    for dataset in datasets:
        found = load(dataset, texts)
        if not found:
            raise UsageError(f"{dataset}: none of its labelled texts was found; its README says how to rebuild them")
        labelled += found
    lessons = [lesson(t) for t in labelled]
    say(f"{len(lessons)} texts, {sum(len(t.annotated.passages) for t in lessons)} passages")
    if not fold_count:
        fit(lessons, rubric).save(out)
        _say_fitted_on(out, labelled)
        return
    unseen: dict[str, str] = {}
    for number, (train_on, held) in enumerate(folds(lessons, fold_count)):
        fit([lessons[n] for n in train_on], rubric).save(out / f"fold-{number}")
        _say_fitted_on(out / f"fold-{number}", [labelled[n] for n in train_on])
        unseen.update({labelled[n].id: f"fold-{number}" for n in held})
        say(f"fold {number}: fitted on {len(train_on)} texts, {len(held)} held out")
    (out / "folds.json").write_text(json.dumps(unseen, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _say_fitted_on(model: Path, texts: Sequence[LabelledText]) -> None:
    """Beside the weights, the SHA-256 of each text they were fitted on: who measures must know what was seen."""
    listed = json.dumps(sorted(t.digest for t in texts), indent=0)
    (model / "fitted-on.json").write_text(listed + "\n", encoding="utf-8")
