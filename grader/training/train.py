"""Fit the weights that ship, or one model a fold to measure with: what `grader train` does."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from grader.errors import UsageError
from grader.rubric import default_rubric
from grader.training.fit import fit, folds
from grader.training.labelled import LabelledText, load


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
    say(f"{len(labelled)} texts, {sum(len(t.annotated.passages) for t in labelled)} passages")
    if not fold_count:
        fit(labelled, rubric).save(out)
        return
    unseen: dict[str, str] = {}
    for number, (train_on, held) in enumerate(folds(labelled, fold_count)):
        fit([labelled[n] for n in train_on], rubric).save(out / f"fold-{number}")
        unseen.update({labelled[n].id: f"fold-{number}" for n in held})
        say(f"fold {number}: fitted on {len(train_on)} texts, {len(held)} held out")
    (out / "folds.json").write_text(json.dumps(unseen, indent=1, sort_keys=True) + "\n", encoding="utf-8")
