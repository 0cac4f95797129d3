"""Plain text and HTML pages."""

from __future__ import annotations

import pytest

from grader.errors import InputError
from tests.readers.reading import blocks, check_blocks, codes, document, turns, words

PLAIN = """\
URL SHORTENER

This design keeps
links short.

Requirements
------------
1. Shorten a link
2. Follow a link
   and count it
   - by day
   - by country
* Keep it fast

2.1 Data model

One table.

Open questions:

Who pays?

  +--------+     +-------+
  | Client | --> | API   |
  +--------+     +-------+

The end.
"""


def test_plain_text() -> None:
    doc = document(PLAIN, ".txt")
    assert doc.format == "text"
    assert doc.kind == "design"
    assert [(kind, line, text.split("\n")[0]) for kind, line, text in blocks(doc)] == [
        ("heading", 1, "URL SHORTENER"),
        ("paragraph", 3, "This design keeps"),
        ("heading", 6, "Requirements"),
        ("list_item", 8, "Shorten a link"),
        ("list_item", 9, "Follow a link"),
        ("list_item", 11, "by day"),
        ("list_item", 12, "by country"),
        ("list_item", 13, "Keep it fast"),
        ("heading", 15, "2.1 Data model"),
        ("paragraph", 17, "One table."),
        ("heading", 19, "Open questions"),
        ("paragraph", 21, "Who pays?"),
        ("diagram", 23, "  +--------+     +-------+"),
        ("paragraph", 27, "The end."),
    ]
    assert [b.level for b in doc.blocks if b.kind == "list_item"] == [1, 1, 2, 2, 1]
    assert doc.diagrams[0].connections == (("Client", "API"),)
    check_blocks(doc)


@pytest.mark.parametrize(
    "line",
    ["We use a cache", "Postgres is fine.", "Is it fast?", "1. Shorten a link\n2. Follow", "and then it", "42", "a: b"],
)
def test_lines_that_are_no_headings(line: str) -> None:
    doc = document(f"Some words come first, as they do.\n\n{line}\n\nAnd more words follow it.\n", ".txt")
    assert "heading" not in {b.kind for b in doc.blocks}


PAGE = """<!DOCTYPE html><html><head><title>t</title><style>p{}</style></head><body>
<h1>Feed <em>design</em></h1><p>First&nbsp;words<br>and more.</p>
<ul><li>one<ul><li>two</li></ul></li></ul>
<table><tr><th>Name</th><th>Size</th></tr><tr><td>id</td><td><p>8</p><p>B</p></td></tr></table>
<pre>a -&gt; b
  c</pre><div>loose <b>bold</b> words<div>inner</div>after</div>
<div style="display: none">secret</div><p hidden>secret</p><script>secret()</script><!-- secret -->
<img src=x alt="a picture"></body></html>"""


def test_html() -> None:
    doc = document(PAGE)
    assert [(kind, text) for kind, _, text in blocks(doc)] == [
        ("heading", "Feed design"),
        ("paragraph", "First words\nand more."),
        ("list_item", "one"),
        ("list_item", "two"),
        ("table", "Name | Size\nid | 8 B"),
        ("code", "a -> b\n  c"),
        ("paragraph", "loose bold words"),
        ("paragraph", "inner"),
        ("paragraph", "after"),
        ("paragraph", "a picture"),
    ]
    assert [b.level for b in doc.blocks if b.level] == [1, 1, 2]
    assert codes(doc) == ["hidden_text"]
    assert doc.format == "html"
    check_blocks(doc)


def test_a_transcript_as_html() -> None:
    doc = document(
        "<cite>Ines:</cite>\n<time>0:00</time>\n<p>Let's start.</p>\n<cite>Tomasz :</cite>\n<time>0:04</time>\n<p>Sure &amp; then.</p>\n"
    )
    assert turns(doc) == [("Ines", "Let's start."), ("Tomasz", "Sure & then.")]
    assert [b.start_time for b in doc.blocks] == [0, 4]
    assert doc.kind == "transcript"


@pytest.mark.parametrize("tag", ["div", "b", "table", "ul", "a"])
def test_elements_nested_too_deep_are_refused(tag: str) -> None:
    with pytest.raises(InputError, match="nested more than 400"):
        document(f"<html><body>{f'<{tag}>' * 5_000}words")


def test_paragraphs_and_cells_that_are_never_closed_are_not_nested() -> None:
    doc = document("<html><body><table>" + "<tr><td>cell" * 1_000 + "</table>" + "<p>word<ul><li>item</ul>" * 1_000)
    assert len(words(doc.text)) == 3_000
