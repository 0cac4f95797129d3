"""Files made to take long: each is read or refused with little work, and loses no words where it is read."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from grader.errors import InputError
from tests.readers.reading import blocks, document, words
from tests.readers.small_files import paragraph, word_file
from tests.work import calls

MOST_CALLS = 10_000_000
"""Of functions: above what each takes, and far below what they took when work grew with the square of the size."""
LINES = "word and more\n" * 40_000
STYLED = '<w:p><w:pPr><w:pStyle w:val="Code"/></w:pPr><w:r><w:t>a = 1</w:t></w:r></w:p>'


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (LINES, ".txt"),
        ("Ann: hello\nBob: hi\n" + LINES, ".txt"),
        ("# a\n\nAnn: hello\n\nBob: hi\n\nAnn: x\n\nBob: well\n" + LINES, ".md"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n" + LINES, ".vtt"),
    ],
)
def test_many_lines_without_a_blank_one(content: str, suffix: str) -> None:
    assert calls(lambda: document(content, suffix)) < 10 * calls(lambda: document(content[: len(content) // 8], suffix))
    doc = document(content, suffix)
    assert words(doc.text).count("more") == 40_000
    assert doc.blocks[-1].end - doc.blocks[-1].start > 500_000


def test_many_paragraphs_of_code_in_word() -> None:
    doc = document(word_file(STYLED * 300 + paragraph("words") + STYLED), ".docx")
    assert [(b.kind, b.line) for b in doc.blocks] == [("code", 1), ("paragraph", 301), ("code", 302)]
    assert doc.text.count("a = 1") == 301


CELL = "<w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>"


def _noise(tag: str, count: int, padding: int = 0) -> str:
    """Elements that do not compress two hundredfold."""
    draw, zeros = Random(7), "0" * padding
    return "".join(f'<{tag} w:x="{draw.getrandbits(48):x}{zeros}"/>' for _ in range(count))


CASES: dict[str, tuple[Callable[[], str | bytes], str, str]] = {
    "text": (
        lambda: "word " * 120_001,
        ".txt",
        r"600,000 characters of text \(about 100,000 words\); grade it in parts",
    ),
    "words of a page": (lambda: "<html><body><p>" + "word " * 150_001, ".html", "600,000 characters"),
    "page": (lambda: "<html><body><p>a" + " " * 3_000_000, ".html", "3,000,000 characters"),
    "captions": (lambda: "00:01.000 --> 00:02.000\n" + "word and\n" * 70_000, ".vtt", "600,000 characters"),
    "blocks": (lambda: "a.\n\n" * 50_001, ".txt", "50,000 headings"),
    "lines": (lambda: "- a\n" * 50_001, ".md", "50,000 lines"),
    "bars": (lambda: "|a|b|\n|-|-|\n" + "|a|b|\n" * 20_000, ".md", "50,000 cells"),
    "cells": (lambda: "<html><body><table>" + "<tr><td>a" * 50_001, ".html", "50,000 cells"),
    "blocks of a page": (lambda: "<html><body>" + "<p>a" * 50_001, ".html", "50,000 headings"),
    "elements": (lambda: "<html><body>a" + "<p>" * 300_000, ".html", "200,000 elements"),
    "size in Word": (lambda: word_file(_noise("w:p", 21_000, 1_000)), ".docx", "20 MB"),
    "tags in Word": (lambda: word_file("<w:p/>" * 500 + _noise("w:p", 1_000) * 1_000), ".docx", "1,000,000 tags"),
    "paragraphs": (lambda: word_file(_noise("w:p", 50_001)), ".docx", "50,000 paragraphs"),
    "cells in Word": (
        lambda: word_file("<w:tbl>" + _noise("w:tr", 50_001) + "</w:tbl>"),
        ".docx",
        "50,000 cells",
    ),
    "words in Word": (lambda: word_file(paragraph(Random(7).randbytes(310_000).hex())), ".docx", "600,000"),
}


@pytest.mark.parametrize("name", CASES)
def test_files_that_would_take_long_are_refused(name: str) -> None:
    make, suffix, says = CASES[name]
    content = make()
    with pytest.raises(InputError, match=says) as caught:
        document(content, suffix)
    assert calls(lambda: document(content, suffix)) < MOST_CALLS
    assert str(caught.value).startswith(f"file{suffix}: ")


def test_a_page_may_have_more_markup_than_words() -> None:
    doc = document(f"<html><body><script>{'x();' * 200_000}</script><p>Only a few words.</p></body></html>", ".html")
    assert doc.text == "Only a few words."


def test_the_words_of_a_nested_table_come_once() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('deep')}</w:tc><w:tc>{paragraph('down')}</w:tc></w:tr></w:tbl>"
    outer = (
        f"<w:tbl><w:tr><w:tc>{paragraph('left')}{inner}<w:p/></w:tc><w:tc>{paragraph('right')}</w:tc></w:tr></w:tbl>"
    )
    assert blocks(document(word_file(outer), ".docx")) == [("table", 1, "left deep down | right")]
    wrapped = outer.replace("<w:tr>", "<w:sdt><w:sdtContent><w:tr>", 1)
    wrapped = wrapped.removesuffix("</w:tbl>") + "</w:sdtContent></w:sdt></w:tbl>"
    assert document(word_file(wrapped), ".docx").text == "left deep down | right"


SOURCE = """<!doctype html><html><head><title>First words</title><script>
var x = "First words";
</script></head><body>
<!-- First words
-->
<h1>First <em>wo</em>rds</h1>
<p hidden>not
this</p>
<p>5 &lt; 6 &amp;
so on</p><ul><li>one
<li>two</ul>
<img alt="a picture" src=x><p>two</p>
<table>
<tr><td>a</td>
<td>b</td></tr></table>
"""


def test_lines_of_a_page() -> None:
    assert [(text.split("\n")[0], line) for _, line, text in blocks(document(SOURCE))] == [
        ("First words", 6),
        ("5 < 6 & so on", 9),
        ("one", 10),
        ("two", 11),
        ("a picture", None),
        ("two", 12),
        ("a | b", 14),
    ]


def test_lines_of_a_transcript_in_a_page() -> None:
    doc = document("<html>\n<p>Ann: Design a feed.</p>\n\n<p>Bob: For whom?</p>\n<p>Ann: All.</p>\n")
    assert [(b.speaker, b.line) for b in doc.blocks] == [("Ann", 2), ("Bob", 4), ("Ann", 5)]
