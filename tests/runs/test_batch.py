"""A batch from end to end: every submission ends in one state, whatever some of them do."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.runs.conftest import (
    GRADES,
    ROOT,
    SAMPLES,
    environment,
    interrupted,
    ran,
    reasons,
    rows,
    short_designs,
    started,
    states,
)

GOOD = (SAMPLES / "rate-limiter.md").read_text("utf-8")


def fill(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


def test_a_batch_says_what_became_of_all_and_goes_on_with_nothing_to_do(tmp_path):
    folder = fill(tmp_path / "in", a=GOOD, b="", c=GOOD + "\n\nOne more line.")
    first = ran("batch", "in", "--out", "run", cwd=tmp_path)
    assert first.code == 3
    assert first.out == "3 submissions: 2 graded, 1 refused\n"
    assert "grader status run" in first.err
    assert "grader report run" in first.err
    assert states(tmp_path / "run") == {"in/a.txt": "graded", "in/b.txt": "refused", "in/c.txt": "graded"}
    assert reasons(tmp_path / "run")["in/b.txt"] == "is empty"
    before = rows(tmp_path / "run", GRADES)
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["submissions"] | {"sha256": ""} == {
        "all": 3, "waiting": 0, "graded": 2, "graded_with_warnings": 0, "refused": 1, "failed": 0, "timed_out": 0, "sha256": ""
    }  # fmt: skip
    again = ran("batch", "--out", "run", "--json", cwd=tmp_path)
    assert [e["event"] for e in again.events] == ["begin", "end"]
    assert rows(tmp_path / "run", GRADES) == before
    (folder / "d.txt").write_text(GOOD)
    (folder / "a.txt").write_text(GOOD + "\n\nChanged.")
    os.utime(folder / "c.txt")
    why = ran("batch", "--out", "run", "--explain", cwd=tmp_path)
    assert why.out == "in/a.txt: it has changed\nin/d.txt: new\n"
    grown = ran("batch", "--out", "run", "--json", cwd=tmp_path)
    assert (
        json.loads((tmp_path / "run" / "manifest.json").read_text())["submissions"]["sha256"]
        != manifest["submissions"]["sha256"]
    )
    assert sorted(e["name"] for e in grown.events if e["event"] == "done") == ["in/a.txt", "in/d.txt"]
    (folder / "c.txt").unlink()
    gone = ran("batch", "--out", "run", cwd=tmp_path)
    assert "1 submission no longer in the sources, left out; grades are kept, should they come back" in gone.err
    assert gone.out == "3 submissions: 2 graded, 1 refused\n"
    (folder / "c.txt").write_text(GOOD + "\n\nOne more line.")
    back = ran("batch", "--out", "run", "--json", cwd=tmp_path)
    assert not [e for e in back.events if e["event"] == "done"]
    assert back.events[-1]["submissions"] == 4


def test_each_ends_in_one_state_and_none_takes_another_with_it(tmp_path, trap):
    texts = {f"good{n}": f"{GOOD}\n\nNumber {n}." for n in range(8)}
    bad = {
        "hang": "HANG",
        "spin": "SPIN",
        "die": "DIE",
        "leave": "LEAVE",
        "raise_": "RAISE",
        "empty": "",
        "once": "ONCE " + GOOD,
    }
    fill(tmp_path / "in", **texts, **bad, print_="PRINT " + GOOD)
    done = ran(
        "batch",
        "in",
        "--out",
        "run",
        "--input-format",
        "acme.trap",
        "--timeout",
        "3",
        "--workers",
        "2",
        cwd=tmp_path,
        env=trap,
    )
    assert done.code == 3, done.err
    found, why = states(tmp_path / "run"), reasons(tmp_path / "run")
    assert {n: found[f"in/{n}.txt"] for n in (*bad, "print_")} == {
        "hang": "timed_out",
        "spin": "timed_out",
        "die": "failed",
        "leave": "failed",
        "raise_": "failed",
        "empty": "refused",
        "once": "graded",
        "print_": "graded",
    }
    assert all(found[f"in/{n}.txt"] == "graded" for n in texts)
    assert why["in/hang.txt"] == "took longer than 3 seconds; give --timeout more"
    assert why["in/die.txt"] == "its worker was ended by signal 9, 2 times; 'grader batch --retry' tries it again"
    assert why["in/leave.txt"].startswith("its worker ended with code 7, 2 times")
    assert why["in/raise_.txt"].startswith("RuntimeError at acme_trap.py:")
    assert "secret" not in why["in/raise_.txt"]
    assert done.out == "16 submissions: 10 graded, 1 refused, 3 failed, 2 timed out\n"
    # What was chance is put right by trying again; what was refused stays so.
    for name in ("hang", "die", "leave", "raise_"):
        (tmp_path / "in" / f"{name}.txt").stat()
    retried = ran("batch", "--out", "run", "--retry", "--timeout", "3", "--json", cwd=tmp_path, env=trap)
    assert sorted({e["state"] for e in retried.events if e["event"] == "done"}) == ["failed", "timed_out"]


@pytest.mark.slow
def test_the_bytes_are_the_same_whatever_the_circumstances(tmp_path):
    short_designs(tmp_path / "in", 40)
    shutil.copy(SAMPLES / "ticket-sales.vtt", tmp_path / "in")
    ran("batch", "in", "--out", "one", "--workers", "1", cwd=tmp_path)
    other = environment(PYTHONHASHSEED="99", LC_ALL="tr_TR.UTF-8", TZ="Asia/Kathmandu", LANG="tr_TR.UTF-8")
    process = started("batch", "in", "--out", "two", "--workers", "3", "--json", cwd=tmp_path, env=other)
    process.stdout.readline()
    process.stdout.readline()
    process.kill()
    process.communicate()
    assert ran("batch", "--out", "two", "--workers", "3", cwd=tmp_path, env=other).code == 0
    assert rows(tmp_path / "one", GRADES) == rows(tmp_path / "two", GRADES)


def test_a_grade_is_what_score_gives(tmp_path):
    import zlib

    fill(tmp_path / "in", a=GOOD)
    ran("batch", "in", "--out", "run", cwd=tmp_path)
    packed = rows(tmp_path / "run", "SELECT whole FROM pages")[0][0]
    scored = ran("score", "--format", "json", "in/a.txt", cwd=tmp_path)
    assert json.loads(zlib.decompress(packed)) == json.loads(scored.out)


def test_ctrl_c_finishes_what_is_in_hand_and_says_how_to_go_on(tmp_path, trap):
    fill(tmp_path / "in", **{f"t{n:02}": f"WAIT 1 {GOOD} {n}" for n in range(12)})
    process = started(
        "batch",
        "in",
        "--out",
        "my run",
        "--input-format",
        "acme.trap",
        "--workers",
        "2",
        "--json",
        cwd=tmp_path,
        env=trap,
    )
    while '"done"' not in (line := process.stdout.readline()):
        assert line
    interrupted(process)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Finishing what is in hand" in err
    assert "To go on: grader batch --out 'my run'" in err
    left = sum(s == "waiting" for s in states(tmp_path / "my run").values())
    assert 0 < left < 11
    done = ran("batch", "--out", "my run", "--input-format", "acme.trap", cwd=tmp_path, env=trap)
    assert done.code == 0
    assert done.out == "12 submissions: 12 graded\n"


@pytest.mark.slow
def test_a_second_ctrl_c_ends_at_once_and_keeps_what_is_finished(tmp_path, trap):
    fill(tmp_path / "in", a=GOOD, **{f"t{n}": "HANG" for n in range(3)})
    process = started(
        "batch", "in", "--out", "run", "--input-format", "acme.trap", "--workers", "1", "--json", cwd=tmp_path, env=trap
    )
    while '"done"' not in (line := process.stdout.readline()):
        assert line
    interrupted(process)
    time.sleep(0.5)
    interrupted(process)
    process.communicate(timeout=20)
    assert process.returncode == 130
    assert states(tmp_path / "run")["in/a.txt"] == "graded"
    assert not hanging(tmp_path)


@pytest.mark.slow
def test_workers_end_with_a_killed_run_even_in_the_midst_of_a_text(tmp_path, trap):
    fill(tmp_path / "in", a="HANG", b="HANG")
    process = started("batch", "in", "--out", "run", "--input-format", "acme.trap", "--json", cwd=tmp_path, env=trap)
    while '"begin"' not in process.stdout.readline():
        pass
    deadline = time.monotonic() + 60
    while not hanging(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert hanging(tmp_path)
    process.kill()
    process.wait()
    deadline = time.monotonic() + 20
    while hanging(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not hanging(tmp_path)


def hanging(cwd: Path) -> list[int]:
    """Workers that were started in this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == cwd and b"grader.runs.worker" in (process / "cmdline").read_bytes():
                found.append(int(process.name))
        except OSError:
            continue
    return found


@pytest.mark.parametrize(
    ("limit", "code", "ended"), [("0", 3, True), ("2", 3, True), ("20%", 3, True), ("60%", 0, False), ("9", 0, False)]
)
@pytest.mark.slow
def test_too_many_errors_end_a_run_early_and_fewer_are_admitted(tmp_path, trap, limit, code, ended):
    fill(tmp_path / "in", **{f"a{n}": "" for n in range(5)}, **{f"b{n}": f"WAIT .4 {GOOD}" for n in range(9)})
    done = ran(
        "batch",
        "in",
        "--out",
        "run",
        "--max-errors",
        limit,
        "--input-format",
        "acme.trap",
        "--workers",
        "1",
        cwd=tmp_path,
        env=trap,
    )
    assert done.code == code
    assert ("ended early" in done.err) is ended
    assert ("waiting" in set(states(tmp_path / "run").values())) is ended


@pytest.mark.parametrize("limit", ["-1", "x", "101%", "5 %%", ""])
def test_a_limit_that_is_none_is_refused(tmp_path, limit):
    done = ran("batch", str(SAMPLES), "--out", str(tmp_path / "run"), "--max-errors", limit)
    assert done.code == 2
    assert not (tmp_path / "run").exists()


def test_two_runs_on_one_folder_at_once(tmp_path, trap):
    fill(tmp_path / "in", **{f"t{n}": f"WAIT 2 {GOOD}" for n in range(2)})
    args = ("batch", "in", "--out", "run", "--input-format", "acme.trap", "--workers", "1")
    first = started(*args, "--json", cwd=tmp_path, env=trap)
    assert '"begin"' in first.stdout.readline()
    second = ran(*args, cwd=tmp_path, env=trap)
    assert second.code == 2
    assert second.err == f"run: process {first.pid} is at work on this run; wait for it, or stop it\n"
    first.communicate(timeout=60)
    assert first.returncode == 0


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--kind", "design"), "--kind: not given, now design"),
        (("--candidate", "Amara"), "--candidate: not given, now Amara"),
        (("--text-column", "x"), "--text-column: not given, now x"),
        (("--exclude", "*.md"), "--exclude: not given, now ('*.md',)"),
        (("--rubric", "RUBRIC"), "rubric: four-step@"),
        (("--model", "MODEL"), "model of levels: "),
    ],
)
@pytest.mark.slow
def test_another_run_is_refused_with_the_difference_named(tmp_path, options, says):
    fill(tmp_path / "in", a=GOOD)
    assert ran("batch", "in", "--out", "run", cwd=tmp_path).code == 0
    before = rows(tmp_path / "run", GRADES)
    changed = (ROOT / "rubrics" / "four-step.yaml").read_text("utf-8").replace("weight: 20", "weight: 21", 1)
    (tmp_path / "RUBRIC").write_text(changed, "utf-8")
    shutil.copytree(ROOT / "grader" / "data" / "model", tmp_path / "MODEL")
    with (tmp_path / "MODEL" / "levels.npz").open("ab") as file:
        file.write(b"\0")
    refused = ran("batch", "in", "--out", "run", *options, cwd=tmp_path)
    assert refused.code == 2
    assert refused.err.startswith("run: this run was made otherwise (")
    assert says in refused.err
    assert rows(tmp_path / "run", GRADES) == before
    assert says in ran("batch", "--out", "run", "--explain", *options, cwd=tmp_path).err


@pytest.mark.slow
def test_what_does_not_change_grades_may_change(tmp_path):
    fill(tmp_path / "in", a=GOOD)
    ran("batch", "in", "--out", "run", cwd=tmp_path)
    fill(tmp_path / "more", b=GOOD)
    done = ran(
        "batch", tmp_path / "more", "--out", tmp_path / "run", "--workers", "1", "--timeout", "9", "--max-errors", "1%"
    )
    assert done.code == 0
    assert states(tmp_path / "run") == {"in/a.txt": "graded", f"{tmp_path}/more/b.txt": "graded"}
    # Gone on with from another folder, what is found again keeps its name.
    assert ran("batch", "--out", tmp_path / "run").out == "2 submissions: 2 graded\n"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--out", "run"), "run: there is no run here to go on with; name what to grade: grader batch SOURCE"),
        (("gone", "--out", "run"), "gone: there is no such file or folder"),
        (("*.nothing", "--out", "run"), "*.nothing: no file is so named"),
        (("in", "--out", "in"), "in: is no run: it holds 'a.txt'; choose another --out"),
        (("in", "--out", "in/a.txt"), "in/a.txt: no run can be kept here: file exists; choose another --out"),
        (
            ("in", "--out", "/proc/run"),
            "/proc/run: no run can be kept here: no such file or directory; choose another --out",
        ),
        (("in", "--out", "run", "--scheduler", "x"), "--scheduler is for --engine dask"),
        (("in", "--out", "run", "--segmenter", "x.y"), "unknown segmenter 'x.y'"),
        ((b"bad\xff", "--out", "run"), "bad\ufffd: this name is no UTF-8"),
        (("in", "--out", "run", "--candidate", b"A\xff"), "A?: is no UTF-8"),
        (("nosuch://bucket/x", "--out", "run"), "nosuch://bucket/x: cannot be opened (Protocol not known: nosuch)"),
    ],
)
def test_wrong_calls_are_one_line_and_leave_nothing(tmp_path, args, says):
    fill(tmp_path / "in", a=GOOD)
    done = ran("batch", *args, cwd=tmp_path)
    assert done.code == 2
    assert done.err.startswith(says)
    assert done.err.count("\n") == 1
    assert not (tmp_path / "run" / "run.db").exists() or not rows(tmp_path / "run")


def test_a_damaged_store_is_one_line(tmp_path):
    fill(tmp_path / "in", a=GOOD)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "run.db").write_bytes(b"no database" * 1000)
    done = ran("batch", "in", "--out", "run", cwd=tmp_path)
    assert done.code == 2
    assert done.err.startswith("run/run.db: is damaged, or not the store of a run")


@pytest.mark.slow
def test_a_full_disk_stops_the_run_and_loses_nothing(tmp_path):
    """A limit on the size of files is the same to SQLite as a disk that is full."""
    import resource

    short_designs(tmp_path / "in", 150)
    limit = 800_000
    process = started(
        "batch", "in", "--out", "run", "--json", cwd=tmp_path,
        preexec_fn=lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))),
    )  # fmt: skip
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    assert "the disk takes no more" in err
    assert "To go on: grader batch --out run" in err
    said = {e["id"]: e["total"] for e in map(json.loads, out.splitlines()) if e["event"] == "done"}
    kept = dict(rows(tmp_path / "run", "SELECT id, total FROM grades"))
    assert said.items() <= kept.items()
    assert ran("batch", "--out", "run", cwd=tmp_path).out.startswith("150 submissions: 150 graded")


def hostile() -> dict[str, bytes]:
    """Files of a folder that means harm, or was filled without care."""
    import io
    import zipfile

    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("word/document.xml", b"<w:t>" + b"0" * 40_000_000)
    return {
        "brackets.md": b"[" * 200_000,
        "stars.md": b"*_" * 80_000,
        "quotes.md": b">" * 50_000 + b" x",
        "nested.json": b"[" * 100_000,
        "digits.json": b'{"segments": [{"start": ' + b"9" * 100_000 + b"}]}",
        "nul.txt": b"text\0more",
        "picture.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        "cut.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
        "bomb.docx": bomb.getvalue(),
        "bom.txt": b"\xef\xbb\xbf",
        "latin.txt": "Wir nutzen für Schlüssel naïve façades".encode("cp1252") * 30,
        "long.txt": b"word " * 200_000,
        "times.vtt": b"WEBVTT\n\n99:99:99.999 --> 00:00:00.000\n\x1b]0;x\x07 we shard\n" * 300,
        "=cmd|' /C calc'!A0.txt": b"We shard by user id.",
        "<script>alert(1)<.md": b"# <img src=x onerror=alert(1)>\n\nWe cache reads.",
        "table.csv": b'id,text\n"=1+1","We shard"\n"' + b"x" * 1000,
    }


@pytest.mark.slow
def test_a_folder_of_five_percent_hostile_files(tmp_path):
    bad = hostile()
    short_designs(tmp_path / "in", 19 * len(bad))
    for name, content in bad.items():
        (tmp_path / "in" / name.replace("/", "_")).write_bytes(content)
    done = ran("batch", "in", "--out", "run", "--timeout", "60", cwd=tmp_path)
    assert done.code == 3, done.err
    found = states(tmp_path / "run")
    assert all(state.startswith("graded") for name, state in found.items() if "design-" in name)
    assert len(found) == 20 * len(bad) + 1  # the table has two rows
    assert set(found.values()) <= {"graded", "graded_with_warnings", "refused"}
    report = ran("report", "run", cwd=tmp_path)
    assert report.code == 0, report.err
    index = (tmp_path / "run" / "report" / "index.html").read_text("utf-8")
    assert "<script>alert" not in index
    assert ran("batch", "*.txt", "--out", "../named", cwd=tmp_path / "in").code == 3
    ran("report", "named", "--format", "csv", cwd=tmp_path)
    assert "\n'=cmd" in (tmp_path / "named" / "report" / "submissions.csv").read_text("utf-8")


@pytest.mark.parametrize(("limit", "code"), [("0", 3), ("1", 3), ("50%", 3), ("4", 0), ("80%", 0)])
@pytest.mark.slow
def test_a_limit_is_held_against_the_end_too_and_against_a_finished_run(tmp_path, limit, code):
    fill(tmp_path / "in", good=GOOD, **{f"e{n}": "" for n in range(4)})
    assert ran("batch", "in", "--out", "run", "--max-errors", limit, cwd=tmp_path).code == code
    assert ran("batch", "--out", "run", "--max-errors", limit, cwd=tmp_path).code == code


def test_code_in_the_folder_of_the_submissions_is_not_run(tmp_path):
    for name in ("struct", "numpy", "zlib", "grader"):
        (tmp_path / f"{name}.py").write_text("from pathlib import Path\nPath('PWNED').touch()\n")
    fill(tmp_path / "in", a=GOOD)
    command = Path(sys.executable).with_name("grader")
    done = subprocess.run([command, "batch", "in", "--out", "run"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "PWNED").exists()


def test_a_source_that_is_gone_does_not_stop_the_others(tmp_path):
    fill(tmp_path / "one", a=GOOD)
    fill(tmp_path / "two", b=GOOD)
    assert ran("batch", "one", "two", "--out", "run", cwd=tmp_path).code == 0
    (tmp_path / "one").rename(tmp_path / "three")
    done = ran("batch", "--out", "run", cwd=tmp_path)
    assert done.code == 0
    assert "one: there is no such file or folder; what the run has of it stays" in done.err
    assert done.out == "2 submissions: 2 graded\n"
    assert ran("batch", "three", "--out", "run", cwd=tmp_path).out == "3 submissions: 3 graded\n"


def test_a_mistyped_source_does_not_spoil_a_run(tmp_path):
    fill(tmp_path / "in", a=GOOD)
    assert ran("batch", "inn", "--out", "run", cwd=tmp_path).code == 2
    assert ran("batch", "in", "--out", "run", cwd=tmp_path).code == 0
    assert ran("batch", "inn", "--out", "run", cwd=tmp_path).code == 2
    assert ran("batch", "--out", "run", cwd=tmp_path).code == 0


@pytest.mark.slow
def test_a_reader_that_goes_away_interrupts_and_loses_nothing(tmp_path):
    short_designs(tmp_path / "in", 200)
    process = started("batch", "in", "--out", "run", "--json", cwd=tmp_path)
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    assert process.wait(timeout=120) == 130
    assert "To go on: grader batch --out run" in err
    assert ran("batch", "--out", "run", cwd=tmp_path).out.startswith("200 submissions: 200 graded")


@pytest.mark.slow
def test_a_worker_that_cannot_be_started_is_one_line(tmp_path):
    import resource

    lines = [json.dumps({"id": n, "text": f"We shard by id, says design {n}."}) for n in range(3000)]
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    process = started(
        "batch", "in.jsonl", "--out", "run", "--workers", "30", cwd=tmp_path,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40)),
    )  # fmt: skip
    _, err = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "a worker could not be started: Too many open files; give --workers fewer" in err
    assert "Traceback" not in err


def test_reports_and_runs_are_no_sources(tmp_path):
    fill(tmp_path / "in", a=GOOD)
    ran("batch", "in", "--out", "in/run", cwd=tmp_path)
    ran("report", "in/run", "--format", "csv", "--out", "in/report", cwd=tmp_path)
    assert ran("batch", "--out", "in/run", cwd=tmp_path).out == "1 submission: 1 graded\n"


def test_two_files_of_one_shown_name_are_told_apart(tmp_path):
    (tmp_path / "in").mkdir()
    for name, text in ((b"a\xfe.md", GOOD), (b"a\xff.md", "# Short\n\nWe shard by id.")):
        (tmp_path / "in" / os.fsdecode(name)).write_text(text)
    ran("batch", "in", "--out", "run", cwd=tmp_path)
    assert list(states(tmp_path / "run")) == ["in/a\ufffd.md", "in/a\ufffd.md (2)"]
    same = json.loads(ran("compare", "run", "run", "--format", "json", cwd=tmp_path).out)
    assert (same["both"], same["moved"], same["only_before"]) == (2, [], [])


def test_rows_that_wait_in_another_order_are_read_in_that_of_the_table(tmp_path):
    lines = [json.dumps({"id": f"r{n}", "text": f"# Design {n}\n\nWe shard by id."}) for n in range(40)]
    (tmp_path / "t.jsonl").write_text("\n".join(lines))
    assert ran("batch", "t.jsonl", "--out", "run", "--max-errors", "0", "--timeout", "60", cwd=tmp_path).code == 0
    (tmp_path / "t.jsonl").write_text("\n".join(line.replace("shard", "cache") for line in reversed(lines)))
    done = ran("batch", "--out", "run", "--workers", "1", "--json", cwd=tmp_path)
    assert [e["name"] for e in done.events if e["event"] == "done"] == [f"t.jsonl#r{n}" for n in reversed(range(40))]
