"""What services write around a talk, a machine's notes, sentences that slipped, and captions out of order."""

from __future__ import annotations

import pytest

from grader.errors import InputError
from tests.readers.formats.samples import ASIDE, GUID, MEET, TEAMS_NEW
from tests.readers.formats.test_samples import read_turns
from tests.readers.reading import document, turns
from tests.readers.small_files import paragraph, word_file


@pytest.mark.parametrize(
    ("started", "stopped"),
    [
        ("Mara Voss hat die Transkription gestartet", "Mara Voss hat die Transkription beendet"),
        ("Voss Gil, Mara Inés inició la transcripción", "Voss Gil, Mara Inés detuvo la transcripción"),
        ("**Mara Voss** inició la transcripción.", "*Mara Voss detuvo la transcripción.*"),
        ("Mara Voss iniciou a transcrição", "Mara Voss stopped transcription"),
        ("Mara Voss a commencé la transcription", "Mara Voss stopped transcription"),
        ("Mara Voss rozpoczęła transkrypcję", "Mara Voss zatrzymała transkrypcję"),
    ],
)
def test_who_began_and_ended_the_recording(started: str, stopped: str) -> None:
    lines = [line for line in TEAMS_NEW if not line.endswith("transcription")]
    text = "\n".join([*lines[:4], started, *lines[4:], "", stopped, "Extra words of the service"])
    said = read_turns(document(text, ".txt"))
    assert [t[2] for t in said if t[0] not in (ASIDE, None)] == [
        "Please sell tickets to a million fans.",
        "Okay: one queue a venue.",
        "That is our hour.",
    ]
    assert [t[2] for t in said if t[0] in (ASIDE, None)] == [TEAMS_NEW[0], "Extra words of the service"]


def test_a_recording_begun_and_ended_in_words_that_are_not_known() -> None:
    lines = [line for line in TEAMS_NEW if not line.endswith("transcription")]
    text = "\n".join(
        [*lines[:4], "Mara Voss ha avviato la trascrizione", *lines[4:], "Jun Park ha fermato la trascrizione"]
    )
    assert [t[2] for t in read_turns(document(text, ".txt")) if t[0] is None] == ["\n".join(TEAMS_NEW[:3])]


def test_words_of_a_talk_about_recordings_stay() -> None:
    text = "0:03\nthen the client started transcription\n0:09\nTranscription ended after the upload, we said\n"
    assert [t[2] for t in read_turns(document(text, ".txt"))] == [
        "then the client started transcription",
        "Transcription ended after the upload, we said",
    ]


def test_what_a_service_writes_below_is_no_speech() -> None:
    text = "\n".join([*MEET[:-1], "Questa trascrizione è di prova.", ""])
    assert read_turns(document(text, ".txt"))[-1] == (ASIDE, None, "Questa trascrizione è di prova.")


@pytest.mark.parametrize(
    "end", ["La transcripción finalizó después de 01:05:12", "Trascrizione terminata dopo 00:17:13"]
)
def test_meet_in_other_languages(end: str) -> None:
    text = f"Mara Voss: We go on to the\nJun Park: Right.\nMara Voss: load.\nJun Park: Good.\n\n{end}\n"
    assert turns(document(text, ".txt")) == [
        ("Mara Voss", "We go on to the"),
        ("Mara Voss", "load."),
        ("Jun Park", "Right."),
        ("Jun Park", "Good."),
    ]


def test_turns_of_other_services_keep_their_places() -> None:
    text = "Mara Voss: We go on to the\nJun Park: Right.\nMara Voss: load.\nJun Park: Good.\n"
    assert [said for _, said in turns(document(text, ".txt"))] == ["We go on to the", "Right.", "load.", "Good."]


def test_only_the_rest_of_the_sentence_goes_back() -> None:
    text = "\n".join(MEET).replace("Mara Voss: load.", "Mara Voss: load. What about the cost?")
    said = read_turns(document(text, ".txt"))
    assert said[2:6] == [
        ("Mara Voss", None, "load."),
        ("Jun Park", None, "Right. Fans buy seats, venues open"),
        ("Jun Park", None, "a sale."),
        ("Mara Voss", None, "What about the cost?"),
    ]
    before = " ".join(line.partition(": ")[2] for line in text.split("\n") if line.startswith("Mara Voss"))
    assert " ".join(t[2] for t in said if t[0] == "Mara Voss") == before.strip()


NOTES = (
    "📝 Notes\nJan 5, 2026\nInvited Mara Voss Jun Park\n\nSummary\nThe candidate shards by venue. Gemini wrote this.\n"
)


@pytest.mark.parametrize(
    "content",
    [
        NOTES.encode(),
        NOTES.encode("utf-16"),
        word_file("".join(paragraph(line) for line in NOTES.split("\n"))),
        (NOTES + "📖 Transcript\nJan 5, 2026\n").encode(),
    ],
)
def test_notes_without_a_transcript(content: bytes) -> None:
    with pytest.raises(InputError, match="machine's notes of a meeting and not its transcript; give the transcript"):
        document(content)


def test_notes_in_a_word_file() -> None:
    lines = [*NOTES.split("\n"), "📖 Transcript", *MEET]
    said = read_turns(document(word_file("".join(paragraph(line) for line in lines))))
    assert next(t for t in said if t[0] not in (ASIDE, None)) == (
        "Mara Voss",
        None,
        "We could begin with the users and go on to the",
    )
    assert all(t[0] is ASIDE for t in said if "shards" in t[2])


def _captions(*cues: tuple[float, str]) -> str:
    return "WEBVTT\n\n" + "".join(
        f"00:{int(t) // 60:02}:{t % 60:06.3f} --> 00:{int(t) // 60:02}:{t % 60 + 0.5:06.3f}\n{words}\n\n"
        for t, words in cues
    )


def test_captions_are_put_in_time_order_and_their_voices_stay() -> None:
    text = _captions((1, "<v Mara>a"), (2, "b"), (9, "<v Jun>e"), (5, "<v Mara>c"), (6, "d"))
    assert turns(document(text)) == [("Mara", "a"), ("Mara", "b"), ("Mara", "c"), ("Mara", "d"), ("Jun", "e")]


def test_a_sentence_over_several_cues_is_not_divided() -> None:
    cue = f"{GUID}/{{}}\n00:00:0{{}}.000 --> 00:00:09.000\n<v {{}}>{{}}</v>\n\n"
    text = "WEBVTT\n\n" + "".join(
        cue.format(*c) for c in [("3-0", 1, "Mara", "We go"), ("5-0", 2, "Jun", "Mhm."), ("3-1", 3, "Mara", "on.")]
    )
    assert turns(document(text)) == [("Mara", "We go"), ("Mara", "on."), ("Jun", "Mhm.")]


def test_two_recordings_in_one_file_follow_each_other() -> None:
    first = [(t * 20.0, f"first {t}") for t in range(1, 8)]
    second = [(t * 20.0 + 1, f"second {t}") for t in range(1, 8)]
    said = [words for _, words in turns(document(_captions(*first, *second)))]
    assert said == [words for _, words in (*first, *second)]
    assert len(turns(document(_captions(*first, *first)))) == 7
    late = [words for _, words in turns(document(_captions(*first, (3, "late"))))]
    assert late == ["late", *(words for _, words in first)]
