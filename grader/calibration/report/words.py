"""What a calibration comes to, in sentences for somebody who hires."""

from __future__ import annotations

from collections.abc import Iterator

from grader.calibration.calibration import Calibration
from grader.calibration.verdicts import Verdict
from grader.reporters.wording import count

ANSWERS = {
    "usable": "Yes",
    "not yet": "Not yet",
    "too few to tell": "Nobody can tell yet",
    "too few graded twice to tell": "Nobody can tell yet",
}
"""To the question whether the machine's marks may be trusted."""


def headline(c: Calibration) -> str:
    """The answer in a sentence or two."""
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
    """How many interviews would settle it."""
    parts = []
    if v.more:
        parts.append(f"about {v.more:,} more interviews graded by a person")
    if v.more_twice:
        parts.append(f"about {v.more_twice:,} more graded by two")
    if any(x.standing == "unknown" and x.twice for x in v.conditions):
        parts.append("interviews graded by two people, of which there are none or that are all alike")
    if parts:
        return f"{' and '.join(parts).capitalize()} would settle it."
    return "No number that a team could grade would settle it: it is too near the threshold."


def basis(c: Calibration) -> str:
    """What all of it rests on."""
    m = c.marks
    several = sum(int((m.papers.interview == i).sum()) > 1 for i in range(m.size))
    return (
        f"{count(m.size, 'interview')}, {count(len(m.raters), 'grader')}, {count(len(m.ratings), 'mark')};"
        f" {several:,} of the interviews were graded by two or more."
    )


def sentences(c: Calibration) -> Iterator[str]:
    """The rest in a few lines: how many lines of the rubric stand how, who is harsh, what tuning gains."""
    if c.seen:
        yield (
            f"The machine’s weights were fitted on {c.seen:,} of these {c.marks.size:,} interviews: on those it agrees"
            " better than it will on others, and no verdict here can be relied on."
        )
    elif c.seen is None:
        yield "The model does not say what it was fitted on: if these interviews are among it, no figure here counts."
    of = [(v, one) for v, one in zip(c.verdicts, c.comparisons, strict=True) if one.sort == "criterion"]
    words = [v.word for v, one in of if one.interviews]
    open_ = sum(w.startswith("too few") for w in words)
    left = f" Nobody rated the other {len(of) - len(words)}." if len(of) > len(words) else ""
    yield (
        f"Of {count(len(words), 'criterion', 'criteria')} {words.count('usable')} are usable, {words.count('not yet')}"
        f" are not yet, and for {open_} there are too few interviews.{left}"
    )
    if c.broken:
        yield f"The rubric’s worst line is “{c.broken[0].title}”: {c.broken[0].trouble}."
    harsh = [r.rater for r in c.raters[:-1] if r.stands == "harsh"]
    lenient = [r.rater for r in c.raters[:-1] if r.stands == "lenient"]
    for who, how in ((harsh, "harsher"), (lenient, "more lenient")):
        if who:
            names = ", ".join(who[:5]) + (f" and {len(who) - 5} others" if len(who) > 5 else "")
            yield f"Certainly {how} than the others: {names}."
    if c.proposal is not None:
        taken = [t for t in c.proposal.tuned if t.taken]
        if taken:
            yield f"Tuning helps: {'; '.join(f'{t.what}, {t.says}' for t in taken)}."
        else:
            yield "Tuning gains nothing that would hold on other interviews: the rubric stays as it is."
