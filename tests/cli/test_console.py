"""What only a process shows: what is imported, exit codes of faults and interrupts, pipes and terminals."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from grader.cli import COMMANDS, grader
from grader.cli.console import run
from grader.cli.rubric import COMMANDS as RUBRIC_COMMANDS
from tests.cli.conftest import ROOT, SAMPLES, process

DESIGN = SAMPLES / "rate-limiter.md"
HEAVY = ("pydantic", "numpy", "yaml", "rich", "spacy", "jinja2", "sklearn", "pandas", "re2", "grader.pipeline")


def imported(*args: str) -> set[str]:
    """The modules that a run of the command has loaded when it ends."""
    code = (
        "import sys, atexit, os\n"
        "atexit.register(lambda: os.write(2, ' '.join(sys.modules).encode()))\n"
        f"sys.argv = ['grader', *{list(args)!r}]\n"
        "from grader.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.decode().split())


@pytest.mark.parametrize("args", [["--help"], ["--version"], [], ["rubric", "--help"], ["score", "--help"]])
def test_help_imports_nothing_but_click(args):
    assert not imported(*args) & {*HEAVY}


def test_json_needs_none_of_the_slow_libraries():
    slow = {"spacy", "sklearn", "pandas", "rich", "jinja2", "docx", "pypdfium2", "selectolax", "charset_normalizer"}
    assert not imported("score", "--format", "json", str(DESIGN)) & slow


def test_the_lists_of_commands_are_the_commands():
    context = click.Context(grader)
    for name, (_, line) in COMMANDS.items():
        assert grader.get_command(context, name) is not None
        assert line in grader.get_help(context)
    rubric = grader.get_command(context, "rubric")
    assert isinstance(rubric, click.Group)
    assert rubric.list_commands(context) == list(RUBRIC_COMMANDS)


def commands():
    context = click.Context(grader)
    for name in COMMANDS:
        command = grader.get_command(context, name)
        yield (name,)
        if isinstance(command, click.Group):
            yield from ((name, sub) for sub in command.list_commands(context))


@pytest.mark.parametrize("path", [*commands()], ids=" ".join)
def test_each_command_has_help_with_an_example(cli, path):
    for flag in ("-h", "--help"):
        ran = cli(*path, flag)
        assert (ran.code, ran.err) == (0, "")
        assert f"grader {' '.join(path)}" in ran.out.partition("\n")[2]


def test_without_arguments_the_help_is_the_answer(cli):
    assert cli().out == cli("--help").out
    assert cli("rubric").out == cli("rubric", "--help").out


@pytest.mark.parametrize(
    ("args", "says"),
    [(["scor"], "'score'"), (["Plugin"], "'plugins'"), (["rubric", "lnt"], "'lint'"), (["zzz"], "score")],
)
def test_a_wrong_command_is_exit_code_2_with_the_nearest(cli, args, says):
    ran = cli(*args)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def _fails() -> click.Command:
    @click.command()
    def broken() -> None:
        raise ZeroDivisionError("some\nthing \x1b[31mred")

    return broken


def test_a_fault_of_ours_is_exit_code_70_and_one_line(monkeypatch, capfd):
    monkeypatch.delenv("GRADER_DEBUG", raising=False)
    assert run(_fails(), []) == 70
    err = capfd.readouterr().err
    assert len(err.splitlines()) == 1
    assert "ZeroDivisionError: some thing red" in err
    assert "GRADER_DEBUG=1" in err
    assert "\x1b" not in err


def test_a_fault_names_the_file_it_was_met_in(cli, monkeypatch, tmp_path):
    """The only way to a fault is to make one: a reader that breaks what it promises."""
    text = tmp_path / "fine.md"
    text.write_text("# A design\n\nWords.\n")
    monkeypatch.setattr("grader.readers.markdown.MarkdownReader.read", lambda *_: 1 / 0)
    ran = cli("score", text, "--input-format", "markdown")
    assert ran.code == 70
    assert f"on {text}: ZeroDivisionError" in ran.err
    assert len(ran.err.splitlines()) == 1


def test_debug_shows_where(monkeypatch):
    monkeypatch.setenv("GRADER_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run(_fails(), [])


def test_an_interrupt_is_exit_code_130():
    reading = subprocess.Popen(
        [sys.executable, "-m", "grader", "score", "-"], cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(1.5)  # until it reads what never comes
    reading.send_signal(signal.SIGINT)
    _, err = reading.communicate(timeout=20)
    assert reading.returncode == 130
    assert b"Traceback" not in err


def test_a_reader_that_goes_away_is_no_error():
    pipe = f"'{sys.executable}' -m grader score --format json {DESIGN} {DESIGN} {DESIGN} | head -c 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", pipe], capture_output=True, cwd=ROOT, timeout=60, check=False)
    assert done.stdout == b"{0\n"
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_said():
    with Path("/dev/full").open("wb") as full:
        args = [sys.executable, "-m", "grader", "score", "--format", "json", str(DESIGN)]
        done = subprocess.run(args, stdout=full, stderr=subprocess.PIPE, cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert b"no space left" in done.stderr


def on_a_terminal(*args: str, columns: int = 90, env: dict[str, str] | None = None) -> str:
    """Output of the command on a pseudo-terminal."""
    ours, theirs = pty.openpty()
    clean = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")}
    child = subprocess.Popen(
        [sys.executable, "-m", "grader", *args],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={**clean, "TERM": "xterm", "COLUMNS": str(columns), "PYTHONIOENCODING": "utf-8", **(env or {})},
    )
    os.close(theirs)
    out = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        out += part
    os.close(ours)
    assert child.wait(30) == 0
    return out.decode()


def test_a_terminal_gets_colours():
    assert "\x1b[" in on_a_terminal("score", str(DESIGN))


@pytest.mark.parametrize(("env", "args"), [({"NO_COLOR": "1"}, []), ({"TERM": "dumb"}, []), ({}, ["--no-color"])])
def test_who_wants_no_colours_gets_none(env, args):
    assert "\x1b" not in on_a_terminal("score", str(DESIGN), *args, env=env)


@pytest.mark.parametrize(("columns", "width"), [(20, 60), (90, 90), (300, 120)])
def test_the_report_is_as_wide_as_the_terminal_within_reason(columns, width):
    lines = on_a_terminal("score", str(DESIGN), "--no-color", columns=columns).splitlines()
    assert width - 4 <= max(map(len, lines)) <= width


def test_python_m_grader_is_the_command():
    done = process("--version")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"grader ")
