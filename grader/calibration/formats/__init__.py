"""Files of ratings as people and their tools write them.

reading.py       from a file to its ratings: which format it has, is told by its content
gathered.py      how to read, what a file was found to hold, and what is gathered on the way
said.py          what a value says: scores, times, names
fields.py        what columns and fields may be called
tables.py        tables, and CSV; workbook.py Excel; rsmtool.py the columns of RSMTool
label_studio.py, argilla.py, prodigy.py, doccano.py   exports of tools, as JSON or JSON Lines
"""

from grader.calibration.formats.gathered import RatingsFile, Reading
from grader.calibration.formats.reading import read_ratings

__all__ = ["RatingsFile", "Reading", "read_ratings"]
