"""Records of Argilla, as its datasets are written to JSON: of version 2, nested or flat, and of version 1.

An answer to a question is a rating of the criterion that the question is called; the answer to a question whose name
says that it is a comment, a comment. Spans are quotes of the criterion of their label. Suggestions are of machines, and
drafts and discarded answers count for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from grader.calibration.formats.fields import (
    COMMENT,
    SUBMISSION,
    Fields,
    objects,
    quote_of,
    rater_of,
    words_of,
)
from grader.calibration.formats.gathered import DISCARDED, DRAFT, MACHINE, Gathered, Notes, Whose
from grader.calibration.formats.said import UnusableError, blank, shown
from grader.calibration.ratings import criterion_key
from grader.reporters.wording import shorten

NAME = "Argilla"
_FLAT = ".responses"
_LEFT_OUT = {"draft": DRAFT, "discarded": DISCARDED}
_Answers = list[tuple[str, dict[str, object]]]
"""Questions, each with an object of value, user_id, status and times."""


def fits(record: dict[str, object]) -> bool:
    """Whether a record has responses and the fields or the status that such a record has."""
    nested = isinstance(record.get("responses"), dict | list) and ("fields" in record or "status" in record)
    return nested or any(name.endswith(_FLAT) for name in record)


def read(line: int, record: dict[str, object], gathered: Gathered) -> None:
    """The ratings of a record, by rater."""
    gathered.leave(MACHINE, _suggested(record))
    fields = Fields(record.get("metadata"), record.get("fields"), record)
    by_rater: dict[str, _Answers] = {}
    for question, answer in _answers(record):
        status = answer.get("status")
        if status not in (None, "submitted", *_LEFT_OUT):
            raise UnusableError(f"an answer to {shorten(question, 40)} has the unknown status {shown(status)}")
        if status in _LEFT_OUT:
            gathered.leave(_LEFT_OUT[str(status)])
        else:
            by_rater.setdefault(rater_of(answer.get("user_id")), []).append((question, answer))
    for rater, answers in by_rater.items():
        notes = Notes(gathered)
        said: list[tuple[str, object]] = []
        times: list[object] = []
        with gathered.guard(line):
            for question, answer in answers:
                times.append(Fields(answer).get(("inserted_at", "created_at", "updated_at")))
                value = answer.get("value")
                if any(part in COMMENT for part in criterion_key(question).split("_")):
                    notes.comment(question, words_of(value))
                elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
                    for span in objects(value, question):
                        notes.quote(str(span.get("label")), quote_of(span, _text(record)))
                else:
                    said.append((question, value))
            at = Fields({"at": next((t for t in times if not blank(t)), None)}).at()
            whose = Whose(fields.submission(SUBMISSION), rater, line, at, fields.groups(gathered.how.by))
            gathered.rate_all(whose, said, notes)


def _answers(record: dict[str, object]) -> _Answers:
    responses = record.get("responses")
    if isinstance(responses, dict):
        return [(q, answer) for q, answers in responses.items() for answer in objects(answers, q)]
    if isinstance(responses, list):
        return list(_version_1(objects(responses, "responses")))
    return [pair for name in record if name.endswith(_FLAT) for pair in _flat(record, name)]


def _version_1(responses: Iterable[dict[str, object]]) -> Iterable[tuple[str, dict[str, object]]]:
    for response in responses:
        values = response.get("values")
        for question, value in (values if isinstance(values, dict) else {}).items():
            yield question, {**response, "value": value.get("value") if isinstance(value, dict) else value}


def _flat(record: dict[str, object], name: str) -> Iterable[tuple[str, dict[str, object]]]:
    """Lists side by side: the answers to a question, who gave them, and how they stand."""
    columns = [record.get(name), record.get(f"{name}.users"), record.get(f"{name}.status")]
    if columns[0] is None:
        return
    lists = [c if isinstance(c, list) else [] for c in columns]
    if not isinstance(columns[0], list) or any(len(c) != len(lists[0]) for c in lists if c):
        raise UnusableError(f"{shorten(name, 40)!r} and its users and status are no lists of one length")
    filled = [c or [None] * len(lists[0]) for c in lists]
    for value, user, status in zip(*filled, strict=True):
        yield name.removesuffix(_FLAT), {"value": value, "user_id": user, "status": status}


def _suggested(record: dict[str, object]) -> int:
    said = record.get("suggestions")
    nested = len(said) if isinstance(said, dict | list) else 0
    return nested + sum(name.endswith(".suggestion") and not blank(value) for name, value in record.items())


def _text(record: dict[str, object]) -> object:
    """The text that spans count characters of, where there is but one."""
    fields = record.get("fields")
    texts = [t for t in fields.values() if isinstance(t, str)] if isinstance(fields, dict) else []
    return texts[0] if len(texts) == 1 else None
