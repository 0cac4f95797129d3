"""Labelled voices: laid on the words they are of, learned from as texts or as numbers, which hold no words."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from grader.errors import UsageError
from grader.training.talks import (
    LabelledTalk,
    is_of_voices,
    load_talks,
    read_talks,
    roles_of_words,
    save_talks,
    spoken,
    talk_of,
    without_names,
)
from grader.training.train import NUMBERS, talks_of
from grader.training.voices import Talk, fit_voices
from grader.voices.learned import LearnedVoices
from grader.voices.sound import Sound

DATASETS = Path(__file__).parents[2] / "datasets"
VOICES = DATASETS / "voices"
OWN = sorted(p.stem for p in (VOICES / "texts").iterdir())


@pytest.fixture(scope="module")
def labelled() -> list[LabelledTalk]:
    """The talks that were written for this data set."""
    return [t for t in load_talks(VOICES, None) if t.id in OWN]


PIECES = 200
"""Of each talk, so that a fit is quick."""


@pytest.fixture(scope="module")
def talks(labelled: list[LabelledTalk]) -> list[Talk]:
    whole = [talk_of(t) for t in labelled[:4]]
    sounds = [Sound(**{f.name: getattr(t.sound, f.name)[:PIECES] for f in fields(Sound)}) for t in whole]
    return [replace(t, sound=s, candidate=t.candidate[:PIECES]) for t, s in zip(whole, sounds, strict=True)]


CAPTIONS = """WEBVTT

00:00:01.000 --> 00:00:04.000
so how would you store it

00:00:04.000 --> 00:00:08.000
- well I'd keep it in a table

00:00:08.000 --> 00:00:09.000
great
"""
TURNS = [[0, 5, "interviewer"], [6, 12, "candidate"], [13, 13, "interviewer"]]


def dataset(folder: Path, label: object, text: str = CAPTIONS, **entry: object) -> Path:
    """A data set of one talk in captions."""
    (folder / "texts").mkdir(parents=True)
    (folder / "labels").mkdir()
    (folder / "texts" / "one.vtt").write_text(text)
    (folder / "talks.json").write_text(json.dumps([{"id": "one", "file": "one.vtt", **entry}]))
    (folder / "labels" / "one.json").write_text(label if isinstance(label, str) else json.dumps(label))
    return folder


class TestLabels:
    def test_each_word_has_its_role(self, tmp_path: Path) -> None:
        (one,) = load_talks(dataset(tmp_path, {"id": "one", "words": 14, "turns": TURNS}), None)
        said = [one.document.text[a:b] for a, b in spoken(one.document)]
        assert said == "so how would you store it well I'd keep it in a table great".split()
        assert roles_of_words(one) == ["interviewer"] * 6 + ["candidate"] * 7 + ["interviewer"]
        assert (one.real, one.id) == (False, "one")

    def test_pieces_are_of_who_says_most_of_them(self, tmp_path: Path) -> None:
        (one,) = load_talks(dataset(tmp_path, {"id": "one", "turns": TURNS}), None)
        talk = talk_of(one)
        assert talk.candidate.tolist() == [False, True, False]
        assert (talk.sound.sizes.tolist(), talk.author, talk.real) == ([6, 7, 1], "one", False)

    @pytest.mark.parametrize("last", [12, 14, 200])
    def test_of_another_length_are_refused(self, tmp_path: Path, last: int) -> None:
        turns = [*TURNS[:2], [13, last, "interviewer"]]
        (one,) = load_talks(dataset(tmp_path, {"id": "one", "turns": turns}), None)
        with pytest.raises(UsageError, match=f"one: its label has {last + 1} words, the text another number"):
            talk_of(one)

    @pytest.mark.parametrize(
        "label", ["", "{", "[]", {"turns": TURNS}, {"id": "one", "turns": [[0, 5, "teacher"]]}, {"id": "one", "turns": [[0]]}]
    )  # fmt: skip
    def test_what_is_no_label_is_said_in_one_line(self, tmp_path: Path, label: object) -> None:
        with pytest.raises(UsageError, match=r"one\.json: no list or label of talks") as raised:
            list(load_talks(dataset(tmp_path, label), None))
        assert "\n" not in str(raised.value)

    def test_another_text_than_was_labelled_is_refused(self, tmp_path: Path) -> None:
        folder = dataset(tmp_path, {"id": "one", "turns": TURNS}, sha256="0" * 64)
        with pytest.raises(UsageError, match="not the text that was labelled"):
            list(load_talks(folder, None))

    def test_a_recording_of_somebody_elses_that_is_not_there_is_left_out(self, tmp_path: Path) -> None:
        folder = dataset(tmp_path, {"id": "one", "turns": TURNS}, source="owner/name@0:one.vtt")
        assert list(load_talks(folder, tmp_path / "elsewhere")) == []
        assert [t.real for t in load_talks(folder, folder / "texts")] == [True]

    def test_a_folder_without_a_list_is_none(self, tmp_path: Path) -> None:
        assert not is_of_voices(tmp_path)
        assert is_of_voices(VOICES)
        with pytest.raises(UsageError, match=r"talks\.json"):
            list(load_talks(tmp_path, None))


class TestWithoutNames:
    def test_it_is_the_same_every_time(self, labelled: list[LabelledTalk]) -> None:
        for t in labelled:
            assert without_names(t) == without_names(t)

    def test_nobody_is_named_and_each_word_has_its_role(self, labelled: list[LabelledTalk]) -> None:
        for t in labelled:
            document, roles = without_names(t)
            assert not any(b.speaker for b in document.blocks)
            assert document.kind == "transcript"
            assert len(roles) == sum(1 for _ in spoken(document))
            assert set(roles) == {"candidate", "interviewer"}
            times = [(b.start_time, b.end_time) for b in document.blocks]
            assert times == sorted(times)  # type: ignore[type-var]

    def test_the_words_are_those_that_were_said(self, labelled: list[LabelledTalk]) -> None:
        t = labelled[0]
        document, _ = without_names(t)
        one, two = (
            "".join(c for a, b in spoken(d) for c in d.text[a:b].lower() if c.isalnum()) for d in (t.document, document)
        )
        assert one == two

    def test_a_voice_that_plays_no_part_is_left_out(self, labelled: list[LabelledTalk]) -> None:
        t = labelled[0]
        alone = replace(t, label=t.label.model_copy(update={"roles": {"Candidate": "candidate"}}))
        assert set(without_names(alone)[1]) == {"candidate"}

    def test_there_are_three_guises(self, labelled: list[LabelledTalk]) -> None:
        texts = [without_names(replace(labelled[0], entry=labelled[0].entry.model_copy(update={"id": f"t{n}"})))[0].text for n in range(12)]  # fmt: skip
        guises = {("." in text, "\n\n" in text) for text in texts}
        assert guises == {(False, False), (True, False), (True, True)}


class TestNumbers:
    def test_they_are_the_talks(self, talks: list[Talk], tmp_path: Path) -> None:
        save_talks(tmp_path / NUMBERS, talks)
        for one, two in zip(talks, read_talks(tmp_path / NUMBERS), strict=True):
            assert (one.id, one.author, one.digest) == (two.id, two.author, two.digest)
            assert two.real
            assert np.array_equal(one.candidate, two.candidate)
            for f in fields(Sound):
                a, b = getattr(one.sound, f.name), getattr(two.sound, f.name)
                assert a.dtype == b.dtype, f.name
                assert np.array_equal(a, b), f.name

    def test_they_give_the_model_that_the_texts_give(self, talks: list[Talk], tmp_path: Path) -> None:
        real = [replace(t, real=True, author=f"author-{n}") for n, t in enumerate(talks)]
        save_talks(tmp_path / NUMBERS, real)
        for name, some in (("texts", real), ("numbers", read_talks(tmp_path / NUMBERS))):
            fit_voices(some).save(tmp_path / f"{name}.npz")
        assert (tmp_path / "texts.npz").read_bytes() == (tmp_path / "numbers.npz").read_bytes()
        model = LearnedVoices.load(tmp_path / "numbers.npz")
        assert all(np.isfinite(getattr(model, f.name)).all() for f in fields(LearnedVoices))

    def test_they_stand_in_for_texts_that_are_not_there(self, talks: list[Talk], tmp_path: Path) -> None:
        folder = dataset(tmp_path / "set", {"id": "one", "turns": TURNS})
        assert [t.id for t in talks_of(folder, None)] == ["one"]
        save_talks(folder / NUMBERS, talks)
        assert [t.id for t in talks_of(folder, None)] == ["one", *(t.id for t in talks)]

    @pytest.mark.parametrize("content", [b"", b"PK", b"\x93NUMPY"])
    def test_a_file_that_holds_none_is_said(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / NUMBERS).write_bytes(content)
        with pytest.raises(UsageError, match="no numbers here"):
            read_talks(tmp_path / NUMBERS)

    @pytest.mark.parametrize("name", ["format", "sizes_of", "ids", "authors", "candidate", "cues", "gaps"])
    def test_damaged_ones_are_one_line(self, talks: list[Talk], tmp_path: Path, name: str) -> None:
        path = tmp_path / NUMBERS
        save_talks(path, talks)
        with np.load(path) as z:
            arrays = {n: z[n] for n in z.files}
        for changed in (None, np.full_like(arrays[name], 99)):
            np.savez(path, **{k: v for k, v in arrays.items() if k != name} | ({} if changed is None else {name: changed}))  # fmt: skip
            try:
                read_talks(path)
            except UsageError as e:
                assert "\n" not in str(e)  # noqa: PT017
        content = path.read_bytes()
        for at in range(0, len(content), max(1, len(content) // 40)):
            path.write_bytes(content[:at] + b"\xff\x00\xff" + content[at + 3 :])
            try:
                read_talks(path)
            except UsageError as e:
                assert "\n" not in str(e)  # noqa: PT017

    def test_they_hold_no_words(self) -> None:
        with np.load(VOICES / NUMBERS, allow_pickle=False) as z:
            assert all(z[name].dtype.kind in "biuf" for name in z.files)
            text = {name: z[name].tobytes().decode("ascii") for name in ("ids", "authors", "digests")}
            of_a_piece = [z[f.name] for f in fields(Sound)]
            pieces = len(z["candidate"])
        entries = json.loads((VOICES / "talks.json").read_text())
        assert set(text["ids"].split("\n")) <= {e["id"] for e in entries if e.get("source")}
        assert set(text["authors"].split("\n")) <= {e.get("author") or e["id"] for e in entries}
        assert all(len(d) == 64 and set(d) <= set("0123456789abcdef") for d in text["digests"].split("\n"))
        # of a piece: counts alone
        assert all(len(rows) == pieces and rows.dtype in (np.uint8, np.uint16) for rows in of_a_piece)


def test_every_talk_of_the_data_set_has_a_label_that_fits() -> None:
    found = [t for t in load_talks(VOICES, None) if not t.real]
    assert {t.id for t in found} >= set(OWN)
    for t in found:
        roles = without_names(t)[1] if t.label.roles else roles_of_words(t)
        assert {"candidate", "interviewer"} <= set(roles), t.id
