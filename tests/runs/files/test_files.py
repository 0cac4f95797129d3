"""Rows and tables as files: read again by other programs they are what they were, and none of it is run."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
import zipfile

import openpyxl
import pyarrow.parquet as pq
import pytest
from markdown_it import MarkdownIt

from grader.runs.files.columns import Column, columns_of, row_of
from grader.runs.files.making import make_files
from grader.runs.files.xlsx import CUT, MOST_CHARACTERS, Book, SheetRows, cell_text
from grader.runs.report.figures import figures_of
from grader.runs.tables import tables_of
from tests.reporters.hostile import PAYLOADS
from tests.reporters.test_csv import FORMULAS
from tests.runs.made import RUBRIC, kept, store_of

HOSTILE = sorted({*PAYLOADS, *FORMULAS, "_x0041_ _x000D_", "x" * 40_000, "a\x00b\x0bc\ufffed"})


FORMATS = ("csv", "xlsx", "parquet", "jsonl", "markdown", "assessments")


def made(folder, submissions, formats=FORMATS, raw=False):
    """The files of a run of these."""
    out = folder / "out"
    out.mkdir()
    with store_of(folder / "run", submissions) as store:
        figures = figures_of(store.all(), RUBRIC)
        make_files(store, RUBRIC, figures, tables_of(figures, RUBRIC), formats, out, raw)
    return out


def rows_of_csv(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A run with a payload as each name, and as each reason."""
    csv.field_size_limit(2**20)
    names = [kept(name, 50, warnings=["too_short", "odd"]) for name in HOSTILE]
    reasons = [kept(f"r{n:03}", state="refused", reason=text) for n, text in enumerate(HOSTILE)]
    return made(tmp_path_factory.mktemp("hostile"), [*names, *reasons])


def test_json_lines_and_parquet_have_all_as_it_was(hostile):
    lines = [json.loads(line) for line in (hostile / "submissions.jsonl").read_text("utf-8").split("\n")[:-1]]
    assert lines == pq.read_table(hostile / "submissions.parquet").to_pylist()
    assert {r["name"] for r in lines if r["state"] == "graded"} == set(HOSTILE)
    assert [r["reason"] for r in lines if r["state"] == "refused"] == HOSTILE
    assert all(r["warnings"] == (["too_short", "odd"] if r["state"] == "graded" else []) for r in lines)


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(hostile):
    seen = 0
    for sheet in openpyxl.load_workbook(hostile / "submissions.xlsx"):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n", "inlineStr"), cell.value
                assert cell.hyperlink is None
                seen += 1
    assert seen > 2 * len(HOSTILE)
    with zipfile.ZipFile(hostile / "submissions.xlsx") as file:
        for name in file.namelist():
            ET.fromstring(file.read(name))
            assert b"<f>" not in file.read(name)


def test_the_workbook_has_the_texts(hostile):
    sheet = openpyxl.load_workbook(hostile / "submissions.xlsx")["submissions"]
    names = [row[0] for row in sheet.iter_rows(min_row=2, max_col=1, values_only=True)]
    for text in ("=cmd|' /C calc'!A0", "+1-555-0100: ok", "abcd", "漢字" * 150, "| a | b |\n|---|---|\n| `c` | <b>"):
        assert text in names
    assert ("x" * 40_000)[: MOST_CHARACTERS - len(CUT)] + CUT in names


def test_csv_marks_formulas_and_keeps_the_rest(hostile):
    rows = rows_of_csv(hostile / "submissions.csv")
    names = {r["name"] for r in rows if r["state"] == "graded"}
    formulas = {*FORMULAS, *(t for t in HOSTILE if t.lstrip().startswith(("=", "+", "-", "@")))}
    assert names == {"'" + t if t in formulas else t for t in HOSTILE}
    assert {r["total"] for r in rows} == {"50.0", ""}
    for path in (hostile / "tables").iterdir():
        for row in rows_of_csv(path):
            assert not any(str(cell).lstrip().startswith(("=", "+", "@")) for cell in row.values())


def test_csv_raw_marks_nothing(tmp_path):
    out = made(tmp_path, [kept(t, 50) for t in FORMULAS], ["csv"], raw=True)
    assert {r["name"] for r in rows_of_csv(out / "submissions.csv")} == set(FORMULAS)


def test_assessments_are_what_was_kept(hostile):
    lines = (hostile / "assessments.jsonl").read_text("utf-8").split("\n")[:-1]
    assert {json.loads(line)["submission"]["path"] for line in lines} == set(HOSTILE)


def test_the_summary_holds_no_markup_of_others(hostile):
    reader = MarkdownIt("commonmark").enable("table")
    text = (hostile / "summary.md").read_text("utf-8")
    assert {"html_block", "fence", "code_block"}.isdisjoint({t.type for t in reader.parse(text)})
    assert not any(tag in reader.render(text) for tag in ("<script", "<img", "<svg", "<iframe", "<a ", "<b>"))


def test_a_row_of_each_kind(tmp_path):
    run = [
        kept("b.vtt", 90, kind="transcript", format="webvtt", minutes={"scope": 4.5}, levels=[2, None], certainty=0.75),
        kept("a.md", state="timed_out", reason="took longer than 120 s"),
        kept("c.md"),
        kept("d.md", 0, status="not_applicable", levels=[0, 0], warnings=["not_an_interview", "too_short"]),
    ]
    out = made(tmp_path, run, ["csv", "jsonl", "parquet", "xlsx"])
    a, b, c, d = rows_of_csv(out / "submissions.csv")
    assert (a["name"], a["state"], a["reason"], a["total"]) == ("a.md", "timed_out", "took longer than 120 s", "")
    assert b == {
        "name": "b.vtt", "state": "graded", "reason": "", "kind": "transcript", "format": "webvtt", "language": "en",
        "words": "100", "status": "graded", "total": "90.0", "band": "good", "dimension_needs": "90",
        "dimension_parts": "", "level_users": "2", "level_shards": "", "minutes_scope": "4.5",
        "minutes_high_level": "", "minutes_deep_dive": "", "minutes_wrap_up": "", "warnings": "", "certainty": "0.75",
        "sha256": "ab" * 32,
    }  # fmt: skip
    assert (c["state"], c["status"]) == ("waiting", "")
    assert (d["status"], d["band"], d["warnings"]) == ("not_applicable", "", "not_an_interview;too_short")
    typed = {f.name: str(f.type) for f in pq.read_schema(out / "submissions.parquet")}
    assert (typed["total"], typed["level_users"], typed["words"]) == ("double", "int64", "int64")
    sheet = openpyxl.load_workbook(out / "submissions.xlsx")["submissions"]
    assert [c.value for c in sheet[3]][:9] == ["b.vtt", "graded", None, "transcript", "webvtt", "en", 100, "graded", 90]


@pytest.mark.parametrize("submissions", [[], [kept("a.md")]])
def test_a_run_without_grades_has_its_files_too(tmp_path, submissions):
    out = made(tmp_path, submissions)
    assert pq.read_table(out / "submissions.parquet").num_rows == len(submissions)
    assert len(rows_of_csv(out / "submissions.csv")) == len(submissions)
    assert (out / "assessments.jsonl").read_bytes() == b""
    assert openpyxl.load_workbook(out / "submissions.xlsx")["states"]["A1"].value == "state"


def test_the_same_run_gives_the_same_bytes(tmp_path):
    run = [kept(f"{n}.md", n / 3, warnings=["odd"] * (n % 2)) for n in range(200)]
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    one, two = made(tmp_path / "1", run), made(tmp_path / "2", run)
    files = sorted(p.relative_to(one) for p in one.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(two) for p in two.rglob("*") if p.is_file())
    assert len(files) == 6 + 11
    for file in files:
        assert (one / file).read_bytes() == (two / file).read_bytes(), file


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("a\x00\x1bb\ufffe\uffff\ud800c", "abc"),
        ("tab\tline\n", "tab\tline\n"),
        ("x" * 32_767, "x" * 32_767),
        ("x" * 32_768, "x" * (32_767 - len(CUT)) + CUT),
        ("😀" * 16_383, "😀" * 16_383),
        ("😀" * 16_384, "😀" * ((32_767 - len(CUT)) // 2) + CUT),
    ],
    ids=["controls", "lines", "just", "over", "pairs", "pairs over"],
)
def test_texts_of_cells(text, cell):
    assert cell_text(text) == cell


def test_columns_and_cells_are_as_many():
    assert len(row_of(kept("a", 50), RUBRIC)) == len(row_of(kept("a"), RUBRIC)) == len(columns_of(RUBRIC))
    names = [c.name for c in columns_of(RUBRIC)]
    assert len(set(names)) == len(names)


@pytest.mark.slow
def test_a_full_sheet_is_gone_on_with(tmp_path):
    book = Book(tmp_path / "a.xlsx")
    rows = SheetRows(book, "submissions", [Column("name", "text"), Column("total", "number")])
    for n in range(1_048_577):
        rows.add(("x", n))
    book.close()
    found = openpyxl.load_workbook(tmp_path / "a.xlsx", read_only=True)
    assert found.sheetnames == ["submissions", "submissions 2"]
    assert [sheet.max_row for sheet in found] == [1_048_576, 3]
    last = list(found["submissions 2"].iter_rows(values_only=True))
    assert last == [("name", "total"), ("x", 1_048_575), ("x", 1_048_576)]
