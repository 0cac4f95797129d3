"""Terms and quantities as RE2 expressions over normalised text (lower case, straight quotes)."""

from __future__ import annotations

import re
from typing import Final

_SMALL = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|eighty|ninety"
)
_LARGE = r"hundred|thousand|million|billion|trillion"
_SUFFIX = r"k|m|mm|ml|mn|mln|mil|b|bn|bil|t|tn"
NUMBER: Final = (
    rf"(?:\d[\d,._]*(?:\s?(?:{_SUFFIX}|{_LARGE})\b)?\+?"
    rf"|(?:(?:a|a few|a couple of|couple|few|several|half a|{_SMALL})\s)?(?:{_LARGE})s?"
    rf"(?:\s(?:and\s)?(?:{_SMALL}|{_LARGE}|of))*"
    rf"|(?:{_SMALL})\b)"
)
# "Two drivers" and "millions of users" say nothing of scale: two digits, or so many hundreds or more.
_MANY = (
    rf"(?:\d[\d,._]*\s?(?:{_SUFFIX}|{_LARGE})\b\+?|\d[\d,._]*\d\+?"
    rf"|(?:a|a few|a couple of|couple|few|several|half a|one|{_SMALL}|{_LARGE})\s(?:{_LARGE})s?"
    rf"(?:\s(?:and\s)?(?:{_SMALL}|{_LARGE}|of))*)"
)
_WHO = (
    r"users?|daus?|maus?|customers?|people|persons?|subscribers?|clients?|devices?|drivers?|riders?"
    r"|sellers?|buyers?|accounts?|members?|players?"
    r"|viewers?|listeners?|merchants?|patients?|students?|employees|visitors?|tenants?|creators?"
    r"|sensors?|hosts?|servers?|machines?|stores?|couriers?"
)
_EACH = r"(?:(?:\s?/\s?|[\s-](?:per|a|an|each|every)[\s-])(?:\w+\s)?)"
_TIME = r"(?:s|sec|secs|second|seconds|min|minute|minutes|h|hr|hour|hours|day|days|week|month|months|year|years)\b"
_SIZE = (
    r"(?:(?:[kmgtp]i?b(?:ps|/s)?|bytes?|kilobytes?|megabytes?|megs|gigabytes?|gigs?"
    r"|terabytes?|petabytes?|mbits?|gbits?|[mg]bps)\b)"
)
_SPAN = (
    r"(?:ms|millis|milliseconds?|msec|us|microseconds?|s|sec|secs|seconds?|mins?|minutes?"
    r"|hours?|hrs?|days?|weeks?|months?|years?)\b"
)

QUANTITIES: Final[dict[str, str]] = {
    "users": rf"\b{_MANY}(?:\s[\w-]+){{0,3}}?\s(?:{_WHO})\b"
    rf"|\b(?:dau|mau|{_WHO})\s?(?::|=|is|are|of|~|-|\|)+\s?(?:~|about |around )?{_MANY}",
    "rate": rf"\b{NUMBER}(?:\s[\w-]+){{0,3}}?{_EACH}{_TIME}"
    rf"|\b{NUMBER}\s?(?:[\w-]+\s)?(?:qps|rps|tps|iops|ops)\b"
    rf"|\b(?:qps|rps|tps)\s?(?::|=|is|of|~|-|\|)*\s?~?{NUMBER}",
    "size": rf"\b{NUMBER}\s?{_SIZE}",
    "duration": rf"\b{NUMBER}\s?-?{_SPAN}|\bp(?:50|90|95|99|999)\b",
    "percent": r"\b\d[\d.]*\s?(?:%|percent\b)|\b(?:two|three|four|five)\s(?:and a half )?nines\b",
    "count": rf"\b\d[\d,.]*\s?(?:{_SUFFIX}|{_LARGE})\b"
    rf"|(?:^|[\s(~=:<>+|*/])\d{{2,}}[\d,.]*|\b(?:a|few|several|{_SMALL}|{_LARGE})\s(?:{_LARGE})s?\b",
    "money": rf"[$€£]\s?{NUMBER}|\b{NUMBER}\s(?:dollars|euros|cents|pounds)\b",
}


def term_expression(term: str) -> str:
    """A phrase as an expression: on word boundaries, spaces also hyphens, a trailing ``*`` any ending."""
    term = term.strip().lower().replace("\u2019", "'")
    stem, open_end = (term[:-1], True) if term.endswith("*") else (term, False)
    words = [re.escape(w) for w in re.split(r"[\s-]+", stem) if w]
    body = r"[\s-]+".join(words)
    left = r"\b" if stem[:1].isalnum() else ""
    right = r"\w*" if open_end else (r"\b" if stem[-1:].isalnum() else "")
    return left + body + right


LONG_ENOUGH: Final = 4
"""Letters of a word by which a filter of many expressions can tell early that a term is not there."""


def phrase_expressions(terms: tuple[str, ...]) -> tuple[str, ...]:
    """Expressions that together find any of the terms: short terms apart, so that they do not spoil the filter."""
    long = tuple(t for t in terms if max(map(len, re.findall(r"\w+", t)), default=0) >= LONG_ENOUGH)
    short = tuple(t for t in terms if t not in long)
    return tuple(phrase_expression(part) for part in (long, short) if part)


def phrase_expression(terms: tuple[str, ...]) -> str:
    """Any of the terms."""
    return "|".join(term_expression(t) for t in terms)
