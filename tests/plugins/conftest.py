from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent / "plugin_package"
Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Puts a package where Python finds it, as pip would: its module, and beside it a folder that describes it."""
    before = set(sys.modules)

    def put(package: str, entry_points: str, modules: dict[str, str] | None = None, version: str = "1.0") -> None:
        site = tmp_path / package
        about = site / f"{package.replace('-', '_')}-{version}.dist-info"
        about.mkdir(parents=True)
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
        (about / "entry_points.txt").write_text(entry_points)
        for name, text in (modules or {}).items():
            (site / f"{name}.py").write_text(text)
        monkeypatch.syspath_prepend(str(site))

    yield put
    for name in set(sys.modules) - before:
        if name.split(".")[0] in {p.stem for p in tmp_path.glob("*/*")}:
            del sys.modules[name]


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, install: Install) -> None:
    """The package in plugin_package, installed."""
    site = tmp_path / "site"
    shutil.copytree(PACKAGE / "acme_grader", site / "acme_grader")
    about = site / "acme_grader-1.2.0.dist-info"
    about.mkdir()
    for file in ("METADATA", "entry_points.txt"):
        shutil.copy(PACKAGE / file, about)
    monkeypatch.syspath_prepend(str(site))
