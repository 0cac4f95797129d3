"""The Dask engine, on a cluster whose scheduler and workers are processes of their own, as on many machines."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runs.conftest import GRADES, environment, ran, rows, short_designs, started, states

pytestmark = pytest.mark.slow


class Cluster:
    """A scheduler and its workers on this machine's loopback."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder, self.env = folder, env
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{s.getsockname()[1]}"
        self.scheduler = self.start("distributed.cli.dask_scheduler", "--host", self.address, "--no-dashboard")
        self.workers: list[subprocess.Popen[bytes]] = []

    def start(self, module: str, *args: str) -> subprocess.Popen[bytes]:
        # From another folder than the run's: a worker on another machine does not see its files.
        return subprocess.Popen(
            [sys.executable, "-m", module, *args],
            cwd=self.folder,
            env=self.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def add_worker(self) -> subprocess.Popen[bytes]:
        options = ("--nthreads", "1", "--no-dashboard", "--local-directory", str(self.folder))
        self.workers.append(self.start("distributed.cli.dask_worker", self.address, *options))
        return self.workers[-1]

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """With all that it started: the nanny and the worker that it watches."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            if process.poll() is None:
                self.kill(process)


@pytest.fixture
def cluster(tmp_path: Path, trap: dict[str, str]) -> Iterator[Cluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    made = Cluster(folder, trap)
    yield made
    made.stop()


def test_the_same_bytes_as_on_one_machine(tmp_path, cluster):
    short_designs(tmp_path / "in", 150)
    (tmp_path / "in" / "empty.md").write_text("")
    (tmp_path / "in" / "t.jsonl").write_text('{"id":"x","text":"# A design\\n\\nWe cache users by id."}\n')
    cluster.add_worker()
    cluster.add_worker()
    there = ran("batch", "in", "--out", "there", "--engine", "dask", "--scheduler", cluster.address, cwd=tmp_path)
    assert there.code == 3, there.err
    ran("batch", "in", "--out", "here", cwd=tmp_path)
    assert rows(tmp_path / "there", GRADES) == rows(tmp_path / "here", GRADES)


def test_a_cluster_of_this_machine_without_an_address(tmp_path):
    short_designs(tmp_path / "in", 30)
    assert ran("batch", "in", "--out", "there", "--engine", "dask", "--workers", "2", cwd=tmp_path).code == 0
    ran("batch", "in", "--out", "here", cwd=tmp_path)
    assert rows(tmp_path / "there", GRADES) == rows(tmp_path / "here", GRADES)


def test_what_kills_or_hangs_its_process_harms_no_dask_worker(tmp_path, cluster, trap):
    (tmp_path / "in").mkdir()
    for name, text in {
        "die": "DIE",
        "hang": "HANG",
        "once": "ONCE # x\n\nWe shard by id.",
        "good": "# x\n\nWe shard.",
    }.items():
        (tmp_path / "in" / f"{name}.txt").write_text(text)
    cluster.add_worker()
    options = ("--engine", "dask", "--scheduler", cluster.address, "--input-format", "acme.trap", "--timeout", "3")
    done = ran("batch", "in", "--out", "run", *options, cwd=tmp_path, env=trap)
    assert done.code == 3, done.err
    found = states(tmp_path / "run")
    assert found["in/die.txt"] == "failed"
    assert found["in/hang.txt"] == "timed_out"
    assert found["in/once.txt"].startswith("graded")
    assert found["in/good.txt"].startswith("graded")


def slow_texts(folder: Path, number: int) -> None:
    folder.mkdir()
    for n in range(number):
        (folder / f"t{n:02}.txt").write_text(f"WAIT .2 \n\n# Design {n}\n\nWe shard the users by id, number {n}.")


def test_a_worker_killed_in_the_middle_loses_nothing(tmp_path, cluster, trap):
    slow_texts(tmp_path / "in", 160)
    cluster.add_worker()
    victim = cluster.add_worker()
    options = ("--input-format", "acme.trap", "--json")
    dask = ("--engine", "dask", "--scheduler", cluster.address)
    process = started("batch", "in", "--out", "there", *dask, *options, cwd=tmp_path, env=trap)
    while '"done"' not in (line := process.stdout.readline()):
        assert line, process.stderr.read()
    cluster.kill(victim)
    cluster.add_worker()
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    assert len(re.findall('"event": "done"', out)) <= 160
    ran("batch", "in", "--out", "here", *options, cwd=tmp_path, env=trap)
    assert rows(tmp_path / "there", GRADES) == rows(tmp_path / "here", GRADES)


def test_a_lost_scheduler_costs_a_restart_and_no_grades(tmp_path, cluster, trap):
    slow_texts(tmp_path / "in", 160)
    cluster.add_worker()
    options = ("--input-format", "acme.trap")
    dask = ("--engine", "dask", "--scheduler", cluster.address)
    process = started("batch", "in", "--out", "run", *dask, *options, "--json", cwd=tmp_path, env=trap)
    while '"done"' not in (line := process.stdout.readline()):
        assert line, process.stderr.read()
    cluster.kill(cluster.scheduler)
    process.stdout.read()
    process.wait(timeout=120)
    assert process.returncode == 130
    err = process.stderr.read()
    assert "the Dask scheduler was lost" in err
    assert "To go on: grader batch --out run" in err
    before = dict(rows(tmp_path / "run", "SELECT id, total FROM grades"))
    assert before
    again = ran("batch", "--out", "run", *options, "--json", cwd=tmp_path, env=trap)
    assert again.code == 0, again.err
    assert not {e["id"] for e in again.events if e["event"] == "done"} & set(before)
    assert set(states(tmp_path / "run").values()) <= {"graded", "graded_with_warnings"}


def test_no_cluster_is_one_line(tmp_path):
    short_designs(tmp_path / "in", 1)
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{s.getsockname()[1]}"
    done = ran(
        "batch", "in", "--out", "run", "--engine", "dask", "--scheduler", address, cwd=tmp_path, env=environment()
    )
    assert done.code == 130
    assert done.err.startswith(f"{address}: no Dask cluster with a worker answers")
    assert "Traceback" not in done.err
