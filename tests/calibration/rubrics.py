"""Rubrics for trying arithmetic on: no text is ever held against their patterns."""

from __future__ import annotations

from grader.schema.rubric import Rubric

_WHEN = {"kind": "phrase", "terms": ["cache"]}


def rubric_of(criteria: int, dimensions: int = 2, levels: int = 2, **more: object) -> Rubric:
    """So many criteria c0, c1 ..., dealt out to dimensions d0, d1 ... in turn."""
    return Rubric.model_validate(
        {
            "id": "tried",
            "version": "1.0.0",
            "title": "Tried",
            "dimensions": [{"id": f"d{k}", "title": f"D {k}", "weight": 1 + k} for k in range(dimensions)],
            "bands": [{"id": "poor", "at_least": 0}, {"id": "fair", "at_least": 40}, {"id": "good", "at_least": 70}],
            "criteria": [
                {
                    "id": f"c{k}",
                    "title": f"Criterion {k}",
                    "dimension": f"d{k % dimensions}",
                    "step": "deep_dive",
                    "points": 1 + k % 3,
                    "levels": [
                        {"level": x, "descriptor": f"Level {x} of {k}.", "when": _WHEN} for x in range(1, levels + 1)
                    ],
                }
                for k in range(criteria)
            ],
            **more,
        }
    )
