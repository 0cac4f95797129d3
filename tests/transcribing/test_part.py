"""The file of a transcript in the making, cut off at any byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.transcribing.part import Part
from grader.transcribing.segments import Made, Segment

MADE = Made("ab" * 32, "small", "0123456789abcdef", "")
SAID = [
    Segment(0, 1, "a", 0),
    Segment(1, 2, "b\nü", 0),
    Segment(30, 31, "c", 3000),
    Segment(60, 61, "d", 6000),
    Segment(61, 62, "e", 6000),
]


def written(path: Path, wanted: str = "") -> bytes:
    with Part(path, MADE, wanted) as part:
        part.begin("en")
        for segment in SAID:
            part.add(segment)
    return path.read_bytes()


def test_cut_off_anywhere_it_keeps_whole_windows_and_goes_on_at_the_next(tmp_path):
    path = tmp_path / "t.vtt.part"
    content = written(path)
    for length in range(len(content) + 1):
        path.write_bytes(content[:length])
        with Part(path, MADE, "") as part:
            kept = part.segments
            assert kept == SAID[: len(kept)]
            assert len(kept) in (0, 2, 3)
            assert all(s.window < part.start for s in kept)
            assert part.stale == ""
            lines = content[:length].count(b"\n")
            assert part.language == ("en" if lines else "")
            part.begin("en")
            for segment in SAID[len(kept) :]:
                part.add(segment)
        assert path.read_bytes() == content


def test_a_damaged_line_and_what_follows_are_heard_again(tmp_path):
    path = tmp_path / "t.vtt.part"
    lines = written(path).split(b"\n")
    lines[4] = b"\0\0\0"
    path.write_bytes(b"\n".join(lines))
    with Part(path, MADE, "") as part:
        assert part.segments == SAID[:2]
        assert part.start == 3000


@pytest.mark.parametrize(
    ("now", "wanted", "why"),
    [
        (Made("cd" * 32, "small", "0123456789abcdef", ""), "", "the recording has changed"),
        (Made("ab" * 32, "tiny", "fedcba9876543210", ""), "", "it was begun with the model small"),
        (MADE, "fr", "it was begun in another language"),
    ],
)
def test_what_was_made_otherwise_is_given_up(tmp_path, now, wanted, why):
    path = tmp_path / "t.vtt.part"
    written(path)
    with Part(path, now, wanted) as part:
        assert (part.stale, part.segments, part.start, part.language) == (why, [], 0, "")
        part.begin("fr")
    assert json.loads(path.read_text())["recording"] == now.recording


@pytest.mark.parametrize("content", [b"half a download\n", b"{}\n", b'{"form": "other"}\n', b"\0\0\0"])
def test_a_file_of_someone_else_is_left_alone(tmp_path, content):
    path = tmp_path / "t.vtt.part"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="in the way"), Part(path, MADE, ""):
        pass
    assert path.read_bytes() == content


def test_two_do_not_write_one_file(tmp_path):
    pytest.importorskip("fcntl")
    path = tmp_path / "t.vtt.part"
    with Part(path, MADE, "") as part:
        part.begin("en")
        with pytest.raises(UsageError, match="another grader"), Part(path, MADE, ""):
            pass
        part.add(SAID[0])
    with Part(path, MADE, "") as part:
        assert part.language == "en"


def test_where_nothing_can_be_written_it_says_so(tmp_path):
    with pytest.raises(UsageError, match="cannot be written"), Part(tmp_path / "no" / "t.part", MADE, ""):
        pass
