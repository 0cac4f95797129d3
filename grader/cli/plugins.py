"""``grader plugins``: what other packages bring."""

from __future__ import annotations

import click

from grader.cli.console import WRONG, say, write
from grader.cli.group import SETTINGS
from grader.errors import UsageError


@click.command(context_settings=SETTINGS)
@click.option("--check", is_flag=True, help="Import each one, and say which cannot be loaded.")
def plugins(check: bool) -> int:
    """List the plug-ins that installed packages bring: name, group, package, version.

    \b
    Example:
      grader plugins --check
    """
    from grader.plugins import installed

    found = installed()
    if not found:
        say("No plug-ins are installed.")
        return 0
    rows = [("NAME", "GROUP", "PACKAGE", "VERSION"), *((p.name, p.group, p.package, p.version) for p in found)]
    widths = [max(len(row[n]) for row in rows) for n in range(4)]
    write("".join("  ".join(map(str.ljust, row, widths)).rstrip() + "\n" for row in rows))
    broken = 0
    for plugin in found if check else ():
        try:
            plugin.load()
        except UsageError as e:
            say(str(e))
            broken += 1
    return WRONG if broken else 0
