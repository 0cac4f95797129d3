"""The file beside a transcript in the making: a header, then a line for each segment, written as it is heard.

A process that is killed leaves at most the last line torn. Whoever opens the file again gets the segments of all
windows but the last, which may lack some: that window is heard again, whole. Since the windows before it do not bear
on what is heard in it, the words are those of a run that was never stopped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from grader.errors import UsageError
from grader.transcribing.segments import Made, Segment

_FORM = "transcript in the making, 1"


@dataclass(frozen=True, slots=True)
class _Read:
    made: Made
    wanted: str
    segments: list[Segment]
    start: int
    length: int
    """Bytes that hold the header and these segments."""


class Part:
    """Holds the file open, and locked against another process, from `__enter__` to `__exit__`.

    ``made`` has no language yet; ``wanted`` is the language asked for, or empty. After `__enter__`, ``segments`` are
    those that need not be heard again, ``start`` where to go on (in hundredths of a second; 0: at the beginning),
    ``language`` the one that was heard then (or empty), and ``stale`` says why an older file was given up (or is
    empty). `UsageError` where the file is another's, in use, or cannot be written.
    """

    def __init__(self, path: Path, made: Made, wanted: str) -> None:
        self.path, self._made, self._wanted = path, made, wanted
        self.segments: list[Segment] = []
        self.start = 0
        self.language = ""
        self.stale = ""
        self._file: IO[bytes]

    def __enter__(self) -> Part:
        try:
            self._file = os.fdopen(
                os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666), "r+b"
            )
        except OSError as e:
            raise UsageError(f"{self.path}: cannot be written: {(e.strerror or str(e)).lower()}") from e
        try:
            _lock(self._file, self.path)
            content = self._file.read()
            read = _read(content)
            if read is None and content and not _torn(content):
                raise UsageError(f"{self.path}: is in the way and not of grader's making; move it")
        except BaseException:
            self._file.close()
            raise
        keep = 0
        if read is not None:
            self.stale = self._differs(read)
            if not self.stale:
                self.segments, self.start = read.segments, read.start
                self.language, keep = read.made.language, read.length
        self._file.seek(keep)
        self._file.truncate()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def begin(self, language: str) -> None:
        """Write the header, unless the file has it already."""
        if not self.language:
            self.language = language
            made = replace(self._made, language=language)
            self._write({"form": _FORM, "wanted": self._wanted, **asdict(made)})

    def add(self, segment: Segment) -> None:
        """Keep a segment; from here on it outlives the process."""
        self.segments.append(segment)
        self._write(asdict(segment))

    def remove(self) -> None:
        """Delete the file: what it held is kept elsewhere."""
        self.path.unlink(missing_ok=True)

    def _write(self, record: dict[str, Any]) -> None:
        try:
            self._file.write(json.dumps(record).encode() + b"\n")
            self._file.flush()
        except OSError as e:
            raise UsageError(f"{self.path}: cannot be written: {(e.strerror or str(e)).lower()}") from e

    def _differs(self, read: _Read) -> str:
        if read.made.recording != self._made.recording:
            return "the recording has changed"
        if read.made.weights != self._made.weights:
            return f"it was begun with the model {read.made.model}"
        return "it was begun in another language" if read.wanted != self._wanted else ""


def _read(content: bytes) -> _Read | None:
    """What a file holds, without its last window; None where it does not begin with a header."""
    lines = content.split(b"\n")[:-1]  # what follows the last line break is torn
    header = _record(lines[0]) if lines else None
    if header is None or header.pop("form", None) != _FORM:
        return None
    try:
        wanted = str(header.pop("wanted"))
        made = Made(**header)
    except (KeyError, TypeError):
        return None
    segments = list(_segments(lines[1:]))
    start = segments[-1].window if segments else 0
    whole = [s for s in segments if s.window != start]
    return _Read(made, wanted, whole, start, sum(len(line) + 1 for line in lines[: 1 + len(whole)]))


def _segments(lines: list[bytes]) -> Iterator[Segment]:
    for line in lines:
        record = _record(line)
        try:
            yield Segment(**(record or {}))
        except TypeError:
            return  # a damaged line, and all after it, are heard again


def _record(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _torn(content: bytes) -> bool:
    """Whether it is the beginning of a header that was never finished."""
    return b"\n" not in content and content.startswith(b'{"form"'[: len(content)])


def _lock(file: IO[bytes], path: Path) -> None:
    """Take the file for this process alone, where the system can; the lock goes when the file is closed."""
    try:
        import fcntl
    except ModuleNotFoundError:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as e:
        raise UsageError(f"{path}: another grader is at work on it; wait for it, or end it") from e
