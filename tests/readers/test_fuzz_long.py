"""Thousands of damaged samples and of made-up files, each reader and the whole path: a result or an `InputError`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import InputError
from grader.pipeline import Grader
from grader.protocols import Reader, Source
from grader.readers import BUILT_IN
from grader.reporters import reporter
from tests.readers.formats.samples import SAMPLES as FORMATS
from tests.readers.test_read_anything import _SUFFIXES, _bytes, check

SAMPLES = {p.name: p.read_bytes() for p in sorted((Path(__file__).parents[2] / "datasets" / "samples").iterdir())}
RECORDED = {name: sample for name, sample in FORMATS.items() if sample.suffix == ".json"}
GRADER = Grader()


@pytest.mark.slow
@pytest.mark.parametrize("reader", BUILT_IN, ids=lambda r: r.name)
@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=_bytes, suffix=_SUFFIXES)
def test_any_bytes_into_each_reader_at_length(reader: Reader, content: bytes, suffix: str) -> None:
    check(reader, Source("x", content, suffix))


@st.composite
def _damaged_sample(draw: st.DrawFn) -> Source:
    """A sample cut, with bytes overwritten, pieces doubled, dropped or turned round, and perhaps another name."""
    name = draw(st.sampled_from(sorted(SAMPLES)))
    content = bytearray(SAMPLES[name][: draw(st.integers(1, 6000))])
    for _ in range(draw(st.integers(0, 8))):
        at = draw(st.integers(0, len(content)))
        until = min(len(content), at + draw(st.integers(0, 300)))
        piece = bytes(content[at:until])
        content[at:until] = draw(
            st.sampled_from([b"", piece * 3, piece[::-1], b"\x00", b"\r", b"-->", b"\xff\xfe", b"\n\n"])
        )
    return Source(name, bytes(content) or b"x", draw(st.sampled_from([Path(name).suffix, ".md", ".vtt", ""])))


_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["A", "12.5"]),
)
_KEYS = st.sampled_from(
    sorted({key for s in RECORDED.values() for key in re.findall(r'"(\w+)":', s.content.decode())} | {"channel_labels"})
)
_JSON = st.recursive(
    _VALUES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(_KEYS, inner, max_size=5),
        st.fixed_dictionaries({"text": inner, "start": inner, "segments": inner}),
    ),
    max_leaves=30,
)


@pytest.mark.slow
@settings(max_examples=3000, deadline=None, suppress_health_check=list(HealthCheck))
@given(value=_JSON)
def test_any_json_of_the_keys_that_services_use(value: object) -> None:
    check(None, Source("x", json.dumps(value).encode(), ".json"))


def _grafted(draw: st.DrawFn, value: object) -> object:
    """The value with some of what is in it replaced."""
    if draw(st.integers(0, 19)) == 0:
        return draw(_JSON)
    if isinstance(value, dict):
        return {key: _grafted(draw, inner) for key, inner in value.items()}
    return [_grafted(draw, inner) for inner in value] if isinstance(value, list) else value


@st.composite
def _damaged_json(draw: st.DrawFn) -> bytes:
    sample = draw(st.sampled_from(sorted(RECORDED)))
    return json.dumps(_grafted(draw, json.loads(RECORDED[sample].content))).encode()


@pytest.mark.slow
@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=_damaged_json())
def test_damaged_json_of_each_service(content: bytes) -> None:
    check(None, Source("x", content, ".json"))


@pytest.mark.slow
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(source=_damaged_sample())
def test_damaged_samples_end_in_a_report_or_one_clear_line(source: Source) -> None:
    said = ""
    try:
        assessment = GRADER.assess_source(source)
    except InputError as error:
        said = str(error)
    assert "\n" not in said
    if said:
        return
    text = assessment.document.text
    assert "".join(text[s.start : s.end] for s in assessment.segments) == text
    assert all(text[e.start : e.end] == e.quote for f in assessment.findings for e in f.evidence)
    assert 0 <= assessment.scorecard.total <= 100
    for name in ("json", "html", "markdown", "terminal"):
        assert reporter(name).render(assessment, GRADER.rubric)
