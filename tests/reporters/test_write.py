"""Files are whole or not there."""

from __future__ import annotations

import os
import resource
import stat
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.reporters.write import write_whole


def test_writes_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_whole(path, b"one")
    write_whole(path, "zwei \u00fc\r\n".encode())
    assert path.read_bytes() == "zwei \u00fc\r\n".encode()
    assert os.listdir(tmp_path) == ["report.html"]


def test_a_new_file_has_the_usual_permissions_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_whole(tmp_path / "new", b"")
        (tmp_path / "old").touch()
        (tmp_path / "old").chmod(0o604)
        write_whole(tmp_path / "old", b"x")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    assert stat.S_IMODE((tmp_path / "old").stat().st_mode) == 0o604


def test_a_link_is_replaced_and_what_it_pointed_to_left_alone(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"precious")
    link.symlink_to(target)
    write_whole(link, b"report")
    assert target.read_bytes() == b"precious"
    assert not link.is_symlink()
    assert link.read_bytes() == b"report"


def refused(path: Path, content: bytes = b"x") -> str:
    with pytest.raises(UsageError) as caught:
        write_whole(path, content)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_refusals_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder" / "inner").mkdir(parents=True)
    assert "is a directory" in refused(tmp_path / "folder")
    assert "no such file or directory" in refused(tmp_path / "nowhere" / "x")
    assert "not a directory" in refused(tmp_path / "file" / "x")
    assert "cannot be written" in refused(tmp_path / "nul\0")
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]


def test_when_there_is_no_room_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "report"
    path.write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        assert "too large" in refused(path, b"x" * 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["report"]


def test_interrupted_before_the_rename_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "report").write_bytes(b"old")
    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "report", b"new")
    assert os.listdir(tmp_path) == ["report"]
    assert (tmp_path / "report").read_bytes() == b"old"


def test_bytes_are_on_disk_before_the_name_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    fsync, replace = os.fsync, os.replace

    def synced(descriptor: int) -> None:
        calls.append(
            "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else f"file of {os.fstat(descriptor).st_size}"
        )
        fsync(descriptor)

    def replaced(a: Path, b: Path) -> None:
        calls.append("replace")
        replace(a, b)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", replaced)
    write_whole(tmp_path / "report", b"12345")
    assert calls == ["file of 5", "replace", "folder"]
