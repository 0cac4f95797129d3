"""What the fields of records and the columns of tables may be called, and how a record is looked into."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from grader.calibration.formats.gathered import UNNAMED
from grader.calibration.formats.said import UnusableError, blank, name_of, quote, shown, time_of
from grader.reporters.wording import shorten

SUBMISSION = ("doc", "doc_id", "submission", "submission_id", "id", "name", "file", "file_name", "filename")
RATER = ("grader", "rater", "rater_id", "annotator", "reviewer")
CRITERION = ("criterion", "criteria", "dimension")
SCORE = ("score", "level", "rating")
COMMENT = ("comment", "comments", "note", "notes")
TIME = ("at", "created_at", "submitted_at", "inserted_at", "timestamp", "date", "time", "rated_at", "updated_at")
"""What a column or a field may be called, whatever its capitals; the first that is there."""
SUBMISSION_IN_TOOLS = tuple(name for name in SUBMISSION if name != "id")
"""The tools that count records have an ``id`` of their own, which names no submission."""


class Fields:
    """Fields of a record and of the objects in it, by name, whatever its capitals; the first object goes first."""

    def __init__(self, *parts: object) -> None:
        self._parts = [{str(k).casefold(): v for k, v in part.items()} for part in parts if isinstance(part, dict)]

    def get(self, names: Iterable[str]) -> object:
        """The first that says anything; None where none does."""
        for name in names:
            for part in self._parts:
                if not blank(value := part.get(name.casefold())):
                    return value
        return None

    def submission(self, names: Iterable[str] = SUBMISSION_IN_TOOLS) -> str:
        """The name of the submission; `UnusableError` where there is none."""
        found = name_of(self.get(names), "submission")
        if not found:
            raise UnusableError(f"has no submission; its data need a field {SUBMISSION[1]!r}")
        return found

    def at(self, names: Iterable[str] = TIME) -> float | None:
        """When it was given."""
        return time_of(self.get(names))

    def groups(self, by: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """The subgroups that are asked for, as far as the record says them."""
        found = ((name, self.get((name,))) for name in by)
        return tuple((name, group_of(value)) for name, value in found if not blank(value))


def group_of(value: object) -> str:
    """The name of a subgroup; true and false are names of two."""
    return shown(value) if isinstance(value, bool | float) else name_of(value, "group")


def rater_of(said: object) -> str:
    """The rater that a number, an e-mail address, a name or an object with one of these is."""
    if isinstance(said, dict):
        said = Fields(said).get(("email", "username", "name", "id"))
    return name_of(said, "rater") or UNNAMED


def objects(said: object, what: str) -> list[dict[str, object]]:
    """A list of objects, an empty one for None; `UnusableError` for anything else. ``what`` is its name."""
    if said is None:
        return []
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise UnusableError(f"{shorten(what, 40)!r} is no list of objects")
    return said


def flag(record: dict[str, object], name: str) -> bool:
    """Whether something is so; where nothing is said it is not."""
    said = record.get(name)
    if said is not None and not isinstance(said, bool):
        raise UnusableError(f"{name!r} is {shown(said)}, and should be true or false")
    return bool(said)


def words_of(said: object) -> str:
    """All texts of a text, or of a list with lists in it, as one comment."""
    found: list[str] = []
    stack = [said]
    while stack:
        one = stack.pop()
        if isinstance(one, list):
            stack.extend(reversed(one))
        elif isinstance(one, dict):
            stack.append(one.get("text") or one.get("comment"))
        elif isinstance(one, str) and one.strip():
            found.append(one.strip())
    return " / ".join(found)


def quote_of(span: dict[str, object], text: object = None) -> str:
    """What a span marks: its own words, or those of the text between its offsets, which count characters."""
    own = span.get("text") or span.get("quote")
    if isinstance(own, str):
        return quote(own)
    start, end = span.get("start", span.get("start_offset")), span.get("end", span.get("end_offset"))
    if isinstance(text, str) and isinstance(start, int) and isinstance(end, int) and 0 <= start <= end:
        return quote(text[start:end])
    return ""
