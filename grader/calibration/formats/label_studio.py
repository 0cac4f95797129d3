"""Exports of Label Studio: JSON, with every annotation of a task, and JSON_MIN, with a record an annotation.

A result item of type rating, number or choices is a rating of the criterion that its control is called. Text areas
and taxonomies are comments: of the criterion that their name has in it (``cost_comment``), or of all that the
annotation rates. Spans with the label of a criterion are its quotes. Cancelled annotations and drafts are left out, and
so are predictions, which nobody gave. An annotation that is marked as ground truth is one as any other.
"""

from __future__ import annotations

from grader.calibration.formats.fields import (
    COMMENT,
    RATER,
    SUBMISSION,
    SUBMISSION_IN_TOOLS,
    TIME,
    Fields,
    flag,
    objects,
    quote_of,
    rater_of,
    words_of,
)
from grader.calibration.formats.gathered import CANCELLED, DRAFT, MACHINE, OTHER_KIND, Gathered, Notes, Whose
from grader.calibration.formats.said import UnusableError, blank, name_of
from grader.calibration.ratings import criterion_key

NAME = "Label Studio"
NAME_MIN = "Label Studio (JSON_MIN)"
LONG_FIELD = "long text in a field of a task"
_DATA = frozenset(
    "audio body dialogue dialog html image media messages paragraphs pdf text title transcript url video".split()
)
"""Fields of a task that hold what is rated."""
_OWN = frozenset({*SUBMISSION, *RATER, *TIME, "annotation_id", "lead_time"})
_LONG = 200
"""Characters of a text that is no word of a choice."""


def fits(record: dict[str, object]) -> bool:
    """Whether a record is a task with its annotations."""
    answers = record.get("annotations", record.get("completions"))
    if not isinstance(answers, list):
        return False
    return isinstance(record.get("data"), dict) or any(isinstance(a, dict) and "result" in a for a in answers)


def read(line: int, record: dict[str, object], gathered: Gathered) -> None:
    """The ratings of a task."""
    for reason, name in ((DRAFT, "drafts"), (MACHINE, "predictions")):
        given = record.get(name)
        gathered.leave(reason, len(given) if isinstance(given, list) else 0)
    fields = Fields(record.get("data"), record.get("meta"), record)
    for answer in objects(record.get("annotations", record.get("completions")), "annotations"):
        with gathered.guard(line):
            if flag(answer, "was_cancelled"):
                gathered.leave(CANCELLED)
                continue
            notes = Notes(gathered)
            said = list(_said(answer, notes, gathered))
            if not said:
                gathered.rate_all(Whose("", "", line), said, notes)  # quotes without a rating are counted
                continue
            whose = Whose(
                fields.submission(SUBMISSION_IN_TOOLS),
                rater_of(answer.get("completed_by")),
                line,
                Fields(answer).at(("created_at", "updated_at")),
                fields.groups(gathered.how.by),
            )
            gathered.rate_all(whose, said, notes)


def _said(answer: dict[str, object], notes: Notes, gathered: Gathered) -> list[tuple[str, object]]:
    """Criteria with what is said of them; comments and quotes go to ``notes``."""
    said: list[tuple[str, object]] = []
    for item in objects(answer.get("result"), "result"):
        name, kind, value = name_of(item.get("from_name"), "criterion"), item.get("type"), item.get("value")
        if not isinstance(value, dict) or not isinstance(kind, str):
            gathered.leave(OTHER_KIND)
        elif kind in ("rating", "number", "choices"):
            said.append((name, value.get(kind)))
        elif kind in ("textarea", "taxonomy"):
            notes.comment(name, words_of(value.get("text" if kind == "textarea" else kind)))
        elif isinstance(labels := value.get(kind), list) and kind.endswith("labels"):
            for label in labels:
                notes.quote(name_of(label, "criterion"), quote_of(value))
        else:
            gathered.leave(OTHER_KIND)
    return said


def fits_min(record: dict[str, object]) -> bool:
    """Whether a record is an annotation with the data of its task."""
    return "annotation_id" in record or ("annotator" in record and "lead_time" in record)


def read_min(line: int, record: dict[str, object], gathered: Gathered) -> None:
    """The ratings of an annotation.

    The record does not say which of its fields are data: those that usually hold the text are, and texts that are
    long. Every other is taken for a criterion, as the columns of a table are.
    """
    by = {criterion_key(name) for name in gathered.how.by}
    notes = Notes(gathered)
    said: list[tuple[str, object]] = []
    for field, value in record.items():
        name = field.strip()
        plain = name.casefold()
        if gathered.renames(name):
            said.append((name, _chosen(value)))
        elif plain in _OWN or plain in _DATA or criterion_key(name) in by or blank(value):
            continue
        elif _comments(plain):
            notes.comment(name, words_of(value))
        elif isinstance(value, list) and all(isinstance(one, dict) for one in value):
            for span in value:
                _quotes(span, notes)
        elif isinstance(value, str) and (len(value) > _LONG or "\n" in value.strip()):
            gathered.leave(LONG_FIELD)
        else:
            said.append((name, _chosen(value)))
    if not said:
        raise UnusableError("has no field of a criterion")
    fields = Fields(record)
    submission, rater = fields.submission(SUBMISSION_IN_TOOLS), rater_of(fields.get(RATER))
    whose = Whose(submission, rater, line, fields.at(), fields.groups(gathered.how.by))
    gathered.rate_all(whose, said, notes)


def _comments(plain: str) -> bool:
    return any(part in COMMENT for part in criterion_key(plain).split("_"))


def _chosen(value: object) -> object:
    """What a control says: several choices are an object with a list."""
    return value["choices"] if isinstance(value, dict) and "choices" in value else value


def _quotes(span: dict[str, object], notes: Notes) -> None:
    for key, labels in span.items():
        if key.endswith("labels") and isinstance(labels, list):
            for label in labels:
                notes.quote(name_of(label, "criterion"), quote_of(span))
