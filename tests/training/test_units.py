"""Units that labels refer to: the same text always gives the same ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.readers import read_text
from grader.text.annotated import annotate
from grader.text.embeddings import shipped
from grader.training.units import block_units, caption_units, line_units, passage_units

MARKDOWN = """# Feed
We build a feed.
It is read often.

- post a picture
- read the feed
1. first
| a | b |
|---|---|
| 1 | 2 |
Closing words.
```
GET /feed

returns
```
"""


def test_markdown_is_cut_into_blocks() -> None:
    assert block_units(MARKDOWN) == [
        "# Feed",
        "We build a feed.\nIt is read often.",
        "- post a picture",
        "- read the feed",
        "1. first",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "Closing words.",
        "```\nGET /feed\n\nreturns\n```",
    ]


def test_a_fence_that_never_closes_is_one_unit() -> None:
    assert block_units("a\n~~~\nb\n\nc") == ["a", "~~~\nb\n\nc"]


def test_captions_are_gathered_into_about_forty_words() -> None:
    text = "\n".join(f"[0:00:{n:02d}] " + "word " * 9 for n in range(10))
    assert [len(u.split()) for u in caption_units(text)] == [45, 45]


def test_captions_are_cut_where_the_speaker_changes() -> None:
    assert caption_units("[00:01] so hello >> hi there\n[00:03] go on") == ["so hello", ">> hi there go on"]


def test_what_is_no_caption_line_is_left_out() -> None:
    assert caption_units("WEBVTT\n[00:01] yes\n\nno stamp") == ["yes"]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Ann: Hello.\n\nBo: Hi.", ["Ann: Hello.", "Bo: Hi."]),
        ("x " * 70 + "end. Next one.", [("x " * 70 + "end.").strip(), "Next one."]),
        ("", []),
    ],
)
def test_lines(text: str, units: list[str]) -> None:
    assert line_units(text) == units


def test_passages_find_their_units_through_markup() -> None:
    text = "# A feed\n\nWe build **a feed** for [readers](http://x).\n\n- post pictures\n- read them\n"
    annotated = annotate(read_text(text, kind="design"), shipped())
    assert passage_units(block_units(text), annotated) == [0, 1, 2, 3]


def test_every_labelled_sample_is_cut_as_it_was_labelled() -> None:
    from grader.training.labelled import load

    root = Path(__file__).parents[2] / "datasets"
    for dataset, labels in (("samples", "labels/samples"), ("interviews", "interviews/labels")):
        loaded = load(root / dataset)
        assert len(loaded) == len(list((root / labels / "A").glob("*.json"))) > 0
        for text in loaded:
            assert len(text.units) == text.records["A"].units
