"""A run as columns of numbers: what every table, picture and page of it is made from, read in one pass.

A submission takes about 150 bytes and its name, so that a million of them fit into memory.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.runs.records import STATES, Kept
from grader.schema.rubric import Rubric
from grader.schema.segmentation import STEPS, Step

INTERVIEW: tuple[Step, ...] = tuple(s for s in STEPS if s != "other")
"""The four steps."""
NOT_ASSESSED = -1
NO_GRADE = -2
"""In the table of levels: no level and a reason why, and a submission without a grade."""


@dataclass(frozen=True)
class Figures:
    """Columns of equal length, a submission each, by name; NaN or -1 where there is nothing."""

    ids: NDArray[np.int64]
    """Of the store."""
    names: Sequence[str]
    reasons: Sequence[str | None]
    """Why there is no grade."""
    states: NDArray[np.int8]
    """Indices into `STATES`."""
    applicable: NDArray[np.bool_]
    """Whether it has a grade, and is an interview or a design."""
    totals: NDArray[np.float64]
    bands: NDArray[np.int8]
    """Indices into the rubric's bands, from the lowest; -1 for none."""
    words: NDArray[np.int64]
    kinds: NDArray[np.int8]
    """0 a transcript, 1 a design, -1 neither."""
    formats: NDArray[np.int16]
    """Indices into ``format_names``."""
    format_names: Sequence[str]
    dimensions: NDArray[np.float32]
    """[submission, dimension], 0 to 100."""
    levels: NDArray[np.int8]
    """[submission, criterion]; `NOT_ASSESSED`, `NO_GRADE`."""
    not_probed: NDArray[np.bool_]
    """[submission, criterion]."""
    shares: NDArray[np.float32]
    """[submission, step of `INTERVIEW`], of the words of the four steps, 0 to 1."""
    minutes: NDArray[np.float32]
    """[submission, step of `INTERVIEW`]; NaN where the text has no times."""
    certainty: NDArray[np.float32]
    """Mean of the levels' confidence."""
    warnings: NDArray[np.uint64]
    """Bits: the nth is ``warning_codes[n]``."""
    warning_codes: Sequence[str]
    capped: NDArray[np.bool_]
    """Whether a cap of the rubric holds the total down."""

    @property
    def size(self) -> int:
        """Submissions."""
        return len(self.ids)

    @property
    def graded(self) -> NDArray[np.bool_]:
        """Those with a grade."""
        return ~np.isnan(self.totals)


def figures_of(submissions: Iterable[Kept], rubric: Rubric) -> Figures:
    """Read them all; they must come in the order that the reports are to have."""
    columns = _Columns(rubric)
    for kept in submissions:
        columns.add(kept)
    return columns.done()


class _Columns:
    def __init__(self, rubric: Rubric) -> None:
        self._bands = {b.id: n for n, b in enumerate(sorted(rubric.bands, key=lambda b: b.at_least))}
        self._criteria = {c.id: n for n, c in enumerate(rubric.criteria)}
        self._dimensions = [d.id for d in rubric.dimensions]
        self._names: list[str] = []
        self._reasons: list[str | None] = []
        self._ids, self._words = array("q"), array("q")
        self._states, self._band_of, self._kinds = array("b"), array("b"), array("b")
        self._applicable, self._capped = array("b"), array("b")
        self._totals = array("d")
        self._formats = array("h")
        self._dimension_scores, self._shares, self._minutes = array("f"), array("f"), array("f")
        self._certainty = array("f")
        self._levels, self._not_probed = bytearray(), bytearray()
        self._warnings = array("Q")
        self._format_names: dict[str, int] = {}
        self._codes: dict[str, int] = {}

    def add(self, kept: Kept) -> None:
        self._ids.append(kept.id)
        self._names.append(kept.name)
        self._reasons.append(kept.reason)
        self._states.append(STATES.index(kept.state))
        self._applicable.append(kept.status == "graded")
        self._totals.append(_nan(kept.total))
        self._band_of.append(self._bands.get(kept.band or "", -1))
        row = json.loads(kept.row) if kept.row is not None else {}
        self._words.append(row.get("words", -1))
        self._kinds.append({"transcript": 0, "design": 1}.get(row.get("kind", ""), -1))
        self._formats.append(self._format_names.setdefault(row["format"], len(self._format_names)) if row else -1)
        scores = row.get("dimensions", {})
        self._dimension_scores.extend(_nan(scores.get(d)) for d in self._dimensions)
        self._shares.extend(_nan(row.get("shares", {}).get(s)) for s in INTERVIEW)
        minutes = row.get("minutes") or {}
        self._minutes.extend(_nan(minutes.get(s)) for s in INTERVIEW)
        self._certainty.append(_nan(row.get("certainty")))
        self._capped.append(bool(row.get("caps")))
        self._add_levels(row.get("levels"))
        bits = 0
        for code in row.get("warnings", ()):
            bits |= 1 << min(63, self._codes.setdefault(code, len(self._codes)))
        self._warnings.append(bits)

    def _add_levels(self, found: list[Any] | None) -> None:
        nothing = (NO_GRADE if found is None else NOT_ASSESSED) & 0xFF
        levels, unprobed = bytearray([nothing]) * len(self._criteria), bytearray(len(self._criteria))
        for criterion, level, _most, _credit, not_probed, *_ in found or ():
            at = self._criteria.get(criterion)
            if at is not None:
                levels[at] = NOT_ASSESSED & 0xFF if level is None else min(level, 127)
                unprobed[at] = not_probed
        self._levels += levels
        self._not_probed += unprobed

    def done(self) -> Figures:
        n, steps = len(self._ids), len(INTERVIEW)
        return Figures(
            ids=np.array(self._ids, np.int64),
            names=self._names,
            reasons=self._reasons,
            states=np.array(self._states, np.int8),
            applicable=np.array(self._applicable, np.bool_),
            totals=np.array(self._totals, np.float64),
            bands=np.array(self._band_of, np.int8),
            words=np.array(self._words, np.int64),
            kinds=np.array(self._kinds, np.int8),
            formats=np.array(self._formats, np.int16),
            format_names=tuple(self._format_names),
            dimensions=np.array(self._dimension_scores, np.float32).reshape(n, len(self._dimensions)),
            levels=np.frombuffer(bytes(self._levels), np.int8).reshape(n, len(self._criteria)),
            not_probed=np.frombuffer(bytes(self._not_probed), np.bool_).reshape(n, len(self._criteria)),
            shares=np.array(self._shares, np.float32).reshape(n, steps),
            minutes=np.array(self._minutes, np.float32).reshape(n, steps),
            certainty=np.array(self._certainty, np.float32),
            warnings=np.array(self._warnings, np.uint64),
            warning_codes=tuple(self._codes)[:64],
            capped=np.array(self._capped, np.bool_),
        )


def _nan(value: float | None) -> float:
    return float("nan") if value is None else value
