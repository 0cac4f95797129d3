"""DOCX, PDF, encodings, limits, and which format a file is."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest

from grader.errors import InputError, UsageError
from grader.protocols import Source
from grader.readers import BUILT_IN, decode, read, read_source, read_text
from tests.readers.reading import blocks, check_blocks, codes, document, turns
from tests.readers.small_files import paragraph, pdf_file, word_file


def test_docx() -> None:
    made = docx.Document()
    made.add_heading("Photo feed", 0)
    made.add_heading("Requirements", 2)
    made.add_paragraph("Upload a photo.").add_run(" unseen").font.hidden = True
    made.add_paragraph("fast", style="List Bullet")
    made.add_paragraph("by day", style="List Bullet 2")
    table = made.add_table(rows=2, cols=2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ("Name", "Size", "id", "8 B"), strict=True):
        cell.text = text
    made.add_paragraph("One\nline more.")
    out = io.BytesIO()
    made.save(out)
    doc = document(out.getvalue(), ".docx")
    assert blocks(doc) == [
        ("heading", 1, "Photo feed"),
        ("heading", 2, "Requirements"),
        ("paragraph", 3, "Upload a photo."),
        ("list_item", 4, "fast"),
        ("list_item", 5, "by day"),
        ("table", 6, "Name | Size\nid | 8 B"),
        ("paragraph", 8, "One"),
        ("paragraph", 8, "line more."),
    ]
    assert [b.level for b in doc.blocks if b.level] == [1, 2, 1, 2]
    assert codes(doc) == ["hidden_text"]
    assert (doc.format, doc.kind) == ("docx", "design")
    check_blocks(doc)


def test_docx_transcripts() -> None:
    breaks = "<w:p><w:r><w:t xml:space='preserve'>{}   {}</w:t></w:r><w:r><w:br/></w:r><w:r><w:t>{}</w:t></w:r></w:p>"
    body = breaks.format("Ines Okafor", "0:03", "Let us start.") + breaks.format(
        "Tomasz Lind", "1:00:09", "Sure: upload."
    )
    doc = document(word_file(paragraph("Talk") + body + paragraph("Ines Okafor stopped transcription")))
    assert turns(doc)[1:3] == [("Ines Okafor", "Let us start."), ("Tomasz Lind", "Sure: upload.")]
    assert [(b.line, b.start_time) for b in doc.blocks[1:3]] == [(2, 3), (3, 3609)]
    assert doc.kind == "transcript"


def test_docx_with_changes_and_controls() -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>kept</w:t></w:r></w:ins></w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('inside')}</w:sdtContent></w:sdt>{paragraph('<!-- DTD: <!DOCTYPE a> -->fine')}"
    )
    assert document(word_file(body)).text == "kept\n\ninside\n\nfine"


def bombs() -> dict[str, tuple[bytes, str]]:
    """Archives that must not be unpacked or parsed, with a word of the answer."""
    many = {f"word/x{n}.xml": b"" for n in range(2_001)}
    entity = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "words"><!ENTITY b "&a;&a;">]>'
    external = '<?xml version="1.0"?><!DOCTYPE d SYSTEM "file:///etc/passwd">'
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("a.txt", "words")
    return {
        "expanded": (word_file(paragraph("a"), more={"word/styles.xml": b" " * 30_000_000}), "unpacks to more than"),
        "entries": (word_file(paragraph("a"), more=many), "2,000 entries"),
        "entities": (word_file(paragraph("&b;"), entity), "document type"),
        "external": (word_file(paragraph("a"), external), "document type"),
        "wide": (word_file(paragraph("a"), more={"word/a.xml": (entity + "<d/>").encode("utf-16")}), "document type"),
        "other": (plain.getvalue(), "not a Word document"),
        "cut": (word_file(paragraph("a"))[:-40], "damaged"),
        "ole": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password-protected Word"),
        "empty": (word_file(paragraph(" ")), "no words"),
    }


@pytest.mark.parametrize("name", bombs())
def test_archives_that_are_refused(name: str) -> None:
    content, says = bombs()[name]
    with pytest.raises(InputError, match=says) as caught:
        document(content, ".docx")
    assert "\n" not in str(caught.value)


def test_pdf() -> None:
    doc = document(
        pdf_file([["REQUIREMENTS", "We shorten long links for all", "of our many users.", "- fast"], ["One table."]])
    )
    assert (doc.format, doc.kind) == ("pdf", "design")
    assert [b.page for b in doc.blocks][-1] == 2
    assert ("heading", None, "REQUIREMENTS") in blocks(doc)
    assert ("list_item", None, "fast") in blocks(doc)
    assert ("paragraph", None, "We shorten long links for all\nof our many users.") in blocks(doc)
    assert doc.place(doc.text.index("One")).page == 2
    check_blocks(doc)


def test_a_transcript_as_pdf() -> None:
    doc = document(pdf_file([["Interviewer: Design a feed.", "Candidate: How many users?", "Interviewer: Ten."]]))
    assert [speaker for speaker, _ in turns(doc)] == ["Interviewer", "Candidate", "Interviewer"]
    assert doc.kind == "transcript"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (pdf_file([[]]), "scan"),
        (
            pdf_file(
                [["a"]],
                f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'ab' * 32}> /U <{'cd' * 32}> >> /ID [<00> <00>]",
            ),
            "password",
        ),
        (b"%PDF-1.4\n" + b"x" * 300, "damaged"),
        (pdf_file([["a"]])[:200], "damaged"),
    ],
)
def test_pdfs_that_are_refused(content: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        document(content, ".pdf")


TEXTS = ["naïve café – 10 €", "Ωμέγα и кэш"]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings_that_are_certain(text: str, encoding: str) -> None:
    long = f"{text} and a few more plain words so that it is text\r\nsecond\rthird"
    got, name, notices = decode(Source("x", long.encode(encoding)))
    assert got == long.replace("\r\n", "\n").replace("\r", "\n")
    assert not notices
    assert name.startswith(encoding[:5])


def test_encodings_that_are_guessed() -> None:
    text = (
        "Das Café öffnet später, und die Gäste müssen für die Plätze anstehen. Größe und Länge zählen natürlich auch."
    )
    got, name, notices = decode(Source("x", text.encode("cp1252")))
    assert got == text
    assert [n.code for n in notices] == ["encoding_guessed"]
    assert name in notices[0].message
    russian = "Это большой текст о том, как мы строим систему коротких ссылок и почему нам нужен кэш. " * 3
    assert decode(Source("x", russian.encode("cp1251")))[0] == russian


def test_damaged_utf_8_is_still_utf_8() -> None:
    for content in ("é" * 50).encode() + b"\xff" + b" word", "words é".encode()[:-1]:
        text, name, notices = decode(Source("x", content))
        assert name == "utf-8"
        assert [n.code for n in notices] == ["encoding_errors"]
        assert text


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\0\0", b"\xff\xd8\xff\xe0 jpeg", b"\0\0\0\x18ftypmp42", b"\x7fELF\x02", b"ID3\x03words", b"PK\x05\x06",
        b"words\0and words", b"\x1f\x8b\x08", b"\0", b"\xff\xfe\0\0", b"{\\rtf1 words}", b"\xfe\xff\xd8\x00\xd8\x00",
    ],
)  # fmt: skip
@pytest.mark.parametrize("suffix", ["", ".md", ".vtt", ".txt"])
def test_what_is_no_text_is_refused(content: bytes, suffix: str) -> None:
    with pytest.raises(InputError) as caught:
        document(content, suffix)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"file{suffix}: ")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty.md").touch()
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "big.md").open("wb") as file:
        file.truncate(25 * 1024 * 1024 + 1)
    for name, says in {
        "": "folder",
        "none.md": "no such file",
        "empty.md": "empty",
        "big.md": "25 MB",
        "pipe": "regular",
        "a\0b": "a",
    }.items():
        with pytest.raises(InputError, match=says):
            read_source(tmp_path / name)
    (tmp_path / "good.MD").write_text("# A\n\nwords")
    assert read_source(tmp_path / "good.MD").suffix == ".md"


def test_too_much_text_is_refused() -> None:
    for content, suffix in (("word " * 1_000_001, ".txt"), ("00:01.000 --> 00:02.000\na\n" * 200_001, ".vtt")):
        with pytest.raises(InputError, match="more than"):
            document(content, suffix)


def test_a_very_long_line() -> None:
    doc = document("# A\n\n" + "**word** " * 60_000, ".md")
    assert doc.text.count("word") == 60_000


VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\nwe have words\n"


@pytest.mark.parametrize(
    ("content", "suffix", "expected", "told"),
    [
        (VTT, ".md", "webvtt", True),
        (VTT, ".txt", "webvtt", False),
        (VTT.replace(".000", ",000")[8:], ".vtt", "srt", True),
        ("# Design\n\nwords\n", ".vtt", "markdown", True),
        ("# Design\n\n```\nA --> B\n```\n", ".md", "markdown", False),
        ("# Design\n\nShow `00:01.000 --> 00:02.000` as\n" + "a line of words\n" * 30, ".md", "markdown", False),
        ("just words\n", ".srt", "text", True),
        ("just words\n", ".md", "markdown", False),
        ("just words\n", "", "text", False),
        ("<!doctype html><p>words</p>", ".md", "html", True),
        ('<p align="center"><b>A</b></p>\n\n# Design\n\n- [a](b)\n- [c](d)\n', ".md", "markdown", False),
        (pdf_file([["words"]]), ".docx", "pdf", True),
        (word_file(paragraph("words")), ".txt", "docx", True),
        ("Interviewer: Hello.\nCandidate: Hello to you.\n", ".txt", "dialogue", False),
    ],
)
def test_the_content_says_the_format(content: str | bytes, suffix: str, expected: str, told: bool) -> None:
    doc = document(content, suffix)
    assert doc.format == expected
    assert ("wrong_extension" in codes(doc)) == told


def test_format_and_kind_can_be_given() -> None:
    assert document("# A\n\nwords", format="text").format == "text"
    with pytest.raises(UsageError, match="webvtt"):
        document("words", format="word")
    doc = document("# A\n\nwords", kind="transcript")
    assert doc.kind == "transcript"
    assert codes(doc) == ["speakers_unknown"]
    back = document(VTT, kind="design")
    assert back.kind == "design"
    assert not codes(back)
    with pytest.raises(InputError):
        document("words", format="pdf")
    assert document("Just words.", format="dialogue").kind == "transcript"


def test_text_that_is_given_as_text() -> None:
    doc = read_text("Interviewer: Design a feed.\nCandidate: A half \ud83d pair?", name="-")
    assert doc.kind == "transcript"
    assert doc.text == "Design a feed.\n\nA half \ufffd pair?"
    with pytest.raises(InputError, match=r"^-: "):
        read_text("", name="-")


def test_names_of_the_readers() -> None:
    assert {reader.name for reader in BUILT_IN} == {
        "markdown",
        "text",
        "html",
        "docx",
        "pdf",
        "webvtt",
        "srt",
        "dialogue",
        "whisper",
        "whisper-cpp",
        "whisper-tsv",
        "assemblyai",
        "deepgram",
        "aws-transcribe",
        "rev",
        "fireflies",
        "podcast",
        "json",
    }


def test_the_same_bytes_give_the_same_document() -> None:
    source = Source("x", VTT.encode(), ".vtt")
    assert read(source) == read(source)


def test_slow_libraries_wait_until_they_are_needed() -> None:
    slow = "docx pypdfium2 selectolax markdown_it charset_normalizer spacy sklearn pandas rich jinja2 lxml"
    code = f"import sys, grader.readers; print([m for m in {slow.split()!r} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
