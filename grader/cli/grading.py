"""Submissions named on a command line, graded one after the other; what cannot be read is said and passed over."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.console import say
from grader.cli.rubrics import rubric_named
from grader.errors import GraderError, InputError, UsageError
from grader.made_of import grader_of
from grader.protocols import Source
from grader.readers.recording import recording_at
from grader.readers.source import MAX_BYTES, read_source

if TYPE_CHECKING:
    from grader.pipeline import Grader
    from grader.schema.assessment import Assessment
    from grader.schema.document import DocumentKind, Role

STDIN = "-"


def grader_for(
    rubric: str | None, model: Path | None, input_format: str | None = None, segmenter: str | None = None
) -> Grader:
    """The grader that the options ask for; `UsageError` for a name that is none."""
    return grader_of(rubric_named(rubric), model, input_format, segmenter)


class Grading:
    """Assessments in the order of the files. ``unread`` counts those that could not be read, so far."""

    def __init__(
        self,
        grader: Grader,
        files: Sequence[str],
        *,
        candidate: str | None = None,
        roles: Mapping[str, Role] | None = None,
        kind: DocumentKind | None = None,
        input_format: str | None = None,
        transcribe_with: str | None = None,
    ) -> None:
        if transcribe_with is not None:
            from grader.transcribing.models import check_model

            check_model(transcribe_with)
        if files.count(STDIN) > 1:
            raise UsageError("standard input can be read once; give - one time")
        self._grader, self._files = grader, files
        self._candidate, self._roles, self._kind, self._format = candidate, roles, kind, input_format
        self._transcribe_with = transcribe_with
        self.unread = 0

    def __iter__(self) -> Iterator[Assessment]:
        for name in self._files:
            try:
                source = source_of(self._readable(name))
                assessment = self._grader.assess_source(source, self._candidate, self._kind, self._format, self._roles)
            except InputError as e:
                say(str(e))
                self.unread += 1
            except GraderError:
                raise
            except Exception as e:
                e.add_note(f"on {name}")
                raise
            else:
                yield assessment

    def _readable(self, name: str) -> str:
        """The file to read for this one: itself, or the transcript of a recording."""
        kind = recording_at(Path(name)) if name != STDIN and self._format is None else None
        if kind is None:
            return name
        from grader.cli.hearing import heard

        return str(heard(Path(name), kind, self._transcribe_with))


def source_of(name: str) -> Source:
    """The bytes of a file, or of standard input for ``-``; `InputError` where they cannot be had."""
    if name == STDIN:
        return _piped()
    path = Path(name)
    if path.is_dir():
        raise InputError(name, "is a folder", "name the files in it")
    # A name that is no UTF-8 reaches Python with surrogates in it, which no report could hold.
    shown = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return dataclasses.replace(read_source(path), name=shown)


def _piped() -> Source:
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise InputError("<stdin>", "is closed", "pipe a text in, or name a file")
    if stream.isatty():
        say("Reading standard input; paste the text and end it with Ctrl-D.")
    try:
        return Source("<stdin>", stream.read(MAX_BYTES + 1))
    except OSError as e:
        raise InputError("<stdin>", f"cannot be read ({e.strerror or e})") from None
