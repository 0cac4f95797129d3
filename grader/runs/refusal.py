"""Why a submission could not be read, as the store keeps it."""

from __future__ import annotations

from grader.errors import InputError
from grader.runs.records import Outcome


def refused(id_: int, error: InputError) -> Outcome:
    """The end of a submission that cannot be read. Its name is left out: it stands beside."""
    return Outcome(id_, "refused", f"{error.problem}; {error.remedy}" if error.remedy else error.problem)
