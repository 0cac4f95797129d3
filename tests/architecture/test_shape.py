"""How the code is laid out, and what it must never do."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import grader

PACKAGE = Path(grader.__file__).parent
ROOT = PACKAGE.parent
MODULES = sorted(PACKAGE.rglob("*.py"))
TREES = {p: ast.parse(p.read_text(encoding="utf-8"), filename=str(p)) for p in MODULES}

SLOW = {
    "pydantic",
    "numpy",
    "spacy",
    "pandas",
    "sklearn",
    "rich",
    "re2",
    "yaml",
    "jinja2",
    "docx",
    "pypdfium2",
    "selectolax",
    "markdown_it",
    "charset_normalizer",
}
UNSAFE_MODULES = {"pickle", "cPickle", "dill", "joblib", "marshal", "shelve", "cloudpickle"}
NETWORK = {
    "socket",
    "ssl",
    "urllib",
    "urllib3",
    "requests",
    "http",
    "httpx",
    "aiohttp",
    "ftplib",
    "smtplib",
    "telnetlib",
    "xmlrpc",
}
WITHOUT_A_NETWORK = {"urllib.parse"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(tree: ast.AST) -> set[str]:
    """Dotted names of all that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names |= {f"{node.module}.{a.name}" for a in node.names}
    return names


def loaded_by(*command: str) -> set[str]:
    """Top-level modules in a fresh interpreter after a command."""
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('LOADED', *sorted({m.split('.')[0] for m in sys.modules}), file=sys.stderr))\n"
        + "\n".join(command)
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return set(ran.stderr.rsplit("LOADED", 1)[1].split())


def test_public_names_are_sorted_and_there() -> None:
    assert grader.__all__ == sorted(grader.__all__)
    for name in grader.__all__:
        assert getattr(grader, name) is not None
    assert {"Grader", "Assessment", "Rubric", "InputError", "load_rubric"} <= set(grader.__all__)


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Hegemon'"):
        _ = grader.Hegemon  # type: ignore[attr-defined]


def test_importing_grader_loads_nothing_slow() -> None:
    assert loaded_by("import grader") & SLOW == set()


def test_help_loads_click_and_nothing_slow() -> None:
    loaded = loaded_by(
        "import runpy", "sys.argv = ['grader', '--help']", "runpy.run_module('grader', run_name='__main__')"
    )
    assert "click" in loaded
    assert loaded & SLOW == set()


def test_grading_loads_neither_spacy_nor_pandas_nor_sklearn() -> None:
    loaded = loaded_by("from grader import Grader", "Grader().assess('datasets/samples/rate-limiter.md')")
    assert (
        loaded & {"spacy", "pandas", "sklearn", "rich", "torch", "docx", "pypdfium2", "faster_whisper", "av"} == set()
    )


@pytest.mark.parametrize("path", MODULES, ids=name_of)
class TestModules:
    def test_it_is_short(self, path: Path) -> None:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300

    def test_it_says_what_it_is_for(self, path: Path) -> None:
        tree = TREES[path]
        assert ast.get_docstring(tree)
        owners: list[ast.AST] = [
            tree,
            *(n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and not n.name.startswith("_")),
        ]
        for owner in owners:
            for node in getattr(owner, "body", []):
                if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
                    assert ast.get_docstring(node), f"{node.name}, line {node.lineno}"

    def test_it_executes_and_unpickles_nothing(self, path: Path) -> None:
        assert {n.split(".")[0] for n in imported(TREES[path])} & UNSAFE_MODULES == set()
        for node in ast.walk(TREES[path]):
            if isinstance(node, ast.Call):
                if isinstance(node.func, ast.Name):
                    assert node.func.id not in UNSAFE_CALLS, node.lineno
                arguments = {k.arg: k.value for k in node.keywords}
                assert not (isinstance(value := arguments.get("allow_pickle"), ast.Constant) and value.value), (
                    node.lineno
                )
                assert not (isinstance(value := arguments.get("shell"), ast.Constant) and value.value), node.lineno

    def test_it_loads_yaml_safely(self, path: Path) -> None:
        for node in ast.walk(TREES[path]):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "yaml":
                assert node.attr not in {
                    "unsafe_load",
                    "full_load",
                    "UnsafeLoader",
                    "FullLoader",
                    "Loader",
                    "unsafe_load_all",
                    "full_load_all",
                }, node.lineno
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("yaml.load", "yaml.load_all"):
                given = [*node.args[1:], *(k.value for k in node.keywords if k.arg == "Loader")]
                assert given, node.lineno
                assert all("Safe" in ast.unparse(g) for g in given), node.lineno

    def test_it_opens_no_network(self, path: Path) -> None:
        for name in imported(TREES[path]):
            harmless = any(name == ok or name.startswith(ok + ".") for ok in WITHOUT_A_NETWORK)
            assert harmless or name.split(".")[0] not in NETWORK, name


def test_no_module_is_named_after_nothing() -> None:
    assert not [
        name_of(p) for p in MODULES if p.stem in {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
    ]


def test_every_module_can_be_imported() -> None:
    for path in MODULES:
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[-1] == "__main__" or "distil" in parts:
            continue
        import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))


def test_records_know_only_records() -> None:
    for path in sorted((PACKAGE / "schema").glob("*.py")):
        ours = {n for n in imported(TREES[path]) if n.startswith("grader.")}
        assert all(n.startswith("grader.schema.") for n in ours), path


def test_only_the_text_room_knows_spacy() -> None:
    for path, tree in TREES.items():
        if path.parent.name == "text" or path.name == "tokens.py":
            continue
        assert "spacy" not in {n.split(".")[0] for n in imported(tree)}, path


def test_only_the_transcribing_room_knows_what_hears_and_what_fetches() -> None:
    heavy = {"faster_whisper", "ctranslate2", "av", "huggingface_hub"}
    for path, tree in TREES.items():
        if path.parent.name != "transcribing":
            assert {n.split(".")[0] for n in imported(tree)} & heavy == set(), path


def test_scoring_never_reads_text() -> None:
    names = imported(TREES[PACKAGE / "scoring.py"])
    assert not [
        n
        for n in names
        if n.startswith(("grader.text", "grader.matchers", "grader.readers", "grader.segmenters", "re."))
    ]
