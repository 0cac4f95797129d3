"""A rubric's file with changed numbers: every other character stays."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path

import pytest

from grader.calibration.fitting.changes import Change, changed, next_version
from grader.calibration.fitting.writing import rewritten
from grader.errors import UsageError
from grader.rubric import parse_rubric

SHIPPED, TEAM = Path("rubrics/four-step.yaml"), Path("tests/rubric/team.yaml")
SMALL = """\
# Ours.
id:   small
version: "1.9.3"   # quoted
title: Small
dimensions:
- id: a
  title: A      # no weight is said
- {id: b, title: B, weight: 2}
bands:
- {id: poor, at_least: 0}
- {id: good, at_least: 50.0}
criteria:
- id: one
  dimension: a
  title: One
  step: scope
  levels:
  - {level: 1, descriptor: Said., when: {kind: phrase, terms: [cache]}}
  - {level: 2, descriptor: Shown., when: {kind: phrase, terms: [caches]}}
- {id: two, dimension: b, title: Two, step: scope, cuts: [ 0.4,   1.5 ],
   levels: [{level: 1, descriptor: Said., when: {kind: phrase, terms: [queue]}},
            {level: 2, descriptor: Shown., when: {kind: phrase, terms: [queues]}}]}
- levels:
  - {level: 1, descriptor: Said., when: {kind: phrase, terms: [log]}}
  - {level: 2, descriptor: Shown., when: {kind: phrase, terms: [logs]}}
  id: three
  dimension: b
  title: Three
  step: scope
  cuts:
    - 0.4
    # between
    - 1.5
"""


def made(text: str, changes: list[Change]) -> str:
    return rewritten(text, Path("r.yaml"), changes, changed(parse_rubric(text, "r.yaml"), changes))


def difference(old: str, new: str) -> list[str]:
    lines = unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[:3] not in ("---", "+++") and not line.startswith("@@")]


def test_the_shipped_rubric_keeps_every_other_line():
    text = SHIPPED.read_text()
    rubric = parse_rubric(text, str(SHIPPED))
    first, third = rubric.criteria[0], rubric.criteria[2]
    new = made(
        text,
        [
            Change(("criteria", first.id, "points"), (first.points,), (1.75,)),
            Change(("criteria", third.id, "cuts"), (0.47, 1.47), (0.5, 1.4)),
            Change(("dimensions", "api", "weight"), (15,), (12.5,)),
            Change(("bands", "weak", "at_least"), (45,), (41.0,)),
        ],
    )
    major, minor, _ = rubric.version.split(".")
    assert difference(text, new) == [
        f"-version: {rubric.version}",
        f"+version: {major}.{int(minor) + 1}.0",
        "-  - {id: api, title: API and call flow, weight: 15}",
        "+  - {id: api, title: API and call flow, weight: 12.5}",
        "-  - {id: weak, title: Parts of the framework are shown, at_least: 45}",
        "+  - {id: weak, title: Parts of the framework are shown, at_least: 41}",
        f"-    points: {first.points:g}",
        "+    points: 1.75",
        "+    cuts: [0.5, 1.4]",
    ]


def test_a_teams_rubric_keeps_every_other_line():
    text = TEAM.read_text()
    rubric = parse_rubric(text, str(TEAM))
    new = made(
        text,
        [
            *(Change(("criteria", c.id, "points"), (c.points,), (c.points + 0.5,)) for c in rubric.criteria),
            Change(("bands", "leads", "at_least"), (85,), (80.5,)),
        ],
    )
    found = difference(text, new)
    # A criterion of one point does not say so.
    silent = sum(c.points == 1 for c in rubric.criteria)
    assert len(found) == 2 * (len(rubric.criteria) + 2) - silent
    assert all("points:" in line or "leads" in line or "version:" in line for line in found)


def test_files_of_another_style_keep_it():
    new = made(
        SMALL,
        [
            Change(("dimensions", "a", "weight"), (1,), (3.0,)),
            Change(("dimensions", "b", "weight"), (2,), (1.5,)),
            Change(("bands", "good", "at_least"), (50,), (61.5,)),
            Change(("criteria", "one", "points"), (1,), (2.0,)),
            Change(("criteria", "one", "cuts"), (0.47, 1.47), (0.55, 1.4)),
            Change(("criteria", "two", "points"), (1,), (0.25,)),
            Change(("criteria", "two", "cuts"), (0.4, 1.5), (0.3, 1.0)),
            Change(("criteria", "three", "cuts"), (0.4, 1.5), (0.35, 1.6)),
            Change(("criteria", "three", "points"), (1,), (4.0,)),
        ],
    )
    assert difference(SMALL, new) == [
        '-version: "1.9.3"   # quoted',
        '+version: "1.10.0"   # quoted',
        "+  weight: 3",
        "-- {id: b, title: B, weight: 2}",
        "+- {id: b, title: B, weight: 1.5}",
        "-- {id: good, at_least: 50.0}",
        "+- {id: good, at_least: 61.5}",
        "+  cuts: [0.55, 1.4]",
        "+  points: 2",
        "-- {id: two, dimension: b, title: Two, step: scope, cuts: [ 0.4,   1.5 ],",
        "-   levels: [{level: 1, descriptor: Said., when: {kind: phrase, terms: [queue]}},",
        "+- {id: two, dimension: b, title: Two, step: scope, cuts: [ 0.3,   1 ],",
        "+   points: 0.25, levels: [{level: 1, descriptor: Said., when: {kind: phrase, terms: [queue]}},",
        "-- levels:",
        "+- points: 4",
        "+  levels:",
        "-    - 0.4",
        "+    - 0.35",
        "-    - 1.5",
        "+    - 1.6",
    ]


def test_line_ends_stay():
    text = SMALL.replace("\n", "\r\n")
    new = made(text, [Change(("criteria", "one", "points"), (1,), (2.0,))])
    assert new.count("\r\n") == new.count("\n") == text.count("\n") + 1


@pytest.mark.parametrize(
    "change",
    [
        Change(("criteria", "nobody", "points"), (1,), (2.0,)),
        Change(("criteria", "two", "cuts"), (0.4, 1.5), (0.5,)),
        Change(("criteria", "two", "cuts"), (0.4, 1.5), (1.5, 0.5)),
        Change(("criteria", "two", "step"), (1,), (2.0,)),
        Change(("bands", "good", "at_least"), (50,), (0.0,)),
    ],
)
def test_what_makes_no_rubric_is_refused(change):
    rubric = parse_rubric(SMALL, "r.yaml")
    with pytest.raises(UsageError, match="by hand"):
        rewritten(SMALL, Path("r.yaml"), [change], rubric)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # One number in two places, and one that the other takes over.
        ("weight: 2}", "weight: &w 2}\n- {id: c, title: C, weight: *w}"),
        ("at_least: 50.0}", "<<: &b {at_least: 50.0}}"),
    ],
)
def test_what_would_change_more_is_refused(old, new):
    text = SMALL.replace(old, new)
    changes = [
        Change(("dimensions", "b", "weight"), (2,), (1.5,)),
        Change(("bands", "good", "at_least"), (50,), (61.5,)),
    ]
    rubric = parse_rubric(SMALL, "r.yaml")
    with pytest.raises(UsageError, match="by hand"):
        rewritten(text, Path("r.yaml"), changes, changed(rubric, changes))


def test_the_next_version_is_a_minor_one():
    assert [next_version(v) for v in ("1.2.3", "0.9.0", "10.99.1")] == ["1.3.0", "0.10.0", "10.100.0"]
