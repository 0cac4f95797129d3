"""A matcher asked about some sentences finds there what it finds when asked about all."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from grader.matchers.base import Hit, View
from grader.matchers.compile import compile_pattern
from grader.matchers.scan import Lexicon
from grader.readers import read_text
from grader.schema.rubric import Pattern
from grader.text.annotated import annotate
from grader.text.embeddings import shipped

PATTERN: TypeAdapter[Any] = TypeAdapter(Pattern)
WORDS = st.sampled_from(["cache", "queue", "shard", "disk", "not", "why", "we", "use", "need", "5 ms", "and"])
SENTENCE = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
TURN = st.lists(st.tuples(SENTENCE, st.sampled_from(".?")).map("".join), min_size=1, max_size=4).map(" ".join)
TALK = st.lists(TURN, min_size=2, max_size=8).map(
    lambda turns: "\n".join(f"{('Interviewer', 'Candidate')[n % 2]}: {t}" for n, t in enumerate(turns))
)
SECTION = st.tuples(WORDS, st.lists(TURN, min_size=1, max_size=4)).map(lambda s: f"# {s[0]}\n\n" + "\n\n".join(s[1]))
DESIGN = st.lists(SECTION, min_size=1, max_size=3).map("\n\n".join)

VOICE = st.sampled_from(["candidate", "interviewer", "anyone"])
LEAF = (
    st.fixed_dictionaries({"kind": st.just("phrase"), "terms": st.lists(WORDS, min_size=1, max_size=2), "voice": VOICE})
    | st.fixed_dictionaries({"kind": st.just("question"), "voice": VOICE})
    | st.fixed_dictionaries({"kind": st.just("length"), "words": st.integers(2, 5), "voice": VOICE})
    | st.fixed_dictionaries({"kind": st.just("heading"), "terms": st.lists(WORDS, min_size=1, max_size=2)})
    | st.fixed_dictionaries({"kind": st.just("quantity"), "of": st.just(["duration"])})
)
WITHIN = st.sampled_from(["sentence", "passage", "section", "text"])


def composed(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    several = st.lists(inner, min_size=2, max_size=3)
    return (
        st.fixed_dictionaries({"kind": st.just("all_of"), "of": several, "within": WITHIN})
        | st.fixed_dictionaries({"kind": st.just("any_of"), "of": several})
        | st.fixed_dictionaries(
            {
                "kind": st.just("unless"),
                "match": inner,
                "unless": inner,
                "within": st.sampled_from(["sentence", "passage"]),
            }
        )
        | st.fixed_dictionaries(
            {
                "kind": st.just("at_least"),
                "count": st.integers(2, 3),
                "match": inner,
                "distinct": st.booleans(),
                "within": WITHIN,
            }
        )
        | st.fixed_dictionaries({"kind": st.just("then"), "first": inner, "then": inner, "gap": st.integers(0, 2)})
    )


def accepted(pattern: dict[str, Any]) -> bool:
    try:
        PATTERN.validate_python(pattern)
    except ValueError:
        return False
    return True


PATTERNS = st.recursive(LEAF, composed, max_leaves=6).filter(accepted)


class _Everywhere:
    """A plug-in's matcher, which heeds nothing."""

    def find(self, view: View) -> list[Hit]:
        return [Hit(n, s.start, s.end) for n, s in enumerate(view.annotated.sentences)]


@given(PATTERNS, TALK | DESIGN, st.integers(0, 2**12 - 1), st.data())
@settings(max_examples=400, deadline=None)
def test_the_same_matches_as_among_all(pattern: dict[str, Any], text: str, among: int, data: st.DataObject) -> None:
    a = annotate(read_text(text), shipped())
    allowed = data.draw(st.lists(st.booleans(), min_size=len(a.passages), max_size=len(a.passages)))
    lexicon = Lexicon()
    matcher = compile_pattern(PATTERN.validate_python(pattern), lexicon, shipped(), {})
    every = matcher.find(View(lexicon.scan(a), allowed))
    narrow = View(lexicon.scan(a), allowed, among & lexicon.scan(a).every)
    assert matcher.find(narrow) == [h for h in every if among >> h.sentence & 1]
    may = matcher.may(View(lexicon.scan(a), allowed))
    assert all(may >> h.sentence & 1 for h in every)


def test_what_a_plug_in_finds_elsewhere_is_dropped() -> None:
    lexicon = Lexicon()
    pattern = {
        "kind": "all_of",
        "of": [{"kind": "phrase", "terms": ["cache"]}, {"kind": "custom", "name": "x.every"}],
        "within": "sentence",
    }
    matcher = compile_pattern(
        PATTERN.validate_python(pattern), lexicon, shipped(), {"x.every": lambda options: _Everywhere()}
    )
    a = annotate(read_text("We use a cache. We use a queue."), shipped())
    assert [h.sentence for h in matcher.find(View(lexicon.scan(a), [True]))] == [0]
