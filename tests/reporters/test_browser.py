"""The page in a real browser, on a desk and on a phone, by day and by night."""

from __future__ import annotations

import json
import re
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from grader.reporters.html import HtmlReporter
from tests.chromium import CHROMIUM, QUIET
from tests.reporters.conftest import LEVELS, make_design, make_rubric, make_talk
from tests.reporters.hostile import PAYLOADS

FLAGS = [
    *QUIET,
    "--allow-file-access-from-files",
    "--virtual-time-budget=8000",
    "--window-size=1400,1000",
]
WIDTHS = (1280, 380, 320)

# Chromium has no window narrower than about 500 pixels, so the page is opened in frames of true width.
FRAMES = Path(__file__).with_name("frames.html")


def open_page(folder: Path, html: str, *flags: str) -> list[dict[str, Any]]:
    (folder / "report.html").write_text(html, "utf-8")
    (folder / "frames.html").write_text(FRAMES.read_text("utf-8").replace("WIDTHS", json.dumps(WIDTHS)), "utf-8")
    command = [
        CHROMIUM,
        *FLAGS,
        *flags,
        f"--user-data-dir={folder / 'profile'}",
        "--dump-dom",
        (folder / "frames.html").as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    found = re.search(r'<pre id="seen">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found, done.stdout[-2000:] + done.stderr[-2000:]
    answer = json.loads(unescape(found[1]))
    assert answer["pwned"] == 0
    return sorted(answer["seen"], key=lambda s: -int(s["width"]))


def check(seen: list[dict[str, Any]]) -> None:
    assert [s["inner"] for s in seen] == list(WIDTHS)
    for s in seen:
        assert s["scroll"] <= s["client"], s
        assert s["wide"] == [], s
        assert s["faint"] == [], s
        assert s["unseen"] == []
        assert s["small"] == 0
        assert s["words"] > 2000
        assert s["loaded"] == []
    assert [s["beside"] for s in seen] == [True, False, False]


@pytest.mark.browser
def test_a_talk_by_day(tmp_path: Path) -> None:
    rubric = make_rubric()
    seen = open_page(tmp_path, HtmlReporter().render(make_talk(rubric, levels={**LEVELS, "agreement": 2}), rubric))
    check(seen)
    assert {s["ground"] for s in seen} == {"rgb(252, 251, 248)"}  # so the policy let the style sheet in


@pytest.mark.browser
def test_a_design_by_night(tmp_path: Path) -> None:
    rubric = make_rubric()
    seen = open_page(
        tmp_path, HtmlReporter().render(make_design(rubric), rubric), "--blink-settings=preferredColorScheme=0"
    )
    check(seen)
    assert {s["ground"] for s in seen} == {"rgb(20, 24, 22)"}


@pytest.mark.browser
def test_hostile_words_run_nothing_load_nothing_and_fit(tmp_path: Path) -> None:
    every = " ".join(PAYLOADS)
    rubric = make_rubric(lambda s: every + s)
    turns = [("scope", payload, payload + " words") for payload in PAYLOADS]
    talk = make_talk(rubric, turns, word=lambda s: every + s, path=every)  # type: ignore[arg-type]
    check(open_page(tmp_path, HtmlReporter().render(talk, rubric)))
