"""Records of Prodigy's ``choice`` view: one option is accepted of some.

The rating is the text of the option where that is a score or a word that stands for one, for that is what the rater
saw, and else its id. The criterion is said by ``criterion`` of the record or of its ``meta``, or by the reader.
Ignored and rejected records are left out.
"""

from __future__ import annotations

from grader.calibration.formats.fields import (
    COMMENT,
    CRITERION,
    RATER,
    Fields,
    objects,
    quote_of,
    rater_of,
    words_of,
)
from grader.calibration.formats.gathered import IGNORED, NOT_CHOSEN, REJECTED, Gathered, Notes, Whose
from grader.calibration.formats.said import UnusableError, blank, name_of, one_of, shown

NAME = "Prodigy"
_LEFT_OUT = {"ignore": IGNORED, "reject": REJECTED}


def fits(record: dict[str, object]) -> bool:
    """Whether a record has the marks of Prodigy."""
    return "_task_hash" in record or "_input_hash" in record or ("answer" in record and "accept" in record)


def read(line: int, record: dict[str, object], gathered: Gathered) -> None:
    """The rating of a record."""
    answer = record.get("answer", "accept")
    if not isinstance(answer, str) or answer not in ("accept", *_LEFT_OUT):
        raise UnusableError(f"has the answer {shown(answer)}, and should have accept, reject or ignore")
    if answer in _LEFT_OUT:
        gathered.leave(_LEFT_OUT[answer])
        return
    if "accept" not in record and "options" not in record:
        raise UnusableError("has no options; only records of the view 'choice' hold ratings")
    meta = record.get("meta")
    fields = Fields(meta, record)
    criterion = name_of(fields.get(CRITERION), "criterion") or gathered.how.criterion
    if criterion is None:
        raise UnusableError("has no criterion; grader ratings import --criterion NAME says it")
    accepted = one_of(record.get("accept"), criterion)
    if blank(accepted):
        gathered.leave(NOT_CHOSEN)
        return
    notes = Notes(gathered)
    for name in COMMENT:
        notes.comment(name, words_of(fields.get((name,))))
    for span in objects(record.get("spans"), "spans"):
        notes.quote(name_of(span.get("label"), "criterion"), quote_of(span, record.get("text")))
    rater = rater_of(Fields(record).get(("_annotator_id", "_session_id")) or fields.get(RATER))
    at = fields.at(("_timestamp", "timestamp", "created_at"))
    whose = Whose(fields.submission(), rater, line, at, fields.groups(gathered.how.by))
    options = objects(record.get("options"), "options")
    gathered.rate_all(whose, [(criterion, _score(accepted, options, gathered))], notes)


def _score(accepted: object, options: list[dict[str, object]], gathered: Gathered) -> object:
    """What of the accepted option is a score; its text where nothing is."""
    text = next((o.get("text") for o in options if o.get("id") == accepted), None)
    return next((s for s in (text, accepted) if not blank(s) and gathered.scores(s)), text or accepted)
