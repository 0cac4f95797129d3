"""``grader transcribe``, and ``grader score`` on a recording, as people run them."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, cli, design, process
from tests.transcribing.voices import babble, recording

__all__ = ["cli", "design"]


def started(*args: object, **kwargs) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "grader", *map(str, args)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **kwargs)


def lines_in(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def stopped_at(path: Path, lines: int, running: subprocess.Popen[bytes]) -> None:
    """Let it run in slices until the file has so many lines, and leave it stopped: it must not end unobserved."""
    while lines_in(path) < lines:
        assert running.poll() is None, running.communicate()
        running.send_signal(signal.SIGCONT)
        time.sleep(0.005)
        running.send_signal(signal.SIGSTOP)


@pytest.fixture(scope="module")
def whole(talk: Path, tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    out = tmp_path_factory.mktemp("whole") / "t.vtt"
    done = process("transcribe", talk, "-o", out, "--model", tiny)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode().splitlines() == [f"{out}: the transcript of talk.wav; grader score {out}"]
    return out.read_bytes()


def test_killed_in_the_middle_it_goes_on(talk, tiny, tmp_path, whole):
    out, part = tmp_path / "t.vtt", tmp_path / "t.vtt.part"
    for lines in (3, 5):
        running = started("transcribe", talk, "-o", out, "--model", tiny)
        stopped_at(part, lines, running)
        running.kill()
        running.communicate()
        assert not out.exists()
    done = process("transcribe", talk, "-o", out, "--model", tiny)
    assert done.returncode == 0
    assert b"going on from" in done.stderr
    assert out.read_bytes() == whole
    assert list(tmp_path.iterdir()) == [out]


def test_interrupted_it_says_how_to_go_on(talk, tiny, tmp_path, whole):
    copy = Path(shutil.copy(talk, tmp_path / "a talk.wav"))
    part = tmp_path / "a talk.wav.vtt.part"
    running = started("transcribe", copy, "--model", tiny)
    stopped_at(part, 3, running)
    running.send_signal(signal.SIGINT)
    running.send_signal(signal.SIGCONT)
    _, err = running.communicate()
    assert running.returncode == 130
    said = [line for line in err.decode().splitlines() if line]
    again = f"to go on: grader transcribe '{copy}' -o '{copy}.vtt' --model {tiny}"
    assert said == [again, "interrupted"]
    assert lines_in(part) >= 3


def test_a_bar_is_drawn_on_a_terminal_alone(tiny, tmp_path):
    short = recording(tmp_path / "[red]talk.wav", [babble(8, 6)])
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "grader", "transcribe", short, "--model", tiny]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    running = subprocess.Popen(command, cwd=ROOT, stderr=theirs, stdout=subprocess.PIPE, env=environment)
    os.close(theirs)
    drawn = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        drawn += piece
        if not piece:
            break
    assert running.wait() == 0
    assert running.stdout is not None
    assert running.stdout.read() == b""
    assert b"[red]talk.wav" in drawn
    assert b"%" in drawn
    assert b"\x1b" in drawn


def test_a_recording_is_graded_by_its_transcript(cli, talk, tiny, tmp_path):
    copy = Path(shutil.copy(talk, tmp_path / "talk.mp4"))  # whatever its name says
    first = cli("score", copy, "--transcribe-with", tiny, "--format", "json")
    assert first.code == 0
    assert first.err.splitlines() == [f"{copy}: its transcript is kept in {copy}.vtt"]
    found = json.loads(first.out)
    assert found["submission"]["path"] == f"{copy}.vtt"
    assert found["submission"]["kind"] == "transcript"
    kept = (tmp_path / "talk.mp4.vtt").read_bytes()
    second = cli("score", copy, "--format", "json")
    assert (second.code, second.out) == (0, first.out)
    assert "is the transcript of talk.mp4 already, by the model tiny-gibberish" in second.err
    assert (tmp_path / "talk.mp4.vtt").read_bytes() == kept
    assert len(list(tmp_path.iterdir())) == 2


def test_what_cannot_be_heard_is_passed_over(cli, talk, tiny, tmp_path, design):
    copy = Path(shutil.copy(talk, tmp_path / "talk.wav"))
    (tmp_path / "talk.wav.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nmine\n")
    ran = cli("score", copy, design, "--transcribe-with", tiny, "--format", "json")
    assert ran.code == 3
    assert len(ran.out.splitlines()) == 1
    assert ran.err.splitlines() == [
        f"{copy}: is a WAV recording; {copy}.vtt: is in the way: it is no transcript of this recording; move it"
    ]
    assert cli("score", copy, "--transcribe-with", "huge").code == 2


def test_a_recording_of_any_size_is_taken_for_one(tmp_path):
    """It is told by its first bytes; the limit of 25 MB is one of texts."""
    big = tmp_path / "big.wav"
    recording(big, [babble(1, 2)])
    with big.open("r+b") as file:
        file.truncate(80_000_000)
    done = process("score", big, "--transcribe-with", tmp_path)
    assert done.returncode == 3
    assert b"lacks model.bin" in done.stderr or b"pip install 'grader[audio]'" in done.stderr


def test_without_the_extra_one_line_names_it(tmp_path):
    """In an interpreter that finds no faster_whisper."""
    talk = recording(tmp_path / "talk.wav", [babble(1, 2)])
    code = (
        "import sys; sys.modules['faster_whisper'] = None\n"
        "from grader.cli import main; sys.argv = ['grader', *sys.argv[1:]]; main()"
    )
    for command, exit_code in (("transcribe", 2), ("score", 3)):
        done = subprocess.run([sys.executable, "-c", code, command, talk], cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == exit_code
        (line,) = done.stderr.decode().splitlines()
        assert "pip install 'grader[audio]'" in line


class Hub(BaseHTTPRequestHandler):
    """Serves the files of a folder as huggingface.co does, and counts what it is asked."""

    folder: Path
    asked: list[str]
    COMMIT = "c0ffee" + "0" * 34

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        self.asked.append(self.path)
        headers = {"X-Repo-Commit": self.COMMIT}
        body = b"{}"
        file = self.folder / self.path.rsplit("/", 1)[1]
        there = sorted(self.folder.iterdir())
        if "/tree/" in self.path:
            body = json.dumps(
                [{"type": "file", "path": f.name, "size": f.stat().st_size, "oid": "0" * 40} for f in there]
            ).encode()
        elif self.path.startswith("/api/models/"):
            files = [{"rfilename": f.name, "size": f.stat().st_size} for f in there]
            body = json.dumps({"id": "x/y", "sha": self.COMMIT, "siblings": files, "private": False}).encode()
        elif "/resolve/" in self.path and file.is_file():
            body = file.read_bytes()
            headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()}"'
        self.send_response(200 if "ETag" in headers or self.path.startswith("/api/models/") else 404)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


def test_weights_are_fetched_when_asked_for_and_never_else(tiny, tmp_path):
    Hub.folder, Hub.asked = tiny, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        talk = recording(tmp_path / "talk.wav", [babble(8, 6)])
        environment = {"HF_ENDPOINT": f"http://127.0.0.1:{server.server_port}", "HF_HOME": str(tmp_path / "cache")}
        environment |= {"NO_PROXY": "127.0.0.1", "HF_HUB_DISABLE_XET": "1", "HF_HUB_OFFLINE": "0"}
        for command, exit_code in (("transcribe", 2), ("score", 3)):
            done = process(command, talk, env=environment)
            assert done.returncode == exit_code
            (line,) = done.stderr.decode().splitlines()
            assert "the weights of the model 'small' (about 484 MB) are not in " in line
            assert "grader transcribe --model small --download" in line
        assert Hub.asked == []
        done = process("transcribe", talk, "--model", "base", "--download", env=environment)
        assert done.returncode == 0, done.stderr
        assert b"fetching the model 'base' (about 145 MB)" in done.stderr
        assert any("faster-whisper-base" in path for path in Hub.asked)
        Hub.asked.clear()
        (tmp_path / "talk.wav.vtt").unlink()
        for more in ([], ["--download"]):
            done = process(
                "transcribe", talk, "--model", "base", "-o", tmp_path / f"{len(more)}.vtt", *more, env=environment
            )
            assert done.returncode == 0, done.stderr
        assert Hub.asked == []
    finally:
        server.shutdown()
        server.server_close()
    (tmp_path / "cache").rename(tmp_path / "gone")
    done = process("transcribe", talk, "-o", tmp_path / "n.vtt", "--download", env=environment)
    assert done.returncode == 2
    assert b"cannot be fetched" in done.stderr
