"""One submission from its bytes to its end. Whatever it does, it ends in one of the states."""

from __future__ import annotations

import json
import os
import zlib
from typing import TYPE_CHECKING, cast

from grader.errors import GraderError, InputError
from grader.protocols import Source
from grader.reporters.json import JsonReporter
from grader.runs.detail import detail_of
from grader.runs.places import bytes_at, suffix_of
from grader.runs.records import Grade, Outcome, State, Task
from grader.runs.refusal import refused
from grader.runs.row import Row

if TYPE_CHECKING:
    from grader.pipeline import Grader
    from grader.runs.manifest import Settings
    from grader.schema.assessment import Assessment
    from grader.schema.document import DocumentKind, Role

_LEVEL = 1
"""Of packing: 1 is three times as fast as the usual 6, and a tenth larger."""
_json = JsonReporter(compact=True)


def pack(text: str) -> bytes:
    """A text as the store keeps it."""
    return zlib.compress(text.encode("utf-8", "replace"), _LEVEL)


def unpack(packed: bytes) -> str:
    """What was packed."""
    return zlib.decompress(packed).decode("utf-8")


def outcome_of(grader: Grader, settings: Settings, task: Task) -> Outcome:
    """Grade it. What it cannot be read for is ``refused``; what is raised beside that is our fault, and ``failed``."""
    try:
        content = task.content if task.content is not None else bytes_at(task.place, task.name)
        source = Source(task.name, content, suffix_of(task.place))
        roles = cast("dict[str, Role] | None", settings.roles)
        kind = cast("DocumentKind | None", settings.kind)
        assessment = grader.assess_source(source, settings.candidate, kind, settings.input_format, roles)
        state: State = "graded_with_warnings" if assessment.warnings else "graded"
        return Outcome(task.id, state, None, _grade(assessment, grader))
    except InputError as e:
        return refused(task.id, e)
    except GraderError as e:
        return Outcome(task.id, "failed", str(e).partition("\n")[0])
    except MemoryError:
        return Outcome(task.id, "failed", "there was not enough memory for it")
    except Exception as e:  # noqa: BLE001  one submission must not stop a batch
        return Outcome(task.id, "failed", _fault(e))


def _grade(a: Assessment, grader: Grader) -> Grade:
    card = a.scorecard
    return Grade(
        sha256=a.submission.sha256,
        signature=a.signature,
        status=card.status,
        total=card.total,
        band=card.band,
        row=Row.of(a, grader.rubric).model_dump_json(),
        detail=pack(json.dumps(detail_of(a), ensure_ascii=False, separators=(",", ":"))),
        assessment=pack(_json.render(a, grader.rubric)),
    )


def _fault(error: Exception) -> str:
    """Kind and place of a fault; never its message, which may hold the words of a candidate."""
    from traceback import extract_tb

    frames = extract_tb(error.__traceback__)
    where = f" at {os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""  # noqa: PTH119
    return f"{type(error).__name__}{where}; this is a fault of grader, 'grader score' on it tells more"
