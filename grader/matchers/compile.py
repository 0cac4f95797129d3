"""A pattern as written -> a matcher that finds it. The one place that knows every kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, assert_never

from grader.errors import RubricError
from grader.matchers import combine, leaves
from grader.matchers.base import Matcher, Part
from grader.matchers.expressions import QUANTITIES, phrase_expression, phrase_expressions
from grader.matchers.scan import Lexicon
from grader.schema import rubric as r
from grader.text.embeddings import Embeddings

_ESCAPE = re.compile(r"\\(?:[pP]\{\^?\w+\}|.)")

CustomFactory = Callable[[Mapping[str, Any]], Matcher]


def _caseless(expression: str) -> str:
    """The expression for lower-case text; only one that has capital letters needs to be told to ignore case."""
    return f"(?i){expression}" if any(map(str.isupper, _ESCAPE.sub("", expression))) else expression


def compile_pattern(
    pattern: r.Pattern,
    lexicon: Lexicon,
    embeddings: Embeddings,
    custom: Mapping[str, CustomFactory],
    precise: bool = False,
) -> Part:
    """The matcher of a pattern; its expressions are added to the lexicon. RubricError for an unknown plug-in.

    ``precise``: matches are counted, so each must be found where it stands.
    """

    def inner(p: r.Pattern) -> Part:
        return compile_pattern(p, lexicon, embeddings, custom, precise)

    match pattern:
        case r.Phrase():
            numbers = tuple(lexicon.add(e) for e in phrase_expressions(pattern.terms))
            return leaves.Words(numbers, pattern.voice, pattern.accept, precise)
        case r.Regex():
            numbers = tuple(lexicon.add(_caseless(p)) for p in pattern.patterns)
            return leaves.Words(numbers, pattern.voice, pattern.accept, precise)
        case r.Quantity():
            numbers = tuple(lexicon.add(QUANTITIES[q]) for q in pattern.of)
            return leaves.Words(numbers, pattern.voice, pattern.accept, precise)
        case r.Heading():
            return leaves.UnderHeading(phrase_expression(pattern.terms), pattern.voice)
        case r.BlockIs():
            return leaves.OfKind(frozenset(pattern.any), pattern.min_components, pattern.voice)
        case r.Question():
            return leaves.Asks(lexicon.add(leaves.ASKS), pattern.voice)
        case r.Length():
            return leaves.LongEnough(pattern.words, pattern.voice)
        case r.Similar():
            return leaves.Similar(pattern.sentences, pattern.at_least, pattern.voice, embeddings)
        case r.Tokens():
            from grader.matchers.tokens import TokenPatterns

            return TokenPatterns(pattern.patterns, pattern.voice, pattern.accept)
        case r.AllOf():
            return combine.All(tuple(inner(p) for p in pattern.of), pattern.within)
        case r.AnyOf():
            return combine.Any(tuple(inner(p) for p in pattern.of))
        case r.Unless():
            return combine.Unless(inner(pattern.match), inner(pattern.unless), pattern.within)
        case r.AtLeast():
            return combine.AtLeast(
                pattern.count,
                compile_pattern(pattern.match, lexicon, embeddings, custom, True),
                pattern.distinct,
                pattern.within,
            )
        case r.Then():
            return combine.Then(inner(pattern.first), inner(pattern.then), pattern.gap)
        case r.Custom():
            if pattern.name not in custom:
                known = ", ".join(sorted(custom)) or "none is installed"
                raise RubricError([f"no matcher plug-in is called {pattern.name!r}; known: {known}"])
            return combine.Foreign(custom[pattern.name](pattern.options))
        case _:
            assert_never(pattern)
