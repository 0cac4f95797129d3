"""Plug-ins are found, named, loaded when asked for, and blamed by their package's name."""

from __future__ import annotations

import json
import sys

import pytest

from grader.checking.examples import run_examples
from grader.cli import grader as command
from grader.cli.console import run
from grader.errors import RubricError, UsageError
from grader.pipeline import Grader
from grader.plugins import Plugins, installed, load
from grader.protocols import Source
from grader.rubric import load_rubric
from grader.rubric.lint import lint

NOTES = b"%NOTES\nGoal: remind patients of appointments.\nThe API writes to a queue.\nWorkers read the queue.\nA full queue pages us.\n"


def test_nothing_is_brought_where_nothing_is_installed() -> None:
    plugins = Plugins.none()
    assert [
        len(m) for m in (plugins.readers, plugins.segmenters, plugins.matchers, plugins.reporters, plugins.rubrics)
    ] == [0] * 5


def test_what_a_package_brings_is_listed_without_importing_it(acme: None) -> None:
    found = [(p.group, p.name, p.package, p.version) for p in installed() if p.package == "acme-grader"]
    assert found == [
        ("readers", "acme.notes", "acme-grader", "1.2.0"),
        ("segmenters", "acme.thirds", "acme-grader", "1.2.0"),
        ("matchers", "acme.repeats", "acme-grader", "1.2.0"),
        ("reporters", "acme.line", "acme-grader", "1.2.0"),
        ("rubrics", "acme.reminders", "acme-grader", "1.2.0"),
    ]
    Plugins.installed()
    assert not [name for name in sys.modules if name.startswith("acme_grader")]


def test_a_submission_goes_through_plugins_from_end_to_end(acme: None) -> None:
    plugins = Plugins.installed()
    path = plugins.rubrics["acme.reminders"]
    assert lint(path.read_text(), str(path)) == []
    rubric = load_rubric(path)
    assert [o for o in run_examples(rubric, plugins.matchers) if not o.ok] == []
    grader = Grader(
        rubric,
        readers=tuple(plugins.readers.values()),
        segmenter=plugins.segmenters["acme.thirds"],
        matchers=plugins.matchers,
    )
    assessment = grader.assess_source(Source("reminders.notes", NOTES))
    assert assessment.submission.format == "acme.notes"
    assert [s.step for s in assessment.segments] == ["scope", "high_level"]
    assert [(f.level, f.evidence[0].quote) for f in assessment.findings] == [(2, "The API writes to a queue.")]
    assert (
        plugins.reporters["acme.line"].render(assessment, rubric)
        == "reminders.notes: 100.0 by Reminders, as Acme asks for them\n"
    )


def test_the_command_line_takes_a_plugin_of_every_group(acme: None, tmp_path, capfdbinary) -> None:  # type: ignore[no-untyped-def]
    notes = tmp_path / "reminders.notes"
    notes.write_bytes(NOTES)
    asked = ["score", str(notes), "--rubric", "acme.reminders", "--input-format", "acme.notes"]
    steps = {}
    for segmenter in ([], ["--segmenter", "acme.thirds"]):
        assert run(command, [*asked, *segmenter, "--format", "json"]) == 0
        out = capfdbinary.readouterr().out
        steps[len(segmenter)] = [s["step"] for s in json.loads(out)["segments"]]
    assert steps[2] == ["scope", "high_level"]
    assert steps[0] != steps[2]
    assert run(command, [*asked, "--segmenter", "acme.thirds", "--format", "acme.line"]) == 0
    line = f"{notes}: 100.0 by Reminders, as Acme asks for them\n"
    assert capfdbinary.readouterr().out.decode() == line
    assert run(command, ["score", str(notes), "--segmenter", "acme.third"]) == 2
    assert capfdbinary.readouterr().err == b"unknown segmenter 'acme.third'; did you mean 'acme.thirds'?\n"


def test_a_custom_pattern_without_its_plugin_is_an_error_that_names_it(acme: None) -> None:
    rubric = load_rubric(Plugins.installed().rubrics["acme.reminders"])
    with pytest.raises(RubricError, match=r"no matcher plug-in is called 'acme.repeats'; known: none is installed"):
        Grader(rubric)


def test_a_plugin_is_kept_once_it_is_loaded(acme: None) -> None:
    readers = Plugins.installed().readers
    assert readers["acme.notes"] is readers["acme.notes"]


def test_a_mapping_of_plugins_answers_as_mappings_do(acme: None) -> None:
    readers = Plugins.installed().readers
    assert "acme.notes" in readers
    assert readers.get("acme.letters") is None
    with pytest.raises(KeyError):
        readers["acme.letters"]


def test_an_unknown_name_is_answered_with_the_known_ones(acme: None) -> None:
    with pytest.raises(UsageError) as caught:
        load("readers", "acme.note")
    assert str(caught.value) == "unknown input format 'acme.note'; did you mean 'acme.notes'?"
    with pytest.raises(UsageError) as caught:
        load("readers", "zzz", ("pdf", "text"))
    assert str(caught.value) == "unknown input format 'zzz'; there are: pdf, text, acme.notes"


def test_an_unknown_name_where_nothing_is_installed() -> None:
    with pytest.raises(UsageError) as caught:
        load("reporters", "acme.line")
    message = "unknown report format 'acme.line'; none is installed: install the package that brings it"
    assert str(caught.value) == message


def test_two_packages_with_one_name_are_both_named(acme: None, install) -> None:  # type: ignore[no-untyped-def]
    install("zebra-notes", "[grader.readers]\nacme.notes = zebra_notes:Reader\n")
    for asked in (installed, Plugins.installed, lambda: load("readers", "acme.notes")):
        with pytest.raises(UsageError) as caught:
            asked()
        assert (
            str(caught.value)
            == "packages acme-grader and zebra-notes both bring 'acme.notes' in grader.readers; remove one of them"
        )


def test_one_name_in_two_groups_is_no_clash(install) -> None:  # type: ignore[no-untyped-def]
    install("zebra", "[grader.readers]\nzebra.one = zebra:A\n[grader.reporters]\nzebra.one = zebra:B\n")
    assert [p.group for p in installed() if p.name == "zebra.one"] == ["readers", "reporters"]


@pytest.mark.parametrize("name", ["markdown", "Acme.notes", "acme.", ".notes", "acme notes", "acme..notes"])
def test_a_name_without_an_owner_is_refused(install, name: str) -> None:  # type: ignore[no-untyped-def]
    install("zebra", f"[grader.readers]\n{name} = zebra:Reader\n")
    with pytest.raises(
        UsageError,
        match=r"^package zebra brings a plug-in called '.*' in grader.readers; plug-ins are called owner.name",
    ):
        installed()


BROKEN = [
    (
        "readers",
        "import no_such_module",
        "cannot be loaded: ModuleNotFoundError: No module named 'no_such_module'; install zebra again, or remove it",
    ),
    ("readers", "Thing = 1 /", "cannot be loaded: SyntaxError: "),
    ("readers", "", "cannot be loaded: AttributeError: module 'zebra_code' has no attribute 'Thing'; install"),
    ("readers", "import sys; sys.exit(4)", "cannot be loaded: SystemExit: 4; install"),
    ("readers", "raise RuntimeError('two\\nlines')", "cannot be loaded: RuntimeError: two lines; install"),
    ("readers", "class Thing:\n def __init__(self, needed): ...", "cannot be loaded: TypeError: "),
    ("readers", "Thing = 3", "has no recognises() and no read(); tell the authors of zebra, or remove it"),
    (
        "readers",
        "class Thing:\n name = 'html'\n def read(self, s): ...\n def recognises(self, s): ...",
        "calls itself 'html'; tell",
    ),
    ("reporters", "class Thing:\n name = 'zebra.thing'", "has no render(); tell"),
    ("segmenters", "class Thing:\n def segment(self, a): ...", "calls itself None; tell"),
    ("matchers", "Thing = 'text'", "is no function of a pattern's options; tell"),
    ("rubrics", "Thing = '/no/such/file.yaml'", "is not the path of a rubric's file; tell"),
    ("rubrics", "Thing = None", "is not the path of a rubric's file; tell"),
]


@pytest.mark.parametrize(("group", "code", "message"), BROKEN)
def test_a_broken_plugin_is_an_error_where_it_is_asked_for(install, group: str, code: str, message: str) -> None:  # type: ignore[no-untyped-def]
    install("zebra", f"[grader.{group}]\nzebra.thing = zebra_code:Thing\n", {"zebra_code": code})
    assert [p.name for p in installed() if p.package == "zebra"] == ["zebra.thing"]
    mapping = getattr(Plugins.installed(), group)
    for ask in (lambda: load(group, "zebra.thing"), lambda: mapping["zebra.thing"]):  # type: ignore[arg-type]
        with pytest.raises(UsageError) as caught:
            ask()
        said = str(caught.value)
        assert said.startswith(f"plug-in zebra.thing (grader.{group}, from zebra 1.0) {message}")
        assert "\n" not in said
