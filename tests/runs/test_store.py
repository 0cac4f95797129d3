"""The store: what is finished is there, once; what is read is of one moment; what is not a store is said."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.runs.listing import enlist, explained
from grader.runs.lock import Lock, held
from grader.runs.manifest import Given, Manifest, Reading, Settings, differences
from grader.runs.records import ERRORS, GRADED, STATES, Entry, Grade, Outcome, State
from grader.runs.store import Store

MANIFEST = Manifest(
    signature="grader:1|rubric:a@1.0.0#00|levels:x",
    settings=Settings(rubric="{}"),
    reading=Reading(),
    sources=(Given(words="in", at="/x"),),
)


def entry(n: int, stamp: str = "1") -> Entry:
    return Entry(f"/x/{n}", f"x/{n}", {"kind": "row", "table": "t", "number": n}, 10, stamp)


def grade(total: float) -> Grade:
    return Grade("sha", "signature", "graded", total, "good", "{}", b"detail", b"whole")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create(tmp_path / "run", MANIFEST)


def test_it_keeps_what_it_is_given(store):
    enlist(store, [entry(n) for n in range(5)])
    store.finish([Outcome(2, "graded", None, grade(50)), Outcome(1, "refused", "is empty")])
    store.finish([Outcome(3, "failed", "died"), Outcome(4, "timed_out", "slow")])
    assert {s: store.tally()[s] for s in STATES} == {
        "waiting": 1, "graded": 1, "graded_with_warnings": 0, "refused": 1, "failed": 1, "timed_out": 1,
    }  # fmt: skip
    assert store.tally().errors == 3
    assert [t.id for t in store.waiting()] == [5]
    assert store.retry() == 2
    assert [t.id for t in store.waiting()] == [3, 4, 5]
    assert [k.total for k in store.all()] == [None, 50, None, None, None]
    store.close()
    with Store.open(store.folder) as again:
        assert again.manifest == MANIFEST
        assert again.page(2) == (b"detail", b"whole")


def test_it_is_in_wal_mode_and_syncs_fully(store):
    assert store._sql.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert store._sql.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_a_listing_says_what_is_new_changed_and_gone(store):
    first = enlist(store, [entry(0), entry(1), entry(2), entry(1)])
    assert (first.new, first.changed, first.gone) == (3, 0, 0)
    store.finish([Outcome(n, "graded", None, grade(n)) for n in (1, 2, 3)])
    assert list(explained(store, [entry(0), entry(1, "2"), entry(7)])) == [
        ("x/1", "it has changed"),
        ("x/7", "new"),
    ]
    second = enlist(store, [entry(0), entry(1, "2"), entry(7)])
    assert (second.all, second.new, second.changed, second.gone) == (3, 1, 1, 1)
    # What is gone is left out; the grade of what has changed is no grade of the run any more.
    assert [(k.name, k.state, k.total) for k in store.all()] == [
        ("x/0", "graded", 1),
        ("x/1", "waiting", None),
        ("x/7", "waiting", None),
    ]
    assert enlist(store, [entry(n) for n in range(3)], whole=lambda: False).gone == 0
    store.finish([Outcome(2, "refused", "is empty")])
    assert store._sql.execute("SELECT count(*) FROM grades").fetchone()[0] == 2


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 6), st.sampled_from([s for s in STATES if s != "waiting"])), max_size=30))
def test_the_last_end_of_each_counts_and_counts_add_up(tmp_path_factory, ends: list[tuple[int, State]]):
    with Store.create(tmp_path_factory.mktemp("any"), MANIFEST) as store:
        enlist(store, [entry(n) for n in range(6)])
        for id_, state in ends:
            store.finish(
                [Outcome(id_, state, None if state in GRADED else "why", grade(id_) if state in GRADED else None)]
            )
        last: dict[int, State] = dict(ends)
        tally = store.tally()
        assert tally.all == 6
        assert tally.waiting + tally.graded + sum(tally[s] for s in ERRORS) == 6
        assert {k.id: k.state for k in store.all()} == {n: last.get(n, "waiting") for n in range(1, 7)}
        graded = {n for n, s in last.items() if s in GRADED}
        assert {k.id for k in store.all() if k.total is not None} == graded
        assert store._sql.execute("SELECT count(*) FROM pages").fetchone()[0] == len(graded)


def test_half_a_transaction_is_none(store):
    enlist(store, [entry(n) for n in range(3)])
    bad = Outcome(
        2, "graded", None, Grade(None, "s", "graded", 1, None, "{}", b"", b"")
    )  # no digest: it cannot be kept
    with pytest.raises(sqlite3.IntegrityError):
        store.finish([Outcome(1, "graded", None, grade(1)), bad])
    assert store.tally().waiting == 3
    store.finish([Outcome(1, "graded", None, grade(1))])
    assert store.tally().graded == 1


def test_a_reader_sees_one_moment(store):
    enlist(store, [entry(n) for n in range(3)])
    with Store.open(store.folder) as reader, reader.snapshot():
        assert reader.tally().graded == 0
        store.finish([Outcome(1, "graded", None, grade(1))])
        assert reader.tally().graded == 0
    with Store.open(store.folder) as reader:
        assert reader.tally().graded == 1


def test_a_folder_that_cannot_be_written_can_be_read(tmp_path):
    made = tmp_path / "disk"
    made.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "none", made], capture_output=True, check=False).returncode:
        pytest.skip("nothing may be mounted here")
    try:
        with Store.create(made / "run", MANIFEST) as store:
            enlist(store, [entry(0)])
        subprocess.run(["mount", "-o", "remount,ro", made], check=True)
        with Store.open(made / "run") as store:
            assert store.tally().waiting == 1
            assert [k.name for k in store.all()] == ["x/0"]
        with pytest.raises(UsageError, match="cannot be written"):
            Lock(made / "run").take()
    finally:
        subprocess.run(["umount", made], check=True)


@pytest.mark.parametrize("content", [None, b"", b"text" * 500, "other"])
def test_what_is_no_store_is_said(tmp_path, content):
    path = tmp_path / "run.db"
    if content == "other":
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE about (x)")
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=r"is no run|is not the store|damaged"):
        Store.open(tmp_path)


def test_a_store_of_another_form_is_refused(store):
    store.keep_manifest(MANIFEST.model_copy(update={"format": 99}))
    store.close()
    with pytest.raises(UsageError, match="has the form 99"):
        Store.open(store.folder)


def test_a_copy_is_the_same(store, tmp_path):
    enlist(store, [entry(n) for n in range(3)])
    store.finish([Outcome(1, "graded", None, grade(1))])
    with store.copy_to(tmp_path / "copy") as copy:
        assert list(copy.all()) == list(store.all())


def test_a_lock_is_held_by_one(tmp_path):
    assert not held(tmp_path)
    with Lock(tmp_path):
        assert held(tmp_path)
        with pytest.raises(UsageError, match="is at work on this run"):
            Lock(tmp_path).take()
    assert not held(tmp_path)
    with Lock(tmp_path):
        pass


def test_differences_name_what_differs():
    other = MANIFEST.model_copy(
        update={
            "signature": "grader:2|rubric:a@1.0.0#00|levels:y|matcher:m.n",
            "settings": Settings(rubric="{ }", kind="design", roles={"A": "candidate"}),
            "reading": Reading(include=("*.md",)),
            "sources": (),
        }
    )
    assert differences(MANIFEST, MANIFEST) == []
    assert differences(MANIFEST, other) == [
        "version of grader: 1, now 2",
        "model of levels: x, now y",
        "matcher plug-ins: none, now m.n",
        "--roles: not given, now {'A': 'candidate'}",
        "--kind: not given, now design",
        "--include: not given, now ('*.md',)",
    ]


def test_a_run_whose_making_was_cut_short_was_not_begun(tmp_path):
    (tmp_path / "run.db").write_bytes(b"")
    assert not Store.begun(tmp_path)
    Store.create(tmp_path, MANIFEST).close()
    assert Store.begun(tmp_path)
    shutil.rmtree(tmp_path)
    assert not Store.begun(tmp_path)
