"""The page of a calibration: what it says, and how it looks at two widths."""

from __future__ import annotations

import re
from html import unescape

import numpy as np
import pytest

from grader.calibration.asking import Candidates
from grader.calibration.broken import Quotes
from grader.calibration.calibration import Choices, calibrate
from grader.calibration.report.files import FORMATS, write_files
from grader.calibration.report.words import headline, needed
from tests.calibration.simulated import World, simulate
from tests.chromium import browser

ODD = "\u200f<b>rater</b> & =1+1 " + "x" * 60


def candidates(marks):
    n = marks.size
    raters = np.bincount(marks.papers.interview, minlength=n)
    return Candidates(
        marks.machine.names,
        marks.machine.kinds,
        marks.points.bands(marks.machine.totals),
        marks.machine.totals,
        marks.machine.certainty,
        raters,
        [""] * n,
        marks.points.edges[1:],
    )


class Said(Quotes):
    def of(self, interview, criterion):
        return (f"“<i>quote {interview} of {criterion}</i>” (line 3)",)


def made(world, number=80, **more):
    marks = simulate(world, number, 5)
    marks = type(marks)(**{**vars(marks), "raters": (ODD, *marks.raters[1:])})
    choices = Choices(resamples=300, fit=("cuts", "weights", "bands"), **more)
    return calibrate(marks, candidates(marks), Said(), choices)


BROKEN = World(severity=(0.0, 0.5, -0.2), broken=2, twice=0.6)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("calibration")
    write_files(made(BROKEN), "grader:1|rubric:x", out, FORMATS)
    return out


def test_the_broken_line_comes_with_both_sides_words(folder):
    page = (folder / "index.html").read_text()
    first = page[page.index('<article class="line">') :]
    assert "Criterion 2" in first[:400]
    assert "People disagree." in first
    assert "&lt;i&gt;quote" in first
    assert "<i>" not in page


def test_every_table_is_linked_and_there(folder):
    page = (folder / "index.html").read_text()
    linked = set(re.findall(r'href="tables/([\w-]+)\.csv"', page))
    assert linked == {p.stem for p in (folder / "tables").iterdir()}
    assert {"verdicts", "agreement-machine", "agreement-people", "figures", "confusion", "graders", "tuning"} <= linked


def test_pictures_say_what_they_show(folder):
    page = (folder / "index.html").read_text()
    alts = [unescape(a) for a in re.findall(r'alt="([^"]*)"', page)]
    assert len(alts) >= 5
    assert all(len(a) > 20 for a in alts)
    assert any(a.startswith("QWK of ") for a in alts)


@pytest.mark.parametrize(
    ("world", "number", "word", "says"),
    [
        (World(noise=0.1, machine_noise=0.1), 150, "usable", "meets all three conditions"),
        (World(machine_noise=4.0), 80, "not yet", "should not be used by itself yet"),
        (World(noise=0.4, machine_noise=0.7), 14, "too few to tell", "too few interviews to tell"),
        (
            World(noise=0.1, machine_noise=0.1, twice=0.0),
            150,
            "too few graded twice to tell",
            "interviews that two people graded",
        ),
    ],
)
def test_the_answer_in_words(world, number, word, says):
    found = made(world, number)
    assert found.whole.word == word
    assert says in headline(found)
    assert needed(found.whole) or not word.startswith("too few")


@pytest.mark.browser
@pytest.mark.parametrize("width", [1200, 390])
@pytest.mark.parametrize("night", [False, True])
def test_nothing_overflows_and_nothing_is_refused(folder, tmp_path, width, night):
    with browser(tmp_path) as tab:
        tab.look(width, night=night)
        tab.open((folder / "index.html").as_uri())
        assert tab.js("return document.documentElement.scrollWidth") <= width
        assert tab.js("return [...document.images].every(i => i.complete && i.naturalWidth > 0)")
        wide = "return [...document.querySelectorAll('h1,h2,h3,p,li,dd,figure')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).length"
        assert tab.js(wide) == 0
        assert tab.logged == []
