"""The committed example report is what the program writes today (``make example-report`` writes it again)."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from tests.properties.grading import ROOT


def test_the_example_report_is_of_today(tmp_path: Path) -> None:
    spec = spec_from_file_location("example_report", ROOT / "tests" / "example_report.py")
    assert spec
    assert spec.loader
    example_report = module_from_spec(spec)
    sys.modules[spec.name] = example_report
    spec.loader.exec_module(example_report)
    example_report.make(tmp_path / "example")
    made = {p.name: p.read_bytes() for p in (tmp_path / "example").iterdir()}
    committed = {p.name: p.read_bytes() for p in example_report.FOLDER.iterdir()}
    assert sorted(made) == sorted(committed)
    assert [name for name in made if made[name] != committed[name]] == [], "write it again with: make example-report"
