"""The tree of errors, and the exit code of each branch.

    GraderError
    ├── InputError       a submission that cannot be read              exit 3
    ├── RubricError      a rubric file that is wrong                   exit 2
    ├── UsageError       a wrong call (unknown name, missing plug-in)  exit 2
    └── StoppedError     a run that cannot go on now, and can later    exit 130

Every message is one line that says what is wrong, where, and what to do. Anything else that is
raised is a fault of ours: exit code 70.
"""

from __future__ import annotations

from typing import ClassVar


class GraderError(Exception):
    """What a caller may expect to be raised; ``str()`` is fit to show to a person."""

    exit_code: ClassVar[int] = 70


class InputError(GraderError):
    """A submission that cannot be read: ``where`` (file, and line or page), what, and what to do."""

    exit_code = 3

    def __init__(self, where: str, problem: str, remedy: str = "") -> None:
        super().__init__(f"{where}: {problem}" + (f"; {remedy}" if remedy else ""))
        self.where, self.problem, self.remedy = where, problem, remedy


class RubricError(GraderError):
    """A rubric that cannot be used; carries every problem found, each ``file:line:column: message``."""

    exit_code = 2

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class UsageError(GraderError):
    """A call that names something which does not exist, or options that exclude each other."""

    exit_code = 2


class StoppedError(GraderError):
    """A run that ended before it was done, by no fault of its submissions: what is finished is kept, it can go on."""

    exit_code = 130
