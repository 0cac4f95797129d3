"""Pointers to texts of others, and the script that fetches what they point to from clones."""

from __future__ import annotations

import hashlib
import json
import runpy
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

DATASETS = Path(__file__).parents[2] / "datasets"
REBUILD = runpy.run_path(str(DATASETS / "public" / "rebuild.py"))
TALK = "Host: How?\n\nGuest: So.\n"


def git(*words: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *words], check=True, capture_output=True
    )


@pytest.fixture
def mirrors(tmp_path: Path) -> Path:
    """One bare clone, of ``acme/talks``, with one talk and one design."""
    work = tmp_path / "work"
    work.mkdir()
    (work / "talk.md").write_text(TALK, encoding="utf-8", newline="")
    (work / "design.md").write_text("# One\nA.\n\n# Two\nB.\n", encoding="utf-8", newline="")
    git("init", "-q", str(work))
    git("-C", str(work), "add", ".")
    git("-C", str(work), "commit", "-qm", "x")
    git("clone", "-q", "--bare", str(work), str(tmp_path / "mirrors" / "acme+talks" / "repo"))
    return tmp_path / "mirrors"


def pointer(name: str, path: str, text: str) -> dict[str, Any]:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {"id": name, "file": f"{name}.md", "source": f"acme/talks@0000000:{path}", "sha256": digest}


def dataset(folder: Path, listed: str, entries: list[dict[str, Any]]) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / listed).write_text(json.dumps(entries), encoding="utf-8")
    return folder


def test_a_list_of_talks_is_rebuilt_and_own_talks_are_passed_over(
    tmp_path: Path, mirrors: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = [{"id": "own", "file": "own.txt"}, pointer("t1", "talk.md", TALK)]
    given = dataset(tmp_path / "voices", "talks.json", entries)
    dataset(given, "texts.json", [pointer("t2", "nowhere.md", TALK)])  # talks.json goes before it
    assert REBUILD["main"](mirrors, tmp_path / "out", given) == 0
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["t1.md"]
    assert (tmp_path / "out" / "t1.md").read_bytes() == TALK.encode()
    assert "1 of 1 texts" in capsys.readouterr().out


def test_a_list_of_texts_is_rebuilt_and_what_is_missing_said(
    tmp_path: Path, mirrors: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = [
        pointer("d1", "design.md (section Two)", "# Two\nB.\n"),
        pointer("d2", "design.md", "another text"),
        pointer("d3", "nowhere.md", TALK),
    ]
    given = dataset(tmp_path / "public", "texts.json", entries)
    assert REBUILD["main"](mirrors, tmp_path / "out", given) == 2
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["d1.md"]
    said = capsys.readouterr()
    assert "1 of 3 texts" in said.out
    assert [line.split(":")[0] for line in said.err.splitlines()] == ["d2", "d3"]


@pytest.mark.parametrize("file", ["../x.md", "/x.md", "a/x.md"])
def test_nothing_is_written_to_another_folder(tmp_path: Path, mirrors: Path, file: str) -> None:
    given = dataset(tmp_path / "voices", "talks.json", [pointer("t1", "talk.md", TALK) | {"file": file}])
    with pytest.raises(ValueError, match="no name of a file"):
        REBUILD["main"](mirrors, tmp_path / "out", given)


@pytest.mark.parametrize(("name", "count"), [("public", 114), ("voices", 28)])
def test_every_pointer_can_be_followed(name: str, count: int) -> None:
    found = REBUILD["pointers"](DATASETS / name)
    assert len(found) == count
    for entry in found:
        assert REBUILD["SOURCE"].match(entry["source"]), entry["id"]
        assert len(entry["sha256"]) == 64


def test_voices_are_as_many_as_the_card_says_and_each_has_a_label() -> None:
    voices = DATASETS / "voices"
    talks = json.loads((voices / "talks.json").read_text(encoding="utf-8"))
    assert {p.stem for p in (voices / "labels").iterdir()} == {t["id"] for t in talks}
    kinds: Counter[str] = Counter()
    for talk in talks:
        label = json.loads((voices / "labels" / f"{talk['id']}.json").read_text(encoding="utf-8"))
        where = "real" if talk.get("source") else "there" if "folder" in talk else "here"
        kinds[f"{where}, {'by name' if label.get('roles') else 'by words'}"] += 1
        assert talk.get("source") or (voices / talk.get("folder", "texts") / talk["file"]).exists()
        assert bool(talk.get("named")) == (where == "real" and bool(label.get("roles")))
        following = 0
        for first, last, role in label.get("turns", ()):
            assert first == following <= last
            assert role in ("candidate", "interviewer", "other")
            following = last + 1
        assert following == label.get("words", 0)
    assert kinds == {
        "there, by words": 25, "there, by name": 23, "here, by name": 8, "real, by words": 9, "real, by name": 19,
    }  # fmt: skip
