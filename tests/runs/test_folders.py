"""Folders that are whole or not there."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.errors import StoppedError, UsageError
from grader.runs.folders import MARK, staged
from grader.runs.lock import Lock


def make(folder: Path, content: str) -> None:
    with staged(folder) as draft:
        (draft / "a.txt").write_text(content)


def content(folder: Path) -> dict[str, str]:
    return {p.name: p.read_text() for p in folder.iterdir() if p.name != MARK}


@pytest.fixture
def folder(tmp_path):
    make(tmp_path / "new" / "report", "old")
    return tmp_path / "new" / "report"


def test_it_is_not_there_until_it_is_whole(tmp_path):
    with staged(tmp_path / "report") as draft:
        (draft / "a.txt").write_text("x")
        assert not (tmp_path / "report").exists()
    assert content(tmp_path / "report") == {"a.txt": "x"}


def test_it_is_replaced_as_a_whole(folder):
    with staged(folder) as draft:
        (draft / "b.txt").write_text("new")
        assert content(folder) == {"a.txt": "old"}
    assert content(folder) == {"b.txt": "new"}
    assert sorted(p.name for p in folder.parent.iterdir()) == [".report.lock", "report"]


@pytest.mark.parametrize("raised", [ValueError(), KeyboardInterrupt()])
def test_what_is_raised_leaves_the_old_one(folder, raised):
    def half() -> None:
        with staged(folder) as draft:
            (draft / "a.txt").write_text("half")
            raise raised

    with pytest.raises(type(raised)):
        half()
    assert content(folder) == {"a.txt": "old"}
    assert sorted(p.name for p in folder.parent.iterdir()) == [".report.lock", "report"]


@pytest.mark.parametrize(
    ("number", "kind", "says"),
    [
        (errno.ENOSPC, StoppedError, "the disk takes no more (no space left on device)"),
        (errno.EFBIG, StoppedError, "the disk takes no more"),
        (errno.EROFS, UsageError, "cannot be written: read-only file system; choose"),
    ],
)
def test_the_system_is_quoted_in_one_line(folder, number, kind, says):
    with pytest.raises(kind) as e, staged(folder):
        raise OSError(number, os.strerror(number))
    assert says in str(e.value)
    assert "\n" not in str(e.value)
    assert content(folder) == {"a.txt": "old"}


def test_a_killed_process_leaves_the_old_one_and_the_next_clears_up(folder):
    code = (
        "import os, signal, sys; from pathlib import Path; from grader.runs.folders import staged\n"
        "with staged(Path(sys.argv[1])) as draft:\n"
        "    (draft / 'a.txt').write_text('half'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(folder)], check=False).returncode == -9
    assert content(folder) == {"a.txt": "old"}
    assert (folder.parent / ".report.part").exists()
    make(folder, "new")
    assert content(folder) == {"a.txt": "new"}
    assert sorted(p.name for p in folder.parent.iterdir()) == [".report.lock", "report"]


def test_one_killed_between_the_renames_is_put_back(folder):
    folder.rename(folder.with_name(".report.old"))
    with pytest.raises(ValueError), staged(folder):
        raise ValueError
    assert content(folder) == {"a.txt": "old"}


def test_one_killed_after_the_renames_is_cleared_up(folder):
    old = folder.with_name(".report.old")
    old.mkdir()
    (old / "a.txt").write_text("older")
    make(folder, "new")
    assert content(folder) == {"a.txt": "new"}
    assert not old.exists()


def test_another_process_is_waited_for_by_a_person(folder):
    with Lock(folder.parent, ".report.lock"), pytest.raises(UsageError, match="is at work"):
        make(folder, "new")
    assert content(folder) == {"a.txt": "old"}


def test_what_was_not_made_so_is_never_replaced(tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("kept")
    with pytest.raises(UsageError, match="did not make"):
        make(mine, "new")
    assert content(mine) == {"thesis.txt": "kept"}


def test_an_empty_folder_is_taken(tmp_path):
    (tmp_path / "empty").mkdir()
    make(tmp_path / "empty", "new")
    assert content(tmp_path / "empty") == {"a.txt": "new"}


@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_is_no_folder_is_refused(folder, kind):
    place = folder.with_name("place")
    place.write_text("kept") if kind == "file" else place.symlink_to(folder)
    with pytest.raises(UsageError, match="is no folder"):
        make(place, "new")
    assert content(folder) == {"a.txt": "old"}


@pytest.mark.parametrize("where", ["/proc/report", "/proc/none/report"])
def test_where_nothing_can_be_written(where):
    with pytest.raises(UsageError, match="cannot be written"):
        make(Path(where), "new")


def test_a_file_where_a_folder_should_be(tmp_path):
    (tmp_path / "file").write_text("kept")
    with pytest.raises(UsageError, match="cannot be written"):
        make(tmp_path / "file" / "report", "new")
