"""``--out``: whole files or none, safe names, an index that leads to each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.cli.pages import page_name, write_all
from grader.errors import UsageError
from tests.cli.conftest import SAMPLES

DESIGN = SAMPLES / "rate-limiter.md"
TALK = SAMPLES / "ticket-sales.vtt"
LINKS = ["rate-limiter.html", "ticket-sales.html"]


def test_a_folder_gets_a_page_each_and_an_index_that_links_them(cli, tmp_path):
    out = tmp_path / "a" / "b"
    assert cli("score", DESIGN, TALK, "--format", "html", "--out", out).code == 0
    assert sorted(p.name for p in out.iterdir()) == ["index.html", "rate-limiter.html", "ticket-sales.html"]
    index = (out / "index.html").read_text("utf-8").partition("<body>")[2]
    totals = re.findall(r'<td class="figure">([\d.]+)</td>', index)
    assert all(
        f">{t.removesuffix('.0')}</strong>" in (out / p).read_text("utf-8") for t, p in zip(totals, LINKS, strict=True)
    )
    assert re.findall(r'href="([^"]+)"', index) == LINKS
    assert "speakers_concluded" in index
    assert not re.search(r"<script|https?://|<link|<img", index)


def test_the_index_in_markdown(cli, tmp_path):
    cli("score", DESIGN, TALK, "--format", "markdown", "--out", tmp_path / "md")
    index = (tmp_path / "md" / "index.md").read_text("utf-8")
    assert re.findall(r"\]\(([^)]+)\)", index) == ["rate-limiter.md", "ticket-sales.md"]


def test_files_of_one_name_get_pages_of_their_own(cli, tmp_path):
    for folder in ("x", "y", "z"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "Design.md").write_bytes(DESIGN.read_bytes())
    files = [tmp_path / f / "Design.md" for f in ("x", "y", "z")]
    cli("score", *files, "--format", "html", "--out", tmp_path / "out")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "design-2.html",
        "design-3.html",
        "design.html",
        "index.html",
    ]


HOSTILE = [
    "esc\x1b[31m.md",
    "new\nline.md",
    "=HYPERLINK(evil).md",
    "-x.md",
    '"><script>alert(1)<.md',
    "](javascript:x).md",
    "index.md",
    "CON.md",
    "...md",
    "\u202egnp.md",
    "設計.md",
]


def test_hostile_names_do_no_harm(cli, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    files = [folder / name for name in HOSTILE]
    for file in files:
        file.write_text("# Links\n\nWe expect 20 million users, so a cache holds the hot links.\n")
    for format_, ending in (("html", ".html"), ("markdown", ".md")):
        out = tmp_path / format_
        assert cli("score", *files, "--format", format_, "--out", out).code == 0
        pages = sorted(p.name for p in out.iterdir())
        assert len(pages) == len(HOSTILE) + 1
        assert all(re.fullmatch(rf"[a-z0-9][a-z0-9-]*{re.escape(ending)}", p) for p in pages)
        index = (out / f"index{ending}").read_text("utf-8")
        assert "<script" not in index
        assert not re.search(r'href="(?!submission|[a-z0-9-]+\.html")', index.partition("<body>")[2])
        assert format_ == "html" or not re.search(r"(?<!\\)\]\((?![a-z0-9-]+\.md\))", index)
        assert "\x1b" not in index
        assert "\u202e" not in index
    shown = cli("score", *files)
    assert "\x1b" not in shown.out
    assert "\u202e" not in shown.out


@pytest.mark.parametrize(
    "name", ["\x1b]0;title\x07gone.md", "two\nlines.md", "a\r\x9bb.md", "\u202ecod.md", "../../gone.md"]
)
def test_names_on_stderr_steer_no_terminal(cli, tmp_path, name):
    ran = cli("score", tmp_path / "x" / name)
    assert ran.code == 3
    assert len(ran.err.splitlines()) == 1
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", ran.err)


@given(st.lists(st.text(), max_size=8))
def test_page_names_are_safe_and_different(paths):
    names: list[str] = []
    for path in paths:
        names.append(page_name(path, ".html", names))
    assert len({*names}) == len(names)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]{0,90}\.html", n) for n in names)
    assert "index.html" not in names


def test_a_folder_that_is_a_file_is_refused_before_anything_is_graded(cli, tmp_path):
    (tmp_path / "file").write_text("kept")
    for args in ((DESIGN, TALK), (DESIGN,)):
        ran = cli("score", *args, "--format", "html", "--out", tmp_path / "file" / "x")
        assert (ran.code, ran.out) == (2, "")
        assert len(ran.err.splitlines()) == 1
    assert (tmp_path / "file").read_text() == "kept"


def test_a_submission_is_never_written_over(cli, design):
    before = design.read_bytes()
    assert cli("score", design, "--format", "markdown", "--out", design).code == 2
    assert cli("score", design, TALK, "--format", "markdown", "--out", design.parent).code == 2
    assert design.read_bytes() == before
    assert [p.name for p in design.parent.iterdir()] == ["design.md"]


def test_when_a_later_page_cannot_be_written_none_is(cli, tmp_path):
    out = tmp_path / "out"
    (out / "ticket-sales.html").mkdir(parents=True)
    (out / "rate-limiter.html").write_text("old")
    ran = cli("score", DESIGN, TALK, "--format", "html", "--out", out)
    assert (ran.code, ran.out) == (2, "")
    assert "ticket-sales.html" in ran.err
    assert sorted(p.name for p in out.iterdir()) == ["rate-limiter.html", "ticket-sales.html"]
    assert (out / "rate-limiter.html").read_text() == "old"


def test_what_was_moved_is_taken_back_and_new_folders_go(tmp_path):
    out = tmp_path / "new" / "out"
    with pytest.raises(UsageError):
        write_all(out, {"a.html": b"a", "no/such/folder.html": b"b"})
    assert not (tmp_path / "new").exists()


def test_older_pages_are_replaced_and_others_left(tmp_path):
    (tmp_path / "a.html").write_bytes(b"old")
    (tmp_path / "other").write_bytes(b"other")
    write_all(tmp_path, {"a.html": b"new", "b.html": b"b"})
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a.html": b"new", "b.html": b"b", "other": b"other"}


def test_a_link_is_replaced_and_not_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"kept")
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.html").symlink_to(secret)
    write_all(out, {"a.html": b"new"})
    assert secret.read_bytes() == b"kept"
    assert not (out / "a.html").is_symlink()


def test_one_file_in_a_missing_folder_is_refused(cli, tmp_path):
    ran = cli("score", DESIGN, "--out", tmp_path / "none" / "r.txt")
    assert ran.code == 2
    assert not (tmp_path / "none").exists()


def test_json_lines_go_into_one_file(cli, tmp_path):
    out = tmp_path / "all.jsonl"
    assert cli("score", DESIGN, TALK, "--format", "json", "--out", out).code == 0
    assert out.read_text("utf-8") == cli("score", DESIGN, TALK, "--format", "json").out


def test_a_file_written_has_no_colour(cli, tmp_path):
    out = tmp_path / "report.txt"
    cli("score", DESIGN, "--out", out)
    assert b"\x1b" not in out.read_bytes()
    assert [p.name for p in tmp_path.iterdir()] == ["report.txt"]


def test_relative_paths_work(cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("d.md").write_bytes(DESIGN.read_bytes())
    assert cli("score", "d.md", "--out", "r.txt").code == 0
    assert Path("r.txt").is_file()
