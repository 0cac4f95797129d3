"""Texts with labels: a list of texts, one label record a text and rater, and the texts themselves in a folder."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.errors import UsageError
from grader.protocols import Source
from grader.readers import read
from grader.schema.segmentation import STEPS
from grader.text.annotated import AnnotatedDocument, annotate
from grader.text.embeddings import shipped
from grader.training.units import CUTS, passage_units

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
    """The rubric's patterns were written beside this text (split ``train``)."""


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
        said = said.replace("-->", "->").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        out += [f"{stamp(at)} --> {stamp(until)}", said, ""]
    return "\n".join(out)


def load(dataset: Path, texts: Path, raters: tuple[str, ...] = ("A", "B")) -> list[LabelledText]:
    """The texts of ``dataset/texts.json`` that lie in ``texts`` with the bytes that were labelled.

    UsageError where a text differs from the labelled one. Texts that are not there are left out.
    """
    found = []
    for entry in json.loads((dataset / "texts.json").read_text(encoding="utf-8")):
        path = texts / entry["file"]
        if not path.exists():
            continue
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != entry["sha256"]:
            raise UsageError(f"{path}: not the text that was labelled; rebuild it with datasets/public/rebuild.py")
        records = [
            json.loads(p.read_text(encoding="utf-8")) for p in (dataset / "labels" / r / f"{entry['id']}.json" for r in raters) if p.exists()
        ]
        if records:
            found.append(_labelled(entry, content.decode("utf-8"), records))
    return found


def _labelled(entry: dict[str, Any], text: str, records: list[dict[str, Any]]) -> LabelledText:
    timed = entry["cut"] == "captions"
    name = entry["id"] + (".vtt" if timed else Path(entry["file"]).suffix)
    source = Source(name, (timed_lines_to_vtt(text) if timed else text).encode(), Path(name).suffix)
    annotated = annotate(read(source), shipped())
    units = CUTS[entry["cut"]](text)
    if len(units) != entry["units"]:
        raise UsageError(f"{entry['file']}: cut into {len(units)} units, but was labelled in {entry['units']}")
    where = passage_units(units, annotated)
    of_unit: list[str] = ["other"] * len(units)
    for first, last, step in records[0]["steps"]:
        of_unit[first : last + 1] = [step] * (last - first + 1)
    steps, last_step = [], "other"
    for unit in where:
        last_step = of_unit[unit] if unit is not None else last_step
        steps.append(STEPS.index(last_step))  # type: ignore[arg-type]
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
    author = entry["id"] if timed else entry["source"].split("@")[0]
    return LabelledText(entry["id"], author, annotated, np.asarray(steps), levels, evidence, int(records[0]["overall"]), entry["split"] == "train")
