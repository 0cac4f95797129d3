"""The words, expressions and token patterns of a rubric: can each be used, and does it mean what it seems to?"""

from __future__ import annotations

import re
from collections.abc import Iterator

import re2

from grader.rubric.form import hint
from grader.rubric.source import PathInYaml
from grader.schema import rubric as r

Found = tuple[PathInYaml, str, bool] | tuple[PathInYaml, str, bool, bool]
"""Path, message, whether the pattern cannot be used, and whether it is the key at the path that is wrong."""

# fmt: off
LEXICAL = (
    "ORTH", "TEXT", "NORM", "LOWER", "LENGTH", "SHAPE", "PREFIX", "SUFFIX", "OP", "SPACY",
    "LIKE_NUM", "LIKE_URL", "LIKE_EMAIL", "IS_ALPHA", "IS_ASCII", "IS_DIGIT", "IS_LOWER", "IS_UPPER", "IS_TITLE",
    "IS_PUNCT", "IS_SPACE", "IS_STOP", "IS_CURRENCY", "IS_QUOTE", "IS_BRACKET", "IS_LEFT_PUNCT", "IS_RIGHT_PUNCT",
)
"""Keys of a token pattern that need no trained model."""

TRAINED = (
    "TAG", "POS", "LEMMA", "DEP", "MORPH", "ENT_TYPE", "ENT_IOB", "ENT_ID", "ENT_KB_ID", "SENT_START", "IS_SENT_START",
)
# fmt: on
_OPERATOR = re.compile(r"[!?+*]|\{\d{1,3}(?:,\d{0,3})?\}|\{,\d{1,3}\}")
_FOREIGN = r"[^\W\d_a-zA-Z]"
_MOST_MEMORY = 1 << 20


def flaws_of_expressions(path: PathInYaml, pattern: r.Pattern) -> Iterator[Found]:
    """What is wrong with a leaf's own words; nothing for a pattern that is made of others."""
    match pattern:
        case r.Phrase() | r.Heading():
            yield from _terms((*path, "terms"), pattern.terms)
        case r.Regex():
            for n, expression in enumerate(pattern.patterns):
                yield from _expression((*path, "patterns", n), expression)
        case r.Similar():
            for n, sentence in enumerate(pattern.sentences):
                if not any(map(str.isalnum, sentence)):
                    yield (*path, "sentences", n), "an empty sentence is like nothing", True
        case r.Tokens():
            for n, tokens in enumerate(pattern.patterns):
                yield from _tokens((*path, "patterns", n), tokens)
        case r.Custom() if not re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", pattern.name):
            yield (*path, "name"), f"{pattern.name!r} is no name of a plug-in's matcher; they read owner.name", True
        case _:
            return


def _terms(path: PathInYaml, terms: tuple[str, ...]) -> Iterator[Found]:
    seen = set()
    for n, term in enumerate(terms):
        word = " ".join(term.lower().split())
        if not word:
            yield (*path, n), "an empty term would match everywhere", True
        elif not word.strip("* "):
            yield (*path, n), "a lone '*' would match everywhere; give the letters it follows", True
        elif "*" in word[:-1] or word.endswith(" *"):
            yield (*path, n), f"in {term!r} a '*' is not at the end of a word; only a last '*' admits any ending", True
        elif word in seen:
            yield (*path, n), f"the term {term!r} is here twice", False
        seen.add(word)


def _expression(path: PathInYaml, expression: str) -> Iterator[Found]:
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    options.max_mem = _MOST_MEMORY
    try:
        compiled = re2.compile(expression, options)
    except re2.error as error:
        yield path, _refusal(expression, error), True
        return
    if compiled.search("") is not None:
        yield path, f"the expression {_short(expression)} matches the empty text, so it would match everywhere", True
    if re.search(rf"\\b{_FOREIGN}|{_FOREIGN}\\b", expression):
        yield path, r"RE2's \b knows only the letters a to z as letters; beside another it is no boundary", False


def _refusal(expression: str, error: Exception) -> str:
    """RE2's reason, and where in the expression its fragment stands."""
    said = error.args[0] if error.args else ""
    reason = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    what, _, fragment = reason.partition(": ")
    at = expression.find(fragment) if fragment else -1
    where = f" at character {at + 1}" if at >= 0 else ""
    advice = "; RE2 has no look-around and no back-references" if re.match(r"\(\?[=!<]|\\[1-9k]", fragment) else ""
    return f"RE2 cannot read {_short(expression)}: {what}{f' {_short(fragment)}' if fragment else ''}{where}{advice}"


def _short(expression: str) -> str:
    return repr(expression if len(expression) <= 40 else expression[:37] + "...")


def _tokens(path: PathInYaml, tokens: tuple[dict[str, object], ...]) -> Iterator[Found]:
    if not tokens:
        yield path, "a token pattern needs at least one token", True
        return
    for n, token in enumerate(tokens):
        for key, value in token.items():
            at, name = (*path, n, key), key.upper()
            if name in TRAINED:
                yield at, f"{key!r} needs a trained language model, which grader does not use", True, True
            elif name not in LEXICAL:
                yield at, f"unknown token key {key!r}; one of {', '.join(LEXICAL)}{_near(name)}", True, True
            elif name == "OP":
                if not isinstance(value, str) or not _OPERATOR.fullmatch(value):
                    yield at, f"unknown operator {value!r}; one of '!', '?', '+', '*', '{{2}}', '{{1,3}}'", True
            else:
                yield from _test(at, name, value)
    if all(str(token.get("OP", "")) in ("?", "*") for token in tokens):
        yield path, "every token may be left out, so this matches nothing", True


def _near(name: str) -> str:
    return hint(name, [key.lower() for key in LEXICAL]).upper().replace("DID YOU MEAN", "did you mean")


def _test(path: PathInYaml, name: str, value: object) -> Iterator[Found]:
    """The value that a token's key is compared with."""
    if isinstance(value, dict):
        if "REGEX" in map(str.upper, value):
            yield path, "regular expressions inside token patterns are not bounded in time; use the kind regex", True
    elif name.startswith(("IS_", "LIKE_")) or name == "SPACY":
        if not isinstance(value, bool):
            yield path, f"{name!r} takes true or false", True
    elif name == "LENGTH":
        if isinstance(value, bool) or not isinstance(value, int):
            yield path, f"{name!r} takes a whole number", True
    elif not isinstance(value, str):
        yield path, f"{name!r} takes text", True
