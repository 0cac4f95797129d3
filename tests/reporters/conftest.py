"""A small rubric and two assessed submissions, made of real records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest

from grader.schema.assessment import Assessment, Cap, Evidence, Finding, Observation, Scorecard, Submission
from grader.schema.document import Block, BlockKind, Document, Notice, Speaker
from grader.schema.rubric import Rubric
from grader.schema.segmentation import Segment, Step
from grader.schema.talk import LeftOut, Silence, StepTime, Talk, VoiceShare

STEP_NAMES: tuple[Step, ...] = ("scope", "high_level", "deep_dive", "wrap_up")
CRITERIA = (
    ("purpose", "Purpose of the system", "requirements", "scope", 1, 2),
    ("scale", "Scale and performance as numbers", "requirements", "scope", 2, 2),
    ("agreement", "Agreement on the requirements", "requirements", "scope", 1, 2),
    ("architecture", "Components and how they connect", "high_level", "high_level", 3, 2),
    ("call_flow", "Call flow", "high_level", "high_level", 1, 3),
    ("alternatives", "Alternatives", "solutions", "deep_dive", 1, 2),
    ("decision", "Decision with its reason", "solutions", "deep_dive", 1, 2),
    ("recovery", "Recovery", "failure", "deep_dive", 2, 2),
    ("summary", "Summary of the whole design", "failure", "wrap_up", 1, 2),
)
LEVELS = {
    "purpose": 2,
    "scale": 1,
    "agreement": None,
    "architecture": 2,
    "call_flow": 1,
    "alternatives": 2,
    "decision": 1,
    "recovery": 0,
    "summary": 0,
}


def make_rubric(word: Callable[[str], str] = str) -> Rubric:
    """A rubric of four dimensions and nine criteria; ``word`` may alter every text in it."""
    titles = {
        "requirements": "Requirements",
        "high_level": "High-level design",
        "solutions": "Solutions compared",
        "failure": "Failure and recovery",
    }
    criteria = [
        {
            "id": id_,
            "title": word(title),
            "dimension": dimension,
            "step": step,
            "points": points,
            "applies_to": "dialogue" if id_ == "agreement" else "all",
            "levels": [
                {
                    "level": n + 1,
                    "descriptor": word(f"Level {n + 1} of {title}"),
                    "when": {"kind": "phrase", "terms": ["x"]},
                }
                for n in range(most)
            ],
        }
        for id_, title, dimension, step, points, most in CRITERIA
    ]
    return Rubric.model_validate(
        {
            "id": "four-step",
            "version": "1.0.0",
            "title": word("Four steps"),
            "budgets": [{"step": s, "minutes": m} for s, m in zip(STEP_NAMES, (5, 20, 15, 5), strict=True)],
            "dimensions": [
                {"id": k, "title": word(v), "weight": 2 if k == "requirements" else 1} for k, v in titles.items()
            ],
            "criteria": criteria,
            "bands": [
                {"id": "poor", "title": word("Poor"), "at_least": 0},
                {"id": "weak", "title": word("Weak"), "at_least": 40},
                {"id": "good", "title": word("Good"), "at_least": 60},
            ],
            "caps": [{"dimension": "failure", "below": 20, "total_at_most": 45, "reason": word("no word on failure")}],
        }
    )


def score(rubric: Rubric, levels: dict[str, int | None]) -> tuple[float, dict[str, float | None]]:
    """Total and dimensions by the rubric's arithmetic, worked out here a second time."""
    dimensions: dict[str, float | None] = {}
    for d in rubric.dimensions:
        own = [
            (c.points, lv / c.max_level)
            for c in rubric.criteria
            if c.dimension == d.id and (lv := levels[c.id]) is not None
        ]
        dimensions[d.id] = 100 * sum(p * x for p, x in own) / sum(p for p, _ in own) if own else None
    pairs = [(d.weight, s) for d in rubric.dimensions if (s := dimensions[d.id]) is not None]
    total = sum(w * s for w, s in pairs) / sum(w for w, _ in pairs)
    limits = [c.total_at_most for c in rubric.caps if (s := dimensions[c.dimension]) is not None and s < c.below]
    return min([total, *limits]), dimensions


def talk_of(document: Document, segments: Sequence[Segment], rubric: Rubric) -> Talk | None:
    """Time and voices as whole segments and blocks have them."""
    if document.kind != "transcript":
        return None
    budgets = {b.step: b.minutes for b in rubric.budgets}

    def words(found: Sequence[Segment]) -> int:
        return sum(len(document.text[s.start : s.end].split()) for s in found)

    def minutes(found: Sequence[Segment]) -> float:
        return sum((s.end_time or 0) - (s.start_time or 0) for s in found) / 60

    inside = [s for s in segments if s.step != "other"]
    steps = []
    for step in STEP_NAMES:
        own = [s for s in inside if s.step == step]
        steps.append(
            StepTime(
                step=step,
                budget=budgets.get(step),
                minutes=minutes(own),
                began=own[0].start_time if own else None,
                words=words(own),
                share=words(own) / (words(inside) or 1),
            )
        )
    voices = [
        VoiceShare(role=s.role, name=s.name, words=50, share=1 / len(document.speakers), questions=3, turns=2)
        for s in document.speakers
    ]
    return Talk(
        times="exact",
        minutes=minutes(segments),
        interview=minutes(inside),
        steps=tuple(steps),
        voices=tuple(voices),
        silences=(Silence(start_time=400, end_time=430),),
    )


def left_out_of(document: Document, segments: Sequence[Segment], word: Callable[[str], str]) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(
            start=s.start,
            end=s.end,
            start_time=s.start_time,
            end_time=s.end_time,
            words=len(document.text[s.start : s.end].split()),
            what=word("not the interview"),
        )
        for s in segments
        if s.step == "other"
    )


def assess(
    document: Document,
    segments: Sequence[Segment],
    quotes: dict[str, list[tuple[int, int]]],
    rubric: Rubric,
    *,
    levels: dict[str, int | None] | None = None,
    word: Callable[[str], str] = str,
    status: Any = "graded",
    path: str = "designs/photo sharing.md",
) -> Assessment:
    """An assessment whose findings have these levels and quote these spans."""
    levels = LEVELS if levels is None else levels
    total, dimensions = score(rubric, levels)
    findings = []
    for c in rubric.criteria:
        level = levels[c.id]
        evidence = tuple(Evidence.at(document, a, b, c.step) for a, b in quotes.get(c.id, ()))
        findings.append(
            Finding(
                criterion=c.id,
                title=c.title,
                dimension=c.dimension,
                step=c.step,
                level=level,
                max_level=c.max_level,
                unassessed=word("There is only one voice, so nobody could agree.") if level is None else None,
                descriptor="" if level is None else c.absent if level == 0 else c.levels[level - 1].descriptor,
                advice=None
                if level is None or level == c.max_level
                else word(f"To show {c.id}: say it aloud, with a number and a reason."),
                evidence=evidence if level else (),
                kinds=(word("one-way control"),) if c.id == "call_flow" else (),
                confidence=0.75,
            )
        )
    caps = tuple(
        Cap(limit=c.total_at_most, reason=c.reason) for c in rubric.caps if (dimensions[c.dimension] or 0) < c.below
    )
    band = [b.id for b in rubric.bands if b.at_least <= total][-1]
    return Assessment(
        signature="grader 0.1.0 | rubric four-step 1.0.0 sha256:0123456789ab | reader markdown | segmenter headings",
        submission=Submission(
            path=path,
            sha256="0" * 64,
            format=document.format,
            kind=document.kind,
            language=document.language,
            words=len(document.text.split()),
        ),
        document=document,
        segments=tuple(segments),
        findings=tuple(findings),
        observations=(
            Observation(
                code="detail_first",
                message=word("Detail of one store is given before there is a high-level design."),
                evidence=tuple(
                    Evidence.at(document, a, b, "high_level") for a, b in quotes.get("architecture", ())[:1]
                ),
            ),
        ),
        scorecard=Scorecard(
            status=status, total=total, dimensions=dimensions, band=band if status == "graded" else None, caps=caps
        ),
        warnings=(
            Notice(
                code="speakers_unknown", message=word("No speaker is named, so all words count as the candidate's.")
            ),
        ),
        talk=talk_of(document, segments, rubric),
        left_out=left_out_of(document, segments, word),
    )


def make_document(parts: Sequence[tuple[BlockKind, str, dict[str, Any]]], **fields: Any) -> Document:
    """A document of these blocks with an empty line between them; lines are counted unless given."""
    text, blocks = "", []
    for kind, words, more in parts:
        if text:
            text += "\n\n"
        start = len(text)
        text += words
        line = None if fields.get("kind") == "transcript" else text.count("\n", 0, start) + 1
        blocks.append(Block.model_validate({"kind": kind, "start": start, "end": len(text), "line": line, **more}))
    return Document.model_validate(
        {"kind": "design", "format": "markdown", "language": "en", **fields, "text": text, "blocks": blocks}
    )


DESIGN: tuple[tuple[Step, BlockKind, str, dict[str, Any]], ...] = (
    ("scope", "heading", "Photo sharing for small groups", {"level": 1}),
    (
        "scope",
        "paragraph",
        "Families lose photos in chat threads. We build one place where a group of up to fifty people keeps them, "
        "and finds them again.",
        {},
    ),
    ("scope", "heading", "Scope", {"level": 2}),
    (
        "scope",
        "list_item",
        "Two million groups, ten million people, a hundred uploads a second at the peak.",
        {"level": 1},
    ),
    ("scope", "list_item", "Out of scope: editing, and search by face.", {"level": 1}),
    ("high_level", "heading", "Design", {"level": 2}),
    (
        "high_level",
        "paragraph",
        "The app asks the upload service for a signed address and puts the picture straight into object storage. "
        "A queue then wakes the thumbnail workers, which write to the catalogue.",
        {},
    ),
    (
        "high_level",
        "diagram",
        "app --> upload --> storage\n             |\n           queue --> thumbs --> catalogue",
        {},
    ),
    ("high_level", "table", "| table | key |\n| --- | --- |\n| photo | group, taken_at |", {}),
    ("deep_dive", "heading", "Which store for the catalogue", {"level": 2}),
    (
        "deep_dive",
        "paragraph",
        "A relational store gives us joins, and costs us sharding by hand at this size. "
        "A wide-column store spreads by group on its own, but every new query needs its own table.",
        {},
    ),
    ("deep_dive", "code", "PRIMARY KEY ((group_id), taken_at, photo_id)", {}),
    ("deep_dive", "paragraph", "I would take the wide-column store because all our reads are by group.", {}),
    ("other", "paragraph", "References: none yet.", {}),
)


def design_of(parts: Sequence[tuple[Step, BlockKind, str, dict[str, Any]]] = DESIGN) -> tuple[Document, list[Segment]]:
    document = make_document([p[1:] for p in parts])
    segments: list[Segment] = []
    for n, (step, *_) in enumerate(parts):
        start = 0 if n == 0 else document.blocks[n].start
        end = len(document.text) if n == len(parts) - 1 else document.blocks[n + 1].start
        if segments and segments[-1].step == step:
            segments[-1] = segments[-1].model_copy(update={"end": end})
        else:
            segments.append(Segment(step=step, start=start, end=end, confidence=0.9))
    return document, segments


def span(document: Document, words: str) -> tuple[int, int]:
    start = document.text.index(words)
    return start, start + len(words)


def make_design(rubric: Rubric, **options: Any) -> Assessment:
    """A written design whose quotes overlap, nest, repeat and cross a paragraph's end."""
    document, segments = design_of()
    at = partial(span, document)
    crossing = (at("Out of scope: editing")[0], at("Design\n\n")[0] + 6)
    quotes = {
        "purpose": [at("We build one place where a group of up to fifty people keeps them"), at("up to fifty people")],
        "scale": [at("Two million groups, ten million people, a hundred uploads a second"), crossing],
        "architecture": [
            at("The app asks the upload service for a signed address"),
            at("upload service for a signed address and puts the picture"),
            at("queue --> thumbs"),
        ],
        "call_flow": [at("The app asks the upload service for a signed address")],
        "alternatives": [
            at("A relational store gives us joins, and costs us sharding by hand at this size."),
            at("A wide-column store spreads by group on its own"),
        ],
        "decision": [at("I would take the wide-column store because all our reads are by group.")],
    }
    return assess(document, segments, quotes, rubric, **options)


TALK: tuple[tuple[Step, str, str], ...] = (
    ("other", "Ana", "Hi, thanks for making the time. Shall we start?"),
    ("scope", "Ana", "Please design a photo sharing service for small groups."),
    ("scope", "Ben", "Who uses it? Families, I suppose, who lose photos in chat threads."),
    ("scope", "Ben", "Let us say two million groups and a hundred uploads a second at the peak."),
    ("high_level", "Ben", "The app asks the upload service for a signed address,"),
    ("high_level", "Ben", "and puts the picture straight into object storage."),
    ("high_level", "Ana", "What about thumbnails?"),
    ("high_level", "Ben", "A queue wakes the thumbnail workers."),
    ("deep_dive", "Ben", "For the catalogue we could take a relational store or a wide-column store."),
    ("deep_dive", "Ben", "I would go with wide-column because all our reads are by group."),
    ("scope", "Ana", "Do we keep videos too?"),
    ("scope", "Ben", "No, videos are out."),
    ("wrap_up", "Ben", "So in summary, upload, queue, thumbnails, catalogue."),
)


def make_talk(
    rubric: Rubric, turns: Sequence[tuple[Step, str, str]] = TALK, seconds: float = 150, **options: Any
) -> Assessment:
    """A recorded interview of two voices; each turn takes ``seconds``."""
    parts = [
        ("speech", words, {"speaker": who, "start_time": n * seconds, "end_time": (n + 1) * seconds})
        for n, (_, who, words) in enumerate(turns)
    ]
    speakers = (Speaker(name=turns[0][1], role="interviewer"), Speaker(name="Ben", role="candidate"))
    document = make_document(parts, kind="transcript", format="webvtt", speakers=speakers)  # type: ignore[arg-type]
    segments: list[Segment] = []
    for n, (step, *_) in enumerate(turns):
        end = len(document.text) if n == len(turns) - 1 else document.blocks[n + 1].start
        if segments and segments[-1].step == step:
            segments[-1] = segments[-1].model_copy(update={"end": end, "end_time": (n + 1) * seconds})
        else:
            segments.append(
                Segment(
                    step=step,
                    start=document.blocks[n].start,
                    end=end,
                    start_time=n * seconds,
                    end_time=(n + 1) * seconds,
                    confidence=0.8,
                )
            )
    at = partial(span, document)
    quotes = (
        {
            "purpose": [at("Families, I suppose, who lose photos in chat threads.")],
            "scale": [at("two million groups and a hundred uploads a second")],
            "architecture": [(at("The app asks the upload")[0], at("straight into object storage.")[1])],
            "decision": [at("I would go with wide-column because all our reads are by group.")],
        }
        if turns is TALK
        else {}
    )
    return assess(document, segments, quotes, rubric, **{"path": "recordings/2024-05-02 Ana & Ben.vtt", **options})


@pytest.fixture(scope="session")
def rubric() -> Rubric:
    return make_rubric()


@pytest.fixture(scope="session")
def design(rubric: Rubric) -> Assessment:
    return make_design(rubric)


@pytest.fixture(scope="session")
def talk(rubric: Rubric) -> Assessment:
    return make_talk(rubric, levels={**LEVELS, "agreement": 2, "recovery": 1})
