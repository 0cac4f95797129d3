"""Tables as RSMTool takes them: a response a row, its scores in columns ``sc1``, ``sc2`` ..., a rater a column.

The rating is of the whole, unless the reader says otherwise. All other columns, such as those of the candidate or of
features, are no criteria.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from grader.calibration.formats.fields import CRITERION, SUBMISSION, TIME, Fields
from grader.calibration.formats.gathered import Gathered, Whose
from grader.calibration.formats.said import UnusableError
from grader.calibration.ratings import OVERALL

NAME = "RSMTool"
_ID = "spkitemid"
_RATER = re.compile(r"sc[1-9]\d*")


def fits(names: Sequence[str]) -> bool:
    """Whether a table has the columns of RSMTool."""
    plain = {n.casefold() for n in names}
    return _ID in plain or ("sc1" in plain and not plain & {*CRITERION})


def read(names: Sequence[str], rows: Iterable[tuple[int, list[str]]], gathered: Gathered) -> None:
    """The ratings of a table; `UnusableError` where it has no scores."""
    raters = [(n, name.casefold()) for n, name in enumerate(names) if _RATER.fullmatch(name.casefold())]
    if not raters:
        raise UnusableError("has no column of scores; RSMTool calls them sc1, sc2 ...")
    criterion = gathered.how.criterion or OVERALL
    for line, row in rows:
        with gathered.guard(line):
            fields = Fields(dict(zip(names, row, strict=True)))
            submission, at = fields.submission((_ID, *SUBMISSION)), fields.at(TIME)
            groups = fields.groups(gathered.how.by)
            for n, rater in raters:
                gathered.rate(Whose(submission, rater, line, at, groups), criterion, row[n])
