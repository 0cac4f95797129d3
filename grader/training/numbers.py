"""What a fit needs of texts that cannot be shipped: their numbers in one file, with no word of them.

A fit from these numbers, beside the same other data sets, is the same to the byte as one from the texts. They hold for
the patterns of one rubric: what these matched is among them.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from grader.checking.features import Hits
from grader.errors import UsageError
from grader.schema.segmentation import STEPS
from grader.segmenters.course import Course, steps_of
from grader.segmenters.seen import CUES, KINDS, MARK_NAMES, Seen
from grader.text.embeddings import shipped
from grader.training.labelled import author_of, listed, records_of, tuned_on
from grader.training.lessons import Lesson, quantised, restored

FORMAT = 2
HELD = "held"
"""The split that nothing is ever fitted on: the project's own figures are measured on it."""
_BY_PASSAGE = tuple(f.name for f in fields(Seen) if f.name not in ("talk", "sums"))


def save_numbers(
    path: Path, lessons: Sequence[Lesson], courses: Mapping[str, Course], hits: Mapping[str, Hits], rubric: str
) -> None:
    """Write the numbers of these texts, and what their judge was fitted on; ``rubric`` is its digest (`judged`)."""
    whole, scale = zip(*(quantised(t.seen.sums) for t in lessons), strict=True)
    kept = [_kept(t, courses.get(t.id), hits.get(t.id)) for t in lessons]
    arrays: dict[str, Any] = {
        "format": np.int64(FORMAT),
        "rubric": np.frombuffer(rubric.encode("ascii"), dtype=np.uint8),
        "ids": np.frombuffer("\n".join(t.id for t in lessons).encode("ascii"), dtype=np.uint8),
        "digests": np.frombuffer("\n".join(t.digest for t in lessons).encode("ascii"), dtype=np.uint8),
        "sizes": np.asarray([len(t.seen.words) for t in lessons], dtype=np.int32),
        "talk": np.asarray([t.seen.talk for t in lessons]),
        "interview": np.asarray([t.interview for t in lessons]),
        "sums": np.concatenate(whole),
        "scales": np.concatenate(scale),
        "unit_of": np.concatenate([t.unit_of for t in lessons]).astype(np.int16),
        "steps": np.concatenate([k[0] for k in kept]),
        "probabilities": np.concatenate([k[1] for k in kept]),
        "counts": np.concatenate([k[2] for k in kept]),
        "sentences": np.stack([k[3] for k in kept]).astype(np.int16),
        "levels": np.stack([k[4] for k in kept]).astype(np.int8),
    }
    for name in _BY_PASSAGE:
        values = np.concatenate([getattr(t.seen, name) for t in lessons])
        arrays[name] = values.astype(np.int32) if values.dtype == np.int64 else values
    np.savez_compressed(path, **arrays)


def _kept(t: Lesson, course: Course | None, hits: Hits | None) -> tuple[NDArray[Any], ...]:
    """Course and matches, or zeros of a text that is no interview."""
    n, criteria = len(t.seen.words), len(next(iter(t.records.values())).criteria)
    if course is None or hits is None:
        return (
            np.zeros(n, dtype=np.uint8),
            np.zeros((n, len(STEPS)), dtype=np.float32),
            np.zeros((n, criteria, 2), dtype=np.uint8),
            np.zeros((criteria, 2)),
            np.zeros(criteria),
        )
    steps = np.asarray([STEPS.index(s) for s in course.steps], dtype=np.uint8)
    return steps, course.probabilities.astype(np.float32), hits.counts, hits.sentences, hits.levels


def _finding(hits: Hits) -> Callable[[Course], Hits]:
    """What the patterns found, whatever the course: they were kept for the course that is kept beside them."""
    return lambda _: hits


def load_numbers(path: Path, dataset: Path, rubric: str) -> list[Lesson]:
    """The texts of a data set from their numbers and its labels, without those held out.

    UsageError where the file is none of this version, is damaged, or was written for other patterns than those of the
    rubric of this digest.
    """
    try:
        with np.load(path, allow_pickle=False) as z:
            if int(z["format"]) != FORMAT:
                raise ValueError(f"numbers of format {int(z['format'])}; this version reads {FORMAT}")
            arrays = {name: z[name] for name in z.files}
        if arrays["rubric"].tobytes().decode("ascii") != rubric:
            raise ValueError("written for other patterns than the rubric's")
        return _lessons(arrays, dataset)
    except UsageError:
        raise
    except (OSError, KeyError, ValueError, IndexError, TypeError, EOFError, RuntimeError, BadZipFile, zlib.error) as e:
        raise UsageError(f"{path}: no numbers here ({type(e).__name__}: {e}); give the texts with --texts") from None


def _lessons(arrays: dict[str, Any], dataset: Path) -> list[Lesson]:
    ids, digests = (arrays[name].tobytes().decode("ascii").split("\n") for name in ("ids", "digests"))
    entries = {e.id: e for e in listed(dataset)}
    ends = np.cumsum(arrays["sizes"])
    _check(arrays, int(ends[-1]))
    found = []
    for n, (name, digest) in enumerate(zip(ids, digests, strict=True)):
        entry, records = entries.get(name), records_of(dataset, name)
        if entry is None or not records:
            raise UsageError(f"{dataset}: the numbers are of {name}, which has no entry or no labels; write them again")
        if entry.split == HELD:
            continue
        part = slice(int(ends[n] - arrays["sizes"][n]), int(ends[n]))
        rows = {field: arrays[field][part] for field in _BY_PASSAGE}
        rows = {k: v.astype(np.int64) if v.dtype == np.int32 else v for k, v in rows.items()}
        if (rows["outer"] >= np.arange(len(rows["outer"]))).any() or rows["inner"].max(initial=-1) >= len(
            rows["inner"]
        ):
            raise ValueError(f"headings of {name} that stand above themselves")
        unit_of = arrays["unit_of"][part].astype(np.int64)
        if unit_of.max(initial=-1) >= next(iter(records.values())).units:
            raise ValueError(f"{name} has other units than its labels")
        hits = Hits(
            arrays["counts"][part], arrays["sentences"][n].astype(np.int64), arrays["levels"][n].astype(np.int64)
        )
        found.append(
            Lesson(
                name,
                author_of(entry),
                tuned_on(entry),
                not entry.source,
                digest,
                Seen(bool(arrays["talk"][n]), restored(arrays["sums"][part], arrays["scales"][part]), **rows),
                unit_of,
                bool(arrays["interview"][n]),
                records,
                _finding(hits),
                Course(steps_of(arrays["steps"][part].tolist()), arrays["probabilities"][part]),
            )
        )
    return found


def _check(arrays: dict[str, Any], passages: int) -> None:
    """ValueError where arrays are not as long as the passages, or hold what no text has."""
    if (arrays["sizes"] < 0).any():
        raise ValueError("a text of fewer than no passages")
    for name in (*_BY_PASSAGE, "sums", "scales", "unit_of", "steps", "probabilities", "counts"):
        if len(arrays[name]) != passages:
            raise ValueError(f"{name} is of {len(arrays[name])} passages, not {passages}")
    widths = {"cues": CUES, "marks": len(MARK_NAMES), "voices": 3, "names": len(STEPS), "sums": shipped().dimensions}
    for name, width in widths.items():
        if arrays[name].shape != (passages, width):
            raise ValueError(f"{name} of the shape {arrays[name].shape}")
    if arrays["counts"].shape[1:] != arrays["sentences"].shape[1:]:
        raise ValueError("matches of different criteria")
    if arrays["kinds"].max(initial=0) >= len(KINDS) or arrays["steps"].max(initial=0) >= len(STEPS):
        raise ValueError("a kind or step that is none")
    if not np.isfinite(arrays["scales"]).all() or not np.isfinite(arrays["probabilities"]).all():
        raise ValueError("numbers that are none")
