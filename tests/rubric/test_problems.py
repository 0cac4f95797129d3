"""Whatever is wrong with a rubric is said at its line and column, in the author's words, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.errors import RubricError
from grader.rubric import load_rubric, parse_rubric
from grader.rubric.lint import lint
from tests.work import calls

SOUND = """\
id: mine
version: 1.0.0
title: Mine
budgets: [{step: scope, minutes: 5}]
dimensions:
  - {id: speed, title: Speed, weight: 2}
  - {id: size, title: Size}
bands:
  - {id: low, at_least: 0}
  - {id: high, at_least: 50}
caps:
  - {dimension: size, below: 10, total_at_most: 40, reason: Too small.}
criteria:
  - id: fast
    title: Fast
    dimension: speed
    step: scope
    levels:
      - level: 1
        descriptor: Fast.
        when: {kind: phrase, terms: [fast]}
      - level: 2
        descriptor: How fast.
        when: {kind: quantity, of: [duration]}
    advice:
      - {level: 0, say: Say it.}
      - {level: 1, say: Say how.}
    examples:
      - {level: 0, text: A thing.}
      - {level: 1, text: A fast thing.}
      - {level: 2, text: It takes 20 ms.}
  - id: large
    title: Large
    dimension: size
    step: scope
    levels:
      - {level: 1, descriptor: Large., when: {kind: phrase, terms: [large]}}
    advice: [{level: 0, say: Say it.}]
    examples: [{level: 0, text: A thing.}, {level: 1, text: A large thing.}]
"""
WHEN = "when: {kind: quantity, of: [duration]}"
KINDS = "phrase, regex, quantity, heading, block, question, length, all_of, any_of, unless, at_least, then, similar, tokens, custom"
CRITERION_KEYS = (
    "id, title, dimension, step, points, applies_to, steps, probe, after, absent, levels, cuts, kinds, advice, examples"
)
STEPS = "scope, high_level, deep_dive, wrap_up, other"

# What is replaced, by what, and every line that is said of it.
FORM: list[tuple[str, str, list[str]]] = [
    ("kind: phrase, terms: [fast]", "kind: phrasee, terms: [fast]", [f"21:22: unknown kind 'phrasee'; one of {KINDS}; did you mean 'phrase'?"]),
    ("kind: phrase, terms: [fast]", "kind: regx, terms: [fast]", [f"21:22: unknown kind 'regx'; one of {KINDS}; did you mean 'regex'?"]),
    ("kind: phrase, terms: [fast]", "kind: 7", [f"21:22: unknown kind 7; one of {KINDS}"]),
    ("kind: phrase, terms: [fast]", "terms: [fast]", [f"21:15: a pattern has a key 'kind', one of {KINDS}"]),
    ("terms: [fast]", "term: [fast]", ["21:30: unknown key 'term'; did you mean 'terms'?"]),
    ("terms: [fast]", "terms: fast", ["21:37: 'terms' takes a list, not the text 'fast'; write [fast], or each entry on a line with '- '"]),
    ("terms: [fast]", "terms: []", ["21:37: 'terms' needs at least one entry"]),
    ("terms: [fast]", "terms: [fast, 429]", ["21:44: an entry of 'terms' takes text, not the number 429; put it in quotes: '429'"]),
    ("terms: [fast]", "terms: [fast], voice: interviwer", ["21:52: unknown voice 'interviwer'; one of candidate, interviewer, anyone; did you mean 'interviewer'?"]),
    ("of: [duration]", "of: [durations]", ["24:37: unknown quantity 'durations'; one of users, rate, size, duration, percent, count, money; did you mean 'duration'?"]),
    (WHEN, "when: fast", ["24:15: 'when' takes a mapping of keys to values, not the text 'fast'"]),
    (WHEN, "when: {kind: at_least, count: 1, match: {kind: question}}", ["24:39: 'count' is 1; it must be at least 2"]),
    (WHEN, "when: {kind: at_least, count: 2.5, match: {kind: question}}", ["24:39: 'count' takes a whole number, not the number 2.5"]),
    (WHEN, "when: {kind: similar, sentences: [a b], at_least: 1.5}", ["24:59: 'at_least' is 1.5; it must be at most 1"]),
    (WHEN, "when: {kind: unless, match: {kind: question}, unles: {kind: question}}", ["24:55: unknown key 'unles'; did you mean 'unless'?"]),
    (
        WHEN,
        "when: {kind: any_of, of: [{kind: all_of, of: [{kind: question}, {kind: question, voise: anyone}]}]}",
        ["24:90: unknown key 'voise'; did you mean 'voice'?"],
    ),
    ("    title: Fast\n", "", ["14:5: missing key 'title'"]),
    ("    title: Fast\n", "    titel: Fast\n", ["15:5: unknown key 'titel'; did you mean 'title'?"]),
    ("    title: Fast\n", "    title: Fast\n    colour: red\n", [f"16:5: unknown key 'colour'; one of {CRITERION_KEYS}"]),
    ("    title: Fast\n", "    title: ''\n", ["15:12: 'title' must not be empty"]),
    ("    title: Fast\n", "    title:\n", ["15:11: 'title' takes text, not nothing"]),
    ("    title: Fast\n", "    title: true\n", ["15:12: 'title' takes text, not the truth value true; put it in quotes: 'true'"]),
    ("  - id: fast", "  - id: Fast one", ["14:9: 'id' is 'Fast one'; it takes small letters, digits and _, a letter first"]),
    ("    step: scope\n    levels:\n      - level: 1", "    step: scoop\n    levels:\n      - level: 1", [f"17:11: unknown step 'scoop'; one of {STEPS}; did you mean 'scope'?"]),
    ("    step: scope\n", "    step: scope\n    after: 1\n", ["18:12: 'after' is 1; it must be less than 1"]),
    ("    step: scope\n", "    step: scope\n    points: many\n", ["18:13: 'points' takes a number, not the text 'many'"]),
    ("    step: scope\n", "    step: scope\n    points: yes\n", ["18:13: 'points' takes a number, not the text 'yes'"]),
    ("    step: scope\n", "    step: scope\n    points: true\n", ["18:13: 'points' takes a number, not the truth value true"]),
    ("    step: scope\n", "    step: scope\n    points: 0\n", ["18:13: 'points' is 0; it must be more than 0"]),
    ("- level: 1", "- level: 0", ["19:16: 'level' is 0; it must be at least 1"]),
    ("version: 1.0.0", "version: 1.0", ["2:10: 'version' takes text, not the number 1.0; put it in quotes: '1.0'"]),
    ("version: 1.0.0", "version: v1", ["2:10: 'version' is 'v1'; it takes three numbers, as 1.0.0"]),
    ("weight: 2", "weight: -2", ["6:39: 'weight' is -2; it must be more than 0"]),
    ("at_least: 50", "at_least: 101", ["10:26: 'at_least' is 101; it must be at most 100"]),
    ("at_least: 50", "atleast: 50", ["10:16: unknown key 'atleast'; did you mean 'at_least'?"]),
    ("reason: Too small.", "reason: {a: b}", ["12:61: 'reason' takes text, not a mapping; text with ': ' in it needs quotes"]),
    ("id: mine\n", "id: mine\nid: yours\n", ["2:1: key 'id' is here twice (first on line 1)"]),
    ("terms: [fast]", "terms: [!!python/name:os.system fast]", ["21:38: tag '!!python/name:os.system' has no meaning in a rubric; leave it out"]),
    ("terms: [fast]", "terms: [!include secrets.yaml]", ["21:38: tag '!include' has no meaning in a rubric; leave it out"]),
]  # fmt: skip

MEANING: list[tuple[str, str, list[str]]] = [
    ("  - id: large", "  - id: fast", ["32:9: criterion 'fast' is here twice"]),
    ("id: size,", "id: speed,", ["7:10: dimension 'speed' is here twice", "12:17: unknown dimension 'size'; one of speed, speed", "34:16: unknown dimension 'size'; one of speed, speed"]),
    ("dimension: size\n", "dimension: sise\n", ["7:10: dimension 'size' has no criterion", "34:16: unknown dimension 'sise'; one of speed, size; did you mean 'size'?"]),
    ("{dimension: size,", "{dimension: seize,", ["12:17: unknown dimension 'seize'; one of speed, size; did you mean 'size'?"]),
    ("- level: 1", "- level: 3", ["19:7: the levels of 'fast' are 3, 2; they must be 1, 2, 3 and so on, in order"]),
    ("- level: 2", "- level: 3", ["19:7: the levels of 'fast' are 1, 3; they must be 1, 2, 3 and so on, in order"]),
    ("- level: 2", "- level: 1", ["19:7: the levels of 'fast' are 1, 1; they must be 1, 2, 3 and so on, in order"]),
    ("      - {level: 1, say: Say how.}\n", "", ["25:5: criterion 'fast' has no advice for level 1"]),
    ("      - {level: 1, say: Say how.}\n", "      - {level: 2, say: x}\n", ["25:5: criterion 'fast' has no advice for level 1", "27:17: advice for level 2 is never given; the highest level is 2"]),
    ("    advice: [{level: 0, say: Say it.}]\n", "", ["32:9: criterion 'large' has no advice for level 0"]),
    ("      - {level: 0, text: A thing.}\n", "", ["28:5: criterion 'fast' has no example of level 0"]),
    ("    examples: [{level: 0, text: A thing.}, {level: 1, text: A large thing.}]\n", "", ["32:9: criterion 'large' has no example of level 0, 1"]),
    ("{level: 2, text: It", "{level: 3, text: It", ["28:5: criterion 'fast' has no example of level 2", "31:17: an example of level 3, but the highest level of 'fast' is 2"]),
    ("at_least: 0}", "at_least: 5}", ["9:25: the first band begins at 5; it must begin at 0"]),
    ("at_least: 50}", "at_least: 0}", ["10:26: band 'high' begins at 0, not above the 0 of the band before it"]),
    ("{id: high,", "{id: low,", ["10:10: band 'low' is here twice"]),
    ("[{step: scope, minutes: 5}]", "[{step: scope, minutes: 5}, {step: scope, minutes: 6}]", ["4:45: the budget of 'scope' is here twice"]),
    (WHEN, "when: {kind: regex, patterns: ['(a']}", ["24:40: RE2 cannot read '(a': missing ) '(a' at character 1"]),
    (WHEN, "when: {kind: regex, patterns: ['a(?=b)']}", ["24:40: RE2 cannot read 'a(?=b)': invalid perl operator '(?=' at character 2; RE2 has no look-around and no back-references"]),
    (WHEN, r"when: {kind: regex, patterns: ['(a)\1']}", [r"24:40: RE2 cannot read '(a)\\1': invalid escape sequence '\\1' at character 4; RE2 has no look-around and no back-references"]),
    (WHEN, "when: {kind: regex, patterns: [ab, 'x*']}", ["24:44: the expression 'x*' matches the empty text, so it would match everywhere"]),
    (WHEN, "when: {kind: phrase, terms: ['', a]}", ["24:38: an empty term would match everywhere"]),
    (WHEN, "when: {kind: phrase, terms: [a, ' * ']}", ["24:41: a lone '*' would match everywhere; give the letters it follows"]),
    (WHEN, "when: {kind: heading, terms: ['*']}", ["24:39: a lone '*' would match everywhere; give the letters it follows"]),
    (WHEN, "when: {kind: phrase, terms: [a*b]}", ["24:38: in 'a*b' a '*' is not at the end of a word; only a last '*' admits any ending"]),
    (WHEN, "when: {kind: phrase, terms: [Ab, ab]}", ["24:42: the term 'ab' is here twice"]),
    (WHEN, "when: {kind: custom, name: repeats}", ["24:36: 'repeats' is no name of a plug-in's matcher; they read owner.name"]),
    (WHEN, "when: {kind: tokens, patterns: [[{LOWER: a}, {POS: NOUN}]]}", ["24:55: 'POS' needs a trained language model, which grader does not use"]),
    (WHEN, "when: {kind: similar, sentences: ['  ']}", ["24:43: an empty sentence is like nothing"]),
    (WHEN, "when: {kind: unless, match: {kind: question}, unless: {kind: regex, patterns: ['*']}}", ["24:88: RE2 cannot read '*': no argument for repetition operator '*' at character 1"]),
    (WHEN, "when: {kind: phrase, terms: [fast]}", ["21:15: level 1 looks for what a higher level looks for; it can never be the result"]),
]  # fmt: skip

TRAINED = ("TAG", "POS", "LEMMA", "DEP", "ENT_TYPE", "MORPH")


def _changed(old: str, new: str) -> str:
    assert old in SOUND
    return SOUND.replace(old, new, 1)


def test_the_sound_one_is_sound() -> None:
    assert lint(SOUND, "mine.yaml") == []
    assert parse_rubric(SOUND, "mine.yaml").id == "mine"


@pytest.mark.parametrize(("old", "new", "said"), FORM, ids=lambda x: x if isinstance(x, str) else "")
def test_what_is_misshapen_is_refused(old: str, new: str, said: list[str]) -> None:
    said = [f"mine.yaml:{line}" for line in said]
    assert lint(_changed(old, new), "mine.yaml") == said
    with pytest.raises(RubricError) as caught:
        parse_rubric(_changed(old, new), "mine.yaml")
    assert list(caught.value.problems) == said
    assert str(caught.value) == "\n".join(said)


@pytest.mark.parametrize(("old", "new", "said"), MEANING, ids=lambda x: x if isinstance(x, str) else "")
def test_what_makes_no_sense_is_said(old: str, new: str, said: list[str]) -> None:
    assert lint(_changed(old, new), "mine.yaml") == [f"mine.yaml:{line}" for line in said]


@pytest.mark.parametrize("key", TRAINED)
def test_keys_that_need_a_trained_model_are_refused(key: str) -> None:
    text = _changed(WHEN, f"when: {{kind: tokens, patterns: [[{{{key}: x}}]]}}")
    said = f"mine.yaml:24:43: {key!r} needs a trained language model, which grader does not use"
    assert lint(text, "mine.yaml") == [said]
    with pytest.raises(RubricError):
        parse_rubric(text, "mine.yaml")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("dimension: size\n", "dimension: sise\n"),
        ("- level: 2", "- level: 3"),
        (WHEN, "when: {kind: regex, patterns: ['(a']}"),
        ("  - id: large", "  - id: fast"),
        ("at_least: 0}", "at_least: 5}"),
    ],
)
def test_what_cannot_be_graded_by_is_refused_at_load(old: str, new: str) -> None:
    with pytest.raises(RubricError):
        parse_rubric(_changed(old, new), "mine.yaml")


def test_what_is_only_poorer_is_loaded() -> None:
    assert (
        parse_rubric(_changed("      - {level: 0, text: A thing.}\n", ""), "mine.yaml").criteria[0].examples[0].level
        == 1
    )


def test_all_problems_are_said_at_once_and_in_order() -> None:
    text = SOUND
    for old, new in (
        ("    advice: [{level: 0, say: Say it.}]\n", ""),
        ("kind: quantity", "kind: quanity"),
        ("title: Mine", "titel: Mine"),
        ("{id: high,", "{id: low,"),
        ("version: 1.0.0", "version: one"),
        ("weight: 2", "weight: 0"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    assert lint(text, "m") == [
        "m:2:10: 'version' is 'one'; it takes three numbers, as 1.0.0",
        "m:3:1: unknown key 'titel'; did you mean 'title'?",
        "m:6:39: 'weight' is 0; it must be more than 0",
        "m:10:10: band 'low' is here twice",
        f"m:24:22: unknown kind 'quanity'; one of {KINDS}; did you mean 'quantity'?",
        "m:32:9: criterion 'large' has no advice for level 0",
    ]


def test_columns_count_characters_and_quotes_of_yaml() -> None:
    text = _changed("terms: [fast]", 'terms: ["\u00e9\u00e9\U0001f600", 7]')
    assert lint(text, "m") == ["m:21:45: an entry of 'terms' takes text, not the number 7; put it in quotes: '7'"]


YAML: list[tuple[str, str]] = [
    ("", "1:1: the file is empty; `grader rubric new` prints a start"),
    ("# only a comment\n", "1:1: the file is empty; `grader rubric new` prints a start"),
    ("[]", "1:1: a rubric takes a mapping of keys to values, not a list"),
    ("just words", "1:1: a rubric takes a mapping of keys to values, not the text 'just words'"),
    ("id: a\n---\nid: b\n", "2:1: a second document begins here; a file holds one rubric"),
    ("id: [a", "2:1: not YAML: did not find expected ',' or ']' (while parsing a flow sequence)"),
    ("id: a: b", "1:6: not YAML: mapping values are not allowed in this context"),
    ("a:\n\t- b", "2:1: not YAML: a tab; indent with spaces"),
    ("a: b\x07c", "1:5: not YAML: a control character; remove it"),
    ("a: \ud800", "1:4: a character that is no text"),
    ("a: *b", "1:4: alias *b has no anchor &b before it"),
    ("a: &a [*a]", "1:8: alias *a would contain itself"),
    ("? [a]\n: b", "1:3: a key must be text, not a list or a mapping"),
    ("[" * 200, "1:65: nested deeper than 64 levels"),
    ("- " * 90_000, "1:129: nested deeper than 64 levels"),
    ("x" * 1_000_001, "1:1: the file is larger than 1 MB"),
    ("- a\n" * 100_001, "100000:3: more than 100000 values, aliases counted in full"),
]


@pytest.mark.parametrize(("text", "said"), YAML, ids=lambda x: x[:20])
def test_what_is_no_yaml_of_ours_is_refused_in_one_line(text: str, said: str) -> None:
    assert lint(text, "m.yaml") == [f"m.yaml:{said}"]


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    rows = ["a0: &a0 [" + ", ".join(["x"] * 9) + "]"]
    rows += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 9) + "]" for n in range(1, 40)]
    assert lint("\n".join(rows), "m") == ["m:6:10: more than 100000 values, aliases counted in full"]
    assert calls(lambda: lint("\n".join(rows), "m")) < 20_000


def test_anchors_and_aliases_work_and_problems_are_shown_where_the_alias_stands() -> None:
    text = _changed("when: {kind: phrase, terms: [fast]}", "when: &same {kind: question}")
    assert lint(text.replace(WHEN, "when: {kind: any_of, of: [*same]}"), "m") == []
    text = _changed("advice:\n      - {level: 0, say: Say it.}", "advice:\n      - &zero {level: 0, say: Say it.}")
    text = text.replace("advice: [{level: 0, say: Say it.}]", "advice: [*zero, *zero]")
    assert lint(text, "m") == ["m:38:21: advice for level 0 is here twice"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"id: caf\xe9\n", "{path}:1:8: not UTF-8 text; save the file as UTF-8"),
        (b"# " + b"x" * 1_000_000, "{path}:1:1: the file is larger than 1 MB"),
        (b"", "{path}:1:1: the file is empty; `grader rubric new` prints a start"),
        (None, "{path}: cannot be read: No such file or directory"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "mine.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RubricError) as caught:
        load_rubric(path)
    assert caught.value.problems == (said.format(path=path),)


def test_a_folder_is_no_rubric(tmp_path: Path) -> None:
    with pytest.raises(RubricError, match="cannot be read: Is a directory"):
        load_rubric(tmp_path)


def test_a_byte_order_mark_and_windows_line_ends_are_no_matter(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode())
    assert load_rubric(path) == parse_rubric(SOUND, "mine.yaml")
