"""Data of published examples, as numbers, and the sums that figures are made from.

What is not rated is None. Levels begin at 0, whatever a source calls its lowest.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from grader.calibration.marks import Machine, Marks, Ratings
from tests.calibration.rubrics import rubric_of

Numbers = NDArray[np.float64]
Rated = Sequence[Sequence[float | None]]
"""By rater and then unit."""

_ = None

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, part C; Gwet (2014) and irrCAC's cac.raw4raters have
# the same data: four observers, twelve units, values 1 to 5.
FOUR_OBSERVERS: Rated = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]
# Hayes and Krippendorff (2007), Answering the Call for a Standard Reliability Measure for Coding Data, table 1: five
# observers, forty newspaper articles, values 0 to 3. A unit a row.
_ARTICLES = """
112.2 1101. 2333. .00.0 000.0 000.0 102.1 1.20. 222.2 2111. .100. 0000. 1222. 33223 111.1 111.1 212.2 1233. 1101. 000.0
0011. 00.00 2333. 0000. 12.22 0111. 00010 1212. 1122. 112.2 110.0 2121. 22.22 3222. 222.2 223.2 222.2 22.12 2222. 111.1
"""
# Krippendorff's alpha in Wikipedia, "A computational example": three coders, fifteen units, values 1 to 4.
THREE_CODERS: Rated = [
    [_, _, _, _, _, 3, 4, 1, 2, 1, 1, 3, 3, _, 3],
    [1, _, 2, 1, 3, 3, 4, 3, _, _, _, _, _, _, _],
    [_, _, 2, 1, 3, 4, 4, _, 2, 1, 1, 3, 3, _, 4],
]
# irr 0.84 for R, `anxiety`: three raters, twenty subjects, values 1 to 6.
ANXIETY = np.array(
    [
        [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
        [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
        [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
    ]
)
# Fleiss (1971), six psychiatrists, thirty patients, five diagnoses; irr calls it `diagnoses`.
_PATIENTS = """
444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 144444 224445 333335 111455
111112 224444 133555 555555 244444 224555 114444 144445 222224 111155 224444 133333 555555
"""
# Gwet (2014), tables that irrCAC calls cont3x3abstractors and cont4x4diagnosis (the latter from Fenning and others).
ABSTRACTORS = np.array([[13, 0, 0], [0, 20, 7], [0, 4, 56]], np.float64)
DIAGNOSIS = np.array([[40, 4, 4, 17], [6, 25, 2, 13], [4, 1, 21, 12], [15, 5, 9, 45]], np.float64)
# statsmodels, tests of inter_rater: SAS's printout of proc freq.
SAS = np.array([[0, 4, 1], [0, 8, 0], [0, 1, 5]], np.float64)
# Bland and Altman (1986), The Lancet 327: peak flow of 17 subjects by a large and a mini meter, first readings.
WRIGHT = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]
# RSMTool 12, tests/data/experiments/lr-subgroups-with-h2: (native language, first human, second human, the system's
# `raw_trim_round`, its `scale_trim_round`) and how many responses; their counts are what RSMTool's tables are from.
RSMTOOL = {
    "Esperanto": "111:1 211:1 221:1 222:2 232:1 233:1 333:9 334:1 344:1 433:1 434:1 435:1 443:2 444:11 445:2 544:3 554:1 "
    "555:2",
    "Klingon": "112:2 211:2 221:1 232:1 234:1 333:12 334:1 344:2 433:2 434:1 435:1 443:3 444:12 445:1 554:1 555:3",
    "Navi": "111:1 222:2 233:1 333:10 334:1 344:4 433:2 434:2 435:2 443:2 444:16 544:2 554:1 555:4",
    "Vulcan": "111:1 211:2 221:1 222:3 232:3 233:1 234:1 333:8 334:3 344:3 433:5 434:6 435:1 443:4 444:14 445:3 554:1 "
    "555:2",
}
# The same of all responses, by first human, second human and `raw_trim_round`.
RSMTOOL_RAW = "112:5 212:5 222:8 223:2 233:10 333:39 334:6 344:10 433:12 434:8 435:5 443:11 444:59 544:5 554:13 555:2"


def spread(counts: str) -> Numbers:
    """[response, (first human, second human, system)] of a text such as ``112:5 212:5``."""
    rows = [(*map(int, one[:3]),) for one in counts.split() for _n in range(int(one[4:]))]
    return np.array(rows, np.float64)


def articles() -> Rated:
    """Hayes and Krippendorff's forty articles, by observer."""
    units = [[None if c == "." else int(c) for c in unit] for unit in _ARTICLES.split()]
    return [[unit[k] for unit in units] for k in range(5)]


def diagnoses() -> NDArray[np.int64]:
    """Fleiss's thirty patients ``[patient, psychiatrist]``, from 0."""
    return np.array([[int(c) - 1 for c in patient] for patient in _PATIENTS.split()])


def table(x: Sequence[float], y: Sequence[float], q: int) -> Numbers:
    """Counts ``[q, q]`` of two raters' levels from 0."""
    found = np.zeros((q, q))
    np.add.at(found, (np.asarray(x, np.int64), np.asarray(y, np.int64)), 1)
    return found


def rated(values: Rated, q: int, lowest: int = 0, machine: Sequence[float | None] | None = None) -> Marks:
    """Marks of one criterion that these raters gave; the machine gave ``machine``, or nothing."""
    rubric = rubric_of(1, 1, q - 1)
    n = len(values[0])
    own = np.array([[np.nan if x is None else x - lowest] for x in machine or [None] * n], np.float64)
    at = [(r, i, v - lowest) for r, row in enumerate(values) for i, v in enumerate(row) if v is not None]
    r, i, v = (np.array(x) for x in zip(*at, strict=True))
    nothing = np.full(len(at), np.nan)
    return Marks(
        rubric,
        tuple(f"r{k}" for k in range(len(values))),
        Machine(
            tuple(f"i{k:03d}" for k in range(n)),
            own,
            np.full((n, 1), np.nan),
            np.ones((n, 1)),
            100 * own / (q - 1),
            100 * own[:, 0] / (q - 1),
            ("transcript",) * n,
            np.full(n, 100),
            np.ones(n),
        ),
        Ratings(r, i, np.zeros(len(at), np.int64), v.astype(np.float64), nothing, {}),
        {},
        {},
    )
