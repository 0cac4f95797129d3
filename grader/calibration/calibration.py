"""All that a calibration says, in the order in which it is worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.calibration.asking import NUMBER, Ask, Candidates, whom_to_ask
from grader.calibration.broken import BrokenLine, Quotes, broken_lines
from grader.calibration.comparisons import Comparison, comparisons
from grader.calibration.fitting.proposal import Proposal, What, propose
from grader.calibration.grades import GradesOfOne, grades_of
from grader.calibration.marks import Marks
from grader.calibration.severity import FairAverage, RaterFigures, fair_averages, rater_figures
from grader.calibration.statistics.intervals import Resamples
from grader.calibration.subgroups import Impact, Part, impacts, parts
from grader.calibration.verdicts import Thresholds, Verdict, verdict

USUAL = Thresholds()
NO_MEASURE = "no measure"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a user may choose."""

    thresholds: Thresholds = USUAL
    resamples: int = 2000
    seed: int = 1
    fit: tuple[What, ...] = ()
    ask: int = NUMBER
    grades_are_bands: bool = False
    """Grades of the whole from 1 to the number of bands mean those, the first the lowest."""


@dataclass(frozen=True)
class Calibration:
    """Everything that is said of a run and the ratings of people."""

    marks: Marks
    choices: Choices
    comparisons: tuple[Comparison, ...]
    verdicts: tuple[Verdict, ...]
    """Of each comparison, in their order."""
    parts: tuple[Part, ...]
    impacts: tuple[Impact, ...]
    broken: tuple[BrokenLine, ...]
    raters: tuple[RaterFigures, ...]
    fair: tuple[FairAverage, ...]
    grades: tuple[GradesOfOne, ...]
    """People's grades of the whole against the totals."""
    proposal: Proposal | None
    asks: tuple[Ask, ...]
    seen: int | None
    """Interviews among these that the machine's weights were fitted on; None: that is not known."""
    left_out: Mapping[str, int]
    """Rated submissions that are not among these, by the reason why."""

    @property
    def answer(self) -> str:
        """The word on the whole; ``no measure`` where the machine has learned from these interviews."""
        return NO_MEASURE if self.seen else self.whole.word

    @property
    def whole(self) -> Verdict:
        """On the total; where people's ratings make no totals, on the criteria together."""
        return next((v for v in self.verdicts if v.name == self.whole_name), self.verdicts[0])

    @property
    def whole_name(self) -> str:
        """What the verdict on the whole is of."""
        total = self.comparison("total")
        return "total" if total.machine["qwk"].value is not None else "mean"

    def comparison(self, name: str) -> Comparison:
        """By its `name_of`; KeyError where there is none."""
        return {name_of(one): one for one in self.comparisons}[name]


def name_of(one: Comparison) -> str:
    """A name that no other comparison of the rubric has, as in the columns of a run's rows: a dimension and a criterion
    may share their id.
    """
    return {"dimension": f"dimension_{one.name}", "criterion": f"level_{one.name}"}.get(one.sort, one.name)


def calibrate(
    marks: Marks,
    candidates: Candidates,
    quotes: Quotes,
    choices: Choices,
    seen: int | None = 0,
    left_out: Mapping[str, int] | None = None,
) -> Calibration:
    """Work it all out. The same marks and choices give the same numbers."""
    resamples = Resamples(marks.size, choices.resamples, choices.seed)
    found = comparisons(marks, resamples)
    verdicts = [verdict(one, choices.thresholds) for one in found]
    return Calibration(
        marks,
        choices,
        tuple(found),
        tuple(verdicts),
        tuple(parts(marks, choices.resamples, choices.seed)),
        tuple(impacts(marks, choices.resamples, choices.seed)),
        tuple(broken_lines(marks, resamples, quotes)),
        tuple(rater_figures(marks, resamples)),
        tuple(fair_averages(marks)),
        tuple(grades_of(marks, resamples)),
        propose(marks, choices.fit, resamples, choices.seed, choices.grades_are_bands) if choices.fit else None,
        tuple(whom_to_ask(candidates, choices.ask, _second(verdicts), choices.seed)),
        seen,
        dict(left_out or {}),
    )


def _second(verdicts: Sequence[Verdict]) -> bool:
    """Whether second persons are what is missing most: more verdicts wait for them than for first ones."""
    twice = sum(v.word == "too few graded twice to tell" for v in verdicts)
    return twice > sum(v.word == "too few to tell" for v in verdicts)
