"""Texts with labels: a list of texts, one label record a text and rater, and the texts themselves in a folder."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.errors import UsageError
from grader.protocols import Source
from grader.readers import decode, read, read_source
from grader.schema.segmentation import STEPS
from grader.text.annotated import AnnotatedDocument, annotate
from grader.text.embeddings import shipped
from grader.training.units import CUTS, cut_of, passage_units, timed_lines

_TIMED = re.compile(r"\[(?:(\d+):)?(\d+):(\d\d)\]\s?(.*)$")


@dataclass(frozen=True)
class LabelledText:
    """One text as the fit sees it. ``author`` groups folds: a recording is its own, other texts go by repository."""

    id: str
    author: str
    annotated: AnnotatedDocument
    steps: NDArray[np.int64]
    """Number of the step of each passage."""
    levels: dict[str, int | None]
    """By criterion; None where the rater found that it cannot apply."""
    evidence: dict[str, dict[int, float]]
    """By criterion, passages that a rater named and how strongly: 1 at level 2, .7 at level 1."""
    overall: int
    tuned_on: bool
    """The rubric's patterns were written beside this text (split ``train``, and the project's own)."""


def timed_lines_to_vtt(text: str) -> str:
    """Caption lines ``[h:mm:ss] words`` as WebVTT, each until the next begins."""
    cues = []
    for line in text.splitlines():
        m = _TIMED.match(line.strip())
        if m:
            cues.append((int(m[1] or 0) * 3600 + int(m[2]) * 60 + int(m[3]), m[4].strip()))

    def stamp(seconds: int) -> str:
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.000"

    out = ["WEBVTT", ""]
    for n, (at, said) in enumerate(cues):
        until = max(cues[n + 1][0] if n + 1 < len(cues) else at + 4, at + 1)
        out += [f"{stamp(at)} --> {stamp(until)}", escape(said.replace("-->", "->"), quote=False), ""]
    return "\n".join(out)


RATERS = ("A", "B")


def load(dataset: Path, texts: Path | None) -> list[LabelledText]:
    """The labelled texts of a data set: those that ``texts.json`` points to and that lie in ``texts``, or, where there
    is no such file, the data set's own, each beside its label record's name.

    UsageError where a text differs from the labelled one. Texts that are not there are left out.
    """
    if not (dataset / "texts.json").exists():
        return _own(dataset)
    if texts is None:
        raise UsageError(f"{dataset}: points to texts that are elsewhere; say with --texts where they lie")
    found = []
    for entry in json.loads((dataset / "texts.json").read_text(encoding="utf-8")):
        path = texts / entry["file"]
        if not path.exists():
            continue
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != entry["sha256"]:
            raise UsageError(f"{path}: not the text that was labelled; rebuild it with datasets/public/rebuild.py")
        records = [
            json.loads(p.read_text(encoding="utf-8"))
            for p in (dataset / "labels" / r / f"{entry['id']}.json" for r in RATERS)
            if p.exists()
        ]
        if records:
            found.append(_pointed(entry, content.decode("utf-8"), records))
    return found


def _own(dataset: Path) -> list[LabelledText]:
    """Texts of a data set that holds them: ``NAME.*`` or ``texts/NAME.*`` for each label record ``RATER/NAME.json``, in
    the data set's ``labels`` or, where only texts may lie in its folder, in ``labels/DATASET`` beside it.
    """
    labels = dataset / "labels"
    if not labels.is_dir():
        labels = dataset.parent / "labels" / dataset.name
    records: dict[str, list[dict[str, Any]]] = {}
    for rater in RATERS:
        for path in sorted((labels / rater).glob("*.json")):
            records.setdefault(path.stem, []).append(json.loads(path.read_text(encoding="utf-8")))
    found = []
    for name, given in records.items():
        for path in sorted([*dataset.glob(f"{name}.*"), *(dataset / "texts").glob(f"{name}.*")])[:1]:
            source = read_source(path)
            document = read(source)
            cut = cut_of(path.suffix, document)
            units = CUTS[cut](timed_lines(document) if cut == "captions" else decode(source)[0])
            found.append(_labelled(name, name, annotate(document, shipped()), units, given, tuned_on=True))
    return found


def _pointed(entry: dict[str, Any], text: str, records: list[dict[str, Any]]) -> LabelledText:
    """A text that is somebody else's: recordings were labelled as timed lines, the rest as it is."""
    timed = entry["cut"] == "captions"
    name = entry["id"] + (".vtt" if timed else Path(entry["file"]).suffix)
    source = Source(name, (timed_lines_to_vtt(text) if timed else text).encode(), Path(name).suffix)
    author = entry["id"] if timed else entry["source"].split("@")[0]
    annotated = annotate(read(source), shipped())
    return _labelled(
        entry["id"], author, annotated, CUTS[entry["cut"]](text), records, tuned_on=entry["split"] == "train"
    )


def _labelled(
    name: str,
    author: str,
    annotated: AnnotatedDocument,
    units: list[str],
    records: list[dict[str, Any]],
    *,
    tuned_on: bool,
) -> LabelledText:
    labelled = records[0]["steps"][-1][1] + 1
    if len(units) != labelled:
        raise UsageError(f"{name}: cut into {len(units)} units, but was labelled in {labelled}")
    where = passage_units(units, annotated)
    of_unit: list[str] = ["other"] * len(units)
    for first, last, step in records[0]["steps"]:
        of_unit[first : last + 1] = [step] * (last - first + 1)
    steps, last_step = [], "other"
    for unit in where:
        last_step = of_unit[unit] if unit is not None else last_step
        steps.append(STEPS.index(last_step))
    by_unit: dict[int, list[int]] = {}
    for passage, unit in enumerate(where):
        if unit is not None:
            by_unit.setdefault(unit, []).append(passage)
    evidence: dict[str, dict[int, float]] = {}
    for record in records:
        for criterion, said in record["criteria"].items():
            if said["level"] in (1, 2):
                strength = 1.0 if said["level"] == 2 else 0.7
                marked = evidence.setdefault(criterion, {})
                for unit in said["units"]:
                    for passage in by_unit.get(unit, ()):
                        marked[passage] = max(marked.get(passage, 0.0), strength)
    levels = {c: None if said["level"] == "na" else int(said["level"]) for c, said in records[0]["criteria"].items()}
    return LabelledText(
        name, author, annotated, np.asarray(steps), levels, evidence, int(records[0]["overall"]), tuned_on
    )
