"""Records of doccano: labels of a text, or of spans of it.

A label such as ``cost: 2`` or ``cost=2`` rates a criterion; any other rates what the record calls its ``criterion``,
or what the reader says. Spans with the label of a criterion are its quotes. doccano writes a file for each annotator,
called as the annotator is: where a record names nobody, the rater is the name of the file without its ending.
"""

from __future__ import annotations

from grader.calibration.formats.fields import CRITERION, RATER, TIME, Fields, objects, quote_of, rater_of, words_of
from grader.calibration.formats.gathered import Gathered, Notes, Whose
from grader.calibration.formats.said import UnusableError, name_of

NAME = "doccano"
_RATERS = (*RATER, "user", "username", "annotated_by")
_LABELS = ("label", "labels", "cats")


def fits(record: dict[str, object]) -> bool:
    """Whether a record has a text, and labels or entities."""
    return ("text" in record or "data" in record) and any(k in record for k in (*_LABELS, "entities"))


def read(line: int, record: dict[str, object], gathered: Gathered, file: str) -> None:
    """The ratings of a record; ``file`` is the name of the file without its ending."""
    fields = Fields(record, record.get("meta"), record.get("metadata"))
    text = record.get("text", record.get("data"))
    notes = Notes(gathered)
    notes.comment("comments", words_of(fields.get(("comments", "comment"))))
    for span in objects(record.get("entities"), "entities"):
        notes.quote(name_of(span.get("label"), "criterion"), quote_of(span, text))
    said: list[tuple[str, object]] = []
    for label in _labels(fields):
        if isinstance(label, list) and len(label) == 3:
            start, end, name = label
            notes.quote(name_of(name, "criterion"), quote_of({"start": start, "end": end}, text))
        else:
            said.append(_pair(label, fields, gathered))
    if not said:
        gathered.rate_all(Whose("", "", line), said, notes)  # quotes without a rating are counted
        return
    rater = rater_of(fields.get(_RATERS) or file)
    whose = Whose(fields.submission(), rater, line, fields.at(TIME), fields.groups(gathered.how.by))
    gathered.rate_all(whose, said, notes)


def _labels(fields: Fields) -> list[object]:
    found = fields.get(_LABELS)
    if isinstance(found, dict):
        raise UnusableError("its labels are an object, and should be a list")
    return found if isinstance(found, list) else [] if found is None else [found]


def _pair(label: object, fields: Fields, gathered: Gathered) -> tuple[str, object]:
    if isinstance(label, str) and not gathered.score_words(label):
        at = max(label.rfind(":"), label.rfind("="))
        if at > 0 and (name := label[:at].strip()) and (score := label[at + 1 :].strip()):
            return name, score
    criterion = name_of(fields.get(CRITERION), "criterion") or gathered.how.criterion
    if criterion is None:
        raise UnusableError("has a label without a criterion; grader ratings import --criterion NAME says it")
    return criterion, label
