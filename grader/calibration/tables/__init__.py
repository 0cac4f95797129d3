"""A calibration as tables: the same ones on its page, as CSV, as JSON and on a terminal.

Undefined is an empty cell, and a table that has intervals says why. The interval of a column ``x`` is under ``x from``
and ``x to``.

agreement.py     verdicts, figures, levels of both, parts, groups
consequences.py  lines to mend, graders, tuning, interviews to grade next
cells.py         numbers and intervals as cells
"""

from __future__ import annotations

from grader.calibration.calibration import Calibration
from grader.calibration.tables import agreement, consequences
from grader.calibration.tables.cells import merged
from grader.reporters.table import Table

__all__ = ["merged", "tables"]


def tables(c: Calibration) -> list[Table]:
    """All tables, the most important first; those that would be empty are left out."""
    found = [
        agreement.verdicts(c),
        agreement.agreement(c, "machine"),
        agreement.agreement(c, "people"),
        agreement.figures(c),
        agreement.grades(c),
        agreement.confusion(c),
        *agreement.parts(c),
        agreement.impact(c),
        consequences.broken(c),
        consequences.raters(c),
        consequences.fair(c),
        *(consequences.tuning(c, c.proposal) if c.proposal is not None else ()),
        consequences.asks(c),
    ]
    return [t for t in found if t.rows]
