"""Reports of an assessment: each kind is one small class, imported only when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.protocols import Reporter

BUILT_IN: dict[str, str] = {
    "terminal": "grader.reporters.terminal:TerminalReporter",
    "json": "grader.reporters.json:JsonReporter",
    "html": "grader.reporters.html:HtmlReporter",
    "markdown": "grader.reporters.markdown:MarkdownReporter",
}
"""Where each built-in reporter lives, by name: ``module:class``, so that listing them imports nothing."""


def reporter(name: str) -> Reporter:
    """The built-in reporter of this name with its default options; UsageError for any other name."""
    if name not in BUILT_IN:
        raise UsageError(f"unknown report format {name!r}: choose one of {', '.join(BUILT_IN)}")
    module, _, attribute = BUILT_IN[name].partition(":")
    return cast("Reporter", getattr(import_module(module), attribute)())
