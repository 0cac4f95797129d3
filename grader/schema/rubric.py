"""A rubric: what people author, as data over a closed set of pattern kinds.

A pattern says what to look for. All text comparison ignores case. ``terms`` are words or phrases on word
boundaries; a trailing ``*`` admits any ending ("shard*"), and a space admits any white space or hyphen.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, assert_never

from pydantic import Field

from grader.schema.document import BlockKind
from grader.schema.points import CapRule, Credit
from grader.schema.record import Record
from grader.schema.segmentation import Step

Assertion = Literal["asserted", "negated", "hypothetical"]
Within = Literal["sentence", "passage", "section", "text"]
QuantityOf = Literal["users", "rate", "size", "duration", "percent", "count", "money"]
Voice = Literal["candidate", "interviewer", "anyone"]


class _Leaf(Record):
    voice: Voice = "candidate"
    """Whose words may match; an author's and an unknown speaker's count as the candidate's."""


class _Words(_Leaf):
    accept: tuple[Assertion, ...] = ("asserted",)
    """Which mentions count: "we don't need sharding" is negated, "if we wanted WebSockets" hypothetical."""


class Phrase(_Words):
    """Any of these words or phrases."""

    kind: Literal["phrase"]
    terms: tuple[str, ...] = Field(min_length=1)


class Regex(_Words):
    """Any of these regular expressions (RE2: no look-around, no back-references), inside one sentence."""

    kind: Literal["regex"]
    patterns: tuple[str, ...] = Field(min_length=1)


class Quantity(_Words):
    """A number with a unit: users, a rate (requests per second), a data size, a duration, a percentage, any count."""

    kind: Literal["quantity"]
    of: tuple[QuantityOf, ...] = Field(min_length=1)


class Heading(_Leaf):
    """A passage that stands under a heading with any of these terms (a step's own words in a talk do not count)."""

    kind: Literal["heading"]
    terms: tuple[str, ...] = Field(min_length=1)


class BlockIs(_Leaf):
    """A block of one of these kinds; a diagram may be asked to have some components and connections."""

    kind: Literal["block"]
    any: tuple[BlockKind, ...] = Field(min_length=1)
    min_components: int = Field(default=0, ge=0)


class Question(_Leaf):
    """A sentence that asks: ends in a question mark or opens as a question does."""

    kind: Literal["question"]


class Length(_Leaf):
    """A sentence of at least so many words, to ask that more is said than a label."""

    kind: Literal["length"]
    words: int = Field(ge=1)


class AllOf(Record):
    """Every one of these patterns, within one sentence, passage (paragraph or turn), section or text."""

    kind: Literal["all_of"]
    of: tuple[Pattern, ...] = Field(min_length=2)
    within: Within = "sentence"


class AnyOf(Record):
    """At least one of these patterns."""

    kind: Literal["any_of"]
    of: tuple[Pattern, ...] = Field(min_length=1)


class Unless(Record):
    """A match of ``match`` with no match of ``unless`` in the same sentence (or passage)."""

    kind: Literal["unless"]
    match: Pattern
    unless: Pattern
    within: Literal["sentence", "passage"] = "sentence"


class AtLeast(Record):
    """``count`` matches; with ``distinct`` words, and within a passage, a section or the text."""

    kind: Literal["at_least"]
    count: int = Field(ge=2)
    match: Pattern
    distinct: bool = True
    within: Within = "text"


class Then(Record):
    """``first``, and ``then`` later, at most ``gap`` passages apart."""

    kind: Literal["then"]
    first: Pattern
    then: Pattern
    gap: int = Field(default=3, ge=0)


class Similar(_Leaf):
    """A sentence that means much the same as one of these (static embeddings, cosine)."""

    kind: Literal["similar"]
    sentences: tuple[str, ...] = Field(min_length=1)
    at_least: float = Field(default=0.72, gt=0, le=1)


class Tokens(_Words):
    """spaCy token patterns (its ``Matcher`` syntax, lexical attributes only), inside one sentence."""

    kind: Literal["tokens"]
    patterns: tuple[tuple[dict[str, Any], ...], ...] = Field(min_length=1)


class Custom(_Leaf):
    """The one door to code: a matcher that a plug-in brings, by its dotted name."""

    kind: Literal["custom"]
    name: str
    options: dict[str, Any] = Field(default_factory=dict)


Pattern = Annotated[
    Phrase
    | Regex
    | Quantity
    | Heading
    | BlockIs
    | Question
    | Length
    | AllOf
    | AnyOf
    | Unless
    | AtLeast
    | Then
    | Similar
    | Tokens
    | Custom,
    Field(discriminator="kind"),
]


def children(pattern: Pattern) -> tuple[Pattern, ...]:
    """The patterns that a pattern is directly made of, in the order of its fields; none for one without any."""
    match pattern:
        case AllOf() | AnyOf():
            return pattern.of
        case Unless():
            return pattern.match, pattern.unless
        case AtLeast():
            return (pattern.match,)
        case Then():
            return pattern.first, pattern.then
        case Phrase() | Regex() | Quantity() | Heading() | BlockIs() | Question() | Length():
            return ()
        case Similar() | Tokens() | Custom():
            return ()
        case _:
            assert_never(pattern)


class Example(Record):
    """A short text and the level that the criterion's patterns must give it; ``Name:`` lines are turns."""

    text: str = Field(min_length=1)
    level: int = Field(ge=0)


class Level(Record):
    """One level above 0: the descriptor that people read, and what the program looks for."""

    level: int = Field(ge=1)
    descriptor: str = Field(min_length=1)
    when: Pattern


class Kind(Record):
    """A kind that the thing shown may be of; named in the report, worth no points."""

    id: str
    title: str
    when: Pattern


class Advice(Record):
    """For a level that is not the highest: what was missing, and one sentence on how to show it."""

    level: int = Field(ge=0)
    say: str = Field(min_length=1)


class Criterion(Record):
    """One line of the rubric."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=1)
    dimension: str
    step: Step
    points: float = Field(default=1, gt=0)
    applies_to: Literal["all", "dialogue"] = "all"
    """``dialogue``: needs a second voice; in a text with one voice the criterion is unassessed."""
    steps: tuple[Step, ...] = ("scope", "high_level", "deep_dive", "wrap_up")
    """Steps whose words may be evidence; ``other`` never is."""
    probe: Pattern | None = None
    """What an interviewer says who asks for it: where nobody did and its step never came, it was not probed."""
    after: float = Field(default=0, ge=0, lt=1)
    """Share of the text, by words, that must lie before the evidence (a summary comes near the end)."""
    absent: str = "Not shown."
    """Descriptor of level 0."""
    levels: tuple[Level, ...] = Field(min_length=1)
    cuts: tuple[float, ...] | None = Field(default=None, min_length=2, max_length=2)
    """Expected levels, 0 to 2, from which levels 1 and 2 are given where learned weights judge; None: their own."""
    kinds: tuple[Kind, ...] = ()
    advice: tuple[Advice, ...] = ()
    examples: tuple[Example, ...] = ()

    @property
    def max_level(self) -> int:
        """The highest level."""
        return max(x.level for x in self.levels)

    def descriptor_of(self, level: int) -> str:
        """What reaching this level says."""
        return next((x.descriptor for x in reversed(self.levels) if x.level == level), self.absent)

    def advice_at(self, level: int) -> str | None:
        """What is missing at this level; None at the highest, or where nothing is said."""
        if level >= self.max_level:
            return None
        return next((a.say for a in reversed(self.advice) if a.level == level), None)


class Dimension(Record):
    """A group of criteria; ``weight`` is its share of the total."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=1)
    weight: float = Field(default=1, gt=0)


class Band(Record):
    """A name for totals from ``at_least`` up to the next band's."""

    id: str
    title: str = ""
    at_least: float = Field(ge=0, le=100)


class Budget(Record):
    """Minutes that a step is meant to take."""

    step: Step
    minutes: float = Field(gt=0)


class Rubric(Record):
    """A whole rubric, as read from one YAML file."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    title: str
    description: str = ""
    budgets: tuple[Budget, ...] = ()
    dimensions: tuple[Dimension, ...] = Field(min_length=1)
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    bands: tuple[Band, ...] = Field(min_length=1)
    caps: tuple[CapRule, ...] = ()
    credit: Credit = Credit()
    not_probed: Literal["missed", "unassessed"] = "missed"
    """What becomes of a criterion that was given no room: level 0, or no level and no part in the score."""


for _model in (AllOf, AnyOf, Unless, AtLeast, Then, Level, Kind, Criterion, Rubric):
    _model.model_rebuild()
