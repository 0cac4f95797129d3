"""Labelled texts: the labels, and the texts they are of, found, checked and cut into the units that labels name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from html import escape
from pathlib import Path

from grader.errors import UsageError
from grader.protocols import Source
from grader.readers import decode, read, read_source
from grader.schema.document import DocumentKind
from grader.training.records import Entry, Form, LabelRecord, read_entries, read_record
from grader.training.units import CUTS, TIMED, cut_of, timed_lines

RATERS = ("A", "B")


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
    own: bool
    """It lies in the data set, and is not somebody else's."""
    source: Source
    """What the grader is given."""
    units: tuple[str, ...]
    records: dict[str, LabelRecord]
    """By rater."""

    @property
    def digest(self) -> str:
        """SHA-256 of what the grader is given: models say by it what they were fitted on."""
        return hashlib.sha256(self.source.content).hexdigest()


def timed_lines_to_vtt(text: str) -> str:
    """Caption lines ``[h:mm:ss] words`` as WebVTT, each until the next begins."""
    cues = []
    for line in text.splitlines():
        m = TIMED.match(line.strip())
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
    own = dataset / "texts" if (dataset / "texts").is_dir() else dataset
    found = []
    for entry in listed(dataset):
        if entry.source and texts is None:
            raise UsageError(f"{dataset}: points to texts that are elsewhere; say with --texts where they lie")
        if split is not None and entry.split != split:
            continue
        path = (texts if entry.source and texts is not None else own) / entry.file
        records = records_of(dataset, entry.id)
        if records and path.exists():
            found.append(_pointed(entry, path, records) if entry.source else _own(entry, path, records))
    return found


def listed(dataset: Path) -> tuple[Entry, ...]:
    """The list of a data set's texts; UsageError where it has none."""
    for path in (dataset / "texts.json", _labels(dataset) / "texts.json"):
        if path.exists():
            return read_entries(path)
    raise UsageError(f"{dataset}: no data set: it has no texts.json that lists its texts (datasets/README.md)")


def records_of(dataset: Path, name: str) -> dict[str, LabelRecord]:
    """The label records of a text, by rater; UsageError where one is wrong."""
    paths = {r: _labels(dataset) / r / f"{name}.json" for r in RATERS}
    return {r: read_record(p) for r, p in paths.items() if p.exists()}


def author_of(entry: Entry) -> str:
    """Whose a text is, for folds: its writer, its repository, or, of a recording, itself."""
    if entry.author:
        return entry.author
    return entry.id if entry.form == "recorded" or not entry.source else entry.source.split("@")[0]


def tuned_on(entry: Entry) -> bool:
    """Were the rubric's patterns written beside this text?"""
    return entry.tuned_on if entry.tuned_on is not None else entry.split == "train"


def _labels(dataset: Path) -> Path:
    """In the data set, or, where only texts may lie in its folder, in ``labels/DATASET`` beside it."""
    inside = dataset / "labels"
    return inside if inside.is_dir() else dataset.parent / "labels" / dataset.name


def units_of(path: Path, cut: str | None = None) -> tuple[Source, list[str], DocumentKind]:
    """A text of one's own: what the grader is given, its units, and what kind of text it is taken for."""
    source = read_source(path)
    document = read(source)
    chosen = cut or cut_of(path.suffix, document)
    return source, CUTS[chosen](timed_lines(document) if chosen == "captions" else decode(source)[0]), document.kind


def _own(entry: Entry, path: Path, records: dict[str, LabelRecord]) -> LabelledText:
    source, units, kind = units_of(path, entry.cut)
    form: Form = entry.form if entry.kind else "recorded" if kind == "transcript" else "design"
    return _whole(entry, form, source, units, records)


def _pointed(entry: Entry, path: Path, records: dict[str, LabelRecord]) -> LabelledText:
    """A text that is somebody else's: recordings were labelled as timed lines, the rest as it is."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != entry.sha256:
        raise UsageError(f"{path}: not the text that was labelled; rebuild it with datasets/public/rebuild.py")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{path}: is no UTF-8; point to another text") from None
    cut = entry.cut or "blocks"
    timed = cut == "captions"
    suffix = ".vtt" if timed else path.suffix
    source = Source(entry.id + suffix, (timed_lines_to_vtt(text) if timed else text).encode(), suffix)
    return _whole(entry, entry.form, source, CUTS[cut](text), records)


def _whole(entry: Entry, form: Form, source: Source, units: list[str], records: dict[str, LabelRecord]) -> LabelledText:
    for record in records.values():
        if record.units != len(units):
            raise UsageError(f"{entry.id}: cut into {len(units)} units, but was labelled in {record.units}")
    return LabelledText(
        entry.id, author_of(entry), form, entry.split, tuned_on(entry), not entry.source, source, tuple(units), records
    )
