"""The report of a run in a real browser, from a disk: it sorts, filters, searches and opens, and obeys nobody's words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import Tab, browser
from tests.reporters.conftest import make_rubric
from tests.reporters.hostile import PAYLOADS
from tests.runs.report.runs import multiplied, names, page_of, small, some, store_of

pytestmark = pytest.mark.browser

NAMES = "[...table.tBodies[0].rows].filter(r => !r.matches('.detail')).map(r => r.cells[0].textContent)"
WIDE = """
const edge = document.documentElement.clientWidth;
return [document.documentElement.scrollWidth - edge, [...document.body.querySelectorAll("*")]
  .filter(e => !e.closest(".scroll, .sr, .skip") && e.getBoundingClientRect().right > edge + .5).map(e => e.outerHTML.slice(0, 80))];
"""
FAINT = """
const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
  return .2126 * r + .7152 * g + .0722 * b; };
const rgb = s => (s.match(/[\\d.]+/g) || []).map(Number), faint = [];
const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
  if (c.length === 3 || c[3] > 0) return c.slice(0, 3); } return [255, 255, 255]; };
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let n; n = walker.nextNode();) {
  const e = n.parentElement;
  if (!n.data.trim() || e.closest("script, style, noscript, .sr, option")) continue;
  const a = light(rgb(getComputedStyle(e).color).slice(0, 3)), b = light(ground(e));
  const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
  if (ratio < 4.5 && !e.disabled) faint.push(ratio.toFixed(2) + " " + e.className + ": " + n.data.trim().slice(0, 30));
}
return faint;
"""


@pytest.fixture
def tab(tmp_path: Path) -> Iterator[Tab]:
    with browser(tmp_path / "profile") as found:
        yield found


def quiet(tab: Tab) -> None:
    """Nothing was complained of: no error, nothing that the policy stopped, nothing that words of others did."""
    assert tab.js("return complaints") == []
    assert tab.logged == []
    assert tab.js("return pwned") == 0


def click(tab: Tab, selector: str) -> None:
    tab.js(f"document.querySelector({selector!r}).click(); await calm()")


def choose(tab: Tab, **fields: Any) -> list[str]:
    """Fill the form in; the names that are left."""
    for name, value in fields.items():
        tab.js(f"choose.elements[{name!r}].value = {str(value)!r}")
    tab.js("choose.dispatchEvent(new Event('input')); await new Promise(r => setTimeout(r, 250)); await calm()")
    return list(tab.js(f"return {NAMES}"))


def test_it_sorts_filters_searches_and_opens(tab: Tab, tmp_path: Path) -> None:
    rubric = small()
    store = store_of(tmp_path / "run", rubric, some(rubric))
    page_of(store, rubric, tmp_path / "page")
    tab.look(1280)
    tab.open((tmp_path / "page/index.html").as_uri())
    everything = names(some(rubric))
    assert tab.js(f"return {NAMES}") == everything
    click(tab, "#by-name")
    assert tab.js(f"return {NAMES}") == everything[::-1]

    click(tab, "#by-total")
    order = tab.js(f"return {NAMES}")
    totals = tab.js("return [...table.tBodies[0].rows].map(r => r.cells[3].textContent)")
    numbers = [float(t) for t in totals if t != "–"]
    assert numbers == sorted(numbers, reverse=True)
    assert totals[len(numbers) :] == ["–"] * 5
    assert order[len(numbers) :] == sorted(order[len(numbers) :])
    assert tab.js("return table.querySelector('[aria-sort=descending]').textContent") == "Total"
    click(tab, "#by-total")
    turned = tab.js("return [...table.tBodies[0].rows].map(r => r.cells[3].textContent)")
    assert turned == [*sorted(totals[:4], key=float), *["–"] * 5]

    assert choose(tab, state=3) == ["empty.md"]
    assert tab.js("return document.getElementById('status').textContent").startswith("1 of 9 submissions")
    assert sorted(choose(tab, state="", name="PHOTO")) == ["photos again.md", "photos.md"]
    assert choose(tab, name="nobody") == []
    assert sorted(choose(tab, name="", kind=0)) == ["chat.vtt", "feed.vtt"]
    assert len(choose(tab, kind="", warning=0)) == 5
    least = float(turned[2])
    assert len(choose(tab, warning="", **{"from": least})) == 2
    tab.js("choose.reset(); await new Promise(r => setTimeout(r, 50)); await calm()")
    assert len(tab.js(f"return {NAMES}")) == 9

    tab.js("document.querySelectorAll('.open')[0].click(); await until(() => document.querySelector('.about h3'))")
    about = tab.js("return document.querySelector('.about').innerText")
    for words in (
        "The whole report",
        "What would add most",
        "Failure and recovery",
        "met",
        "not shown",
        "No speaker is named",
    ):
        assert words in about
    assert tab.js("return document.querySelector('.about blockquote') !== null")
    button = "document.querySelector('.open[aria-expanded=true]')"
    assert tab.js(f"return document.getElementById({button}.getAttribute('aria-controls')) !== null")
    tab.js(f"{button}.click()")
    assert tab.js("return document.querySelector('.detail')") is None
    refused = "[...document.querySelectorAll('.open')].find(b => b.textContent === 'empty.md')"
    tab.js(f"{refused}.click(); await until(() => document.querySelector('.about h3'))")
    assert "has no words" in tab.js("return document.querySelector('.about').textContent")
    quiet(tab)
    tab.open(
        (tmp_path / "page" / tab.js("return document.querySelector('#look-at th a').getAttribute('href')")).as_uri()
    )
    assert tab.js("return document.querySelector('h1').textContent") != ""


def test_it_fits_by_day_and_by_night(tab: Tab, tmp_path: Path) -> None:
    rubric = small()
    store = store_of(tmp_path / "run", rubric, some(rubric))
    page_of(store, rubric, tmp_path / "page")
    for width in (1280, 380, 320):
        for night, ground in ((False, "rgb(252, 251, 248)"), (True, "rgb(20, 24, 22)")):
            tab.look(width, night=night)
            tab.open((tmp_path / "page/index.html").as_uri())
            tab.js("document.querySelector('.open').click(); await until(() => document.querySelector('.about h3'))")
            tab.js("document.querySelectorAll('details').forEach(d => { d.open = true; })")
            assert tab.js(WIDE) == [0, []], width
            assert tab.js("return getComputedStyle(document.body).backgroundColor") == ground
            assert tab.js(FAINT) == []
            assert tab.js("return [...document.images].every(i => i.complete && i.naturalWidth > 0)")
            quiet(tab)


def test_hostile_words_run_nothing_and_fit(tab: Tab, tmp_path: Path) -> None:
    every = " ".join(PAYLOADS)
    rubric = make_rubric(lambda s: every + s)
    given = some(rubric, lambda s: every + s) + [(p, ("refused", p)) for p in PAYLOADS]
    store = store_of(tmp_path / "run", rubric, given, every)
    page_of(store, rubric, tmp_path / "page")
    for width in (1280, 320):
        tab.look(width)
        tab.open((tmp_path / "page/index.html").as_uri())
        click(tab, "#by-total")
        tab.js(
            "for (const b of [...document.querySelectorAll('.open')]) b.click();"
            "await until(() => [...document.querySelectorAll('.about')].every(a => a.querySelector('h3')))"
        )
        assert tab.js("return document.querySelectorAll('.about').length") == len(given)
        assert tab.js(WIDE) == [0, []]
        assert tab.js("return document.querySelectorAll('iframe, base, #table img, #table script, mark').length") == 0
        assert choose(tab, name="<script>parent")
        quiet(tab)


def test_what_is_missing_is_said(tab: Tab, tmp_path: Path) -> None:
    rubric = small()
    page_of(store_of(tmp_path / "run", rubric, some(rubric)), rubric, tmp_path / "page")
    (tmp_path / "page/data/c-total.js").unlink()
    (tmp_path / "page/data/d-0.js").write_text("")
    tab.look(1280)
    tab.open((tmp_path / "page/index.html").as_uri())
    click(tab, "#by-total")
    said = tab.js("return document.getElementById('status').textContent")
    assert said == "data/c-total.js is not there, or not whole. Is the folder of this page whole?"
    tab.js(
        "document.querySelector('.open').click(); await until(() => !document.querySelector('.about').textContent.startsWith('Reading'))"
    )
    assert "data/d-0.js is not there" in tab.js("return document.querySelector('.about').textContent")


def test_a_hundred_thousand(tab: Tab, tmp_path: Path) -> None:
    rubric = small()
    store = store_of(tmp_path / "run", rubric, some(rubric))
    figures = multiplied(store, rubric, 100_000)
    page_of(store, rubric, tmp_path / "page")
    tab.look(1280)
    assert tab.open((tmp_path / "page/index.html").as_uri()) < 30  # benchmarks/page.py measures
    click(tab, "#by-total")
    shown = tab.js("return [...table.tBodies[0].rows].map(r => r.cells[3].textContent)")
    best = sorted((t for t, a in zip(figures.totals, figures.applicable, strict=True) if a), reverse=True)
    assert [float(t) for t in shown] == best[:200]
    click(tab, "#on")
    assert tab.js("return document.getElementById('at').value") == "2"
    assert [float(t) for t in tab.js("return [...table.tBodies[0].rows].map(r => r.cells[3].textContent)")] == best[
        200:400
    ]
    tab.js("at.value = 500; at.dispatchEvent(new Event('change')); await calm()")
    assert len(tab.js(f"return {NAMES}")) == 200
    wanted = [n for n in figures.names if "-7777" in n]
    assert sorted(choose(tab, name="-7777")) == wanted
    tab.js("document.querySelectorAll('.open')[0].click(); await until(() => document.querySelector('.about h3'))")
    quiet(tab)
