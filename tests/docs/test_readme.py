"""What the README says is run: its Python, its commands, its links, its exit codes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import grader as cli

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    line.split("#")[0].strip().removeprefix(".venv/bin/")
    for _, block in BLOCKS
    for line in block.splitlines()
    if re.match(r"(\.venv/bin/)?grader (score|rubric)", line) and ".mp4" not in line  # tests/transcribing has these
]


def test_its_python_runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (code,) = (block for language, block in BLOCKS if language == "python")
    exec(compile(code, "README.md", "exec"), {})
    assert "functional_requirements" in capsys.readouterr().out


def test_its_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    samples = ROOT / "datasets" / "samples"
    for name, sample in {
        "design.md": "rate-limiter.md",
        "interview.vtt": "ticket-sales.vtt",
        "interview.txt": "chat-service.txt",
    }.items():
        (tmp_path / name).write_bytes((samples / sample).read_bytes())
    monkeypatch.chdir(tmp_path)
    assert len(COMMANDS) >= 8
    for command in COMMANDS:
        done = CliRunner().invoke(cli, shlex.split(command)[1:], catch_exceptions=False)
        assert done.exit_code == 0, (command, done.output)


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)\)", README))
def test_its_links_lead_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


@pytest.mark.parametrize("name", re.findall(r"\| `(grader/[\w.]+|[a-z]+)`", README))
def test_the_folders_it_names_are_there(name: str) -> None:
    assert (ROOT / name).exists()


def test_make_targets_that_it_names_exist() -> None:
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z-]+)", README)) <= made
