"""The likeliest course of steps through a text, given how likely each step is in each passage (Viterbi)."""

from __future__ import annotations

from operator import mul

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


def decode(scores: Scores, transitions: Scores, start: Scores, end: Scores) -> list[int]:
    """Best path for log-scores ``[n, k]``, log-transitions ``[k, k]`` (from, to), log-scores of first and last step.

    A step may come back: no transition is forbidden, only dear.
    """
    if not len(scores):
        return []
    # Plain numbers: for five steps a call of numpy costs more than what it adds up.
    rows, moves = scores.tolist(), transitions.T.tolist()
    every = range(len(moves))
    best = [a + b for a, b in zip(start.tolist(), rows[0], strict=True)]
    back = []
    for row in rows[1:]:
        came = []
        ahead = []
        for k in every:
            ways = [b + m for b, m in zip(best, moves[k], strict=True)]
            most = max(ways)
            came.append(ways.index(most))
            ahead.append(most + row[k])
        back.append(came)
        best = ahead
    ends = [b + e for b, e in zip(best, end.tolist(), strict=True)]
    path = [ends.index(max(ends))]
    for came in reversed(back):
        path.append(came[path[-1]])
    return path[::-1]


def posteriors(scores: Scores, transitions: Scores, start: Scores, end: Scores) -> Scores:
    """Probability of each step in each passage, all courses together (forward-backward): ``[n, k]``."""
    n, k = scores.shape
    emit = _chances(scores - scores.max(axis=1, keepdims=True)).tolist()
    move = _chances(transitions - transitions.max())
    into, out = move.T.tolist(), move.tolist()
    ahead = _chances(start - start.max()).tolist()
    forward = []
    for row in emit:
        found = [a * e for a, e in zip(ahead, row, strict=True)]
        total = sum(found)
        found = [f / total for f in found]
        forward.append(found)
        ahead = [sum(map(mul, found, column)) for column in into]
    behind = _chances(end - end.max()).tolist()
    backward = [behind]
    for row in emit[:0:-1]:
        found = [b * e for b, e in zip(behind, row, strict=True)]
        behind = [sum(map(mul, found, line)) for line in out]
        total = sum(behind)
        behind = [b / total for b in behind]
        backward.append(behind)
    both = np.asarray(forward).reshape(n, k) * np.asarray(backward[::-1]).reshape(n, k)
    return np.asarray(both / both.sum(axis=1, keepdims=True))


def _chances(scores: Scores) -> Scores:
    """Exponentials of scores up to 0, none so small that a product of three of them is lost."""
    return np.exp(np.maximum(scores, -150.0))
