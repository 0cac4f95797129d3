"""What the words of a command line mean, and what becomes of what they find."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from grader.errors import InputError, UsageError
from grader.readers.source import MAX_BYTES
from grader.runs.contents import with_rows
from grader.runs.manifest import Reading
from grader.runs.places import bytes_at, suffix_of
from grader.runs.records import Entry, Task
from grader.runs.sources import given, listed


def found(*words: str, **reading: object) -> list[Entry]:
    return list(listed([given(w) for w in words], Reading(**reading)))


def names(*words: str, **reading: object) -> list[str]:
    return [e.name for e in found(*words, **reading)]


def contents(entries: list[Entry], **reading: object) -> list[bytes | str]:
    """The bytes of each, as a worker gets them; or why there are none."""
    got: list[bytes | str] = []
    for task in with_rows(
        (Task(n, e.name, e.place, e.size, e.stamp) for n, e in enumerate(entries)), Reading(**reading)
    ):
        try:
            got.append(task.content if task.content is not None else bytes_at(task.place, task.name))
        except InputError as e:
            got.append(e.problem)
    return got


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for path in ("in/b.md", "in/a.txt", "in/deep/er/c.vtt", "in/.hidden", "in/.git/x", "in/~$d.docx", "in/e.vtt.part"):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(path)
    for path in ("in/talk.mp4", "in/talk.mp4.vtt", "in/alone.mp4"):
        Path(path).write_text(path)
    Path("in/run-1").mkdir()
    Path("in/run-1/run.db").write_text("")
    Path("in/run-1/run.lock").write_text("")
    Path("in/run-1/page.html").write_text("")
    return tmp_path


ALL = ["in/a.txt", "in/alone.mp4", "in/b.md", "in/talk.mp4.vtt", "in/deep/er/c.vtt"]


@pytest.mark.parametrize(
    ("words", "reading", "expected"),
    [
        (["in"], {}, ALL),
        (["in/"], {}, ALL),
        (["./in"], {}, [f"./{n}" for n in ALL]),
        (["in/a.txt", "in/b.md"], {}, ["in/a.txt", "in/b.md"]),
        (["in/*.md"], {}, ["in/b.md"]),
        (["in/**/*.vtt"], {}, ["in/deep/er/c.vtt", "in/talk.mp4.vtt"]),
        (["i?/de*"], {}, ["in/deep/er/c.vtt"]),
        (["in"], {"include": ("*.vtt",)}, ["in/talk.mp4.vtt", "in/deep/er/c.vtt"]),
        (["in"], {"exclude": ("deep/*", "*.mp4*")}, ["in/a.txt", "in/b.md"]),
        (["in"], {"include": ("deep/*",)}, ["in/deep/er/c.vtt"]),
    ],
)
def test_folders_and_patterns(at, words, reading, expected):
    assert names(*words, **reading) == expected


def test_an_absolute_path_keeps_its_name_and_its_identity(at):
    relative, absolute = found("in"), found(str(at / "in"))
    assert [e.name for e in absolute] == [str(at / n) for n in ALL]
    assert [e.identity for e in relative] == [e.identity for e in absolute]


def test_a_source_is_found_again_from_another_folder(at, monkeypatch):
    source = given("in")
    (at / "elsewhere").mkdir()
    monkeypatch.chdir(at / "elsewhere")
    assert [e.name for e in listed([source], Reading())] == ALL


def test_odd_files(at):
    os.mkfifo("in/pipe")
    Path("link").symlink_to("in/a.txt")
    Path("in/out").symlink_to(os.devnull)
    Path("in/broken").symlink_to("gone")
    Path("in/deep/loop").symlink_to("../../in")
    Path(os.fsdecode(b"in/bad\xff.md")).write_text("text")
    Path("in/line\nbreak.md").write_text("text")
    entries = {e.name: e for e in found("in", "link")}
    assert set(entries) == {*ALL, "in/pipe", "in/broken", "in/out", "in/bad\ufffd.md", "in/line\nbreak.md", "link"}
    got = dict(zip(entries, contents(list(entries.values())), strict=True))
    assert got["in/pipe"] == "is not a regular file"
    assert got["in/broken"] == "there is no such file"
    assert got["in/out"] == "is a link to a file outside of the folder"
    assert got["in/bad\ufffd.md"] == b"text"
    assert all(json.loads(json.dumps(e.place)) == e.place for e in entries.values())
    assert all(e.identity.encode() for e in entries.values())


def test_a_folder_that_cannot_be_listed_is_said(at, monkeypatch):
    real = os.scandir

    def scandir(path):
        if str(path).endswith("deep"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)  # as root, permissions do not bind
    entries = found("in")
    assert entries[-1].name == "in/deep"
    assert contents(entries)[-1] == "this folder cannot be listed: permission denied"


CSV = 'id,text,grade\na,"one, two",5\nb,"three\nfour",4\n,five,3\na,six,2\nc\n'


@pytest.mark.parametrize(
    ("name", "text", "reading", "expected"),
    [
        ("t.csv", CSV, {}, {"#a": b"one, two", "#b": b"three\nfour", "#(row 3)": b"five", "#a (row 4)": b"six", "#c": b""}),
        ("t.csv", CSV, {"id_column": "grade"}, {"#5": b"one, two", "#4": b"three\nfour", "#3": b"five", "#2": b"six", "#(row 5)": b""}),
        ("t.csv", "key;Transcript \n1;x,y\n", {}, {"#1": b"x,y"}),
        ("t.tsv", "id\ttext\n7\tx;y\n", {}, {"#7": b"x;y"}),
        ("t.csv", "\ufefftext\nx\n", {}, {"#(row 1)": b"x"}),
        ("t.csv", "id,said\n1,x\n", {"text_column": "SAID"}, {"#1": b"x"}),
        ("t.csv", "id,said\n1,x\n", {}, {"": "has no column of texts; it has id, said"}),
        ("t.csv", "id,text\n1,x\n", {"id_column": "no"}, {"": "has no column 'no'; it has id, text"}),
        ("t.csv", 'id,text\n1,a\n2,"open\n3,b\n4,c\n', {}, {"#1": b"a", "#(row 2)": "a quote is opened here and never closed: the rows behind it cannot be told apart"}),
        ("t.csv", '"text, with commas";id\nx;1\n', {"text_column": "text, with commas"}, {"#1": b"x"}),
        ("t.csv", "", {}, {"": "has no column of texts; it has none"}),
        ("t.jsonl", '{"id":"x","text":"a"}\n\n{"id":2,"text":null}\n[1]\nno\n', {},
         {"#x": b"a", "#2": b"", "#(row 4)": "is no JSON object", "#(row 5)": "is no line of JSON (Expecting value: line 1 column 1 (char 0))"}),
        ("t.ndjson", '{"answer":"a"}\n{"other":1}\n', {}, {"#(row 1)": b"a", "#(row 2)": "has no column of texts; it has other"}),
        ("t.jsonl", '{"a":1}\n', {}, {"": "has no column of texts; it has a"}),
        ("t.jsonl", "[" * 100000 + "\n", {}, {"#(row 1)": "is no line of JSON (nested too deep)"}),
        ("t.jsonl", '{"id":"\\ud800","text":"\\ud800x"}\n', {}, {"#?": b"?x"}),
    ],
)  # fmt: skip
def test_tables(at, name, text, reading, expected):
    Path(name).write_text(text, "utf-8")
    entries = found(name, **reading)
    got = dict(zip((e.name.removeprefix(name) for e in entries), contents(entries, **reading), strict=True))
    shown = {k: v.decode("utf-8", "replace") if isinstance(v, bytes) else v for k, v in got.items()}
    assert shown == {k: v.decode() if isinstance(v, bytes) else v for k, v in expected.items()}


def test_a_table_in_utf16(at):
    Path("t.csv").write_text("id,text\n1,naïve\n", "utf-16")
    assert contents(found("t.csv")) == ["naïve".encode()]


def test_what_is_no_file_is_not_opened(at):
    for name in ("p.csv", "p.zip", "p.jsonl", "p.parquet"):
        os.mkfifo(f"in/{name}")
    Path("in/zero.jsonl").symlink_to("/dev/zero")
    got = dict(zip(names("in"), contents(found("in")), strict=True))
    assert all(got[f"in/{n}"] == "is not a regular file" for n in ("p.csv", "p.zip", "p.jsonl", "p.parquet"))
    assert got["in/zero.jsonl"] == "is a link to a file outside of the folder"


def test_bytes_that_are_no_utf8_come_out_of_a_table_as_they_went_in(at):
    Path("t.csv").write_bytes(b"id,text\n1,caf\xe9 na\xefve\n")
    assert contents(found("t.csv")) == [b"caf\xe9 na\xefve"]


def test_parquet(at):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"n": [1, 2, 3], "id": ["x", None, "z"], "text": ["a", None, "c"]}), "t.parquet")
    entries = found("t.parquet")
    assert [e.name for e in entries] == ["t.parquet#x", "t.parquet#(row 2)", "t.parquet#z"]
    assert contents(entries) == [b"a", b"", b"c"]
    Path("broken.parquet").write_bytes(Path("t.parquet").read_bytes()[:-20])
    assert "cannot be read" in str(contents(found("broken.parquet"))[0])


def test_rows_that_were_moved_are_found_and_those_that_are_gone_are_said(at):
    Path("t.csv").write_text("id,text\na,1\nb,2\nc,3\n")
    entries = found("t.csv")
    shuffled = [entries[2], entries[0], entries[1], entries[0]]
    assert contents(shuffled) == [b"3", b"1", b"2", b"1"]
    Path("t.csv").write_text("id,text\na,1\n")
    assert contents(entries) == [b"1", "its row is gone from the table", "its row is gone from the table"]
    Path("t.csv").unlink()
    assert contents(entries)[0] == "its row is gone from the table"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_archives(at):
    with zipfile.ZipFile("z.zip", "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("a/x.vtt", "one")
        z.writestr("../../etc/y.md", "two")
        z.writestr("a/x.vtt", "three")
        z.writestr("a/.hidden", "")
        z.writestr("__MACOSX/a/._x.vtt", "")
        z.writestr("bomb.txt", b"0" * (MAX_BYTES + 10))
    entries = found("z.zip")
    assert [e.name for e in entries] == ["z.zip/a/x.vtt", "z.zip/../../etc/y.md", "z.zip/a/x.vtt", "z.zip/bomb.txt"]
    assert len({e.identity for e in entries}) == 4
    got = contents(entries)
    assert got[:3] == [b"one", b"two", b"three"]
    assert len(got[3]) == MAX_BYTES + 1
    assert suffix_of(entries[0].place) == ".vtt"
    assert names("z.zip", include=("a/*",)) == ["z.zip/a/x.vtt"] * 2
    assert {p.name for p in at.iterdir()} == {"in", "z.zip"}


@pytest.mark.parametrize("cut", [0, 40, 60, 130])
def test_a_damaged_archive_is_said(at, cut):
    with zipfile.ZipFile("z.zip", "w") as z:
        z.writestr("x.txt", "one" * 30)
    whole = Path("z.zip").read_bytes()
    Path("z.zip").write_bytes(whole[:cut] + b"\xff" * 8 + whole[cut + 8 :] if cut else whole[:50])
    entries = found("z.zip")
    assert len(entries) == 1
    assert "cannot be read" in str(contents(entries)[0]) or "no ZIP archive" in str(contents(entries)[0])


def test_addresses(at):
    pytest.importorskip("fsspec")
    Path("in/t.jsonl").write_text('{"id":"q","text":"row"}\n')
    root = f"file://{at}/in"
    entries = found(root)
    assert f"{root}/a.txt" in [e.name for e in entries]
    assert f"{root}/t.jsonl#q" in [e.name for e in entries]
    got = dict(zip((e.name for e in entries), contents(entries), strict=True))
    assert got[f"{root}/deep/er/c.vtt"] == b"in/deep/er/c.vtt"
    assert got[f"{root}/t.jsonl#q"] == b"row"
    assert names(f"{root}/*.md") == [f"{root}/b.md"]
    assert names(f"{root}/b.md") == [f"{root}/b.md"]
    Path("in/a.txt").unlink()
    assert "cannot be read (FileNotFoundError" in str(contents([e for e in entries if e.name.endswith("a.txt")])[0])
    with pytest.raises(UsageError, match="there is nothing here"):
        found(f"file://{at}/nothing-here")


@settings(deadline=None, max_examples=200)
@examples(st.binary(max_size=300), st.sampled_from([".csv", ".tsv", ".jsonl", ".parquet", ".zip"]))
def test_whatever_a_file_holds_it_is_listed(tmp_path_factory, content, suffix):
    path = tmp_path_factory.mktemp("any") / f"x{suffix}"
    path.write_bytes(content)
    entries = found(str(path))
    assert len(contents(entries)) == len(entries)
    for e in entries:
        assert e.identity.encode()
        assert e.name.encode()
