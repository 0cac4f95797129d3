"""Plug-ins by name, looked up only for names that are none of grader's own: the look costs more than reading a file."""

from __future__ import annotations

from collections.abc import Sequence

from grader.errors import UsageError


def plugged(group: str, name: str, own: Sequence[str] = ()) -> object:
    """The plug-in of this name, loaded; `UsageError` where no package brings it, naming those there are beside ``own``.

    ``group`` is readers, matchers, reporters or rubrics.
    """
    from grader.plugins import installed

    brought = {p.name: p for p in installed() if p.group.removeprefix("grader.") == group}
    if name in brought:
        return brought[name].load()
    from difflib import get_close_matches

    known = [*own, *brought]
    near = get_close_matches(name, known, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known) or 'none'}"
    raise UsageError(f"unknown {_SINGULAR[group]} {name!r}; {hint}")


_SINGULAR = {
    "readers": "input format",
    "matchers": "matcher plug-in",
    "reporters": "report format",
    "rubrics": "rubric",
}
