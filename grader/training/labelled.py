"""Labelled texts: the labels, and the texts they are of, found, checked and cut into the units that labels name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grader.errors import UsageError
from grader.protocols import Source
from grader.readers import decode, read, read_source
from grader.schema.segmentation import STEPS
from grader.text.annotated import AnnotatedDocument, annotate
from grader.text.embeddings import shipped
from grader.training.records import Entry, Form, LabelRecord, read_entries, read_record
from grader.training.units import CUTS, cut_of, passage_units, timed_lines

RATERS = ("A", "B")
_TIMED = re.compile(r"\[(?:(\d+):)?(\d+):(\d\d)\]\s?(.*)$")


@dataclass(frozen=True)
class LabelledText:
    """A text and what its raters say of it."""

    id: str
    author: str
    """Groups folds: a recording is its own author, other texts go by repository or writer."""
    form: Form
    split: str
    tuned_on: bool
    """The rubric's patterns were written beside this text."""
    source: Source
    """What the grader is given."""
    units: tuple[str, ...]
    records: dict[str, LabelRecord]
    """By rater."""

    @property
    def digest(self) -> str:
        """SHA-256 of what the grader is given: models say by it what they were fitted on."""
        return hashlib.sha256(self.source.content).hexdigest()


@dataclass(frozen=True)
class Lesson:
    """One text as the fit sees it."""

    id: str
    author: str
    annotated: AnnotatedDocument
    steps: NDArray[np.int64]
    """Number of the step of each passage."""
    levels: dict[str, int | None]
    """By criterion; None where the rater found that it cannot apply."""
    evidence: dict[str, dict[int, float]]
    """By criterion, passages that a rater named and how strongly: 1 at level 2, .7 at level 1."""
    tuned_on: bool


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


def load(dataset: Path, texts: Path | None = None, split: str | None = None) -> list[LabelledText]:
    """The labelled texts of a data set: those that its list points to and that lie in ``texts``, or its own.

    ``split`` keeps one split. UsageError where a text differs from the labelled one, or a label record is wrong; texts
    that are not there, and those without labels, are left out.
    """
    found = []
    for entry, path in _entries(dataset, texts):
        if split is not None and entry.split != split:
            continue
        records = {r: read_record(p) for r in RATERS if (p := _labels(dataset) / r / f"{entry.id}.json").exists()}
        if records and path.exists():
            found.append(_pointed(entry, path, records) if entry.source else _own(entry, path, records))
    return found


def _labels(dataset: Path) -> Path:
    """In the data set, or, where only texts may lie in its folder, in ``labels/DATASET`` beside it."""
    inside = dataset / "labels"
    return inside if inside.is_dir() else dataset.parent / "labels" / dataset.name


def _entries(dataset: Path, texts: Path | None) -> Iterator[tuple[Entry, Path]]:
    """Each text of the list and where it should lie; UsageError where there is no list, or nowhere to look."""
    listed = next((p for p in (dataset / "texts.json", _labels(dataset) / "texts.json") if p.exists()), None)
    if listed is None:
        raise UsageError(f"{dataset}: no data set: it has no texts.json that lists its texts (datasets/README.md)")
    own = dataset / "texts" if (dataset / "texts").is_dir() else dataset
    for entry in read_entries(listed):
        if entry.source and texts is None:
            raise UsageError(f"{dataset}: points to texts that are elsewhere; say with --texts where they lie")
        yield entry, (texts if entry.source and texts is not None else own) / entry.file


def _own(entry: Entry, path: Path, records: dict[str, LabelRecord]) -> LabelledText:
    source = read_source(path)
    document = read(source)
    cut = entry.cut or cut_of(path.suffix, document)
    units = CUTS[cut](timed_lines(document) if cut == "captions" else decode(source)[0])
    form: Form = entry.form if entry.kind else "recorded" if document.kind == "transcript" else "design"
    return _whole(entry, entry.author or entry.id, form, source, units, records)


def _pointed(entry: Entry, path: Path, records: dict[str, LabelRecord]) -> LabelledText:
    """A text that is somebody else's: recordings were labelled as timed lines, the rest as it is."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != entry.sha256:
        raise UsageError(f"{path}: not the text that was labelled; rebuild it with datasets/public/rebuild.py")
    text = content.decode("utf-8")
    cut = entry.cut or "blocks"
    timed = cut == "captions"
    suffix = ".vtt" if timed else path.suffix
    source = Source(entry.id + suffix, (timed_lines_to_vtt(text) if timed else text).encode(), suffix)
    author = entry.author or (entry.id if entry.form == "recorded" else entry.source.split("@")[0])
    return _whole(entry, author, entry.form, source, CUTS[cut](text), records)


def _whole(
    entry: Entry, author: str, form: Form, source: Source, units: list[str], records: dict[str, LabelRecord]
) -> LabelledText:
    for record in records.values():
        if record.units != len(units):
            raise UsageError(f"{entry.id}: cut into {len(units)} units, but was labelled in {record.units}")
    tuned_on = entry.tuned_on if entry.tuned_on is not None else entry.split == "train"
    return LabelledText(entry.id, author, form, entry.split, tuned_on, source, tuple(units), records)


def lesson(text: LabelledText) -> Lesson:
    """The text annotated and its labels laid on its passages; steps and levels are those of the first rater."""
    annotated = annotate(read(text.source), shipped())
    first = next(iter(text.records.values()))
    where = passage_units(text.units, annotated)
    of_unit = first.step_of_unit
    steps, last_step = [], STEPS.index("other")
    for unit in where:
        last_step = of_unit[unit] if unit is not None else last_step
        steps.append(last_step)
    by_unit: dict[int, list[int]] = {}
    for passage, unit in enumerate(where):
        if unit is not None:
            by_unit.setdefault(unit, []).append(passage)
    evidence: dict[str, dict[int, float]] = {}
    for record in text.records.values():
        for criterion, said in record.criteria.items():
            if said.level in (1, 2):
                strength = 1.0 if said.level == 2 else 0.7
                marked = evidence.setdefault(criterion, {})
                for unit in said.units:
                    for passage in by_unit.get(unit, ()):
                        marked[passage] = max(marked.get(passage, 0.0), strength)
    levels: dict[str, int | None] = {
        c: None if said.level == "na" else said.level for c, said in first.criteria.items()
    }
    return Lesson(text.id, text.author, annotated, np.asarray(steps), levels, evidence, text.tuned_on)
