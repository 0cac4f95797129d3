"""The formulas against worked examples and against scikit-learn and scipy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr
from sklearn.metrics import cohen_kappa_score, f1_score

from grader.evaluation import agreement

PAIRS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=40)


def table_of(pairs: list[tuple[int, int]], size: int = 3) -> np.ndarray:
    table = np.zeros((size, size))
    for a, b in pairs:
        table[a, b] += 1
    return table


@given(PAIRS)
@settings(deadline=None)
def test_kappas_and_f1_are_those_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    one, two = zip(*pairs, strict=True)
    table = table_of(pairs)
    with np.errstate(all="ignore"):
        for ours, weights in ((agreement.kappa(table), None), (agreement.qwk(table), "quadratic")):
            theirs = cohen_kappa_score(one, two, weights=weights, labels=[0, 1, 2]) if len({*one, *two}) > 1 else np.nan
            assert float(ours) == pytest.approx(theirs, nan_ok=True)
    theirs = f1_score(two, one, labels=[0, 1, 2], average=None, zero_division=0)
    assert agreement.f1(table) == pytest.approx(theirs)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 4)), min_size=3, max_size=30))
@settings(deadline=None)
def test_rank_correlation_is_that_of_scipy(pairs: list[tuple[int, int]]) -> None:
    one, two = zip(*pairs, strict=True)
    if len(set(one)) > 1 and len(set(two)) > 1:
        assert agreement.spearman(one, two) == pytest.approx(float(spearmanr(one, two)[0]))
    else:
        assert np.isnan(agreement.spearman(one, two))


def test_a_worked_example() -> None:
    # The grader says 0 0 1 2, the rater 0 1 1 2: three of four agree, one is a level too low.
    table = table_of([(0, 0), (0, 1), (1, 1), (2, 2)])
    assert float(agreement.accuracy(table)) == 0.75
    assert float(agreement.bias(table)) == -0.25
    # Weighted disagreement is 1; by chance, from rows 2 1 1 and columns 1 2 1, (2 x 2 + 2 x 4 + 1 + 1 + 4 + 2) / 4 = 5.
    assert float(agreement.qwk(table)) == pytest.approx(1 - 1 / 5)


def test_stacks_of_tables_give_stacks_of_figures() -> None:
    tables = np.stack([table_of([(0, 0), (1, 1), (2, 2)]), table_of([(0, 2), (2, 0), (1, 1)])])
    assert agreement.qwk(tables).tolist() == pytest.approx([1, -1])
    assert agreement.accuracy(tables).tolist() == pytest.approx([1, 1 / 3])


def test_where_nothing_differs_kappa_is_not_defined() -> None:
    assert np.isnan(agreement.qwk(table_of([(1, 1), (1, 1)])))
    assert np.isnan(agreement.accuracy(np.zeros((3, 3))))


def test_equal_values_share_a_rank() -> None:
    assert agreement.ranks([3, 1, 3, 2]).tolist() == [3.5, 1, 3.5, 2]
