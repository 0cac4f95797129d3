"""Recordings are told from texts and pictures by their first bytes; a reader says what to do with them."""

from __future__ import annotations

import pytest

from grader.errors import InputError
from grader.readers import read_source
from grader.readers.recording import recording_at, recording_kind
from grader.readers.source import MAX_BYTES, binary_kind
from tests.readers.reading import document

MP3 = b"\xff\xfb\x90\x00" + bytes(413)  # 128 kbit/s, 44.1 kHz: a frame of 417 bytes
AAC = b"\xff\xf1\x50\x80\x02\x1f\xfc" + bytes(9)  # a frame of 16 bytes


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (MP3 + MP3, "an MP3 recording"),
        (AAC + AAC, "an AAC recording"),
        (b"RIFF\0\0\0\0WAVEfmt ", "a WAV recording"),
        (b"RIFF\0\0\0\0AVI LIST", "an AVI recording"),
        (b"\0\0\0\x18ftypmp42", "an MP4 recording"),
        (b"\0\0\0\x14ftypqt  ", "an MP4 recording"),
        (b"ID3\x04\0\0", "an MP3 recording"),
        (MP3 + b"words", None),
        (MP3, None),
        (b"\xff\xfe" + "text".encode("utf-16-le"), None),
        ("ÿûéà la carte".encode("latin-1"), None),
        (b"\xff\xd8\xff\xe0", None),
        (b"RIFF\0\0\0\0WEBP", None),
        (b"\0\0\0\x18ftypheic", None),
        (b"ID3 tags are where a player finds the title.", None),
        (b"", None),
    ],
)
def test_the_first_bytes_tell(head: bytes, kind: str | None) -> None:
    assert recording_kind(head) == kind


def test_every_prefix_of_a_recording_is_told_or_not_without_a_fault() -> None:
    for head in (MP3 + MP3, AAC + AAC, b"\xff\xfb\xff\xff", b"\xff\xe3\x10\x00" * 300):
        for length in range(min(len(head), 600)):
            recording_kind(head[:length])


def test_pictures_are_binary_and_no_recordings() -> None:
    assert binary_kind(b"\0\0\0\x18ftypheic") == "a picture"
    assert binary_kind(b"RIFF\0\0\0\0WEBP") == "a RIFF image or other RIFF file"


def test_a_reader_says_what_to_do(tmp_path) -> None:
    for size in (100, MAX_BYTES + 5):
        path = tmp_path / "talk.txt"
        path.write_bytes(b"OggS" + bytes(size))
        with pytest.raises(InputError, match="is an Ogg recording; make a transcript of it first: grader transcribe"):
            read_source(path)
        assert recording_at(path) == "an Ogg recording"
    with pytest.raises(InputError, match="grader transcribe"):
        document(b"OggS" + bytes(100))
    assert recording_at(tmp_path) is None
    assert recording_at(tmp_path / "nothing") is None
