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
    ),
    "scores": "Totals of the machine against the mean of people’s totals by the same rubric.",
    "parts": "Judges, people and machines alike, are usually worst in the middle.",
    "groups": (
        "The difference is how much higher the machine puts a group than people do, in standard deviations, once what"
        " it does to everybody is taken away. The ratio is that of New York City’s Local Law 144: the share of a group"
        " with a total above the median of all, over that of the group with the highest share. It says nothing of why."
    ),
    "graders": (
        "Each against all others who graded the same interviews, the machine among them. Scatter is how far marks are"
        " from the others' once lenience is taken away, in levels; a spread below 1 means that somebody keeps to the"
        " middle; drift is how much the marks rise from the first interview to the last. A fair total is what people"
        " gave, were all equally harsh."
    ),
    "tuning": (
        "Every change was fitted on some interviews and judged on others. Only what is certainly better there is worth"
        " changing; what merely looks better on the interviews it was fitted on is left."
    ),
    "next": (
        "Asked for spread, an interview keeps the figures what they are; asked for doubt, it shows soonest what is"
        " wrong, but is harder than others, so that agreement is lower on these than on all."
    ),
}
_WIDE = ("verdicts", "graders")


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
