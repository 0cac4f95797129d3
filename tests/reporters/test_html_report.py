"""The page: nothing of others becomes markup, and every quote is marked in its place."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from grader.reporters.html import HtmlReporter
from grader.reporters.wording import visible
from grader.schema.assessment import Assessment
from grader.schema.rubric import Rubric
from grader.schema.segmentation import STEPS, Segment
from tests.reporters.conftest import assess, design_of, make_document, make_rubric, make_talk
from tests.reporters.hostile import PAYLOADS

TAGS = """
html head meta title style body a main article header p span h1 h2 h3 h4 div strong svg rect text path circle code nav
ul li section details summary table caption thead tbody tr th td ol blockquote footer bdi dl dt dd pre mark sup
"""
ATTRIBUTES = """
lang charset http-equiv content name class href id tabindex dir width height viewBox aria-hidden aria-label
aria-labelledby d cx cy r rx x y stroke-dasharray transform overflow text-anchor role scope title data-q
"""
RUBRIC = make_rubric()


def parse(assessment: Assessment, rubric: Rubric = RUBRIC) -> LexborHTMLParser:
    return LexborHTMLParser(HtmlReporter().render(assessment, rubric))


def squeeze(text: str) -> str:
    return "".join(visible(text).split())


def elements(page: LexborHTMLParser) -> list[LexborNode]:
    return [n for n in page.root.traverse(include_text=False) if n.tag and not n.tag.startswith(("-", "!", "#", "_"))]  # type: ignore[union-attr]


def own_words(node: LexborNode) -> str:
    """The text of a passage without the numbers that the page adds after quotes."""
    parts = []
    for child in node.traverse(include_text=True):
        if child.tag == "-text" and (child.parent is None or child.parent.tag != "sup"):
            parts.append(child.text_content or "")
    return "".join(parts)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_of_others_are_text_and_nothing_else(payload: str) -> None:
    rubric = make_rubric(lambda s: payload + s)
    parts = [
        ("scope", "heading", payload + "h", {"level": 1}),
        ("scope", "paragraph", payload + "p", {"speaker": payload + "who"}),
    ]
    parts += [
        ("high_level", kind, f"x{payload}{kind}", {}) for kind in ("list_item", "code", "table", "diagram", "speech")
    ]
    document, segments = design_of(parts)  # type: ignore[arg-type]
    quotes = {"purpose": [(0, len(payload) + 1), (0, 1)], "architecture": [(3, len(document.text))]}
    one = assess(document, segments, quotes, rubric, word=lambda s: payload + s, path=f"folder/{payload}name")
    one = one.model_copy(
        update={
            "signature": payload,
            "submission": one.submission.model_copy(update={"format": payload, "sha256": payload}),
        }
    )
    page = parse(one, rubric)

    calm = parse(assess(document, segments, quotes, RUBRIC))
    assert {n.tag for n in elements(page)} <= set(TAGS.split())
    assert {a for n in elements(page) for a in n.attributes} <= set(ATTRIBUTES.split())
    assert len(elements(page)) == len(elements(calm))
    for f, node in zip(one.findings, page.css(".criterion"), strict=True):
        found = squeeze(node.text())
        for words in (f.title, f.descriptor, f.advice or "", f.unassessed or ""):
            assert squeeze(words) in found
    assert squeeze("".join(own_words(n) for n in page.css(".w"))) == squeeze(document.text)
    assert squeeze(one.warnings[0].message) in squeeze(page.css_first(".note ~ .note, .note").parent.text())  # type: ignore[union-attr]
    assert squeeze(one.observations[0].message) in squeeze(page.css_first("#observations").text())  # type: ignore[union-attr]
    assert squeeze(payload + "who") in [squeeze(n.text()) for n in page.css(".who")]
    assert squeeze(one.submission.path) in squeeze(page.css_first(".foot").text())  # type: ignore[union-attr]
    for link in page.css("a"):
        assert re.fullmatch(r"#[a-z][a-z0-9_-]*", link.attributes["href"] or "")


def test_the_policy_admits_the_style_sheet_and_nothing_else(design: Assessment) -> None:
    html = HtmlReporter().render(design, RUBRIC)
    css = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert css
    digest = base64.b64encode(hashlib.sha256(css[1].encode()).digest()).decode()
    policy = LexborHTMLParser(html).css_first("meta[http-equiv]").attributes["content"]  # type: ignore[union-attr]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "url(" not in css[1]
    assert "@import" not in css[1]
    assert "&" not in css[1]
    assert not re.search(r"\bstyle=|<script|https?:", html)


def test_ids_are_unique_and_every_link_has_its_end(design: Assessment, talk: Assessment) -> None:
    for one in (design, talk):
        page = parse(one)
        ids = [n.attributes["id"] for n in elements(page) if "id" in n.attributes]
        assert len(ids) == len(set(ids))
        ends = {f"#{i}" for i in ids}
        assert {n.attributes["href"] for n in page.css("a")} <= ends
        named = {i for n in elements(page) for i in (n.attributes.get("aria-labelledby") or "").split()}
        assert named <= set(ids)


def test_headings_never_skip_a_level_and_tables_have_headers(talk: Assessment) -> None:
    page = parse(talk)
    levels = [int((n.tag or "")[1]) for n in elements(page) if re.fullmatch("h[1-6]", n.tag or "")]
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
    for table in page.css("table"):
        assert table.css_first("caption")
        for row in table.css("tbody tr"):
            assert row.css_first("th[scope=row]")


def test_the_text_shows_steps_speakers_and_times(talk: Assessment) -> None:
    page = parse(talk)
    heads = [re.sub(r"\s+", " ", n.text()).strip() for n in page.css(".stretch > h3")]
    assert heads[:3] == [
        "– Not the interview 0:00 to 2:30",
        "1 Understand the problem 2:30 to 10:00",
        "2 High-level design 10:00 to 20:00",
    ]
    assert [h.split()[0] for h in heads] == ["–", "1", "2", "3", "1", "4"]
    first = page.css(".stretch")[1]
    assert [n.text() for n in first.css(".who")] == ["Ana", "Ben"]
    assert [n.text() for n in first.css(".at")] == ["2:30", "5:00", "7:30"]


def test_captions_of_one_voice_flow_as_a_turn_with_a_time_each_minute() -> None:
    turns = [("scope", "Ben", f"caption {n} goes on") for n in range(40)]
    page = parse(make_talk(RUBRIC, turns, seconds=5))  # type: ignore[arg-type]
    assert [n.text() for n in page.css(".at")] == ["0:00", "1:00", "2:00", "3:00"]
    assert len(page.css(".who")) == 1


def test_a_quote_leads_to_its_criterion_and_back(design: Assessment) -> None:
    page = parse(design)
    for f, node in zip(design.findings, page.css(".criterion"), strict=True):
        links = node.css(".quote a")
        assert len(links) == len(f.evidence)
        for e, link in zip(f.evidence, links, strict=True):
            n = (link.attributes["href"] or "")[2:]
            assert squeeze("".join(own_words(m) for m in page.css(f'mark[data-q~="{n}"]'))) == squeeze(e.quote)
            back = [
                a.attributes["href"] for a in page.css(".refs a") if a.text(strip=True).startswith(f"{n}is evidence")
            ]
            assert f"#{node.attributes['id']}" in back


TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\x1c\x1d\x1e\x1f\x85\x0b\x0c\u2028\u2029"), min_size=1, max_size=30
).filter(str.strip)
KINDS = st.sampled_from(["heading", "paragraph", "list_item", "code", "table", "diagram", "speech"])


@st.composite
def submissions(draw: st.DrawFn) -> Assessment:
    """Any text, cut into any blocks and segments, with any quotes."""
    blocks = draw(st.lists(st.tuples(KINDS, TEXT, st.sampled_from([None, "A", "B"])), min_size=1, max_size=6))
    parts: list[Any] = [
        (k, t, {"speaker": s, "start_time": 30.0 * n if s else None}) for n, (k, t, s) in enumerate(blocks)
    ]
    document = make_document(parts)
    if draw(st.booleans()):  # words between blocks are words too
        document = document.model_copy(update={"blocks": tuple(b for b in document.blocks if draw(st.booleans()))})
    size = len(document.text)
    cuts = sorted(draw(st.sets(st.integers(1, size - 1), max_size=3))) if size > 1 else []
    segments = [
        Segment(step=draw(st.sampled_from(STEPS)), start=a, end=b, confidence=1) for a, b in pairwise([0, *cuts, size])
    ]
    inked = st.integers(0, size - 1).flatmap(lambda a: st.integers(a + 1, size).map(lambda b: (a, b)))
    spans = draw(st.lists(inked.filter(lambda s: bool(document.text[s[0] : s[1]].strip())), max_size=6))
    ids = [c.id for c in RUBRIC.criteria]
    quotes: dict[str, list[tuple[int, int]]] = {}
    for span in spans:
        quotes.setdefault(draw(st.sampled_from(ids)), []).append(span)
    return assess(document, segments, quotes, RUBRIC, levels=dict.fromkeys(ids, 1))


@given(submissions())
@settings(max_examples=120, deadline=None)
def test_marks_wrap_exactly_the_quotes(one: Assessment) -> None:
    page = parse(one)
    assert squeeze("".join(own_words(n) for n in page.css(".w"))) == squeeze(one.document.text)
    spans = sorted({(e.start, e.end) for f in one.findings for e in f.evidence}, key=lambda s: (s[0], -s[1]))
    covered = {n for a, b in spans for n in range(a, b)}
    for n, (start, end) in enumerate(spans, start=1):
        marks = page.css(f'mark[data-q~="{n}"]')
        assert squeeze("".join(own_words(m) for m in marks)) == squeeze(one.document.text[start:end])
        begins = page.css(f"#q{n}")
        assert len(begins) == 1
        assert n in map(int, (marks[0].attributes["data-q"] or "").split())
        assert begins[0].tag == "mark" or begins[0].parent.tag == "mark"  # type: ignore[union-attr]
    marked = squeeze("".join(own_words(m) for m in page.css("mark")))
    assert marked == squeeze("".join(one.document.text[i] for i in sorted(covered)))


def test_a_long_talk_costs_little_beyond_its_text() -> None:
    words = [
        "we",
        "would",
        "put",
        "a",
        "cache",
        "in",
        "front",
        "of",
        "the",
        "store",
        "and",
        "shard",
        "it",
        "by",
        "group",
        "so",
        "that",
    ]
    turns = [("high_level", ("Ana", "Ben")[n // 9 % 2], " ".join(words[n % 5 :])) for n in range(620)]
    talk = make_talk(RUBRIC, turns, seconds=4)  # type: ignore[arg-type]
    assert talk.submission.words > 7000
    starts = range(0, len(talk.document.text) - 400, 1000)
    ids = [c.id for c in RUBRIC.criteria]
    quotes = {i: [(s + 7 * n, s + 7 * n + 90) for s in starts] for n, i in enumerate(ids)}
    long = assess(talk.document, talk.segments, quotes, RUBRIC, levels=dict.fromkeys(ids, 1))
    assert len(HtmlReporter().render(long, RUBRIC).encode()) - len(talk.document.text.encode()) < 300_000


def test_the_language_of_the_text_is_said_only_where_it_is_one(design: Assessment) -> None:
    assert len(parse(design).css('.w[lang="en"]')) == len(design.document.blocks)
    odd = design.model_copy(update={"document": design.document.model_copy(update={"language": 'en" onload="x'})})
    assert not parse(odd).css(".w[lang]")


def test_control_characters_are_pictures() -> None:
    assert visible("a\x00b\x1b[2J\x7f\x9b\r\nc\rd\te") == "a\u2400b\u241b[2J\u2421\ufffd\nc\nd\te"
