"""The whole path, as a caller meets it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from grader.errors import InputError, RubricError, UsageError
from grader.pipeline import SHIPPED_MODEL, Grader
from grader.protocols import Source
from grader.rubric import default_rubric
from grader.schema.document import Block, Document
from grader.schema.rubric import Rubric
from grader.schema.segmentation import STEPS
from grader.segmenters.course import Course
from grader.text.annotated import AnnotatedDocument
from tests.properties.grading import ROOT, SAMPLES, SUBMISSIONS, sample, shipped_grader

MANY = (
    "We shard the users by id, keep a replica of each shard in another zone, and fail over when the leader is lost. "
    * 8
)


DETAILS_FIRST = """# Requirements
Riders ask for a car and drivers accept. Ten million rides a day, an answer within two seconds. Sharing a car is out of scope.

# Deep dive
We shard the positions by geohash cell. A hot cell is split in four when it holds more than a thousand drivers, and merged
again when it cools down. The index keeps a sorted set per cell, so that a query reads the cell and its eight neighbours.

## Alternatives
A quadtree adapts to density by itself, but every move of a driver may touch several nodes and their locks. Geohash cells are
coarser and cheaper: a write is one set. We pick the cells, because writes outnumber reads ten to one.

## Failure
If a shard dies, its replica takes over, and drivers report their place again within four seconds, so nothing is restored.
Two replicas that disagree for those seconds offer a driver twice; the match is confirmed by a conditional write.

## Caching
Hot cells are cached for a second in the matching service. The hit rate there is about 80 percent, and a stale driver costs one retry.

# High-level design
The app calls the gateway, which asks the matching service. It reads the positions from Redis and writes the ride to Postgres.
The ride service tells both apps over a WebSocket.
"""


class TestWhatIsGraded:
    @pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
    def test_every_sample_gets_a_band(self, path: Path) -> None:
        a = sample(path.name)
        assert a.scorecard.status == "graded"
        assert a.scorecard.band in {b.id for b in shipped_grader().rubric.bands}
        assert a.submission.language == "en"
        assert a.submission.kind == (
            "design"
            if path.stem in ("parcel-tracking", "photo-albums", "rate-limiter", "food-delivery")
            else "transcript"
        )

    @pytest.mark.parametrize("path", sorted(p for p in SUBMISSIONS.iterdir() if p.is_file()), ids=lambda p: p.name)
    def test_what_is_no_interview_in_english_gets_none(self, path: Path) -> None:
        a = shipped_grader().assess(path)
        expected = "not_english" if path.stem.startswith("german") else "not_an_interview"
        assert expected in {w.code for w in a.warnings}
        assert (a.scorecard.status, a.scorecard.band) == ("not_applicable", None)

    def test_a_few_words_are_too_short(self) -> None:
        a = shipped_grader().assess_text("We would shard the database by user id.")
        assert [w.code for w in a.warnings] == ["too_short"]
        assert a.scorecard.band is None

    def test_a_language_that_is_not_english_is_said(self) -> None:
        assert shipped_grader().assess(SUBMISSIONS / "german-design.md").submission.language == "de"

    def test_the_better_sample_scores_more(self) -> None:
        order = ["parcel-tracking.md", "rate-limiter.md", "food-delivery.md"]
        totals = [sample(n).scorecard.total for n in order]
        assert totals == sorted(totals, reverse=True)
        assert (
            sample("chat-service.txt").scorecard.total
            > sample("news-feed.txt").scorecard.total
            > sample("metrics-pipeline.srt").scorecard.total
        )

    def test_details_before_a_design_are_told_beside_the_score(self) -> None:
        told = shipped_grader().assess_text(DETAILS_FIRST, kind="design").observations
        (early,) = [o for o in told if o.code == "details_before_design"]
        assert early.evidence[0].step == "deep_dive"
        assert not [o.code for o in sample("chat-service.txt").observations if o.code == "details_before_design"]


class TestCalls:
    def test_a_file_and_its_bytes_and_its_text_are_one(self) -> None:
        path = ROOT / "datasets" / "samples" / "rate-limiter.md"
        content = path.read_bytes()
        by_path, by_bytes = sample(path.name), shipped_grader().assess_source(Source.of(path, content))
        by_text = shipped_grader().assess_text(content.decode(), name=str(path))
        assert by_path.findings == by_bytes.findings == by_text.findings
        assert by_path == by_bytes
        assert by_path.submission.sha256 == hashlib.sha256(content).hexdigest()

    def test_a_kind_is_taken_at_its_word(self) -> None:
        assert shipped_grader().assess_text(MANY, kind="transcript").submission.kind == "transcript"
        assert shipped_grader().assess_text(MANY, kind="design").submission.kind == "design"

    def test_a_named_candidate_earns_the_marks(self) -> None:
        text = "\n".join(f"Kim: {MANY}\nLee: I see.\nKim: And so on.\nLee: Fine." for _ in range(2))
        kim = shipped_grader().assess_text(text, candidate="Kim")
        lee = shipped_grader().assess_text(text, candidate="Lee")
        assert {e.speaker for f in kim.findings for e in f.evidence} == {"Kim"}
        assert {e.speaker for f in lee.findings for e in f.evidence} <= {"Lee"}
        assert kim.scorecard.total > lee.scorecard.total

    @pytest.mark.parametrize(
        ("call", "error"),
        [
            (lambda g: g.assess("no/such/file.md"), InputError),
            (lambda g: g.assess(SUBMISSIONS), InputError),
            (lambda g: g.assess_source(Source("a.bin", b"\x00\x01\x02" * 500)), InputError),
            (lambda g: g.assess_text("Ann: Why?\nBo: Because.\nAnn: So.\nBo: Yes.", candidate="Zoe"), InputError),
            (lambda g: g.assess_source(Source("a.md", b"A cache."), format="wordperfect"), UsageError),
        ],
    )
    def test_what_cannot_be_done_is_said_in_one_line(self, call: Any, error: type[Exception]) -> None:
        with pytest.raises(error) as raised:
            call(shipped_grader())
        assert "\n" not in str(raised.value)

    def test_the_signature_says_what_made_the_numbers(self) -> None:
        parts = sample("rate-limiter.md").signature.split("|")
        assert [p.split(":")[0] for p in parts] == [
            "grader",
            "rubric",
            "voices",
            "steps",
            "levels",
            "embeddings",
            "reader",
        ]
        assert parts[1].startswith("rubric:four-step@")
        assert parts[-1] == "reader:markdown"

    @pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 no archive", b"not an array"])
    def test_a_model_folder_that_is_none(self, tmp_path: Path, content: bytes | None) -> None:
        if content is not None:
            (tmp_path / "steps.npz").write_bytes(content)
            (tmp_path / "levels.npz").write_bytes(content)
        with pytest.raises(UsageError, match="no model"):
            Grader(model=tmp_path)

    def test_a_model_that_hides_an_object_is_not_unpickled(self, tmp_path: Path) -> None:
        import numpy as np

        np.savez(tmp_path / "steps.npz", weights=np.asarray([object()], dtype=object))
        np.savez(tmp_path / "levels.npz", names=np.asarray([object()], dtype=object))
        with pytest.raises(UsageError, match="no model"):
            Grader(model=tmp_path)


OWN: dict[str, Any] = {
    "id": "house-style",
    "version": "2.1.0",
    "title": "House style",
    "dimensions": [
        {"id": "storage", "title": "Storage", "weight": 1},
        {"id": "people", "title": "People", "weight": 1},
    ],
    "bands": [{"id": "no", "at_least": 0}, {"id": "yes", "at_least": 50}],
    "criteria": [
        {
            "id": "splitting",
            "title": "Splitting",
            "dimension": "storage",
            "step": "deep_dive",
            "steps": ["scope", "high_level", "deep_dive", "wrap_up", "other"],
            "levels": [
                {"level": 1, "descriptor": "Splits.", "when": {"kind": "phrase", "terms": ["shard*"]}},
                {
                    "level": 2,
                    "descriptor": "By a key.",
                    "when": {"kind": "regex", "patterns": [r"\bshard \S+ \S+ by \w+"]},
                },
                {
                    "level": 3,
                    "descriptor": "And copies.",
                    "when": {
                        "kind": "all_of",
                        "of": [{"kind": "phrase", "terms": ["shard*"]}, {"kind": "phrase", "terms": ["replica*"]}],
                    },
                },
            ],
        },
        {
            "id": "thanks",
            "title": "Thanks",
            "dimension": "people",
            "step": "wrap_up",
            "levels": [{"level": 3, "descriptor": "Says thanks.", "when": {"kind": "phrase", "terms": ["thank you"]}}],
        },
    ],
}


class InOneStep:
    """A segmenter for which all of a text is the deep dive."""

    name = "one-step"

    def segment(self, annotated: AnnotatedDocument) -> Course:
        import numpy as np

        n = len(annotated.passages)
        chances = np.zeros((n, len(STEPS)))
        chances[:, STEPS.index("deep_dive")] = 1
        return Course(["deep_dive"] * n, chances)


class Lines:
    """A reader of a format of its own: a line a paragraph, after a first line that says so."""

    name = "lines"

    def recognises(self, source: Source) -> float:
        return 1.0 if source.content.startswith(b"%LINES\n") else 0.0

    def read(self, source: Source) -> Document:
        text = source.content.decode().split("\n", 1)[1].strip()
        blocks, at = [], 0
        for line in text.split("\n"):
            blocks.append(Block(kind="paragraph", start=at, end=at + len(line)))
            at += len(line) + 1
        return Document(kind="design", format=self.name, text=text, blocks=tuple(blocks))


class TestParts:
    def test_a_rubric_of_ones_own_on_a_scale_of_four(self) -> None:
        g = Grader(Rubric.model_validate(OWN), segmenter=InOneStep())
        a = g.assess_text(MANY)
        assert [(f.criterion, f.level, f.max_level) for f in a.findings] == [("splitting", 3, 3), ("thanks", 0, 3)]
        assert (a.scorecard.total, a.scorecard.band) == (50.0, "yes")
        assert a.scorecard.dimensions == {"storage": 100.0, "people": 0.0}
        assert "levels:patterns" in a.signature
        assert a.findings[0].confidence is None

    def test_a_segmenter_of_ones_own(self) -> None:
        a = Grader(segmenter=InOneStep()).assess_text(MANY)
        assert [s.step for s in a.segments] == ["deep_dive"]
        assert "steps:one-step" in a.signature

    def test_a_reader_of_ones_own_comes_first(self) -> None:
        g = Grader(Rubric.model_validate(OWN), segmenter=InOneStep(), readers=[Lines()])
        a = g.assess_source(Source("x", b"%LINES\n" + MANY.encode()))
        assert a.submission.format == "lines"
        assert a.findings[0].level == 3

    def test_a_pattern_that_names_no_plug_in(self) -> None:
        of = {
            **OWN,
            "criteria": [
                {
                    **OWN["criteria"][1],
                    "levels": [{"level": 1, "descriptor": "x", "when": {"kind": "custom", "name": "a.b"}}],
                }
            ],
        }
        with pytest.raises(RubricError, match=r"no matcher plug-in is called 'a\.b'"):
            Grader(Rubric.model_validate(of))

    def test_the_learned_levels_are_for_the_rubric_they_were_fitted_to(self) -> None:
        fewer = default_rubric().model_copy(update={"criteria": default_rubric().criteria[:5]})
        a = Grader(fewer).assess(ROOT / "datasets" / "samples" / "rate-limiter.md")
        assert "levels:patterns" in a.signature
        assert len(a.findings) == 5

    def test_the_shipped_model_is_where_it_is_looked_for(self) -> None:
        assert {p.name for p in SHIPPED_MODEL.iterdir()} >= {"steps.npz", "levels.npz"}


def test_an_edited_copy_of_the_rubric_is_judged_by_its_own_patterns() -> None:
    """Weights know the patterns they were fitted to, not the rubric's name."""
    rubric = default_rubric()
    heavier = rubric.model_copy(
        update={"criteria": tuple(c.model_copy(update={"points": 9, "examples": ()}) for c in rubric.criteria)}
    )
    assert "levels:patterns" not in Grader(heavier).assess(SAMPLES[0]).signature
    first = rubric.criteria[0]
    cut = first.model_copy(update={"levels": first.levels[:1]})
    edited = Grader(rubric.model_copy(update={"criteria": (cut, *rubric.criteria[1:])})).assess(SAMPLES[0])
    assert "levels:patterns" in edited.signature
    assert all(f.level is None or f.level <= f.max_level for f in edited.findings)
