"""Rubric files that are wrong, and the words that their authors are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import RubricError
from grader.rubric import load_rubric, parse_rubric
from grader.rubric.lint import lint
from grader.rubric.new import starter
from tests.work import calls

SOUND = """\
id: small
version: 1.0.0
title: Small
dimensions:
  - {id: design, title: Design}
bands:
  - {id: poor, at_least: 0}
  - {id: good, at_least: 50}
criteria:
  - id: cache
    title: A cache
    dimension: design
    step: deep_dive
    levels:
      - level: 1
        descriptor: A cache is named.
        when: {kind: phrase, terms: [cache]}
    advice:
      - {level: 0, say: Name one.}
    examples:
      - {level: 0, text: It is a shop.}
      - {level: 1, text: It has a cache.}
"""
KINDS = "phrase, regex, quantity, heading, block, question, length, all_of, any_of, unless, at_least, then, similar, tokens, custom"
WHEN = "{kind: phrase, terms: [cache]}"

FORM = [
    (WHEN, "{kind: regx, terms: [cache]}", f"17:22: unknown kind 'regx'; one of {KINDS}; did you mean 'regex'?"),
    (WHEN, "{terms: [cache]}", f"17:15: a pattern has a key 'kind', one of {KINDS}"),
    (WHEN, "cache", "17:15: 'when' takes a mapping of keys to values, not the text 'cache'"),
    (WHEN, "{kind: phrase, trems: [cache]}", "17:30: unknown key 'trems'; did you mean 'terms'?"),
    (WHEN, "{kind: phrase, terms: []}", "17:37: 'terms' needs at least one entry"),
    (WHEN, "{kind: phrase, terms: cache}", "17:37: 'terms' takes a list, not the text 'cache'; write [cache], or each entry on a line with '- '"),
    (WHEN, "{kind: phrase, terms: [404]}", "17:38: an entry of 'terms' takes text, not the number 404; put it in quotes: '404'"),
    (WHEN, "{kind: phrase, terms: [a], voice: bob}", "17:49: unknown voice 'bob'; one of candidate, interviewer, anyone"),
    (WHEN, "{kind: quantity, of: [user]}", "17:37: unknown quantity 'user'; one of users, rate, size, duration, percent, count, money; did you mean 'users'?"),
    (WHEN, "{kind: similar, sentences: [a b], at_least: 2}", "17:59: 'at_least' is 2; it must be at most 1"),
    (WHEN, "{kind: all_of, of: [{kind: question}]}", "17:34: 'of' needs at least two entries"),
    ("step: deep_dive", "step: deepdive", "13:11: unknown step 'deepdive'; one of scope, high_level, deep_dive, wrap_up, other; did you mean 'deep_dive'?"),
    ("    title: A cache\n", "", "10:5: missing key 'title'"),
    ("    title: A cache\n", "    titel: A cache\n", "11:5: unknown key 'titel'; did you mean 'title'?"),
    ("level: 1\n", 'level: "1"\n', "15:16: 'level' takes a whole number, not the text '1'"),
    ("at_least: 50", "at_least: 150", "8:26: 'at_least' is 150; it must be at most 100"),
    ("version: 1.0.0", "version: 1.0", "2:10: 'version' takes text, not the number 1.0; put it in quotes: '1.0'"),
    ("version: 1.0.0", "version: v1", "2:10: 'version' is 'v1'; it takes three numbers, as 1.0.0"),
    ("id: small", "id: Small One", "1:5: 'id' is 'Small One'; it takes small letters, digits and -, a letter first"),
]  # fmt: skip

MORE_KEYS = [
    ("version: 1.0.0\n", "version: 1.0.0\ncredit: {after_hints: 0.5}\n", "3:10: unknown key 'after_hints'; did you mean 'after_hint'?"),
    ("version: 1.0.0\n", "version: 1.0.0\ncredit: {after_hint: 2}\n", "3:22: 'after_hint' is 2; it must be at most 1"),
    ("version: 1.0.0\n", "version: 1.0.0\ncredit: half\n", "3:9: 'credit' takes a mapping of keys to values, not the text 'half'"),
    ("version: 1.0.0\n", "version: 1.0.0\nnot_probed: perhaps\n", "3:13: unknown not_probed 'perhaps'; one of missed, unassessed"),
    ("step: deep_dive\n", "step: deep_dive\n    cuts: [0.5, 1.5]\n", "14:11: 'cache' has not two levels above 0, and cuts are for those that have"),
    ("step: deep_dive\n", "step: deep_dive\n    cuts: [0.5]\n", "14:11: 'cuts' needs at least two entries"),
    ("step: deep_dive\n", "step: deep_dive\n    probe: cache\n", "14:12: 'probe' takes a mapping of keys to values, not the text 'cache'"),
    ("step: deep_dive\n", "step: deep_dive\n    probe: {kind: phrase, terms: ['*']}\n", "14:35: a lone '*' would match everywhere; give the letters it follows"),
    ("step: deep_dive\n", "step: deep_dive\n    probe: {kind: regex, patterns: ['a(b']}\n", "14:37: RE2 cannot read 'a(b': missing ) 'a(b' at character 1"),
]  # fmt: skip

MEANING = [
    ("dimension: design", "dimension: desing", "12:16: unknown dimension 'desing'; one of design; did you mean 'design'?"),
    ("at_least: 0}", "at_least: 10}", "7:26: the first band begins at 10; it must begin at 0"),
    ("level: 1\n", "level: 2\n", "15:7: the levels of 'cache' are 2; they must be 1, 2, 3 and so on, in order"),
    (WHEN, '{kind: phrase, terms: [""]}', "17:38: an empty term would match everywhere"),
    (WHEN, '{kind: phrase, terms: ["*"]}', "17:38: a lone '*' would match everywhere; give the letters it follows"),
    (WHEN, "{kind: regex, patterns: ['x*']}", "17:40: the expression 'x*' matches the empty text, so it would match everywhere"),
    (WHEN, r"{kind: regex, patterns: ['(?<=a)b']}", "17:40: RE2 cannot read '(?<=a)b': invalid perl operator '(?<=' at character 1; RE2 has no look-around and no back-references"),
    (WHEN, r"{kind: regex, patterns: ['a(b']}", "17:40: RE2 cannot read 'a(b': missing ) 'a(b' at character 1"),
    (WHEN, "{kind: custom, name: mine}", "17:36: 'mine' is no name of a plug-in's matcher; they read owner.name"),
    (WHEN, "{kind: tokens, patterns: [[{POS: NOUN}]]}", "17:43: 'POS' needs a trained language model, which grader does not use"),
    (WHEN, '{kind: tokens, patterns: [[{TEXT: {REGEX: "(a+)+$"}}]]}', "17:49: regular expressions inside token patterns are not bounded in time; use the kind regex"),
]  # fmt: skip

POORER = [
    ("      - {level: 0, say: Name one.}\n", "      - {level: 1, say: Name one.}\n", ["18:5", "19:17"]),
    ("      - {level: 1, text: It has a cache.}\n", "", ["20:5"]),
    ("{level: 1, text: It has", "{level: 3, text: It has", ["20:5", "22:17"]),
    ("  - {id: design, title: Design}\n", "  - {id: design, title: Design}\n  - {id: more, title: More}\n", ["6:10"]),
    (WHEN, "{kind: phrase, terms: [cache, Cache]}", ["17:45"]),
    ("step: deep_dive\n", "step: deep_dive\n    steps: [other]\n", ["14:12"]),
]  # fmt: skip

YAML = [
    ("", "1:1: the file is empty; `grader rubric new` prints a start"),
    ("id: a\nid: b\n", "2:1: key 'id' is here twice (first on line 1)"),
    ("id: !!python/object/apply:os.system [ls]\n", "1:5: tag '!!python/object/apply:os.system' has no meaning in a rubric; leave it out"),
    ("id: *a\n", "1:5: alias *a has no anchor &a before it"),
    ("id: &a [*a]\n", "1:9: alias *a would contain itself"),
    ("id: a\n---\nid: b\n", "2:1: a second document begins here; a file holds one rubric"),
    ("[" * 200, "1:65: nested deeper than 64 levels"),
    ("id: a\n\ttitle: b\n", "2:1: not YAML: a tab; indent with spaces"),
    ("id: a\x01\n", "1:6: not YAML: a control character; remove it"),
    ("? [a]\n: b\n", "1:3: a key must be text, not a list or a mapping"),
]  # fmt: skip


def told(text: str) -> list[str]:
    with pytest.raises(RubricError) as caught:
        parse_rubric(text, "r.yaml")
    return list(caught.value.problems)


def changed(old: str, new: str) -> str:
    assert old in SOUND
    return SOUND.replace(old, new, 1)


def test_the_sound_one_is_sound() -> None:
    assert lint(SOUND, "r.yaml") == []


@pytest.mark.parametrize(("old", "new", "problem"), FORM + MORE_KEYS + MEANING)
def test_one_mistake_is_one_line(old: str, new: str, problem: str) -> None:
    assert told(changed(old, new)) == [f"r.yaml:{problem}"]


@pytest.mark.parametrize(("old", "new", "places"), POORER)
def test_what_only_makes_it_poorer_is_linted_and_not_refused(old: str, new: str, places: list[str]) -> None:
    text = changed(old, new)
    parse_rubric(text, "r.yaml")
    assert [line.split(": ")[0] for line in lint(text, "r.yaml")] == [f"r.yaml:{place}" for place in places]


@pytest.mark.parametrize(("text", "problem"), YAML)
def test_yaml_that_is_refused(text: str, problem: str) -> None:
    assert f"r.yaml:{problem}" in told(text)


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    text = SOUND.replace("version: 1.0.0", "version: 1").replace("deep_dive", "dive").replace(WHEN, "{kind: x}")
    places = [line.split(":")[1] for line in lint(text, "r.yaml")]
    assert places == ["2", "13", "17"]


def test_words_of_yaml_that_are_elsewhere_truth_values_are_words() -> None:
    rubric = parse_rubric(changed(WHEN, "{kind: phrase, terms: [yes, no, on, off, 12:30]}"), "r.yaml")
    assert rubric.criteria[0].levels[0].when.terms == ("yes", "no", "on", "off", "12:30")


def test_aliases_may_share_a_pattern_and_may_not_explode() -> None:
    shared = changed("criteria:", "criteria:").replace(WHEN, "&words {kind: phrase, terms: [cache]}")
    shared += "    kinds:\n      - {id: any, title: Any, when: *words}\n"
    rubric = parse_rubric(shared, "r.yaml")
    assert rubric.criteria[0].kinds[0].when == rubric.criteria[0].levels[0].when
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
    )
    assert any("aliases counted in full" in line for line in told(bomb))
    assert calls(lambda: told(bomb)) < 20_000


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"id: caf\xe9\n", ":1:8: not UTF-8 text; save the file as UTF-8"),
        (b"# " + b"x" * 1_000_001, ":1:1: the file is larger than 1 MB"),
    ],
)
def test_files_that_are_refused_unread(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "r.yaml"
    path.write_bytes(content)
    with pytest.raises(RubricError) as caught:
        load_rubric(path)
    assert str(caught.value) == f"{path}{problem}"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RubricError, match="cannot be read: No such file"):
        load_rubric(tmp_path / "none.yaml")
    with pytest.raises(RubricError, match="cannot be read: Is a directory"):
        load_rubric(tmp_path)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_is_a_rubric_or_a_list_of_lines(data: st.DataObject) -> None:
    text = starter("x")
    at = data.draw(st.integers(0, len(text)))
    until = data.draw(st.integers(at, min(len(text), at + 40)))
    damaged = text[:at] + data.draw(st.text(max_size=8)) + text[until:]
    for line in lint(damaged, "r.yaml"):
        name, number, column, message = line.split(":", 3)
        assert name == "r.yaml"
        assert int(number) >= 1
        assert int(column) >= 1
        assert message.strip()
