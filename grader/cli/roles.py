"""``--roles``: who plays which part, as pairs or as a file of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.schema.document import Role

HELP: Final = (
    "Who plays which part: NAME=candidate,NAME=interviewer, or a file of such pairs, one a line; parts are candidate,"
    " interviewer and unknown."
)
MOST_BYTES: Final = 1_000_000
_ROLES: Final[tuple[Role, ...]] = ("candidate", "interviewer", "unknown")


def parse_roles(_context: click.Context, _parameter: click.Parameter, value: str | None) -> dict[str, Role] | None:
    """The pairs; `UsageError` for a file that cannot be read, for what is no pair, and for an unknown part."""
    if value is None:
        return None
    place, pairs = "--roles", value.split(",")
    if value and ("=" not in value or os.path.isfile(value)):  # noqa: PTH113  False for what can be no path
        place, pairs = value, _lines(Path(value))
    roles: dict[str, Role] = {}
    for number, pair in enumerate(pairs, start=1):
        text = pair.strip()
        if not text or text.startswith("#"):
            continue
        name, sign, part = text.rpartition("=")
        role = next((r for r in _ROLES if r == part.strip().lower()), None)
        if not sign or not name.strip() or role is None:
            raise UsageError(f"{place}:{number}: {text[:80]!r} is no NAME=PART; parts are {', '.join(_ROLES)}")
        if any(n.casefold() == name.strip().casefold() and r != role for n, r in roles.items()):
            raise UsageError(f"{place}:{number}: {name.strip()[:80]!r} is given two parts")
        roles[name.strip()] = role
    if not roles:
        raise UsageError(f"{place}: gives no parts; write NAME=PART")
    return roles


def _lines(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES).decode("utf-8-sig", "replace").splitlines()
    except OSError as e:
        raise UsageError(f"--roles: {path}: cannot be read ({e.strerror or e}); give NAME=PART, or a file") from None
