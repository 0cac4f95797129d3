"""Expressions asked of bytes: which of several match, and where one does. RE2 without what wraps it for strings.

What wraps it takes about as long as the search of a sentence; it is gone round where RE2 itself can be had.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

import re2

Which = Callable[[bytes], list[int]]
"""Of a text in UTF-8 the numbers of the expressions that match in it."""
Spans = Callable[[bytes], list[tuple[int, int]]]
"""Of a text in UTF-8 where an expression matches, one match after another, in bytes."""

_NOWHERE: Final = (-1, -1)


def which_of(expressions: Iterable[str]) -> Which:
    """The set of these expressions, numbered from 0; `re2.error` for one that RE2 refuses."""
    wrapped = re2.Set.SearchSet()
    for expression in expressions:
        wrapped.Add(expression)
    wrapped.Compile()
    found: Which = getattr(wrapped, "_set", wrapped).Match
    return found


def spans_of(expression: str) -> Spans:
    """Where this expression matches; `re2.error` if RE2 refuses it."""
    options = re2.Options()
    options.never_capture = True  # what a group holds is not asked for, and takes a slower search
    wrapped = re2.compile(expression, options)
    bare = getattr(wrapped, "_regexp", None)
    anywhere = getattr(getattr(re2, "_Anchor", None), "UNANCHORED", None)
    if bare is None or anywhere is None:
        return lambda text: [m.span() for m in wrapped.finditer(text)]
    return partial(_spans, partial(bare.Match, anywhere))


def _spans(match: Callable[[bytes, int, int], list[tuple[int, int]]], text: bytes) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at, end = 0, len(text)
    while (span := match(text, at, end)[0]) != _NOWHERE:
        found.append(span)
        if at == end:
            break
        at = max(span[1], at + 1)  # past an empty match, too
    return found
