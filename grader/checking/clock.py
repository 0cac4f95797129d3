"""When in a recording each passage is said, as well as the times of a transcript tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.schema.talk import Times
from grader.text.annotated import AnnotatedDocument

COARSE_SECONDS = 60.0
"""Turns that share a mark, with the next one further away than this, have no times of their own."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spoken:
    """The blocks of a talk as numbers, without what a service or a machine added: that has no time, or another's."""

    froms: Numbers
    """Characters of the text at which they begin, and end."""
    tos: Numbers
    starts: Numbers
    """Seconds, not a number where they are not known; so for ends."""
    ends: Numbers

    @classmethod
    def of(cls, annotated: AnnotatedDocument) -> Spoken:
        """The numbers, taken off once a document."""
        return annotated.once("spoken", lambda: cls._of(annotated))

    @classmethod
    def _of(cls, annotated: AnnotatedDocument) -> Spoken:
        rows = [(b.start, b.end, b.start_time, b.end_time) for b in annotated.document.blocks if not b.aside]
        froms, tos, starts, ends = np.asarray(rows, dtype=np.float64).reshape(-1, 4).T
        return cls(froms, tos, starts, ends)

    @property
    def marked(self) -> NDArray[np.bool_]:
        """By block, whether it has a time of its own: another one than the block before."""
        known = np.flatnonzero(~np.isnan(self.starts))
        marked = np.zeros(len(self.starts), dtype=np.bool_)
        marked[known] = np.diff(self.starts[known], prepend=np.nan) != 0
        return marked


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds at which passages begin and how long they last; silence after a passage counts as its own."""

    times: Times
    begins: Numbers
    """By passage, and at the end the end of the last; empty where there are no times."""
    lasts: Numbers
    """By passage, none below 0: a recording that begins again, or a clock that is set back, takes nothing away."""

    def began(self, passage: int) -> float | None:
        """When a passage begins, or the talk ends for the number after the last; None where that is not known."""
        return None if self.times == "none" else self._told(float(self.begins[passage]), 60, 1)

    def minutes(self, passages: Sequence[int]) -> float | None:
        """How long these passages last together."""
        return None if self.times == "none" else self._told(float(self.lasts[passages].sum()) / 60, 1, 2)

    def _told(self, value: float, unit: int, digits: int) -> float:
        return float(unit * round(value / unit)) if self.times == "coarse" else round(value, digits)


def clock_of(annotated: AnnotatedDocument) -> Clock:
    """The clock of a talk, made once a document.

    Between two marks time goes by with the characters, so turns under one mark, and pieces of a long turn, get times
    too. A last turn without an end goes on at the talk's own pace.
    """
    return annotated.once("clock", lambda: _clock(annotated))


def _clock(annotated: AnnotatedDocument) -> Clock:
    spoken = Spoken.of(annotated)
    marked, ended = spoken.marked, spoken.ends > spoken.starts
    at = np.concatenate([spoken.froms[marked], spoken.tos[ended]])
    time = np.concatenate([spoken.starts[marked], spoken.ends[ended]])
    order = np.argsort(at, kind="stable")
    at, time = at[order], time[order]
    if len(at) < 2 or time.min() == time.max():
        return Clock("none", np.zeros(0), np.zeros(0))
    last = float(spoken.tos[-1])
    if at[-1] < last:
        # A recording that begins again may end before it began: then nothing is known of its pace.
        pace = max(time[-1] - time[0], 0.0) / (at[-1] - at[0])
        at, time = np.append(at, last), np.append(time, time[-1] + pace * (last - at[-1]))
    begins = np.interp([*(p.start for p in annotated.passages), last], at, time)
    lasts = np.maximum(np.diff(begins), 0.0)
    lasts[[p.aside for p in annotated.passages]] = 0.0
    return Clock("coarse" if _is_coarse(spoken, marked) else "exact", begins, lasts)


def _is_coarse(spoken: Spoken, marked: NDArray[np.bool_]) -> bool:
    """Whether most of the words stand under marks far apart that they share, or marks are whole minutes."""
    times = spoken.starts[marked]
    if len(times) >= 3 and not np.any(times % 60):
        return True
    # Blocks before the first mark are under none, and share it.
    under = np.cumsum(marked)
    characters = np.bincount(under, weights=spoken.tos - spoken.froms, minlength=len(times) + 1)
    turns = np.bincount(under, minlength=len(times) + 1)
    apart = np.concatenate([[True], np.diff(times) > COARSE_SECONDS, [True]])
    return bool(2 * characters[(turns > 1) & apart].sum() > characters.sum())
