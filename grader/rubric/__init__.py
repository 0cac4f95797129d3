"""From a YAML file to a `Rubric`, with every problem in the author's words and at the author's line.

rubric = load_rubric(Path("mine.yaml"))     # or RubricError, whose `problems` are all there are
"""

from __future__ import annotations

from grader.rubric.load import default_rubric, load_rubric, named_rubrics, parse_rubric, rubric_digest, rubric_file

__all__ = ["default_rubric", "load_rubric", "named_rubrics", "parse_rubric", "rubric_digest", "rubric_file"]
