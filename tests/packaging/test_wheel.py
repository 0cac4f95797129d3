"""The wheel works outside the checkout: rubric, embeddings and weights travel in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*command: str | Path, cwd: Path) -> str:
    plain = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run([str(c) for c in command], cwd=cwd, env=plain, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.slow
def test_the_wheel_in_an_empty_environment_grades_a_file_from_another_folder(tmp_path: Path) -> None:
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path, ROOT, cwd=tmp_path)
    (wheel,) = tmp_path.glob("grader-*.whl")
    held = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "grader/py.typed",
        "grader/data/rubrics/four-step.yaml",
        "grader/data/model/levels.npz",
        "grader/data/model/steps.npz",
        "grader/data/embeddings/minilm-static.npz",
        "grader/data/embeddings/LICENSE",
    ):
        assert needed in held
    assert not [n for n in held if n.startswith(("tests", "datasets", "benchmarks"))]
    run(sys.executable, "-m", "venv", tmp_path / "env", cwd=tmp_path)
    scripts = tmp_path / "env" / "bin"
    run(scripts / "pip", "install", "--quiet", wheel, cwd=tmp_path)
    (tmp_path / "design.md").write_bytes((ROOT / "datasets" / "samples" / "parcel-tracking.md").read_bytes())
    graded = json.loads(run(scripts / "grader", "score", "--format", "json", "design.md", cwd=tmp_path))
    here = json.loads(
        run(sys.executable, "-m", "grader", "score", "--format", "json", tmp_path / "design.md", cwd=ROOT)
    )
    assert graded["scorecard"] == here["scorecard"]
    assert graded["signature"] == here["signature"]
    assert "four-step" in run(scripts / "grader", "rubric", "show", cwd=tmp_path)
    page = run(scripts / "grader", "score", "--format", "html", "design.md", cwd=tmp_path)
    assert page.startswith("<!doctype html>")
