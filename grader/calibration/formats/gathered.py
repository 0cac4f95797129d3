"""How a file is to be read, and what has been found in it so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from grader.calibration.formats.said import UnusableError, blank, comment_of, name_of, one_of, score_of, shown
from grader.calibration.ratings import LINE, Rating, criterion_key
from grader.reporters.wording import shorten

UNNAMED = "\0nobody says who\0"
"""Whoever rates where nothing says it, until the whole file is read: then he is called as the file is."""
DRAFT, IGNORED, CANCELLED, REJECTED, DISCARDED = "draft", "ignored", "cancelled", "rejected", "discarded"
SKIPPED, MACHINE, LONE_QUOTE = "skipped criterion", "suggestion of a machine", "quote without a rating"
NOT_CHOSEN, OTHER_KIND = "nothing chosen", "answer of another kind"
"""Why something of a file is left out."""
MOST_OF_AN_ANSWER = 1_000
"""Ratings, and comments and quotes, that one answer may have: each rating has a text of its own of all of them."""
_MOST_OF_ALL_COMMENTS = 2**28
"""Characters; without it a small file could have comments that no memory holds."""


@dataclass(frozen=True)
class Reading:
    """How to read files of ratings."""

    by: tuple[str, ...] = ()
    """Columns or fields that hold a subgroup of the submission, such as ``GROUP``. They are never criteria."""
    rename: Mapping[str, str] = field(default_factory=dict)
    """From a criterion as the file names it to the rubric's name. What is named here is always a criterion."""
    skip: frozenset[str] = frozenset()
    """Criteria to leave out, as the file names them."""
    values: Mapping[str, float | None] = field(default_factory=dict)
    """Words that stand for scores, whatever their capitals; None: not applicable."""
    criterion: str | None = None
    """What a file without criteria rates."""


@dataclass(frozen=True)
class RatingsFile:
    """A file of ratings, read."""

    path: str
    format: str
    """In words, such as "Label Studio"."""
    ratings: tuple[Rating, ...]
    left_out: Mapping[str, int]
    """From the reason in words to how many answers were left out for it."""
    unit: str = LINE
    """What `Rating.line` counts: lines, rows of a sheet, records, or tasks."""


@dataclass(frozen=True)
class Whose:
    """What the ratings of one answer share."""

    submission: str
    rater: str
    line: int
    at: float | None = None
    groups: tuple[tuple[str, str], ...] = ()


class Gathered:
    """Ratings, problems and what is left out, as a file is read."""

    def __init__(self, how: Reading) -> None:
        self.how = how
        self.ratings: list[Rating] = []
        self._comment = ("", "")
        self._room = _MOST_OF_ALL_COMMENTS
        self.problems: list[tuple[int, str]] = []
        self.left_out: Counter[str] = Counter()
        self._rename = {criterion_key(name): to for name, to in how.rename.items()}
        self._skip = {criterion_key(name) for name in how.skip}
        self._values = {word.strip().casefold(): score for word, score in how.values.items()}

    def problem(self, line: int, what: str) -> None:
        """Something is wrong at this place."""
        self.problems.append((line, what))

    def leave(self, reason: str, number: int = 1) -> None:
        """Something is left out."""
        if number:
            self.left_out[reason] += number

    @contextmanager
    def guard(self, line: int) -> Iterator[None]:
        """What cannot be used within is a problem at this place."""
        try:
            yield
        except UnusableError as e:
            self.problem(line, str(e))

    def named(self, criterion: str) -> str:
        """The criterion by the rubric's name, as far as the reader was told."""
        return self._rename.get(criterion_key(criterion), criterion)

    def renames(self, name: str) -> bool:
        """Whether this is a criterion because it is to be renamed."""
        return criterion_key(name) in self._rename

    def scores(self, said: object) -> bool:
        """Whether a value is a score, N/A, or a word that stands for one."""
        try:
            score_of(said, self._values)
        except UnusableError:
            return False
        return True

    def score_words(self, said: object) -> bool:
        """Whether a value is a word that stands for a score."""
        return isinstance(said, str) and said.strip().casefold() in self._values

    def rate(self, whose: Whose, criterion: str, said: object, comment: str = "") -> None:
        """Keep a rating, if anything is said; what is not to be kept is counted, what cannot be is a problem."""
        if not criterion.strip():
            self.problem(whose.line, "has no criterion")
            return
        if blank(said):
            return
        if criterion_key(criterion) in self._skip:
            self.leave(SKIPPED)
            return
        with self.guard(whose.line):
            name = name_of(self.named(criterion), "criterion")
            if blank(said := one_of(said, criterion)):
                return
            try:
                score = score_of(said, self._values)
            except UnusableError:
                self.problem(whose.line, f"{shown(said)} is no score of {shorten(criterion, 40)}")
                return
            if self._comment[0] is not comment:  # one text for all criteria of a row, not one for each
                self._comment = (comment, comment_of(comment))
                self._room -= len(self._comment[1])
            if self._room < 0:
                raise UnusableError("comments are too long in all; give the ratings in parts")
            self.ratings.append(
                Rating(whose.submission, whose.rater, name, score, self._comment[1], whose.line, whose.at, whose.groups)
            )

    def rate_all(self, whose: Whose, said: Sequence[tuple[str, object]], notes: Notes) -> None:
        """Keep the ratings of an answer, each with what the answer says of its criterion."""
        if len(said) > MOST_OF_AN_ANSWER or len(notes) > MOST_OF_AN_ANSWER:
            raise UnusableError(f"an answer has more than {MOST_OF_AN_ANSWER:,} ratings, or comments and quotes")
        of, lone = notes.by_criterion([criterion for criterion, value in said if not blank(value)])
        for criterion, value in said:
            self.rate(whose, criterion, value, of.get(criterion, ""))
        self.leave(LONE_QUOTE, lone)


class Notes:
    """Comments and quotes of an answer: of one criterion, or of all that the answer rates."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered
        self._quotes: list[tuple[str, str]] = []
        self._comments: list[tuple[str, str]] = []

    def __len__(self) -> int:
        return len(self._quotes) + len(self._comments)

    def quote(self, criterion: str, text: str) -> None:
        """What shows the level of a criterion."""
        self._quotes.append((criterion_key(self._gathered.named(criterion)), text.strip()))

    def comment(self, name: str, text: str) -> None:
        """What a field of comments says. It is of the criterion that its name has in it, as in ``cost_comment``."""
        if text.strip():
            self._comments.append((f"_{criterion_key(name)}_", comment_of(text)))

    def by_criterion(self, rated: Sequence[str]) -> tuple[dict[str, str], int]:
        """What is said of each criterion, and how many quotes are of a criterion that is not rated.

        Of a criterion are its own comments, or else those of no criterion, and then its quotes.
        """
        of_all: list[str] = []
        own: dict[str, list[str]] = {criterion: [] for criterion in rated}
        for name, text in self._comments:
            about = [c for c in own if f"_{criterion_key(c)}_" in name]
            # Of "cost" and "cost_estimate" the field "cost_estimate_comment" means the second.
            (own[max(about, key=len)] if about else of_all).append(text)
        names = {criterion_key(self._gathered.named(c)): c for c in own}
        common = _joined(of_all)
        said = {c: texts or ([common] if common else []) for c, texts in own.items()}
        for key, text in self._quotes:
            if text and key in names:
                said[names[key]].append(text)
        lone = sum(key not in names for key, _ in self._quotes)
        return {c: _joined(texts) for c, texts in said.items()}, lone


def _joined(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else comment_of(" | ".join(dict.fromkeys(texts)))
