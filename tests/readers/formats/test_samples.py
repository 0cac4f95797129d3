"""Every transcript format: each word once, in order, with its speaker and time, whatever the file is called."""

from __future__ import annotations

import pytest

from grader.schema.document import Document
from tests.readers.formats.samples import ASIDE, SAMPLES, Turn
from tests.readers.reading import check_blocks, codes, document


def read_turns(doc: Document) -> list[Turn]:
    """Speaker, start and words of each block."""
    return [(ASIDE if b.aside else b.speaker, b.start_time, doc.text[b.start : b.end]) for b in doc.blocks]


@pytest.mark.parametrize("name", SAMPLES)
def test_words_voices_and_times(name: str) -> None:
    sample = SAMPLES[name]
    doc = document(sample.content, sample.suffix)
    assert read_turns(doc) == sample.turns
    assert codes(doc) == [*sample.notices]
    assert (doc.format, doc.kind) == (sample.format, "transcript")
    check_blocks(doc)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_name_of_the_file_changes_nothing_but_a_notice(name: str) -> None:
    sample = SAMPLES[name]
    for suffix in ("", ".txt", ".json", ".pdf"):
        doc = document(sample.content, suffix)
        assert read_turns(doc) == sample.turns, suffix
        assert [code for code in codes(doc) if code != "wrong_extension"] == sample.notices


@pytest.mark.parametrize("name", [n for n, s in SAMPLES.items() if s.suffix not in (".docx", ".html", ".json")])
def test_lines_are_those_of_the_file(name: str) -> None:
    sample = SAMPLES[name]
    lines = sample.content.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    for block, (_, _, text) in zip(document(sample.content).blocks, sample.turns, strict=True):
        assert block.line is not None
        assert text.split()[-1].split("<")[0] in "\n".join(lines[block.line - 1 : block.line + text.count("\n")])


def test_what_has_no_lines_has_none() -> None:
    assert {b.line for n, s in SAMPLES.items() if s.suffix == ".json" for b in document(s.content).blocks} == {None}
