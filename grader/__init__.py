"""grader reads a system design interview and says what a careful interviewer would say.

from grader import Grader
assessment = Grader().assess("design.md")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.version import VERSION

if TYPE_CHECKING:
    from grader.errors import GraderError, InputError, RubricError, UsageError
    from grader.pipeline import Grader
    from grader.protocols import Reader, Reporter, Segmenter, Source
    from grader.rubric import default_rubric, load_rubric
    from grader.schema.assessment import Assessment, Evidence, Finding, Scorecard
    from grader.schema.document import Block, Document
    from grader.schema.rubric import Rubric

__version__ = VERSION

__all__ = [
    "Assessment",
    "Block",
    "Document",
    "Evidence",
    "Finding",
    "Grader",
    "GraderError",
    "InputError",
    "Reader",
    "Reporter",
    "Rubric",
    "RubricError",
    "Scorecard",
    "Segmenter",
    "Source",
    "UsageError",
    "__version__",
    "default_rubric",
    "load_rubric",
]

_HOMES = {
    "grader.errors": ("GraderError", "InputError", "RubricError", "UsageError"),
    "grader.pipeline": ("Grader",),
    "grader.protocols": ("Reader", "Reporter", "Segmenter", "Source"),
    "grader.rubric": ("default_rubric", "load_rubric"),
    "grader.schema.assessment": ("Assessment", "Evidence", "Finding", "Scorecard"),
    "grader.schema.document": ("Block", "Document"),
    "grader.schema.rubric": ("Rubric",),
}


def __getattr__(name: str) -> object:
    # Public names are loaded when they are first used: `grader --help` needs none of what they import.
    for module, names in _HOMES.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(module), name)
    raise AttributeError(f"module 'grader' has no attribute {name!r}")
