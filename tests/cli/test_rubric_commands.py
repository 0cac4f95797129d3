from __future__ import annotations

import json
import re
import sys

import docx
import pytest

from tests.cli.conftest import SAMPLES

DESIGN = SAMPLES / "rate-limiter.md"


@pytest.fixture
def own(cli, tmp_path):
    """The rubric that authors start from, as a file."""
    path = tmp_path / "own.yaml"
    assert cli("rubric", "new", "own", "--out", path).code == 0
    return path


def test_show_is_the_default_rubric_or_the_one_that_is_named(cli, own):
    assert cli("rubric", "show").out == cli("rubric", "show", "four-step").out
    assert "A cache and what it is for" in cli("rubric", "show", own).out


def test_new_prints_and_writes_the_same_and_overwrites_nothing(cli, own):
    assert own.read_text("utf-8") == cli("rubric", "new", "own").out
    own.write_text("mine")
    assert cli("rubric", "new", "own", "--out", own).code == 2
    assert own.read_text() == "mine"
    assert cli("rubric", "new", "No Good").code == 2


def test_a_new_rubric_lints_clean_and_passes_its_own_examples(cli, own):
    assert cli("rubric", "lint", own).out == "no problems\n"
    ran = cli("rubric", "test", own)
    assert ran.code == 0
    assert re.fullmatch(r"(\d+) of \1 examples pass\n", ran.out)


def test_lint_prints_every_problem_of_every_file(cli, own, tmp_path):
    text = own.read_text("utf-8")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(text.replace("kind: quantity", "kind: quantty").replace("points: 2", "points: two"))
    ran = cli("rubric", "lint", own, wrong, tmp_path / "none.yaml")
    assert ran.code == 2
    assert ran.err == ""
    lines = ran.out.splitlines()
    assert len(lines) == 3
    assert all(re.match(rf"{re.escape(str(wrong))}:\d+:\d+: ", line) for line in lines[:2])
    assert lines[2].startswith(str(tmp_path / "none.yaml"))


def test_a_failing_example_is_shown_with_what_was_expected(cli, own):
    text = own.read_text("utf-8")
    own.write_text(
        text.replace(
            '{level: 2, text: "We expect 20 million users."}', '{level: 1, text: "We expect 20 million users."}'
        )
    )
    ran = cli("rubric", "test", own)
    assert ran.code == 1
    first, total = ran.out.splitlines()
    assert first == "scale: expected 1, got 2: We expect 20 million users."
    assert total == "6 of 7 examples pass"


def test_the_schema_is_json(cli, tmp_path):
    shown = cli("rubric", "schema").out
    assert json.loads(shown)["title"]
    assert cli("rubric", "schema", "--out", tmp_path / "s.json").code == 0
    assert (tmp_path / "s.json").read_text("utf-8") == shown


TEXT = """\
Interviewer: Design a service to shorten links.
Candidate: We expect 20 million users.
Interviewer: I would put Redis in front of it.
Candidate: We don't need a cache here.
Candidate: If we had more traffic, we could use Redis to keep reads away.
Interviewer: Fine, go on then.
Candidate: Links are kept in one table, and the API reads that table by its key.
"""


def test_explain_shows_the_words_the_places_and_what_did_not_count(cli, own, tmp_path):
    talk = tmp_path / "talk.txt"
    talk.write_text(TEXT)
    out = cli("rubric", "explain", own, talk).out
    scale, cache = out.split("\n\n")
    assert "line 2, Candidate: “We expect [20 million users]" in scale
    assert cache.startswith("A cache and what it is for [caching]: level 0 of 2")
    assert "[Redis] in front of it.”: said by Interviewer, not the candidate" in cache
    assert "[cache] here.”: negated" in cache
    assert ": hypothetical" in cache
    assert "words: cache, caches, caching, Redis (none found)" in cache
    assert cli("rubric", "explain", own, talk, "--criterion", "caching").out == cache


def test_explain_says_what_stood_in_the_wrong_place(cli, own, tmp_path):
    own.write_text(own.read_text("utf-8").replace("    dimension: design\n", "    dimension: design\n    after: 0.9\n"))
    text = tmp_path / "design.md"
    text.write_text("# Design\n\nA cache holds hot links.\n\n" + "The API reads the links table by key. " * 30)
    out = cli("rubric", "explain", own, text, "--criterion", "caching").out
    assert "“A [cache] holds hot links.”: before 90% of the text" in out


def test_explain_says_where_the_learned_part_disagrees(cli):
    """Of all criteria of the samples some are lowered; each such line agrees with the level in the heading."""
    lowered = 0
    for file in sorted(SAMPLES.glob("*.*")):
        for paragraph in cli("rubric", "explain", "four-step", file).out.split("\n\n"):
            given = re.search(r"\]: level (\d) of", paragraph)
            found = re.search(
                r"(lowers|raises) it to (\d): it expects ([\d.]+), and level (\d) begins at (\d\.\d+)", paragraph
            )
            by_patterns = re.search(r"By its patterns: level (\d)", paragraph)
            if given and by_patterns and found:
                lowered += found[1] == "lowers"
                assert (found[1] == "lowers") == (found[2] < by_patterns[1])
                if found[3] != found[5]:  # both are rounded
                    assert (float(found[3]) < float(found[5])) == (found[1] == "lowers")
    assert lowered


def test_explain_agrees_with_score(cli):
    found = json.loads(cli("score", DESIGN, "--format", "json").out)["findings"]
    out = cli("rubric", "explain", "four-step", DESIGN).out
    for f in found:
        level = "not assessed" if f["level"] is None else f"level {f['level']} of 2"
        assert f"[{f['criterion']}]: {level}\n" in out


FILM = """\
WEBVTT

01:15:00.000 --> 01:15:02.000
<v Bob>How large is it?</v>

01:15:03.000 --> 01:15:09.000
<v Ann>We expect 20 million users.</v>
"""


@pytest.mark.parametrize("options", [(), ("--input-format", "text"), ("--kind", "design"), ("--candidate", "Bob")])
def test_explain_reads_a_submission_as_score_does(cli, own, tmp_path, options):
    film = tmp_path / "talk.vtt"
    film.write_text(FILM)
    scored = cli("score", film, "--rubric", own, "--format", "json", *options)
    explained = cli("rubric", "explain", own, film, *options)
    assert (explained.code, explained.err) == (scored.code, scored.err)
    for f in json.loads(scored.out)["findings"] if scored.code == 0 else ():
        assert f"[{f['criterion']}]: level {f['level']} of 2\n" in explained.out
    assert ("1:15:03, Ann: “" in explained.out) == ("text" not in options)


def test_explain_of_a_talk_without_the_candidate_names_the_file(cli, own, tmp_path):
    film = tmp_path / "talk.vtt"
    film.write_text(FILM)
    ran = cli("rubric", "explain", own, film, "--candidate", "Zed")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == f"{film}: has no speaker 'Zed'; the speakers are Bob, Ann\n"


def test_explain_names_places_as_the_reports_do(cli, own, tmp_path):
    film = tmp_path / "talk.vtt"
    film.write_text(FILM)
    assert (
        "+ 1:15:03, Ann: “We expect [20 million users]" in cli("rubric", "explain", own, film, "--candidate", "Ann").out
    )
    word = tmp_path / "design.docx"
    made = docx.Document()
    made.add_paragraph("We expect 20 million users.")
    made.save(str(word))
    assert "paragraph 1: “We expect [20 million users]" in cli("rubric", "explain", own, word).out


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("four-step", DESIGN, "--input-format", "markdwn"), 2, "did you mean 'markdown'?"),
        (("four-step", DESIGN, "--kind", "essay"), 2, "'essay'"),
        (("four-step", DESIGN, "--segmenter", "thirds"), 2, "unknown segmenter 'thirds'"),
        (("four-step", DESIGN, "--criterion", "user"), 2, "did you mean 'users'?"),
        (("four-step", "none.md"), 3, "none.md: there is no such file"),
        (("five-step", DESIGN), 2, "did you mean 'four-step'?"),
        (("four-step",), 2, "Missing argument"),
    ],
)
def test_what_cannot_be_explained(cli, args, code, says):
    ran = cli("rubric", "explain", *args)
    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err


def test_hostile_words_steer_no_terminal(cli, own, tmp_path):
    text = tmp_path / "x.md"
    text.write_text("# A\n\nThe cache\x1b[31m \x9b2J\u202e is \x07Redis, for 20 million users.\n")
    out = cli("rubric", "explain", own, text).out
    assert "[" in out
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", out)


def test_plugins_lists_what_is_installed(cli):
    ran = cli("plugins")
    assert ran.code == 0
    assert ran.out == "" or ran.out.startswith("NAME")


def test_training_without_its_package_says_what_to_install(cli, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    ran = cli("train", SAMPLES, "--texts", tmp_path, "--out", tmp_path / "model")
    assert ran.code == 2
    assert ran.err == "training needs scikit-learn, which is not installed: pip install 'grader[train]'\n"


def test_training_without_texts_is_wrong_usage(cli, tmp_path):
    pytest.importorskip("sklearn")
    texts = tmp_path / "texts"
    texts.mkdir()
    ran = cli("train", SAMPLES.parent / "public", "--texts", texts, "--out", tmp_path / "model")
    assert ran.code == 2
    assert "none of its labelled texts was found" in ran.err
    assert len(ran.err.splitlines()) == 1
