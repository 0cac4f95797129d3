"""What a fit needs of texts that cannot be shipped: their numbers in one file, with no word of them.

A fit from these numbers is the same, to the byte, as one from the texts.
"""

from __future__ import annotations

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
from grader.segmenters.seen import Seen
from grader.training.labelled import author_of, listed, records_of, tuned_on
from grader.training.lessons import Lesson, quantised, restored

FORMAT = 1
_BY_PASSAGE = tuple(f.name for f in fields(Seen) if f.name not in ("talk", "sums"))


def save_numbers(
    path: Path, lessons: Sequence[Lesson], courses: Mapping[str, Course], hits: Mapping[str, Hits]
) -> None:
    """Write the numbers of these texts, and what their judge was fitted on."""
    whole, scale = zip(*(quantised(t.seen.sums) for t in lessons), strict=True)
    kept = [_kept(t, courses.get(t.id), hits.get(t.id)) for t in lessons]
    arrays: dict[str, Any] = {
        "format": np.int64(FORMAT),
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


def load_numbers(path: Path, dataset: Path) -> list[Lesson]:
    """The texts of a data set from their numbers and its labels; UsageError where the file is none of this version."""
    try:
        with np.load(path, allow_pickle=False) as z:
            if int(z["format"]) != FORMAT:
                raise ValueError(f"numbers of format {int(z['format'])}; this version reads {FORMAT}")
            arrays = {name: z[name] for name in z.files}
        ids, digests = (arrays[name].tobytes().decode("ascii").split("\n") for name in ("ids", "digests"))
    except (OSError, KeyError, ValueError, EOFError, BadZipFile) as e:
        raise UsageError(f"{path}: no numbers here ({type(e).__name__}: {e}); give the texts with --texts") from None
    entries = {e.id: e for e in listed(dataset)}
    missing = [i for i in ids if i not in entries]
    if missing:
        raise UsageError(f"{path}: has {missing[0]}, which texts.json has not; write it again with --numbers")
    ends = np.cumsum(arrays["sizes"])
    found = []
    for n, (name, digest) in enumerate(zip(ids, digests, strict=True)):
        part = slice(int(ends[n] - arrays["sizes"][n]), int(ends[n]))
        entry = entries[name]
        rows = {field: arrays[field][part] for field in _BY_PASSAGE}
        rows = {k: v.astype(np.int64) if v.dtype == np.int32 else v for k, v in rows.items()}
        hits = Hits(
            arrays["counts"][part], arrays["sentences"][n].astype(np.int64), arrays["levels"][n].astype(np.int64)
        )
        course = Course(steps_of(arrays["steps"][part].tolist()), arrays["probabilities"][part])
        found.append(
            Lesson(
                name,
                author_of(entry),
                tuned_on(entry),
                not entry.source,
                digest,
                Seen(bool(arrays["talk"][n]), restored(arrays["sums"][part], arrays["scales"][part]), **rows),
                arrays["unit_of"][part].astype(np.int64),
                bool(arrays["interview"][n]),
                records_of(dataset, name),
                _finding(hits),
                course,
            )
        )
    return found
