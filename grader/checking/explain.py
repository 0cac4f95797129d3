"""Why a criterion got its level, in words for the author of a rubric: which words gave which level."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import assert_never

from grader.checking.check import check
from grader.checking.learned import CUTS, Judgement
from grader.checking.near_misses import Examined, LevelPatterns, Part
from grader.checking.quotes import quote_span
from grader.checking.rules import Shown
from grader.matchers.base import Hit
from grader.matchers.compile import CustomFactory
from grader.matchers.scan import Scan
from grader.schema import rubric as r
from grader.schema.assessment import Finding
from grader.schema.document import Document, Place
from grader.schema.rubric import Criterion, Rubric
from grader.segmenters.course import Course
from grader.text.annotated import AnnotatedDocument

Told = Callable[[Place, Document], str]
"""What puts a place of a document into words, as the reports do; ``""`` for a place of which nothing is known."""

MOST = 4
"""Matches shown of a level, and of those not counted."""
_QUOTE = 160
_TERMS = 8


def explain(
    rubric: Rubric,
    examined: tuple[AnnotatedDocument, Course, Mapping[str, Shown]],
    judgement: Judgement | None = None,
    only: str | None = None,
    custom: Mapping[str, CustomFactory] | None = None,
    *,
    place: Told,
) -> str:
    """One paragraph a criterion, or that of criterion ``only``; ``examined`` and ``judgement`` are what grading saw;
    ``place`` says where a match stands.

    Words that a pattern found stand in [brackets]. The text holds no control characters. KeyError for an unknown
    criterion.
    """
    annotated, course, shown = examined
    criteria = [c for c in rubric.criteria if only in (None, c.id)]
    if not criteria:
        raise KeyError(only)
    patterns = Examined(criteria, annotated.embeddings, custom)
    scan = patterns.lexicon.scan(annotated)
    findings = {f.criterion: f for f in check(annotated, course, rubric, shown, judgement)}
    paragraphs = (
        _criterion(c, findings[c.id], shown[c.id], judgement, patterns.levels[c.id], scan, course, place)
        for c in criteria
    )
    return "\n\n".join("\n".join(lines) for lines in paragraphs) + "\n"


def _criterion(
    criterion: Criterion,
    finding: Finding,
    shown: Shown,
    judgement: Judgement | None,
    levels: list[LevelPatterns],
    scan: Scan,
    course: Course,
    place: Told,
) -> Iterator[str]:
    given = "not assessed" if finding.level is None else f"level {finding.level} of {finding.max_level}"
    yield f"{_clean(criterion.title)} [{criterion.id}]: {given}"
    if finding.unassessed is not None:
        yield f"  {_clean(finding.unassessed)}"
        return
    yield from (f"  {line}" for line in _verdict(criterion, finding, shown, judgement))
    for patterns in levels:
        level, hits = patterns.level, shown.hits.get(patterns.level.level, [])
        missed = level.level > shown.level
        yield f"  Level {level.level}: {_clean(level.descriptor)}"
        words = patterns.words(criterion, scan, course, counted=True) if hits else []
        yield from _few([f"+ {_quoted(scan, hit, words, place)}" for hit in hits] or ["no match"], MOST)
        near = patterns.near_misses(criterion, scan, course, hits)
        if near:
            words = patterns.words(criterion, scan, course, counted=False)
            yield "    found, but not counted:"
            told = [f"- {_quoted(scan, n.hit, words, place)}: {_clean(n.why)}" for n in near]
            yield from _few(told, MOST if missed else MOST // 2)
        if missed:
            yield "    looks for:"
            yield from (_part(part) for part in patterns.parts(criterion, scan, course))


def _verdict(criterion: Criterion, finding: Finding, shown: Shown, judgement: Judgement | None) -> Iterator[str]:
    yield f"By its patterns: level {shown.level}."
    judged = shown.level
    if judgement is not None:
        cuts = criterion.cuts or CUTS
        judged = judgement.level(criterion.id, cuts)
        if judged != shown.level:
            verb, cut = ("lowers", cuts[judged]) if judged < shown.level else ("raises", cuts[judged - 1])
            expected = judgement.expected[criterion.id]
            above = min(judged + 1, shown.level) if judged < shown.level else judged
            if not shown.level:
                yield "No pattern matched, but some passages look like evidence:"
            yield (
                f"The learned part, which weighs the whole text, {verb} it to {judged}: it expects {expected:.2f}, "
                f"and level {above} begins at {cut:g}."
            )
    if finding.level != judged:
        yield "None of the matches stands where it may be quoted (a heading, or outside the interview): level 0."


def _quoted(scan: Scan, hit: Hit, words: list[tuple[int, int]], place: Told) -> str:
    """The place of a match and the sentence around it, the words that match in brackets."""
    a = scan.annotated
    source = a.document.text
    start, end = quote_span(a, hit)
    marked = [(max(x, start), min(y, end)) for x, y in words if x < end and y > start]
    lead = ""
    if marked and marked[0][0] - start > _QUOTE // 2:
        first = marked[0][0]
        start, lead = source.find(" ", first - _QUOTE // 2, first) + 1 or first, "…"
    text, at = lead, start
    for x, y in marked:
        text += f"{source[at:x]}[{source[x:y]}]"
        at = y
    text = _clean(text + source[at:end])
    if len(text) > _QUOTE:
        text = text[: _QUOTE - 1].rsplit(" ", 1)[0] + "…"
    where = place(a.document.place(hit.start), a.document)
    return f"{where}: “{text}”" if where else f"“{text}”"


def _few(lines: list[str], most: int) -> Iterator[str]:
    yield from (f"    {line}" for line in lines[:most])
    if len(lines) > most:
        yield f"    and {len(lines) - most} more"


def _part(part: Part) -> str:
    return f"      {'  ' * part.depth}{_told(part.pattern)} ({part.count or 'none'} found)"


def _told(pattern: r.Pattern) -> str:
    """A pattern in a few words."""
    match pattern:
        case r.Phrase() | r.Heading():
            told = f"{'under a heading with' if pattern.kind == 'heading' else 'words'}: {_list(pattern.terms)}"
        case r.Regex():
            told = f"expression: {_list(pattern.patterns)}"
        case r.Quantity():
            told = f"a number of {_list(pattern.of)}"
        case r.BlockIs():
            told = f"a block: {_list(pattern.any)}"
        case r.Question():
            told = "a question"
        case r.AllOf():
            told = f"all of, within one {pattern.within}"
        case r.AnyOf():
            told = "any of"
        case r.Unless():
            told = f"the first, unless the second stands in its {pattern.within}"
        case r.AtLeast():
            told = f"at least {pattern.count}{' different' if pattern.distinct else ''}, within one {pattern.within}"
        case r.Then():
            told = f"the first, and the second at most {pattern.gap} passages later"
        case r.Similar():
            told = f"a sentence like: {_list(pattern.sentences)}"
        case r.Tokens():
            told = "token patterns"
        case r.Length():
            told = f"a sentence of at least {pattern.words} words"
        case r.Custom():
            told = f"the plug-in {_clean(pattern.name)}"
        case _:
            assert_never(pattern)
    voice: str = getattr(pattern, "voice", "candidate")
    return told + (", by the interviewer" if voice == "interviewer" else "")


def _list(terms: tuple[str, ...]) -> str:
    more = f" and {len(terms) - _TERMS} more" if len(terms) > _TERMS else ""
    return ", ".join(_clean(t)[:60] for t in terms[:_TERMS]) + more


def _clean(text: str) -> str:
    """One line of printable characters: neither a text nor a rubric may steer a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
