"""Excel workbooks, as openpyxl and xlsxwriter write them, and archives that are none."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter

from tests.calibration.formats.made import brief, read, wrong

AT = 1775055600.0
naive = datetime.fromisoformat


def workbook(*sheets, titles=("Ratings", "Two", "Three")):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in zip(titles, sheets, strict=False):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_sheet_with_numbers_dates_and_gaps(tmp_path):
    rows = [
        ["Doc", "Grader", "users", "shards", "comment", "date", "GROUP"],
        ["a", "ines", 2, "N/A", "- why", naive("2026-04-01T15:00"), "native"],
        [],
        [7, 12.0, 1.5, None, None, date(2026, 4, 1), True],
        [None, "  "],
    ]
    file = read(tmp_path, workbook([[], *rows]), by=("GROUP",))
    assert brief(file) == [("a", "ines", "users", 2.0), ("a", "ines", "shards", None), ("7", "12", "users", 1.5)]
    assert [(r.line, r.at, r.comment) for r in file.ratings] == [
        (3, AT, "- why"),
        (3, AT, "- why"),
        (5, 1775001600.0, ""),
    ]
    assert [r.groups for r in file.ratings] == [(("GROUP", "native"),)] * 2 + [(("GROUP", "true"),)]
    assert (file.format, file.unit) == ("Excel, a column a criterion", "row")


def test_rsmtool_and_long_sheets(tmp_path):
    assert brief(read(tmp_path, workbook([["spkitemid", "sc1"], ["c", 3]]))) == [("c", "sc1", "overall", 3.0)]
    long = [["doc", "rater", "criterion", "score"], ["c", "i", "users", "2"]]
    assert brief(read(tmp_path, workbook(long), "any.name")) == [("c", "i", "users", 2.0)]


def test_the_first_sheet_or_the_only_one_that_fits(tmp_path):
    one, two, none = ([["doc", "users"], [name, 1]] for name in ("one", "two", "no"))
    none[0][0] = "title"
    assert read(tmp_path, workbook(none, one)).ratings[0].submission == "one"
    first = read(tmp_path, workbook(one, none, two))
    assert (first.ratings[0].submission, first.left_out) == ("one", {"other sheet": 1})
    assert wrong(tmp_path, workbook(none, one, two)) == [
        "r: has 2 sheets with ratings, 'Two', 'Three'; make one of them the first"
    ]
    assert wrong(tmp_path, workbook(none)) == ["r: has no column of submissions; call one of them 'doc'"]
    assert wrong(tmp_path, workbook([])) == ["r: has no column of submissions; call one of them 'doc'"]


def test_formulas_are_never_run(tmp_path):
    rows = [["doc", "users"], ["a", "=1+1"], ["=HYPERLINK(A1)", 1]]
    assert wrong(tmp_path, workbook(rows)) == ["r: row 2: '=1+1' is no score of users"]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["doc", "users", "shards"])
        sheet.write_row(1, 0, ["a", 1])
        sheet.write_formula(1, 2, "=1+1", value=5)
    assert brief(read(tmp_path, out.getvalue())) == [("a", "r", "users", 1.0), ("a", "r", "shards", 5.0)]


def test_what_is_wrong_is_said_with_its_row(tmp_path):
    rows = [
        ["doc", "users", "date"],
        ["a", True, None],
        ["a", "#N/A", None],
        ["a", 1, 4],
        ["a", 1, None, 5],
        ["", 1, ""],
    ]
    assert wrong(tmp_path, workbook(rows)) == [
        "r: row 2: 'true' is no score of users",
        "r: row 3: '#N/A' is no score of users",
        "r: row 4: '4' is no time",
        "r: row 5: has 4 cells, and there are 3 columns",
        "r: row 6: has no submission",
    ]


def changed(content, **parts):
    """The archive with other parts, by the end of their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            short = name.rpartition("/")[2].partition(".")[0]
            new.writestr(name, parts[short](old.read(name)) if short in parts else old.read(name))
    return out.getvalue()


GOOD = workbook([["doc", "users"], ["a", 1]])


def test_a_bomb_is_refused_by_the_sizes_in_its_directory(tmp_path):
    (line,) = wrong(tmp_path, changed(GOOD, sheet1=lambda xml: xml + b" " * 300_000_000))
    assert line.startswith("r: unpacks to ")
    assert line.endswith("bytes, which is too much; give it as CSV")


def test_a_bomb_that_lies_about_its_size_is_read_no_further(tmp_path):
    bomb = changed(GOOD, sheet1=lambda xml: xml + b" " * 30_000_000)
    size = (len(zipfile.ZipFile(io.BytesIO(GOOD)).read("xl/worksheets/sheet1.xml")) + 30_000_000).to_bytes(4, "little")
    assert bomb.count(size) == 2
    assert wrong(tmp_path, bomb.replace(size, (900).to_bytes(4, "little"))) == [
        "r: is a damaged archive; save it again as XLSX without a password"
    ]


def entity(xml):
    return b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + xml.split(b"?>", 1)[-1]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (changed(GOOD, sheet1=entity), "its part xl/worksheets/sheet1.xml declares a document type; save it as CSV"),
        (
            changed(GOOD, sheet1=lambda xml: xml.decode().encode("utf-16")),
            "its part xl/worksheets/sheet1.xml declares a document type; save it as CSV",
        ),
        (
            changed(GOOD, sheet1=lambda xml: xml[:-40]),
            "is no Excel workbook that can be read; save it again as XLSX, or as CSV",
        ),
        (changed(GOOD, workbook=lambda xml: b"<a/>"), "has no sheet"),
        (
            changed(GOOD, workbook=lambda xml: b""),
            "is no Excel workbook that can be read; save it again as XLSX, or as CSV",
        ),
        (GOOD[:-30], "is a damaged archive; save it again as XLSX without a password"),
        (b"PK\x03\x04", "is a damaged archive; save it again as XLSX without a password"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...",
            "is an old or password-protected Excel file; save it as XLSX without a password",
        ),
        (
            changed(GOOD, sheet1=lambda xml: xml.replace(b'<row r="2"', b'<row r="99999999999"')),
            "has more than 1,048,576 rows or 5,000,000 cells; give it as CSV",
        ),
    ],
)
def test_what_is_no_workbook(tmp_path, content, says):
    assert wrong(tmp_path, content) == [f"r: {says}"]


def test_another_archive(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert wrong(tmp_path, out.getvalue()) == ["r: is a ZIP archive and no Excel workbook; unpack it and give the file"]


def test_without_openpyxl_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert wrong(tmp_path, GOOD) == [
        "r: a workbook needs openpyxl, which is not installed: pip install 'grader[calibrate]'"
    ]


def test_zones_are_none_of_a_sheet(tmp_path):
    """Excel keeps no zones: a moment there is UTC."""
    moment = naive("2026-04-01T15:00:00.250")
    (rating,) = read(tmp_path, workbook([["doc", "users", "at"], ["a", 1, moment]])).ratings
    assert rating.at == pytest.approx(AT + 0.25, abs=1e-3)
