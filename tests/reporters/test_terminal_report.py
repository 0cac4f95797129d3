"""The terminal's report: its own escape sequences and nobody else's, at any width."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from grader.reporters.terminal import TerminalReporter, bar
from grader.reporters.wording import clock, number, one_line, plain, shorten
from grader.schema.assessment import Assessment
from grader.schema.rubric import Rubric
from tests.reporters.conftest import make_design, make_rubric, make_talk
from tests.reporters.hostile import PAYLOADS

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_control_of_others_gets_through(payload: str) -> None:
    rubric = make_rubric(lambda s: payload + s)
    turns = [
        ("scope", payload + "Ana", payload + " question"),
        ("high_level", payload + "Ben", payload + " answer"),
        ("scope", "Ben", "x" + payload),
    ]
    talk = make_talk(rubric, turns, word=lambda s: payload + s, path=payload + "/x")  # type: ignore[arg-type]
    talk = talk.model_copy(
        update={"signature": payload, "submission": talk.submission.model_copy(update={"format": payload})}
    )
    design = make_design(rubric, word=lambda s: payload + s)
    for one in (talk, design):
        for width in (40, 80, 100):
            text = TerminalReporter(width=width).render(one, rubric)
            assert not FORBIDDEN.search(text)
            assert max(cell_len(line) for line in text.split("\n")) <= width
        coloured = TerminalReporter(width=80, colour=True).render(one, rubric)
        assert not FORBIDDEN.search(COLOURS.sub("", coloured))


def test_colour_changes_no_word(talk: Assessment, rubric: Rubric) -> None:
    coloured = TerminalReporter(width=80, colour=True).render(talk, rubric)
    assert COLOURS.search(coloured)
    bare = [line.rstrip() for line in COLOURS.sub("", coloured).split("\n")]
    assert "\n".join(bare) == TerminalReporter(width=80).render(talk, rubric)


def test_levels_have_shapes(design: Assessment, rubric: Rubric) -> None:
    lines = TerminalReporter(width=80).render(design, rubric).split("\n")
    shapes = {
        f.title: line.split()[0]
        for f in design.findings
        for line in lines
        if line.endswith(("/2", "/3", " –")) and f.title in line
    }
    assert list(shapes.values()) == ["●", "◐", "–", "●", "◔", "●", "◐", "○", "○"]


def test_every_line_of_a_plain_talk_in_80_columns(talk: Assessment, rubric: Rubric) -> None:
    text = TerminalReporter(width=80).render(talk, rubric)
    assert "  GOOD  68.3 of 100  ━━━━━━━━━━━━━━━━━━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌\n" in text
    assert "  1 Understand the problem  ━━━┃━━━╌╌╌╌  13 min   plan 5 min  8 over    at 2:30\n" in text
    assert "  4 Wrap up                 ━╌╌┃╌╌╌╌╌╌╌   3 min   plan 5 min  2 short   at 30:00\n" in text
    assert "    “Families, I suppose, who lose photos in chat threads.”  5:00, Ben\n" in text
    assert "  Do these three things next" in text
    assert all(len(line) <= 80 and line == line.rstrip() for line in text.split("\n"))


@pytest.mark.parametrize(
    ("share", "planned", "line"),
    [
        (0, None, "╌" * 10),
        (1, None, "━" * 10),
        (0.001, None, "━" + "╌" * 9),
        (0.5, 0.2, "━━┃━━╌╌╌╌╌"),
        (2, 1, "━" * 9 + "┃"),
    ],
)
def test_bars(share: float, planned: float | None, line: str) -> None:
    assert bar(share, 10, planned).plain == line


@given(st.text(st.characters(codec="utf-8")))
def test_one_line_has_no_control_and_loses_no_plain_word(text: str) -> None:
    line = one_line(text)
    assert not FORBIDDEN.search(line)
    assert one_line(line) == line
    if not re.search(
        "[\x00-\x1f\x7f-\x9f]|[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]", text
    ):
        assert line == " ".join(text.split())


@pytest.mark.parametrize(
    ("raw", "left"),
    [
        ("a\x1b[31mred\x1b[0m b", "ared b"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPdcs\x1b\\x \x9b1mbold", "x bold"),
        ("before \x1b]0;never ended\nnext", "before 0;never ended\nnext"),
        ("\x9d" * 3 + "x", "x"),
        ("\x1b\x1b[1mx", "x"),
        ("a\r\nb", "a\nb"),
        ("\u202eabc\u202c", "abc"),
        ("מסד نم", "מסד نم"),
    ],
)
def test_escape_sequences_go_whole(raw: str, left: str) -> None:
    assert plain(raw) == left


@given(st.text(max_size=80), st.integers(2, 60))
def test_shorten_keeps_to_its_room(text: str, most: int) -> None:
    short, line = shorten(text, most), one_line(text)
    assert len(short) <= most
    assert short == line or (short.endswith("…") and line.startswith(short[:-1]))


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two…"),
        ("one two, three", 10, "one two…"),
        ("one two three", 8, "one two…"),
        ("x" * 20, 6, "xxxxx…"),
    ],
)
def test_shorten_cuts_between_words(text: str, most: int, short: str) -> None:
    assert shorten(text, most) == short


def test_numbers_and_clocks() -> None:
    assert [number(n) for n in (68.0, 68.44, 0.04, -0.01, 100, 99.96)] == ["68", "68.4", "0", "0", "100", "100"]
    assert [clock(n) for n in (0, 59.9, 61, 3723, -1)] == ["0:00", "0:59", "1:01", "1:02:03", "0:00"]
