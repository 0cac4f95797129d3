"""What a value of a file says: a score, a moment, a name, or words."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from grader.reporters.wording import shorten

NOT_APPLICABLE = frozenset({"n/a", "na", "n.a.", "not applicable"})
MOST_OF_A_NAME = 1_000
"""Characters of the name of a submission, a rater, a criterion or a group."""
MOST_OF_A_COMMENT = 100_000
"""Characters; what is beyond is cut off. The CSV reader takes no cell of more than 131,072."""
_MOST_OF_A_QUOTE = 1_000
_MOST_OF_A_SCORE = 1e9
_LONGEST = 60
"""Characters of a number or a time."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _MILLISECONDS, _LAST = 1e8, 1e11, 253_402_300_799.0
"""Epoch seconds from 1973 on are taken for a time: a smaller number is more likely something else, such as a level.
Numbers as of the year 5138 are milliseconds. No time is later than 9999."""
_DATE = re.compile(r"\d{8}")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d*)?|[+-]?\.\d+")


class UnusableError(Exception):
    """A value that says nothing that can be used; ``str()`` is the problem in words."""


def blank(said: object) -> bool:
    """Whether nothing is said."""
    return said is None or (isinstance(said, str) and not said.strip()) or (isinstance(said, list) and not said)


def shown(said: object) -> str:
    """A value for a message: short, in one line, without control characters."""
    if isinstance(said, str):
        return repr(shorten(said, 40))
    if isinstance(said, bool):
        return "true" if said else "false"
    if isinstance(said, int | float):
        return f"{said:g}"
    return "nothing" if said is None else "a list" if isinstance(said, list) else "an object"


def text_of(said: str) -> str:
    """A text without space around it; half a character, which no file can hold, becomes a question mark."""
    return said.encode("utf-8", "replace").decode().strip()


def comment_of(said: str) -> str:
    """A comment, cut where it is longer than a cell may be."""
    return _cut(text_of(said), MOST_OF_A_COMMENT)


def quote(said: str) -> str:
    """The words that a span marks; of a long one the beginning."""
    return _cut(text_of(said), _MOST_OF_A_QUOTE)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def name_of(said: object, of: str) -> str:
    """The name that a text or a whole number is; empty where nothing is said. ``of`` says in words what it names."""
    if blank(said):
        return ""
    if isinstance(said, float) and said.is_integer():
        said = int(said)
    if not isinstance(said, str | int) or isinstance(said, bool):
        raise UnusableError(f"{shown(said)} is no name of a {of}")
    name = text_of(str(said))
    if len(name) > MOST_OF_A_NAME:
        raise UnusableError(f"{shown(name)} is no name of a {of}: it has more than {MOST_OF_A_NAME:,} characters")
    return name


def one_of(said: object, criterion: str) -> object:
    """The one thing that is chosen, of a list of one or by itself; `UnusableError` where there are several."""
    if not isinstance(said, list):
        return said
    if len(said) > 1:
        raise UnusableError(f"{len(said)} are chosen of {shorten(criterion, 40)}, where one is meant")
    return said[0] if said else None


def score_of(said: object, values: Mapping[str, float | None]) -> float | None:
    """The score, None where it does not apply; `UnusableError` for what is neither.

    ``values`` are scores of words in small letters, and go before all else. True is a word, not 1.
    """
    word = said.strip().casefold() if isinstance(said, str) else shown(said)
    if word in values:
        given = values[word]
        return None if given is None else float(given)  # who calls this from Python may say 3
    if word in NOT_APPLICABLE:
        return None
    number = math.nan
    if isinstance(said, int | float) and not isinstance(said, bool):
        number = float(said)
    elif len(word) <= _LONGEST and re.fullmatch(r"[0-9e.+-]+", word):  # float() takes 1_0 and other digits too
        number = _float(word)
    if not abs(number) <= _MOST_OF_A_SCORE:
        raise UnusableError(f"{shown(said)} is no score")
    return number + 0.0


def _float(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return math.nan


def time_of(said: object) -> float | None:
    """Seconds since 1970 UTC of ISO 8601 (UTC where no zone is said) or of epoch seconds or milliseconds.

    None where nothing is said; `UnusableError` for what is no time. Exact to a microsecond.
    """
    if blank(said):
        return None
    try:
        if isinstance(said, str):
            text = said.strip()
            if len(text) > _LONGEST:
                raise ValueError(text)
            number = _NUMBER.fullmatch(text) and not _DATE.fullmatch(text)
            return _moment(float(text)) if number else _iso(text)
        if isinstance(said, int | float) and not isinstance(said, bool):
            return _moment(float(said))
    except (ValueError, OverflowError):
        pass
    raise UnusableError(f"{shown(said)} is no time")


def _iso(text: str) -> float:
    moment = datetime.fromisoformat(re.sub(r" ?UTC$", "+00:00", text))
    seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    if not 0 <= seconds <= _LAST:
        raise ValueError(text)
    return seconds


def _moment(number: float) -> float:
    seconds = number / 1000 if number >= _MILLISECONDS else number
    if not _FIRST <= seconds <= _LAST:
        raise ValueError(number)
    return (_EPOCH + timedelta(seconds=seconds)).timestamp()


def iso_of(at: float) -> str:
    """A moment as ISO 8601 in UTC, which `time_of` reads back to the same number."""
    return (_EPOCH + timedelta(seconds=at)).isoformat().replace("+00:00", "Z")
