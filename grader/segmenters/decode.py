"""The likeliest course of steps through a text, given how likely each step is in each passage (Viterbi)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


def decode(scores: Scores, transitions: Scores, start: Scores, end: Scores) -> list[int]:
    """Best path for log-scores ``[n, k]``, log-transitions ``[k, k]`` (from, to), log-scores of first and last step.

    A step may come back: no transition is forbidden, only dear.
    """
    n, k = scores.shape
    if n == 0:
        return []
    best = start + scores[0]
    back = np.zeros((n, k), dtype=np.int64)
    columns = np.arange(k)
    for i in range(1, n):
        ways = best[:, None] + transitions
        back[i] = ways.argmax(axis=0)
        best = ways[back[i], columns] + scores[i]
    path = [int((best + end).argmax())]
    for i in range(n - 1, 0, -1):
        path.append(int(back[i, path[-1]]))
    return path[::-1]


def posteriors(scores: Scores, transitions: Scores, start: Scores, end: Scores) -> Scores:
    """Probability of each step in each passage, all courses together (forward-backward): ``[n, k]``."""
    n, k = scores.shape
    emit = _chances(scores - scores.max(axis=1, keepdims=True))
    move = _chances(transitions - transitions.max())
    forward = np.zeros((n, k))
    backward = np.zeros((n, k))
    for i in range(n):
        ahead = _chances(start - start.max()) if i == 0 else forward[i - 1] @ move
        forward[i] = ahead * emit[i]
        forward[i] /= forward[i].sum()
    backward[-1] = _chances(end - end.max())
    for i in range(n - 2, -1, -1):
        backward[i] = move @ (emit[i + 1] * backward[i + 1])
        backward[i] /= backward[i].sum()
    both = forward * backward
    return np.asarray(both / both.sum(axis=1, keepdims=True))


def _chances(scores: Scores) -> Scores:
    """Exponentials of scores up to 0, none so small that a product of three of them is lost."""
    return np.exp(np.maximum(scores, -150.0))
