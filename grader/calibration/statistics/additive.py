"""What each rater adds: least squares of an additive model, a mark being what the thing marked deserves, plus what this
rater always adds, plus chance.

Only marks of the same thing are compared, so that a rater who saw weak candidates is not called harsh; and raters only
with those whom such marks link them with, through whomever. Zero is the mean of those, each with the weight of the
interviews that he shares with others, so that a newcomer moves nobody. Errors are a jackknife over interviews: the
whole, zero with it, is worked out without each interview in turn, which holds whatever the marks of one interview have
to do with each other, and is not too small where a rater has few (what regression calls CR3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

_MOST = 40
"""Raters up to which an interview without which somebody is linked with nobody is left out like any other. Of more,
what that one says of him is taken for certain, as in a sandwich: he alone has it, and he has no interval."""
_NOTHING = 1e-8


@dataclass(frozen=True)
class Effects:
    """What raters add, NaN for who cannot be compared."""

    values: Numbers
    """[rater]."""
    errors: Numbers
    interviews: Whole
    """That the rater shares with others."""
    without: Numbers
    """[interview, rater]: the values without that interview."""


def effects(sheets: Sequence[tuple[int, Whole, Numbers]], raters: int, size: int) -> Effects:
    """Of sheets, each an interview of ``size``, its raters, and their marks [rater, what is marked], NaN for none."""
    normal, right = np.zeros((raters, raters)), np.zeros(raters)
    interviews = np.zeros(raters, np.int64)
    used = []
    for i, who, values in sheets:
        there = ~np.isnan(values)
        both = there & (there.sum(axis=0) > 1)
        if not both.any():
            continue
        count = np.maximum(both.sum(axis=0), 1)
        mean = np.where(both, values, 0.0).sum(axis=0) / count
        own = np.diag(both.sum(axis=1).astype(np.float64)) - (both / count) @ both.T
        side = np.where(both, values - mean, 0.0).sum(axis=1)
        normal[np.ix_(who, who)] += own
        right[who] += side
        took = both.any(axis=1).astype(np.int64)
        interviews[who] += took
        used.append((i, who, own, side, took))
    inverse = np.linalg.pinv(normal, hermitian=True)
    raw, linked = inverse @ right, _linked(normal)
    values = _centred(raw, linked, interviews)
    without = np.tile(values, (size, 1))
    number = np.zeros(raters)
    for i, who, own, side, took in used:
        number[linked == linked[who[took > 0][0]]] += 1
        weights = interviews.copy()
        weights[who] -= took
        left = side - own @ raw[who]
        inner = np.eye(len(who)) - own @ inverse[np.ix_(who, who)]
        if np.linalg.svd(inner, compute_uv=False)[-1] > _NOTHING:
            without[i] = _centred(raw - inverse[:, who] @ np.linalg.solve(inner, left), linked, weights)
        elif raters > _MOST:
            moved = inverse[:, who] @ (np.linalg.pinv(inner, rcond=_NOTHING) @ left)
            without[i] = _centred(raw - moved, linked, weights)
        else:
            fewer, rest = normal.copy(), right.copy()
            fewer[np.ix_(who, who)] -= own
            rest[who] -= side
            fewer[np.abs(fewer) < _NOTHING] = 0
            without[i] = _centred(np.linalg.pinv(fewer, hermitian=True) @ rest, _linked(fewer), weights)
    errors = jackknife(values, without, number)
    alone = interviews == 0
    values[alone], errors[alone], without[:, alone] = np.nan, np.nan, np.nan
    return Effects(values, errors, interviews, without)


def jackknife(value: Numbers, without: Numbers, number: Numbers) -> Numbers:
    """Standard error ``[...]`` of values, from those ``[interview, ...]`` without each interview in turn, of which
    ``number`` take part; the others change nothing.
    """
    grown = np.maximum(number - 1, 0) / np.maximum(number, 1)
    return np.asarray(np.sqrt(grown * ((without - value) ** 2).sum(axis=0)))


def _centred(values: Numbers, linked: Whole, weights: Whole) -> Numbers:
    """Against the weighted mean of those who are linked."""
    n = len(values)
    whole = np.bincount(linked, weights, minlength=n)
    mean = np.bincount(linked, weights * values, minlength=n) / np.maximum(whole, 1)
    return np.asarray(values - mean[linked])


def _linked(normal: Numbers) -> Whole:
    """[rater]: the same number for those whom marks of the same things link, through whomever."""
    near = (np.abs(normal) > _NOTHING) | np.eye(len(normal), dtype=np.bool_)
    while True:
        farther = (near.astype(np.float64) @ near) > 0
        if (farther == near).all():
            return np.asarray(near.argmax(axis=1), np.int64)
        near = farther
