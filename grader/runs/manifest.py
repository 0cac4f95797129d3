"""What a run was made by. A run belongs to one manifest; another rubric, model, version or setting is another run."""

from __future__ import annotations

from grader.schema.record import Record

FORMAT = 1
"""Raised whenever a store's tables change, so that an old folder is refused and not misread."""

_PARTS = {
    "grader": "version of grader",
    "rubric": "rubric",
    "voices": "model of voices",
    "steps": "model of steps",
    "levels": "model of levels",
    "embeddings": "embeddings",
    "matcher": "matcher plug-ins",
}


class Settings(Record):
    """What a grade depends on beside the text. Numbers of workers, time limits and engines are none of it."""

    rubric: str
    """The whole rubric, as JSON."""
    model: str | None = None
    """Absolute path of a folder that ``grader train`` wrote; None for grader's own."""
    segmenter: str | None = None
    candidate: str | None = None
    roles: dict[str, str] | None = None
    kind: str | None = None
    input_format: str | None = None


class Reading(Record):
    """How sources are read: which columns of a table, which files of a folder. It decides what is listed."""

    text_column: str | None = None
    id_column: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Given(Record):
    """A source as it was named."""

    words: str
    """A path, a pattern or an address."""
    at: str = ""
    """The folder that a relative path starts from; empty for others."""


class Manifest(Record):
    """What makes a run what it is."""

    format: int = FORMAT
    signature: str
    """As assessments have it, without the reader: version, digests of rubric and models."""
    settings: Settings
    reading: Reading
    sources: tuple[Given, ...]
    """Grows when a run is given more."""


def differences(old: Manifest, new: Manifest) -> list[str]:
    """What sets two manifests apart, each in one line: ``rubric: four-step@1.2.0#ab12, now mine@1.0.0#cd34``."""
    found = differing(old.signature, new.signature)
    for before, after in ((old.settings, new.settings), (old.reading, new.reading)):
        for name in type(before).model_fields:
            a, b = getattr(before, name), getattr(after, name)
            if a != b and name not in ("rubric", "model"):  # the signature has their digests
                found.append(f"--{name.replace('_', '-')}: {_said(a)}, now {_said(b)}")
    return found


def made_of(signature: str) -> list[tuple[str, str]]:
    """The parts of a signature, each with what people call it: ``("rubric", "four-step@1.2.0#ab12")``."""
    return [(_PARTS.get(key, key), value) for key, value in _parts(signature).items()]


def differing(old: str, new: str) -> list[str]:
    """The parts in which two signatures differ, each in one line."""
    before, after = _parts(old), _parts(new)
    keys = [k for k in dict.fromkeys((*before, *after)) if before.get(k) != after.get(k)]
    return [f"{_PARTS.get(k, k)}: {before.get(k, 'none')}, now {after.get(k, 'none')}" for k in keys]


def _parts(signature: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in signature.split("|"):
        key, _, value = part.partition(":")
        parts[key] = f"{parts[key]}, {value}" if key in parts else value
    return parts


def _said(value: object) -> str:
    return "not given" if value in (None, (), {}) else str(value)
