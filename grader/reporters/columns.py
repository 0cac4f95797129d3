"""Drawing for a terminal: what is printed, as text that depends on nothing of the moment."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

from rich.console import Console


def drawn(draw: Callable[[Console], None], width: int, colour: bool) -> str:
    """What ``draw`` prints, with no escape sequence but rich's own colours, and none of those without ``colour``."""
    out = StringIO()
    # An empty environment: COLUMNS or NO_COLOR of the moment must not change a function of its arguments.
    console = Console(
        file=out,
        width=width,
        color_system="standard" if colour else None,
        force_terminal=colour,
        no_color=not colour,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        _environ={},
    )
    draw(console)
    lines = out.getvalue().split("\n")
    return "\n".join(lines if colour else (line.rstrip() for line in lines))
