"""A data set made of people's ratings, from which levels are learned and steps are not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from grader.errors import UsageError
from grader.training.labelled import units_of
from grader.training.records import CriterionLabel, LabelRecord

_LEVELS: tuple[Literal[0], Literal[1], Literal[2]] = (0, 1, 2)
FEWEST = 30
"""Texts below which ratings teach nothing that would hold."""


@dataclass(frozen=True)
class RatedText:
    """One submission, and the level that its raters together give each criterion; None: it does not apply."""

    name: str
    suffix: str
    """Of its file, with the dot."""
    content: bytes
    levels: Mapping[str, int | None]
    overall: int
    """1 poor to 4 strong."""


def together(levels: list[float | None]) -> int | None:
    """One level of several ratings of a text on a criterion: their mean, halves up; None where most say that it does
    not apply.
    """
    given = [x for x in levels if x is not None]
    if 2 * len(given) < len(levels) or not given:
        return None
    return int(sum(given) / len(given) + 0.5)


def write_rated(folder: Path, texts: Iterable[RatedText]) -> int:
    """Write ``texts.json``, ``texts/`` and ``labels/A`` into a folder that is there; how many texts they hold.

    Each text is a writer of its own, so that folds are by interview. `UsageError` where there are fewer than `FEWEST`.
    """
    (folder / "texts").mkdir()
    (folder / "labels" / "A").mkdir(parents=True)
    entries = []
    for n, text in enumerate(texts):
        id_ = f"rated-{n:05d}"
        path = folder / "texts" / f"{id_}{text.suffix}"
        path.write_bytes(text.content)
        units = len(units_of(path)[1])
        if not units:
            path.unlink()
            continue
        labels = {c: CriterionLabel(level="na" if x is None else _LEVELS[x]) for c, x in text.levels.items()}
        record = LabelRecord(
            id=id_,
            steps=((0, units - 1, "other"),),
            criteria=labels,
            overall=text.overall,
            levels_only=True,
        )
        entries.append({"id": id_, "file": path.name, "split": "learn", "author": id_, "name": text.name})
        _write(folder / "labels" / "A" / f"{id_}.json", record.model_dump(mode="json"))
    if len(entries) < FEWEST:
        raise UsageError(f"{len(entries)} rated texts are too few to learn from; {FEWEST} are needed")
    _write(folder / "texts.json", entries)
    return len(entries)


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
