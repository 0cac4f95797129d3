"""What a passage looks like to the step classifier, as numbers: by its own words, and by the whole course around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from grader.schema.segmentation import STEPS
from grader.segmenters.seen import KINDS, MARK_NAMES, Rows, Seen, chain
from grader.text.embeddings import unit
from grader.text.passages import TARGET_WORDS

Numbers = NDArray[np.float64]

BINS = 10
Guise = Literal["itself", "unheaded", "talk"]


def mean_around(rows: Rows, reach: int) -> Rows:
    """Mean of each row and ``reach`` rows to each side."""
    total = np.vstack([np.zeros((1, rows.shape[1]), dtype=np.float64), np.cumsum(rows, axis=0, dtype=np.float64)])
    n = len(rows)
    low = np.maximum(np.arange(n) - reach, 0)
    high = np.minimum(np.arange(n) + reach + 1, n)
    return np.asarray((total[high] - total[low]) / (high - low)[:, None], dtype=np.float32)


def _by_heading(seen: Seen, width: int, row_of: Callable[[list[int]], ArrayLike]) -> Rows:
    """Of each passage what ``row_of`` gives for the headings it stands under, the innermost first; zeros under none."""
    headings = np.unique(seen.inner[seen.inner >= 0])
    rows = np.zeros((len(headings) + 1, width), dtype=np.float32)
    for n, heading in enumerate(headings):
        rows[n] = row_of(chain(seen, int(heading)))
    return np.asarray(rows[np.where(seen.inner >= 0, np.searchsorted(headings, seen.inner), -1)])


def heading_steps(seen: Seen) -> Rows:
    """Which steps the heading just above a passage, and those farther up, hint at: ``[passages, 2 x steps]``."""

    def row(above: list[int]) -> ArrayLike:
        return np.concatenate([seen.names[above[0]], seen.names[above[1:]].max(axis=0, initial=0)])

    return _by_heading(seen, 2 * len(STEPS), row)


def named_steps(seen: Seen) -> Rows:
    """1 for the step that the innermost heading with a step's name gives a passage: ``[passages, steps]``."""

    def row(above: list[int]) -> ArrayLike:
        return np.asarray(np.arange(len(STEPS)) == next((seen.named[h] for h in above if seen.named[h] >= 0), -1))

    return _by_heading(seen, len(STEPS), row)


def heading_words(seen: Seen, own: Rows, farther: float) -> Rows:
    """Embedding of the heading above a passage, and of those farther up but the title, at this weight."""

    def row(above: list[int]) -> ArrayLike:
        return np.asarray(own[above[0]] + farther * sum((own[h] for h in above[1:-1]), np.zeros_like(own[0])))

    return _by_heading(seen, own.shape[1], row)


def _depths(seen: Seen) -> Rows:
    """Whether a passage stands under a heading, and how deep."""
    return _by_heading(seen, 2, lambda above: (1, min(len(above), 3) / 3))


def middles(seen: Seen) -> Rows:
    """Where in the text the middle of each passage lies, 0 to 1."""
    ends = np.cumsum(seen.words)
    return ((ends - seen.words / 2) / max(float(ends[-1]), 1.0)).astype(np.float32)


def kind_flags(kinds: NDArray[np.integer]) -> Rows:
    """One column a kind."""
    return np.asarray(np.eye(len(KINDS), dtype=np.float32)[kinds])


def step_features(seen: Seen, guise: Guise = "itself") -> Rows:
    """``[passages, features]``: own and neighbouring words, cues, headings, place, form and voice.

    For a fit a written design can also be seen without its headings, or without any of its form, as if it were told.
    """
    return np.hstack([rows for _, rows in _step_features(seen, guise)]).astype(np.float32)


def feature_kinds(seen: Seen) -> list[str]:
    """Of each feature what kind of thing it tells of: ``words``, ``headings``, ``cues``, ``place`` or ``form``."""
    return [kind for kind, rows in _step_features(seen, "itself") for _ in range(rows.shape[1])]


def _step_features(seen: Seen, guise: Guise) -> list[tuple[str, Rows]]:
    n = len(seen.words)
    own = unit(seen.sums)
    # A text of twenty passages and one of four hundred have different neighbourhoods; a share of the text adapts.
    wide = max(2, n // 12)
    cues = seen.cues.astype(np.float32)
    middle = middles(seen)
    bins = _bins(middle)
    told = guise == "talk"
    talk = np.full((n, 1), float(told or seen.talk), dtype=np.float32)
    speech = np.full(n, KINDS.index("speech"))
    kinds = kind_flags(speech if told else seen.kinds)
    size = np.log1p(np.full(n, TARGET_WORDS) if told else seen.words).astype(np.float32)[:, None] / 4
    ends = np.stack([middle, middle**2, np.exp(-middle * 15), np.exp(-(1 - middle) * 15)], axis=1)
    shown = np.float32(guise == "itself")
    return [
        ("headings", shown * heading_words(seen, own, 0.5)),
        ("headings", shown * heading_steps(seen)),
        ("headings", shown * _depths(seen)),
        ("words", own),
        ("words", unit(mean_around(seen.sums, 1))),
        ("words", unit(mean_around(seen.sums, wide))),
        ("cues", cues),
        ("cues", mean_around(cues, 2)),
        ("cues", mean_around(cues, wide)),
        ("place", np.hstack([bins, bins * talk, ends, ends * talk])),
        ("form", np.hstack([talk, kinds, seen.voices.astype(np.float32), size])),
    ]


NEAR = (-2, -1, 1, 2)
SPANS = (150, 400, 1000, 2500)
"""Words before and after a passage over which the scores of its neighbours are averaged."""
MARK_SPANS = (60, 300, 1000)
LATE = 0.3
"""Share of a text before which nothing marks its end: recordings open with a piece of it."""


def course_features(scores: Numbers, seen: Seen, guise: Guise = "itself") -> Numbers:
    """``[passages, features]`` from the scores ``[passages, steps]`` that passages were given by themselves: those of a
    passage, of its neighbours, and of all before and after it; its place; the step its headings name; in a talk, what
    marks the beginning and the end of the interview.
    """
    n = len(seen.words)
    words = np.maximum(seen.words, 1).astype(np.float64)
    before = np.concatenate([[0.0], np.cumsum(words)])
    weighted = scores * words[:, None]
    middle = (before[1:] - words / 2) / before[-1]
    columns: list[NDArray[np.floating]] = [scores]
    for step in NEAR:
        moved = np.zeros_like(scores)
        if step < 0:
            moved[-step:] = scores[:step]
        else:
            moved[:-step] = scores[step:]
        columns.append(moved)
    for span in SPANS:
        columns += _sides(weighted, before, span)
    columns += _sides(weighted, before, before[-1])
    columns.append(np.repeat(weighted.sum(axis=0, keepdims=True) / before[-1], n, axis=0))
    talk = float(seen.talk)
    size = np.full(n, np.log(before[-1]) / 8)
    ends = [middle, middle**2, np.exp(-middle * 15), np.exp(-(1 - middle) * 15), size, np.full(n, talk)]
    bins = _bins(middle)
    named = named_steps(seen) if guise == "itself" else np.zeros((n, len(STEPS)))
    columns += [np.stack(ends, axis=1), bins, bins * talk, named, talk * _marked(seen, words, before, middle)]
    return np.hstack(columns).astype(np.float64)


def _sides(weighted: Numbers, before: Numbers, span: float) -> list[Numbers]:
    """Mean over the words before, and over those after, a passage, as far as ``span`` words."""
    n = len(weighted)
    total = np.vstack([np.zeros((1, weighted.shape[1])), np.cumsum(weighted, axis=0)])
    k = np.arange(n)
    low = np.searchsorted(before, before[:-1] - span).clip(0, n)
    high = np.searchsorted(before, before[1:] + span).clip(0, n)
    return [
        (total[k] - total[low]) / np.maximum(before[k] - before[low], 1)[:, None],
        (total[high] - total[k + 1]) / np.maximum(before[high] - before[k + 1], 1)[:, None],
    ]


def _marked(seen: Seen, words: Numbers, before: Numbers, middle: Numbers) -> Numbers:
    """How densely the marks stand around a passage and from it on, and which have been met before it."""
    n = len(words)
    marks = seen.marks.astype(np.float64)
    total = np.vstack([np.zeros((1, marks.shape[1])), np.cumsum(marks, axis=0)])
    k = np.arange(n)
    columns = []
    for span in MARK_SPANS:
        low = np.minimum(np.searchsorted(before, before[:-1] - span, side="right").clip(0, n), k)
        high = np.maximum(np.searchsorted(before, before[1:] + span, side="left").clip(0, n), k + 1)
        columns.append(20 * (total[high] - total[low]) / np.maximum(before[high] - before[low], 30)[:, None])
    columns.append(20 * (total[-1] - total[:-1]) / np.maximum(before[-1] - before[:-1], 50)[:, None])
    closes, debrief, opens = (np.minimum(marks[:, MARK_NAMES.index(m)], 1) for m in ("closes", "debrief", "opens"))
    late = middle > LATE
    closed, judged = np.cumsum(closes * late), np.cumsum(debrief * late)
    ended = np.cumsum(np.minimum(closes + debrief, 1) * late)
    begun = np.cumsum(opens)
    never = float(ended[-1] == 0) if n else 1.0
    met = [
        np.minimum(closed, 1),
        *(np.minimum(judged, most) / most for most in (1, 3, 6)),
        *(np.minimum(begun, most) / most for most in (1, 3)),
        np.full(n, never),
        (1 - never) * (ended == 0),
    ]
    return np.hstack([*columns, np.stack(met, axis=1)])


def _bins(middle: NDArray[np.floating]) -> Rows:
    return np.asarray(np.eye(BINS, dtype=np.float32)[np.minimum((middle * BINS).astype(int), BINS - 1)])
