"""``grader report`` and ``grader status``, as people run them."""

from __future__ import annotations

import hashlib
import json
import resource
import shutil
import subprocess
import sys

import pytest

from grader.runs import lock
from grader.runs.lock import Lock
from tests.cli.conftest import process
from tests.runs.made import kept, store_of

ROWS = {"submissions.csv", "submissions.jsonl", "submissions.parquet", "submissions.xlsx"}
FILES = {*ROWS, "index.html", "data", "pages", "summary.md", "tables"}
RUN = [
    kept("in/a.md", 40, levels=[1, 0]),
    kept("in/b.md", 80, levels=[2, 1], warnings=["odd"], state="graded_with_warnings"),
    kept("in/c.pdf", state="refused", reason="has no words"),
]


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "a run"
    store_of(folder, RUN).close()
    return folder


def names(folder):
    return {p.name for p in folder.iterdir() if not p.name.startswith(".")}


class TestReport:
    def test_everything_but_assessments_goes_into_the_run(self, cli, run):
        ran = cli("report", run)
        assert (ran.code, ran.err) == (0, "")
        assert names(run / "report") == FILES
        assert ran.out.splitlines()[0] == str(run / "report" / "index.html")
        assert set(ran.out.splitlines()) == {str(run / "report" / name) for name in FILES}

    def test_only_what_is_asked_for(self, cli, run, tmp_path):
        out = tmp_path / "out" / "deep"
        ran = cli("report", run, "--out", out, "--format", "assessments", "--format", "csv")
        assert (ran.code, ran.err) == (0, "")
        assert names(out) == {"assessments.jsonl", "submissions.csv", "tables"}
        assert not (run / "report").exists()
        lines = (out / "assessments.jsonl").read_text().splitlines()
        assert [json.loads(x)["submission"]["path"] for x in lines] == ["in/a.md", "in/b.md"]

    def test_again_gives_the_same_and_replaces(self, cli, run):
        def content():
            return {p.name: p.read_bytes() for p in (run / "report").rglob("*") if p.is_file()}

        assert cli("report", run).code == 0
        first = content()
        (run / "report" / "stale.txt").write_text("x")
        assert cli("report", run).code == 0
        assert content() == first

    def test_ratings_make_a_table(self, cli, run, tmp_path):
        ratings = tmp_path / "r.csv"
        ratings.write_text("doc,grader,criterion,score\na,ines,users,1\nb,ines,users,1\nb,ines,shards,n/a\n")
        assert cli("report", run, "--ratings", ratings, "--format", "csv").code == 0
        rows = (run / "report" / "tables" / "agreement.csv").read_text().splitlines()
        assert rows[2] == "users,Users,ines,2,0.5,1.0,0.0,0.5,0,0,"

    def test_wrong_ratings_are_said_by_line_and_the_old_report_stays(self, cli, run, tmp_path):
        cli("report", run, "--format", "markdown")
        ratings = tmp_path / "r.csv"
        ratings.write_text("doc,grader,criterion,score\nx,ines,users,1\na,ines,cost,1\n")
        ran = cli("report", run, "--ratings", ratings)
        assert (ran.code, ran.out) == (2, "")
        first, second = ran.err.splitlines()
        assert first == f"{ratings}:2: the run has no submission 'x'"
        assert second.startswith(f"{ratings}:3: the rubric has no criterion 'cost'")
        assert names(run / "report") == {"summary.md"}

    def test_formulas_can_be_left(self, cli, tmp_path):
        store_of(tmp_path / "run", [kept("=1+1", 50)]).close()
        for option, cell in (((), "'=1+1,"), (("--csv-raw",), "=1+1,")):
            assert cli("report", tmp_path / "run", "--format", "csv", *option).code == 0
            assert (tmp_path / "run/report/submissions.csv").read_text().splitlines()[1].startswith(cell)

    def test_a_run_at_work_is_reported_as_it_stands(self, cli, tmp_path):
        store_of(tmp_path / "run", [*RUN, kept("in/d.md")]).close()
        with Lock(tmp_path / "run", lock.FILE):
            ran = cli("report", tmp_path / "run")
        assert ran.code == 0
        assert ran.err == "1 of 4 submissions have no grade yet: a process is at work on them\n"

    def test_two_at_once_do_no_harm(self, cli, run):
        cli("report", run, "--format", "markdown")
        with Lock(run, ".report.lock"):
            ran = cli("report", run)
        assert (ran.code, ran.out) == (2, "")
        assert "is at work" in ran.err
        assert names(run / "report") == {"summary.md"}

    def test_many_at_once_leave_a_whole_one(self, run):
        command = [sys.executable, "-m", "grader", "report", str(run), "--format", "csv", "--format", "jsonl"]
        started = [subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(4)]
        codes = {p.wait(60) for p in started}
        for p in started:
            p.communicate()
        assert codes <= {0, 2}
        assert names(run / "report") == {"submissions.csv", "submissions.jsonl", "tables"}
        assert not (run / ".report.part").exists()

    @pytest.mark.parametrize("folder", ["none", "."])
    def test_what_is_no_run(self, cli, tmp_path, folder):
        ran = cli("report", tmp_path / folder)
        assert ran.code == 2
        assert "is no run" in ran.err
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_that_holds_something_else(self, cli, run, tmp_path):
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "thesis").write_text("x")
        assert cli("report", run, "--out", tmp_path / "mine").code == 2
        assert names(tmp_path / "mine") == {"thesis"}

    def test_where_nothing_can_be_written(self, cli, run):
        ran = cli("report", run, "--out", "/proc/report")
        assert ran.code == 2
        assert "report" in ran.err
        assert "cannot be written" in ran.err
        assert ran.err.count("\n") == 1

    @pytest.mark.parametrize("module", ["pyarrow", "xlsxwriter", "matplotlib"])
    def test_a_missing_package_is_one_line(self, cli, run, monkeypatch, module):
        monkeypatch.setitem(sys.modules, module, None)
        ran = cli("report", run)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.endswith(f"needs {module}, which is not installed: pip install 'grader[batch]'\n")
        assert not (run / "report").exists()

    @pytest.mark.parametrize("options", [("--format", "pdf"), ("--pages", "some"), ()])
    def test_wrong_usage(self, cli, options):
        assert cli("report", *options).code == 2


MANY = [kept(hashlib.sha512(b"%d" % n).hexdigest() * 2, 50) for n in range(3000)]
"""So many that no kind of file of them is small, packed or not."""
FORMATS = ["csv", "xlsx", "parquet", "jsonl", "assessments"]


@pytest.mark.parametrize("kind", FORMATS)
def test_a_full_disk_leaves_the_old_report(tmp_path, kind):
    """Files may grow to 64 kB, and no larger."""
    run, out = tmp_path / "run", tmp_path / "out"
    store_of(run, MANY).close()
    assert process("report", run, "--out", out, "--format", "markdown").returncode == 0

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, 65_536))

    ran = process("report", run, "--out", out, "--format", kind, preexec_fn=limit)
    assert_stopped(ran, out)


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_a_full_file_system_leaves_the_old_report(tmp_path, kind):
    disk, run = tmp_path / "disk", tmp_path / "run"
    disk.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("nothing may be mounted here")
    try:
        store_of(run, MANY).close()
        assert process("report", run, "--out", disk / "out", "--format", "markdown").returncode == 0
        assert_stopped(process("report", run, "--out", disk / "out", "--format", kind), disk / "out")
    finally:
        subprocess.run(["umount", disk], check=True)


def assert_stopped(ran, out):
    said = ran.stderr.decode()
    assert ran.returncode == 130, said
    assert said.startswith(f"{out}: the disk takes no more (")
    assert said.count("\n") == 1
    assert ran.stdout == b""
    assert names(out) == {"summary.md"}
    assert sorted(p.name for p in out.parent.iterdir() if p.name.startswith(".")) == [".out.lock"]


class TestStatus:
    def test_how_it_stands(self, cli, run):
        ran = cli("status", run)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.splitlines() == [
            "3 submissions: 2 graded (1 with warnings), 1 refused",
            "",
            "rubric     Small (small 1.0.0)",
            "made by    grader:9.9.9|rubric:small@1.0.0#abcd|steps:none",
            "sources    in",
            "",
            "Not graded:",
            "  in/c.pdf: refused: has no words",
            "",
            f"To report: grader report '{run}'",
        ]

    def test_what_to_do_next(self, cli, tmp_path):
        folder = tmp_path / "it's"
        store_of(folder, [kept("a", state="failed", reason="x\x1b[31m\ny"), kept("b")]).close()
        out = cli("status", folder).out
        quoted = "'" + str(folder).replace("'", "'\"'\"'") + "'"
        assert f"--out {quoted}\n" in out
        assert f"--out {quoted} --retry\n" in out
        assert "No process is at work on it, and 1 waits." in out
        assert "  a: failed: x y\n" in out
        assert "\x1b" not in out

    def test_one_at_work(self, cli, tmp_path):
        store_of(tmp_path / "run", [kept("b")]).close()
        with Lock(tmp_path / "run"):
            out = cli("status", tmp_path / "run").out
        assert "A process is at work on it." in out
        assert "grader batch" not in out

    def test_for_machines(self, cli, tmp_path):
        errors = [kept(f"{n:02}", state="refused", reason="no words") for n in range(30)]
        store_of(tmp_path / "run", errors).close()
        found = json.loads(cli("status", tmp_path / "run", "--json").out)
        assert found["states"]["refused"] == found["submissions"] == 30
        assert [e["name"] for e in found["errors"]] == [f"{n:02}" for n in range(20)]
        assert found["more_errors"] == 10
        assert found["next"] == [{"why": "report", "command": f"grader report {tmp_path / 'run'}"}]

    def test_more_errors_are_counted(self, cli, tmp_path):
        store_of(tmp_path / "run", [kept(f"{n:02}", state="refused", reason="no") for n in range(30)]).close()
        assert "  and 10 more; 'grader report' has all of them" in cli("status", tmp_path / "run").out

    def test_what_is_no_run(self, cli, tmp_path):
        assert cli("status", tmp_path).code == 2
