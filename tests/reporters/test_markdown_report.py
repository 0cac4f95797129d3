"""Markdown: what is escaped renders as what it was."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from grader.reporters.markdown import MarkdownReporter, escape
from grader.reporters.wording import one_line
from tests.reporters.conftest import make_design, make_rubric
from tests.reporters.hostile import PAYLOADS

RENDERER = MarkdownIt("gfm-like", {"linkify": False}).enable(["table", "strikethrough"])


def leaves(text: str) -> list[Token]:
    return [leaf for token in RENDERER.parse(text) for leaf in (token, *(token.children or ()))]


def rendered(text: str) -> str:
    return "".join(
        "\n" if t.type in ("softbreak", "hardbreak") else t.content for t in leaves(text) if t.type != "inline"
    )


def squeeze(text: str) -> str:
    return " ".join(text.split())


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=40))
@settings(max_examples=400, deadline=None)
def test_escaped_text_renders_as_itself(text: str) -> None:
    line = one_line(text)
    for prefix in ("", "- ", "> ", "x "):
        assert {t.type for t in leaves(prefix + escape(text))} <= {
            "paragraph_open", "paragraph_close", "inline", "text", "text_special",
            "bullet_list_open", "bullet_list_close",
            "list_item_open", "list_item_close", "blockquote_open", "blockquote_close",
        }  # fmt: skip
    assert squeeze(rendered(escape(text))) == squeeze(line)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_of_others_are_words(payload: str) -> None:
    rubric = make_rubric(lambda s: payload + s)
    one = make_design(rubric, word=lambda s: payload + s, path=payload + "x")
    text = MarkdownReporter().render(one, rubric)
    calm = MarkdownReporter().render(make_design(make_rubric()), make_rubric())

    def shape(report: str) -> list[str]:
        return [t.type for t in RENDERER.parse(report)]

    assert shape(text) == shape(calm)
    assert {t.type for t in leaves(text)}.isdisjoint(
        {"html_inline", "html_block", "link_open", "image", "code_inline", "fence", "code_block"}
    )
    said = squeeze(rendered(text))
    for finding in one.findings:
        assert squeeze(one_line(finding.title)) in said
        assert squeeze(one_line(finding.advice or "")) in said


def test_bare_addresses_do_not_become_links() -> None:
    for text in ("http://evil.example", "see https://evil.example", "WWW.evil.example", "ftp://evil.example"):
        assert squeeze(rendered(escape(text))) == text
        assert not re.search(r"(?<!\\)://|www\.", escape(text), re.IGNORECASE)
