"""A group of commands that imports a command when it is called, and lists all of them without importing any."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, cast

import click

SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
"""What click should know of every command."""


class CommandGroup(click.Group):
    """A group whose commands stand in ``commands_at``: name -> (``module:attribute``, one line of help)."""

    def __init__(self, *, commands_at: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(invoke_without_command=True, **kwargs)
        self._at = commands_at

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Names in the order people need them."""
        return list(self._at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command, imported now; None if there is none of this name."""
        if cmd_name not in self._at:
            return None
        module, _, attribute = self._at[cmd_name][0].partition(":")
        return cast("click.Command", getattr(import_module(module), attribute))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click has it, with the nearest name where there is none of this one."""
        name = args[0]
        if name not in self._at and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name.lower(), self._at, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(self._at)}"
            ctx.fail(f"no such command {name!r}; {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of commands, from the data alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self._at.items()])
