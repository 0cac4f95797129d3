"""What a rubric's patterns find in a text, criterion by criterion and level by level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from grader.matchers.base import Hit, Matcher, View
from grader.matchers.compile import CustomFactory, compile_pattern
from grader.matchers.scan import Lexicon, Scan
from grader.schema.rubric import Criterion, Rubric
from grader.schema.segmentation import Step
from grader.text.annotated import AnnotatedDocument
from grader.text.embeddings import Embeddings


@dataclass(frozen=True)
class Shown:
    """What the patterns of one criterion found: the matches of each level, and the highest level with any."""

    level: int
    hits: Mapping[int, list[Hit]]
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Compiled:
    criterion: Criterion
    levels: tuple[tuple[int, Matcher], ...]
    kinds: tuple[tuple[str, Matcher], ...]
    probe: Matcher | None


@dataclass(frozen=True)
class Heard:
    """What interviewers said on a criterion. It is worked out where it is asked for: most findings never ask."""

    _compiled: _Compiled
    _step: View
    """Interviewers' words where the criterion takes evidence from."""
    _interview: View
    """All of their words."""

    @cached_property
    def hits(self) -> tuple[Hit, ...]:
        """What would have been evidence from the candidate."""
        return tuple(h for hits in _found(self._compiled, self._step).values() for h in hits)

    @cached_property
    def probed(self) -> bool:
        """Did they ask for it?"""
        probe = self._compiled.probe
        return probe is not None and bool(probe.find(self._interview))


class Rules:
    """A rubric's patterns, compiled once and used for any number of texts."""

    def __init__(
        self, rubric: Rubric, embeddings: Embeddings, custom: Mapping[str, CustomFactory] | None = None
    ) -> None:
        self._lexicon = Lexicon()

        def build(pattern: object) -> Matcher:
            return compile_pattern(pattern, self._lexicon, embeddings, custom or {})  # type: ignore[arg-type]

        self._criteria = tuple(
            _Compiled(
                c,
                tuple((x.level, build(x.when)) for x in sorted(c.levels, key=lambda x: x.level)),
                tuple((k.title, build(k.when)) for k in c.kinds),
                build(c.probe) if c.probe is not None else None,
            )
            for c in rubric.criteria
        )

    def scan(self, annotated: AnnotatedDocument) -> Scan:
        """One pass over the text, for all patterns."""
        return self._lexicon.scan(annotated)

    def find(self, scan: Scan, steps: Sequence[Step] | None) -> dict[str, Shown]:
        """What each criterion shows; ``steps`` is the step of each passage, or None to take evidence from anywhere."""
        return {c.criterion.id: self._one(c, view) for c, view in self._views(scan, steps, swapped=False)}

    def heard(self, scan: Scan, steps: Sequence[Step]) -> dict[str, Heard]:
        """What interviewers said on each criterion in the interview; empty where no interviewer is known."""
        if not any(p.role == "interviewer" for p in scan.annotated.passages):
            return {}
        anywhere = View(scan, [True] * len(scan.annotated.passages), swapped=True)
        return {c.criterion.id: Heard(c, view, anywhere) for c, view in self._views(scan, steps, swapped=True)}

    def _views(self, scan: Scan, steps: Sequence[Step] | None, swapped: bool) -> Iterator[tuple[_Compiled, View]]:
        views: dict[tuple[tuple[Step, ...], float], View] = {}
        for c in self._criteria:
            place = (c.criterion.steps, c.criterion.after)
            if place not in views:
                views[place] = View(scan, _allowed(c.criterion, scan.annotated, steps), swapped=swapped)
            yield c, views[place]

    @staticmethod
    def _one(c: _Compiled, view: View) -> Shown:
        hits = _found(c, view)
        level = max((n for n, found in hits.items() if found), default=0)
        kinds: tuple[str, ...] = ()
        if level and c.kinds:
            kinds = tuple(title for title, matcher in c.kinds if matcher.find(view))
        return Shown(level, hits, kinds)


def _found(c: _Compiled, view: View) -> dict[int, list[Hit]]:
    """The matches of each level."""
    # A pattern may listen to the interviewer; what it finds there is no evidence, so it gives no level by itself.
    return {level: view.heard_in(matcher.find(view), "candidate") for level, matcher in c.levels}


def _allowed(criterion: Criterion, annotated: AnnotatedDocument, steps: Sequence[Step] | None) -> list[bool]:
    """The passages that this criterion may take evidence from."""
    if steps is None:
        return [True] * len(annotated.passages)
    before = annotated.words_before
    first = criterion.after * before[-1]
    return [step in criterion.steps and before[n] >= first for n, step in enumerate(steps)]
