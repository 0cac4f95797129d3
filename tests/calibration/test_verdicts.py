"""From figures and intervals to a word, and to how many more interviews would settle it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.calibration.comparisons import Comparison
from grader.calibration.figures import FIGURES
from grader.calibration.statistics.intervals import ALL_ONE, Estimate
from grader.calibration.verdicts import Thresholds, verdict

NONE = Estimate(None, why="no interview was rated by two people")
FEW = "8 interviews are too few for an interval"


def compared(qwk, drop, smd, interviews=100, twice=50) -> Comparison:
    figures = dict.fromkeys(FIGURES, NONE)
    return Comparison(
        "c",
        "C",
        "criterion",
        interviews,
        interviews + twice,
        twice,
        {**figures, "qwk": of(qwk, interviews), "smd": of(smd, interviews)},
        {**figures, "qwk": Estimate(0.8, 0.7, 0.9, twice)},
        of(drop, twice),
    )


def of(said, n):
    if said is None:
        return NONE
    return Estimate(*said, n=n) if len(said) == 3 else Estimate(said[0], n=n, why=FEW)


QWK, DROP, SMD = (0.80, 0.75, 0.85), (0.02, -0.03, 0.07), (0.01, -0.05, 0.07)


@pytest.mark.parametrize(
    ("qwk", "drop", "smd", "word", "leans", "standings"),
    [
        (QWK, DROP, SMD, "usable", None, "met met met"),
        # An interval that ends at the threshold meets it.
        ((0.80, 0.70, 0.85), (0.02, -0.03, 0.10), (0.01, -0.15, 0.15), "usable", None, "met met met"),
        ((0.60, 0.50, 0.69), DROP, SMD, "not yet", None, "missed met met"),
        (QWK, (0.2, 0.11, 0.3), SMD, "not yet", None, "met missed met"),
        (QWK, DROP, (0.3, 0.16, 0.44), "not yet", None, "met met missed"),
        (QWK, DROP, (-0.3, -0.44, -0.16), "not yet", None, "met met missed"),
        # One that is missed decides, whatever the others are.
        ((0.60, 0.50, 0.69), None, (0.1,), "not yet", None, "missed unknown open"),
        ((0.72, 0.65, 0.79), DROP, SMD, "too few to tell", "usable", "open met met"),
        ((0.68, 0.60, 0.76), DROP, SMD, "too few to tell", "not yet", "open met met"),
        (QWK, DROP, (0.1, 0.02, 0.18), "too few to tell", "usable", "met met open"),
        (QWK, DROP, (-0.2, -0.3, -0.1), "too few to tell", "not yet", "met met open"),
        (QWK, (0.08, 0.02, 0.14), SMD, "too few graded twice to tell", "usable", "met open met"),
        (QWK, (0.12, 0.05, 0.19), SMD, "too few graded twice to tell", "not yet", "met open met"),
        (QWK, None, SMD, "too few graded twice to tell", None, "met unknown met"),
        ((0.72, 0.65, 0.79), None, SMD, "too few to tell", None, "open unknown met"),
        ((0.9,), (0.0,), (0.0,), "too few to tell", "usable", "open open open"),
        ((0.2,), (0.0,), (0.0,), "too few to tell", "not yet", "open open open"),
        (None, None, None, "too few to tell", None, "unknown unknown unknown"),
    ],
)
def test_words(qwk, drop, smd, word, leans, standings):
    found = verdict(compared(qwk, drop, smd), Thresholds())
    assert (found.word, found.leans) == (word, leans)
    assert " ".join(c.standing for c in found.conditions) == standings
    assert [c.twice for c in found.conditions] == [False, True, False]


@pytest.mark.parametrize(
    ("qwk", "drop", "smd", "more", "twice"),
    [
        # Half the interval below is 0.10 and the way to 0.70 is 0.05: four times the 100 interviews for one chance in
        # two, and 1.43 squared as many for four in five: 820.
        ((0.75, 0.65, 0.82), DROP, SMD, 720, None),
        # Below the threshold it is the upper half: 0.12 over 0.06.
        ((0.64, 0.60, 0.76), DROP, SMD, 720, None),
        # 100 * (1.43 * 0.07 / 0.05)^2 = 400, in tens from above 410.
        ((0.75, 0.68, 0.80), DROP, SMD, 310, None),
        # Of 50 graded twice: half 0.06 over 0.03.
        (QWK, (0.07, 0.01, 0.13), SMD, None, 360),
        (QWK, (0.13, 0.07, 0.19), SMD, None, 360),
        # Half 0.10 over 0.05, either side.
        (QWK, DROP, (0.10, 0.02, 0.20), 720, None),
        (QWK, DROP, (-0.10, -0.20, -0.02), 720, None),
        (QWK, DROP, (0.20, 0.10, 0.25), 720, None),
        (QWK, DROP, (-0.20, -0.25, -0.10), 720, None),
        # The end that is outside is the far one: half 0.34 over 0.17, though 0.08 over 0.13 would be none.
        (QWK, DROP, (0.02, -0.32, 0.10), 720, None),
        # The most that any asks for.
        ((0.75, 0.65, 0.82), (0.07, 0.01, 0.13), (0.10, 0.02, 0.17), 720, 360),
        # So near to the threshold that nobody has as many, and so far that a team would not be asked.
        ((0.703, 0.65, 0.75), DROP, SMD, None, None),
        ((0.706, 0.60, 0.80), DROP, SMD, None, None),
        # Without an interval nobody can tell how it would shrink.
        ((0.9,), DROP, SMD, None, None),
        # What is settled needs no more.
        (QWK, DROP, SMD, None, None),
        ((0.60, 0.50, 0.69), (0.07, 0.01, 0.13), SMD, None, None),
    ],
)
def test_how_many_more(qwk, drop, smd, more, twice):
    found = verdict(compared(qwk, drop, smd), Thresholds())
    assert (found.more, found.more_twice) == (more, twice)


def test_what_is_open_always_needs_more():
    for value in (-0.14, -0.1, -0.02, 0.0, 0.03, 0.1, 0.14, 0.2, -0.3):
        for low, high in ((0.05, 0.4), (0.4, 0.05), (0.3, 0.3)):
            smd = (value, value - low, value + high)
            found = verdict(compared(QWK, DROP, smd), Thresholds())
            if found.conditions[2].standing == "open" and found.more is not None:
                assert found.more > 0, smd


def test_thresholds_may_be_others():
    strict = Thresholds(qwk=0.9, drop=0.0, smd=0.01)
    found = verdict(compared((0.85, 0.8, 0.89), (0.05, 0.01, 0.1), (0.1, 0.05, 0.2)), strict)
    assert [c.standing for c in found.conditions] == ["missed"] * 3
    assert [c.holds for c in found.conditions] == [False] * 3


def test_what_conditions_say():
    found = verdict(compared(QWK, None, (0.1,)), Thresholds())
    assert [c.says for c in found.conditions] == [
        "QWK 0.80 [0.75, 0.85], wanted at least 0.70",
        "nothing to hold it against: no interview was rated by two people",
        f"standardised mean difference 0.10 ({FEW}), wanted within ±0.15",
    ]


def test_below_ten_interviews_nothing_leans_anywhere():
    found = verdict(compared((0.2,), (0.5,), (0.9,), 9, 9), Thresholds())
    assert (found.word, found.leans, found.more) == ("too few to tell", None, None)
    assert {c.why for c in found.conditions} == {"few"}


@pytest.mark.parametrize(("n", "word", "more"), [(29, "too few to tell", 1), (30, "usable", None)])
def test_agreement_without_a_difference_is_believed_of_many(n, word, more):
    same = Estimate(1.0, n=n, why=ALL_ONE)
    none = Estimate(0.0, n=n, why=ALL_ONE)
    one = compared((1.0,), (0.0,), (0.0,), n, n)
    one = replace(one, machine={**one.machine, "qwk": same, "smd": none}, drop=none)
    found = verdict(one, Thresholds())
    assert (found.word, found.more) == (word, more)


def test_one_that_nothing_settles_leaves_no_number():
    found = verdict(compared((0.75, 0.65, 0.82), (0.098, 0.01, 0.2), SMD), Thresholds())
    assert [c.why for c in found.conditions] == [None, "near", None]
    assert (found.more, found.more_twice) == (None, None)
