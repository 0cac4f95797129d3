"""Damaged files of every transcript format: a document or an `InputError` of one line, the same each time."""

from __future__ import annotations

import zlib
from random import Random

import pytest

from grader.errors import InputError
from grader.protocols import Source
from grader.readers import read
from grader.schema.document import Document
from tests.readers.formats.mutations import HARM, JSON_HARM, SAME, Change
from tests.readers.formats.samples import SAMPLES
from tests.readers.formats.test_samples import read_turns
from tests.readers.reading import check_blocks

SUFFIXES = ("", ".txt", ".vtt", ".json", ".docx", ".md")


def _mutated(name: str, what: str, change: Change) -> Source:
    draw = Random(zlib.crc32(f"{name}/{what}".encode()))
    return Source("file", change(SAMPLES[name].content, draw), draw.choice([SAMPLES[name].suffix, *SUFFIXES]))


def _read(source: Source) -> Document | str:
    try:
        return read(source)
    except InputError as error:
        return str(error)


def test_there_are_enough() -> None:
    assert len({name[:2] for name in SAMPLES}) == 36
    assert len(SAME) + len(HARM) >= 25


@pytest.mark.parametrize("name", SAMPLES)
def test_what_changes_no_word_changes_nothing(name: str) -> None:
    for what, change in SAME.items():
        source = _mutated(name, what, change)
        assert read_turns(read(source)) == SAMPLES[name].turns, what


@pytest.mark.parametrize("name", SAMPLES)
def test_damage_ends_in_a_document_or_one_line(name: str) -> None:
    harm = {**HARM, **(JSON_HARM if SAMPLES[name].suffix == ".json" else {})}
    for what, change in harm.items():
        source = _mutated(name, what, change)
        found = _read(source)
        if isinstance(found, str):
            assert found.startswith("file: "), what
            assert "\n" not in found, what
        else:
            check_blocks(found)
            assert all(b.start_time is None or 0 <= b.start_time <= (b.end_time or 1e12) for b in found.blocks), what
            assert all((b.speaker or "").isprintable() for b in found.blocks), what
        assert _read(source) == found, what


@pytest.mark.parametrize("name", [n for n, s in SAMPLES.items() if s.suffix == ".json"])
def test_json_that_breaks_off_is_called_so(name: str) -> None:
    content = SAMPLES[name].content
    for share in (0.75, 0.99):
        said = _read(Source("file", content[: int(len(content) * share)], ".json"))
        assert isinstance(said, str)
        assert "breaks off or is damaged on line" in said


@pytest.mark.parametrize("name", [n for n, s in SAMPLES.items() if s.suffix == ".json"])
def test_a_json_file_that_came_twice_is_read_once(name: str) -> None:
    content = SAMPLES[name].content
    for between in (b"", b"\n", b"\xef\xbb\xbf"):
        found = read(Source("file", content + between + content, ".json"))
        assert read_turns(found) == SAMPLES[name].turns
        assert "more_in_file" in [notice.code for notice in found.notices]
