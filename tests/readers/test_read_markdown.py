"""Markdown: clean words, each on its line of the source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.readers.reading import blocks, check_blocks, codes, document, words
from tests.work import calls

TEXT = """\
Title
=====

A *soft*
wrapped [link](https://a.example "the title") and `code
span` with ![a picture](x.png), a\\_b &amp; c.
<!-- a note to
oneself --> Done.

## Part <b>two</b>

- one
  on two lines
  1. nested **deep**

     more of it
- two

> quoted words

| Name | Size |
|:-----|-----:|
| `id` | 8 B  |
| a \\| b |      |

```python
def f():
    return 1
```

    indented code

<div align="center">
<p>HTML <i>words</i></p>

</div>

GET /<shortUrl> keeps <key, value> pairs
"""


def test_blocks_and_lines() -> None:
    doc = document(TEXT, ".md")
    assert blocks(doc) == [
        ("heading", 1, "Title"),
        ("paragraph", 4, "A soft\nwrapped link and code\nspan with a picture, a_b & c."),
        ("paragraph", 8, "Done."),
        ("heading", 10, "Part two"),
        ("list_item", 12, "one\non two lines"),
        ("list_item", 14, "nested deep"),
        ("paragraph", 16, "more of it"),
        ("list_item", 17, "two"),
        ("paragraph", 19, "quoted words"),
        ("table", 21, "Name | Size\n\nid | 8 B\na | b |"),
        ("code", 27, "def f():\n    return 1"),
        ("code", 31, "indented code"),
        ("paragraph", 34, "HTML words"),
        ("paragraph", 38, "GET /<shortUrl> keeps <key, value> pairs"),
    ]
    assert [b.level for b in doc.blocks if b.kind in ("heading", "list_item")] == [1, 2, 1, 2, 1]
    assert codes(doc) == ["hidden_text"]
    assert doc.place(doc.text.index("a | b")).line == 24
    check_blocks(doc)


@pytest.mark.parametrize(
    "hidden",
    [
        '<span style="display:none">secret cache</span>',
        '<span style="DISPLAY : None; color:red">secret <b>cache</b></span>',
        "<p hidden>secret cache</p>",
        '<div style="font-size:0">\n\nsecret cache\n\n</div>',
        "<!-- secret cache -->",
        "<!-- secret\n\ncache -->",
        '<div style="visibility:hidden">\n\n```\nsecret cache\n```\n\n</div>',
    ],
)
def test_hidden_text_is_left_out_and_told(hidden: str) -> None:
    doc = document(f"# Design\n\nseen before\n\n{hidden}\n\nseen after\n", ".md")
    assert words(doc.text) == ["Design", "seen", "before", "seen", "after"]
    assert codes(doc) == ["hidden_text"]


@pytest.mark.parametrize(
    "shown",
    [
        "<details><summary>more</summary>\n\nwords\n\n</details>",
        '<p style="font-size:0.9em">more words</p>',
        "<u>more</u> words<br>",
    ],
)
def test_what_is_only_styled_stays(shown: str) -> None:
    doc = document(f"# Design\n\n{shown}\n", ".md")
    assert words(doc.text) == ["Design", "more", "words"]
    assert not codes(doc)


def test_a_script_is_dropped_without_a_word() -> None:
    doc = document("# Design\n\n<script>\nalert(1)\n</script>\n\nwords\n", ".md")
    assert words(doc.text) == ["Design", "words"]
    assert not codes(doc)


def test_a_link_broken_over_lines_keeps_the_line_of_its_block() -> None:
    doc = document("# A\n\nfirst [link](https://a.example\n'title') and\nlast words\n\nnext\n", ".md")
    assert blocks(doc)[1:] == [("paragraph", 3, "first link and last words"), ("paragraph", 7, "next")]


def test_invisible_characters() -> None:
    doc = document(
        "I would use a ca\u200bche.\u202egnidrahs\u202c \U000e0066\U000e0075ll \u0441ache 👩\u200d💻 so\u00adft\x07\n",
        ".md",
    )
    assert doc.text == "I would use a cache.gnidrahs ll \u0441ache 👩\u200d💻 soft"
    assert codes(doc) == ["invisible_characters"]


_line = st.lists(st.from_regex(r"\A[a-z]{2,7}\Z"), min_size=1, max_size=5).map(" ".join)
_block = st.one_of(
    _line.map(lambda x: [f"## {x}"]),
    st.lists(_line, min_size=1, max_size=3),
    st.lists(_line, min_size=1, max_size=3).map(lambda rows: [f"> {row}" for row in rows]),
    st.lists(_line, min_size=1, max_size=4).map(lambda rows: [f"- **{row}**" for row in rows]),
    st.lists(_line, min_size=1, max_size=3).map(lambda rows: ["```", *rows, "```"]),
    st.lists(_line, min_size=1, max_size=3).map(
        lambda rows: ["| a | b |", "|---|---|", *(f"| {r} | x |" for r in rows)]
    ),
)


@given(st.lists(_block, min_size=1, max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_a_line_of_a_block_is_on_its_line_of_the_source(parts: list[list[str]], ends: str) -> None:
    source = "\n\n".join("\n".join(part) for part in parts)
    doc = document(source.replace("\n", ends), ".md", format="markdown")
    check_blocks(doc)
    assert words(doc.text) == words(source)
    lines = source.split("\n")
    for _, line, text in blocks(doc):
        assert line is not None
        for k, row in enumerate(text.split("\n")):
            assert all(word in words(lines[line - 1 + k]) for word in words(row))


PATHOLOGICAL = {
    "brackets": lambda n: "[" * n,
    "backticks": lambda n: "`" + " ".join("`" * i for i in range(1, int(n**0.5))),
    "emphasis": lambda n: "*_" * n,
    "links": lambda n: '[]( "' * n,
    "strong": lambda n: "**a" * n,
    "quotes": lambda n: "> " * n + "a",
    "lists": lambda n: "\n".join("  " * (i % 200) + "- a" for i in range(n // 20)),
    "comments": lambda n: "a <!--" * n,
    "tags": lambda n: "<div>" * n + "a",
    "attributes": lambda n: "a <b " + 'x="' * n,
    "entities": lambda n: "&" * n + "a",
    "one line": lambda n: "word " * n * 20,
}


@pytest.mark.parametrize("family", PATHOLOGICAL)
def test_work_grows_with_the_length_alone(family: str) -> None:
    def work(n: int) -> int:
        return calls(lambda: document("# a\n\n" + PATHOLOGICAL[family](n), ".md", format="markdown"))

    assert work(16_000) < 16 * work(2_000)  # of eight times the length: twice that is far from its square
