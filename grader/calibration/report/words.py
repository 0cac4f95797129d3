"""What a calibration comes to, in sentences for somebody who hires."""

from __future__ import annotations

from collections.abc import Iterator

from grader.calibration.calibration import NO_MEASURE, Calibration
from grader.calibration.statistics.intervals import FEWEST
from grader.calibration.verdicts import Verdict
from grader.reporters.wording import count

_DRIFT = 0.2
"""Levels of drift that are worth naming somebody for."""
_SEVERAL = 1.5
"""What half an interval of one is multiplied by for several to be looked at: about ten of them."""
ANSWERS = {
    NO_MEASURE: "These figures do not say",
    "usable": "Yes",
    "not yet": "Not yet",
    "too few to tell": "Nobody can tell yet",
    "too few graded twice to tell": "Nobody can tell yet",
}
"""To the question whether the machine's marks may be trusted."""


def headline(c: Calibration) -> str:
    """The answer in a sentence or two."""
    if c.seen:
        return (
            f"The machine’s weights were fitted on {c.seen:,} of these {count(c.marks.size, 'interview')}: on them it"
            " agrees with people better than it will on others. Grade them with a model that has not seen them"
            " (grader train --folds), or leave them out."
        )
    if c.whole.conditions[0].why == "undefined" and c.grades:
        of = ", ".join(f"{g.correlation.value:.2f} ({g.rater})" for g in c.grades if g.correlation.value is not None)
        order = f" The order of their grades and of its totals agrees: rank correlation {of}." if of else ""
        return f"People graded the whole and no criterion, which says nothing of the machine’s marks.{order}"
    v = c.whole
    what = "total" if c.whole_name == "total" else "marks, over all criteria,"
    if v.word == "usable":
        return f"The machine’s {what} can stand beside people’s: it meets all three conditions."
    if v.word == "not yet":
        missed = [x.says for x in v.conditions if x.standing == "missed"]
        return f"The machine’s {what} should not be used by itself yet: {'; '.join(missed)}."
    lean = {None: "", "usable": " So far it looks usable.", "not yet": " So far it does not look usable."}[v.leans]
    return f"There are too few interviews to tell whether the machine’s {what} can be used.{lean} {needed(v)}".strip()


def needed(v: Verdict) -> str:
    """What would settle it."""
    open_ = [x for x in v.conditions if x.standing in ("open", "unknown")]
    few = [x for x in open_ if x.why == "few"]
    if few:
        who = " graded by two people" if all(x.twice for x in few) else ""
        return f"Below {FEWEST} interviews{who} nothing can be said."
    undefined = [x for x in open_ if x.why == "undefined"]
    if undefined:
        if all(x.twice for x in undefined):
            return "It takes interviews that two people graded, to see how far people agree among themselves."
        return f"Something has no figure: {'; '.join(x.says for x in undefined)}."
    near = [x for x in open_ if x.why == "near"]
    if near:
        return f"It is too near a threshold for any number that a team could grade: {'; '.join(x.says for x in near)}."
    parts = []
    if v.more:
        parts.append(f"{v.more:,} more interviews graded by a person")
    if v.more_twice:
        parts.append(f"{v.more_twice:,} more graded by two")
    return f"About {' and '.join(parts)} would likely settle it, if the figures stay as they are." if parts else ""


def basis(c: Calibration) -> str:
    """What all of it rests on."""
    m = c.marks
    twice = c.comparison("pooled").twice
    left = "; ".join(f"{count(n, 'other')} rated and left out: {why}" for why, n in c.left_out.items())
    return (
        f"{count(m.size, 'interview')}, {count(len(m.raters), 'grader')}, {count(len(m.ratings), 'mark')}; of"
        f" {count(twice, 'interview')} two or more people marked the same criterion.{f' {left}.' if left else ''}"
    )


def no_line(c: Calibration) -> str:
    """Why no line of the rubric is called broken."""
    if c.comparison("pooled").twice < FEWEST:
        return f"With fewer than {FEWEST} interviews that two people graded, no line can be said to be at fault."
    return "None stands out: no line is so far from agreement that chance can be ruled out."


def _drifts(value: float, ends: tuple[float, float]) -> bool:
    """Whether to name somebody for it: a drift of some size, and beyond what one of several would show by chance."""
    return abs(value) >= _DRIFT and abs(value) > _SEVERAL * (ends[1] - ends[0]) / 2


def sentences(c: Calibration) -> Iterator[str]:
    """The rest in a few lines: how many lines of the rubric stand how, who is harsh, what tuning gains."""
    if c.seen is None:
        yield (
            "The run’s model is not there any more, or does not say what it was fitted on: if these interviews are in"
            " it, no figure here counts."
        )
    of = [(v, one) for v, one in zip(c.verdicts, c.comparisons, strict=True) if one.sort == "criterion"]
    words = [v.word for v, one in of if one.interviews]
    open_ = sum(w.startswith("too few") for w in words)
    if not words:
        return
    left = f" Nobody rated the other {len(of) - len(words)}." if len(of) > len(words) else ""
    yield (
        f"Of {count(len(words), 'criterion', 'criteria')} {words.count('usable')} are usable, {words.count('not yet')}"
        f" are not yet, and for {open_} there are too few interviews.{left}"
    )
    if c.broken:
        yield f"The rubric’s worst line is “{c.broken[0].title}”: {c.broken[0].trouble}."
    for r in c.raters[:-1]:
        if r.stands in ("harsh", "lenient") and r.lenience.value is not None:
            how = "harsher" if r.stands == "harsh" else "more lenient"
            points = "" if r.points.value is None else f", {abs(r.points.value):.1f} points of the total"
            yield f"{r.rater} is {how} than the other graders by {abs(r.lenience.value):.2f} levels{points}."
    for r in c.raters[:-1]:
        if r.drift.value is not None and r.drift.ends is not None and _drifts(r.drift.value, r.drift.ends):
            way = "rise" if r.drift.value > 0 else "fall"
            size = f"{abs(r.drift.value):.2f} levels"
            yield f"{r.rater}’s marks seem to {way} by {size} from the first interview to the last."
    if c.proposal is not None:
        taken = [t for t in c.proposal.tuned if t.taken]
        if taken:
            yield f"Tuning helps: {'; '.join(f'{t.what}, {t.says}' for t in taken)}."
        else:
            tried = any(t.judged.gain.value is not None for t in c.proposal.tuned)
            yield (
                "Tuning gains nothing that would hold on other interviews: the rubric stays as it is."
                if tried
                else f"Nothing was tuned: {c.proposal.tuned[0].says}."
            )
