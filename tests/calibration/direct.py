"""The figures once more, straight from their definitions, rating by rating and with no care for speed.

``rated`` is a list of interviews, each a list of what its raters gave.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations, permutations

import numpy as np


def alpha(rated, distance) -> float:
    """Krippendorff's, from pairs of values."""
    rated = [r for r in rated if len(r) > 1]
    values = [v for r in rated for v in r]
    n = len(values)
    seen = sum(distance(a, b) / (len(r) - 1) for r in rated for a, b in permutations(r, 2)) / n
    expected = sum(distance(a, b) for a, b in permutations(values, 2)) / (n * (n - 1))
    return 1 - seen / expected


def ordinal(rated):
    """Krippendorff's distance of ordered levels: ratings between the two, and half of those on each."""
    values = [v for r in rated if len(r) > 1 for v in r]

    @cache
    def distance(a, b):
        low, high = min(a, b), max(a, b)
        inside = sum(low <= v <= high for v in values)
        return (inside - (values.count(low) + values.count(high)) / 2) ** 2

    return distance


def squared(a, b):
    return (a - b) ** 2


def ac2(rated, q) -> float:
    """Gwet's, quadratic weights: agreement is of interviews with two ratings or more, shares are of all."""
    weight = [[1 - (a - b) ** 2 / (q - 1) ** 2 for b in range(q)] for a in range(q)]
    several = [r for r in rated if len(r) > 1]
    seen = np.mean([np.mean([weight[int(a)][int(b)] for a, b in permutations(r, 2)]) for r in several])
    share = [np.mean([r.count(k) / len(r) for r in rated if r]) for k in range(q)]
    chance = sum(map(sum, weight)) / (q * (q - 1)) * sum(p * (1 - p) for p in share)
    return (seen - chance) / (1 - chance)


def exact(pairs) -> float:
    return float(np.mean([a == b for a, b in pairs]))


def adjacent(pairs) -> float:
    return float(np.mean([abs(a - b) <= 1 for a, b in pairs]))


def smd(x, y) -> float:
    return (np.mean(x) - np.mean(y)) / np.sqrt((np.var(x, ddof=1) + np.var(y, ddof=1)) / 2)


def concordance(x, y) -> float:
    return 2 * np.cov(x, y, ddof=0)[0, 1] / (np.var(x) + np.var(y) + (np.mean(x) - np.mean(y)) ** 2)


def prmse(rated, machine) -> float:
    """Analysis of variance, unbalanced, one way: Loukina and others (2020), appendix."""
    pairs = [(r, m) for r, m in zip(rated, machine, strict=True) if r and not np.isnan(m)]
    several = [r for r, _ in pairs if len(r) > 1]
    error = sum(np.var(r) * len(r) for r in several) / sum(len(r) - 1 for r in several)
    count = np.array([len(r) for r, _ in pairs])
    mean = np.array([np.mean(r) for r, _ in pairs])
    whole = (count * mean).sum() / count.sum()
    between = (count * (mean - whole) ** 2).sum()
    truth = (between - (len(pairs) - 1) * error) / (count.sum() - (count**2).sum() / count.sum())
    own = np.array([m for _, m in pairs])
    missed = ((count * (mean - own) ** 2).sum() - len(pairs) * error) / count.sum()
    return 1 - missed / truth


def pairs_of(rated):
    """All pairs of an interview's ratings, whichever comes first."""
    return [p for r in rated for p in combinations(r, 2)]
