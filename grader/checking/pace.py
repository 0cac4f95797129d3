"""Time and talk as observations: measured sizes that are far from what is planned, the most telling first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.schema.assessment import Observation
from grader.schema.segmentation import STEP_TITLES
from grader.schema.talk import StepTime, Talk, clock

MOST = 5
"""Observations of this kind."""
OVER, OVER_MINUTES = 1.5, 3.0
"""A step is far over its budget when it takes so many times as long, and so many minutes more."""
SHORT, LONG = 0.6, 1.4
"""Shares of all budgets together below and above which the whole interview is told to be short or long."""
QUIET = 0.4
"""Share of the words below which the candidate hardly speaks: it is the candidate's interview."""
FEW_WORDS = 60
"""Words of the first step below which nothing is made of what is not asked in it."""
NAMED_SILENCES = 3


def pace(talk: Talk) -> tuple[Observation, ...]:
    """At most `MOST` of them; none of a text that is no interview."""
    if not sum(s.words for s in talk.steps):
        return ()
    return tuple([*_length(talk), *_over(talk), *_quiet(talk), *_asks_nothing(talk), *_silent(talk)][:MOST])


def _length(talk: Talk) -> Iterator[Observation]:
    planned = sum(s.budget or 0.0 for s in talk.steps)
    if talk.interview is None or not planned or SHORT <= talk.interview / planned <= LONG:
        return
    short = talk.interview < planned
    says = f"The interview itself takes {_minutes(talk, talk.interview)} of the {_whole(planned)} planned."
    yield Observation(code="interview_short" if short else "interview_long", message=says)


def _over(talk: Talk) -> Iterator[Observation]:
    """The two steps furthest over their budgets."""

    def over(step: StepTime) -> float:
        return (step.minutes or 0.0) - (step.budget or 0.0)

    far = [s for s in talk.steps if s.budget and s.minutes and s.minutes >= OVER * s.budget and over(s) >= OVER_MINUTES]
    for s in sorted(far, key=lambda s: -over(s))[:2]:
        since = "" if s.began is None else f", from {'about ' if talk.times == 'coarse' else ''}{clock(s.began)} on"
        # Of the rounded numbers, so that the three figures of the sentence add up.
        more = _whole(s.minutes or 0) - _whole(s.budget or 0)
        took = f"{_minutes(talk, s.minutes or 0)} of the {_whole(s.budget or 0)} planned"
        says = f"'{STEP_TITLES[s.step]}' takes {took}, {more} over{since}."
        yield Observation(code="step_over_time", message=says)


def _quiet(talk: Talk) -> Iterator[Observation]:
    shares = {role: sum(v.share for v in talk.voices if v.role == role) for role in ("candidate", "interviewer")}
    if 0 < shares["candidate"] < QUIET and shares["interviewer"] > shares["candidate"]:
        share = round(100 * shares["candidate"])
        yield Observation(
            code="candidate_speaks_little", message=f"The candidate says {share} % of the interview's words."
        )


def _asks_nothing(talk: Talk) -> Iterator[Observation]:
    scope = next(s for s in talk.steps if s.step == "scope")
    if scope.questions == 0 and scope.words >= FEW_WORDS:
        says = f"The candidate asks no question in the step '{STEP_TITLES['scope']}'."
        yield Observation(code="nothing_asked", message=says)


def _silent(talk: Talk) -> Iterator[Observation]:
    longest = sorted(talk.silences, key=lambda s: (s.start_time - s.end_time, s.start_time))[:NAMED_SILENCES]
    if not longest:
        return
    told = [f"{round(s.end_time - s.start_time)} seconds at {clock(s.start_time)}" for s in longest]
    more = len(talk.silences) - len(longest)
    told += [f"{more} more of 20 seconds or longer"] if more else []
    yield Observation(code="long_silence", message=f"Nobody speaks for {_listed(told)}.")


def _minutes(talk: Talk, minutes: float) -> str:
    whole = _whole(minutes)
    return f"{'about ' if talk.times == 'coarse' else ''}{whole} {'minute' if whole == 1 else 'minutes'}"


def _whole(minutes: float) -> int:
    return int(minutes + 0.5)


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
