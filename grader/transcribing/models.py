"""Where a model lies: in a folder that is named, or in the cache where weights of a size were fetched to once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from grader.errors import UsageError

SIZES: dict[str, int] = {
    "tiny": 75,
    "tiny.en": 75,
    "base": 145,
    "base.en": 145,
    "small": 484,
    "small.en": 484,
    "medium": 1530,
    "medium.en": 1530,
    "distil-large-v3": 1510,
    "turbo": 1620,
    "large-v3": 3090,
}
"""Megabytes on disk of the weights of each size; those that end in ``.en`` know English alone."""
DEFAULT = "small"
_NEEDED = ("model.bin", "config.json", "tokenizer.json")
"""Without the last, faster-whisper would fetch one from the network."""


def check_model(name: str) -> None:
    """`UsageError` where the name is neither a size nor a folder."""
    if name not in SIZES and not Path(name).is_dir():
        raise UsageError(f"no model {name!r}: there is no such folder, and the sizes are {', '.join(SIZES)}")


def model_name(name: str) -> str:
    """What a transcript calls the model: its size, or the name of its folder."""
    return name if name in SIZES and not Path(name).is_dir() else Path(name).resolve().name


def folder_of(name: str, download: bool, say: Callable[[str], None]) -> Path:
    """The folder of the model. `UsageError` where it is not whole, or where a size has not been fetched.

    The network is touched with ``download`` alone, and then only where the weights are not here yet.
    """
    check_model(name)
    if Path(name).is_dir():
        missing = [f for f in _NEEDED if not (Path(name) / f).is_file()]
        if missing:
            raise UsageError(f"{name}: is no Whisper model for CTranslate2: it lacks {', '.join(missing)}")
        return Path(name)
    here = _cached(name)
    if here is not None:
        return here
    if not download:
        raise UsageError(
            f"the weights of the model {name!r} (about {SIZES[name]} MB) are not in {_cache()}; "
            f"to fetch them once from huggingface.co: grader transcribe --model {name} --download RECORDING"
        )
    return _fetched(name, say)


def weights_digest(folder: Path) -> str:
    """The first 16 hex digits of the SHA-256 of a model's weights."""
    return sha256_of(folder / "model.bin")[:16]


def sha256_of(path: Path) -> str:
    """SHA-256 of a file of any size, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _cached(name: str) -> Path | None:
    from faster_whisper import download_model

    try:
        folder = Path(download_model(name, local_files_only=True))
    except (OSError, ValueError):
        return None
    # A download that was broken off leaves a folder, too.
    return folder if all((folder / f).is_file() for f in _NEEDED) else None


def _cache() -> str:
    from huggingface_hub.constants import HF_HUB_CACHE

    return str(HF_HUB_CACHE)


def _fetched(name: str, say: Callable[[str], None]) -> Path:
    from faster_whisper import download_model

    say(f"fetching the model {name!r} (about {SIZES[name]} MB) from huggingface.co to {_cache()}")
    try:
        return Path(download_model(name))
    except Exception as e:  # the errors of the client differ from one of its versions to the next
        reason = " ".join(str(e).split())[:200] or type(e).__name__
        raise UsageError(f"the model {name!r} cannot be fetched: {reason}; is the network there?") from e
