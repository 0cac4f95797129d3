"""A calibration as one page that needs nothing else: no network, no script."""

from __future__ import annotations

from collections.abc import Iterable

from grader.calibration.calibration import Calibration
from grader.calibration.report.pictures import pictures_of
from grader.calibration.report.words import ANSWERS, basis, headline, no_line, sentences
from grader.calibration.tables import merged, tables
from grader.reporters.html import own_file, style, template
from grader.reporters.sections import Image, Picture, Section, Shown
from grader.reporters.table import Table

_LEADS = {
    "verdicts": (
        "A mark can be used where three things hold: it agrees with people well enough (QWK), hardly less than people"
        " agree among themselves, and is neither higher nor lower than theirs on average (SMD). Each must hold over its"
        " whole 95 % interval; where only part of the interval does, there are too few interviews to tell. Intervals"
        " are over interviews: they say nothing of what other graders would have said."
    ),
    "agreement": (
        "QWK is agreement beyond chance, 1 is perfect; AC2 is too, and does not fall where nearly all have one level."
        " PRMSE is how well the machine foretells what many people would say on average."
        " SMD and bias above 0: the machine is higher; of the mean over criteria they are mean sizes, so that nothing"
        " cancels."
    ),
    "scores": "Totals of the machine against the mean of people’s totals by the same rubric.",
    "parts": "Judges of any kind are usually worst in the middle. A band is that of the mean of both totals.",
    "groups": (
        "The difference is how much higher the machine puts a group than people do, in standard deviations, once what"
        " it does to everybody is taken away. The ratio is that of New York City’s Local Law 144: the share of a group"
        " with a total above the median of all, over that of the group with the highest share; of groups that are alike"
        " it comes out a little below 1. It is of the rated interviews, and says nothing of why."
    ),
    "graders": (
        "Lenience is against the other people who graded the same, in levels and in points of the total, 0 the mean of"
        " people. Harsh or lenient is who is so by a tenth of a level or more, certainly enough with all graders looked"
        " at together. Against the machine is a plain difference, and no verdict. Scatter is how far apart a grader and"
        " the others are, whoever of them it is; own error tells them apart, where three marked the same. A spread"
        " below 1 means that somebody keeps to the middle; drift is how much marks rise from the first interview to the"
        " last, beside those of the others. A fair total is what people gave, were all equally harsh, as far as that is"
        " known."
    ),
    "tuning": (
        "Every change was fitted on some interviews and judged on others. Only what is certainly better there is worth"
        " changing; what merely looks better on the interviews it was fitted on is left."
    ),
    "next": (
        "Those asked for spread are drawn by lot within kind and band, and keep the figures what they are. Those asked"
        " for doubt show soonest what is wrong, but are harder than others: agreement on them is lower than on all, so"
        " note in your ratings which they were (a column, and --by)."
    ),
}
_WIDE = ("verdicts", "parts", "groups", "graders", "tuning")


def page(c: Calibration, made_of: str) -> bytes:
    """The page; all words of others are escaped. ``made_of`` is the run's signature."""
    css, digest = style("\n" + own_file("sections.css") + "\n" + own_file("calibration.css", __package__))
    text = template(own_file("sections.html.j2") + own_file("calibration.html.j2", __package__)).render(
        css=css,
        css_hash=digest,
        rubric=c.marks.rubric,
        answer=ANSWERS[c.answer],
        word=c.answer,
        headline=headline(c),
        basis=basis(c),
        sentences=list(sentences(c)),
        sections=_sections(tables(c), pictures_of(c)),
        broken=c.broken,
        no_line=no_line(c),
        image=Image.of,
        shown=Shown.of,
        made_of=made_of,
        seed=c.choices.seed,
        resamples=c.choices.resamples,
    )
    return text.encode("utf-8", "replace")


def _sections(made: Iterable[Table], drawn: dict[str, Picture]) -> list[Section]:
    left = {t.name: merged(t) for t in made}
    groups = [name for name in left if name.startswith("by-group-")]
    plan = (
        ("verdicts", "May its marks be used?", (), ("verdicts",)),
        ("agreement", "Agreement", ("agreement",), ("agreement-machine", "agreement-people")),
        ("scores", "Score against score", ("scores", "bands", "confusion"), ("grades",)),
        ("parts", "Where it is better or worse", ("by-band",), ("by-band", "by-kind")),
        ("groups", "Groups", (), (*groups, "impact")),
        ("broken", "Lines of the rubric that do not work", (), ()),
        ("graders", "Graders", ("severity",), ("graders", "fair-averages")),
        ("tuning", "Tuning the rubric", (), ("tuning", "changes", "movers")),
        ("next", "To grade by hand next", (), ("to-grade-next",)),
    )
    found = []
    for name, title, pictures, names in plan:
        of = tuple(drawn[p] for p in pictures if p in drawn)
        rows = tuple(left.pop(t) for t in names if t in left)
        if of or rows or name == "broken":
            found.append(Section(name, title, _LEADS.get(name, ""), of, rows, name in _WIDE))
    left.pop("broken-lines", None)
    return [*found, Section("more", "More tables", "", (), tuple(left.values()))]
