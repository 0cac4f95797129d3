"""Own errors, from distances of pairs."""

from __future__ import annotations

import numpy as np
import pytest

from grader.calibration.statistics import steadiness
from grader.calibration.statistics.steadiness import own_variances

THREE = np.array([[0, 1], [0, 2], [1, 2]])
TEN = np.full((1, 3), 10.0)


def test_grubbs_estimator_of_three():
    """Mean squares 5, 10 and 13 are the sums of 1, 4 and 9 by pairs."""
    found = own_variances(TEN, 10 * np.array([[5.0, 10.0, 13.0]]), THREE, 3)
    assert found[0] == pytest.approx([1, 4, 9])


def test_a_variance_below_0_is_0_and_the_others_are_fitted_anew():
    """1, 1 and 4: the first would be -1. At 0, the others by least squares: v1 = 1, v2 = 1, v1 + v2 = 4."""
    found = own_variances(TEN, 10 * np.array([[1.0, 1.0, 4.0]]), THREE, 3)
    assert found[0] == pytest.approx([0, 5 / 3, 5 / 3])


def test_two_do_not_tell_and_who_is_absent_is_undefined():
    count = np.array([[10.0, 0, 0], [10.0, 10, 10], [0, 0, 0]])
    found = own_variances(count, count * 2, THREE, 3)
    assert np.isnan(found[0]).all()
    assert found[1] == pytest.approx([1, 1, 1])
    assert np.isnan(found[2]).all()


def test_rows_are_worked_out_each_by_itself(monkeypatch):
    rng = np.random.default_rng(1)
    count, squares = rng.integers(1, 9, (20, 3)).astype(float), rng.uniform(0, 9, (20, 3))
    whole = own_variances(count, squares, THREE, 3)
    monkeypatch.setattr(steadiness, "_CHUNK", 1)
    assert own_variances(count, squares, THREE, 3) == pytest.approx(whole)
    assert (whole >= 0).all()
