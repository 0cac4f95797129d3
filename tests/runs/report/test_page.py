"""The report of a run as files: what is in it, that it is whole, and that it is the same every time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from grader.reporters.sections import Picture, Section, Shown
from grader.reporters.table import Table
from grader.runs.report.data import shown_name
from grader.runs.report.figures import NO_GRADE, figures_of
from grader.runs.report.page import FEW, write_page
from grader.runs.report.pictures import standings
from grader.runs.report.sections import arranged
from grader.runs.store import Store
from grader.runs.tables import tables_of
from grader.runs.tables.outliers import outliers_of
from grader.schema.rubric import Rubric
from tests.reporters.conftest import make_rubric
from tests.reporters.hostile import PAYLOADS
from tests.runs.report.runs import ROOT, all_bytes, multiplied, names, opened, page_of, small, some, store_of


@pytest.fixture
def rubric() -> Rubric:
    return small()


@pytest.fixture
def run(tmp_path: Path, rubric: Rubric) -> Store:
    return store_of(tmp_path / "run", rubric, some(rubric))


def test_the_page_has_every_submission_and_states_that_add_up(run: Store, rubric: Rubric, tmp_path: Path) -> None:
    page_of(run, rubric, tmp_path / "page")
    page = HTMLParser((tmp_path / "page/index.html").read_text("utf-8"))
    rows = [[c.text().strip() for c in r.css("th, td")] for r in page.css("#table tbody tr")]
    assert [r[0] for r in rows] == names(some(rubric))
    assert {r[1] for r in rows} == {"Waiting", "With warnings", "Refused", "Failed", "Timed out"}
    states = [[c.text() for c in r.css("th, td")] for r in page.css("#ends tbody tr")]
    assert sum(int(n) for _, n, _ in states[:-1]) == int(states[-1][1]) == 9
    standing = page.css_first("header > p:not(.eyebrow)").text()
    assert standing == (
        "4 of 9 submissions have a total and a band; 1 was read and is no system design interview;"
        " 3 could not be graded; 1 is still to be graded."
    )
    levels = [int(h.tag[1]) for h in page.css("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert all(p.attributes.get("alt") for p in page.css("img"))
    assert not page.css("[style], [onclick], [onload]")
    labels = {e.attributes["for"] for e in page.css("label")}
    assert labels == {e.attributes["id"] for e in page.css("input, select")}


def test_every_table_of_the_page_is_a_file_too(run: Store, rubric: Rubric, tmp_path: Path) -> None:
    figures = figures_of(run.all(), rubric)
    tables = [*tables_of(figures, rubric), Table("mine", "My own", ("what", "n"), (("a", 1), ("b", 1.25)))]
    agreed = Table("agreed", "Agreement", ("figure", "share"), (("same level", 0.69),))
    more = [Section("raters", "Agreement with two raters", "Two raters.", (), (agreed,))]
    with run.snapshot():
        (tmp_path / "page").mkdir()
        write_page(run, figures, tables, tmp_path / "page", more=more)
    page = HTMLParser((tmp_path / "page/index.html").read_text("utf-8"))
    linked = [a.attributes["href"] for a in page.css("caption a")]
    assert sorted(linked) == sorted(f"tables/{t.name}.csv" for t in [*tables, agreed] if t.rows)
    assert "69 %" in page.css_first("#raters td").text()
    ids = [e.attributes["id"] for e in page.css("[id]")]
    assert len(ids) == len(set(ids))
    assert {a.attributes["href"][1:] for a in page.css("nav a")} <= set(ids)


def test_columns_names_and_details_are_those_of_the_run(run: Store, rubric: Rubric, tmp_path: Path) -> None:
    figures = page_of(run, rubric, tmp_path / "page")
    page = tmp_path / "page"
    totals = np.frombuffer(opened(page, "c-total"), "<i2")
    assert [t / 10 if t >= 0 else None for t in totals] == [
        float(t) if a else None for t, a in zip(figures.totals, figures.applicable, strict=True)
    ]
    assert list(np.frombuffer(opened(page, "c-words"), "<i2")) == list(figures.words)
    assert list(np.frombuffer(opened(page, "c-state"), "<i2")) == list(figures.states)
    assert json.loads(opened(page, "n-0")) == names(some(rubric))
    details = json.loads(opened(page, "d-0"))
    for name, detail in zip(figures.names, details, strict=True):
        assert ("r" in detail) == (name in ("empty.md", "broken.pdf", "endless.txt", "new.txt"))
    chat = details[list(figures.names).index("chat.vtt")]
    assert [f[0] for f in chat["d"]["f"]] == [c.id for c in rubric.criteria]
    assert chat["n"]
    assert {d["r"] for d in details if "r" in d} == {"has no words", "is damaged", "took longer than 120 s", ""}


def test_a_small_run_has_all_reports_and_a_large_one_those_of_the_outliers(
    run: Store, rubric: Rubric, tmp_path: Path
) -> None:
    page_of(run, rubric, tmp_path / "small")
    assert len(list((tmp_path / "small/pages").iterdir())) == 5
    page_of(run, rubric, tmp_path / "none", pages="none")
    assert not list((tmp_path / "none/pages").iterdir())
    multiplied(run, rubric, FEW + 100)
    figures = page_of(run, rubric, tmp_path / "large")
    wanted = {f"{one.index + 1}.html" for one in outliers_of(figures, rubric)}
    assert {p.name for p in (tmp_path / "large/pages").iterdir()} == wanted
    page = HTMLParser((tmp_path / "large/index.html").read_text("utf-8"))
    linked = {a.attributes["href"] for a in page.css("#look-at th a")}
    assert linked == {f"pages/{name}" for name in wanted}
    assert len(page.css("#table tbody tr")) == 200
    number = next(a for a in page.css("#look-at th a"))
    report = HTMLParser((tmp_path / "large" / str(number.attributes["href"])).read_text("utf-8"))
    assert report.css_first("h1") is not None


def test_runs_without_anything_to_show(tmp_path: Path, rubric: Rubric) -> None:
    for n, given in enumerate(([], [("a.md", ("refused", "has no words"))], some(rubric)[4:5])):
        store = store_of(tmp_path / f"run{n}", rubric, given)
        page_of(store, rubric, tmp_path / f"page{n}")
        page = HTMLParser((tmp_path / f"page{n}/index.html").read_text("utf-8"))
        assert page.css_first("h1").text() == ("1 submission" if n else "0 submissions")
        assert not page.css("img")
        assert len(page.css("#table tbody tr")) == len(given)


MAKE = """
import sys
from itertools import pairwise
from pathlib import Path
from grader.runs.spec import rubric_of
from grader.runs.store import Store
from tests.runs.report.runs import page_of
with Store.open(Path(sys.argv[1])) as store:
    page_of(store, rubric_of(store.manifest.settings), Path(sys.argv[2]))
"""


def test_the_same_bytes_whatever_the_hash_seed_locale_and_time_zone(run: Store, rubric: Rubric, tmp_path: Path) -> None:
    multiplied(run, rubric, 250)
    settings = tmp_path / "matplotlibrc"
    settings.write_text("font.size: 30\nsvg.fonttype: path\naxes.facecolor: red\n")
    made = []
    for n, more in enumerate(
        (
            {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
            {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "MATPLOTLIBRC": str(settings)},
        )
    ):
        folder = tmp_path / f"page{n}"
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **more}
        done = subprocess.run(
            [sys.executable, "-c", MAKE, run.folder, folder],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        made.append(all_bytes(folder))
    assert made[0] == made[1]


def test_hostile_words_are_words(tmp_path: Path) -> None:
    plain, every = small(), " ".join(PAYLOADS)
    hostile = make_rubric(lambda s: every + s)
    given = some(hostile, lambda s: every + s) + [(p, ("refused", p)) for p in PAYLOADS]
    store = store_of(tmp_path / "run", hostile, given, every)
    page_of(store, hostile, tmp_path / "page")
    calm = store_of(
        tmp_path / "calm", plain, some(plain) + [(f"x{n}", ("refused", f"y{n}")) for n in range(len(PAYLOADS))]
    )
    page_of(calm, plain, tmp_path / "calm-page")
    page, other = (HTMLParser((tmp_path / p / "index.html").read_text("utf-8")) for p in ("page", "calm-page"))
    for tag in (
        "script",
        "style",
        "meta",
        "link",
        "base",
        "iframe",
        "svg",
        "body",
        "h1",
        "img",
        "form",
        "table",
        "mark",
    ):
        assert len(page.css(tag)) == len(other.css(tag)), tag
    assert all(str(i.attributes["src"]).startswith("data:image/svg+xml;base64,") for i in page.css("img"))
    assert all(re.match(r"#[a-z-]+$|tables/[a-z]+\.csv$|pages/\d+\.html$", a.attributes["href"]) for a in page.css("a"))
    assert not [k for e in page.css("*") for k in e.attributes if k.startswith("on") or k == "style"]
    policy = page.css_first("meta[http-equiv]").attributes["content"]
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert "unsafe" not in policy
    script = re.compile(rb'part\("[cnd]-[a-z0-9]+","[A-Za-z0-9+/=]*"\)\n')
    for path in (tmp_path / "page/data").iterdir():
        assert script.fullmatch(path.read_bytes()), path.name
    text = page.css_first("#table").text()
    for payload in ("<script>parent.pwned=1</script>", "{{7*7}}", "&lt;b&gt;"):
        assert payload in text


def test_pictures_are_sound_and_quiet(run: Store, rubric: Rubric, tmp_path: Path) -> None:
    from xml.etree import ElementTree

    from grader.runs.report.pictures import pictures_of

    hostile = make_rubric(lambda s: ']]> <!-- $x$ & \x00 style="fill: #1c2321" 漢' + s)
    figures = figures_of(run.all(), rubric)
    for chosen in (rubric, hostile):
        found = pictures_of(figures, chosen)
        assert [p.name for p in found] == ["totals", "dimensions", "criteria", "shares", "minutes"]
        for picture in found:
            for svg in (picture.wide, picture.narrow):
                root = ElementTree.fromstring(svg)
                assert not [e.tag for e in root.iter() if e.tag.rsplit("}")[-1] in ("script", "image", "metadata", "a")]
                assert "prefers-color-scheme" in svg
                assert not re.search(r"20\d\d-\d\d-\d\d|DejaVu", svg)
    shares = standings(figures, rubric)
    assert np.allclose(shares.sum(axis=1), 100)
    assert not (figures.levels[figures.applicable] == NO_GRADE).any()


def test_sections_show_each_table_and_picture_once() -> None:
    tables = [Table(n, n, ("a",), ((1,),)) for n in ("odd", "states", "bands", "criteria")]
    tables.append(Table("empty", "empty", ("a",), ()))
    pictures = [Picture(n, n, "", "alt", "", "") for n in ("criteria", "totals")]
    found = arranged(tables, pictures, [Section("mine", "Mine")])
    assert [s.name for s in found] == ["ends", "totals", "criteria", "mine", "tables"]
    assert sorted(t.name for s in found for t in s.tables) == ["bands", "criteria", "odd", "states"]
    assert sorted(p.name for s in found for p in s.pictures) == ["criteria", "totals"]


def test_a_table_is_shown_as_people_read_it() -> None:
    rows = (("users", "Users", 12000, 0.255, 3.0, None), ("x", "X", 1, 1.0, 2.5, "a\nb"))
    shown = Shown.of(Table("t", "T", ("criterion", "title", "n", "share level 0", "minutes q1", "why"), rows))
    assert [c for c, _ in shown.columns] == ["Title", "Number", "Level 0", "Minutes, 1st quartile", "Why"]
    assert shown.rows == (("Users", "12,000", "25.5 %", "3.00", "–"), ("X", "1", "100 %", "2.50", "a b"))
    many = Shown.of(Table("t", "T", ("n",), tuple((n,) for n in range(250))))
    assert (len(many.rows), many.left, len(many.links)) == (100, 150, 100)


def test_long_names_keep_their_end() -> None:
    assert shown_name("a\x1b[31m\n b") == "a b"
    assert shown_name("") == "submission"
    long = shown_name("folder/" * 100 + "amara.vtt")
    assert len(long) == 160
    assert long.startswith("folder/")
    assert long.endswith("/amara.vtt")


@pytest.mark.parametrize("formats", [["html"], ["html", "csv"]])
def test_the_command_writes_page_and_tables(run: Store, rubric: Rubric, tmp_path: Path, formats: list[str]) -> None:
    page_of(run, rubric, tmp_path / "page")
    run.close()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    options = [o for f in formats for o in ("--format", f)]
    command = [sys.executable, "-m", "grader", "report", run.folder, *options, "--out", tmp_path / "out"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    made, alone = all_bytes(tmp_path / "out"), all_bytes(tmp_path / "page")
    assert {k: v for k, v in made.items() if k in alone and k != "index.html"} == {
        k: v for k, v in alone.items() if k != "index.html"
    }
    page = HTMLParser((tmp_path / "out/index.html").read_text("utf-8"))
    links = [str(link.attributes["href"]) for link in page.css("a")]
    assert all(link.startswith("#") or (tmp_path / "out" / link).is_file() for link in links)
    assert ("submissions.csv" in links) == ("csv" in formats)


@pytest.mark.slow
def test_the_index_of_a_hundred_thousand_is_small(run: Store, rubric: Rubric, tmp_path: Path) -> None:
    multiplied(run, rubric, 100_000)
    page_of(run, rubric, tmp_path / "page")
    assert (tmp_path / "page/index.html").stat().st_size < 1_000_000
