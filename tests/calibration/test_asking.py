"""Whom to ask: by lot in each stratum, and never by what people gave."""

from __future__ import annotations

import numpy as np

from grader.calibration.asking import Candidates, whom_to_ask

NAN = np.nan


def candidates(n=60, raters=0, **more):
    rng = np.random.default_rng(3)
    raters = np.full(n, raters) if np.isscalar(raters) else np.array(raters)
    totals = rng.uniform(0, 100, n)
    columns = {
        "names": [f"i{k:03d}" for k in range(n)],
        "kinds": ["transcript" if k % 2 else "design" for k in range(n)],
        "bands": np.searchsorted([40, 70], totals, side="right"),
        "totals": totals,
        "certainty": rng.uniform(0.4, 1, n),
        "raters": raters,
        "rated_by": [f"p{k % 3}" if r == 1 else "" for k, r in enumerate(raters)],
        "edges": np.array([40.0, 70.0]),
        "band_names": ["poor", "fair", "good"],
    }
    return Candidates(**(columns | more))


def test_spread_is_by_lot_from_a_seed():
    c = candidates()
    assert whom_to_ask(c, seed=1) == whom_to_ask(c, seed=1)
    drawn = [{a.name for a in whom_to_ask(c, 20, seed=s) if a.reason == "spread"} for s in (1, 2)]
    assert drawn[0] != drawn[1]


def test_everybody_of_a_stratum_is_drawn_as_often_also_who_is_in_doubt():
    """Ten of one stratum, of which four are asked for, two of them by lot: each of ten in a fifth of the draws."""
    c = candidates(10, kinds=["design"] * 10, bands=np.zeros(10, np.int64))
    count = dict.fromkeys(c.names, 0)
    for seed in range(500):
        for a in whom_to_ask(c, 4, seed=seed):
            count[a.name] += a.reason == "spread"
    assert sum(count.values()) == 1000
    assert all(60 < n < 145 for n in count.values())


def test_each_row_says_its_stratum_and_a_second_person_who_was_first():
    c = candidates(raters=1)
    at = {name: k for k, name in enumerate(c.names)}
    found = whom_to_ask(c, 10, second=True)
    assert len({a.name for a in found}) == 10
    for a in found:
        k = at[a.name]
        assert a.who == "a second person"
        assert a.graded_by == f"p{k % 3}"
        assert a.stratum == f"{c.kinds[k]}, band {c.band_names[c.bands[k]]}"
    assert all(a.graded_by is None for a in whom_to_ask(candidates(), 10))


def test_the_stratum_of_which_the_fewest_are_graded_comes_first():
    kinds = ["design"] * 10 + ["transcript"] * 30
    c = candidates(40, [1] * 5 + [0] * 35, kinds=kinds, bands=np.zeros(40, np.int64))
    spread = [a for a in whom_to_ask(c, 10) if a.reason == "spread"]
    assert [a.stratum for a in spread] == ["transcript, band poor"] * 5
    assert spread[0].says == "by lot: 0 of 30 of this kind and band are graded by 1 so far"
    assert spread[4].says == "by lot: 4 of 30 of this kind and band are graded by 1 so far"


def test_reasons_take_turns_and_nobody_is_asked_for_twice():
    found = whom_to_ask(candidates(), 20)
    assert [a.reason for a in found] == ["spread", "doubt"] * 10
    assert len({a.name for a in found}) == 20
    every = whom_to_ask(candidates(7), 100)
    assert sorted(a.name for a in every) == candidates(7).names


def test_where_none_is_left_of_the_one_the_other_is_asked_for():
    assert {a.who for a in whom_to_ask(candidates(raters=1), 4)} == {"a second person"}
    assert {a.who for a in whom_to_ask(candidates(), 4, second=True)} == {"a first person"}
    assert whom_to_ask(candidates(raters=2), 4) == []
    assert whom_to_ask(candidates(), 0) == []


def test_doubt_is_of_the_least_certain_and_of_the_edges():
    c = candidates(certainty=np.r_[0.1, np.full(59, 0.9)], totals=np.r_[20.0, 40.5, np.full(58, 20.0)])
    doubts = {}
    for seed in range(5):
        doubts |= {a.name: a.says for a in whom_to_ask(c, 4, seed=seed) if a.reason == "doubt"}
    assert "the machine is 10% certain" in doubts["i000"]
    assert "its total 40.5 is 0.5 points from the edge of a band" in doubts["i001"]


def test_without_any_certainty_or_band():
    c = candidates(certainty=np.full(60, NAN), edges=np.zeros(0), bands=np.full(60, -1))
    found = whom_to_ask(c, 4)
    assert {a.stratum for a in found} <= {"design, band unknown", "transcript, band unknown"}
    assert {a.says for a in found if a.reason == "doubt"} == {"the least certain of those left"}
