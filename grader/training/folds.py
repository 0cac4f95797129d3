"""Folds in which no author is on both sides."""

from __future__ import annotations

from collections.abc import Sequence

INNER_FOLDS = 5
"""Folds within a fit: what one model says of texts it has not seen is what the next is fitted on."""


def fold_of(authors: Sequence[str], count: int) -> list[int]:
    """The fold of each text, given the texts' authors. The largest authors are dealt out first."""
    sizes: dict[str, int] = {}
    for author in authors:
        sizes[author] = sizes.get(author, 0) + 1
    filled = [0] * count
    folds: dict[str, int] = {}
    for author in sorted(sizes, key=lambda a: (-sizes[a], a)):
        fold = min(range(count), key=lambda f: (filled[f], f))
        folds[author] = fold
        filled[fold] += sizes[author]
    return [folds[author] for author in authors]
