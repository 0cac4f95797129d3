"""Whatever the bytes are: a document or an `InputError` of one line, nothing else."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import InputError
from grader.protocols import Reader, Source
from grader.readers import BUILT_IN, read
from tests.readers.reading import check_blocks
from tests.readers.small_files import paragraph, pdf_file, word_file

_PIECES = [
    "WEBVTT\n\n", "00:01.000 --> 00:02.000\n", "00:00:01,5 --> 00:00:02,5", "1:99:99 --> 0:0:0", "NOTE x\n", "STYLE\n", "<v Ines>", "</v>",
    "<v ", ">>", "- ", "Ines: ", "Ines Okafor  0:03\n", "[Ines] 10:00:00\n", "[0:03] ", "Interviewer: ", "**You:** ", "Q: ", "A: ", "(Ines)\n",
    "# ", "## a\n", "```mermaid\n", "```\n", "graph TD\n", "A-->B", "+--+\n|a |\n+--+\n", "| a | b |\n|---|---|\n", "> ", "- a\n", "1. ", "    ",
    "<p>", "</p>", "<div style='display:none'>", "</div>", "<!--", "-->", "<html>", "<table><tr><td>", "<pre>", "&amp;", "&#xD800;", "&#0;",
    "\n", "\n\n", "\r\n", "\r", "\t", " ", "\ufeff", "\u200b", "\u202e", "\u2028", "\x0b", "\x1b]0;x\x07", "\x85", "\U000e0041", "words", "é", "语",
    '{"spokenText": "a"}', '{"speakerName": 1}', "@startuml\n", "a -> b\n", "===\n", "---\n", "`", "[a](b\nc)", "![", "\\", "<", ">", ":", "：",
]  # fmt: skip
_text = st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=6)), max_size=25).map("".join)
_bytes = st.one_of(
    st.binary(max_size=200),
    _text.map(lambda t: t.encode("utf-8", "surrogatepass")),
    _text.map(lambda t: t.encode("utf-16", "surrogatepass")),
    _text.map(lambda t: t.encode("cp1252", "ignore")),
)
_SUFFIXES = st.sampled_from(["", ".md", ".txt", ".vtt", ".srt", ".html", ".docx", ".pdf"])
_MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(reader: Reader | None, source: Source) -> None:
    """Read it, and look at whatever comes."""
    said = "x: "
    try:
        check_blocks(read(source) if reader is None else reader.read(source))
    except InputError as error:
        said = str(error)
    assert said.startswith("x: ")
    assert "\n" not in said


@pytest.mark.parametrize("reader", BUILT_IN, ids=lambda r: r.name)
@_MANY
@given(content=_bytes, suffix=_SUFFIXES)
def test_any_bytes_into_each_reader(reader: Reader, content: bytes, suffix: str) -> None:
    source = Source("x", content, suffix)
    assert 0 <= reader.recognises(source) <= 1
    check(reader, source)


@_MANY
@given(content=_bytes, suffix=_SUFFIXES)
def test_any_bytes_by_their_content(content: bytes, suffix: str) -> None:
    check(None, Source("x", content, suffix))


def _changed(draw: st.DrawFn, content: bytes) -> bytes:
    """The bytes with some of them overwritten, and cut somewhere."""
    changed = bytearray(content)
    for _ in range(draw(st.integers(0, 6))):
        changed[draw(st.integers(0, len(changed) - 1))] = draw(st.integers(0, 255))
    return bytes(changed[: draw(st.integers(1, len(changed)))]) if draw(st.booleans()) else bytes(changed)


@st.composite
def _damaged_pdf(draw: st.DrawFn) -> bytes:
    return _changed(draw, pdf_file([["Requirements", "words"], ["more"]]))


@st.composite
def _damaged_docx(draw: st.DrawFn) -> bytes:
    if draw(st.booleans()):
        return _changed(draw, word_file(paragraph("words")))
    inner = _changed(draw, f"<w:document xmlns:w='x'>{paragraph('words')}<w:tbl/></w:document>".encode())
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file(""))) as good, zipfile.ZipFile(out, "w") as archive:
        for name in good.namelist():
            archive.writestr(name, inner if name.endswith("document.xml") else good.read(name))
    return out.getvalue()


@_MANY
@given(content=st.one_of(_damaged_pdf(), _damaged_docx()))
def test_damaged_files(content: bytes) -> None:
    check(None, Source("x", content))
