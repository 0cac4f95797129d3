"""What is wrong with a well-formed rubric's meaning, part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grader.rubric.expressions import flaws_of_expressions
from grader.rubric.form import hint
from grader.rubric.source import PathInYaml
from grader.schema import rubric as r


@dataclass(frozen=True, slots=True)
class Flaw:
    """One problem and the path of the value it is about."""

    path: PathInYaml
    message: str
    breaks: bool = True
    """Whether grading by the rubric makes no sense; otherwise it is only poorer than its author meant."""
    of_key: bool = False
    needs: str | None = None
    """The list that must be known to its last entry for this to be a flaw at all."""


def breaks(rubric: r.Rubric) -> Iterator[Flaw]:
    """The flaws for which a rubric is refused."""
    return (flaw for flaw in flaws(rubric) if flaw.breaks)


def flaws(rubric: r.Rubric) -> Iterator[Flaw]:
    """Every flaw of a rubric, part by part."""
    yield from _dimensions(rubric)
    yield from _bands(rubric)
    yield from _caps_and_budgets(rubric)
    yield from _twice("criterion", ((("criteria", n, "id"), c.id) for n, c in enumerate(rubric.criteria)))
    for n, criterion in enumerate(rubric.criteria):
        yield from _criterion(("criteria", n), criterion, [d.id for d in rubric.dimensions])


def patterns_of(path: PathInYaml, pattern: r.Pattern) -> Iterator[tuple[PathInYaml, r.Pattern]]:
    """A pattern and all the patterns in it, each with its path."""
    yield path, pattern
    inner = r.children(pattern)
    if isinstance(pattern, r.AllOf | r.AnyOf):
        keys: list[PathInYaml] = [("of", n) for n in range(len(inner))]
    else:
        keys = [(field,) for field, value in pattern if any(value is p for p in inner)]
    for key, p in zip(keys, inner, strict=True):
        yield from patterns_of((*path, *key), p)


def _twice(what: str, ids: Iterable[tuple[PathInYaml, str]]) -> Iterator[Flaw]:
    seen: set[str] = set()
    for path, id_ in ids:
        if id_ in seen:
            yield Flaw(path, f"{what} {id_!r} is here twice")
        seen.add(id_)


def _dimensions(rubric: r.Rubric) -> Iterator[Flaw]:
    yield from _twice("dimension", ((("dimensions", n, "id"), d.id) for n, d in enumerate(rubric.dimensions)))
    used = {c.dimension for c in rubric.criteria}
    for n, dimension in enumerate(rubric.dimensions):
        if dimension.id not in used:
            yield Flaw(
                ("dimensions", n, "id"), f"dimension {dimension.id!r} has no criterion", breaks=False, needs="criteria"
            )


def _bands(rubric: r.Rubric) -> Iterator[Flaw]:
    yield from _twice("band", ((("bands", n, "id"), b.id) for n, b in enumerate(rubric.bands)))
    first = rubric.bands[0]
    if first.at_least != 0:
        yield Flaw(
            ("bands", 0, "at_least"), f"the first band begins at {first.at_least:g}; it must begin at 0", needs="bands"
        )
    for n, (below, above) in enumerate(zip(rubric.bands, rubric.bands[1:], strict=False), 1):
        if above.at_least <= below.at_least:
            before = f"the {below.at_least:g} of the band before it"
            message = f"band {above.id!r} begins at {above.at_least:g}, not above {before}"
            yield Flaw(("bands", n, "at_least"), message, needs="bands")


def _caps_and_budgets(rubric: r.Rubric) -> Iterator[Flaw]:
    dimensions = [d.id for d in rubric.dimensions]
    for n, cap in enumerate(rubric.caps):
        if cap.dimension not in dimensions:
            yield _unknown_dimension(("caps", n, "dimension"), cap.dimension, dimensions)
        if cap.total_at_most == 100:
            yield Flaw(("caps", n, "total_at_most"), "a cap at 100 never takes hold", breaks=False)
    yield from _twice("the budget of", ((("budgets", n, "step"), b.step) for n, b in enumerate(rubric.budgets)))
    for n, budget in enumerate(rubric.budgets):
        if budget.step == "other":
            yield Flaw(("budgets", n, "step"), "'other' is no step of the interview; it has no budget", breaks=False)


def _unknown_dimension(path: PathInYaml, id_: str, known: list[str]) -> Flaw:
    return Flaw(path, f"unknown dimension {id_!r}; one of {', '.join(known)}{hint(id_, known)}", needs="dimensions")


def _criterion(path: PathInYaml, c: r.Criterion, dimensions: list[str]) -> Iterator[Flaw]:
    if c.dimension not in dimensions:
        yield _unknown_dimension((*path, "dimension"), c.dimension, dimensions)
    if not set(c.steps) - {"other"}:
        message = f"criterion {c.id!r} may take evidence from no step: it can never be shown"
        yield Flaw((*path, "steps"), message, breaks=False)
    elif "other" in c.steps:
        message = "words of 'other' are never evidence; leave it out"
        yield Flaw((*path, "steps", c.steps.index("other")), message, breaks=False)
    numbers = [level.level for level in c.levels]
    if numbers != list(range(1, len(numbers) + 1)):
        message = f"the levels of {c.id!r} are {_listed(numbers)}; they must be 1, 2, 3 and so on, in order"
        yield Flaw((*path, "levels"), message)
    else:
        yield from _advice(path, c)
        yield from _examples(path, c)
    if c.cuts is not None:
        if c.max_level != 2:
            yield Flaw((*path, "cuts"), f"{c.id!r} has not two levels above 0, and cuts are for those that have")
        elif not 0 < c.cuts[0] < c.cuts[1] <= 2:
            message = f"cuts {c.cuts[0]:g} and {c.cuts[1]:g}: the second must be higher, both above 0 and at most 2"
            yield Flaw((*path, "cuts"), message)
    yield from _twice("kind", (((*path, "kinds", n, "id"), kind.id) for n, kind in enumerate(c.kinds)))
    yield from _patterns(path, c)


def _advice(path: PathInYaml, c: r.Criterion) -> Iterator[Flaw]:
    seen = set()
    for n, advice in enumerate(c.advice):
        at = (*path, "advice", n, "level")
        if advice.level >= c.max_level:
            message = f"advice for level {advice.level} is never given; the highest level is {c.max_level}"
            yield Flaw(at, message, breaks=False)
        elif advice.level in seen:
            yield Flaw(at, f"advice for level {advice.level} is here twice", breaks=False)
        seen.add(advice.level)
    missing = [level for level in range(c.max_level) if level not in seen]
    if missing:
        message = f"criterion {c.id!r} has no advice for level {_listed(missing)}"
        yield Flaw((*path, "advice") if c.advice else (*path, "id"), message, breaks=False, of_key=bool(c.advice))


def _examples(path: PathInYaml, c: r.Criterion) -> Iterator[Flaw]:
    for n, example in enumerate(c.examples):
        if example.level > c.max_level:
            message = f"an example of level {example.level}, but the highest level of {c.id!r} is {c.max_level}"
            yield Flaw((*path, "examples", n, "level"), message, breaks=False)
    given = {e.level for e in c.examples}
    missing = [level for level in range(c.max_level + 1) if level not in given]
    if missing:
        message = f"criterion {c.id!r} has no example of level {_listed(missing)}"
        yield Flaw((*path, "examples") if c.examples else (*path, "id"), message, breaks=False, of_key=bool(c.examples))


def _patterns(path: PathInYaml, c: r.Criterion) -> Iterator[Flaw]:
    tops = [((*path, "levels", n, "when"), level.when) for n, level in enumerate(c.levels)]
    for n, (at, when) in enumerate(tops):
        if any(when == higher for _, higher in tops[n + 1 :]):
            message = f"level {c.levels[n].level} looks for what a higher level looks for; it can never be the result"
            yield Flaw(at, message, breaks=False)
    tops += [((*path, "kinds", n, "when"), kind.when) for n, kind in enumerate(c.kinds)]
    tops += [((*path, "probe"), c.probe)] if c.probe is not None else []
    for at, top in tops:
        for inner_at, pattern in patterns_of(at, top):
            yield from (Flaw(*found) for found in flaws_of_expressions(inner_at, pattern))
            yield from _never(inner_at, pattern)


def _never(path: PathInYaml, pattern: r.Pattern) -> Iterator[Flaw]:
    """Patterns that can match nothing."""
    match pattern:
        case r.Unless() if pattern.match == pattern.unless:
            message = "'unless' takes away all that 'match' finds; this never matches"
            yield Flaw((*path, "unless"), message, breaks=False)
        case r.AtLeast(match=r.Phrase(terms=terms)) if pattern.distinct:
            words = {term.lower() for term in terms}
            if len(words) < pattern.count and not any(w.endswith("*") or " " in w or "-" in w for w in words):
                message = f"{pattern.count} different words of {len(words)}: this never matches"
                yield Flaw((*path, "count"), message, breaks=False)
        case r.Phrase() | r.Regex() | r.Quantity() | r.Tokens() if not pattern.accept:
            yield Flaw((*path, "accept"), "no mention is accepted: this never matches", breaks=False)
        case _:
            return


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers)) or "none"
