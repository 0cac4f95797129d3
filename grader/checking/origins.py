"""How evidence came: volunteered, after an interviewer's question, or after he had said it himself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from grader.schema.assessment import How
from grader.schema.points import Credit
from grader.segmenters.course import Course
from grader.text.annotated import AnnotatedDocument

ANSWER = 150
"""Words after an interviewer's turn up to which what the candidate says still answers it."""
PROMPT = 80
"""Words of an interviewer's turn, from its end, that the candidate answers."""
ECHOES = 2
"""Words of substance that an interviewer said first and the candidate says after him, from which on it was a hint."""
ECHOED = 0.25
"""Share of the quote's words of substance that they must be."""
STATEMENT = 12
"""Words of an interviewer's turn that tells something."""
SURE = 0.8
"""Certainty of the candidate's voice from which on evidence counts in full; below, in proportion."""

_ASKS = re.compile(
    r"\?|\b(?:what|how|why|which|where|when|who)"
    r"(?:'s| (?:would|do|does|did|is|are|about|if|happens|kind|other|else|should|can|could|will))\b"
    r"|\b(?:can|could|would|will|do|did|have|are) you\b"
    r"|\b(?:tell me|walk me|talk (?:me )?(?:through|about)|let's (?:talk|go|move|focus|dive|look)"
    r"|go (?:deeper|into|ahead)|i(?:'m| am) curious|i was wondering|explain|describe|any (?:thoughts|ideas))\b"
)
_SUBSTANCE = re.compile(r"[a-z][a-z-]{4,}")
_COMMON = frozenset(
    (
        "about after again along already always another anything around basically because before being better"
        " between both bring change could design different doing doesn during either enough every everything"
        " example first going gonna great happen happens having inside instead isn't kinda later least let's"
        " little longer makes making maybe means might needs never number often other people place point pretty"
        " probably question quite rather really right second seems should simple since single slightly small"
        " somebody someone something sometimes sorry sounds start still stuff system talking thank thanks their"
        " there these they're thing things think thinking third those though through times today together trying"
        " under until using usually wanna wants what's where whether which while whole without would wouldn write"
        " wrong you're users service"
    ).split()
)


class Origins:
    """Of the passages of one talk whom they answer. Empty of any answer where no interviewer is known."""

    def __init__(self, annotated: AnnotatedDocument, course: Course, kept: Sequence[int] | None = None) -> None:
        """``annotated`` is the whole text, with an interviewer's lectures; ``kept`` are those of its passages that are
        weighed, by whose numbers evidence goes.
        """
        self._annotated, self._course = annotated, course
        self._kept = range(len(annotated.passages)) if kept is None else kept
        self.told = annotated.kind == "transcript"
        self._asks: dict[str, bool] = {}
        self._words: dict[str, frozenset[str]] = {}
        self._prompt: list[str] = []
        """By passage what the interviewer said just before, if it still answers it."""
        self._before: list[int] = []
        """By passage the first passage of that prompt."""
        prompt: list[int] = []
        since = 0
        after = True
        for n, p in enumerate(annotated.passages):
            if p.role == "interviewer":
                if after:
                    prompt = []
                prompt.append(n)
                since, after = 0, False
                self._prompt.append("")
            else:
                after = True
                answers = bool(prompt) and since <= ANSWER
                self._prompt.append(self._tail(prompt) if answers else "")
                since += p.words
            self._before.append(prompt[0] if prompt else n)

    def _tail(self, passages: Sequence[int]) -> str:
        a = self._annotated
        words = a.plain[a.passages[passages[0]].start : a.passages[passages[-1]].end].split()
        return " ".join(words[-PROMPT:])

    def how(self, passage: int, quote: str) -> How | None:
        """How this quote from the passage came; None in a written design."""
        if not self.told:
            return None
        passage = self._kept[passage]
        if self._annotated.passages[passage].role == "interviewer":
            return "interviewer"
        prompt = self._prompt[passage]
        if not prompt:
            return "volunteered"
        if self._course.steps[passage] != "scope" and self._echoes(passage, prompt, quote):
            return "after_hint"
        return "after_question" if self._ask(prompt) else "volunteered"

    def _ask(self, prompt: str) -> bool:
        if prompt not in self._asks:  # many quotes answer one
            self._asks[prompt] = _ASKS.search(prompt) is not None
        return self._asks[prompt]

    def _echoes(self, passage: int, prompt: str, quote: str) -> bool:
        """Does the quote take up what the interviewer brought in? What the candidate had said before is his own."""
        substance = set(_SUBSTANCE.findall(quote.lower())) - _COMMON
        if prompt not in self._words:
            self._words[prompt] = frozenset(_SUBSTANCE.findall(prompt))
        shared = substance & self._words[prompt]
        if len(shared) < ECHOES or len(shared) < ECHOED * len(substance) or not self._gives_away(prompt):
            return False
        own, ends = self._own
        end = ends[self._before[passage]]
        return sum(own.find(word, 0, end) < 0 for word in shared) >= ECHOES

    @cached_property
    def _own(self) -> tuple[str, list[int]]:
        """What others than an interviewer say, and how much of it stands before each passage."""
        a = self._annotated
        said = [a.plain[p.start : p.end] if p.role != "interviewer" else None for p in a.passages]
        sizes = (0 if text is None else len(text) + 1 for text in said)
        return " ".join(text for text in said if text is not None), list(accumulate(sizes, initial=0))

    def _gives_away(self, prompt: str) -> bool:
        """Does an interviewer say what could be done, and not only ask? A question may name what it is about."""
        return _SUGGESTS.search(prompt) is not None or (len(prompt.split()) >= STATEMENT and not self._ask(prompt))

    def share(self, passage: int, how: How | None, credit: Credit) -> float:
        """What evidence from the passage earns of its level's points."""
        if how is None:
            return 1.0
        if how == "interviewer":
            return 0.0
        p = self._annotated.passages[self._kept[passage]]
        certain = min(1.0, p.certainty / SURE) if p.role == "candidate" else 1.0
        return round(certain * float(getattr(credit, how)), 3)


_SUGGESTS = re.compile(
    r"\b(?:you (?:could|can|might|should|may)|(?:what|how) about|have you (?:thought|considered)"
    r"|(?:would|could|should) (?:it|we|you) (?:help|use|also|just)|maybe|i(?:'d| would)"
    r"|we (?:usually|normally|typically|used?)|one (?:way|option|thing)|think about|instead|for (?:example|instance)"
    r"|something like|the (?:trick|idea|answer) is)\b"
)
