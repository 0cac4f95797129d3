"""Which file a name means, and where the shipped rubrics are: in a checkout and in an installed wheel."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import grader
from grader.errors import RubricError, UsageError
from grader.rubric import default_rubric, load_rubric, named_rubrics, rubric_digest, rubric_file

ROOT = Path(__file__).parents[2]


def test_a_path_is_taken_as_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.yaml").write_text("id: mine")
    monkeypatch.chdir(tmp_path)
    assert rubric_file("mine.yaml") == Path("mine.yaml")
    assert rubric_file(str(tmp_path / "mine.yaml")) == tmp_path / "mine.yaml"


@pytest.mark.parametrize("word", ["none.yaml", "none.yml", "nowhere/four-step", "./four-step", "a\0b.yaml"])
def test_what_looks_like_a_path_is_one_though_nothing_is_there(
    word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = rubric_file(word, lambda name: pytest.fail(f"{name} was looked for elsewhere"))
    assert path == Path(word)
    with pytest.raises(RubricError, match="cannot be read"):
        load_rubric(path)


def test_a_name_that_is_nothing_here_is_asked_for_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    asked = rubric_file("acme.reminders", lambda name: tmp_path / f"{name}.found")
    assert asked == tmp_path / "acme.reminders.found"
    (tmp_path / "acme.reminders").touch()
    assert rubric_file("acme.reminders", lambda name: tmp_path / name) == Path("acme.reminders")


def test_the_default_rubric_is_the_shipped_one_whatever_stands_here(tmp_path: Path) -> None:
    (tmp_path / "four-step").write_text("id: mine")
    code = "from grader.rubric import default_rubric; print(default_rubric().id)"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert (ran.stdout, ran.stderr) == ("four-step\n", "")


def test_an_id_means_the_shipped_rubric(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert named_rubrics() == ("four-step",)
    assert rubric_file("four-step").read_text(encoding="utf-8").count("\nid: four-step\n") == 1
    (tmp_path / "four-step").mkdir()
    assert rubric_file("four-step").is_file()
    (tmp_path / "four-step").rmdir()
    (tmp_path / "four-step").write_text("id: mine")
    assert rubric_file("four-step") == Path("four-step")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("four_step", "; did you mean 'four-step'?"),
        ("forstep", "; did you mean 'four-step'?"),
        ("mine", ""),
        ("", ""),
        ("a\0b", ""),
    ],
)
def test_another_name_is_answered_with_the_ids_there_are(
    name: str, hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as caught:
        rubric_file(name)
    assert (
        str(caught.value)
        == f"there is no file {name!r} and no rubric of that id; rubrics that come with grader: four-step{hint}"
    )


def test_the_default_rubric_is_read_once() -> None:
    assert default_rubric() is default_rubric()
    assert default_rubric().id == "four-step"


def test_the_digest_changes_with_any_byte() -> None:
    text = rubric_file("four-step").read_text(encoding="utf-8")
    digests = {rubric_digest(t) for t in (text, text + " ", text[1:], "")}
    assert len(digests) == 4
    assert all(len(d) == 12 and set(d) <= set("0123456789abcdef") for d in digests)


def test_an_installed_package_brings_its_own_copy(tmp_path: Path) -> None:
    """Laid out as the wheel is (pyproject's force-include), outside the checkout and run from another folder."""
    package = tmp_path / "site" / "grader"
    source = Path(grader.__file__).parent
    shutil.copytree(source, package, ignore=shutil.ignore_patterns("__pycache__", "*.npz"))
    copy = package / "data" / "rubrics" / "four-step.yaml"
    copy.parent.mkdir(parents=True)
    text = (ROOT / "rubrics" / "four-step.yaml").read_text(encoding="utf-8")
    copy.write_text(re.sub(r"\nversion: [\d.]+\n", "\nversion: 7.7.7\n", text, count=1), encoding="utf-8")
    code = "from grader.rubric import default_rubric, rubric_file; print(default_rubric().version, rubric_file('four-step'))"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(package.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == ["7.7.7", str(copy)]


def test_loading_a_rubric_imports_nothing_slow() -> None:
    code = "import sys; from grader.rubric import default_rubric; default_rubric(); print(*sorted(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"spacy", "numpy", "re2", "pandas", "sklearn", "rich", "jinja2", "grader.rubric.form"} & set(
        ran.stdout.split()
    )
