"""Labelled voices: talks whose words were labelled by who speaks them, as they are or with their names taken off.

A data set of voices is a folder with ``talks.json``, which lists talks, and ``labels/``: of a talk without names runs
of words ``[first, last, role]``, of one with names the role of each.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from random import Random
from typing import Any, Literal
from zipfile import BadZipFile

import numpy as np
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from grader.errors import UsageError
from grader.protocols import Source
from grader.readers import read, read_source
from grader.readers.parts import Part, compose
from grader.schema.document import Document
from grader.training.labelled import timed_lines_to_vtt
from grader.training.voices import Talk
from grader.voices.pieces import Pieces, pieces_of, unnamed
from grader.voices.sound import Sound, hear

LIST = "talks.json"
Role = Literal["candidate", "interviewer", "other"]
_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"[a-zA-Z0-9]")
_KEPT = re.compile(r"[^\w\s'/-]")
WIDTH = 8
"""Words of a cue that a talk without its names is laid out in, give or take three."""
PER_SECOND = 2.7


class TalkEntry(BaseModel):
    """One talk of a data set."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    file: str
    folder: str = "texts"
    """Where the data set's own file lies, from the data set's folder."""
    cut: str = ""
    source: str = ""
    """Where it lies, if elsewhere: ``owner/name@commit:path``."""
    sha256: str = ""
    author: str = ""
    split: str = ""
    """``held`` is never fitted on."""
    named: bool = False
    """A recording with names that is measured on alone: nothing is fitted on it."""
    tuned: bool = True
    """The method was chosen with a look at it."""


class VoiceLabel(BaseModel):
    """Who speaks: by run of words, or by name."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    words: int = 0
    turns: tuple[tuple[int, int, Role], ...] = ()
    roles: dict[str, Role] = {}
    verdicts: tuple[tuple[int, int], ...] = ()
    """First and last caption line of what is said about the candidate's performance."""


@dataclass(frozen=True)
class LabelledTalk:
    """A talk as the grader reads it, and its label."""

    entry: TalkEntry
    document: Document
    label: VoiceLabel
    digest: str

    @property
    def id(self) -> str:
        """Its name."""
        return self.entry.id

    @property
    def real(self) -> bool:
        """Somebody else's recording, and not one written for the project."""
        return bool(self.entry.source)


_ENTRIES = TypeAdapter(tuple[TalkEntry, ...])


def is_of_voices(dataset: Path) -> bool:
    """Is this folder a data set of voices?"""
    return (dataset / LIST).exists()


def load_talks(dataset: Path, texts: Path | None) -> Iterator[LabelledTalk]:
    """The talks that are there: the data set's own, and those of others that lie in ``texts``. UsageError for a wrong
    label, list or text.
    """
    entries = _valid(dataset / LIST, _ENTRIES.validate_python)
    for entry in entries:
        path = (texts or dataset) / entry.file if entry.source else dataset / entry.folder / entry.file
        if entry.source and not path.exists():
            continue
        label = _valid(dataset / "labels" / f"{entry.id}.json", VoiceLabel.model_validate)
        source = _source(entry, path)
        document = read(source, kind="transcript" if entry.named else None)
        yield LabelledTalk(entry, document, label, hashlib.sha256(source.content).hexdigest())


def _valid(path: Path, validate: Any) -> Any:
    try:
        return validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as e:
        raise UsageError(f"{path}: no list or label of talks ({str(e).splitlines()[0]})") from None


def _source(entry: TalkEntry, path: Path) -> Source:
    source = read_source(path)
    if entry.sha256 and hashlib.sha256(source.content).hexdigest() != entry.sha256:
        raise UsageError(f"{path}: not the text that was labelled; rebuild it with datasets/public/rebuild.py")
    if entry.cut == "captions":
        return Source(f"{entry.id}.vtt", timed_lines_to_vtt(source.content.decode()).encode(), ".vtt")
    return source


def talk_of(labelled: LabelledTalk) -> Talk:
    """What the model of voices learns from: the talk without names, and which pieces the candidate speaks."""
    document, roles = labelled.document, roles_of_words(labelled)
    if labelled.label.roles:
        document, roles = without_names(labelled)
    pieces = pieces_of(document, unnamed(document))
    author = labelled.entry.author or labelled.id
    return Talk(labelled.id, author, hear(pieces), mostly(document, pieces, roles), labelled.real, labelled.digest)


def roles_of_words(labelled: LabelledTalk) -> list[Role]:
    """The role of each spoken word of a talk without names; UsageError where the label is of another text."""
    roles: list[Role] = [role for first, last, role in labelled.label.turns for _ in range(first, last + 1)]
    if not labelled.label.roles and len(roles) != sum(1 for _ in spoken(labelled.document)):
        raise UsageError(f"{labelled.id}: its label has {len(roles)} words, the text another number")
    return roles


def spoken(document: Document) -> Iterator[tuple[int, int]]:
    """The spans of the words that labels of a talk without names count: those with a letter or digit, in speech."""
    for block in document.blocks:
        if block.kind == "speech":
            for token in _TOKEN.finditer(document.text, block.start, block.end):
                if _WORD.search(token[0]):
                    yield token.span()


def mostly(document: Document, pieces: Pieces, roles: Sequence[Role]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Of each piece whether the candidate speaks at least half of its words."""
    said = dict(zip((start for start, _ in spoken(document)), roles, strict=True))
    found = []
    for start, end in zip(pieces.starts.tolist(), pieces.ends.tolist(), strict=True):
        own = [said[t.start()] for t in _TOKEN.finditer(document.text, start, end) if t.start() in said]
        found.append(bool(own) and 2 * own.count("candidate") >= len(own))
    return np.asarray(found, dtype=np.bool_)


def without_names(labelled: LabelledTalk) -> tuple[Document, list[Role]]:
    """A talk with names as a captioning service would leave it, and the role of each word: in one of three guises, by
    the talk's name: bare words, words with punctuation, and these with most changes of voice marked.
    """
    guise = zlib.crc32(labelled.id.encode()) % 3
    draw = Random(zlib.crc32(labelled.id.encode()))
    parts: list[Part] = []
    roles: list[Role] = []
    now = 1.0
    before: Role | None = None
    document = labelled.document
    for block in document.blocks:
        role = labelled.label.roles.get(block.speaker or "")
        if role is None or block.kind != "speech":
            continue
        words = document.text[block.start : block.end].split()
        now += draw.uniform(0.1, 0.9) if before not in (None, role) else 0.0
        at = 0
        while at < len(words):
            cue = words[at : at + max(2, WIDTH + draw.randint(-3, 3))]
            kept = [word for word in cue if _WORD.search(word)]
            end = now + len(cue) / PER_SECOND
            if kept:
                said = " ".join(cue) if guise else " ".join(_KEPT.sub("", word.lower()) for word in kept)
                new = guise == 2 and at == 0 and before != role and draw.random() > 0.03
                parts.append(Part("speech", said, line=len(parts) + 1, start=now, end=end, new_turn=new))
                roles += [role] * len(kept)
            now = end + (draw.uniform(0, 0.3) if draw.random() < 0.2 else 0.0)
            at += len(cue)
        before = role
    made = compose(parts, name=labelled.id, format="webvtt", kind="transcript")
    return made, roles


FORMAT = 1


def save_talks(path: Path, talks: Sequence[Talk]) -> None:
    """What a fit needs of talks that cannot be shipped, as numbers, with no word of them but how often some of the
    commonest words of the language stand in a piece.
    """
    arrays: dict[str, Any] = {
        "format": np.int64(FORMAT),
        "sizes_of": np.asarray([len(t.candidate) for t in talks], dtype=np.int32),
        "candidate": np.concatenate([t.candidate for t in talks]),
    }
    for name in ("id", "author", "digest"):
        joined = "\n".join(getattr(t, name) for t in talks)
        arrays[f"{name}s"] = np.frombuffer(joined.encode("ascii"), dtype=np.uint8)
    for field in fields(Sound):
        arrays[field.name] = np.concatenate([getattr(t.sound, field.name) for t in talks])
    np.savez_compressed(path, **arrays)


def read_talks(path: Path) -> list[Talk]:
    """The talks that `save_talks` wrote; UsageError where the file is none of this version."""
    try:
        with np.load(path, allow_pickle=False) as z:
            if int(z["format"]) != FORMAT:
                raise ValueError(f"numbers of format {int(z['format'])}; this version reads {FORMAT}")
            arrays = {name: z[name] for name in z.files}
        ids, authors, digests = (
            arrays[name].tobytes().decode("ascii").split("\n") for name in ("ids", "authors", "digests")
        )
        ends = np.cumsum(arrays["sizes_of"])
        cuts = [slice(int(end - size), int(end)) for end, size in zip(ends, arrays["sizes_of"], strict=True)]
        return [
            Talk(
                ids[n],
                authors[n],
                Sound(**{f.name: arrays[f.name][part] for f in fields(Sound)}),
                arrays["candidate"][part],
                True,
                digests[n],
            )
            for n, part in enumerate(cuts)
        ]
    except (OSError, KeyError, ValueError, IndexError, TypeError, EOFError, RuntimeError, BadZipFile, zlib.error) as e:
        raise UsageError(f"{path}: no numbers here ({type(e).__name__}: {e}); give the texts with --texts") from None
